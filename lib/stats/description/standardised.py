"""Standardised differences between groups, which do not depend on how many patients there are.

Numbers: difference of means over √((s₁² + s₂²) / 2). Categories: Yang & Dalton's distance of two vectors of
proportions, which for two levels is the difference of proportions over √((p₁(1 − p₁) + p₂(1 − p₂)) / 2).
"""

from __future__ import annotations

from itertools import combinations

import numpy as np

from ..common.result import FloatArray
from ..common.variation import offsets

#: (value, place of first group, place of second); the value is NaN where no pair has spread.
Largest = tuple[float, int, int]


def standardised_means(first: FloatArray, second: FloatArray) -> float:
    """Absolute standardised difference of two samples; NaN with fewer than two values or no spread.

    References
    ----------
    Austin 2009, doi 10.1002/sim.3697.
    """
    if min(first.size, second.size) < 2:
        return float("nan")
    spread = (offsets(first).var(ddof=1) + offsets(second).var(ddof=1)) / 2
    difference = abs(float(first.mean() - second.mean()))
    return difference / float(np.sqrt(spread)) if spread else float("nan")


def standardised_proportions(first: FloatArray, second: FloatArray) -> float:
    """Absolute standardised difference of two columns of counts, one entry a level; NaN where there is no spread.

    References
    ----------
    Yang & Dalton 2012, SAS Global Forum, paper 335.
    """
    held = (first + second) > 0
    if held.sum() < 2 or not first.sum() or not second.sum():
        return float("nan")
    p, q = first[held][1:] / first.sum(), second[held][1:] / second.sum()
    spread = (np.diag(p) - np.outer(p, p) + np.diag(q) - np.outer(q, q)) / 2
    if np.linalg.matrix_rank(spread) < len(p):
        return float("nan")
    return float(np.sqrt((p - q) @ np.linalg.solve(spread, p - q)))


def largest_difference(values: list[float]) -> Largest:
    """Give the largest of the differences of all pairs of groups, listed as `itertools.combinations` does."""
    groups = int((1 + np.sqrt(1 + 8 * len(values))) / 2)
    pairs = list(combinations(range(groups), 2))
    known = [(value, *pair) for value, pair in zip(values, pairs, strict=True) if value == value]
    return max(known, default=(float("nan"), 0, 1))
