"""What a column holds: proportions of numbers, yes/no words and dates, and its distinct texts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pandas as pd

from lib.cohort.reading import RawTable, parse_numbers, parse_yes_no
from lib.cohort.reading.words import MISSING_CODES, NO_WORDS, YES_WORDS
from lib.cohort.words import fold

LOOKED_AT = 3000
"""Distinct texts of a column that are looked at; more say nothing new about what a column is."""

QUICK = {
    ".": re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,15})?"),
    ",": re.compile(r"-?[0-9]{1,15}(?:,[0-9]{1,15})?"),
    None: re.compile(r"-?[0-9]{1,15}"),
}
"""Numbers that can be read in one way only, by decimal mark."""

DIGIT = re.compile(r"\d")
YES_OR_NO = frozenset(YES_WORDS) | frozenset(NO_WORDS)
LEADING_ZERO = re.compile(r"0\d+")
DATE = re.compile(
    r"(\d{4}[-./]\d{1,2}[-./]\d{1,2}|\d{1,2}[-./]\d{1,2}[-./]\d{2,4}|\d{1,2}[ -][a-z]{3,9}[. -]+\d{2,4})([ t].*)?"
)


@dataclass(frozen=True, eq=False)
class ColumnProfile:
    """The contents of one column, by distinct text.

    `texts` are the distinct texts in the order of their first row, `counts` their rows, `codes` the text of each
    row (-1 missing); `decimal` is the decimal mark.
    """

    name: str
    label: str
    position: int
    texts: tuple[str, ...]
    counts: np.ndarray
    codes: np.ndarray = field(repr=False)
    decimal: str | None = None
    value_labels: dict[str, str] = field(default_factory=dict)

    @property
    def n_rows(self) -> int:
        """Number of rows."""
        return len(self.codes)

    @property
    def n_filled(self) -> int:
        """Number of rows with a value."""
        return int(self.counts.sum())

    @property
    def n_distinct(self) -> int:
        """Number of distinct texts."""
        return len(self.texts)

    @property
    def _sample(self) -> tuple[str, ...]:
        return self.texts[:LOOKED_AT]

    @cached_property
    def _weights(self) -> np.ndarray:
        return self.counts[:LOOKED_AT]

    def _proportion(self, mask: np.ndarray) -> float:
        total = self._weights.sum()
        return float(self._weights[mask].sum() / total) if total else 0.0

    @cached_property
    def numbers(self) -> np.ndarray:
        """Numbers of the distinct texts looked at, NaN where they are none."""
        quick = _quick_numbers(self.texts[:LOOKED_AT], self.decimal)
        return (
            parse_numbers(pd.Series(self._sample, dtype="str"), self.decimal).values
            if quick is None
            else quick
        )

    @cached_property
    def on_rows(self) -> np.ndarray:
        """Numbers on every row, NaN where there is none; shape (n_rows,)."""
        codes = np.where(self.codes < len(self.numbers), self.codes, -1)
        values: np.ndarray = np.append(self.numbers, np.nan)[codes]
        return values

    @cached_property
    def numeric_proportion(self) -> float:
        """Share of filled rows that hold a number."""
        return self._proportion(~np.isnan(self.numbers))

    @cached_property
    def has_leading_zeros(self) -> bool:
        """Whether some texts are codes such as 006."""
        return any(LEADING_ZERO.fullmatch(text) for text in self.texts[:LOOKED_AT])

    @property
    def is_whole(self) -> bool:
        """Whether all numbers are whole."""
        known = self.numbers[~np.isnan(self.numbers)]
        return bool((known == np.round(known)).all())

    @cached_property
    def yes_no_proportion(self) -> float:
        """Share of filled rows that hold a word for yes or no (or 0 and 1, and then no other number)."""
        numbers = self.numbers[~np.isnan(self.numbers)]
        if self.n_distinct > 30 or not np.isin(numbers, (0, 1, *MISSING_CODES)).all():
            return 0.0
        if not len(numbers) and not any(fold(t).rstrip(".") in YES_OR_NO for t in self.texts):
            return 0.0
        return self._proportion(
            ~np.isnan(parse_yes_no(pd.Series(self._sample, dtype="str"), empty_means_no=False).values)
        )

    def count_words(self, words: Sequence[str]) -> int:
        """Count the rows whose text, put in other words, is a word for yes or no; one word a distinct text."""
        if not words or len(words) > 30:
            return 0
        known = parse_yes_no(pd.Series(list(words), dtype="str"), empty_means_no=False).values
        return int(self.counts[~np.isnan(known)].sum())

    @cached_property
    def date_proportion(self) -> float:
        """Share of filled rows that hold a date."""
        return self._proportion(np.array([bool(DATE.fullmatch(fold(t))) for t in self._sample], dtype=bool))

    def share_of(self, pattern: re.Pattern[str]) -> float:
        """Share of filled rows whose folded text matches a pattern as a whole."""
        return self._proportion(
            np.array([bool(pattern.fullmatch(fold(t))) for t in self._sample], dtype=bool)
        )


def _quick_numbers(texts: Sequence[str], decimal: str | None) -> np.ndarray | None:
    """Read texts that are all either plain numbers in one decimal mark or without any digit; None for others."""
    plain = QUICK[decimal]
    values = np.full(len(texts), np.nan)
    for i, text in enumerate(texts):
        if plain.fullmatch(text):
            values[i] = float(text.replace(",", "."))
        elif DIGIT.search(text):
            return None
    return values


def profile_columns(
    raw: RawTable, frame: pd.DataFrame, columns: Sequence[str] | None = None
) -> dict[str, ColumnProfile]:
    """Look into the columns of a raw table.

    Parameters
    ----------
    raw : RawTable
        Gives names, labels and decimal marks.
    frame : DataFrame
        Its rows, perhaps filled down.
    columns : sequence of str or None
        Those to look into; None for all.

    Returns
    -------
    dict of str to ColumnProfile
    """
    profiles = {}
    for position, (key, cells) in enumerate(frame.items()):
        name = str(key)
        if columns is not None and name not in columns:
            continue
        codes, texts = pd.factorize(cells.array)
        counts = np.bincount(codes[codes >= 0], minlength=len(texts))
        profiles[name] = ColumnProfile(
            name,
            raw.labels.get(name, ""),
            position,
            tuple(texts),
            counts,
            codes.astype(np.int32),
            decimal_sign(raw, name),
            dict(raw.value_labels.get(name, {})),
        )
    return profiles


def decimal_sign(raw: RawTable, column: str) -> str | None:
    """Find the decimal mark of a column: its own where it has one, else the file's."""
    own = raw.detected.decimal_by_column.get(column)
    return own.sign if own is not None and own.sign is not None else raw.detected.decimal


def varies_within(patients: np.ndarray, codes: np.ndarray) -> np.ndarray:
    """Tell which patients have more than one value in a column.

    Parameters
    ----------
    patients, codes : ndarray of int, shape (n_rows,)
        Patient and value of each row, -1 for missing; missing values do not count.

    Returns
    -------
    ndarray of bool, shape (n_patients,)
    """
    n = int(patients.max()) + 1 if len(patients) else 0
    first = first_known(patients, codes, n)
    known = (codes >= 0) & (patients >= 0)
    differs = np.zeros(n, dtype=bool)
    differs[patients[known][codes[known] != first[patients[known]]]] = True
    return differs


def first_known(patients: np.ndarray, codes: np.ndarray, n_patients: int) -> np.ndarray:
    """Give each patient's first value that is not missing, -1 where there is none; shape (n_patients,)."""
    known = np.flatnonzero((codes >= 0) & (patients >= 0))[::-1]
    first = np.full(n_patients, -1, dtype=np.int64)
    first[patients[known]] = codes[known]
    return first


def values_of(profile: ColumnProfile, rows: slice = slice(None)) -> np.ndarray:
    """Give the number on every row of a column, NaN where there is none; shape (n_rows,)."""
    codes = profile.codes[rows]
    codes = np.where(codes < len(profile.numbers), codes, -1)
    return np.asarray(np.append(profile.numbers, np.nan)[codes])


def numbers_rows(profile: ColumnProfile) -> bool:
    """Tell whether a column counts the rows: 1, 2, 3 …"""
    numbers = profile.numbers
    if profile.n_distinct != profile.n_rows or not profile.is_whole or len(numbers) < 3:
        return False
    return bool((np.diff(numbers) == 1).all())
