"""Measures by patient and visit, in the unit of the cohort, with likely mix-ups of units."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from lib.cohort.catalogue import conversion_factor, find_analyte
from lib.cohort.mapping.model import ColumnMapping, MeasureMapping
from lib.cohort.validation.filling import Matrix
from lib.cohort.validation.finding import LISTED_A_COLUMN, WARNING, Fault, Finding
from lib.cohort.validation.measured import Measured, cohort_unit
from lib.cohort.validation.mixups import settle_mixups
from lib.cohort.validation.numbers import read_numbers
from lib.cohort.validation.outliers import find_far
from lib.cohort.validation.rows import Rows

UNIT_GUESSED = Fault(
    WARNING,
    "unit_guessed",
    "a unit in the header or the mapping",
    "Check the unit: values are converted with it.",
)
FRACTION_IN_SCORE = Fault(
    WARNING, "fraction_in_score", "a whole score", "Check for a misplaced decimal mark."
)


def read_measures(rows: Rows) -> tuple[list[Measured], list[Finding]]:
    """Read all measures of the mapping into matrices of patients by visits."""
    findings: list[Finding] = []
    measured = []
    for measure in rows.mapping.measures:
        columns = [c for c in rows.mapping.columns if c.measure == measure.name and c.role != "ignore"]
        if not columns:
            continue
        result, faults = _read_measure(rows, measure, columns)
        measured.append(result)
        findings += faults
    return measured, findings


def _read_measure(
    rows: Rows, measure: MeasureMapping, columns: Sequence[ColumnMapping]
) -> tuple[Measured, list[Finding]]:
    unit, factor = cohort_unit(measure)
    limits = None
    if measure.minimum is not None and measure.maximum is not None:
        limits = (measure.minimum / factor, measure.maximum / factor)
    matrix = Matrix(rows, measure)
    findings: list[Finding] = []
    for column in columns:
        ratio = _ratio_of(column, measure)
        own = None if limits is None or measure.combine == "sum" else (limits[0] / ratio, limits[1] / ratio)
        numbers, faults = read_numbers(rows, column.column, own, column.unit or measure.unit)
        findings += faults
        if measure.role != "analyte" and (measure.catalogue or measure.decimals == 0):
            findings += _fractions(rows, column.column, numbers)
        if measure.role == "analyte" and own is not None:
            findings += find_far(rows, column.column, numbers)
        matrix.add(numbers, column.visit, factor * ratio)
    values, source = matrix.settle(len(columns), limits, factor)
    findings += matrix.findings
    result = Measured(measure, values, source, tuple(column.column for column in columns))
    if measure.catalogue and not measure.unit_named and factor != 1:
        found = f"no unit; {measure.unit} taken from the values"
        findings.append(UNIT_GUESSED.at(found, column=result.columns[0]))
    settled, mixed = settle_mixups(rows, result, unit, factor)
    return settled, findings + mixed


def _ratio_of(column: ColumnMapping, measure: MeasureMapping) -> float:
    """Tell by what the values of a column are multiplied to be in the unit of its measure."""
    if not column.unit:
        return 1.0
    return conversion_factor(find_analyte(measure.catalogue), column.unit, measure.unit) or 1.0


def _fractions(rows: Rows, column: str, numbers: np.ndarray) -> list[Finding]:
    broken = np.flatnonzero(~np.isnan(numbers) & (numbers != np.round(numbers)))
    return rows.findings(
        FRACTION_IN_SCORE, broken, [f"{value:g}" for value in numbers[broken[:LISTED_A_COLUMN]]], column
    )
