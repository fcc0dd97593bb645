"""Text tables: the whole file into columns of text, with the line each row began at and every uneven row told."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

import numpy as np
import pandas as pd

from lib.cohort.reading.header import Layout, find_layout
from lib.cohort.reading.limits import MAX_CELLS, MAX_ROWS, refuse, too_many_rows
from lib.cohort.reading.table import (
    Detected,
    RawGrid,
    ReadingFinding,
    ReadingOptions,
    UnreadableFileError,
    plain_name,
    shorten,
)
from lib.cohort.reading.text.dialect import (
    NO_DELIMITER,
    Dialect,
    detect_dialect,
    iterate_records,
    sample_lines,
    sample_records,
    split_lines,
)
from lib.cohort.reading.text.encoding import DecodedText, decode_text
from lib.cohort.reading.text.even import read_even_lines
from lib.cohort.reading.text.uneven import UnevenRows, describe_uneven, even_out
from lib.cohort.reading.words import DELIMITERS, ENCODINGS

Progress = Callable[[float], None]

CELLS_A_CHUNK = 300_000
ROWS_A_CHUNK = 500
MOSTLY = 0.9
WORD = re.compile(r"\w")


@dataclass(frozen=True)
class Records:
    """Lines of a text ready to be split: iterator of lines, and where each line stands in the file."""

    lines: Iterator[str] | list[str]
    numbers: np.ndarray | None = None


def read_delimited(data: bytes, name: str, options: ReadingOptions, progress: Progress) -> RawGrid:
    """Read a text table of any dialect.

    Raises
    ------
    UnreadableFileError
        Binary, empty, too many rows or columns, or quotation marks that make rows impossible to tell apart.
    """
    decoded = decode_text(data, name, options.encoding)
    return read_text(decoded, name, options, progress)


def read_text(decoded: DecodedText, name: str, options: ReadingOptions, progress: Progress) -> RawGrid:
    """Read a text table that is already decoded (see `read_delimited`)."""
    lines = sample_lines(decoded.text, name)
    dialect = detect_dialect(lines, name, options)
    _check_line_count(decoded.text, name)
    rows = sample_records(lines, dialect)[dialect.hinted :]
    if not any(WORD.search(cell) for row in rows for cell in row):
        raise refuse("empty", name, "no words or numbers in the first lines", "a table with a header")
    layout = find_layout([row for row in rows if row] or rows, options)
    layout = _match_width(layout, rows, dialect, name)
    return _read_whole(decoded, dialect, layout, name, options, progress)


def _check_line_count(text: str, name: str) -> None:
    n_lines = text.count("\n") or text.count("\r")
    if n_lines > MAX_ROWS + 1000 and '"' not in text:
        raise too_many_rows(name, f"{n_lines:,} lines")


def _match_width(layout: Layout, rows: list[list[str]], dialect: Dialect, name: str) -> Layout:
    """Settle the number of columns when the header has one name fewer than the rows have cells.

    R writes tables so, with unnamed row names first. With commas it is instead the sign of decimal commas
    that were not quoted, which would shift every number: refused.
    """
    filled = [row for row in rows if row]
    body = filled[layout.first_body_row :]
    if layout.header_rows != 1 or not body:
        return layout
    header = filled[layout.skipped]
    longer = [row for row in body if len(row) == len(header) + 1 and row[-1].strip()]
    if len(longer) < MOSTLY * len(body):
        return layout
    if dialect.delimiter == ",":
        step = "If the numbers have decimal commas, save the file with semicolons or decimal points."
        found = f"{len(header)} names in the header but {len(header) + 1} values in the rows"
        raise refuse("shifted_columns", name, found, "as many values as names", step)
    names = ("", *layout.names[: len(header)])
    return Layout(layout.skipped, 1, names, {})


def _read_whole(
    decoded: DecodedText,
    dialect: Dialect,
    layout: Layout,
    name: str,
    options: ReadingOptions,
    progress: Progress,
) -> RawGrid:
    uneven = UnevenRows()
    findings = list(decoded.findings)
    try:
        frame, numbers, titles = _collect(decoded.text, dialect, layout, name, uneven, progress, strict=True)
    except csv.Error as error:
        findings.append(_explain_quotes(error, decoded.text, dialect, name))
        uneven = UnevenRows()
        try:
            frame, numbers, titles = _collect(
                decoded.text, dialect, layout, name, uneven, progress, strict=False
            )
        except csv.Error as again:
            raise _broken_quotes(name, 0) from again
    findings += describe_uneven(uneven, len(layout.names), len(frame), dialect, name)
    detected = Detected(
        kind="csv",
        encoding=decoded.encoding,
        encoding_reason=decoded.reason,
        delimiter=None if dialect.one_column else dialect.delimiter,
        header_rows=layout.header_rows,
        skipped_lines=layout.skipped,
        titles=titles,
        quoting=dialect.quoting,
    )
    return RawGrid(
        layout.names, frame, numbers, detected, (_describe(detected),), tuple(findings), layout.labels
    )


def _describe(detected: Detected) -> str:
    encoding = ENCODINGS.get(detected.encoding or "", detected.encoding)
    delimiter = DELIMITERS.get(detected.delimiter or "", detected.delimiter)
    columns = f"columns separated by {delimiter}" if delimiter else "no delimiter found, so one column"
    return f"Text in {encoding} ({detected.encoding_reason}), {columns}."


def _explain_quotes(error: csv.Error, text: str, dialect: Dialect, name: str) -> ReadingFinding:
    """Turn a broken quotation into a finding, or refuse the file when it runs on to the end."""
    last = 0
    try:
        reader = iterate_records(_outer_lines(text, dialect).lines, dialect, strict=True)
        for _ in reader:
            last = reader.line_num
    except csv.Error:
        line = last + 1
    else:
        line = last
    if "unexpected end" in str(error) or "field limit" in str(error):
        raise _broken_quotes(name, line) from error
    return ReadingFinding(
        code="stray_quote",
        severity="warning",
        where=f"{plain_name(name)}, line {line:,}",
        found="a quotation mark in the middle of a cell",
        expected="quotation marks around whole cells, doubled inside",
        next_step="Check this line and those after it in the preview, or read quotation marks as ordinary characters.",
        rows=(line,),
    )


def _broken_quotes(name: str, line: int) -> UnreadableFileError:
    return UnreadableFileError(
        "unclosed_quote",
        f"{plain_name(name)}, line {line:,}" if line else plain_name(name),
        "a quotation mark that is opened and never closed",
        "quotation marks in pairs",
        "Close it or delete it, or read quotation marks as ordinary characters.",
    )


def _outer_lines(text: str, dialect: Dialect) -> Records:
    """Give the physical lines, or for whole lines quoted the text inside the quotation marks."""
    if dialect.quoting != "lines":
        return Records(split_lines(text))
    inner: list[str] = []
    numbers: list[int] = []
    start = 1
    outer = csv.reader(split_lines(text), delimiter=NO_DELIMITER)
    for record in outer:
        inner.append(record[0] if record else "")
        numbers.append(start)
        start = outer.line_num + 1
    return Records(inner, np.asarray(numbers, dtype=np.int64))


def _collect(
    text: str,
    dialect: Dialect,
    layout: Layout,
    name: str,
    uneven: UnevenRows,
    progress: Progress,
    *,
    strict: bool,
) -> tuple[pd.DataFrame, np.ndarray, tuple[str, ...]]:
    """Read all rows: the fast way where the file is plain, else row by row."""
    outer = _outer_lines(text, dialect)
    reader = iterate_records(outer.lines, dialect, strict=strict)
    titles, end = _skip_head(reader, layout, dialect)
    even = read_even_lines(text, dialect, end, len(layout.names), name) if strict else None
    if even is not None:
        progress(1.0)
        return (*even, titles)
    n_lines = max(text.count("\n"), text.count("\r"), 1)
    width = max(len(layout.names), 1)
    chunks: list[pd.DataFrame] = []
    starts: list[np.ndarray] = []
    total = 0
    for rows, begins, ends in _take_chunks(reader, max(CELLS_A_CHUNK // width, ROWS_A_CHUNK), end):
        total += len(rows)
        if total > MAX_ROWS or total * width > MAX_CELLS:
            raise too_many_rows(name, f"more than {total - len(rows):,} rows of {width:,} columns")
        even_out(rows, begins, ends, width, dialect, uneven)
        chunks.append(_chunk_frame(rows, width))
        starts.append(np.asarray(begins, dtype=np.int64))
        progress(min(ends[-1] / n_lines, 1.0))
    frame = pd.concat(chunks, ignore_index=True) if chunks else _chunk_frame([], width)
    numbers = np.concatenate(starts) if starts else np.zeros(0, dtype=np.int64)
    return frame, numbers if outer.numbers is None else outer.numbers[numbers - 1], titles


def _skip_head(reader: Any, layout: Layout, dialect: Dialect) -> tuple[tuple[str, ...], int]:
    """Move past Excel's hint, title lines and header; blank lines do not count as title lines."""
    heads: list[str] = []
    if dialect.hinted:
        next(reader, None)
    while len(heads) < layout.first_body_row:
        record = next(reader, None)
        if record is None:
            break
        if record:
            heads.append(shorten(" ".join(cell for cell in record if cell.strip())))
    return tuple(title for title in heads[: layout.skipped] if title), reader.line_num


def _take_chunks(reader: Any, count: int, end: int) -> Iterator[tuple[list[list[str]], list[int], list[int]]]:
    """Give up to `count` records at a time without the blank lines, with the lines they begin and end at."""
    while True:
        rows: list[list[str]] = []
        begins: list[int] = []
        ends: list[int] = []
        for row in islice(reader, count):
            begin, end = end + 1, reader.line_num
            if row:
                rows.append(row)
                begins.append(begin)
            ends.append(end)
        if not ends:
            return
        yield rows, begins, ends


def _chunk_frame(rows: list[list[str]], width: int) -> pd.DataFrame:
    columns = zip(*rows, strict=True) if rows else iter([()] * width)
    return pd.DataFrame({j: pd.array(list(column), dtype="str") for j, column in enumerate(columns)})
