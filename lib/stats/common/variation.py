"""Whether values vary at all, or only by what binary fractions and a converted unit add.

Values recorded with d decimals lie on a grid of 10^−d. Differences of such values are rounded to the grid, so they
are exact: equal changes are equal numbers, and there is no threshold. Values on no such grid (a converted unit, a
mean of ratings) may be off by a few units in the last binary place; what is no more than that is rounding.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .result import FloatArray

#: Significant digits up to which decimals count as recorded: beyond, a double's own rounding looks like one.
DIGITS = 14
#: Units in the last place of the largest value by which changes of unrecorded values may differ and still be one
#: change: each of four values carries its own rounding and that of the conversion that made it.
ROUNDING_UNITS = 16
#: Patients that show whether it is worth looking at all.
QUICK_LOOK = 50


@dataclass(frozen=True)
class Grid:
    """What values are recorded on.

    Attributes
    ----------
    decimals : int or None
        The fewest decimals that write every value; None where 14 significant digits do not.
    rounding : float
        The largest deviation that rounding alone can produce: 0 on a grid.
    """

    decimals: int | None
    rounding: float

    def round(self, differences: FloatArray) -> FloatArray:
        """Round differences of the values to the grid; where there is none, what rounding alone can leave is 0."""
        if self.decimals is None:
            return np.where(np.abs(differences) > self.rounding, differences, 0.0)
        return np.round(differences, self.decimals)

    def steps(self, differences: FloatArray) -> FloatArray:
        """Rounded differences as whole steps of the grid, whose sums are exact; as they are where there is none."""
        return differences if self.decimals is None else np.rint(differences * 10.0**self.decimals)

    def varies(self, deviations: FloatArray, terms: int = 1) -> bool:
        """Tell whether deviations, each a sum of so many terms, hold more than rounding."""
        return bool(np.abs(deviations).max(initial=0.0) > terms * self.rounding)


def read_grid(values: FloatArray) -> Grid:
    """Find the decimals with which finite values are recorded."""
    largest = float(np.abs(values).max(initial=0.0))
    most = DIGITS - 1 - int(np.floor(np.log10(largest))) if largest else 0
    some = values[:QUICK_LOOK]
    for decimals in range(most + 1):
        if np.array_equal(np.round(some, decimals), some) and np.array_equal(
            np.round(values, decimals), values
        ):
            return Grid(decimals, 0.0)
    return Grid(None, ROUNDING_UNITS * float(np.finfo(float).eps) * largest)


def offsets(values: FloatArray) -> FloatArray:
    """Differences from the first value or row: exactly 0 in each that holds the same, as far as it was recorded."""
    return read_grid(values).round(values - values[0])
