"""Where every patient changes alike there is a sentence, never a number; where changes vary by a digit, a number.

Also what rounding may cost where patients differ far more than visits: against exact fractions.
"""

from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest

from lib.stats.anova.group_differences import group_differences
from lib.stats.anova.homogeneity import levene
from lib.stats.anova.influence import influence
from lib.stats.anova.marginal_means import marginal_means
from lib.stats.anova.normality import shapiro_wilk
from lib.stats.anova.posthoc import pairwise_visits, pairwise_visits_within_groups
from lib.stats.anova.repeated_measures import mixed_anova, within_anova
from lib.stats.anova.simple_effects import simple_effects
from lib.stats.association.correlation import correlation, repeated_measures_correlation
from lib.stats.common.groups import read_groups
from lib.stats.common.result import Refusal
from lib.stats.common.variation import read_grid
from lib.stats.description.describe import describe
from lib.stats.description.standardised import standardised_means
from lib.stats.ranks.rank_tests import kruskal_wallis

WITHIN = (within_anova, pairwise_visits, marginal_means, influence)
BETWEEN = (
    mixed_anova,
    pairwise_visits,
    marginal_means,
    influence,
    simple_effects,
    pairwise_visits_within_groups,
)


def alike(rng, own_course):
    """Patients × visits that all change alike, in every group its own way where `own_course`; and the groups."""
    visits, groups = int(rng.integers(2, 10)), int(rng.integers(1, 4))
    groups = max(groups, 2) if own_course else groups
    sizes = rng.integers(2, 8, groups)
    sizes[0] += visits
    codes = np.repeat(np.arange(groups), sizes)
    offset, spread = 10.0 ** rng.integers(-2, 7), 10.0 ** rng.integers(-2, 5)
    patients = np.round(offset + spread * rng.normal(size=len(codes)), rng.integers(0, 7))
    courses = np.round(10.0 ** rng.integers(-2, 4) * rng.normal(size=(groups, visits)), rng.integers(0, 7))
    values = patients[:, None] + (courses[codes] if own_course else courses[:1])
    how = rng.integers(4)
    if how == 1:
        values = values * rng.choice([0.4114, 24.305, 1 / 3, 88.4])  # another unit
    elif how == 2:
        values = np.round(values, int(rng.integers(7, 9)))
    elif how == 3:
        values = np.array([[float(f"{value:.6f}") for value in row] for row in values])
    return values, codes


@pytest.mark.parametrize("own_course", [False, True], ids=["all alike", "alike within groups"])
def test_identical_change_is_always_a_sentence(own_course):
    rng = np.random.default_rng(12)
    for _ in range(250):
        values, codes = alike(rng, own_course)
        grouped = codes.max() > 0
        calls = [function(values) for function in WITHIN] if not own_course else []
        calls += [function(values, codes) for function in BETWEEN] if grouped else []
        for answer in calls:
            assert isinstance(answer, Refusal), values.tolist()
            assert "changes in the same way" in answer.reason


def test_one_last_digit_of_real_variation_is_a_number():
    rng = np.random.default_rng(13)
    for _ in range(200):
        decimals = int(rng.integers(0, 7))
        visits = int(rng.integers(2, 7))
        offset = 10.0 ** rng.integers(0, 7)
        units = np.round(offset * (1 + rng.random(visits + 9)) * 10**decimals)[:, None]
        units = units + rng.integers(-50, 50, visits) * 10**decimals
        units[rng.integers(len(units)), rng.integers(visits)] += 1
        values = units / 10**decimals
        anova = within_anova(values)
        assert not isinstance(anova, Refusal), values.tolist()
        assert np.isfinite([anova.effects[0].f, anova.effects[0].p]).all()


def exact(values, codes):
    """F of time (Type III) and of time × group by exact fractions of the decimals recorded."""
    rows = [[Fraction(repr(float(value))) for value in row] for row in values]
    k, n, g = len(rows[0]), len(rows), max(codes) + 1
    means = [[sum(rows[i][j] for i in range(n) if codes[i] == c) / codes.count(c) for j in range(k)]
             for c in range(g)]  # fmt: skip

    def spread(row):
        return sum((value - sum(row) / k) ** 2 for value in row)

    error = sum(spread([rows[i][j] - means[codes[i]][j] for j in range(k)]) for i in range(n))
    equal = [sum(mean[j] for mean in means) / g for j in range(k)]
    weight = Fraction(g * g) / sum(Fraction(1, codes.count(c)) for c in range(g))
    grand = [sum(row[j] for row in rows) / n for j in range(k)]
    apart = sum(codes.count(c) * spread([means[c][j] - grand[j] for j in range(k)]) for c in range(g))
    ms_error = error / ((k - 1) * (n - g))
    time = weight * spread(equal) / (k - 1) / ms_error
    return float(time), float(apart / ((k - 1) * (g - 1)) / ms_error) if g > 1 else None


@pytest.mark.parametrize("ratio", [1, 1e3, 1e5, 1e7])
@pytest.mark.parametrize("groups", [1, 3])
def test_no_digit_is_lost_where_patients_differ_more_than_visits(ratio, groups):
    rng = np.random.default_rng(14)
    codes = [i % groups for i in range(24)]
    values = np.round(ratio * rng.normal(size=(24, 1)) + rng.normal(0, 1, (24, 4)) + np.arange(4), 2)
    time, interaction = exact(values, codes)
    anova = within_anova(values) if groups == 1 else mixed_anova(values, codes)
    assert anova.effect("time").f == pytest.approx(time, rel=1e-9)
    if groups > 1:
        assert anova.effect("time × group").f == pytest.approx(interaction, rel=1e-9)


def test_a_large_common_change_costs_no_digit():
    rng = np.random.default_rng(15)
    values = np.round(rng.normal(0, 1, (12, 3)) * 0.01 + [0.0, 1000.0, 50_000.0], 4)
    anova = within_anova(values)
    assert anova.effects[0].f == pytest.approx(exact(values, [0] * 12)[0], rel=1e-9)
    codes = [i % 2 for i in range(12)]
    assert mixed_anova(values, codes).effect("time × group").f == pytest.approx(
        exact(values, codes)[1], rel=1e-9
    )


def test_multivariate_f_keeps_its_digits_where_r_loses_them():
    """Twenty patients who all fall by about 7 a visit, give or take 0.12: R's Pillai finds F = 1169591.9."""
    rng = np.random.default_rng(17)
    codes = [0] * 8 + [1] * 12
    fall = np.where(np.array(codes) == 0, -7.0, -6.9)[:, None] * np.arange(4)
    values = np.round(80 + 4 * rng.normal(size=(20, 1)) + fall + 0.12 * rng.normal(size=(20, 4)), 2)
    theta = exact_root(values, codes)
    for test in mixed_anova(values, codes).effect("time").multivariate:
        assert test.f == pytest.approx(theta * (18 - 3 + 1) / 3, rel=1e-9)


def exact_root(values, codes):
    """w c′E⁻¹c of the differences between consecutive visits, by exact fractions (two groups)."""
    rows = [[Fraction(repr(float(value))) for value in row] for row in values]
    steps = [[b - a for a, b in pairwise(row)] for row in rows]
    width = range(len(steps[0]))
    mean = [[sum(s[j] for s, c in zip(steps, codes, strict=True) if c == g) / codes.count(g) for j in width]
            for g in (0, 1)]  # fmt: skip
    rest = [[s[j] - mean[c][j] for j in width] for s, c in zip(steps, codes, strict=True)]
    centre = [(a + b) / 2 for a, b in zip(*mean, strict=True)]
    system = [[sum(r[a] * r[b] for r in rest) for b in width] + [centre[a]] for a in width]
    for i in width:  # Gauss and Jordan; E is positive definite, so no pivot is 0
        system[i] = [value / system[i][i] for value in system[i]]
        for j in width:
            if j != i:
                system[j] = [x - system[j][i] * y for x, y in zip(system[j], system[i], strict=True)]
    weight = Fraction(4) / (Fraction(1, codes.count(0)) + Fraction(1, codes.count(1)))
    return float(weight * sum(c * row[-1] for c, row in zip(centre, system, strict=True)))


def test_the_grid_is_what_was_recorded():
    assert read_grid(np.array([[0.85, 0.9], [1.0, 12.25]])).decimals == 2
    assert read_grid(np.array([[3.0, 120.0]])).decimals == 0
    assert read_grid(np.array([[0.1 + 0.2, 0.3]])).decimals is None
    assert read_grid(np.array([[1 / 3, 2.0]])).decimals is None
    assert read_grid(np.zeros((2, 2))).decimals == 0
    assert read_grid(np.array([[123456.1234567, 2.5]])).decimals == 7


def test_leaving_out_the_one_who_differs_leaves_no_f():
    values = np.round(np.arange(12.0)[:, None] * 0.1 + [0.0, 0.1, 0.3], 1)
    values[5, 1] += 0.1
    found = influence(values)
    assert np.isnan(found.effects[0].f[5])
    assert np.isfinite(np.delete(found.effects[0].f, 5)).all()


def test_leaving_out_an_outlier_keeps_the_digits_of_the_others():
    rng = np.random.default_rng(16)
    values = np.round(rng.normal(size=(14, 4)), 3)
    values[3] += [0, 0, 1e6, 0]
    groups = [0, 1] * 7
    found = influence(values, groups)
    kept = [i for i in range(14) if i != 3]
    without = mixed_anova(values[kept], [groups[i] for i in kept])
    for effect in found.effects:
        assert effect.f[3] == pytest.approx(without.effect(effect.name).f, rel=1e-9)


# Values whose mean is not exact, and the same after a change of unit that leaves no decimals.
CONSTANTS = [0.1, 0.82, 1e6 + 0.1, 0.82 * 2.4305]


@pytest.mark.parametrize("constant", CONSTANTS)
def test_one_value_everywhere_is_no_variation_in_any_room(constant):
    same = np.full(7, constant)
    assert "one value in all" in correlation(same, np.arange(7.0), "pearson").reason
    assert "equal" in shapiro_wilk(same).reason
    assert describe(same).sd == 0
    assert np.isnan(standardised_means(same, same + 1))
    assert "equal" in kruskal_wallis(same, list("aaaabbb")).reason


@pytest.mark.parametrize("constant", CONSTANTS)
def test_patients_who_never_change_have_no_correlation_within(constant):
    own = constant * np.arange(1, 7)[:, None] * np.ones(4)
    changing = np.array(
        [[1.0, 4, 2, 8], [3, 1, 4, 1], [5, 9, 2, 6], [2, 7, 1, 8], [3, 3, 1, 2], [1, 2, 9, 4]]
    )
    assert "does not change within any patient" in repeated_measures_correlation(own, changing).reason
    assert "does not change within any patient" in repeated_measures_correlation(changing, own).reason


@pytest.mark.parametrize("level", [0.0, 0.82, 1e6])
def test_distances_of_a_tenth_to_either_side_do_not_vary(level):
    # Each group holds as many values a tenth below its middle as above: every distance is a tenth.
    low, high = round(level, 1), round(level + 0.2, 1)
    column = np.array([low, high, low, high, high + 5, low + 5, low + 5, high + 5])[:, None]
    column = np.round(column, 1)
    for center in ("mean", "median"):
        found = levene(column, list("aaaabbbb"), center=center)
        assert np.isnan(found.rows[0].f)
        assert "equally far" in found.notes[0]
    apart = column.copy()
    apart[0] -= 0.1
    assert np.isfinite(levene(apart, list("aaaabbbb")).rows[0].f)


def test_a_spread_of_the_last_digit_recorded_is_a_spread_between_groups_too():
    # At a level of a million with six decimals a spread of 1e-6 is 1e-12 of the level, and recorded.
    values = 1e6 + np.array([0, 1e-6, 0, 2e-6, 3e-6, 1e-6])
    found = group_differences(np.column_stack([values, values]), read_groups(list("aaabbb")))
    # Means 1/3 and 2 millionths; variances 1/3 and 1, in squared millionths: t = −(5/3) / √(4/9) = −2.5.
    assert found.pairs[0].t == pytest.approx(-2.5, rel=1e-3)
    flat = group_differences(np.full((6, 2), 0.1 + 1e6), read_groups(list("aaabbb")))
    assert np.isnan(flat.pairs[0].p)
