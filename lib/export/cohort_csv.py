"""A cohort as CSV, and the mapping that makes the same cohort of it again.

One row a patient and visit; the codebook's names as headers and codes of levels as cells; empty where missing.
Derived columns are left out: whoever reads the file counts them again.
"""

from __future__ import annotations

import csv
import io
import math
import re

import numpy as np

from lib.cohort.codebook import DERIVED_KINDS, Column
from lib.cohort.cohort import Cohort
from lib.cohort.mapping import Mapping, mapping_to_json
from lib.cohort.mapping.model import ColumnMapping, LevelMapping, MeasureMapping, VisitMapping

_SIGNS = r"['=+\-@\uff1d\uff0b\uff0d\uff20]"
#: What a spreadsheet takes for a formula where a cell starts, or after a separator of another country's edition;
#: the apostrophe counts with them, so that different texts stay different.
_AT_START = re.compile(rf"\s*{_SIGNS}|[\t\r\n]")
_INSIDE = re.compile(rf"([,;|\t\r\n]\s*)(?={_SIGNS})")


def cohort_csv(cohort: Cohort) -> str:
    """Write a cohort as CSV.

    Parameters
    ----------
    cohort : Cohort
        All its patients, whatever is selected.

    Returns
    -------
    str
        Numbers with the codebook's decimals where that is exact, else with all their digits. A text that a
        spreadsheet would take for a formula is preceded by an apostrophe; so is one that begins with an
        apostrophe, so that no two ids become one.
    """
    columns = stored_columns(cohort)
    file = io.StringIO(newline="")
    # Python quotes a lone return only where it is part of the line's end, which is RFC 4180's here.
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow([neutral_text(column.name) for column in columns])
    cells = {column.name: _cells(cohort, column) for column in columns if column.kind not in _KEYS}
    for patient, name in enumerate(cohort.patients):
        for visit, visit_name in enumerate(cohort.visit_names):
            keys = {"identifier": neutral_text(name), "visit": neutral_text(visit_name)}
            writer.writerow(
                [
                    keys[c.kind]
                    if c.kind in keys
                    else cells[c.name][patient, visit if c.kind == "measure" else 0]
                    for c in columns
                ]
            )
    return file.getvalue()


_KEYS = ("identifier", "visit")


def stored_columns(cohort: Cohort) -> tuple[Column, ...]:
    """List the columns of the file, in codebook order."""
    return tuple(column for column in cohort.codebook.columns if column.kind not in DERIVED_KINDS)


def neutral_text(text: str) -> str:
    """Keep a spreadsheet from running a text; different texts stay different."""
    inside = _INSIDE.sub(r"\1'", text)
    return f"'{inside}" if _AT_START.match(text) else inside


def _cells(cohort: Cohort, column: Column) -> np.ndarray:
    """Write a column's cells, shape (n_patients, 1), or (n_patients, n_visits) for a measure."""
    measured = column.kind == "measure"
    values = cohort.measures[column.name] if measured else cohort.characteristics[column.name][:, None]
    if column.kind in ("category", "yes_no"):
        codes = [neutral_text(level.code) for level in column.levels]
        coded: np.ndarray = np.array([*codes, ""], dtype=object)[values]
        return coded
    texts = [number_text(value, column.decimals) for value in values.ravel().tolist()]
    return np.array(texts, dtype=object).reshape(values.shape)


def number_text(value: float, decimals: int) -> str:
    """Write a number so that reading it gives the same number; NaN is empty."""
    if math.isnan(value):
        return ""
    short = f"{value:.{decimals}f}"
    return short if float(short) == value else repr(value)


def cohort_mapping(cohort: Cohort) -> str:
    """Give the mapping of the file as JSON, for the page Upload: labels, roles, levels, visits and units."""
    book = cohort.codebook
    groups = {name: c.name for c in book.with_role("medicine_class") for name in c.members}
    columns = [_column_mapping(column, groups) for column in stored_columns(cohort)]
    visits = tuple(VisitMapping(v.name, v.label, v.short, v.day, (v.name,)) for v in book.visits)
    measures = tuple(_measure_mapping(column) for column in book.measures)
    mapping = Mapping(
        "long", tuple(columns), measures, visits, "as exported", "as exported: the order of the protocol"
    )
    return mapping_to_json(mapping)


def _column_mapping(column: Column, groups: dict[str, str]) -> ColumnMapping:
    reason = "as exported"
    if column.kind in _KEYS:
        return ColumnMapping(column.name, column.role, reason, column.name, column.label)
    if column.kind == "measure":
        return ColumnMapping(column.name, column.role, reason, measure=column.name)
    named = column.levels if column.kind == "category" else ()
    levels = tuple(LevelMapping(level.code, level.label, (level.code,)) for level in named)
    return ColumnMapping(
        column.name,
        column.role,
        reason,
        column.name,
        column.label,
        column.kind,
        column.section,
        column.unit,
        levels,
        group=groups.get(column.name, ""),
        empty_means_no=False if column.kind == "yes_no" else None,
    )


def _measure_mapping(column: Column) -> MeasureMapping:
    return MeasureMapping(
        column.name,
        column.label,
        column.role,
        "",
        column.unit,
        column.minimum,
        column.maximum,
        column.remission_cutoff,
        column.decimals,
        "as exported",
    )
