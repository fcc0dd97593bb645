"""Two one-sided tests, smallest effects and E-values against R: tests/reference/equivalence.R."""

import numpy as np
import pytest

from lib.stats.association.e_value import e_value, e_value_of_odds
from lib.stats.power.equivalence import (
    detectable_correlation,
    detectable_difference,
    detectable_mean,
    equivalence_of_correlation,
    equivalence_of_mean,
    half_width_of_mean,
)
from tests.stats.reference_sets import figures

R = figures("equivalence")


@pytest.mark.parametrize("row", R["means"])
def test_means_against_a_margin(row):
    n = len(row["x"]) + len(row["y"] or ())
    found = equivalence_of_mean(row["estimate"], row["se"], row["df"], row["margin"], row["p_difference"], n)
    assert found.p == pytest.approx(row["p"], rel=1e-9)
    assert (found.ci_low, found.ci_high) == pytest.approx(row["ci"], rel=1e-9)
    within = -row["margin"] < row["ci"][0] and row["ci"][1] < row["margin"]
    assert (found.p < 0.05) == within == (found.verdict in ("absent", "negligible"))
    assert (row["p_difference"] < 0.05) == (found.verdict in ("found", "negligible"))


@pytest.mark.parametrize("row", R["correlations"])
def test_correlations_against_a_margin(row):
    found = equivalence_of_correlation(row["r"], row["n"], row["margin"], row["p_difference"])
    assert found.p == pytest.approx(row["p"], rel=1e-9)
    assert (found.ci_low, found.ci_high) == pytest.approx(row["ci"], rel=1e-9)


def test_smallest_effects():
    for row in R["paired"]:
        assert detectable_mean(row["sd"], row["n"]) == pytest.approx(row["delta"], rel=1e-6)
    for row in R["two"]:
        assert detectable_difference(row["sd"], *row["n"]) == pytest.approx(row["delta"], rel=1e-6)
    assert detectable_difference(0.06, 20, 20) == pytest.approx(R["equal"], rel=1e-6)
    for row in R["correlation"]:
        assert detectable_correlation(row["n"]) == pytest.approx(row["r"], rel=1e-9)
    assert np.isnan([detectable_mean(1, 1), detectable_difference(1, 0, 5), detectable_correlation(3)]).all()
    assert half_width_of_mean(2.0, 16, 15.0) == pytest.approx(2.131449546 * 2 / 4)  # qt(.975, 15)


def test_the_smallest_effect_is_found_four_times_in_five():
    from scipy.stats import ttest_1samp

    n, runs = 20, 3000
    sample = np.random.default_rng(4).normal(detectable_mean(1.0, n), 1.0, (runs, n))
    found = (ttest_1samp(sample, 0, axis=1).pvalue < 0.05).mean()
    assert found == pytest.approx(0.8, abs=4 * np.sqrt(0.8 * 0.2 / runs))


def test_e_values():
    for row in R["e_values"]:
        assert e_value(row["or"][0]) == pytest.approx(row["rare"], rel=1e-12)
    for row in R["e_values"]:
        found = e_value_of_odds(*row["or"], rare=False)
        assert (found.estimate, found.limit) == pytest.approx((row["common"], row["limit"]), rel=1e-12)
    # VanderWeele & Ding 2017: a risk ratio of 3.9 needs 7.26, its lower limit of 1.8 needs 3.0.
    assert (round(e_value(3.9), 2), round(e_value(1.8), 1)) == (7.26, 3.0)
    assert e_value(0.0) == e_value(np.inf) == np.inf
