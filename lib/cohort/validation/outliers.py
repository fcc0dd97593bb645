"""Values an order of magnitude away from all others of their column: slips of a decimal mark, codes, wrong units."""

from __future__ import annotations

import numpy as np

from lib.cohort.reading.words import MISSING_CODES
from lib.cohort.validation.finding import WARNING, Fault, Finding
from lib.cohort.validation.rows import Rows

FACTOR = 10.0
"""Times the largest of the other values, from which a value is an order of magnitude away (rule of ours)."""

MIN_NEAR_FACTOR = 5.0
"""The same where the others lie close together, at least; it is what a slip of one decimal of the smallest of them
gives, ten times the smallest by the largest, and holds below them too (rule of ours)."""

NEARLY = 0.9
"""Of that slip, since the value that slipped may lie a little below the others (rule of ours)."""

CLOSE_TOGETHER = 5.0
"""Largest by smallest of the other values up to which they lie close together (rule of ours)."""

MIN_OTHERS = 4
"""Other values that one is compared with, at least (rule of ours)."""

MAX_SHARE = 0.05
"""Share of values that may be far; where more are, the column has two groups (rule of ours)."""

FAR = Fault(
    WARNING,
    "far_from_others",
    "a value of the order of the others",
    "Check for a misplaced decimal mark, another unit or a code for missing; it is kept as it is.",
)


def find_far(rows: Rows, column: str, values: np.ndarray) -> list[Finding]:
    """Find the values of a column that are an order of magnitude away from all others.

    Parameters
    ----------
    rows : Rows
        The rows of the file.
    column : str
        Column they stand in.
    values : ndarray of shape (n_rows,)
        Numbers, NaN where missing. Usual codes for missing have a finding of their own.
    """
    far = np.flatnonzero(is_far(values) & ~np.isin(values, MISSING_CODES))
    return rows.findings(FAR, far, rows.texts(far, column), column) if len(far) else []


def is_far(values: np.ndarray) -> np.ndarray:
    """Tell which values are far; at most one in twenty, or one."""
    sizes = np.abs(values)
    known = np.flatnonzero(np.isfinite(sizes) & (sizes > 0))
    far = np.zeros(len(values), dtype=bool)
    most = max(1, int(MAX_SHARE * len(known)))
    if len(known) < MIN_OTHERS + 1:
        return far
    order = known[np.argsort(sizes[known])]
    ranked = sizes[order]
    for k in range(1, min(most, len(ranked) - MIN_OTHERS) + 1):
        low, high = ranked[0], ranked[-k - 1]
        factor = _near_factor(low, high) if high <= CLOSE_TOGETHER * low else FACTOR
        if ranked[-k] >= factor * high:
            far[order[-k:]] = True
        low, high = ranked[k], ranked[-1]
        if high <= CLOSE_TOGETHER * low and _near_factor(low, high) * ranked[k - 1] <= low:
            far[order[:k]] = True
    return far


def _near_factor(low: float, high: float) -> float:
    return max(MIN_NEAR_FACTOR, NEARLY * FACTOR * low / high)
