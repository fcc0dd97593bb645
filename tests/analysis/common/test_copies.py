"""Circularity found by content: a column that repeats the depression scale, whatever it is called."""

import numpy as np
import pytest

from lib.analysis.anova.visits import analyse_anova
from lib.analysis.common.copies import find_copy, list_copies
from lib.analysis.common.question import Question
from lib.analysis.table1.table import summarise_table1
from lib.cohort.codebook import Codebook, Column, Level, Visit
from lib.cohort.cohort import Cohort, make_cohort, read_bundled_cohort
from lib.cohort.outcome import OutcomeDefinition

RNG = np.random.default_rng(11)
N = 40
FIRST = RNG.integers(24, 44, N).astype(float)
LAST = np.round(FIRST * RNG.uniform(0.2, 1.1, N))
SCORES = np.column_stack([FIRST, np.round((FIRST + LAST) / 2) + RNG.integers(-3, 4, N), LAST])
NUMBERS = {
    "basval": FIRST,
    "drop": FIRST - LAST,
    "percent": np.round(100 * (LAST - FIRST) / FIRST, 1),
    "age": RNG.integers(20, 60, N).astype(float),
    "severity": np.round(FIRST + RNG.normal(0, 3, N)),
}
LEVELS = {
    "improved": (LAST <= FIRST / 2).astype(int),
    "sex": RNG.integers(0, 2, N),
    "arm": np.repeat([0, 1], N // 2),
}


def cohort(scores=SCORES) -> Cohort:
    two = (Level("a", "A"), Level("b", "B"))
    columns = (
        Column("patient", "Patient", "identifier", "patient"),
        Column("visit", "Visit", "visit", "visit"),
        *(Column(name, name.title(), "number", "characteristic", decimals=1) for name in NUMBERS),
        *(Column(name, name.title(), "category", "characteristic", levels=two) for name in LEVELS),
        Column("madrs", "MADRS", "measure", "depression", minimum=0, maximum=60),
        Column("again", "Again", "measure", "scale", minimum=0, maximum=60),
        Column("mg", "Mg", "measure", "analyte", unit="mmol/L", decimals=2),
    )
    visits = tuple(Visit(name, name.title(), name.title(), None) for name in ("pre", "mid", "post"))
    measures = {
        "madrs": scores,
        "again": scores * 1.0,
        "mg": np.round(RNG.normal(0.85, 0.1, scores.shape), 2),
    }
    patients = tuple(f"P{i}" for i in range(N))
    return make_cohort("Copies", Codebook(columns, visits), patients, {**NUMBERS, **LEVELS}, measures)


COHORT = cohort()


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("basval", "MADRS at Pre"),
        ("drop", "the change of MADRS from Pre to Post"),
        ("percent", "the change of MADRS from Pre to Post in per cent"),
        ("improved", "the change of MADRS from Pre to Post in per cent"),
        ("again", "MADRS at every visit"),
        ("age", ""),
        ("severity", ""),
        ("sex", ""),
        ("arm", ""),
        ("mg", ""),
        ("madrs", ""),
    ],
)
def test_what_repeats_the_scale_is_found_by_its_values(name, words):
    assert find_copy(COHORT, name) == words


def test_nothing_of_the_bundled_cohort_but_the_scale_itself_repeats_it():
    assert list_copies(read_bundled_cohort()) == frozenset()


def test_p_is_withheld_where_groups_or_measure_repeat_the_scale():
    question = Question(COHORT, OutcomeDefinition(endpoint="post"))
    by_column = analyse_anova(question, "madrs", "improved")
    assert "Improved divides the patients by the change of MADRS" in by_column.withheld
    by_outcome = analyse_anova(question, "again", "outcome")
    assert "Again is MADRS at every visit" in by_outcome.withheld
    assert not analyse_anova(question, "mg", "improved").withheld
    assert not analyse_anova(question, "madrs", "sex").withheld
    rows = {row.column: row.test for row in summarise_table1(question, "outcome").rows if row.test}
    for name in ("basval", "drop", "percent"):
        assert np.isnan(rows[name].p)
        assert "repeats the scale" in rows[name].reason
    assert np.isfinite(rows["age"].p)


def test_few_patients_are_never_called_a_copy():
    small = SCORES.copy()
    small[6:] = np.nan
    assert find_copy(cohort(small), "basval") == ""
