"""What whole numbers can have made a printed percentage, mean or SD: the GRIM test and its kin.

A mean of n whole numbers is a whole sum over n, so with few patients most printed means are impossible
(Brown & Heathers 2017, doi 10.1177/1948550616673876). The same holds for percentages.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from .printed import NONE, SPAN, Printed, agreement

#: Most whole numbers tried around a printed figure; print with fewer decimals than this resolves nothing.
MAX_CANDIDATES = 2_000


def percentage(count: int, n: int) -> Fraction:
    """Give the percentage that `count` is of `n`, without rounding."""
    return Fraction(100 * count, n)


@lru_cache(maxsize=4096)
def counts_for_percentage(printed: Printed, n: int) -> tuple[int, ...]:
    """List the counts of `n` patients whose percentage would be printed so, by either way to round a half.

    Parameters
    ----------
    printed : Printed
        A percentage.
    n : int
        Size of the group, at least 1.

    Returns
    -------
    tuple of int
        In ascending order; empty when no whole count gives the percentage.

    References
    ----------
    Brown & Heathers 2017, doi 10.1177/1948550616673876.
    """
    nearby = _whole_numbers(printed.low * n / 100, printed.high * n / 100, 0, n)
    return tuple(count for count in nearby if agreement(printed, percentage(count, n)) != NONE)


def nearest_percentages(printed: Printed, n: int) -> tuple[int, ...]:
    """List the one or two counts of `n` whose percentages lie next to a printed one that no count gives."""
    place = float(printed.value) * n / 100
    return tuple(sorted({min(max(math.floor(place), 0), n), min(max(math.ceil(place), 0), n)}))


@lru_cache(maxsize=1024)
def sums_for_mean(printed: Printed, n: int) -> tuple[int, ...]:
    """List the sums of `n` whole numbers whose mean would be printed so: the GRIM test.

    Parameters
    ----------
    printed : Printed
        Mean of whole numbers.
    n : int
        Numbers behind the mean, at least 1.

    Returns
    -------
    tuple of int
        In ascending order; empty when the mean is impossible.

    References
    ----------
    Brown & Heathers 2017, doi 10.1177/1948550616673876.
    """
    nearby = _whole_numbers(printed.low * n, printed.high * n, None, None)
    return tuple(total for total in nearby if agreement(printed, Fraction(total, n)) != NONE)


def _whole_numbers(low: float, high: float, least: int | None, most: int | None) -> range:
    """The whole numbers from `low` to `high`, one more at each end against binary noise."""
    first, last = math.floor(low) - 1, math.ceil(high) + 1
    first = first if least is None else max(first, least)
    last = last if most is None else min(last, most)
    return range(first, min(last, first + MAX_CANDIDATES) + 1)


@dataclass(frozen=True)
class Span:
    """The values a figure can take, given the rounding of those it is made of, and its central value."""

    low: float
    centre: float
    high: float

    def agreement(self, printed: Printed) -> str:
        """Tell how a printed figure agrees: by the central value, by another (`SPAN`), or not."""
        found = agreement(printed, self.centre)
        return SPAN if found == NONE and printed.overlaps(self.low, self.high) else found


def mean_of_groups(means: Sequence[Printed], sizes: Sequence[int]) -> Span:
    """Pool the printed means of groups into the mean of all.

    Parameters
    ----------
    means : sequence of Printed
        One a group.
    sizes : sequence of int
        Patients in each group.

    Returns
    -------
    Span
        Σ nᵢmᵢ / Σ nᵢ, and the ends it reaches as each mean moves within its rounding.
    """
    total = sum(sizes)

    def pooled(values: Sequence[float]) -> float:
        return sum(n * value for n, value in zip(sizes, values, strict=True)) / total

    return Span(
        pooled([m.low for m in means]),
        pooled([float(m.value) for m in means]),
        pooled([m.high for m in means]),
    )


def sd_of_groups(means: Sequence[Printed], sds: Sequence[Printed], sizes: Sequence[int]) -> Span:
    """Pool the printed means and SDs of groups into the SD of all.

    Parameters
    ----------
    means, sds : sequence of Printed
        One a group, in the same unit.
    sizes : sequence of int
        Patients in each group, together at least 2.

    Returns
    -------
    Span
        √[(Σ (nᵢ−1)sᵢ² + Σ nᵢ(mᵢ−m)²) / (Σ nᵢ − 1)]; the ends hold for every value the print allows, and
        may be a little wider than what it reaches.
    """
    centres = [float(m.value) for m in means]
    halves = [m.high - float(m.value) for m in means]
    total = sum(sizes)
    grand = sum(n * m for n, m in zip(sizes, centres, strict=True)) / total
    shift = sum(n * h for n, h in zip(sizes, halves, strict=True)) / total

    def pooled(ends: Sequence[float], distances: Sequence[float]) -> float:
        within = sum((n - 1) * max(s, 0.0) ** 2 for n, s in zip(sizes, ends, strict=True))
        between = sum(n * d**2 for n, d in zip(sizes, distances, strict=True))
        return math.sqrt((within + between) / (total - 1))

    away = [abs(m - grand) for m in centres]
    near = [max(d - h - shift, 0.0) for d, h in zip(away, halves, strict=True)]
    far = [d + h + shift for d, h in zip(away, halves, strict=True)]
    return Span(
        pooled([s.low for s in sds], near),
        pooled([float(s.value) for s in sds], away),
        pooled([s.high for s in sds], far),
    )
