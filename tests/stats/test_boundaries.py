"""Where a rule begins and ends: each limit is stated here by hand, so that a moved one is noticed."""

from fractions import Fraction

import numpy as np
import pytest

from lib.stats.anova.homogeneity import box_m
from lib.stats.anova.normality import normal_quantiles, shapiro_wilk
from lib.stats.association.correlation import correlation, repeated_measures_correlation
from lib.stats.common.result import Refusal
from lib.stats.description.describe import describe
from lib.stats.power.detectable import detectable_share
from lib.stats.proportions.contingency import exact_independence
from lib.stats.proportions.fisher import rejected_tables
from lib.stats.proportions.risk_difference import EXACT, NEWCOMBE, risk_difference

RNG = np.random.default_rng(5)


def test_equal_values_have_a_mean_and_no_interval():
    found = describe([0.1, 0.1, 0.1])
    assert (found.sd, found.sem) == (0, 0)
    assert np.isnan([found.ci_low, found.ci_high]).all()
    assert found.notes == ("All 3 values are equal: there is no interval of their mean.",)
    assert describe([0.1, 0.1, 0.2]).ci_low < 0.1


def test_a_group_of_as_many_patients_as_visits_has_no_box_m():
    values = RNG.normal(size=(9, 3))
    assert "more than 3 patients in each group; “b” has 3" in box_m(values, list("aaaaaabbb")).reason
    assert box_m(values, list("aaaaabbbb")).m > 0


def test_the_second_form_of_boxs_f_by_hand():
    # Two groups of 6 at two visits: c₂ = 7/150 is below c₁² = (13/60)², so df₂ = 5 · 3600 and F = df₂ M / (3 (b − M)).
    values, groups = RNG.normal(size=(12, 2)), np.repeat(["a", "b"], 6)
    covariances = [np.cov(values[groups == level].T) for level in "ab"]
    m = 10 * np.log(np.linalg.det(sum(covariances) / 2)) - 5 * sum(
        np.log(np.linalg.det(c)) for c in covariances
    )
    b = float(18_000 / (1 - Fraction(13, 60) + Fraction(2, 18_000)))
    found = box_m(values, groups)
    assert (found.df1, found.df2) == (3, pytest.approx(18_000, rel=1e-9))
    assert found.m == pytest.approx(m, rel=1e-9)
    assert found.f == pytest.approx(18_000 * m / (3 * (b - m)), rel=1e-9)


def test_the_first_form_of_boxs_f_by_hand():
    # Groups of 4 and 21 at two visits: c₂ is above c₁².
    values, groups = RNG.normal(size=(25, 2)), np.repeat(["a", "b"], [4, 21])
    inverse = Fraction(1, 3) + Fraction(1, 20) - Fraction(1, 23)
    c1 = inverse * Fraction(13, 18)
    c2 = (Fraction(1, 9) + Fraction(1, 400) - Fraction(1, 529)) * Fraction(4, 6)
    assert c2 > c1**2
    df2 = 5 / (c2 - c1**2)
    found = box_m(values, groups)
    assert found.df2 == pytest.approx(float(df2), rel=1e-9)
    assert found.f == pytest.approx(found.m * float(1 - c1 - 3 / df2) / 3, rel=1e-9)


@pytest.mark.parametrize(
    ("table", "exact"),
    [
        ([[50, 30, 20], [50, 30, 20], [50, 30, 20]], True),  # 300 counts
        ([[50, 30, 20], [50, 30, 20], [50, 30, 21]], False),
        ([[1500, 1000], [1500, 1000]], True),  # 5,000 counts in two rows
        ([[1500, 1000], [1500, 1001]], False),
    ],
)
def test_tables_up_to_the_limit_are_exact(table, exact):
    assert ("exact" in exact_independence(table).method) == exact


def test_chi_square_stands_in_from_expected_counts_of_five_on():
    # 400 counts in 3 × 3: at the least 40 · 50 / 400 = 5 expected, then 40 · 48 / 398.
    five = exact_independence([[180, 90, 40], [30, 15, 5], [15, 20, 5]])
    assert (five.method, dict(five.settings)["least expected count"]) == ("Pearson's χ² test", "5.0")
    assert "Monte-Carlo" in exact_independence([[180, 90, 40], [30, 15, 5], [15, 18, 5]]).method


@pytest.mark.parametrize(("first", "second", "alpha"), [(1, 19, 0.05), (2, 3, 0.1), (3, 3, 0.1)])
def test_a_p_of_exactly_alpha_is_significant(first, second, alpha):
    # Everybody of the first group and nobody of the second: 1 of 20, 1 of 10, 2 of 20 tables.
    assert rejected_tables(first, second, alpha)[first, 0]
    assert not rejected_tables(first, second, alpha - 1e-6)[first, 0]


def test_outcomes_up_to_the_limit_have_an_exact_interval():
    assert risk_difference(8, 8, 40, 59).method == EXACT  # 17 · 100 = 1,700 outcomes
    assert risk_difference(8, 12, 40, 40).method == NEWCOMBE  # 21 · 81 = 1,701


def test_power_is_exact_up_to_400_patients_and_as_power_prop_test_beyond():
    assert detectable_share(200, 200, 0.5).method.startswith("Exact")
    beyond = detectable_share(201, 200, 0.5)
    assert beyond.method.startswith("Normal")
    # R: power.prop.test(n = 250, p1 = .3, power = .8)$p2
    assert detectable_share(250, 250, 0.3).upper == pytest.approx(0.419972060884165, abs=1e-3)


def test_pairs_and_visits_that_suffice():
    assert isinstance(correlation([1, 2, 3], [1, 3, 2]), Refusal)
    assert correlation([1, 2, 3, 4], [1, 3, 2, 4]).n == 4
    x = np.array([[1, 2, np.nan], [2, 4, 3], [5, np.nan, np.nan], [1, 3, 2]], dtype=float)
    y = np.array([[2, 1, 5], [4, 1, 3], [1, 2, 3], [3, 2, 5]], dtype=float)
    found = repeated_measures_correlation(x, y)
    assert (found.n, found.observations, found.df) == (3, 8, 4)


def test_plotting_positions_change_after_ten_points():
    # ppoints: (1 − 3/8) / (10 + 1/4) and (1 − 1/2) / 11.
    from scipy.special import ndtri

    assert normal_quantiles(10)[0] == pytest.approx(ndtri(0.625 / 10.25), rel=1e-12)
    assert normal_quantiles(11)[0] == pytest.approx(ndtri(0.5 / 11), rel=1e-12)


def test_shapiro_wilk_from_three_to_5000_values():
    assert shapiro_wilk([1, 2, 4]).p == pytest.approx(
        0.636886845028963, rel=1e-6
    )  # R: shapiro.test(c(1, 2, 4))
    assert shapiro_wilk(np.arange(5000.0)).n == 5000
    assert isinstance(shapiro_wilk(np.arange(5001.0)), Refusal)
