"""Every patient twice, and a constant added: what each figure does then follows by hand, whatever computes it."""

import numpy as np
import pytest

from lib.stats.anova.marginal_means import marginal_means
from lib.stats.anova.posthoc import pairwise_visits
from lib.stats.anova.repeated_measures import mixed_anova
from lib.stats.association.correlation import correlation, repeated_measures_correlation
from lib.stats.description.describe import describe
from lib.stats.proportions.contingency import chi_square_independence, cramers_v
from lib.stats.ranks.friedman import friedman
from lib.stats.ranks.rank_tests import kruskal_wallis, mann_whitney, wilcoxon_signed_rank
from lib.stats.ranks.shift import hodges_lehmann

SEEDS = range(6)
#: What is added: 0.85 and 1.06 have no exact binary form, 4096 costs three digits.
CONSTANTS = (1.06, -0.85, 4096.0)


def sample(seed, patients=14, visits=4):
    """Values on the 0.01 grid with ties, two groups of unequal size, and a second measure that goes with the first."""
    rng = np.random.default_rng(seed)
    values = np.round(rng.normal(0.85, 0.06, (patients, visits)) + rng.normal(0, 0.05, (patients, 1)), 2)
    other = np.round(20 - 10 * values + rng.normal(0, 1, values.shape))
    return values, np.repeat(["a", "b"], [patients - 5, 5]), other


def twice(array):
    return np.concatenate((array, array))


@pytest.mark.parametrize("seed", SEEDS)
def test_sums_of_squares_double_and_f_follows_its_degrees_of_freedom(seed):
    values, groups, _ = sample(seed)
    one, two = mixed_anova(values, groups), mixed_anova(twice(values), twice(groups))
    assert two.sphericity.greenhouse_geisser == pytest.approx(one.sphericity.greenhouse_geisser, rel=1e-9)
    for effect, double in zip(one.effects, two.effects, strict=True):
        assert double.f / effect.f == pytest.approx(double.df2 / effect.df2, rel=1e-9)
        assert double.partial_eta_squared == pytest.approx(effect.partial_eta_squared, rel=1e-9)
        assert double.generalized_eta_squared == pytest.approx(effect.generalized_eta_squared, rel=1e-9)
    means = zip(marginal_means(values).overall, marginal_means(twice(values)).overall, strict=True)
    for row, double in means:
        assert double.mean == pytest.approx(row.mean, rel=1e-12)
        assert double.se / row.se == pytest.approx(np.sqrt(13 / 27), rel=1e-9)


@pytest.mark.parametrize("seed", SEEDS)
def test_t_of_pairs_grows_with_the_root_of_the_degrees_of_freedom(seed):
    values, _, _ = sample(seed)
    pairs = zip(pairwise_visits(values).comparisons, pairwise_visits(twice(values)).comparisons, strict=True)
    for row, double in pairs:
        assert (row.df, double.df) == (13, 27)
        assert double.difference == pytest.approx(row.difference, abs=1e-12)
        assert double.t == pytest.approx(row.t * np.sqrt(27 / 13), rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("seed", SEEDS)
def test_rank_effect_sizes_stay_and_their_statistics_grow_with_the_patients(seed):
    values, groups, _ = sample(seed)
    first, last = values[:, 0], values[:, -1]
    one, two = kruskal_wallis(first, groups), kruskal_wallis(twice(first), twice(groups))
    assert two.h == pytest.approx(one.h * 27 / 13, rel=1e-9)
    u, double = mann_whitney(first, groups), mann_whitney(twice(first), twice(groups))
    assert double.u == pytest.approx(4 * u.u)
    assert double.rank_biserial == pytest.approx(u.rank_biserial, abs=1e-12)
    signed, signed_twice = wilcoxon_signed_rank(first, last), wilcoxon_signed_rank(twice(first), twice(last))
    # The mean rank of two that tie is twice the rank less a half; each counts twice.
    rises = np.sum(np.round(first - last, 2) > 0)
    assert signed_twice.statistic == 4 * signed.statistic - rises
    assert signed_twice.median_difference == signed.median_difference
    visits, visits_twice = friedman(values), friedman(twice(values))
    assert visits_twice.chi_square == pytest.approx(2 * visits.chi_square, rel=1e-9)
    assert visits_twice.kendalls_w == pytest.approx(visits.kendalls_w, rel=1e-9)
    a, b = first[groups == "a"], first[groups == "b"]
    assert hodges_lehmann(twice(a), twice(b)).estimate == hodges_lehmann(a, b).estimate


@pytest.mark.parametrize("seed", SEEDS)
def test_correlations_and_proportions_stay(seed):
    values, groups, other = sample(seed)
    for method in ("spearman", "pearson"):
        r = correlation(values[:, 0], other[:, 0], method).r
        assert correlation(twice(values[:, 0]), twice(other[:, 0]), method).r == pytest.approx(r, abs=1e-12)
    within, double = (
        repeated_measures_correlation(values, other),
        repeated_measures_correlation(twice(values), twice(other)),
    )
    assert (double.r, double.slope) == pytest.approx((within.r, within.slope), rel=1e-9)
    assert (within.df, double.df) == (14 * 3 - 1, 28 * 3 - 1)
    high = values[:, 0] > np.median(values[:, 0])
    table = np.array([[np.sum(high & (groups == g)), np.sum(~high & (groups == g))] for g in "ab"])
    assert cramers_v(2 * table).v == pytest.approx(cramers_v(table).v, rel=1e-12)
    assert chi_square_independence(2 * table).statistic == pytest.approx(
        2 * chi_square_independence(table).statistic, rel=1e-12
    )


@pytest.mark.parametrize("constant", CONSTANTS)
@pytest.mark.parametrize("seed", SEEDS)
def test_a_constant_moves_the_means_and_nothing_else(seed, constant):
    values, groups, other = sample(seed)
    moved = np.round(values + constant, 2)
    for row, shifted in zip(
        pairwise_visits(values).comparisons, pairwise_visits(moved).comparisons, strict=True
    ):
        assert (shifted.difference, shifted.t) == pytest.approx((row.difference, row.t), rel=1e-9, abs=1e-12)
    for effect, shifted in zip(
        mixed_anova(values, groups).effects, mixed_anova(moved, groups).effects, strict=True
    ):
        assert shifted.f == pytest.approx(effect.f, rel=1e-9)
    assert kruskal_wallis(moved[:, 0], groups).h == pytest.approx(
        kruskal_wallis(values[:, 0], groups).h, rel=1e-12
    )
    assert (
        wilcoxon_signed_rank(moved[:, 0], moved[:, 1]).p == wilcoxon_signed_rank(values[:, 0], values[:, 1]).p
    )
    assert friedman(moved).p == friedman(values).p
    for method in ("spearman", "pearson"):
        assert correlation(moved[:, 0], other[:, 0], method).r == pytest.approx(
            correlation(values[:, 0], other[:, 0], method).r, abs=1e-10
        )
    assert repeated_measures_correlation(moved, other).r == pytest.approx(
        repeated_measures_correlation(values, other).r, abs=1e-12
    )
    before, after = describe(values[:, 0]), describe(moved[:, 0])
    assert after.mean - constant == pytest.approx(before.mean, abs=1e-11)
    assert after.sd == pytest.approx(before.sd, rel=1e-12)
