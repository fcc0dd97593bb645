"""SPSS files (.sav, .zsav) through pyreadstat, which runs in a process of its own (see `sav_worker`).

The rows go there and back through pipes, so they stay in memory and never touch a disk.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from .delimited import Progress
from .header import clean_text
from .limits import MAX_CELLS, MAX_COLUMNS, MAX_ROWS, refuse, too_many_rows
from .table import Detected, RawGrid, RawTable, ReadingOptions, name_some, shorten
from .tidy import tidy_grid
from .values import write_number

WORKER = Path(__file__).with_name("sav_worker.py")
SECONDS_TO_READ = 60
MAX_TEXT_BYTES = 1_500_000_000
"""Rows times declared width: what the file would take in memory."""

SPSS_EPOCH = np.datetime64("1582-10-14T00:00:00", "s")
SECONDS_A_DAY = 86_400
LARGEST_SECONDS = 8_000 * 366.0 * SECONDS_A_DAY
"""Beyond the year 9999 a number of seconds is no date."""

DATE_FORMATS = ("DATE", "ADATE", "EDATE", "SDATE", "JDATE", "QYR", "MOYR", "WKYR")
MOMENT_FORMATS = ("DATETIME", "YMDHMS")
TIME_FORMATS = ("TIME", "DTIME", "MTIME")


@dataclass(frozen=True)
class SavFile:
    """What the worker tells of a file: one entry a variable, ``columns`` as float64 arrays or lists of text."""

    names: tuple[str, ...]
    labels: tuple[str, ...]
    encoding: str
    formats: tuple[str, ...]
    columns: tuple[np.ndarray | list[str | None], ...]
    missing: tuple[Sequence[Sequence[Any]], ...]
    value_labels: tuple[Sequence[Sequence[Any]], ...]


def read_sav(data: bytes, name: str, options: ReadingOptions, progress: Progress) -> RawTable:
    """Read an SPSS file: codes stay codes as text, their words come as value labels.

    User-missing values become NA and are counted in a note; dates become ISO text.

    Raises
    ------
    UnreadableFileError
        Damaged, too many rows or columns, or no rows.
    """
    progress(0.1)
    file = _run_worker(data, name, options)
    progress(0.7)
    texts, missing = _text_columns(file)
    n_rows = len(texts[0]) if texts else 0
    notes = [f"SPSS file, text in {file.encoding}."]
    if missing:
        notes.append(f"Declared missing in SPSS and read so: {name_some(missing)}.")
    grid = RawGrid(
        file.names,
        pd.DataFrame(dict(enumerate(texts))),
        np.arange(1, n_rows + 1, dtype=np.int64),
        Detected(kind="sav", encoding=file.encoding, encoding_reason="stated in the file", header_rows=1),
        tuple(notes),
        labels_by_position={j: label for j, label in enumerate(file.labels) if clean_text(label)},
    )
    table = tidy_grid(grid, name, options)
    progress(1.0)
    return replace(table, value_labels=_value_labels(file, table))


def _run_worker(data: bytes, name: str, options: ReadingOptions) -> SavFile:
    step = "Open it in SPSS or PSPP, save it again and upload the new copy, or export it as CSV."
    found = (
        "a damaged SPSS file" if options.encoding is None else f"no SPSS text in {shorten(options.encoding)}"
    )
    damaged = refuse("damaged", name, found, "a file that SPSS opens", step)
    request = {
        "encoding": options.encoding,
        "max_rows": MAX_ROWS,
        "max_columns": MAX_COLUMNS,
        "max_cells": MAX_CELLS,
        "max_bytes": MAX_TEXT_BYTES,
    }
    try:
        done = subprocess.run(
            [sys.executable, "-I", str(WORKER)],
            input=json.dumps(request).encode() + b"\n" + data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=SECONDS_TO_READ,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise damaged from error
    head, _, body = done.stdout.partition(b"\n")
    if done.returncode != 0 or not head:
        raise damaged
    description = json.loads(head)
    if "refused" in description:
        raise _too_large(description, name)
    return _unpack(description, memoryview(body))


def _too_large(description: dict[str, Any], name: str) -> Exception:
    n_rows, n_columns = description["size"]
    if description["refused"] == "too_many_columns":
        found, most = f"{n_columns:,} variables", f"at most {MAX_COLUMNS:,}"
        return refuse("too_many_columns", name, found, most, "Keep those that are needed.")
    return too_many_rows(name, f"{n_rows:,} cases of {n_columns:,} variables")


def _unpack(description: dict[str, Any], body: memoryview) -> SavFile:
    columns: list[np.ndarray | list[str | None]] = []
    start = 0
    for kind, size in zip(description["kinds"], description["sizes"], strict=True):
        block = body[start : start + size]
        columns.append(np.frombuffer(block, dtype="<f8") if kind == "number" else json.loads(bytes(block)))
        start += size
    return SavFile(
        names=tuple(description["names"]),
        labels=tuple(description["labels"]),
        encoding=description["encoding"],
        formats=tuple(description["formats"]),
        columns=tuple(columns),
        missing=tuple(description["missing"]),
        value_labels=tuple(description["value_labels"]),
    )


def _text_columns(file: SavFile) -> tuple[list[pd.Series], list[str]]:
    texts, missing = [], []
    for name, values, spss_format, ranges in zip(
        file.names, file.columns, file.formats, file.missing, strict=True
    ):
        if isinstance(values, np.ndarray):
            text = _number_texts(values, spss_format)
            numeric = [bounds for bounds in ranges if not any(isinstance(bound, str) for bound in bounds)]
            within = [(values >= low) & (values <= high) for low, high in numeric]
        else:
            text = pd.Series(values, dtype="str")
            within = [(text == low).to_numpy(dtype=bool) for low, _ in ranges if isinstance(low, str)]
        gone = np.logical_or.reduce(within) if within else np.zeros(len(text), dtype=bool)
        if gone.any():
            missing.append(f"{int(gone.sum()):,} in “{clean_text(name)}”")
        texts.append(text.mask(gone))
    return texts, missing


def _number_texts(values: np.ndarray, spss_format: str) -> pd.Series:
    """Write numbers (or SPSS seconds) as text, each distinct value once."""
    distinct, codes = np.unique(values, return_inverse=True)
    kind = spss_format.rstrip("0123456789.")
    if kind in DATE_FORMATS + MOMENT_FORMATS:
        words = [_moment_text(value, kind in DATE_FORMATS) for value in distinct]
    elif kind in TIME_FORMATS:
        words = [_time_text(value) for value in distinct]
    else:
        words = [write_number(value) for value in distinct]
    return pd.Series(pd.array(words, dtype="str").take(codes))


def _moment_text(seconds: float, date_only: bool) -> str | None:
    if not np.isfinite(seconds) or abs(seconds) > LARGEST_SECONDS:
        return None
    moment = SPSS_EPOCH + np.timedelta64(int(seconds), "s")
    day = str(moment.astype("datetime64[D]"))
    return day if date_only or int(seconds) % SECONDS_A_DAY == 0 else str(moment).replace("T", " ")


def _time_text(seconds: float) -> str | None:
    if not np.isfinite(seconds) or abs(seconds) > LARGEST_SECONDS:
        return None
    sign, whole = "-" * (seconds < 0), abs(int(seconds))
    return f"{sign}{whole // 3600:02d}:{whole // 60 % 60:02d}:{whole % 60:02d}"


def _value_labels(file: SavFile, table: RawTable) -> dict[str, dict[str, str]]:
    """Give the words of the codes under the columns' names in the table."""
    dropped = set(table.detected.dropped_columns)
    kept = [pairs for position, pairs in enumerate(file.value_labels, start=1) if position not in dropped]
    labels = {}
    for column, pairs in zip(table.columns, kept, strict=True):
        words = {_code_text(code): clean_text(word) for code, word in pairs}
        words.pop("", None)
        if words:
            labels[column] = words
    return labels


def _code_text(code: object) -> str:
    return (write_number(float(code)) or "") if isinstance(code, int | float) else str(code).strip()
