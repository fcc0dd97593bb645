"""The place of one value among those observed: rank and percentile rank."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from ..common.result import Refusal, Result, as_vector


@dataclass(frozen=True, kw_only=True)
class Place(Result):
    """Where a value stands among n observed, itself included.

    Attributes
    ----------
    below, equal : int
        Values below it, and equal to it, itself included.
    rank : float
        From the lowest, 1 to n; equal values share the mean of their ranks.
    percentile : float
        Percentile rank, 0 to 100: 100 (below + equal / 2) / n.
    """

    below: int
    equal: int
    rank: float
    percentile: float


def place_among(values: ArrayLike, value: float) -> Place | Refusal:
    """Find the place of a value among values of which it is one; NaN counts as missing.

    Parameters
    ----------
    values : array_like, shape (n,)
        As recorded; `value` is compared with them exactly.
    value : float
        One of them.

    References
    ----------
    The percentile rank of test theory, ties by half: Crocker & Algina 1986, p. 439; the same number as R
    `100 * mean((x < v) + (x == v) / 2)` and SciPy `percentileofscore(x, v, kind="mean")`.
    """
    seen = as_vector(values)
    seen = seen[np.isfinite(seen)]
    below, equal = int((seen < value).sum()), int((seen == value).sum())
    if not equal:
        return Refusal("The value is not one of those observed.")
    return Place(
        n=seen.size,
        method="Percentile rank",
        below=below,
        equal=equal,
        rank=below + (equal + 1) / 2,
        percentile=100 * (below + equal / 2) / seen.size,
    )
