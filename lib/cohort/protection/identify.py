"""Columns that may identify people: told by their names and their contents, never by showing them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lib.cohort.mapping.columns.profile import ColumnProfile
from lib.cohort.mapping.guess import Inspection, inspect_columns
from lib.cohort.protection.coded_dates import read_all_dates
from lib.cohort.protection.suspects import (
    KINDS_OF_SHORT_NUMBERS,
    SHORT_NUMBER,
    TESTS,
    holds_coded_dates,
    holds_dates,
    speaks_of_birth_date,
)
from lib.cohort.reading import RawTable
from lib.cohort.vocabulary import read_identifying_words
from lib.cohort.words import spaced, without_brackets

YEAR_OF_BIRTH = "year of birth, the same for all who are 90 or older"
"""What becomes of a date of birth where no visit has a date."""


@dataclass(frozen=True)
class Suspicion:
    """A column that may identify people.

    Attributes
    ----------
    column : str
        Its name in the file.
    kind : str
        One of `KINDS`.
    reason : str
        Why, without any value.
    n_cells : int
        Cells concerned.
    actions : tuple of str
        What may be done: `drop`, `coarsen`, `code` (patient ids) or `confirm`.
    coarsening : str
        What coarsening makes of it, in words; empty where it is not possible.
    """

    column: str
    kind: str
    reason: str
    n_cells: int
    actions: tuple[str, ...]
    coarsening: str = ""


def find_identifying(raw: RawTable, patient: str | None = None) -> tuple[Suspicion, ...]:
    """Find the columns of a raw table that may identify people.

    Parameters
    ----------
    raw : RawTable
        As read; nothing of it need have been shown yet.
    patient : str or None
        Column with the patient id; guessed when None. Its values are replaced by codes in any case, so it is
        suspected only when it holds names, e-mail addresses or national numbers.

    Returns
    -------
    tuple of Suspicion
        In the order of the file, one a column. No reason holds a value.
    """
    return suspicions_of(inspect_columns(raw, patient=patient))


def suspicions_of(look: Inspection) -> tuple[Suspicion, ...]:
    """Find the columns that may identify people in a table already looked at."""
    profiles, patient = look.profiles, look.guess.patient
    has_visit_date = any(
        holds_dates(p) or holds_coded_dates(p) for p in profiles.values() if not speaks_of_birth_date(p)
    )
    found = [_suspect(p, p.name == patient, has_visit_date) for p in profiles.values() if p.n_filled]
    return tuple(suspicion for suspicion in found if suspicion is not None)


def _named(profile: ColumnProfile) -> str:
    """Recognise the kind by the name or label, empty when they say nothing."""
    for text in (spaced(without_brackets(profile.name)), spaced(profile.label)):
        for kind, pattern in read_identifying_words():
            if text and pattern.fullmatch(text):
                return kind
    return ""


def _suspect(profile: ColumnProfile, is_patient: bool, has_visit_date: bool) -> Suspicion | None:
    named = _named(profile)
    short = all(map(SHORT_NUMBER.fullmatch, profile.texts))
    for kind, test in TESTS.items():
        if short and kind not in (named, *KINDS_OF_SHORT_NUMBERS):
            continue
        if is_patient and kind not in ("national_number", "email", "name", "phone"):
            continue
        cells, reason = test(profile, named == kind)
        if cells:
            return _suspicion(profile, kind, cells, reason, is_patient, has_visit_date)
    return None


def _suspicion(
    profile: ColumnProfile, kind: str, cells: int, reason: str, is_patient: bool, has_visit_date: bool
) -> Suspicion:
    if is_patient:
        return Suspicion(profile.name, kind, reason, cells, ("code", "confirm"))
    coarsening = ""
    if kind == "exact_date" and read_all_dates(profile.texts)[1]:
        coarsening = "days since the patient's first visit"
    if kind == "birth_date":
        days, certain = read_all_dates(profile.texts, serials=True)
        if (~np.isnat(days)).any():
            age = "age in whole years at the first visit, 90 for 90 and older"
            coarsening = age if has_visit_date and certain else YEAR_OF_BIRTH
    if kind == "old_age":
        coarsening = "ten-year bands, the last one 90 and older"
    actions = ("drop", "coarsen", "confirm") if coarsening else ("drop", "confirm")
    return Suspicion(profile.name, kind, reason, cells, actions, coarsening)
