"""Excel workbooks (.xlsx, .xlsm) through openpyxl, read only, one sheet; its names stop in this file."""

from __future__ import annotations

import datetime as dt
import io
import struct
import warnings
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import openpyxl
import pandas as pd

from .delimited import Progress, read_text
from .encoding import DecodedText
from .header import Layout, find_layout
from .limits import MAX_CELLS, MAX_COLUMNS, MAX_ROWS, MAX_SHEET_ROWS, refuse, too_many_rows
from .table import Detected, RawGrid, RawTable, ReadingOptions, name_some, plain_name, shorten
from .tidy import tidy_grid
from .values import write_number

SAMPLE_ROWS = 300
CELLS_A_CHUNK = 500_000
LEAST_PASTED_LINES = 2

BROKEN_WORKBOOK = (
    *(
        zipfile.BadZipFile,
        zlib.error,
        struct.error,
        SyntaxError,  # of which the XML errors of lxml and of the standard library are kinds
        EOFError,
        OSError,
        RecursionError,
        MemoryError,
    ),
    *(
        KeyError,
        IndexError,
        ValueError,
        TypeError,
        AttributeError,
        OverflowError,
        NotImplementedError,
        StopIteration,
    ),
    *(RuntimeError, AssertionError, UnicodeError, ArithmeticError, LookupError),
)
"""What openpyxl and the zip and XML readers below it raise on damaged workbooks."""


def _moment_text(value: dt.datetime) -> str:
    return (
        value.date().isoformat()
        if value.time() == dt.time(0)
        else value.isoformat(sep=" ", timespec="seconds")
    )


CELL_TEXT: dict[type, Callable[[Any], str]] = {
    type(None): lambda _: "",
    str: str,
    int: str,
    float: lambda value: write_number(value) or "",
    bool: lambda value: "yes" if value else "no",
    dt.datetime: _moment_text,
    dt.date: dt.date.isoformat,
    dt.time: lambda value: value.isoformat(timespec="seconds"),
    dt.timedelta: str,
}
"""How each kind of cell becomes text."""


@dataclass(frozen=True)
class Sheet:
    """One sheet, and the number of rows it declares (which may be wrong)."""

    source: Any
    declared_rows: int

    @property
    def title(self) -> str:
        """The sheet's name."""
        return self.source.title


def read_workbook(data: bytes, name: str, options: ReadingOptions, progress: Progress) -> RawTable:
    """Read one sheet of a workbook: the one asked for, else the first visible one with a table.

    Formulas give their stored results; a text that looks like a formula stays text.

    Raises
    ------
    UnreadableFileError
        Damaged workbook, no such sheet, no table in it, too many rows or columns.
    """
    # openpyxl warns with the contents of cells, which must not reach a log.
    warnings.filterwarnings("ignore", module="openpyxl")
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    except BROKEN_WORKBOOK as error:
        raise _damaged(name) from error
    try:
        grid = _read_sheets(book, name, options, progress)
    finally:
        book.close()
    pasted = _unpack_pasted_text(grid, name, options, progress)
    return tidy_grid(pasted or grid, name, options)


def _damaged(name: str) -> Exception:
    step = "Open it in Excel, save it again as .xlsx or CSV and upload the new copy."
    return refuse("damaged", name, "a damaged Excel workbook", "a workbook that opens", step)


def _read_sheets(book: Any, name: str, options: ReadingOptions, progress: Progress) -> RawGrid:
    sheets = {sheet.title: Sheet(sheet, sheet.max_row or 1) for sheet in book.worksheets}
    if options.sheet is not None:
        if options.sheet not in sheets:
            found = f"no sheet “{shorten(options.sheet)}”"
            raise refuse(
                "no_sheet", name, found, f"one of {name_some(list(sheets))}", "Choose another sheet."
            )
        return _read_sheet(sheets[options.sheet], tuple(sheets), name, options, progress)
    visible = [sheet for sheet in sheets.values() if sheet.source.sheet_state == "visible"] or list(
        sheets.values()
    )
    for sheet in visible:
        if len(_first_rows(sheet, name, 2)) > 1:
            return _read_sheet(sheet, tuple(sheets), name, options, progress)
    raise refuse("empty", name, "no sheet with a table", "a header and at least one row")


def _rows(sheet: Sheet, name: str) -> Iterator[tuple[int, list[str]]]:
    """Give (sheet row, texts up to the last filled cell) of the rows that hold something."""
    sheet.source.reset_dimensions()
    try:
        for number, values in enumerate(sheet.source.iter_rows(values_only=True), start=1):
            if number > MAX_SHEET_ROWS:
                raise too_many_rows(name, f"a row numbered {number:,}")
            texts = [CELL_TEXT.get(type(value), str)(value) for value in values]
            while texts and not texts[-1].strip():
                texts.pop()
            if len(texts) > MAX_COLUMNS:
                found = f"{len(texts):,} columns"
                raise refuse(
                    "too_many_columns", name, found, f"at most {MAX_COLUMNS:,}", "Keep those that are needed."
                )
            if texts:
                yield number, texts
    except BROKEN_WORKBOOK as error:
        raise _damaged(name) from error


def _first_rows(sheet: Sheet, name: str, count: int) -> list[list[str]]:
    return [texts for (_, texts), _ in zip(_rows(sheet, name), range(count), strict=False)]


def _read_sheet(
    sheet: Sheet, sheets: tuple[str, ...], name: str, options: ReadingOptions, progress: Progress
) -> RawGrid:
    sample = _first_rows(sheet, name, SAMPLE_ROWS)
    if not sample:
        raise refuse("empty", name, f"the empty sheet “{shorten(sheet.title)}”", "a sheet with a table")
    layout = find_layout(sample, options)
    frame, numbers, width = _collect(sheet, name, layout, progress)
    titles = tuple(
        shorten(" ".join(cell for cell in row if cell.strip())) for row in sample[: layout.skipped]
    )
    detected = Detected(
        kind="xlsx",
        header_rows=layout.header_rows,
        skipped_lines=layout.skipped,
        titles=titles,
        sheet=sheet.title,
        sheets=sheets,
    )
    names = (*layout.names, *[""] * (width - len(layout.names)))
    others = f" of {name_some([f'“{title}”' for title in sheets])}" if len(sheets) > 1 else ""
    note = f"Excel sheet “{sheet.title}”{others}."
    return RawGrid(names, frame, numbers, detected, (note,), (), layout.labels)


def _collect(
    sheet: Sheet, name: str, layout: Layout, progress: Progress
) -> tuple[pd.DataFrame, np.ndarray, int]:
    chunks: list[pd.DataFrame] = []
    rows: list[list[str]] = []
    numbers: list[int] = []
    width, skip = len(layout.names), layout.first_body_row
    chunk_rows = max(CELLS_A_CHUNK // max(width, 1), 50)
    for order, (number, texts) in enumerate(_rows(sheet, name)):
        if order < skip:
            continue
        rows.append(texts)
        numbers.append(number)
        width = max(width, len(texts))
        if len(numbers) > MAX_ROWS or len(numbers) * width > MAX_CELLS:
            raise too_many_rows(name, f"more than {len(numbers) - 1:,} rows of {width:,} columns")
        if len(rows) == chunk_rows:
            chunks.append(_frame(rows, width))
            rows = []
            progress(min(number / max(sheet.declared_rows, number), 0.99))
    chunks.append(_frame(rows, width))
    progress(1.0)
    frame = pd.concat(chunks, ignore_index=True)
    return frame, np.asarray(numbers, dtype=np.int64), width


def _frame(rows: Sequence[list[str]], width: int) -> pd.DataFrame:
    for row in rows:
        row.extend([""] * (width - len(row)))
    columns = zip(*rows, strict=True) if rows else iter([()] * width)
    return pd.DataFrame({j: pd.array(list(column), dtype="str") for j, column in enumerate(columns)})


def _unpack_pasted_text(
    grid: RawGrid, name: str, options: ReadingOptions, progress: Progress
) -> RawGrid | None:
    """Split a sheet whose only column holds whole lines of a text table (a CSV opened by the wrong door)."""
    if grid.frame.shape[1] != 1 or len(grid.frame) < LEAST_PASTED_LINES or not grid.columns[0]:
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
