"""Exact p of tests on ranks with ties, as Python: the sums of ranks over all arrangements are counted."""

from __future__ import annotations

from lib.export.code.request import Piece

SIGNED_RANK = """
def exact_signed_rank(kept):
    \"\"\"Exact p of the signed-rank test, ties included: sums of the positive ranks over all signs.\"\"\"
    ranks, ways = (2 * stats.rankdata(abs(kept))).astype(int), np.ones(1)  # midranks doubled: whole numbers
    for rank in ranks:
        ways = np.convolve(ways, np.bincount([0, rank]))
    away = abs(2 * np.arange(ways.size) - ranks.sum())
    return ways[away >= abs(2 * ranks[kept > 0].sum() - ranks.sum())].sum() / ways.sum()
"""
RANK_SUM = """
def exact_rank_sum(first, second):
    \"\"\"Exact p of the Mann-Whitney test, ties included: rank sums of all ways to choose one sample.\"\"\"
    ranks = (2 * stats.rankdata([*first, *second])).astype(int)  # midranks doubled: whole numbers
    n, m = len(ranks), len(first)
    ways = np.zeros((m + 1, ranks.sum() + 1))
    ways[0, 0] = 1
    for rank in ranks:
        ways[1:, rank:] += ways[:-1, :-rank].copy()
    away = abs(n * np.arange(ways.shape[1]) - m * ranks.sum())
    return ways[m, away >= abs(n * ranks[:m].sum() - m * ranks.sum())].sum() / ways[m].sum()
"""
RANK_SUMS = """
def exact_rank_sums(samples):
    \"\"\"Exact p of the Kruskal-Wallis test, ties included: rank sums of all ways to deal patients to groups.\"\"\"
    sizes, ranks = [len(sample) for sample in samples], stats.rankdata(np.concatenate(samples))
    seen = [own.sum() for own in np.split(ranks, np.cumsum(sizes)[:-1])]
    ways = Counter({(0,) * 2 * len(sizes): 1})  # patients dealt to each group, and its rank sum
    for rank in ranks:
        following = Counter()
        for dealt, count in ways.items():
            for group, size in enumerate(sizes):
                if dealt[2 * group] < size:
                    new = list(dealt)
                    new[2 * group] += 1
                    new[2 * group + 1] += rank
                    following[tuple(new)] += count
        ways = following

    def spread(sums):
        return sum(total**2 / size for total, size in zip(sums, sizes))

    extreme = sum(count for dealt, count in ways.items() if spread(dealt[1::2]) >= spread(seen) * (1 - 1e-12))
    return extreme / sum(ways.values())
"""
FRIEDMAN = """
def exact_friedman(ranks):
    \"\"\"Exact p of Friedman's test, ties included: rank sums of the visits over all orders within patients.\"\"\"
    first, *rest = ranks.to_numpy()
    ways = Counter({tuple(first): 1})  # the first patient's order may stand: only differences between orders count
    for row in rest:
        orders, following = set(permutations(row)), Counter()
        for sums, count in ways.items():
            for order in orders:
                following[tuple(map(sum, zip(sums, order)))] += count
        ways = following

    def spread(sums):
        return sum((total - len(ranks) * (len(sums) + 1) / 2) ** 2 for total in sums)

    extreme = sum(count for sums, count in ways.items() if spread(sums) >= spread(ranks.sum()) - 1e-9)
    return extreme / sum(ways.values())
"""
VISIT_PAIR = """
def exact_visit_pair(ranks, first, second):
    \"\"\"Exact p of the difference of two visits' rank sums, ties included (Eisinga et al. 2017).\"\"\"
    ways = Counter({0: 1})
    for row in ranks.to_numpy():
        following = Counter()
        for difference, count in ways.items():
            for one, other in permutations(row, 2):
                following[difference + one - other] += count
        ways = following
    seen = abs(ranks[first].sum() - ranks[second].sum())
    return sum(count for difference, count in ways.items() if abs(difference) >= seen) / sum(ways.values())
"""
RANK_CORRELATION = """
@cache
def orders_of(n):
    \"\"\"All orders of n pairs, one a row.\"\"\"
    return np.array(list(permutations(range(n))), dtype=np.int8)


def exact_rank_correlation(one, other):
    \"\"\"Exact p of Spearman's rho, ties included: all orders of one measure.\"\"\"
    x, y = stats.zscore(stats.rankdata(one)), stats.zscore(stats.rankdata(other))
    return (abs(y[orders_of(len(y))] @ x) >= abs(x @ y) - 1e-9).mean()
"""


def piece_signed_rank() -> Piece:
    """Define `exact_signed_rank(kept)`."""
    return Piece(SIGNED_RANK, ("np", "stats"))


def piece_rank_sum() -> Piece:
    """Define `exact_rank_sum(first, second)`."""
    return Piece(RANK_SUM, ("np", "stats"))


def piece_rank_sums() -> Piece:
    """Define `exact_rank_sums(samples)`."""
    return Piece(RANK_SUMS, ("Counter", "np", "stats"))


def piece_friedman() -> Piece:
    """Define `exact_friedman(ranks)`."""
    return Piece(FRIEDMAN, ("Counter", "permutations"))


def piece_visit_pair() -> Piece:
    """Define `exact_visit_pair(ranks, first, second)`."""
    return Piece(VISIT_PAIR, ("Counter", "permutations"))


def piece_rank_correlation() -> Piece:
    """Define `exact_rank_correlation(one, other)`."""
    return Piece(RANK_CORRELATION, ("cache", "np", "permutations", "stats"))
