"""Rows that repeat the header (a table printed on several pages, tables stacked) are no patients."""

from __future__ import annotations

import numpy as np
import pandas as pd

from lib.cohort.words import fold

from ..table import ReadingFinding, count_of, name_some, plain_name

MIN_CELLS = 2
LOOKED_AT_FIRST = 12
"""Columns by which rows are chosen that are then looked at whole."""

IMPORT_ID = '{"ImportId"'
"""How the third row of an export of Qualtrics begins in every column."""


def drop_repeated_heads(
    frame: pd.DataFrame, numbers: np.ndarray, name: str
) -> tuple[pd.DataFrame, np.ndarray, tuple[ReadingFinding, ...]]:
    """Leave out rows whose every cell is the name of its column, and the row of identifiers that Qualtrics adds.

    Returns
    -------
    DataFrame, ndarray, tuple of ReadingFinding
        Rows and their numbers without them, and a finding that names the rows.
    """
    found = _named(frame.iloc[:, :LOOKED_AT_FIRST])
    if not found.any():
        return frame, numbers, ()
    if frame.shape[1] > LOOKED_AT_FIRST:
        found[found] = _named(frame[found])
    if not found.any() or found.all():
        return frame, numbers, ()
    lines = tuple(int(number) for number in numbers[found])
    finding = ReadingFinding(
        "repeated_heads",
        "warning",
        f"{plain_name(name)}, row{'s' * (len(lines) > 1)} {name_some(lines)}",
        f"{count_of(len(lines), 'row')} that {'repeat' if len(lines) > 1 else 'repeats'} the header; skipped",
        "one row a patient or a visit",
        "Check in the preview that no row of data is lacking.",
        lines,
    )
    return frame[~found].reset_index(drop=True), numbers[~found], (finding,)


def _named(frame: pd.DataFrame) -> np.ndarray:
    """Tell the rows of which every filled cell, and more than one, is the name of its column."""
    filled = np.zeros(len(frame), dtype=int)
    named = np.zeros(len(frame), dtype=int)
    for column, cells in frame.items():
        filled += cells.notna().to_numpy()
        named += cells.isin(_spellings(str(column), cells)).to_numpy()
    return np.asarray((named == filled) & (filled >= MIN_CELLS))


def _spellings(column: str, cells: pd.Series) -> list[str]:
    """The name of a column as it may stand in its own cells: as written, in other capitals, or Qualtrics's code."""
    head = cells.head(3).dropna()
    codes = [text for text in head if text.startswith(IMPORT_ID)]
    bare = column.rsplit(" (", 1)[0]
    return [column, bare, column.upper(), column.lower(), fold(column).strip(), *codes]
