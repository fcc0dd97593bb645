"""Differences of recorded values, without the noise of binary fractions.

0.82 − 0.80 and 0.85 − 0.83 are one change of 0.02, though not in binary. Every difference that is ranked, compared
with another or tested for being zero is made here.
"""

from __future__ import annotations

from itertools import combinations

import numpy as np
from numpy.typing import ArrayLike

from .result import FloatArray, as_matrix

#: Values that carry no decimals (converted units, means of ratings) are compared to this many digits of the largest.
DIGITS = 10
#: A difference this close to half of the last digit could be rounded either way; then one digit fewer is kept.
UNDECIDED = 1e-3
FEWER_DIGITS = 4
#: No double has digits beyond this decimal that `round` could reach.
MAX_DECIMALS = 290


def recorded_decimals(values: ArrayLike) -> int | None:
    """Decimals with which values are recorded.

    Parameters
    ----------
    values : array_like
        Recorded values of any shape; NaN where missing.

    Returns
    -------
    int or None
        The fewest decimals, 0 or more, that write every value exactly. None where ten significant digits of
        the largest value do not, as after a conversion of units.
    """
    seen = np.asarray(values, dtype=float).ravel()
    seen = seen[np.isfinite(seen)]
    for decimals in range(max(0, _last_decimal(seen)) + 1):
        if (np.round(seen, decimals) == seen).all():
            return decimals
    return None


def difference_decimals(values: ArrayLike) -> int:
    """Decimals to which differences of columns are rounded: those recorded, else ten digits of the largest value.

    Parameters
    ----------
    values : array_like, shape (n, k)
        Patients × visits of one measure; NaN where missing.

    Returns
    -------
    int
        Equal changes are equal numbers after rounding to it, in whatever unit they are written.
    """
    matrix = as_matrix(values)
    recorded = recorded_decimals(matrix)
    if recorded is not None:
        return recorded
    most = _last_decimal(matrix[np.isfinite(matrix)])
    if matrix.shape[1] < 2:
        return most
    raw = np.concatenate(  # every pair of visits
        [matrix[:, i] - matrix[:, j] for i, j in combinations(range(matrix.shape[1]), 2)]
    )
    raw = raw[np.isfinite(raw)]
    for decimals in range(most, most - FEWER_DIGITS, -1):
        if (np.abs(np.mod(raw * 10.0**decimals, 1.0) - 0.5) > UNDECIDED).all():
            return decimals
    return most


def differences(first: ArrayLike, second: ArrayLike, decimals: int | None = None) -> FloatArray:
    """Give first − second as the recorded decimals allow: equal changes are equal numbers.

    Parameters
    ----------
    first, second : array_like, shape (n,)
        One measure at two visits; NaN where missing.
    decimals : int, optional
        `difference_decimals` of all visits of the measure; of these two where left out.

    Returns
    -------
    ndarray, shape (n,)
        Rounded differences, NaN where a value is missing.
    """
    before, after = np.asarray(first, dtype=float), np.asarray(second, dtype=float)
    if decimals is None:
        decimals = difference_decimals(np.column_stack((before, after)))
    rounded: FloatArray = np.round(before - after, decimals) + 0.0  # −0 becomes 0
    return rounded


def changes_from_first(values: ArrayLike) -> list[FloatArray]:
    """Give the change from the first visit to each later one; see `differences`.

    Parameters
    ----------
    values : array_like, shape (n, k)
        Patients × visits of one measure; NaN where missing.
    """
    matrix = as_matrix(values)
    decimals = difference_decimals(matrix)
    return [differences(column, matrix[:, 0], decimals) for column in matrix.T[1:]]


def _last_decimal(values: FloatArray) -> int:
    """Decimal place of the tenth significant digit of the largest value."""
    largest = float(np.abs(values).max()) if values.size else 0.0
    return min(DIGITS - 1 - int(np.floor(np.log10(largest))), MAX_DECIMALS) if largest else 0
