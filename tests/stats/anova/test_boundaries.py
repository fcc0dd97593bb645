"""Where a rule begins and ends: each limit is stated here by hand, so that a moved one is noticed."""

from fractions import Fraction

import numpy as np
import pytest

from lib.stats.anova.homogeneity import box_m, levene
from lib.stats.anova.normality import normal_quantiles, shapiro_wilk
from lib.stats.anova.repeated_measures import within_anova
from lib.stats.common.result import Refusal

RNG = np.random.default_rng(5)


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


def test_visits_that_hardly_differ_from_a_line_are_not_singular_and_a_line_is():
    # The second difference of three visits is a thousandth of the first: its part of the spread is 1e-6.
    steps = np.array([-3.0, -2, -1, 0, 1, 2, 3, 4, -4, 5, -5, 6])
    bend = 1e-3 * np.array([1.0, -1, 1, 1, -1, -1, 1, -1, 1, 1, -1, -1])
    near = np.column_stack([np.zeros(12), steps, 2 * steps + bend])
    # E over orthonormal contrasts: W is |E| / (tr E / 2)².
    centred = near - near.mean(axis=0)
    contrasts = centred @ np.array([[1, -1, 0], [1, 1, -2]]).T / np.sqrt([2, 6])
    e = contrasts.T @ contrasts
    w = (e[0, 0] * e[1, 1] - e[0, 1] ** 2) / ((e[0, 0] + e[1, 1]) / 2) ** 2
    assert within_anova(near).sphericity.mauchly.w == pytest.approx(w, rel=1e-6)
    line = np.column_stack([np.zeros(12), steps, 2 * steps])
    assert isinstance(within_anova(line).sphericity.mauchly, Refusal)


def test_levenes_distances_are_counted_in_steps_of_the_grid():
    # 0.1, 0.2 and 0.4 lie 2/15, 1/30 and 1/6 from their mean: they vary. 0.1 and 0.3, twice each, do not.
    varied = np.array([0.1, 0.2, 0.4, 0.1, 0.3, 0.1, 0.3])[:, None]
    assert np.isfinite(levene(varied, list("aaabbbb")).rows[0].f)
    flat = np.array([0.1, 0.3, 0.1, 0.3, 1.1, 1.3, 1.1, 1.3])[:, None]
    assert np.isnan(levene(flat, list("aaaabbbb")).rows[0].f)
