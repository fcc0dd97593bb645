"""Files of statistics packages through pyreadstat: SPSS (.sav, .zsav), Stata (.dta), SAS transport (.xpt).

The C library below can be brought down by a damaged file, so this runs in a process of its own (see `apart`).
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pyreadstat

from .header import clean_text
from .limits import MAX_CELLS, MAX_COLUMNS, MAX_ROWS, refuse, too_many_rows
from .table import Detected, Kind, RawGrid, RawTable, ReadingOptions, name_some, shorten
from .text.delimited import Progress
from .tidy import tidy_grid
from .values import write_number

MAX_TEXT_BYTES = 1_500_000_000
"""Rows times declared width: what the file would take in memory."""

SECONDS_A_DAY = 86_400
LARGEST_SECONDS = 8_000 * 366.0 * SECONDS_A_DAY
"""Beyond the year 9999 a number of seconds is no date."""

BROKEN_FILE = (
    *(pyreadstat.ReadstatError, pyreadstat.PyreadstatError, ValueError, TypeError, LookupError),
    *(ArithmeticError, MemoryError, OSError, AttributeError, RuntimeError, SystemError),
)
"""What pyreadstat raises on damaged files."""


@dataclass(frozen=True)
class Package:
    """A program's file: its name, the reader, the epoch of its dates, and the seconds of one unit by format.

    ``days``, ``moments`` and ``times`` map a display format to the seconds of one unit of its numbers.
    """

    program: str
    read: Callable[..., Any]
    epoch: str
    days: dict[str, float]
    moments: dict[str, float]
    times: dict[str, float]
    user_missing: bool = False


def _seconds(*names: str, unit: float = 1.0) -> dict[str, float]:
    return dict.fromkeys(names, unit)


PACKAGES: dict[Kind, Package] = {
    "sav": Package(
        "SPSS",
        pyreadstat.read_sav,
        "1582-10-14",
        _seconds("DATE", "ADATE", "EDATE", "SDATE", "JDATE", "QYR", "MOYR", "WKYR"),
        _seconds("DATETIME", "YMDHMS"),
        _seconds("TIME", "DTIME", "MTIME"),
        user_missing=True,
    ),
    "dta": Package(
        "Stata",
        pyreadstat.read_dta,
        "1960-01-01",
        _seconds("%td", "%d", unit=SECONDS_A_DAY),
        _seconds("%tc", "%tC", unit=0.001),
        {},
        user_missing=True,
    ),
    "xpt": Package(
        "SAS",
        pyreadstat.read_xport,
        "1960-01-01",
        _seconds("DATE", "MMDDYY", "DDMMYY", "YYMMDD", "E8601DA", "WEEKDATE", unit=SECONDS_A_DAY),
        _seconds("DATETIME", "E8601DT", "DATEAMPM"),
        _seconds("TIME", "HHMM", "E8601TM"),
    ),
}
"""The programs whose files are read. Stata's weeks, months and quarters stay the numbers that they are."""


def read_package(kind: Kind, data: bytes, name: str, options: ReadingOptions, progress: Progress) -> RawTable:
    """Read a file of a statistics package: codes stay codes as text, their words come as value labels.

    Declared missing values (those of SPSS, .a to .z of Stata) become NA and are counted in a note; dates become ISO
    text.

    Raises
    ------
    UnreadableFileError
        Damaged, too many rows or columns, or no rows.
    """
    package = PACKAGES[kind]
    progress(0.1)
    try:
        columns, meta = _read(package, data, name, options)
    except BROKEN_FILE as error:
        raise damaged(package.program, name, options) from error
    progress(0.6)
    texts, missing = _text_columns(package, columns, meta)
    n_rows = len(texts[0]) if texts else 0
    encoding = str(meta.file_encoding or "")
    notes = [f"{package.program} file{f', text in {encoding}' if encoding else ''}."]
    if missing:
        notes.append(f"Declared missing in {package.program} and read so: {name_some(missing)}.")
    labels = [str(label) if label else "" for label in meta.column_labels]
    grid = RawGrid(
        tuple(str(column) for column in meta.column_names),
        pd.DataFrame(dict(enumerate(texts))),
        np.arange(1, n_rows + 1, dtype=np.int64),
        Detected(
            kind=kind,
            encoding=encoding or None,
            encoding_reason="stated in the file" if encoding else "",
            header_rows=1,
        ),
        tuple(notes),
        labels_by_position={j: label for j, label in enumerate(labels) if clean_text(label)},
        value_labels_by_position=_value_labels(meta),
    )
    table = tidy_grid(grid, name, options)
    progress(1.0)
    return table


def damaged(program: str, name: str, options: ReadingOptions) -> Exception:
    """Make the refusal of a file that its own program would not open either."""
    step = f"Open it in {program}, save it again and upload the new copy, or export it as CSV."
    if options.encoding is not None:
        found = f"no {program} text in {shorten(options.encoding)}"
    else:
        found = f"a damaged {program} file"
    return refuse("damaged", name, found, f"a file that {program} opens", step)


def _read(package: Package, data: bytes, name: str, options: ReadingOptions) -> tuple[dict[str, Any], Any]:
    """Read the file; sizes are checked on its heading before any row is read."""
    heading = package.read(io.BytesIO(data), metadataonly=True, encoding=options.encoding)[1]
    n_columns, n_rows = len(heading.column_names), max(heading.number_rows or 0, 0)
    if n_columns > MAX_COLUMNS:
        found, most = f"{n_columns:,} variables", f"at most {MAX_COLUMNS:,}"
        raise refuse("too_many_columns", name, found, most, "Keep those that are needed.")
    width = sum(heading.variable_storage_width.values())
    if n_rows > MAX_ROWS or n_rows * n_columns > MAX_CELLS or n_rows * width > MAX_TEXT_BYTES:
        raise too_many_rows(name, f"{n_rows:,} cases of {n_columns:,} variables")
    columns, meta = package.read(
        io.BytesIO(data),
        output_format="dict",
        disable_datetime_conversion=True,
        row_limit=MAX_ROWS + 1,
        encoding=options.encoding,
        **({"user_missing": True} if package.user_missing else {}),
    )
    read = len(next(iter(columns.values()))) if columns else 0
    if read > MAX_ROWS or read * n_columns > MAX_CELLS:
        raise too_many_rows(name, f"{read:,} cases or more of {n_columns:,} variables")
    return columns, meta


def _text_columns(package: Package, columns: dict[str, Any], meta: Any) -> tuple[list[pd.Series], list[str]]:
    texts, missing = [], []
    for name in meta.column_names:
        ranges = [(bounds["lo"], bounds["hi"]) for bounds in meta.missing_ranges.get(name, [])]
        if meta.readstat_variable_types.get(name) == "string":
            text = pd.Series([None if cell is None else str(cell) for cell in columns[name]], dtype="str")
            within = [(text == low).to_numpy(dtype=bool) for low, _ in ranges if isinstance(low, str)]
        else:
            marks = Counter(cell for cell in columns[name] if isinstance(cell, str))
            missing += [f"{n:,} as .{mark} in “{clean_text(str(name))}”" for mark, n in sorted(marks.items())]
            numbers = (
                [None if isinstance(cell, str) else cell for cell in columns[name]]
                if marks
                else columns[name]
            )
            values = np.asarray(numbers, dtype=np.float64)
            text = _number_texts(package, values, str(meta.original_variable_types.get(name) or ""))
            within = [(values >= low) & (values <= high) for low, high in _numeric(ranges)]
        gone = np.logical_or.reduce(within) if within else np.zeros(len(text), dtype=bool)
        if gone.any():
            missing.append(f"{int(gone.sum()):,} in “{clean_text(str(name))}”")
        texts.append(text.mask(gone))
    return texts, missing


def _numeric(ranges: Sequence[tuple[Any, Any]]) -> list[tuple[float, float]]:
    return [(low, high) for low, high in ranges if not isinstance(low, str) and not isinstance(high, str)]


def _number_texts(package: Package, values: np.ndarray, display: str) -> pd.Series:
    """Write numbers, or the program's own count of days and seconds, as text; each distinct value once."""
    distinct, codes = np.unique(values, return_inverse=True)
    kind = display.rstrip("0123456789.")
    if kind in package.days:
        words = [_moment_text(value * package.days[kind], package.epoch, True) for value in distinct]
    elif kind in package.moments:
        words = [_moment_text(value * package.moments[kind], package.epoch, False) for value in distinct]
    elif kind in package.times:
        words = [_time_text(value * package.times[kind]) for value in distinct]
    else:
        words = [write_number(value) for value in distinct]
    return pd.Series(pd.array(words, dtype="str").take(codes))


def _moment_text(seconds: float, epoch: str, date_only: bool) -> str | None:
    if not np.isfinite(seconds) or abs(seconds) > LARGEST_SECONDS:
        return None
    moment = np.datetime64(epoch, "s") + np.timedelta64(round(seconds), "s")
    day = str(moment.astype("datetime64[D]"))
    return day if date_only or round(seconds) % SECONDS_A_DAY == 0 else str(moment).replace("T", " ")


def _time_text(seconds: float) -> str | None:
    if not np.isfinite(seconds) or abs(seconds) > LARGEST_SECONDS:
        return None
    sign, whole = "-" * (seconds < 0), abs(int(seconds))
    return f"{sign}{whole // 3600:02d}:{whole // 60 % 60:02d}:{whole % 60:02d}"


def _value_labels(meta: Any) -> dict[int, dict[str, str]]:
    """Give the words of the codes by the position of their column."""
    labels = {}
    for position, name in enumerate(meta.column_names):
        pairs = meta.variable_value_labels.get(name, {})
        words = {_code_text(code): clean_text(str(word)) for code, word in pairs.items()}
        words.pop("", None)
        if words:
            labels[position] = words
    return labels


def _code_text(code: object) -> str:
    return (write_number(float(code)) or "") if isinstance(code, int | float) else str(code).strip()
