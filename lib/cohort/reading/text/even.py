"""The fast way for text tables whose every line is plainly whole: checked as bytes, then read by pandas' C parser.

A file passes only when quotation marks stand around whole cells, no cell breaks over lines and every line has
the same number of cells, so that both ways of reading must agree; everything else takes the careful way.
"""

from __future__ import annotations

import csv
import io

import numpy as np
import pandas as pd

from lib.cohort.reading.limits import MAX_CELLS, MAX_ROWS, too_many_rows
from lib.cohort.reading.text.dialect import Dialect

QUOTE, NEWLINE, RETURN = ord('"'), ord("\n"), ord("\r")


def read_even_lines(
    text: str, dialect: Dialect, skipped_lines: int, width: int, name: str
) -> tuple[pd.DataFrame, np.ndarray] | None:
    """Read the lines after the header, or give None when the table is not plain enough.

    Parameters
    ----------
    text : the whole file; ``skipped_lines`` physical lines of it come before the first row.
    width : number of columns, at least two.

    Returns
    -------
    (frame, line numbers) or None

    Raises
    ------
    UnreadableFileError
        More rows or cells than the limits allow.
    """
    plain = dialect.quoting != "lines" and not dialect.escaped and dialect.delimiter.isascii()
    if not plain or dialect.delimiter == " " or width < 2:
        return None
    body = _body(text.encode("utf-8", errors="replace"), skipped_lines)
    quoted = dialect.quoting == "fields"
    n_rows = _count_even_lines(np.frombuffer(body, dtype=np.uint8), ord(dialect.delimiter), width, quoted)
    if n_rows > MAX_ROWS or n_rows * width > MAX_CELLS:
        raise too_many_rows(name, f"{n_rows:,} rows of {width:,} columns")
    if not n_rows:
        return None
    frame = _parse(body, dialect, width)
    if len(frame) != n_rows:
        return None
    return frame, np.arange(skipped_lines + 1, skipped_lines + 1 + n_rows, dtype=np.int64)


def _parse(body: bytes, dialect: Dialect, width: int) -> pd.DataFrame:
    return pd.read_csv(
        io.BytesIO(body),
        sep=dialect.delimiter,
        header=None,
        names=range(width),
        index_col=False,
        dtype=str,
        na_filter=False,
        keep_default_na=False,
        quoting=csv.QUOTE_MINIMAL if dialect.quoting == "fields" else csv.QUOTE_NONE,
        skip_blank_lines=False,
        engine="c",
        low_memory=False,
    )


def _body(raw: bytes, skipped_lines: int) -> bytes:
    start = 0
    for _ in range(skipped_lines):
        start = raw.find(b"\n", start) + 1
        if start == 0:
            return b""
    if raw.count(b"\r", 0, start) != raw.count(b"\r\n", 0, start):
        return b""
    return raw[start:].rstrip(b"\r\n")


def _count_even_lines(characters: np.ndarray, delimiter: int, width: int, quoted: bool) -> int:
    """Count the lines when all have `width` cells and sound quotation marks; else give 0."""
    if not len(characters):
        return 0
    breaks = np.flatnonzero(characters == NEWLINE)
    returns = np.flatnonzero(characters == RETURN)
    if len(returns) and (
        returns[-1] + 1 >= len(characters) or not (characters[returns + 1] == NEWLINE).all()
    ):
        return 0
    cuts = np.flatnonzero(characters == delimiter)
    quotes = np.flatnonzero(characters == QUOTE) if quoted else np.zeros(0, dtype=np.int64)
    if len(quotes):
        if not _quotes_are_sound(characters, quotes, delimiter):
            return 0
        # A character is inside quotation marks when an odd number of them stands before it.
        if (np.searchsorted(quotes, breaks) & 1).any():
            return 0
        cuts = cuts[(np.searchsorted(quotes, cuts) & 1) == 0]
    ends = np.append(breaks, len(characters))
    cells = np.diff(np.searchsorted(cuts, ends), prepend=0) + 1
    return len(cells) if (cells == width).all() else 0


def _quotes_are_sound(characters: np.ndarray, quotes: np.ndarray, delimiter: int) -> bool:
    """Say whether every quotation mark opens or closes a whole cell, or is one of a doubled pair."""
    if len(quotes) % 2:
        return False
    opening, closing = quotes[0::2], quotes[1::2]
    before = characters[opening[opening > 0] - 1]
    after = characters[closing[closing < len(characters) - 1] + 1]
    borders = (delimiter, NEWLINE, QUOTE)
    return bool(np.isin(before, borders).all() and np.isin(after, (*borders, RETURN)).all())
