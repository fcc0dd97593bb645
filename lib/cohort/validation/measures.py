"""Measures by patient and visit, in the unit of the cohort, with likely mix-ups of units."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lib.cohort.catalogue import Analyte, conversion_factor, find_analyte, read_units
from lib.cohort.mapping.model import Mapping, MeasureMapping
from lib.cohort.validation.filling import Matrix
from lib.cohort.validation.finding import LISTED_A_COLUMN, WARNING, Fault, Finding
from lib.cohort.validation.numbers import read_numbers
from lib.cohort.validation.rows import Rows

ENOUGH_FOR_MIXUP = 5
FAR_FROM_MEDIAN = 5.0
"""Robust standard deviations from the median from which a value is far off."""

MAD_TO_SD = 1.4826
MIXED_UP = ("mmol/L", "µmol/L", "nmol/L", "mg/dL", "mg/L", "mEq/L", "µg/dL", "µg/L")
"""Units in which laboratories report, and which are mixed up."""

MIXUP_SHARE = 0.75
"""A value is mixed up when it lies at least this proportion of the way (in logarithms) to another unit."""

UNIT_GUESSED = Fault(
    WARNING,
    "unit_guessed",
    "a unit in the header or the mapping",
    "Check the unit: values are converted with it.",
)
FRACTION_IN_SCORE = Fault(
    WARNING, "fraction_in_score", "a whole score", "Check for a misplaced decimal mark."
)


@dataclass(frozen=True, eq=False)
class Measured:
    """One measure: its values of shape (n_patients, n_visits) and the row (-1: none) each came from."""

    measure: MeasureMapping
    values: np.ndarray
    row: np.ndarray
    columns: tuple[str, ...]


def cohort_unit(measure: MeasureMapping) -> tuple[str, float]:
    """Tell the unit in which the cohort holds a measure, and the factor from the unit of the file."""
    analyte = find_analyte(measure.catalogue)
    if analyte is None:
        return measure.unit, 1.0
    factor = conversion_factor(analyte, measure.unit, analyte.unit)
    return (measure.unit, 1.0) if factor is None else (analyte.unit, factor)


def read_measures(rows: Rows) -> tuple[list[Measured], list[Finding]]:
    """Read all measures of the mapping into matrices of patients by visits."""
    findings: list[Finding] = []
    measured = []
    for measure in rows.mapping.measures:
        columns = [c for c in rows.mapping.columns if c.measure == measure.name and c.role != "ignore"]
        if not columns:
            continue
        result, faults = _read_measure(rows, measure, [(c.column, c.visit) for c in columns])
        measured.append(result)
        findings += faults
    return measured, findings


def _read_measure(
    rows: Rows, measure: MeasureMapping, columns: Sequence[tuple[str, str]]
) -> tuple[Measured, list[Finding]]:
    unit, factor = cohort_unit(measure)
    limits = None
    if measure.minimum is not None and measure.maximum is not None:
        limits = (measure.minimum / factor, measure.maximum / factor)
    matrix = Matrix(rows, measure)
    findings: list[Finding] = []
    for column, visit in columns:
        numbers, faults = read_numbers(rows, column, None if measure.combine else limits, measure.unit)
        findings += faults
        if measure.role != "analyte" and measure.decimals == 0:
            findings += _fractions(rows, column, numbers)
        matrix.add(numbers, visit, factor)
    values, source = matrix.settle(len({column for column, _ in columns}), limits, factor)
    findings += matrix.findings
    result = Measured(measure, values, source, tuple(column for column, _ in columns))
    if measure.catalogue and not measure.unit_named and factor != 1:
        found = f"no unit; {measure.unit} taken from the values"
        findings.append(UNIT_GUESSED.at(found, column=result.columns[0]))
    return result, findings + _unit_mixups(rows, result, unit, factor)


def _fractions(rows: Rows, column: str, numbers: np.ndarray) -> list[Finding]:
    broken = np.flatnonzero(~np.isnan(numbers) & (numbers != np.round(numbers)))
    return rows.findings(
        FRACTION_IN_SCORE, broken, [f"{value:g}" for value in numbers[broken[:LISTED_A_COLUMN]]], column
    )


def _unit_mixups(rows: Rows, measured: Measured, unit: str, factor: float) -> list[Finding]:
    """Find values of an analyte that would be usual in another unit, one by one or all of them."""
    analyte = find_analyte(measured.measure.catalogue)
    known = measured.values[~np.isnan(measured.values)]
    if analyte is None or unit != analyte.unit or len(known) < ENOUGH_FOR_MIXUP:
        return []
    median = float(np.median(known))
    others = _other_units(analyte, measured.measure.unit)
    if not analyte.usual_low <= median <= analyte.usual_high:
        return _whole_mixup(rows, measured, analyte, median, factor, others)
    spread = max(MAD_TO_SD * float(np.median(np.abs(known - median))), 0.05 * median)
    findings: list[Finding] = []
    done = np.zeros(measured.values.shape, dtype=bool)
    for other, to_cohort in sorted(others.items(), key=lambda item: abs(np.log(item[1] / factor))):
        # What a cell would be, had it been written in the other unit: its text times the other factor.
        ratio = to_cohort / factor
        with np.errstate(invalid="ignore", divide="ignore"):
            off = np.log(measured.values / median) / np.log(1 / ratio)
            far = np.abs(measured.values - median) > FAR_FROM_MEDIAN * spread
            suspect = far & (off >= MIXUP_SHARE) & (off <= 2 - MIXUP_SHARE) & ~done
        done |= suspect
        findings += _mixed(rows, measured, suspect, other, median, factor)
    return findings


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
    fault = Fault(
        WARNING,
        "unit_mixup",
        f"values around {median / factor:.3g} {unit} like the others",
        f"It looks like {other}: convert it, or correct it.",
    )
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
