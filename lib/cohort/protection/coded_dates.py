"""Dates written as numbers: 19810523 and the days a spreadsheet counts."""

from __future__ import annotations

import re
from datetime import date

import numpy as np

YEAR_FIRST = re.compile(r"(1[89]\d{2}|20\d{2})(0[1-9]|1[0-2])([0-3]\d)")
DAY_FIRST = re.compile(r"([0-3]\d)(0[1-9]|1[0-2])(1[89]\d{2}|20\d{2})")
SERIAL = re.compile(r"\d{3,5}(?:\.0+)?")
OLDEST_SERIAL, NEWEST_SERIAL = 1, 55_000
"""Days counted from 1900 by Excel: to the year 2050."""

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
    first, last = YEAR_FIRST.fullmatch(text), DAY_FIRST.fullmatch(text)
    parts = first.groups() if first else last.groups()[::-1] if last else None
    if parts is None:
        return False
    try:
        date(int(parts[0]), int(parts[1]), int(parts[2]))
    except ValueError:
        return False
    return True


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
