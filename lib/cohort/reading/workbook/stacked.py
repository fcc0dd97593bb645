"""Sheets of like columns become one table: the sheet's name is the visit, or the group where patients differ."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from lib.cohort.reading.header import clean_text
from lib.cohort.reading.table import RawGrid, ReadingFinding, name_some, plain_name

ALIKE = 0.75
"""Proportion of column names that two sheets share when they hold the same table."""

SAME_PATIENTS = 0.5
"""Proportion of the smaller sheet's first column that stands in the other one too."""

VISIT_NAMES = ("visit", "sheet", "visit of the sheet")
READ_AS_VISITS = "and patients are read as visits"
READ_AS_GROUPS = "and other patients are read as one table"
SHEET_NAMES = ("sheet", "sheet of the file", "name of the sheet")


def _names(grid: RawGrid) -> list[str]:
    return [clean_text(name).casefold() for name in grid.columns]


def are_alike(first: RawGrid, other: RawGrid) -> bool:
    """Tell whether two sheets have nearly the same columns."""
    one, two = set(_names(first)) - {""}, set(_names(other)) - {""}
    return bool(one and two) and len(one & two) >= ALIKE * max(len(one), len(two))


def _same_patients(first: RawGrid, other: RawGrid) -> bool:
    name = _names(first)[0]
    if name not in _names(other):
        return False
    one = set(first.frame[0].str.strip()) - {""}
    two = set(other.frame[_names(other).index(name)].str.strip()) - {""}
    return bool(one and two) and len(one & two) >= SAME_PATIENTS * min(len(one), len(two))


def _no_patient_twice(grids: Sequence[RawGrid]) -> bool:
    """Tell whether all sheets have the first column of the first, and no value of it stands in two of them."""
    key = _names(grids[0])[0]
    if not key or any(key not in _names(grid) for grid in grids):
        return False
    ids = [set(grid.frame[_names(grid).index(key)].str.strip()) - {""} for grid in grids]
    return all(ids) and len(set().union(*ids)) == sum(map(len, ids))


def stack_sheets(grids: Sequence[RawGrid], titles: Sequence[str], name: str) -> RawGrid:
    """Stack sheets of the same columns: visits if the patients are the same, groups if they are all others.

    Where only some patients are the same, the first sheet is given and a finding names those that were not read.
    """
    first = grids[0]
    rest = [title for title in titles if title != first.detected.sheet]
    if len(grids) > 1 and all(_same_patients(first, grid) for grid in grids[1:]):
        return _stack(grids, titles, VISIT_NAMES, READ_AS_VISITS)
    if len(grids) > 1 and _no_patient_twice(grids):
        joined = _stack(grids, titles, SHEET_NAMES, READ_AS_GROUPS)
        return replace(joined, findings=(*joined.findings, _joined(grids, name)))
    others = f" of {name_some([f'“{title}”' for title in titles])}" if rest else ""
    note = f"Sheet “{first.detected.sheet}”{others}."
    detected = replace(first.detected, sheets=tuple(titles))
    findings = first.findings if len(grids) == 1 else (*first.findings, _unread(grids, name))
    return replace(first, detected=detected, notes=(note,), findings=findings)


def _unread(grids: Sequence[RawGrid], name: str) -> ReadingFinding:
    others = [f"“{grid.detected.sheet}”" for grid in grids[1:]]
    return ReadingFinding(
        "other_sheets",
        "warning",
        f"{plain_name(name)}, sheet{'s' * (len(others) > 1)} {name_some(others)}",
        "the same columns as in the sheet that is read, but mostly other patients; not read",
        "one table in one sheet",
        "Put the rows together in one sheet if they belong to one cohort, or choose another sheet.",
    )


def _joined(grids: Sequence[RawGrid], name: str) -> ReadingFinding:
    names = name_some([f"“{grid.detected.sheet}”" for grid in grids])
    return ReadingFinding(
        "sheets_joined",
        "warning",
        f"{plain_name(name)}, sheets {names}",
        "the same columns and other patients; read as one table, with the sheet in a column of its own",
        "one table in one sheet",
        "Choose one of the sheets if they do not belong to one cohort.",
    )


def _stack(grids: Sequence[RawGrid], titles: Sequence[str], own: Sequence[str], read_as: str) -> RawGrid:
    first = grids[0]
    order = list(dict.fromkeys(column for grid in grids for column in _names(grid) if column))
    shown = {
        key: text for grid in reversed(grids) for key, text in zip(_names(grid), grid.columns, strict=True)
    }
    taken = set(order)
    visit = next(word for word in own if word not in taken)
    parts, numbers, offset = [], [], 0
    for grid in grids:
        places = {key: j for j, key in reversed(list(enumerate(_names(grid)))) if key}
        blank = pd.Series([""] * len(grid.frame), dtype="str")
        sheet = pd.Series([grid.detected.sheet] * len(grid.frame), dtype="str")
        columns = [grid.frame[places[key]] if key in places else blank for key in order]
        parts.append(pd.DataFrame(dict(enumerate([columns[0], sheet, *columns[1:]]))))
        numbers.append(grid.row_numbers + offset)
        offset += int(grid.row_numbers[-1]) if len(grid.row_numbers) else 0
    names = [f"“{grid.detected.sheet}”" for grid in grids]
    note = (
        f"{len(grids)} sheets with the same columns {read_as}: {', '.join(names)}. "
        "Rows are counted on from sheet to sheet."
    )
    return RawGrid(
        (shown[order[0]], visit, *(shown[key] for key in order[1:])),
        pd.concat(parts, ignore_index=True),
        np.concatenate(numbers),
        replace(first.detected, sheets=tuple(titles)),
        (note,),
        tuple(finding for grid in grids for finding in grid.findings),
    )
