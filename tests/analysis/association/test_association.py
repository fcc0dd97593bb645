"""Associations from cohort to rows, against R, and in odd selections."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from lib.analysis.association.correlations import analyse_association, correlate_visits
from lib.analysis.common.question import Question
from lib.cohort.cohort import read_bundled_cohort
from lib.cohort.outcome import OutcomeDefinition
from lib.stats.common.result import Refusal
from tests.analysis.reference_cohort import pairs_cohort
from tests.cohort.small_cohort import small_cohort
from tests.stats.reference_sets import check, figures

R = figures("other")
QUESTION = Question(pairs_cohort())


@pytest.mark.parametrize("method", ["spearman", "pearson"])
def test_values_and_changes_agree_with_r(method):
    result = analyse_association(QUESTION, "x", "y", method)
    assert [row.label for row in result.rows] == ["V1", "V2", "V3", "V4", "V2 − V1", "V3 − V1", "V4 − V1"]
    pairs = []
    for row, wanted in zip(result.rows, [*R["visits"], *R["changes"]], strict=True):
        expected = wanted[method]
        interval = expected["fisher"] if method == "spearman" else expected["ci"]
        pairs += [
            (f"{row.label} n", row.test.n, wanted["n"]),
            (f"{row.label} r", row.test.r, expected["r"]),
            (f"{row.label} p", row.test.p, expected["p"]),
            (f"{row.label} low", row.test.ci_low, interval[0]),
            (f"{row.label} high", row.test.ci_high, interval[1]),
        ]
    check(pairs)


def test_adjustment_is_over_the_whole_family_by_hand():
    result = analyse_association(QUESTION, "x", "y", "pearson")
    raw = np.array([expected["pearson"]["p"] for expected in (*R["visits"], *R["changes"])])
    order = np.argsort(raw)
    holm = np.empty(7)
    holm[order] = np.minimum(1, np.maximum.accumulate(raw[order] * np.arange(7, 0, -1)))
    fdr = np.empty(7)
    fdr[order] = np.minimum(1, np.minimum.accumulate((raw[order] * 7 / np.arange(1, 8))[::-1])[::-1])
    assert [row.p_holm for row in result.rows] == pytest.approx(holm)
    assert [row.p_fdr for row in result.rows] == pytest.approx(fdr)


def test_within_patients_agrees_with_r():
    found, expected = analyse_association(QUESTION, "x", "y").within, R["rm"]
    check(
        [
            ("r", found.r, expected["r"]),
            ("rm p", found.p, expected["p"]),
            ("slope", found.slope, expected["slope"]),
        ]
    )
    assert (found.n, found.observations) == (expected["patients"], expected["observations"])


def test_the_fitted_line_is_that_of_least_squares():
    row = analyse_association(QUESTION, "x", "y").rows[1]
    seen = np.isfinite(row.first) & np.isfinite(row.second)
    assert (row.slope, row.intercept) == pytest.approx(
        tuple(np.polyfit(row.first[seen], row.second[seen], 1))
    )


def test_who_misses_a_value_is_named():
    cohort = read_bundled_cohort()
    result = analyse_association(Question(cohort), "mg", "madrs")
    missing = {label: np.isnan(cohort.measures[name]) for label, name in (("Mg²⁺", "mg"), ("MADRS", "madrs"))}
    found = {
        (row.patient, reason.removeprefix("no ").partition(" at ")[0])
        for row in result.left_out
        for reason in row.reason.split("; ")
    }
    assert found == {
        (cohort.patients[i], label)
        for label, gaps in missing.items()
        for i in np.flatnonzero(gaps.any(axis=1))
    }
    either = missing["Mg²⁺"] | missing["MADRS"]
    assert [49 - row.test.n for row in result.of("visit")] == either.sum(axis=0).tolist()


def test_a_measure_with_itself_is_refused():
    result = analyse_association(QUESTION, "x", "x")
    assert result.rows == ()
    assert "choose two different measures" in result.within.reason


def test_too_few_patients_are_a_sentence_in_every_row():
    cohort = small_cohort([[30, 20, 10], [31, 25, 9], [20, 8, 7]])
    question = Question(cohort, OutcomeDefinition(endpoint="v3"))
    result = correlate_visits(question, "score", "score", "spearman")
    assert set(result.matrix.reasons) == {(0, 1), (0, 2), (1, 2)}
    assert np.isnan(result.matrix.r[0, 1])


def test_the_matrix_holds_every_visit_of_both_with_its_n():
    result = correlate_visits(QUESTION, "x", "y", "spearman")
    assert result.labels[0] == "Mg²⁺ V1"
    assert result.labels[-1] == "Rating V4"
    assert result.matrix.r == pytest.approx(np.array(R["spearman_matrix"]))
    assert result.matrix.pairs.tolist() == R["pairs"]


def test_one_patient_is_refused_in_every_part():
    cohort = pairs_cohort()
    lonely = Question(cohort)
    lonely.selected.mask[1:] = False
    result = analyse_association(lonely, "x", "y")
    assert all(isinstance(row.test, Refusal) for row in result.rows)
    assert isinstance(result.within, Refusal)
    assert all(np.isnan([row.p_holm, row.p_fdr, row.slope]).all() for row in result.rows)


def _spearman(first, second):
    """Spearman's ρ of whole numbers, the ranks as exact fractions."""

    def centred(values):
        ranks = [
            Fraction(sum(o < v for o in values) * 2 + sum(o == v for o in values) + 1, 2) for v in values
        ]
        return [rank - Fraction(sum(ranks), len(ranks)) for rank in ranks]

    a, b = centred(first), centred(second)
    top = sum(x * y for x, y in zip(a, b, strict=True))
    return float(top) / float(sum(x * x for x in a) * sum(y * y for y in b)) ** 0.5


def test_changes_of_the_bundled_cohort_are_ranked_without_binary_noise():
    cohort = read_bundled_cohort()
    magnesium, madrs = (cohort.measures[name] for name in ("mg", "madrs"))
    result = analyse_association(Question(cohort), "mg", "madrs")
    for place, row in enumerate(result.of("change"), start=1):
        hundredths = np.rint(100 * magnesium[:, place]) - np.rint(100 * magnesium[:, 0])
        points = madrs[:, place] - madrs[:, 0]
        seen = np.isfinite(hundredths) & np.isfinite(points)
        exact = _spearman(hundredths[seen].astype(int).tolist(), points[seen].astype(int).tolist())
        assert row.test.r == pytest.approx(exact, abs=1e-14)
    assert round(result.of("change")[-1].test.r, 3) == -0.244


@pytest.mark.parametrize("factor", [2.4305, 2.0, 1 / 3])
def test_rho_of_changes_does_not_depend_on_the_unit(factor):
    cohort = read_bundled_cohort()
    other = replace(cohort, measures={**cohort.measures, "mg": cohort.measures["mg"] * factor})
    as_recorded, converted = (
        [row.test.r for row in analyse_association(Question(one), "mg", "madrs").rows]
        for one in (cohort, other)
    )
    assert converted == pytest.approx(as_recorded, abs=1e-14)
