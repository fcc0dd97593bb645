"""The reader notices faults planted in the code that writes, and in sentences that were found on screen once."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lib.present.anova import checks, posthoc
from lib.present.anova import left_out as left_out_words
from lib.present.anova import words as anova_words
from lib.present.association import words as association_words
from lib.present.common import claims
from lib.present.common.formats import format_p_equation
from lib.present.common.table import Heading, Line, PrintTable
from lib.present.comorbidity import course_words, response_words
from lib.present.comorbidity import words as comorbidity_words
from lib.present.data import quality
from lib.present.overview import summary
from tests.present.reading.page_views import data_page, left_out
from tests.present.reading.reader import read
from tests.present.reading.selections import questions
from tests.present.reading.views import (
    anova,
    association,
    courses,
    overview,
    prevalence,
    responses,
    together,
)


def one_more(found, total, noun):
    """Count one row more than is found."""
    return claims.words_found(min(found + 1, total), total, noun) if total > 1 else "the one test"


def least(rows, size):
    """Name the row with the least."""
    return [min(rows, key=size)] if rows else []


def smallest_p(rows, _size):
    """Name the row with the smallest p as the strongest."""
    return [min(rows, key=lambda row: row.test.p)]


def first_of_ties(rows, size):
    """Name the first of those that tie."""
    return claims.find_most(rows, size)[:1]


def not_found(rows, p):
    """Name the rows that are not found."""
    return sorted((row for row in rows if p(row) >= 0.05), key=p)


def raw_as_adjusted(p, _adjusted, _tests):
    """Print the raw p under the name of the adjusted one."""
    return f"{format_p_equation(p)}, Holm-adjusted {format_p_equation(p)}"


def other_fraction(k, n):
    """Count one patient more."""
    return f"{k + 1} of {n} patients (50 %)"


#: Where a fault is planted, what stands there instead, and the view that shows it.
CODE = {
    "strongest by the smallest p": (association_words, "find_most", smallest_p, association),
    "correlations found, one too many": (association_words, "words_found", one_more, association),
    "pairs of visits found, one too many": (posthoc, "words_found", one_more, anova),
    "pair named that is not found": (posthoc, "find_rows", not_found, anova),
    "changes, whatever p": (anova_words, "is_found", lambda _p: True, anova),
    "no change, whatever p": (anova_words, "is_found", lambda _p: False, anova),
    "least influential patient": (checks, "find_most", least, anova),
    "tests between groups, one too many": (comorbidity_words, "words_found", one_more, prevalence),
    "least frequent as most frequent": (comorbidity_words, "find_most", least, prevalence),
    "raw p as adjusted p": (comorbidity_words, "words_p", raw_as_adjusted, prevalence),
    "first of tied pairs": (comorbidity_words, "find_most", first_of_ties, together),
    "share of other patients": (comorbidity_words, "format_fraction", other_fraction, together),
    "courses found, one too many": (course_words, "words_found", one_more, courses),
    "largest p as smallest": (course_words, "find_most", least, courses),
    "comparisons missed, miscounted": (response_words, "finds_any", lambda _found: False, responses),
    "responses: largest p as smallest": (response_words, "find_most", least, responses),
    "complete patients, one more": (quality, "format_whole", lambda n: f"{n + 1}", data_page),
    "left out, one more": (left_out_words, "plural", lambda n, word: f"{n + 1} {word}s", left_out),
    "p of those left out": (left_out_words, "format_p_equation", lambda p: "p = .049", left_out),
    "one patient more": (summary, "plural", lambda n, word: f"{n + 1} {word}s", overview),
}  # fmt: skip


@pytest.mark.parametrize("fault", CODE)
def test_a_fault_in_the_code_is_noticed(fault, monkeypatch):
    module, name, other, view = CODE[fault]
    for question, draw in questions(70, seed=3):
        beside = _with(monkeypatch, module, name, other, view, question, draw)
        if any(read(sentence, tables) for sentence, tables in beside if tables):
            return
    pytest.fail("the reader saw nothing")


def _with(monkeypatch, module, name, other, view, question, draw):
    """Give a view with the fault planted; tables are made by code that is left as it is."""
    with monkeypatch.context() as patch:
        patch.setattr(module, name, other)
        return list(view(question, draw))


TABLE = PrintTable(
    "Mg²⁺ (mmol/L), 49 patients",
    (Heading(""), Heading("All", "n = 3,000"), Heading("p"), Heading("p", "Holm"), Heading("ρ")),
    (
        Line(("A", "20 (40.8) [28.2 to 54.8]", ".031", ".062", "−.21")),
        Line(("B", "20 (40.8) [28.2 to 54.8]", ".050", ".062", ".40")),
    ),
)
#: Sentences with a fault, and the kind of fault.
SENTENCES = {
    "Mg²⁺ changes over the visits: F(4, 188) = 2.0, p = .050, n = 49.": "claim",
    "No change of Mg²⁺ over the visits: n = 49.": "claim",
    "X and Y are correlated; the strongest: A, ρ = −.21.": "claim",
    "1 of 2 comparisons has p < .05 after Holm’s adjustment.": "count",
    "None of 3 tests has p < .05 after Holm’s adjustment.": "count",
    "2,999 of 3,000 patients (100 %) have it.": "percentage",
    "1 of 3,000 patients (0 %) has it.": "percentage",
    "None of the 1 patient has it.": "words",
    "X was 0.5 points lower in A than in B (difference 0.5, 95 % CI 0.1 to 0.9).": "claim",
    "X was 0.5 points higher in A than in B (difference −0.5, 95 % CI −0.9 to −0.1).": "claim",
    "1 patients have it.": "words",
    "A: p = .031, Holm-adjusted p = .031.": "label",
    "The largest |ρ|: A. the largest |ρ|: A, ρ = −.21.": "superlative",
    "Mean 0.87 in 49 patients.": "number",
    "Every test of a change finds it at p < .05: Friedman’s test (p = .062); the finding does not hang.": "claim",
    "The tests do not agree: found by F (p = .031), not by Friedman’s (p = .031). The finding depends.": "claim",
    "At p < .05 the data speak against normal residuals (W = .98, p = .062). Then read ranks.": "claim",
    "At p < .05 nothing speaks against equal variances (Levene’s test at 1 of 2 visits). With few patients.": "claim",
}


@pytest.mark.parametrize("sentence", SENTENCES)
def test_a_fault_in_a_sentence_is_noticed(sentence):
    assert SENTENCES[sentence] in [fault.partition(":")[0] for fault in read(sentence, [TABLE])]


def test_a_sentence_that_holds_is_left_alone():
    held = (
        "Most frequent, tied: A, 20 of 49 (41 %) and B, 20 of 49 (41 %). None of 2 tests has p < .05 after Holm’s "
        "adjustment; smallest p: A (p = .031, Holm-adjusted p = .062)."
    )
    assert read(held, [TABLE]) == []


RANKS = PrintTable(
    "Friedman test",
    tuple(map(Heading, ("Patients", "n", "χ²", "df", "p", "Kendall’s W", "V1", "V2", "V3"))),
    (Line(("All", "10", "5.000", "2", ".082", ".250", "1.50", "2.00", "2.50")),),
)


@pytest.mark.parametrize(
    ("place", "cell"), [(None, ""), (1, "9"), (5, ".260"), (6, "1.60")], ids=["held", "n", "W", "mean rank"]
)
def test_a_fault_in_a_table_of_ranks_is_noticed(place, cell):
    cells = [*RANKS.lines[0].cells]
    if place is not None:
        cells[place] = cell
    faults = read("", [replace(RANKS, lines=(Line(tuple(cells)),))])
    assert bool(faults) == (place is not None)
