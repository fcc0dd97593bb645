"""Text cells to numbers and to yes or no: nothing is guessed in silence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from lib.cohort.words import fold

from .decimals import GROUPING
from .words import MISSING_CODES, NO_WORDS, YES_WORDS

PLAIN = re.compile(r"[-+]?(\d+(?:\.\d*)?|\.\d+)([eE][-+]?\d{1,3})?", re.ASCII)
LONGEST_NUMBER = 60
LARGEST_WHOLE = 1e15
OTHER_SIGN = {",": ".", ".": ",", None: ","}
GROUPED = {
    ",": re.compile(
        rf"[-+]?(\d{{1,3}}(\.\d{{3}}){{2,}}|\d{{1,3}}(\.\d{{3}})+(?=,)|\d{{1,3}}([{GROUPING}]\d{{3}})+)(,\d*)?",
        re.ASCII,
    ),
    ".": re.compile(
        rf"[-+]?(\d{{1,3}}(,\d{{3}}){{2,}}|\d{{1,3}}(,\d{{3}})+(?=\.)|\d{{1,3}}([{GROUPING}]\d{{3}})+)(\.\d*)?",
        re.ASCII,
    ),
}
"""Thousands that can be nothing else: grouped twice, followed by a fraction, or grouped by blanks."""

BOTH_WAYS = re.compile(r"[-+]?[1-9]\d{0,2}[.,]\d{3}", re.ASCII)
CENSORED = re.compile(r"\s*[<>≤≥]=?\s*[-+]?\d[\d.,]*.*", re.S)
WITH_UNIT = re.compile(r"[-+]?[\d.,]*\d\s*[^\W\d_%²³µ‰°/][^\d]*.*|[-+]?[\d.,]*\d\s*[%‰°µ].*", re.S)
DATE_LIKE = re.compile(r"\d{1,4}([-./])\d{1,2}\1\d{1,4}.*", re.S)

REASONS = {
    "ambiguous": "could be a fraction or thousands",
    "censored": "a limit of detection (< or >), not a number",
    "unit": "a number with a unit or remark",
    "date": "a date",
    "text": "not a number",
    "infinite": "too large to be a number",
}
"""Why a cell was not read as a number; the keys stand in `ParsedNumbers.reasons`."""


@dataclass(frozen=True, eq=False)
class ParsedNumbers:
    """Numbers read from text cells.

    Attributes
    ----------
    values : float array, one a cell; NaN where missing or not a number.
    not_a_number : row positions (int array) of cells that hold something else; ``reasons`` has their reason codes
        (keys of `REASONS`), ``found`` their texts, both in the same order.
    other_decimal : row positions read although they use the other decimal mark, where no other reading exists.
    missing_codes : (code, number of cells) taken as missing.
    """

    values: np.ndarray
    not_a_number: np.ndarray
    reasons: tuple[str, ...] = ()
    found: tuple[str, ...] = ()
    other_decimal: np.ndarray = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    missing_codes: tuple[tuple[float, int], ...] = ()


def parse_numbers(
    texts: pd.Series,
    decimal: str | None,
    limits: tuple[float, float] | None = None,
    codes: Sequence[float] = (),
) -> ParsedNumbers:
    """Read a column of text as numbers.

    Parameters
    ----------
    texts : text cells, missing as NA.
    decimal : ``","`` or ``"."`` (see `decide_decimal`); None: a number with either sign is read unless it could be
        thousands too.
    limits : smallest and largest possible value; the usual codes (-9, -99, 999 …) are missing only outside them.
    codes : numbers the user named as missing, believed anywhere.

    Returns
    -------
    ParsedNumbers
        ``0,435`` is 0.435 or not a number, never 435. Thousands are read only where they can be nothing else;
        ``<0.10``, ``0.85 mmol/L`` and ``12.05.2020`` are reported, not read.
    """
    distinct, positions = _factorise(texts)
    values, reasons, other = _parse_distinct(distinct, decimal)
    values, counts = _blank_codes(values, positions, limits, codes)
    row_values = np.append(values, np.nan)[positions]
    bad = np.append(np.array([reason is not None for reason in reasons], dtype=bool), False)[positions]
    rows = np.flatnonzero(bad)
    return ParsedNumbers(
        values=row_values,
        not_a_number=rows,
        reasons=tuple(reasons[positions[row]] or "" for row in rows),
        found=tuple(str(distinct[positions[row]]) for row in rows),
        other_decimal=np.flatnonzero(np.append(other, False)[positions]),
        missing_codes=counts,
    )


def parse_values(texts: pd.Series) -> np.ndarray:
    """Read a column of text as numbers, either decimal sign, and give the values alone: NaN for what is none."""
    distinct, positions = _factorise(texts)
    values: np.ndarray = np.append(_parse_distinct(distinct, None)[0], np.nan)[positions]
    return values


def write_number(value: float) -> str | None:
    """Write a number as text with the fifteen digits Excel and SPSS show; NaN and infinity are missing (None).

    Beyond them stands binary noise (0.8500000000000001).
    """
    if not np.isfinite(value):
        return None
    whole = float(value).is_integer() and abs(value) < LARGEST_WHOLE
    return str(int(value)) if whole else format(value, ".15g")


def _factorise(texts: pd.Series) -> tuple[list[str], np.ndarray]:
    """Give the distinct texts and each row's place among them (-1 when missing)."""
    positions, distinct = pd.factorize(texts.astype("str").str.strip().replace("", None))
    return list(distinct), np.asarray(positions, dtype=np.int64)


def _parse_distinct(
    distinct: list[str], decimal: str | None
) -> tuple[np.ndarray, list[str | None], np.ndarray]:
    values = np.full(len(distinct), np.nan)
    reasons: list[str | None] = [None] * len(distinct)
    other = np.zeros(len(distinct), dtype=bool)
    for i, text in enumerate(distinct):
        plain = text.replace(",", ".") if decimal == "," and "." not in text else text
        if (
            decimal is not None
            and len(text) <= LONGEST_NUMBER
            and PLAIN.fullmatch(plain)
            and not (decimal == "," and "." in text)
        ):
            number = float(plain)
        else:
            number, reasons[i], other[i] = _read_with_care(text, decimal)
        if np.isinf(number):
            number, reasons[i] = np.nan, "infinite"
        values[i] = number
    return values, reasons, other


def _read_with_care(text: str, decimal: str | None) -> tuple[float, str | None, bool]:
    """Read one text that is no plain number in this decimal mark: (number, reason, other sign used)."""
    if len(text) > LONGEST_NUMBER:
        return np.nan, "text", False
    text = text.replace("−", "-")
    for sign in (decimal,) if decimal else (".", ","):
        if GROUPED[sign].fullmatch(text):
            digits = re.sub(rf"[{GROUPING}{OTHER_SIGN[sign]}]", "", text)
            return float(digits.replace(",", ".")), None, False
    if PLAIN.fullmatch(text.replace(",", ".", 1)) and text.count(",") + text.count(".") <= 1:
        own = decimal is not None and decimal in text
        if not own and BOTH_WAYS.fullmatch(text):
            return np.nan, "ambiguous", False
        differs = decimal is not None and OTHER_SIGN[decimal] in text
        return float(text.replace(",", ".")), None, differs
    return np.nan, _explain(text), False


def _explain(text: str) -> str:
    if len(text) > LONGEST_NUMBER:
        return "text"
    if CENSORED.fullmatch(text):
        return "censored"
    if DATE_LIKE.fullmatch(text):
        return "date"
    return "unit" if WITH_UNIT.fullmatch(text) else "text"


def _blank_codes(
    values: np.ndarray, positions: np.ndarray, limits: tuple[float, float] | None, codes: Sequence[float]
) -> tuple[np.ndarray, tuple[tuple[float, int], ...]]:
    believed = {float(code) for code in codes}
    if limits is not None:
        believed |= {code for code in MISSING_CODES if not limits[0] <= code <= limits[1]}
    taken = np.isin(values, sorted(believed))
    if not taken.any():
        return values, ()
    uses = np.bincount(positions[positions >= 0], minlength=len(values))
    counts = {code: int(uses[values == code].sum()) for code in np.unique(values[taken])}
    return np.where(taken, np.nan, values), tuple((float(code), count) for code, count in counts.items())


@dataclass(frozen=True, eq=False)
class ParsedYesNo:
    """Yes and no read from text cells.

    ``values`` holds 1.0, 0.0 or NaN (float array, one a cell); ``not_yes_no`` the positions of cells that are neither,
    ``found`` their texts; ``style`` the words used ("tak/nie", "X/empty" …); ``empty_means_no`` whether empty cells
    were read as no; ``reason`` says why.
    """

    values: np.ndarray
    not_yes_no: np.ndarray
    found: tuple[str, ...]
    style: str
    empty_means_no: bool
    reason: str


def parse_yes_no(texts: pd.Series, empty_means_no: bool | None = None) -> ParsedYesNo:
    """Read a column of text as yes or no, in any of the usual languages, accents and case.

    Parameters
    ----------
    texts : text cells, missing as NA.
    empty_means_no : None decides: only where every filled cell is a tick (X, ✓) do empty cells mean no. Elsewhere an
        empty cell is missing.

    Returns
    -------
    ParsedYesNo
    """
    distinct, positions = _factorise(texts)
    folded = [fold(text).rstrip(".") for text in distinct]
    folded = [word[:-2] if re.fullmatch(r"[01][.,]0", word) else word for word in folded]
    known = [1.0 if word in YES_WORDS else 0.0 if word in NO_WORDS else np.nan for word in folded]
    styles = sorted({YES_WORDS.get(word) or NO_WORDS.get(word, "") for word in folded} - {""})
    ticks_only = bool(distinct) and all(YES_WORDS.get(word) == "X/empty" for word in folded)
    empty_is_no = ticks_only if empty_means_no is None else empty_means_no
    values = np.append(np.array(known, dtype=float), 0.0 if empty_is_no else np.nan)[positions]
    unknown = np.append(np.isnan(np.array(known, dtype=float)), False)[positions]
    rows = np.flatnonzero(unknown)
    reason = "only ticks occur, so an empty cell means no" if ticks_only and empty_is_no else ""
    return ParsedYesNo(
        values=values,
        not_yes_no=rows,
        found=tuple(distinct[positions[row]] for row in rows),
        style=" and ".join(styles),
        empty_means_no=empty_is_no,
        reason=reason or ("an empty cell means no, as chosen" if empty_is_no else "an empty cell is missing"),
    )
