"""Columns that are the depression scale over again: a copy of a visit, a function of its change, groups cut from it.

Found by content, not by name: a file may call the first rating BASVAL, and the change anything.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from math import comb, factorial

import numpy as np

from lib.cohort.codebook import LEVELLED_KINDS
from lib.cohort.cohort import Cohort

#: Fewest patients from which a copy is told.
MIN_PATIENTS = 8
#: Fewest different values of a number that can be a copy.
MIN_VALUES = 4
#: |r| from which a number is a function of a rating: what rounding to three digits leaves.
SAME = 0.99999
#: Chance of being separated so by accident, over all series looked at, below which groups are cut from the scale.
MAX_CHANCE = 1e-3


def find_copy(cohort: Cohort, name: str) -> str:
    """Say what of the depression scale a column is, such as `MADRS at Pre` or `the change of MADRS from Pre to Post`.

    Parameters
    ----------
    cohort : Cohort
        With or without a depression scale.
    name : str
        A number, a levelled column, or another measure.

    Returns
    -------
    str
        Empty where it is none. A number or a measure is a copy where it follows a rating, or its change in points or
        in per cent, on a straight line; levels are where they divide the patients at values of a change or of a later
        rating, and chance would hardly do that.
    """
    scale = cohort.codebook.measure_of("depression")
    if scale is None or name == scale.name or len(cohort.visit_names) < 2:
        return ""
    column = cohort.codebook.column(name)
    if column.kind == "measure":
        return _find_measure(cohort, name, scale.name, scale.label)
    if column.kind in LEVELLED_KINDS:
        return _find_groups(cohort, name)
    if column.kind != "number":
        return ""
    numbers = cohort.numbers(name)
    return next((words for words, series, _ in _series(cohort) if _is_function(numbers, series)), "")


def list_copies(cohort: Cohort) -> frozenset[str]:
    """Name the characteristics that are the depression scale over again."""
    return frozenset(
        column.name for column in cohort.codebook.characteristics if find_copy(cohort, column.name)
    )


def _series(cohort: Cohort) -> Iterator[tuple[str, np.ndarray, bool]]:
    """Give ratings and changes of the scale with their words, and whether they tell the outcome."""
    scale, visits = cohort.codebook.depression, cohort.codebook.visits
    scores = cohort.measures[scale.name]
    first = scores[:, 0]
    for place, visit in enumerate(visits):
        yield f"{scale.label} at {visit.short}", scores[:, place], place > 0
    for place, visit in enumerate(visits[1:], start=1):
        change = scores[:, place] - first
        between = f"from {visits[0].short} to {visit.short}"
        yield f"the change of {scale.label} {between}", change, True
        percent = np.divide(change, first, out=np.full(len(first), np.nan), where=first > 0)
        yield f"the change of {scale.label} {between} in per cent", percent, True


def _is_function(numbers: np.ndarray, series: np.ndarray) -> bool:
    """Tell whether one is the other on a straight line, wherever both are known."""
    known = np.isfinite(numbers) & np.isfinite(series)
    if known.sum() < max(MIN_PATIENTS, np.isfinite(numbers).sum() // 2):
        return False
    x, y = numbers[known], series[known]
    if min(len(np.unique(x)), len(np.unique(y))) < MIN_VALUES:
        return False
    return bool(abs(np.corrcoef(x, y)[0, 1]) >= SAME)


def _find_measure(cohort: Cohort, name: str, scale: str, label: str) -> str:
    ours, other = cohort.measures[scale].ravel(), cohort.measures[name].ravel()
    return f"{label} at every visit" if _is_function(other, ours) else ""


def _find_groups(cohort: Cohort, name: str) -> str:
    codes = cohort.codes(name)
    rows = [(words, series) for words, series, tells in _series(cohort) if tells]
    for words, series in rows:
        known = (codes >= 0) & np.isfinite(series)
        if known.sum() >= MIN_PATIENTS and _divides(codes[known], series[known], len(rows)):
            return words
    return ""


def _divides(codes: np.ndarray, values: np.ndarray, looked_at: int) -> bool:
    """Tell whether the levels lie apart on the values, as chance would hardly lay them."""
    levels = np.unique(codes)
    if len(levels) < 2:
        return False
    parts = sorted((values[codes == level] for level in levels), key=lambda part: float(part.min()))
    if any(low.max() >= high.min() for low, high in pairwise(parts)):
        return False
    orders, left = 1, len(codes)
    for part in parts[:-1]:
        orders, left = orders * comb(left, len(part)), left - len(part)
    return looked_at * factorial(len(parts)) / orders < MAX_CHANCE
