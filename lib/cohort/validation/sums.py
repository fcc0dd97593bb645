"""Columns and rows that are the sum or the mean of others: no visit and no patient of their own."""

from __future__ import annotations

import numpy as np
import pandas as pd

from lib.cohort.mapping.columns.profile import profile_columns, values_of
from lib.cohort.validation.finding import WARNING, Fault, Finding
from lib.cohort.validation.measured import Measured
from lib.cohort.validation.rows import Rows

ENOUGH = 5
"""Patients, or rows, below whom a sum may be chance (rule of ours)."""

MIN_DISTINCT = 4
"""Different sums from which equality is not chance (rule of ours)."""

AGREES = 0.9
"""Share of patients on whom a column must be the sum of others; the rest are slips (rule of ours)."""

USUAL_DECIMALS = 0.9
"""Share of a column's cells whose decimals are usual; a mean shows in a row that has more (rule of ours)."""

ROWS_LOOKED_AT = 20_000
"""Known values of a column whose decimals are counted to tell what is usual (rule of ours)."""

MOST_DECIMALS = 4
"""Decimals beyond which a mean is not told from others (rule of ours)."""

COLUMN_IS_SUM = Fault(
    WARNING,
    "column_is_sum",
    "one visit in each column",
    "It would count as a visit of its own: leave it out if it is a total or a mean of the others.",
)
ROW_IS_SUM = Fault(
    WARNING,
    "row_is_sum",
    "one row a patient or a visit",
    "It counts as a patient or a visit now: delete the row if it is a total or a mean of the others.",
)


def find_summed_visits(rows: Rows, result: Measured) -> list[Finding]:
    """Find visits whose values are the sum or the mean of the others, or of those right before or after them."""
    values, n_visits = result.values, result.values.shape[1]
    if n_visits < 3 or result.measure.combine:
        return []
    findings = []
    for place in range(n_visits):
        what = next((what for what, sums in _sums_at(values, place) if _equal(values[:, place], sums)), None)
        if what is not None:
            label = rows.mapping.visits[place].label
            column = rows.mapping.visit.column if rows.mapping.visit is not None else ""
            findings.append(COLUMN_IS_SUM.at(f"{result.measure.label} at {label} as {what}", column=column))
    return findings


def _sums_at(values: np.ndarray, place: int) -> list[tuple[str, np.ndarray]]:
    """List what a column may be: sums of all others and of runs on either side, and means.

    The mean of the columns on both sides is what a steady course gives, so that it says nothing in the middle.
    """
    n_visits = values.shape[1]
    kinds = [("the sum of the others", np.delete(values, place, axis=1).sum(axis=1))]
    runs = [(start, place) for start in range(place - 1)] + [
        (place + 1, end) for end in range(n_visits, place + 2, -1)
    ]
    for start, end in runs:
        of = _others(start, end, n_visits)
        kinds.append((f"the sum of {of}", values[:, start:end].sum(axis=1)))
        if start == 0 or end == n_visits:
            kinds.append((f"the mean of {of}", values[:, start:end].mean(axis=1)))
    return kinds


def _others(start: int, end: int, n_visits: int) -> str:
    return (
        "the others"
        if end - start == n_visits - 1
        else f"{end - start} visits {'before' if start == 0 else 'beside'} it"
    )


def _equal(own: np.ndarray, sums: np.ndarray) -> bool:
    both = ~np.isnan(own) & ~np.isnan(sums)
    if both.sum() < ENOUGH or len(pd.unique(sums[both])) < MIN_DISTINCT:
        return False
    close = np.abs(own[both] - sums[both]) <= _rounding(own[both])
    return bool(close.mean() > AGREES)


def _rounding(values: np.ndarray) -> float:
    """Half a unit of the last decimal in which values are written."""
    known = values[~np.isnan(values)]
    exact = (d for d in range(MOST_DECIMALS) if np.allclose(known, np.round(known, d), rtol=0, atol=1e-9))
    return 0.5 * 10.0 ** -next(exact, MOST_DECIMALS) + 1e-9


def find_summed_rows(rows: Rows) -> list[Finding]:
    """Find rows that are, in every number they have, the sum or the mean of all others or of all above them."""
    used = [c.column for c in rows.mapping.columns if c.measure or c.kind == "number"]
    if len(rows.frame) < ENOUGH or len(used) < 2:
        return []
    profiles = profile_columns(rows.raw, rows.frame, used)
    values = np.column_stack([values_of(profiles[name]) for name in used])
    values = values[:, [len(pd.unique(column[~np.isnan(column)])) >= MIN_DISTINCT for column in values.T]]
    if values.shape[1] < 2:
        return []
    known, filled = np.nan_to_num(values), ~np.isnan(values)
    found: dict[int, str] = {}
    for of, sums, counts in (
        ("all others", known.sum(axis=0) - known, filled.sum(axis=0) - filled),
        ("all rows above", np.cumsum(known, axis=0) - known, np.cumsum(filled, axis=0) - filled),
    ):
        for row in _summed(values, sums, counts).tolist():
            found.setdefault(row, f"the sum of {of}")
        for row in _averaged(values, sums, counts).tolist():
            found.setdefault(row, f"the mean of {of}")
    return [rows.at(ROW_IS_SUM, row, f"numbers that are {what}") for row, what in sorted(found.items())]


def _summed(values: np.ndarray, sums: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """Give the rows whose numbers are all the sums of others, of several numbers above nought each."""
    places, n_usable = np.arange(len(values)), np.zeros(len(values), dtype=int)
    for j, column in enumerate(values.T):
        own, others = column[places], sums[places, j]
        usable = ~np.isnan(own) & (counts[places, j] >= ENOUGH)
        equal = np.isclose(own, others, rtol=1e-9, atol=1e-6) & (others > np.nanmedian(column))
        n_usable[places] += usable
        places = places[equal | ~usable]
    return places[n_usable[places] > 1]


def _averaged(values: np.ndarray, sums: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """Give the rows whose numbers are all the means of others, some written with more decimals than is usual."""
    places = np.arange(len(values))
    n_usable, is_finer = np.zeros(len(values), dtype=int), np.zeros(len(values), dtype=bool)
    for j, column in enumerate(values.T):
        own, others, of = column[places], sums[places, j], counts[places, j]
        usable = ~np.isnan(own) & (of >= ENOUGH)
        means = np.divide(others, of, out=np.full(others.shape, np.nan), where=of > 0)
        decimals = _count_decimals(own)
        usual = np.quantile(_count_decimals(column[~np.isnan(column)][:ROWS_LOOKED_AT]), USUAL_DECIMALS)
        equal = np.abs(own - means) <= 0.5 * 10.0**-decimals + 1e-9
        n_usable[places] += usable
        is_finer[places] |= usable & (decimals > usual)
        places = places[equal | ~usable]
    return places[(n_usable[places] > 1) & is_finer[places]]


def _count_decimals(values: np.ndarray) -> np.ndarray:
    decimals = np.full(values.shape, float(MOST_DECIMALS))
    for places in reversed(range(MOST_DECIMALS)):
        decimals[np.isclose(values, np.round(values, places), rtol=0, atol=1e-9)] = places
    return decimals
