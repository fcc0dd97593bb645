"""Workbooks (.xlsx, .xlsb, .xls, .ods) through python-calamine, one sheet or several of like columns stacked as visits.

Calamine's names stop in this file. A workbook whose cells lie far apart can take all memory there is and end the
process, so strangers' workbooks are read in a process of its own (see `apart`).
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
import python_calamine as calamine

from lib.cohort.reading.header import find_layout
from lib.cohort.reading.limits import MAX_CELLS, MAX_COLUMNS, MAX_ROWS, protected, refuse, too_many_rows
from lib.cohort.reading.table import (
    Detected,
    Kind,
    RawGrid,
    RawTable,
    ReadingOptions,
    name_some,
    plain_name,
    shorten,
)
from lib.cohort.reading.text.delimited import Progress, read_text
from lib.cohort.reading.text.encoding import DecodedText
from lib.cohort.reading.tidy import tidy_grid
from lib.cohort.reading.values import write_number
from lib.cohort.reading.workbook.merged import Rows, fill_merged
from lib.cohort.reading.workbook.stacked import are_alike, stack_sheets
from lib.cohort.reading.workbook.without_value import find_cells_without_value

SAMPLE_ROWS = 300
MAX_SHEETS = 60
CELLS_A_CHUNK = 500_000
MIN_PASTED_LINES = 2
PANIC = "PanicException"
"""The error, an heir of BaseException, in which Rust's own faults reach Python."""

BROKEN_WORKBOOK = (
    *(calamine.CalamineError, OSError, ValueError, TypeError, LookupError, ArithmeticError),
    *(AttributeError, RuntimeError, MemoryError),
)
"""What calamine raises on damaged workbooks."""


def _moment_text(value: dt.datetime) -> str:
    return (
        value.date().isoformat()
        if value.time() == dt.time(0)
        else value.isoformat(sep=" ", timespec="seconds")
    )


CELL_TEXT: dict[type, Callable[[Any], str]] = {
    type(None): lambda _: "",
    int: str,
    float: lambda value: write_number(value) or "",
    bool: lambda value: "yes" if value else "no",
    dt.datetime: _moment_text,
    dt.date: dt.date.isoformat,
    dt.time: lambda value: value.isoformat(timespec="seconds"),
    dt.timedelta: str,
}
"""How each kind of cell becomes text; a text stays as it is."""


@dataclass(frozen=True)
class Sheet:
    """One sheet: its title, whether it is shown, and the workbook and file it is taken from when asked for."""

    book: Any
    data: bytes
    title: str
    visible: bool

    def load(self, name: str) -> Any:
        """Load the sheet's cells."""
        return _careful(lambda: self.book.get_sheet_by_name(self.title), name)


def read_workbook(
    kind: Kind, data: bytes, name: str, options: ReadingOptions, progress: Progress
) -> RawTable:
    """Read one sheet of a workbook: the one asked for, else the first visible one with a table.

    Several visible sheets of like columns are one sheet a visit, or a group: they are stacked, with the sheet's name
    in a column of its own. Formulas give their stored results; a text that looks like a formula stays text.

    Raises
    ------
    UnreadableFileError
        Damaged workbook, no such sheet, no table in it, too many rows or columns.
    """
    book = _careful(lambda: calamine.load_workbook(io.BytesIO(data)), name)
    progress(0.1)
    sheets = [
        Sheet(book, data, entry.name, entry.visible == calamine.SheetVisibleEnum.Visible)
        for entry in book.sheets_metadata
        if entry.typ == calamine.SheetTypeEnum.WorkSheet
    ]
    grid = _read_sheets(kind, sheets, name, options, progress)
    pasted = _unpack_pasted_text(grid, name, options, progress)
    return tidy_grid(pasted or grid, name, options)


def _careful(step: Callable[[], Any], name: str) -> Any:
    """Take a step of calamine's, whose faults become the one error."""
    try:
        return step()
    except calamine.PasswordError as error:
        raise protected(name) from error
    except BROKEN_WORKBOOK as error:
        raise _damaged(name) from error
    except BaseException as error:
        if type(error).__name__ != PANIC:
            raise
        raise _damaged(name) from error


def _damaged(name: str) -> Exception:
    step = "Open it in the program that made it, save it again as .xlsx or CSV and upload the new copy."
    return refuse("damaged", name, "a damaged workbook", "a workbook that opens", step)


def _read_sheets(
    kind: Kind, sheets: Sequence[Sheet], name: str, options: ReadingOptions, progress: Progress
) -> RawGrid:
    titles = tuple(sheet.title for sheet in sheets)
    if options.sheet is not None and options.sheet not in titles:
        found = f"no sheet “{shorten(options.sheet)}”"
        raise refuse("no_sheet", name, found, f"one of {name_some(titles)}", "Choose another sheet.")
    visible = [sheet for sheet in sheets if sheet.visible] or list(sheets)
    wanted = [sheet for sheet in sheets if sheet.title == options.sheet] if options.sheet else visible
    grids: list[RawGrid] = []
    for place, sheet in enumerate(wanted[:MAX_SHEETS]):
        loaded = sheet.load(name)
        rows = _filled_rows(loaded, name)
        if options.sheet and not rows:
            raise refuse("empty", name, f"the empty sheet “{shorten(sheet.title)}”", "a sheet with a table")
        if options.sheet or len(rows) > 1:
            grid = _read_sheet(kind, sheet.title, loaded, rows, name, options)
            without = find_cells_without_value(sheet.data, sheet.title, name)
            grids.append(replace(grid, findings=(*grid.findings, *without)))
            if not are_alike(grids[0], grids[-1]):
                grids.pop()
                break
        progress(0.1 + 0.7 * (place + 1) / len(wanted))
    if not grids:
        raise refuse("empty", name, "no sheet with a table", "a header and at least one row")
    return stack_sheets(grids, titles, name)


def _filled_rows(loaded: Any, name: str) -> Rows:
    """Give (sheet row, cells up to the last filled one) of the rows that hold something."""
    rows: Rows = []
    widest = 0
    for number, cells in enumerate(_careful(loaded.iter_rows, name), start=1):
        while cells and type(cells[-1]) is str and not cells[-1].strip():
            cells.pop()
        if len(cells) > widest:
            widest = len(cells)
        if widest > MAX_COLUMNS:
            step = "Keep those that are needed."
            raise refuse("too_many_columns", name, f"{widest:,} columns", f"at most {MAX_COLUMNS:,}", step)
        if len(rows) > MAX_ROWS or len(rows) * widest > MAX_CELLS:
            raise too_many_rows(name, f"more than {len(rows) - 1:,} rows of {widest:,} columns")
        if cells:
            rows.append((number, cells))
    return rows


def _read_sheet(
    kind: Kind, title: str, loaded: Any, rows: Rows, name: str, options: ReadingOptions
) -> RawGrid:
    """Make the grid of one sheet; `rows` is emptied."""
    sample = [[_text(cell) for cell in cells] for _, cells in rows[:SAMPLE_ROWS]]
    layout = find_layout(sample, options)
    head = tuple(shorten(" ".join(cell for cell in row if cell.strip())) for row in sample[: layout.skipped])
    del rows[: layout.first_body_row]
    findings = fill_merged(rows, loaded.merged_cell_ranges or (), layout.names, name)
    numbers = np.fromiter((number for number, _ in rows), np.int64, len(rows))
    frame = _frame(rows, len(layout.names))
    names = (*layout.names, *[""] * (frame.shape[1] - len(layout.names)))
    detected = Detected(
        kind=kind, header_rows=layout.header_rows, skipped_lines=layout.skipped, titles=head, sheet=title
    )
    return RawGrid(names, frame, numbers, detected, (), findings, layout.labels)


def _text(cell: Any) -> str:
    return cell if type(cell) is str else CELL_TEXT.get(type(cell), str)(cell)


def _frame(rows: Rows, width: int) -> pd.DataFrame:
    """Make text columns of the rows, block by block, discarding what is done."""
    width = max([width, *(len(cells) for _, cells in rows)])
    step = max(CELLS_A_CHUNK // max(width, 1), 50)
    blocks: list[pd.DataFrame] = []
    for start in range(0, max(len(rows), 1), step):
        block = [cells + [""] * (width - len(cells)) for _, cells in rows[start : start + step]]
        rows[start : start + step] = [(0, [])] * len(block)
        columns = zip(*block, strict=True) if block else iter([()] * width)
        blocks.append(pd.DataFrame({j: _texts(column) for j, column in enumerate(columns)}))
    return pd.concat(blocks, ignore_index=True)


def _texts(cells: Sequence[Any]) -> Any:
    """Write cells as text, each distinct number once."""
    known: dict[float, str] = {}
    texts = []
    for cell in cells:
        kind = type(cell)
        if kind is str:
            texts.append(cell)
        elif kind is float:
            if cell not in known:
                known[cell] = write_number(cell) or ""
            texts.append(known[cell])
        else:
            texts.append(CELL_TEXT.get(kind, str)(cell))
    return pd.array(texts, dtype="str")


def _unpack_pasted_text(
    grid: RawGrid, name: str, options: ReadingOptions, progress: Progress
) -> RawGrid | None:
    """Split a sheet whose only column holds whole lines of a text table (a CSV opened by the wrong door)."""
    if grid.frame.shape[1] != 1 or len(grid.frame) < MIN_PASTED_LINES or not grid.columns[0]:
        return None
    lines = [grid.columns[0], *grid.frame[0].fillna("").tolist()]
    if any("\n" in line or "\r" in line for line in lines):
        return None
    decoded = DecodedText("\n".join(lines), "utf-8", "from the cells of one Excel column")
    inner = read_text(decoded, name, ReadingOptions(delimiter=options.delimiter, header_rows=1), progress)
    if len(inner.columns) < 2:
        return None
    numbers = np.concatenate([[max(int(grid.row_numbers[0]) - 1, 1)], grid.row_numbers])
    note = f"Each line of {plain_name(name)} stands in one cell; it is split into columns as text."
    detected = Detected(**{**vars(grid.detected), "delimiter": inner.detected.delimiter, "quoting": "lines"})
    return RawGrid(
        inner.columns,
        inner.frame,
        numbers[inner.row_numbers - 1],
        detected,
        (*grid.notes, note),
        inner.findings,
    )
