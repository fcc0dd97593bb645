"""Exact p of tests on ranks against R (exactRankTests, coin, cor.test) and arrangements counted by hand."""

import json
from fractions import Fraction
from itertools import combinations, permutations, product

import numpy as np
import pytest
from scipy.stats import rankdata

from lib.stats.association.correlation import correlation
from lib.stats.ranks.exact_ranks import (
    MAX_ARRANGEMENTS,
    rank_correlation_p,
    rank_sum_p,
    rank_sums_p,
    signed_rank_p,
    visit_pair_p,
    visits_p,
)
from lib.stats.ranks.friedman import friedman, friedman_post_hoc
from lib.stats.ranks.rank_tests import kruskal_wallis, mann_whitney, wilcoxon_signed_rank
from tests.stats.reference_sets import FOLDER, matrix

R = json.loads((FOLDER / "exact_ranks.json").read_text(encoding="utf-8"))
SEEDS = range(12)


@pytest.mark.parametrize("case", R["signed"])
def test_signed_ranks_against_r(case):
    found = wilcoxon_signed_rank(case["differences"], np.zeros(len(case["differences"])))
    assert (found.exact, found.statistic) == (True, case["v"])
    assert found.p == pytest.approx(case["p"], rel=1e-12)
    assert dict(found.settings)["p"] == "exact"


@pytest.mark.parametrize("case", R["sets"], ids=lambda case: case["data"])
def test_signed_ranks_of_reference_sets_against_r(case):
    values = matrix(case["data"], case["columns"])
    rows = friedman_post_hoc(values, test="wilcoxon").comparisons
    assert all(row.exact for row in rows)
    assert [row.p for row in rows] == pytest.approx(case["p"], rel=1e-12)


@pytest.mark.parametrize("case", [*R["two"], R["rare"]])
def test_two_samples_against_r(case):
    found = mann_whitney(case["values"], np.repeat(["a", "b"], case["sizes"]))
    assert found.exact
    assert found.p == pytest.approx(case["coin"], rel=1e-9)
    assert found.p == pytest.approx(case.get("exact_rank_tests", case["coin"]), rel=1e-9)


@pytest.mark.parametrize("case", R["several"])
def test_several_groups_against_r(case):
    found = kruskal_wallis(case["values"], np.repeat(range(len(case["sizes"])), case["sizes"]))
    assert (found.exact, found.p) == (True, pytest.approx(case["p"], rel=1e-9))
    assert found.h == pytest.approx(case["h"], rel=1e-9)


@pytest.mark.parametrize("case", R["visits"])
def test_visits_against_r(case):
    found = friedman(case["values"])
    assert (found.exact, found.p) == (True, pytest.approx(case["p"], rel=1e-9))
    assert found.chi_square == pytest.approx(case["chi_square"], rel=1e-9)
    pair = friedman_post_hoc(case["values"]).comparisons[0]
    assert (pair.exact, pair.p) == (True, pytest.approx(case["pair_p"], rel=1e-9))


@pytest.mark.parametrize("case", [*R["spearman"], *R["tied_spearman"]])
def test_rank_correlation_against_r(case):
    assert rank_correlation_p(rankdata(case["x"]), rankdata(case["y"])) == pytest.approx(case["p"], rel=1e-9)
    found = correlation(case["x"], case["y"])
    if abs(case["rho"]) < 1:
        assert (found.exact, found.p) == (True, pytest.approx(case["p"], rel=1e-9))


def test_p_that_could_not_be_reached():
    # Five equal differences: both ends of 2⁵ sign patterns; the normal approximation says .037.
    wilcoxon = wilcoxon_signed_rank([1.1, 1.2, 1.3, 1.4, 1.5], [1.0, 1.1, 1.2, 1.3, 1.4])
    assert (wilcoxon.p, wilcoxon.tied) == (2 / 32, 5)
    assert wilcoxon.p_asymptotic < 0.04
    # Three patients and two visits: 2 of 2³ orders; χ² says .083.
    rising = [[1, 2], [3, 4], [1, 5]]
    assert friedman(rising).p == 0.25
    assert friedman(rising).p_asymptotic == pytest.approx(0.0833, abs=1e-4)
    assert friedman_post_hoc(rising).comparisons[0].p == 0.25


def _exactly(count, total):
    return pytest.approx(float(Fraction(count, total)), rel=1e-12)


@pytest.mark.parametrize("seed", SEEDS)
def test_signs_counted_one_by_one(seed):
    differences = np.random.default_rng(seed).integers(-4, 5, 9)
    differences = differences[differences != 0]
    ranks = [Fraction(rank) for rank in rankdata(np.abs(differences)).tolist()]
    middle = sum(ranks) / 2
    seen = abs(sum(r for r, d in zip(ranks, differences, strict=True) if d > 0) - middle)
    away = [abs(sum(r for r, s in zip(ranks, signs, strict=True) if s) - middle)
            for signs in product((0, 1), repeat=len(ranks))]  # fmt: skip
    found = signed_rank_p(np.array(ranks, dtype=float), differences > 0)
    assert found == _exactly(sum(a >= seen for a in away), len(away))


@pytest.mark.parametrize("seed", SEEDS)
def test_samples_counted_one_by_one(seed):
    source = np.random.default_rng(seed)
    n, m = 9, int(source.integers(1, 8))
    ranks = [Fraction(rank) for rank in rankdata(source.integers(0, 5, n)).tolist()]
    middle = Fraction(m, n) * sum(ranks)
    away = [abs(sum(ranks[i] for i in chosen) - middle) for chosen in combinations(range(n), m)]
    found = rank_sum_p(np.array(ranks, dtype=float), np.arange(n) < m)
    assert found == _exactly(sum(a >= away[0] for a in away), len(away))


@pytest.mark.parametrize("seed", SEEDS)
def test_groups_counted_one_by_one(seed):
    sizes, codes = (3, 2, 3), (0, 0, 0, 1, 1, 2, 2, 2)
    ranks = [Fraction(rank) for rank in rankdata(np.random.default_rng(seed).integers(0, 4, 8)).tolist()]

    def spread(labels):
        sums = [sum(r for r, label in zip(ranks, labels, strict=True) if label == code) for code in range(3)]
        return sum(total**2 / size for total, size in zip(sums, sizes, strict=True))

    deals, seen = set(permutations(codes)), spread(codes)
    found = rank_sums_p(np.array(ranks, dtype=float), np.array(codes), np.array(sizes))
    assert found == _exactly(sum(spread(labels) >= seen for labels in deals), len(deals))


@pytest.mark.parametrize("seed", SEEDS)
def test_orders_of_visits_counted_one_by_one(seed):
    ranks = rankdata(np.random.default_rng(seed).integers(0, 4, (4, 3)), axis=1)
    exact = [[Fraction(rank) for rank in row] for row in ranks.tolist()]
    ways = list(product(*(list(permutations(row)) for row in exact)))

    def sums(rows):
        return [sum(column) for column in zip(*rows, strict=True)]

    def spread(rows):
        return sum((total - 8) ** 2 for total in sums(rows))

    def apart(rows):
        return abs(sums(rows)[0] - sums(rows)[2])

    assert visits_p(ranks) == _exactly(sum(spread(way) >= spread(exact) for way in ways), len(ways))
    assert visit_pair_p(ranks, 0, 2) == _exactly(sum(apart(way) >= apart(exact) for way in ways), len(ways))


def test_relabelling_and_order_move_no_p():
    source = np.random.default_rng(3)
    values, codes = source.integers(0, 5, 10), np.repeat([0, 1, 2], [3, 3, 4])
    order, new = source.permutation(10), np.array([2, 0, 1])
    p = kruskal_wallis(values, codes).p
    assert kruskal_wallis(values[order], codes[order]).p == pytest.approx(p, rel=1e-12)
    assert kruskal_wallis(-3.7 * values + 2, new[codes]).p == pytest.approx(p, rel=1e-12)
    two = mann_whitney(values, codes > 0)
    back = mann_whitney(values, codes > 0, [True, False])
    assert back.p == pytest.approx(two.p, rel=1e-12)
    assert back.rank_biserial == pytest.approx(-two.rank_biserial, rel=1e-12)
    assert kruskal_wallis(values, codes > 0).p == pytest.approx(two.p, rel=1e-12)
    visits = source.integers(0, 4, (5, 3))
    p = friedman(visits).p
    assert friedman(visits[::-1, [2, 0, 1]] * 0.1 + 7).p == pytest.approx(p, rel=1e-12)


def test_without_ties_the_exact_p_is_that_of_scipy():
    source = np.random.default_rng(4)
    values = source.permutation(18) + 0.5
    assert rank_sum_p(rankdata(values), np.arange(18) < 8) == pytest.approx(
        mann_whitney(values, np.arange(18) < 8).p, rel=1e-9
    )
    differences = np.arange(1, 21) * source.choice([-1, 1], 20)
    assert signed_rank_p(rankdata(np.abs(differences)), differences > 0) == pytest.approx(
        wilcoxon_signed_rank(differences, np.zeros(20)).p, rel=1e-9
    )


def test_where_exact_ends():
    ones = np.ones(25)
    assert MAX_ARRANGEMENTS == 2**25
    assert wilcoxon_signed_rank(ones, 0 * ones).p == 2.0**-24
    tied = wilcoxon_signed_rank(np.ones(26), np.zeros(26))
    assert (tied.exact, tied.p) == (False, tied.p_asymptotic)
    assert dict(tied.settings)["p"] == "normal approximation with tie and continuity correction"
    # Ties beyond 25 patients: 2²⁵ arrangements still of 27 patients in two groups (C(27, 13) = 20,058,300), not of 28.
    values = np.arange(28) // 2
    assert mann_whitney(values[:27], np.arange(27) < 13).exact
    assert not mann_whitney(values, np.arange(28) < 14).exact
    # No ties: exact below 50 in either group, as R's wilcox.test.
    assert mann_whitney(np.arange(98), np.arange(98) % 2).exact
    assert not mann_whitney(np.arange(99), np.arange(99) % 2).exact
    assert wilcoxon_signed_rank(np.arange(1, 50), np.zeros(49)).exact
    assert not wilcoxon_signed_rank(np.arange(1, 51), np.zeros(50)).exact
    # Nearly all tied: three groups are counted up to 100 patients. The odd one lies in a group of 33 (not in the one
    # of 34) in 66 of 100 arrangements, each as far from the mean as that seen.
    odd = (np.arange(101) == 99).astype(float)
    three = np.repeat([0, 1, 2, 2], [34, 33, 33, 1])
    assert kruskal_wallis(odd[:100], three[:100], range(3)).p == pytest.approx(0.66)
    assert not kruskal_wallis(odd, three, range(3)).exact
    # Two visits: the first patient's order stands, so 26 patients have 2²⁵.
    assert friedman(np.tile([1, 2], (26, 1))).p == 2.0**-25
    assert not friedman(np.tile([1, 2], (27, 1))).exact
    # More visits: five patients at four, three at five.
    assert [friedman(np.tile(range(k), (n, 1))).exact for n, k in ((5, 4), (6, 4), (3, 5), (4, 5))] == [
        True, False, True, False,
    ]  # fmt: skip
    # Groups: 34,650 arrangements of 3 × 4 patients, 756,756 of 3 × 5.
    assert kruskal_wallis(np.arange(12), np.arange(12) % 3).exact
    five = kruskal_wallis(np.arange(15), np.arange(15) % 3)
    assert (five.exact, five.notes) == (False, ())
    rough = kruskal_wallis(np.arange(40), np.repeat([0, 1, 2], [4, 18, 18]))
    assert rough.notes == ("The smallest group has 4 patients: p from χ² is a rough approximation.",)
    assert correlation(np.arange(9), np.arange(9) ** 2 % 11).exact
    assert not correlation(np.arange(10), np.arange(10) ** 2 % 11).exact


def test_pearson_keeps_its_t():
    found = correlation([1, 2, 3, 4, 6], [2, 1, 4, 3, 9], "pearson")
    assert (found.exact, found.p) == (False, found.p_asymptotic)
