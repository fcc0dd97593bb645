"""Dates written as numbers: 19810523 and the days a spreadsheet counts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

import numpy as np

from lib.cohort.dates import read_dates

YEAR_FIRST = re.compile(r"(1[89]\d{2}|20\d{2})(0[1-9]|1[0-2])([0-3]\d)")
DAY_FIRST = re.compile(r"([0-3]\d)(0[1-9]|1[0-2])(1[89]\d{2}|20\d{2})")
SERIAL = re.compile(r"\d{3,5}(?:\.0+)?")
OLDEST_SERIAL, NEWEST_SERIAL = 1, 55_000
"""Days counted from 1900 by Excel: to the year 2050."""

FIRST_SERIAL = np.datetime64("1899-12-30", "D")
"""Day 0 from March 1900 on, as spreadsheets count a 29 February 1900 that never was."""

SPREAD_DAYS = 365
BIRTH_WORD = re.compile(
    r"\b(birth|born|dob|bday|urodz\w*|ur|gebdat\w*|geburt\w*|geb)\b"
    r"|\b(naiss\w*|nacim\w*|nascita|geboorte\w*)\b"
)
NOT_A_DATE = re.compile(
    r"\b(weight|order|place|year|waga|masa|miejsce|rok|gewicht|ort|jahr|year|country|kraj|land)\b"
)


def is_coded_date(text: str) -> bool:
    """Tell whether eight digits are a day of the calendar, year first or day first."""
    return _coded_day(text) is not None


def _coded_day(text: str) -> date | None:
    first, last = YEAR_FIRST.fullmatch(text), DAY_FIRST.fullmatch(text)
    parts = first.groups() if first else last.groups()[::-1] if last else None
    if parts is None:
        return None
    try:
        return date(int(parts[0]), int(parts[1]), int(parts[2]))
    except ValueError:
        return None


def read_all_dates(texts: Sequence[str], *, serials: bool = False) -> tuple[np.ndarray, bool]:
    """Read dates as `read_dates` does, and those written as numbers.

    Parameters
    ----------
    texts : sequence of str
        Distinct cells of a column.
    serials : bool
        Whether numbers may be days counted from 1900, as in a column of births; all of them must be.

    Returns
    -------
    ndarray of datetime64[D], bool
        As of `read_dates`.
    """
    days, certain = read_dates(texts)
    counted = serials and are_serials([text for text in texts if text.strip()])
    for place, text in enumerate(texts):
        if counted:
            days[place] = FIRST_SERIAL + np.timedelta64(int(float(text)), "D")
        elif (coded := _coded_day(text.strip()[:20])) is not None:
            days[place] = np.datetime64(coded, "D")
    return days, certain


def speaks_of_birth(words: str) -> bool:
    """Tell whether a name in spaced words speaks of the day of birth, not of its year, place or weight."""
    return BIRTH_WORD.search(words) is not None and NOT_A_DATE.search(words) is None


def are_serials(texts: list[str]) -> bool:
    """Tell whether all texts are days as a spreadsheet counts them, years apart as births are."""
    if not texts or not all(SERIAL.fullmatch(text[:20]) for text in texts):
        return False
    days = np.array([float(text) for text in texts])
    return bool(
        (days >= OLDEST_SERIAL).all() and (days <= NEWEST_SERIAL).all() and np.ptp(days) > SPREAD_DAYS
    )
