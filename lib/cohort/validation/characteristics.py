"""Characteristics of patients: one value a patient, with every patient who has two."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from lib.cohort.mapping.columns.profile import first_known, varies_within
from lib.cohort.mapping.model import ColumnMapping
from lib.cohort.reading import parse_numbers, parse_yes_no
from lib.cohort.reading.table import name_some, shorten
from lib.cohort.reading.values import parse_values
from lib.cohort.reading.words import MISSING_CODES
from lib.cohort.validation.finding import ERROR, LISTED_A_COLUMN, WARNING, Fault, Finding
from lib.cohort.validation.numbers import CODES_READ, read_numbers
from lib.cohort.validation.rows import Rows
from lib.cohort.vocabulary import read_column_words
from lib.cohort.words import fold

MAY_CHANGE = {"age": 2.0, "bmi": 5.0}
"""By how much a patient's age (years) and BMI (kg/m²) may change during the study."""

RARE_ROLES = ("comorbidity", "psychiatric_comorbidity", "medicine", "medicine_class")
"""An illness or a medicine that nobody has is no fault of the file."""

CHANGES = Fault(
    WARNING, "changes_between_visits", "the same value on all rows of a patient", "The first value is taken."
)
EMPTY = Fault(WARNING, "empty_column", "some values", "Check the export, or leave the column out.")
CONSTANT = Fault(
    WARNING, "constant_column", "values that differ", "It tells no patients apart; check the export."
)
SEX_CODES = Fault(
    WARNING,
    "codes_unexplained",
    "words or value labels that say what the codes mean",
    "Name the levels in the mapping; they are shown as codes until then.",
)


def limits_of(role: str) -> tuple[float, float] | None:
    """Give the limits of age and BMI from the table of columns."""
    for entry in read_column_words():
        if entry.role == role and entry.minimum is not None and entry.maximum is not None:
            return entry.minimum, entry.maximum
    return None


def read_characteristics(rows: Rows) -> tuple[dict[str, np.ndarray], list[Finding]]:
    """Read all characteristics of the mapping.

    Returns
    -------
    dict of str to ndarray of shape (n_patients,), list of Finding
        By name in the cohort: numbers as float, levels as int codes with -1 for missing.
    """
    values: dict[str, np.ndarray] = {}
    findings: list[Finding] = []
    for column in rows.mapping.columns:
        if column.measure or column.role in ("patient", "visit", "ignore"):
            continue
        read = {"number": _numbers, "yes_no": _yes_no}.get(column.kind, _levels)
        values[column.name], faults = read(rows, column)
        findings += faults + _worth(rows, column, values[column.name])
    return values, findings


def _numbers(rows: Rows, column: ColumnMapping) -> tuple[np.ndarray, list[Finding]]:
    numbers, findings = read_numbers(rows, column.column, limits_of(column.role), column.unit)
    codes, distinct = pd.factorize(numbers)
    first = first_known(rows.patient_of_row, codes, len(rows.patients))
    values = np.append(distinct, np.nan)[first] if len(distinct) else np.full(len(first), np.nan)
    changed = varies_within(rows.patient_of_row, codes)
    if not changed.any():
        return values, findings
    known = np.flatnonzero((rows.patient_of_row >= 0) & (codes >= 0))
    away = np.zeros(len(rows.patients))
    patients = rows.patient_of_row[known]
    np.maximum.at(away, patients, np.abs(numbers[known] - values[patients]))
    allowed = MAY_CHANGE.get(column.role, 0.0)
    little = changed & (away <= allowed)
    if little.any():
        found = f"small changes in {int(little.sum()):,} patient{'s' * (int(little.sum()) != 1)}"
        findings.append(CHANGES.at(found, column=column.column))
    return values, findings + _two_values(rows, column, codes, changed & ~little)


def _yes_no(rows: Rows, column: ColumnMapping) -> tuple[np.ndarray, list[Finding]]:
    texts = _translated(rows, column)
    numbers = parse_values(texts)
    coded = np.isin(numbers, (*MISSING_CODES, *rows.mapping.missing_codes)) & ~np.isin(numbers, (0, 1))
    findings = _codes_read(column, numbers[coded])
    texts = texts.mask(coded)
    # An empty cell is no answer of its own here: a tick stands on one row of a patient, seldom on all.
    parsed = parse_yes_no(texts, empty_means_no=False)
    decided = parse_yes_no(texts.head(0) if not len(texts) else texts, column.empty_means_no)
    codes = np.where(np.isnan(parsed.values), -1, np.where(parsed.values == 1, 0, 1)).astype(np.int64)
    fault = Fault(ERROR, "unknown_level", "yes or no", "Correct it, or give the column another role or kind.")
    findings += rows.findings(fault, parsed.not_yes_no, list(parsed.found), column.column)
    values = first_known(rows.patient_of_row, codes, len(rows.patients))
    changed = varies_within(rows.patient_of_row, codes)
    if decided.empty_means_no:
        values = np.where(values < 0, 1, values)
    return values, findings + _two_values(rows, column, codes, changed)


def _codes_read(column: ColumnMapping, codes: np.ndarray) -> list[Finding]:
    """Say which codes for missing stand beside yes and no."""
    return [
        CODES_READ.at(f"{code:g} in {int((codes == code).sum()):,} cells", column=column.column)
        for code in np.unique(codes)
    ]


def _translated(rows: Rows, column: ColumnMapping) -> pd.Series:
    """Replace codes by their value labels."""
    labels = rows.raw.value_labels.get(column.column, {})
    texts = rows.frame[column.column]
    return texts.replace(dict(labels)) if labels else texts


def _levels(rows: Rows, column: ColumnMapping) -> tuple[np.ndarray, list[Finding]]:
    cells = rows.frame[column.column]
    if rows.mapping.missing_codes:
        cells = cells.mask(np.isin(parse_numbers(cells, None).values, rows.mapping.missing_codes))
    codes, texts = pd.factorize(cells)
    levels = np.array([*_places_of(rows, column, texts), -1], dtype=np.int64)[codes]
    shown = name_some([f"“{shorten(level.label)}”" for level in column.levels]) or "no level"
    fault = Fault(
        ERROR, "unknown_level", f"one of {shown}", "Correct it, or add it to the levels of the mapping."
    )
    unknown = np.flatnonzero((levels < 0) & (codes >= 0))
    findings = rows.findings(fault, unknown, rows.texts(unknown, column.column), column.column)
    values = first_known(rows.patient_of_row, levels, len(rows.patients))
    if column.role == "sex" and column.levels and all(level.label.isdigit() for level in column.levels):
        codes_shown = name_some([level.label for level in column.levels])
        findings.append(SEX_CODES.at(f"the codes {codes_shown}", column=column.column))
    changed = varies_within(rows.patient_of_row, levels)
    return values, findings + _two_values(rows, column, levels, changed)


def _places_of(rows: Rows, column: ColumnMapping, texts: Iterable[str]) -> list[int]:
    """Find the level of each distinct text, by its value label or by itself, whatever its case; -1 where unknown."""
    places: dict[str, int] = {}
    for place, level in enumerate(column.levels):
        for text in (*level.texts, level.label, level.code):
            places.setdefault(_plain(text), place)
    labels = rows.raw.value_labels.get(column.column, {})
    return [places.get(_plain(labels.get(text, text)), places.get(_plain(text), -1)) for text in texts]


def _plain(text: str) -> str:
    return " ".join(fold(str(text)).split())


def _two_values(rows: Rows, column: ColumnMapping, codes: np.ndarray, changed: np.ndarray) -> list[Finding]:
    """Name the first row on which a patient has another value than before."""
    if not changed.any():
        return []
    fault = Fault(
        ERROR,
        "two_values",
        f"one {column.label.lower() if column.label else column.column} a patient",
        "Correct the row that is wrong; leave the column out if it changes on purpose.",
    )
    first = first_known(rows.patient_of_row, codes, len(changed))
    known = np.flatnonzero((rows.patient_of_row >= 0) & (codes >= 0))
    patients = rows.patient_of_row[known]
    other = known[(codes[known] != first[patients]) & changed[patients]]
    _, place = np.unique(rows.patient_of_row[other], return_index=True)
    at = np.sort(other[place])
    first_row = np.full(len(changed), -1, dtype=np.int64)
    first_row[patients[::-1]] = known[::-1]
    cells = rows.frame[column.column]
    findings = []
    for row in at[:LISTED_A_COLUMN]:
        earlier = first_row[rows.patient_of_row[row]]
        was = f"“{shorten(str(cells.iloc[earlier]))}” on row {rows.lines[earlier]:,}"
        found = f"“{shorten(str(cells.iloc[row]))}” but {was}"
        findings.append(rows.at(fault, row, found, column.column))
    return findings


def _worth(rows: Rows, column: ColumnMapping, values: np.ndarray) -> list[Finding]:
    """Find columns that hold nothing, or the same for everyone."""
    known = values[~np.isnan(values)] if column.kind == "number" else values[values >= 0]
    if not len(known):
        return [EMPTY.at("no value at all", column=column.column)]
    if len(np.unique(known)) == 1 and len(rows.patients) > 1 and column.role not in RARE_ROLES:
        cells = rows.frame[column.column].dropna()
        shown = shorten(str(cells.iloc[0])) if len(cells) else ""
        return [CONSTANT.at(f"“{shown}” for every patient", column=column.column)]
    return []
