"""Methods: what the printed tables rest on is named, with a work that is listed, and nothing else is."""

import re
from functools import cache

import pytest

from lib.analysis.registry import answer_question
from lib.present.report.methods_table import METHODS
from lib.present.report.methods_text import paragraphs_methods
from lib.present.report.methods_used import METHOD_WORDS, methods_used
from lib.present.report.settings import REPORT_SECTIONS
from tests.export.cohorts import COHORTS
from tests.export.requests_made import ask

ALL = tuple(row.code for row in REPORT_SECTIONS)
#: Cohort, sections and settings.
CASES = [
    ("bundled", ALL, {}),
    (
        "bundled",
        ALL,
        {"between": "sex", "ranktest": "dunn", "corr": "pearson", "kind": "medicine", "compare": "sex"},
    ),
    ("bundled", ALL, {"between": "outcome", "ranktest": "conover", "posthoc": "first", "adjust": "none"}),
    (
        "bundled",
        ALL,
        {"between": "sex", "ranktest": "wilcoxon", "kind": "class", "compare": "all", "error": "within"},
    ),
    ("bundled", ("methods", "anova"), {"measure": "madrs", "between": "outcome"}),
    ("bundled", ("methods", "checks"), {"between": "sex"}),
    ("bundled", ("methods", "table1"), {}),
    ("bundled", ("methods", "trajectories"), {"error": "ci"}),
    ("bundled", ("methods", "comorbidity"), {"target": "remission"}),
    ("gaps", ALL, {"between": "sex"}),
    ("rare", ("methods", "table1", "comorbidity"), {"by": "often"}),
    ("threshold", ALL, {"between": "sex"}),
    ("one measure and nothing else", ALL, {}),
    ("two visits", ALL, {}),
    ("five patients", ALL, {}),
    ("everything missing", ALL, {}),
    ("no depression scale", ALL, {}),
]
#: Words that a test may be named by without being in `METHOD_WORDS`: parts of the results of another.
PARTS = re.compile(r"Mauchly’s test|Fisher’s exact test|exact power of Fisher’s test")


@cache
def written(place):
    cohort, sections, changed = CASES[place]
    request = ask(cohort, **changed)
    answers = answer_question(request.question, request.settings, sections)
    return methods_used(answers), paragraphs_methods(answers)


def places():
    assert {cohort for cohort, *_ in CASES} <= set(COHORTS)
    return range(len(CASES))


@pytest.mark.parametrize("place", places())
def test_every_method_of_the_results_is_named_and_no_other(place):
    used, paragraphs = written(place)
    text = " ".join(paragraphs)
    assert "Also used" not in text
    assert set(used) <= set(METHOD_WORDS)
    assert all(METHOD_WORDS[name] in text for name in used)
    said = {words for words in METHOD_WORDS.values() if words in text and words != "mean"}
    assert said <= {METHOD_WORDS[name] for name in used}


def test_the_cases_meet_what_a_report_can_print():
    used = {name for place in places() for name in written(place)[0]}
    assert len(used) > 25
    assert {
        "Groups compared by Mann–Whitney tests",
        "Wilson score interval",
        "Conditional odds ratio with exact interval",
    } <= used


def test_a_test_named_in_the_text_is_one_of_a_result():
    for place in places():
        for name in set(
            re.findall(
                r"\b([A-ZŠ][\w–]+(?: and Wilk)?(?:’s)? (?:\w+ )?tests?)\b", " ".join(written(place)[1])
            )
        ):
            known = any(
                words.removeprefix("the ") in name or name in words for words in METHOD_WORDS.values()
            )
            assert known or PARTS.search(name), name


def test_the_methods_page_has_a_row_for_every_method():
    assert {name for method in METHODS for name in method.results} == set(METHOD_WORDS)
    uses = " ".join(f"{m.use} {m.name} {m.convention}" for m in METHODS)
    for words in ("Wilson", "odds ratio", "Difference of proportions", "Jaccard", "φ", "Detectable effect",
                  "Mann–Whitney", "Time × comorbidity"):  # fmt: skip
        assert words in uses
    assert all(method.source for method in METHODS)
