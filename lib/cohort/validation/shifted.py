"""A column that fits its patients one row further up or down: sorted or pasted alone."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from lib.cohort.validation.finding import WARNING, Fault, Finding
from lib.cohort.validation.measured import Measured
from lib.cohort.validation.rows import Rows

ENOUGH = 10
"""Patients from whom the fit of a column can be told (rule of ours)."""

CERTAIN = 4.0
"""Standard errors by which a column must fit better one row off (rule of ours; by chance once in 31,574)."""

ROWS_LOOKED_AT = 50_000
"""Rows from the top on which a column of a long table is compared with its patients (rule of ours)."""

SWEEPS = 5
"""Rounds in which visit and patient means are taken off, which settles where some visits lack (rule of ours)."""

SHIFTED = Fault(
    WARNING,
    "column_shifted",
    "values on the rows of their patients",
    "The column may have been sorted or pasted apart from the others: compare it with the source.",
)


def find_shifted(rows: Rows, measured: Sequence[Measured]) -> list[Finding]:
    """Find columns of measures whose values agree with the patients' other values only when moved by a row."""
    if len(rows.patients) < ENOUGH or len(rows.mapping.visits) < 2:
        return []
    if rows.mapping.layout == "wide":
        names = {(c.measure, c.visit): c.column for c in rows.mapping.columns if c.measure}
        return [finding for result in measured for finding in _across(rows, result, names)]
    single = [result for result in measured if len(result.columns) == 1 and not result.measure.combine]
    return [
        SHIFTED.at(_say(step), column=result.columns[0])
        for result in single
        if (step := _better_below(rows, _by_row(rows, result)))
    ]


def _by_row(rows: Rows, result: Measured) -> np.ndarray:
    """Give the values of a measure on the rows that they were taken from, NaN on others."""
    values = np.full(len(rows.frame), np.nan)
    taken = (result.row >= 0) & ~np.isnan(result.values)
    values[result.row[taken]] = result.values[taken]
    return values


def _say(step: int) -> str:
    return (
        f"values that agree with those of the same patient far better one row {'up' if step < 0 else 'down'}"
    )


def _across(rows: Rows, result: Measured, names: dict[tuple[str, str], str]) -> list[Finding]:
    """Compare each visit with the mean of the others, as it stands and one row off."""
    values, findings = result.values, []
    if values.shape[1] < 3 or result.measure.combine:
        return []
    for place, visit in enumerate(rows.mapping.visits):
        rest = np.delete(values, place, axis=1)
        known = (~np.isnan(rest)).sum(axis=1)
        others = np.divide(np.nansum(rest, axis=1), known, out=np.full(len(rest), np.nan), where=known > 0)
        now, n = _correlation(values[:, place], others)
        for step in (-1, 1):
            moved, _ = _correlation(np.roll(values[:, place], step), others)
            if n >= ENOUGH and moved > 0 and (moved - now) * np.sqrt((n - 3) / 2) > CERTAIN:
                column = names.get((result.measure.name, visit.name), "")
                findings.append(SHIFTED.at(_say(step), column=column))
    return findings


def _correlation(one: np.ndarray, two: np.ndarray) -> tuple[float, int]:
    """Give Fisher's z of a correlation and its n; 0 where there is none."""
    both = ~np.isnan(one) & ~np.isnan(two)
    one, two = one[both], two[both]
    if len(one) < ENOUGH or np.ptp(one) == 0 or np.ptp(two) == 0:
        return 0.0, 0
    return float(np.arctanh(np.clip(np.corrcoef(one, two)[0, 1], -0.999, 0.999))), len(one)


def _better_below(rows: Rows, values: np.ndarray) -> int:
    """Compare the spread within patients as it stands and one row off; -1 or 1 where that is far smaller."""
    now, freedom = _within(rows, values)
    if freedom < 2 * ENOUGH or now <= 0:
        return 0
    for step in (-1, 1):
        moved, _ = _within(rows, np.roll(values, step))
        if moved > 0 and np.log(now / moved) / np.sqrt(4 / freedom) > CERTAIN:
            return step
    return 0


def _within(rows: Rows, values: np.ndarray) -> tuple[float, int]:
    """Mean square of what patient and visit leave unexplained, and its degrees of freedom."""
    values = values[:ROWS_LOOKED_AT]
    all_patients, all_visits = rows.patient_of_row[: len(values)], rows.visit_of_row[: len(values)]
    known = ~np.isnan(values) & (all_patients >= 0) & (all_visits >= 0)
    patients, visits, left = all_patients[known], all_visits[known], values[known]
    for _ in range(SWEEPS):
        for codes in (visits, patients):
            counts = np.bincount(codes)
            left = left - (np.bincount(codes, left) / np.maximum(counts, 1))[codes]
    freedom = len(left) - len(np.unique(patients)) - len(np.unique(visits)) + 1
    return (float((left**2).sum()) / freedom if freedom > 0 else 0.0), max(freedom, 0)
