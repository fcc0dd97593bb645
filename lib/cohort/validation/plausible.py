"""Whether what was read can be: visits with nobody, scores far below a scale, copies and sums among the columns."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from lib.cohort.catalogue import find_scale
from lib.cohort.mapping.columns.profile import profile_columns, values_of
from lib.cohort.reading.table import name_some, shorten
from lib.cohort.validation.carried import find_carried
from lib.cohort.validation.finding import WARNING, Fault, Finding
from lib.cohort.validation.measured import Measured
from lib.cohort.validation.rows import Rows
from lib.cohort.validation.shifted import find_shifted
from lib.cohort.validation.sums import find_summed_rows, find_summed_visits

ENOUGH = 5
"""Patients below whom nothing is said about a distribution (rule of ours)."""

LOW_SHARE = 0.2
"""Of a scale's range, the part below which all scores of patients in treatment do not lie (rule of ours)."""

IN_REMISSION = 0.5
"""Share of patients in remission at the first visit from which it cannot be a baseline (rule of ours)."""

FEW_WITH_GROUP = 0.5
"""Share of patients whose group must be known (rule of ours)."""

MIN_DISTINCT = 4
"""Different values from which two equal columns are a copy and not chance (rule of ours)."""

MAX_COMPARED = 120
"""Columns compared with one another; more are not, for the time it takes (rule of ours)."""

NEARLY_NOBODY = Fault(
    WARNING,
    "visit_nearly_empty",
    "values of several patients at every visit",
    "Means and tests say nothing there. Check whether the visit is a misspelling of another one, or leave it out.",
)
ALL_LOW = Fault(
    WARNING,
    "scores_far_below_scale",
    "some scores in the upper part of the scale",
    "Everybody would count as well. Check whether these are items, subscores or another version of the scale.",
)
REMITTED_AT_START = Fault(
    WARNING,
    "remission_at_baseline",
    "few patients in remission at the first visit",
    "Response and remission would say nothing. Check the order of the visits, and whether these are totals.",
)
NOBODY_EVALUABLE = Fault(
    WARNING,
    "nobody_evaluable",
    "patients with a score at the first and at the last visit",
    "No patient would be responder or not. Leave the visits out that have no score, or choose another endpoint.",
)
COPY = Fault(
    WARNING,
    "columns_equal",
    "columns that differ",
    "One may be a copy of the other by mistake, and a change between them would be nil: check, or leave one out.",
)
FEW_KNOWN = Fault(
    WARNING,
    "few_with_group",
    "a group for most patients",
    "The others are in no group. Were cells merged in the spreadsheet, write the group on every row.",
)


def check_plausible(
    rows: Rows, measured: Sequence[Measured], characteristics: dict[str, np.ndarray]
) -> list[Finding]:
    """Find what a right file does not look like.

    Parameters
    ----------
    rows : Rows
        Rows of the file with patient and visit.
    measured : sequence of Measured
        Measures by patient and visit.
    characteristics : dict of str to ndarray, shape (n_patients,)
        By name in the cohort; levels as codes with -1 for missing.
    """
    findings: list[Finding] = []
    for result in measured:
        findings += _empty_visits(rows, result)
        findings += find_summed_visits(rows, result) + find_carried(rows, result)
        if result.measure.role == "depression":
            findings += _far_below(result)
    leading = next((r for r in measured if r.measure.role == "depression"), None)
    if leading is not None:
        findings += _outcome(rows, leading)
    return (
        findings
        + find_shifted(rows, measured)
        + find_summed_rows(rows)
        + _copies(rows)
        + _few_with_group(rows, characteristics)
    )


def _empty_visits(rows: Rows, result: Measured) -> list[Finding]:
    """Find visits at which a measure has one value, or a scale none, though others have several."""
    counts = (~np.isnan(result.values)).sum(axis=0)
    if counts.max(initial=0) < ENOUGH or len(counts) < 2:
        return []
    named = {c.visit for c in rows.mapping.columns if c.measure == result.measure.name}
    findings = []
    for visit, count in zip(rows.mapping.visits, counts, strict=True):
        planned = (
            visit.name in named if rows.mapping.layout == "wide" else not visit.name.startswith("baseline")
        )
        if count == 1 or (count == 0 and planned and result.measure.role in ("depression", "mania")):
            what = "one patient" if count else "nobody"
            found = f"{result.measure.label} of {what} at {visit.label}"
            findings.append(
                NEARLY_NOBODY.at(found, column=rows.mapping.visit.column if rows.mapping.visit else "")
            )
    return findings


def _far_below(result: Measured) -> list[Finding]:
    known = result.values[~np.isnan(result.values)]
    scale = find_scale(result.measure.catalogue)
    if scale is None or len(known) < ENOUGH:
        return []
    low = scale.minimum + LOW_SHARE * (scale.maximum - scale.minimum)
    if known.max() >= low:
        return []
    found = (
        f"no {result.measure.label} above {known.max():g} in {len(known):,} values of 0 to {scale.maximum:g}"
    )
    return [ALL_LOW.at(found, column=result.columns[0])]


def _outcome(rows: Rows, result: Measured) -> list[Finding]:
    first, cutoff = result.values[:, 0], result.measure.remission_cutoff
    known = first[~np.isnan(first)]
    findings = []
    if cutoff is not None and len(known) >= ENOUGH and (known <= cutoff).mean() > IN_REMISSION:
        n = int((known <= cutoff).sum())
        found = (
            f"{n:,} of {len(known):,} patients with {result.measure.label} ≤ {cutoff:g} at the first visit"
        )
        findings.append(REMITTED_AT_START.at(found, column=result.columns[0]))
    if result.values.shape[1] > 1 and len(rows.patients) >= ENOUGH:
        both = ~np.isnan(first) & ~np.isnan(result.values[:, -1])
        if not both.any():
            labels = [rows.mapping.visits[i].label for i in (0, -1)]
            found = f"no patient with {result.measure.label} at both {labels[0]} and {labels[1]}"
            findings.append(NOBODY_EVALUABLE.at(found))
    return findings


def _copies(rows: Rows) -> list[Finding]:
    """Find columns in use that hold the same numbers."""
    used = [c.column for c in rows.mapping.columns if c.measure or c.kind == "number"]
    if not 2 <= len(used) <= MAX_COMPARED:
        return []
    profiles = profile_columns(rows.raw, rows.frame, used)
    values = {name: values_of(profile) for name, profile in profiles.items()}
    seen: dict[bytes, str] = {}
    findings = []
    for name, numbers in values.items():
        known = numbers[~np.isnan(numbers)]
        if len(known) < ENOUGH or len(pd.unique(known)) < MIN_DISTINCT:
            continue
        key = np.nan_to_num(numbers, nan=-1e300).tobytes()
        if key in seen:
            found = f"the same values as in “{shorten(seen[key])}” on all {len(known):,} rows"
            findings.append(COPY.at(found, column=name))
        seen.setdefault(key, name)
    return findings


def _few_with_group(rows: Rows, characteristics: dict[str, np.ndarray]) -> list[Finding]:
    findings = []
    for column in rows.mapping.columns:
        values = characteristics.get(column.name)
        if values is None or column.kind == "number" or column.measure or len(values) < ENOUGH:
            continue
        known = int((values >= 0).sum())
        if 0 < known < FEW_WITH_GROUP * len(values):
            shown = name_some([f"“{level.label}”" for level in column.levels]) or "yes or no"
            found = f"{shown} for {known:,} of {len(values):,} patients"
            findings.append(FEW_KNOWN.at(found, column=column.column))
    return findings
