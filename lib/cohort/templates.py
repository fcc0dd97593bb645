"""Templates to fill in and the worked example, made from the bundled cohort: long and wide, CSV and Excel."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

import numpy as np

from lib.cohort.codebook import Column
from lib.cohort.cohort import Cohort, read_bundled_cohort

#: Columns of the template; the worked example has all of the bundled cohort.
TEMPLATE_COLUMNS = (
    "sex", "age", "bmi", "education", "diagnosis", "hypertension", "diabetes", "sertraline", "venlafaxine",
    "quetiapine", "madrs", "ymrs", "mg",
)  # fmt: skip
MIN_PATIENTS = 6
UNIT_IN_HEADER = {"mmol/L": "mmol_l"}
Rows = list[list[str]]


def template_long() -> str:
    """Give the template with one row a visit as CSV, filled with invented patients to be replaced."""
    return _as_csv(_long_rows(*_template_cohort()))


def template_wide() -> str:
    """Give the template with one row a patient as CSV, filled with invented patients to be replaced."""
    return _as_csv(_wide_rows(*_template_cohort()))


def example_long() -> str:
    """Give the worked example, the whole bundled cohort, with one row a visit as CSV."""
    return _as_csv(_long_rows(*_example_cohort()))


def example_wide() -> str:
    """Give the worked example, the whole bundled cohort, with one row a patient as CSV."""
    return _as_csv(_wide_rows(*_example_cohort()))


def template_workbook(layout: str, *, example: bool = False) -> bytes:
    """Give a template or the worked example as an Excel workbook.

    Parameters
    ----------
    layout : str
        `long` or `wide`.
    example : bool
        The whole bundled cohort instead of the template.

    Returns
    -------
    bytes
        A workbook (.xlsx) with the sheet `data` and the sheet `columns`, which explains them.
    """
    # Loaded on demand: slow to import, and most readers take the CSV.
    from openpyxl import Workbook

    cohort, columns, n = _example_cohort() if example else _template_cohort()
    make = _long_rows if layout == "long" else _wide_rows
    book = Workbook()
    sheet = book.active
    sheet.title = "data"
    for row in make(cohort, columns, n):
        sheet.append([_cell(value) for value in row])
    explained = book.create_sheet("columns")
    for row in _explanations(cohort, columns):
        explained.append(row)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _cell(text: str) -> str | float | None:
    if not text:
        return None
    try:
        return float(text) if "." in text else int(text)
    except ValueError:
        return text


def _example_cohort() -> tuple[Cohort, tuple[Column, ...], int]:
    cohort = read_bundled_cohort()
    stored = tuple(
        c for c in cohort.codebook.columns if c.kind not in ("identifier", "visit", "count_of", "any_of")
    )
    return cohort, stored, cohort.n_patients


def _template_cohort() -> tuple[Cohort, tuple[Column, ...], int]:
    """Take the first patients until every column of the template shows two values at least."""
    cohort = read_bundled_cohort()
    columns = tuple(cohort.codebook.column(name) for name in TEMPLATE_COLUMNS)
    for n in range(MIN_PATIENTS, cohort.n_patients + 1):
        described = [cohort.characteristics[c.name][:n] for c in columns if c.kind != "measure"]
        if all(len(np.unique(values)) > 1 for values in described):
            return cohort, columns, n
    return cohort, columns, cohort.n_patients


def _header(column: Column) -> str:
    unit = UNIT_IN_HEADER.get(column.unit, "")
    return f"{column.name}_{unit}" if column.kind == "measure" and unit else column.name


def _long_rows(cohort: Cohort, columns: Sequence[Column], n: int) -> Rows:
    rows = [["patient", "visit", *(_header(column) for column in columns)]]
    for patient in range(n):
        for visit, name in enumerate(cohort.visit_names):
            values = [_text(cohort, column, patient, visit) for column in columns]
            rows.append([cohort.patients[patient], name, *values])
    return rows


def _wide_rows(cohort: Cohort, columns: Sequence[Column], n: int) -> Rows:
    described = [column for column in columns if column.kind != "measure"]
    measured = [(c, v) for c in columns if c.kind == "measure" for v in range(len(cohort.visit_names))]
    headers = [f"{_header(column)}_{cohort.visit_names[visit]}" for column, visit in measured]
    rows = [["patient", *(_header(column) for column in described), *headers]]
    for patient in range(n):
        values = [_text(cohort, column, patient, 0) for column in described]
        values += [_text(cohort, column, patient, visit) for column, visit in measured]
        rows.append([cohort.patients[patient], *values])
    return rows


def _text(cohort: Cohort, column: Column, patient: int, visit: int) -> str:
    if column.kind == "measure":
        value = cohort.measures[column.name][patient, visit]
    else:
        value = cohort.characteristics[column.name][patient]
    if column.kind in ("category", "yes_no"):
        return cohort.levels(column.name)[int(value)].code if value >= 0 else ""
    return "" if np.isnan(value) else f"{value:.{column.decimals}f}"


def _explanations(cohort: Cohort, columns: Sequence[Column]) -> Rows:
    visits = ", ".join(cohort.visit_names)
    rows = [
        ["column", "what it is", "unit", "values"],
        ["patient", "Study code; never a name or a national number", "", ""],
        ["visit", "Visit", "", f"yours, such as {visits}"],
    ]
    for column in columns:
        values = ", ".join(level.code for level in column.levels)
        rows.append([_header(column), column.label, column.unit, values or "numbers; empty where missing"])
    return rows


def _as_csv(rows: Rows) -> str:
    target = io.StringIO()
    csv.writer(target, lineterminator="\n").writerows(rows)
    return target.getvalue()
