"""What reading hands on: the raw table, what was detected, and the one error."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PureWindowsPath
from typing import Literal

import numpy as np
import pandas as pd

Kind = Literal["csv", "xlsx", "xlsb", "xls", "ods", "sav", "dta", "xpt"]

WORKBOOKS: tuple[Kind, ...] = ("xlsx", "xlsb", "xls", "ods")
PACKAGE_FILES: tuple[Kind, ...] = ("sav", "dta", "xpt")
Severity = Literal["error", "warning"]

LISTED_AT_MOST = 5
"""How many lines or values a sentence names before it says "and 12 more"."""

SHOWN_CHARACTERS = 60
"""How much of a cell a sentence quotes."""


def name_some(items: Sequence[object], total: int | None = None) -> str:
    """Name at most five items: ``3, 8, 9 and 12 more``.

    ``total`` is how many there are in all when `items` already is a part of them.
    """
    shown = [str(item) for item in items[:LISTED_AT_MOST]]
    rest = (len(items) if total is None else total) - len(shown)
    if rest > 0:
        return f"{', '.join(shown)} and {rest:,} more"
    if len(shown) < 2:
        return "".join(shown)
    return f"{', '.join(shown[:-1])} and {shown[-1]}"


def count_of(number: int, noun: str) -> str:
    """Say ``1 row`` or ``1,200 rows``."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def shorten(text: str) -> str:
    """Quote a piece of the file in one line of at most sixty characters."""
    flat = " ".join(text.split())
    return flat if len(flat) <= SHOWN_CHARACTERS else f"{flat[: SHOWN_CHARACTERS - 1]}…"


def plain_name(name: str) -> str:
    """Give the file's own name without folders, short enough for a sentence."""
    return shorten(PureWindowsPath(str(name)).name) or "the file"


@dataclass(frozen=True)
class ReadingFinding:
    """One fault met while reading: where, found, expected, what to do.

    ``rows`` holds the line (CSV), sheet row (Excel) or case (SPSS) numbers, all of them, in file order.
    """

    code: str
    severity: Severity
    where: str
    found: str
    expected: str
    next_step: str
    rows: tuple[int, ...] = ()

    @property
    def sentence(self) -> str:
        """Say the finding in plain English."""
        return f"{self.where}: found {self.found}, expected {self.expected}. {self.next_step}"


class UnreadableFileError(Exception):
    """The only error `read_table` raises: the file cannot be read, and the sentence says what to do."""

    def __init__(self, code: str, where: str, found: str, expected: str, next_step: str) -> None:
        self.finding = ReadingFinding(code, "error", where, found, expected, next_step)
        super().__init__(self.finding.sentence)

    @property
    def code(self) -> str:
        """Short name of the fault, stable across wordings."""
        return self.finding.code

    @property
    def sentence(self) -> str:
        """Say in one or two sentences what was found, expected and what to do."""
        return self.finding.sentence


@dataclass(frozen=True)
class ReadingOptions:
    """What the user overrules; each ``None`` means: detect it.

    Parameters
    ----------
    encoding : name that Python's codecs know (``utf-8``, ``cp1250``, ``iso8859-2``, ``utf-16`` …).
    delimiter : one character; a blank means columns aligned by runs of blanks.
    decimal : ``","`` or ``"."``.
    header_rows : 0 to 3.
    skipped_lines : title lines (CSV records or sheet rows) above the header.
    quoting : ``"fields"``, ``"lines"`` (each whole line is one quoted field) or ``"none"`` (quotation
        marks are ordinary characters).
    sheet : name of the Excel sheet.
    missing_marks : the texts that stand for a missing value; empty cells always do.
    fill_down : the column whose value is written only on the first row of each patient.
    transpose : True where patients stand in columns, False where they do not; None looks for it.
    censored : what values beyond a limit of detection count as: ``"limit"``, ``"half"``, ``"missing"``.
    """

    encoding: str | None = None
    delimiter: str | None = None
    decimal: str | None = None
    header_rows: int | None = None
    skipped_lines: int | None = None
    quoting: str | None = None
    sheet: str | None = None
    missing_marks: tuple[str, ...] | None = None
    fill_down: str | None = None
    transpose: bool | None = None
    censored: str | None = None


@dataclass(frozen=True)
class DecimalChoice:
    """Decimal mark of a file or column (None: no sign could be told), why, and whether both signs occur."""

    sign: str | None
    reason: str
    mixed: bool = False


@dataclass(frozen=True)
class Detected:
    """What was detected (or overruled) while reading; every field can be shown to the user.

    ``missing_marks`` pairs each mark seen with its number of cells; ``renamed`` holds (position from 1, name in
    the file, name given); ``dropped_columns`` positions from 1; ``fill_down_candidates`` the columns that look like
    an identifier written once per patient; ``once_per_patient`` the columns filled on the same rows only.
    """

    kind: Kind
    encoding: str | None = None
    encoding_reason: str = ""
    delimiter: str | None = None
    decimal: str | None = None
    decimal_reason: str = ""
    decimal_by_column: Mapping[str, DecimalChoice] = field(default_factory=dict)
    header_rows: int = 0
    skipped_lines: int = 0
    titles: tuple[str, ...] = ()
    quoting: str | None = None
    sheet: str | None = None
    sheets: tuple[str, ...] = ()
    missing_marks: tuple[tuple[str, int], ...] = ()
    dropped_rows: int = 0
    dropped_columns: tuple[int, ...] = ()
    renamed: tuple[tuple[int, str, str], ...] = ()
    fill_down_candidates: tuple[str, ...] = ()
    once_per_patient: tuple[str, ...] = ()
    ids_filled_down: tuple[str, ...] = ()
    n_rows: int = 0
    n_columns: int = 0


@dataclass(frozen=True, eq=False)
class RawTable:
    """A table of text as it stood in the file.

    ``frame`` has text cells (pandas ``str``, missing as NA) under clean, unique, non-empty column names and a
    RangeIndex; ``row_numbers`` (int array, one a row) is the line, sheet row or case each row began at;
    ``labels`` and ``value_labels`` come from SPSS or a second header row; ``notes`` are facts in plain
    sentences; ``findings`` are faults that the user should see, not repeated in the notes.
    """

    columns: tuple[str, ...]
    frame: pd.DataFrame
    detected: Detected
    row_numbers: np.ndarray
    notes: tuple[str, ...] = ()
    findings: tuple[ReadingFinding, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)
    value_labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class RawGrid:
    """Rows below the header before tidying, as a file format gives them (inside this package only).

    ``columns`` are the untidied header names, ``frame`` has columns 0 … k-1 of untrimmed text.
    """

    columns: tuple[str, ...]
    frame: pd.DataFrame
    row_numbers: np.ndarray
    detected: Detected
    notes: tuple[str, ...] = ()
    findings: tuple[ReadingFinding, ...] = ()
    labels_by_position: Mapping[int, str] = field(default_factory=dict)
    value_labels_by_position: Mapping[int, Mapping[str, str]] = field(default_factory=dict)


def text_frame(columns: Iterable[pd.Series | list[str | None]]) -> pd.DataFrame:
    """Put columns of text side by side under the names 0, 1, 2 …"""
    return pd.DataFrame({j: pd.Series(column, dtype="str") for j, column in enumerate(columns)})
