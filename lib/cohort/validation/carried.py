"""A visit that only repeats the last value known before it: the last observation carried forward, not a rating."""

from __future__ import annotations

import numpy as np

from lib.cohort.validation.finding import WARNING, Fault, Finding
from lib.cohort.validation.measured import Measured
from lib.cohort.validation.rows import Rows

ENOUGH = 5
"""Patients below whom equal values may be chance (rule of ours)."""

MIN_DISTINCT = 4
"""Different values from which equality is not chance (rule of ours)."""

AGREES = 0.95
"""Share of patients whose value is the last one before it, from which a visit looks carried forward (rule of ours)."""

CARRIED = Fault(
    WARNING,
    "visit_carried_forward",
    "values rated at each visit",
    "It looks like the last observation carried forward, and would count as a visit of its own: leave it out, or say "
    "in the report that missing values were filled.",
)


def find_carried(rows: Rows, result: Measured) -> list[Finding]:
    """Find visits at which nearly every patient has the value last known before."""
    values = result.values
    last = values[:, 0]
    findings = []
    for place in range(1, values.shape[1]):
        own = values[:, place]
        both = ~np.isnan(own) & ~np.isnan(last)
        if both.sum() >= ENOUGH and not _is_one_column(rows, values, place):
            equal = int((own[both] == last[both]).sum())
            if equal >= AGREES * both.sum() and len(np.unique(own[both])) >= MIN_DISTINCT:
                label = rows.mapping.visits[place].label
                share = f"{equal:,} of {both.sum():,} patients"
                found = f"{result.measure.label} at {label} as last known before it in {share}"
                column = rows.mapping.visit.column if rows.mapping.visit is not None else ""
                findings.append(CARRIED.at(found, column=column))
        last = np.where(np.isnan(own), last, own)
    return findings


def _is_one_column(rows: Rows, values: np.ndarray, place: int) -> bool:
    """Tell a copy of one column, which is told as such, in a table with one row a patient."""
    own = values[:, place]
    return rows.mapping.layout == "wide" and any(
        np.array_equal(own, values[:, other], equal_nan=True) for other in range(place)
    )
