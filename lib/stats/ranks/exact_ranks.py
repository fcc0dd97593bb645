"""Exact p of tests on ranks, ties included: all arrangements that were equally likely are counted.

SciPy counts them without ties, or one by one; sums of ranks are counted here instead, as polynomials, so that
millions of arrangements take milliseconds. Midranks are doubled, which makes every sum a whole number. The p is
conditional on the ties, as that of R's `exactRankTests::wilcox.exact` and `coin`.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import permutations
from math import comb, factorial, prod

import numpy as np
from numpy.typing import NDArray

from ..common.result import FloatArray, RealArray

#: Most arrangements of signs, of two samples, or of visits within patients that are counted: 25 tied differences.
MAX_ARRANGEMENTS = 2**25
#: Most arrangements of several groups: their sums have several dimensions. Four patients in each of three.
MAX_ARRANGEMENTS_OF_GROUPS = 2**17
#: Most sums of ranks of several visits: five patients at four visits, three at five.
MAX_SUMS = 2**15
#: Patients beyond whom groups are not counted even where nearly all values are equal.
MAX_TIED = 100
#: Pairs up to which Spearman's ρ has an exact p, as R's `cor.test`.
MAX_ORDERED = 9
#: Statistics this much apart, relatively, are one: they differ by rounding.
ROUNDING = 1e-9

Whole = NDArray[np.int64]


def signed_rank_p(ranks: FloatArray, positive: NDArray[np.bool_]) -> float | None:
    """Two-sided p of the sum of positive ranks, over all signs; None beyond `MAX_ARRANGEMENTS`.

    Parameters
    ----------
    ranks : ndarray, shape (n,)
        Midranks of the sizes of the differences, zeros left out.
    positive : ndarray of bool, shape (n,)
        Which differences are positive.
    """
    if 2**ranks.size > MAX_ARRANGEMENTS:
        return None
    doubled = _doubled(ranks)
    ways = np.ones(1)
    for rank in doubled:
        ways = np.convolve(ways, np.bincount([0, rank]))
    away = np.abs(2 * np.arange(ways.size) - doubled.sum())
    return float(ways[away >= abs(2 * doubled[positive].sum() - doubled.sum())].sum() / ways.sum())


def rank_sum_p(
    ranks: FloatArray, in_first: NDArray[np.bool_], max_arrangements: int = MAX_ARRANGEMENTS
) -> float | None:
    """Two-sided p of the first sample's rank sum, by its distance from its mean; None where there are too many.

    Parameters
    ----------
    ranks : ndarray, shape (n,)
        Midranks of both samples together.
    in_first : ndarray of bool, shape (n,)
        Who is in the first sample.
    max_arrangements : int
        Beyond it there is no p. Where nearly all values are equal, only those of the others count.
    """
    from scipy.special import gammaln

    n, m = ranks.size, int(in_first.sum())
    distinct, sizes = np.unique(_doubled(ranks), return_counts=True)
    most = int(sizes.max())
    if min(comb(n, m), 2 ** (n - most)) > max_arrangements:
        return None
    # A constant taken off all ranks moves no distance: the most frequent value counts nothing.
    shifted = _doubled(ranks) - distinct[sizes.argmax()]
    others = np.sort(shifted[shifted != 0])
    chosen = min(m, others.size)
    low, high = int(np.minimum(others[:chosen], 0).sum()), int(np.maximum(others[::-1][:chosen], 0).sum())
    ways = np.zeros((chosen + 1, high - low + 1))
    ways[0, -low] = 1.0
    for rank in others.tolist():
        there, here = (
            (slice(rank, None), slice(None, -rank)) if rank > 0 else (slice(None, rank), slice(-rank, None))
        )
        ways[1:, there] += ways[:-1, here].copy()
    rest = m - np.arange(chosen + 1)
    possible = (rest >= 0) & (rest <= most)
    logs = -gammaln(rest[possible] + 1.0) - gammaln(most - rest[possible] + 1.0)
    chances = np.exp(logs - logs.max()) @ ways[possible]
    away = np.abs(n * (np.arange(ways.shape[1]) + low) - m * int(shifted.sum()))
    seen = abs(n * int(shifted[in_first].sum()) - m * int(shifted.sum()))
    return float(chances[away >= seen].sum() / chances.sum())


def rank_sums_p(ranks: FloatArray, codes: NDArray[np.intp], sizes: NDArray[np.intp]) -> float | None:
    """Exact p of Kruskal and Wallis' H; None beyond `MAX_ARRANGEMENTS_OF_GROUPS`.

    Parameters
    ----------
    ranks : ndarray, shape (n,)
        Midranks of all patients.
    codes, sizes : ndarray of int
        Group of each patient, and patients of each group.
    """
    n, g = ranks.size, len(sizes)
    if g == 2:
        return rank_sum_p(ranks, codes == 0, MAX_ARRANGEMENTS_OF_GROUPS)
    if n > MAX_TIED:
        return None
    doubled = _doubled(ranks)
    _, inverse, ties = np.unique(doubled, return_inverse=True, return_counts=True)
    arrangements = factorial(n) // prod(factorial(int(size)) for size in sizes)
    if min(arrangements, g ** int(n - ties.max())) > MAX_ARRANGEMENTS_OF_GROUPS:
        return None
    total, width = int(doubled.sum()), int(doubled.sum()) + 1
    if (n + 1) ** (g - 1) * width ** (g - 1) > 2**62:
        return None
    # A state is one number: for each group but the last its patients so far and their rank sum.
    counted = (n + 1) ** np.arange(g - 1)
    summed = (n + 1) ** (g - 1) * width ** np.arange(g - 1)
    sums, ways = np.zeros(1, dtype=np.int64), np.ones(1)
    for rank in doubled[np.argsort(-ties[inverse], kind="stable")].tolist():
        sums, ways = _spread(sums, ways, np.append(counted + rank * summed, 0))
        full = (sums[:, None] // counted % (n + 1) > sizes[:-1]).any(axis=1)
        sums, ways = sums[~full], ways[~full]
    complete = (sums[:, None] // counted % (n + 1) == sizes[:-1]).all(axis=1)
    of_group = sums[complete][:, None] // summed % width
    seen = np.bincount(codes, weights=doubled, minlength=g)[:-1]

    def spread(rank_sums: RealArray) -> FloatArray:
        away = n * rank_sums - sizes[:-1] * total
        spread_of: FloatArray = (away**2.0 / sizes[:-1]).sum(axis=-1) + away.sum(axis=-1) ** 2.0 / sizes[-1]
        return spread_of

    return _proportion(ways[complete], spread(of_group), float(spread(seen)))


def visits_p(ranks: FloatArray) -> float | None:
    """Exact p of Friedman's χ²; None where there are too many arrangements of the visits within patients.

    Parameters
    ----------
    ranks : ndarray, shape (n, k)
        Midranks within each patient.
    """
    orders = _orders(ranks)
    if orders is None:
        return None
    n, k = ranks.shape
    width = 2 * n * k + 1
    place = width ** np.arange(k - 1)
    # The first patient's order may stand: exchanging visits in all patients moves no χ².
    sums, ways = np.atleast_1d(_doubled(ranks[0])[:-1] @ place), np.ones(1)
    for rows in orders[1:]:
        sums, ways = _spread(sums, ways, rows[:, :-1] @ place)
    middle = n * (k + 1)

    def spread(of_visit: RealArray) -> FloatArray:
        away = of_visit - middle
        spread_of: FloatArray = (away**2).sum(axis=-1) + away.sum(axis=-1) ** 2
        return spread_of

    return _proportion(
        ways, spread(sums[:, None] // place % width), float(spread(_doubled(ranks).sum(axis=0)[:-1]))
    )


def visit_pair_p(ranks: FloatArray, first: int, second: int) -> float | None:
    """Exact p of the difference of two visits' rank sums (Eisinga et al. 2017, ties included); None as `visits_p`."""
    orders = _orders(ranks)
    if orders is None:
        return None
    sums, ways = np.zeros(1, dtype=np.int64), np.ones(1)
    for rows in orders:
        sums, ways = _spread(sums, ways / len(rows), rows[:, 0] - rows[:, 1])
    doubled = _doubled(ranks).sum(axis=0)
    return _proportion(ways, np.abs(sums), float(abs(doubled[first] - doubled[second])))


def rank_correlation_p(first: FloatArray, second: FloatArray) -> float | None:
    """Exact two-sided p of Spearman's ρ over all orders; None with more than `MAX_ORDERED` pairs.

    Parameters
    ----------
    first, second : ndarray, shape (n,)
        Midranks of either measure.
    """
    n = first.size
    if n > MAX_ORDERED:
        return None
    x, y = 2 * _doubled(first) - 2 * (n + 1), 2 * _doubled(second) - 2 * (n + 1)  # deviations, times 4
    products = y[_all_orders(n)] @ x
    return float((np.abs(products) >= abs(int(x @ y))).mean())


@lru_cache(maxsize=8)
def _all_orders(n: int) -> NDArray[np.int8]:
    orders = np.array([[0]], dtype=np.int8)
    for size in range(1, n):  # the next number is put at every place
        orders = np.concatenate([np.insert(orders, place, size, axis=1) for place in range(size + 1)])
    orders.setflags(write=False)
    return orders


def _doubled(ranks: FloatArray) -> Whole:
    return np.rint(2 * ranks).astype(np.int64)


def _spread(sums: Whole, ways: FloatArray, steps: Whole) -> tuple[Whole, FloatArray]:
    """Add each of the steps to each of the sums, and bring equal sums together."""
    distinct, place = np.unique((sums[:, None] + steps).ravel(), return_inverse=True)
    return distinct, np.asarray(np.bincount(place, weights=np.repeat(ways, len(steps))), dtype=float)


def _proportion(ways: FloatArray, statistics: RealArray, seen: float) -> float:
    return float(ways[statistics >= seen * (1 - ROUNDING)].sum() / ways.sum())


def _orders(ranks: FloatArray) -> list[Whole] | None:
    """Give the distinct orders of each patient's ranks; None where the patients after the first have too many."""
    rows = [tuple(row) for row in np.sort(_doubled(ranks), axis=1).tolist()]
    counts = [factorial(len(row)) // prod(factorial(row.count(rank)) for rank in set(row)) for row in rows]
    n, k = ranks.shape
    arrangements = prod(counts[1:])
    if arrangements > MAX_ARRANGEMENTS or min(arrangements, (2 * n * (k - 1) + 1) ** (k - 1)) > MAX_SUMS:
        return None
    return [_orders_of(row) for row in rows]


@lru_cache(maxsize=64)
def _orders_of(row: tuple[int, ...]) -> Whole:
    orders = np.array(sorted(set(permutations(row))), dtype=np.int64)
    orders.setflags(write=False)
    return orders
