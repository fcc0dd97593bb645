"""Hodges–Lehmann estimate of how far two groups lie apart, with the interval that belongs to the Mann–Whitney test.

The conventions are those of R's `wilcox.test(conf.int = TRUE)`. R finds the limits with ties by root finding; the
function whose root it takes is a step function, so they are order statistics of the differences and are read off.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import ArrayLike

from ..common.differences import difference_decimals
from ..common.distributions import CONFIDENCE, normal_quantile
from ..common.result import FloatArray, as_vector
from .rank_tests import EXACT_BELOW


@dataclass(frozen=True, kw_only=True)
class Shift:
    """How far the first group lies above the second: `estimate`, `ci_low`, `ci_high`, `exact` interval or not."""

    estimate: float
    ci_low: float
    ci_high: float
    exact: bool


def hodges_lehmann(
    first: ArrayLike, second: ArrayLike, *, confidence: float = CONFIDENCE, decimals: int | None = None
) -> Shift:
    """Median of all differences between a value of the first group and one of the second, with its interval.

    Parameters
    ----------
    first, second : array_like, shape (m,), (n,)
        Values of the groups, at least one each; none is NaN.
    confidence : float
        Level of the interval.
    decimals : int, optional
        Decimals of the values, to which their differences are rounded; those recorded where left out.

    Returns
    -------
    Shift
        The interval is exact with fewer than 50 values in each group and no ties, otherwise from the normal
        approximation with tie and continuity correction; its limits are differences that occur.

    References
    ----------
    Hodges & Lehmann 1963, doi 10.1214/aoms/1177704172; Bauer 1972, doi 10.1080/01621459.1972.10481279.
    """
    first, second = as_vector(first), as_vector(second)
    both = np.concatenate((first, second))
    if decimals is None:
        decimals = difference_decimals(both[:, None])
    apart = np.sort(np.round(np.subtract.outer(first, second), decimals).ravel() + 0.0)
    m, n = first.size, second.size
    exact = max(m, n) < EXACT_BELOW and np.unique(both).size == both.size
    place = _exact_place(m, n, confidence) if exact else _normal_place(first, second, confidence)
    place = min(max(place, 1), apart.size)
    return Shift(
        estimate=float(np.median(apart)),
        ci_low=float(apart[place - 1]),
        ci_high=float(apart[-place]),
        exact=exact,
    )


def _exact_place(m: int, n: int, confidence: float) -> int:
    """Place of the lower limit among the sorted differences: the quantile of U, as R's `qwilcox`."""
    counts = _ways(m, n)
    reached = np.cumsum(counts) / counts.sum() >= (1 - confidence) / 2 - 1e-15
    return int(np.argmax(reached))


@cache
def _ways(m: int, n: int) -> FloatArray:
    """Ways in which U can be 0, 1, …, mn, by sums alone: the last value belongs to one group or to the other."""
    counts = np.zeros((m + 1, m * n + 1))
    counts[:, 0] = 1.0
    for larger in range(1, n + 1):
        for smaller in range(1, m + 1):
            counts[smaller, larger:] += counts[smaller - 1, :-larger]
    ways: FloatArray = counts[m]
    return ways


def _normal_place(first: FloatArray, second: FloatArray, confidence: float) -> int:
    """Place of the lower limit where the corrected normal deviate of the shifted groups passes its quantile.

    Between two differences the shifted groups share no value, so only ties within a group count.
    """
    m, n = first.size, second.size
    total = m + n
    ties = np.concatenate([np.unique(values, return_counts=True)[1] for values in (first, second)])
    variance = m * n / 12 * (total + 1 - float((ties**3 - ties).sum()) / (total * (total - 1)))
    above: float = m * n / 2 + 0.5 + normal_quantile((1 + confidence) / 2) * math.sqrt(max(variance, 0.0))
    return math.floor(m * n - above) + 1
