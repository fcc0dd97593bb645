"""Values of an analyte that would be usual in another unit, and what becomes of them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from lib.cohort.catalogue import Analyte, conversion_factor, find_analyte, read_units
from lib.cohort.mapping.model import Mapping
from lib.cohort.validation.finding import LISTED_A_COLUMN, WARNING, Fault, Finding
from lib.cohort.validation.measured import Measured
from lib.cohort.validation.rows import Rows

ENOUGH_FOR_MIXUP = 5
"""Values from which a middle one stands for the column (rule of ours)."""

FAR_FROM_MEDIAN = 5.0
"""Robust standard deviations from the median from which a value is far off (rule of ours)."""

MAD_TO_SD = 1.4826
"""By which a normal distribution's median absolute deviation gives its SD (Hampel 1974, J Am Stat Assoc 69:383)."""

MIXED_UP = ("mmol/L", "µmol/L", "nmol/L", "mg/dL", "mg/L", "mEq/L", "µg/dL", "µg/L")
"""Units in which laboratories report, and which are mixed up."""

MIXUP_SHARE = 0.75
"""A value is mixed up when it lies at least this proportion of the way (in logarithms) to another unit (rule of
ours)."""


def settle_mixups(rows: Rows, measured: Measured, unit: str, factor: float) -> tuple[Measured, list[Finding]]:
    """Find values of an analyte that would be usual in another unit, one by one or all of them.

    What becomes of single ones is the mapping's rule for them (`MIXUPS`): missing, unless the reader chooses another.
    """
    analyte = find_analyte(measured.measure.catalogue)
    known = measured.values[~np.isnan(measured.values)]
    if analyte is None or unit != analyte.unit or len(known) < ENOUGH_FOR_MIXUP:
        return measured, []
    median = float(np.median(known))
    others = _other_units(analyte, measured.measure.unit)
    if not analyte.usual_low <= median <= analyte.usual_high:
        return measured, _whole_mixup(rows, measured, analyte, median, factor, others)
    spread = max(MAD_TO_SD * float(np.median(np.abs(known - median))), 0.05 * median)
    off = {
        other: _suspects(measured.values, median, spread, ratio / factor) for other, ratio in others.items()
    }
    values = measured.values.copy()
    findings: list[Finding] = []
    while any(mask.any() for mask in off.values()):
        other = _likeliest(off, measured.values, median, {unit: others[unit] / factor for unit in off})
        suspect = off.pop(other)
        off = {name: mask & ~suspect for name, mask in off.items()}
        findings += _mixed(rows, measured, suspect, other, median, factor)
        if rows.mapping.mixups == "":
            values[suspect] = np.nan
        elif rows.mapping.mixups == "convert":
            values[suspect] *= others[other] / factor
    return replace(measured, values=values), findings


def _suspects(values: np.ndarray, median: float, spread: float, ratio: float) -> np.ndarray:
    """Tell which values are far off and near what they would be, had they been written in another unit."""
    with np.errstate(invalid="ignore", divide="ignore"):
        # What a cell would be, had it been written in the other unit: its text times the other factor.
        off = np.log(values / median) / np.log(1 / ratio)
        far = np.abs(values - median) > FAR_FROM_MEDIAN * spread
        mask: np.ndarray = far & (off >= MIXUP_SHARE) & (off <= 2 - MIXUP_SHARE)
    return mask


def _likeliest(
    off: dict[str, np.ndarray], values: np.ndarray, median: float, ratios: dict[str, float]
) -> str:
    """Choose the unit that brings the middle of its suspects nearest to that of all values."""
    middles = {other: float(np.median(values[mask])) for other, mask in off.items() if mask.any()}
    return min(middles, key=lambda other: abs(float(np.log(middles[other] * ratios[other] / median))))


def _other_units(analyte: Analyte, unit: str) -> dict[str, float]:
    factors = {
        entry.label: conversion_factor(analyte, entry.label, analyte.unit)
        for entry in read_units()
        if entry.label != unit and entry.label in MIXED_UP
    }
    own = conversion_factor(analyte, unit, analyte.unit)
    return {
        label: factor
        for label, factor in factors.items()
        if factor is not None and own is not None and abs(np.log(factor / own)) > 0.1
    }


def _mixed(
    rows: Rows, measured: Measured, suspect: np.ndarray, other: str, median: float, factor: float
) -> list[Finding]:
    findings = []
    unit = measured.measure.unit
    rule = rows.mapping.mixups
    done = {
        "": f"It looks like {other} and counts as missing: correct it, or choose what becomes of it under "
        "“Values that look like another unit”.",
        "convert": f"As chosen, it is converted from {other}.",
        "keep": f"It looks like {other}; as chosen, it is kept.",
    }[rule]
    fault = Fault(WARNING, "unit_mixup", f"values around {median / factor:.3g} {unit} like the others", done)
    for patient, visit in np.argwhere(suspect)[:LISTED_A_COLUMN]:
        row = measured.row[patient, visit]
        shown = f"{measured.values[patient, visit] / factor:.4g}"
        findings.append(rows.at(fault, row, shown, _column_at(rows.mapping, measured, visit)))
    return findings


def _column_at(mapping: Mapping, measured: Measured, visit: int) -> str:
    if mapping.layout == "long":
        return measured.columns[0]
    name = mapping.visits[visit].name
    columns = [c.column for c in mapping.columns if c.measure == measured.measure.name and c.visit == name]
    return columns[0] if columns else measured.columns[0]


def _whole_mixup(
    rows: Rows, measured: Measured, analyte: Analyte, median: float, factor: float, others: dict[str, float]
) -> list[Finding]:
    """Say that a whole column looks as if it were in another unit."""
    middle = np.sqrt(max(analyte.usual_low, 1e-9) * analyte.usual_high)
    fits = {
        other: abs(np.log(median / factor * to_cohort / middle))
        for other, to_cohort in others.items()
        if analyte.usual_low <= median / factor * to_cohort <= analyte.usual_high
    }
    likely = f" They would be usual in {min(fits, key=lambda other: fits[other])}." if fits else ""
    fault = Fault(
        WARNING,
        "unit_of_column",
        f"about {analyte.usual_low / factor:.3g} to {analyte.usual_high / factor:.3g} {measured.measure.unit}",
        f"Check the unit of the column.{likely}",
    )
    found = f"a middle value of {median / factor:.4g} {measured.measure.unit}"
    return [fault.at(found, column=name) for name in measured.columns[:1]]
