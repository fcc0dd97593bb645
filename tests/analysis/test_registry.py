"""The registry of analyses: every reader knows every row, and what is not chosen changes nothing."""

import dataclasses
import json

import pytest

from lib.analysis.answers import Answers, remember_answers
from lib.analysis.common.question import Question
from lib.analysis.registry import ANALYSES, SECTIONS, answer_question
from lib.analysis.settings.question import definition_of
from lib.cohort.cohort import read_bundled_cohort
from lib.cohort.selection import Selection
from lib.export.answers_json import RECORDS, answers_json
from lib.export.plain_text import answers_text
from lib.export.report.build import build_report
from lib.export.report.sections import WRITERS
from lib.present.report.settings import SECTION_BY_CODE
from lib.present.settings import SETTING_BY_NAME, default_settings
from lib.ui.navigation import PAGE_TABLE
from tests.export.report_reading import ORIGIN

COHORT = read_bundled_cohort()
FIRST = default_settings(COHORT)
QUESTION = Question(COHORT, definition_of(FIRST), Selection())
#: Another value of every setting that an analysis depends on, under which the bundled cohort answers otherwise.
OTHER = {
    "by": "sex", "measure": "madrs", "between": "sex", "split": "sex", "posthoc": "first", "adjust": "none",
    "posterror": "own", "sumsq": "II", "ranktest": "dunn", "x": "ymrs", "y": "ymrs", "corr": "pearson",
    "kind": "medicine", "compare": "sex", "target": "remission", "interval": "plain",
    "grouptest": "pooled", "groupfamily": "visit",
    "covariance": "cs", "ddf": "satterthwaite", "baseline": "covariate", "covariates": ("age",),
    "range": "evidence", "rownumbers": "mean", "rowcounts": "chi2", "rowadjust": "holm", "smd": True,
    "curve": "difference", "curvegroup": "remitter", "curvefeature": "stroke", "curveresponse": (30, 60),
    "curvestep": 10, "curveremission": (8, 12), "curveends": "own", "curvemissing": False, "curvegroupings": False,
    "curvemethods": True, "curvefilters": False, "joint": True, "margin": 20, "marginr": 10,
}  # fmt: skip
#: Settings that choose what is printed of an answer, and do not change it.
OF_THE_SENTENCE = ("correct", "smd")


@pytest.fixture(scope="module")
def recall():
    return remember_answers()


def recorded(row, settings, recall):
    found = answer_question(QUESTION, settings, row.sections or ("table1",), recall)
    return json.dumps(RECORDS[row.code][1](getattr(found, row.code)))


def test_every_reader_knows_every_analysis():
    codes = [row.code for row in ANALYSES]
    fields = [field.name for field in dataclasses.fields(Answers)]
    assert fields == ["question", "settings", "sections", *codes]
    assert list(RECORDS) == codes
    assert set(SECTIONS) <= set(WRITERS) & set(SECTION_BY_CODE)
    assert {row.page for row in ANALYSES} <= {page.file for page in PAGE_TABLE}
    assert {name for row in ANALYSES for name in row.settings} <= set(SETTING_BY_NAME)


@pytest.mark.parametrize("row", ANALYSES, ids=lambda row: row.code)
def test_an_answer_depends_on_the_settings_named_and_on_no_other(row, recall):
    grouped = FIRST.replace(between="outcome", adjust="holm", ranktest="conover")
    first = recorded(row, grouped, recall)
    for name, value in OTHER.items():
        if name not in row.settings:
            assert recorded(row, grouped.replace(**{name: value}), recall) == first, name
    if row.settings:
        changed = {name: OTHER[name] for name in row.settings if name not in OF_THE_SENTENCE}
        assert recorded(row, grouped.replace(**changed), recall) != first


def test_json_text_and_report_have_the_same_sections(recall):
    whole = answer_question(QUESTION, FIRST, compute=recall, whole=True)
    report = build_report(QUESTION, FIRST, SECTIONS, ORIGIN, recall)
    text, record = answers_text(whole), json.loads(answers_json(whole))
    assert [part.code for part in report.sections[:-1]] == [
        code for code in SECTION_BY_CODE if code in SECTIONS
    ]
    headings = [SECTION_BY_CODE[code].heading for code in SECTIONS]
    places = [text.index(f"\n{heading}\n{'=' * len(heading)}\n") for heading in headings]
    assert places == sorted(places)
    assert {key for key, _ in RECORDS.values()} == set(record) - {"format", "version", "cohort", "question"}
    for table in report.tables[:-1]:
        assert f"\n{table.table.caption}\n" in text
    parts = text.split("Comorbidity\n===========")[1]
    for kind, label in (
        ("comorbidity", "Comorbidities"),
        ("medicine", "Medicines"),
        ("class", "Medicine classes"),
    ):
        assert kind in record["comorbidity"]["kinds"]
        assert f"\n{label}: What goes together\n" in parts
    for pair in record["associations"]:
        labels = [COHORT.codebook.column(pair[end]).label for end in ("first", "second")]
        assert f"\n{labels[0]} and {labels[1]}\n" in text
    assert len(record["trajectories"]) == len(COHORT.codebook.measures)
    assert [part["target"] for part in record["comorbidity"]["responses"][:2]] == ["response", "remission"]


def test_a_report_prints_the_very_answers_that_the_bundle_holds():
    asked = []

    def ask(function, *arguments):
        asked.append((function.__name__, *map(str, arguments[1:])))
        return function(*arguments)

    settings = FIRST.replace(**OTHER)
    answer_question(QUESTION, settings, compute=ask)
    chosen, asked = set(asked), []
    answer_question(QUESTION, settings, compute=ask, whole=True)
    assert chosen < set(asked)
