"""The one door: bytes and a name in, a raw table or one clear error out."""

from __future__ import annotations

import csv
from collections.abc import Callable

from .limits import recognise, refuse
from .table import PACKAGE_FILES, WORKBOOKS, RawTable, ReadingOptions
from .text.delimited import Progress, read_delimited
from .tidy import tidy_grid

UNEXPECTED = (
    *(ValueError, TypeError, LookupError, ArithmeticError, AttributeError, AssertionError),
    *(OSError, MemoryError, RecursionError, csv.Error),
)


def _read_nothing(_: float) -> None:
    """Stand in for a progress display."""


def read_table(
    data: bytes,
    name: str,
    overrides: ReadingOptions | None = None,
    progress: Callable[[float], None] | None = None,
) -> RawTable:
    """Read an uploaded file into a raw table of text, in this process.

    A damaged workbook or SPSS file can bring the process down through the library that reads it: where that matters,
    `lib.cohort.apart` does the same in a process of its own.

    Parameters
    ----------
    data : the file's bytes, at most 50 MB. The format is recognised from them, never from the name.
    name : the file's name, used in sentences only.
    overrides : what the user decided instead of detection.
    progress : called with the proportion read, 0 to 1, from time to time.

    Returns
    -------
    RawTable
        Text cells, missing as NA: empty and blank cells, and marks such as NA, N/A, ".", "-", "brak" (see
        `words.MISSING_MARKS`). Numeric codes such as -9 stay; `parse_numbers` deals with them.

    Raises
    ------
    UnreadableFileError
        The only error, whatever the bytes are; its sentence says what was found and what to do.
    """
    try:
        return _read(data, name, overrides or ReadingOptions(), progress or _read_nothing)
    except UNEXPECTED as error:
        # A net below the checks: a file that slips through them must still end in a sentence.
        step = "Save it again as CSV (UTF-8) or .xlsx and upload the new copy."
        raise refuse("unexpected", name, "contents that could not be read", next_step=step) from error


def _read(data: bytes, name: str, options: ReadingOptions, report: Progress) -> RawTable:
    kind = recognise(data, name)
    # Loaded on demand: most files are text, and the libraries of the other formats take long to import.
    if kind in WORKBOOKS:
        from .workbook.excel import read_workbook

        return read_workbook(kind, data, name, options, report)
    if kind in PACKAGE_FILES:
        from .packages import read_package

        return read_package(kind, data, name, options, report)
    return tidy_grid(read_delimited(data, name, options, report), name, options)
