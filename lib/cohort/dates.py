"""Dates in cells, read only where day and month cannot be mistaken."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

ISO = re.compile(r"(\d{4})[-./](\d{1,2})[-./](\d{1,2})(?:[ T].*)?")
ENDING_WITH_YEAR = re.compile(r"(\d{1,2})([-./])(\d{1,2})\2(\d{4})(?:[ T].*)?")


def read_dates(texts: Sequence[str]) -> tuple[np.ndarray, bool]:
    """Read dates from texts.

    Parameters
    ----------
    texts : sequence of str
        Distinct cells of a column.

    Returns
    -------
    ndarray of datetime64[D], shape (n,), bool
        NaT where a text is no date; False when day and month could be either way round in all of them
        (`03/04/2024` with strokes), so that nothing may be computed from them.
    """
    parts = [_parts(text) for text in texts]
    firsts = [p[0] for p in parts if p is not None and p[3]]
    seconds = [p[1] for p in parts if p is not None and p[3]]
    month_first = any(second > 12 for second in seconds) and not any(first > 12 for first in firsts)
    strokes = any(p is not None and p[3] == "/" for p in parts)
    certain = not strokes or month_first or any(first > 12 for first in firsts)
    days = [_date(part, month_first) for part in parts]
    return np.array(days, dtype="datetime64[D]"), certain


def _parts(text: str) -> tuple[int, int, int, str] | None:
    """Give (first, second, year, separator); the separator is empty for year-month-day."""
    iso = ISO.fullmatch(text.strip())
    if iso is not None:
        return int(iso.group(3)), int(iso.group(2)), int(iso.group(1)), ""
    other = ENDING_WITH_YEAR.fullmatch(text.strip())
    if other is None:
        return None
    return int(other.group(1)), int(other.group(3)), int(other.group(4)), other.group(2)


def _date(parts: tuple[int, int, int, str] | None, month_first: bool) -> np.datetime64:
    if parts is None:
        return np.datetime64("NaT")
    first, second, year, separator = parts
    day, month = (second, first) if separator and month_first else (first, second)
    try:
        return np.datetime64(f"{year:04d}-{month:02d}-{day:02d}", "D")
    except ValueError:
        return np.datetime64("NaT")
