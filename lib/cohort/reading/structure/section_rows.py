"""Rows of nothing but a heading or a footnote are no patients; a heading is the group of the rows below it."""

from __future__ import annotations

import re
from itertools import pairwise

import numpy as np
import pandas as pd

from ..table import ReadingFinding, name_some, plain_name, shorten

MIN_COLUMNS = 3
FIRST_COLUMNS = 2
LOOKED_AT_FIRST = 12
"""Columns by which rows are chosen that are then looked at whole."""

MOSTLY_FILLED = 0.8
"""Share of the other rows that must have a cell where a heading has its own; else it is an id written once."""

MAX_HEADINGS = 12
MIN_ROWS_A_HEADING = 2
LONGEST_SHAPE = 60
MIN_PATIENTS = 3
PATIENT_NAMES = ("Patient", "Patient above the rows")
HEADING_NAMES = ("Group", "Group above the rows", "Heading of the rows")


def read_section_rows(
    frame: pd.DataFrame, numbers: np.ndarray, name: str
) -> tuple[pd.DataFrame, np.ndarray, tuple[ReadingFinding, ...]]:
    """Take out rows whose one filled cell is unlike the others of its column.

    Headings (each with rows below it) become a column of groups, or of patients where the same visits follow each;
    footnotes below the last row are skipped.

    Returns
    -------
    DataFrame, ndarray, tuple of ReadingFinding
        Rows and their numbers without them, and a finding for each kind.
    """
    lone = _lone_rows(frame)
    if not len(lone):
        return frame, numbers, ()
    texts = {row: str(frame.iloc[row].dropna().iloc[0]) for row in lone.tolist()}
    ending = len(frame)
    while ending - 1 in texts:
        ending -= 1
    feet = [row for row in texts if row >= ending]
    headings = [row for row in texts if row < ending]
    findings = [_footnotes(name, feet, texts, numbers)] if feet else []
    taken = np.isin(np.arange(len(frame)), feet)
    of_patients = _are_patients(frame, headings, ending)
    if headings and (of_patients or _are_headings([*headings, ending])):
        groups = pd.Series(pd.NA, index=frame.index, dtype=object)
        groups.iloc[headings] = [shorten(texts[row]) for row in headings]
        names = PATIENT_NAMES if of_patients else HEADING_NAMES
        column = next((n for n in names if n not in frame.columns), names[-1] + " (2)")
        frame = frame.assign(**{column: groups.ffill().astype("str")})
        if of_patients:
            frame = frame[[column, *frame.columns[:-1]]]
        taken[headings] = True
        findings.append(_headings(name, headings, texts, numbers, column))
    elif headings:
        findings.append(_unclear(name, headings, texts, numbers))
    return frame[~taken].reset_index(drop=True), numbers[~taken], tuple(findings)


def _lone_rows(frame: pd.DataFrame) -> np.ndarray:
    """Find the rows with one filled cell, near the left edge, whose text is unlike the others there."""
    none = np.empty(0, dtype=int)
    if frame.shape[1] < MIN_COLUMNS:
        return none
    alone = _n_filled(frame.iloc[:, :LOOKED_AT_FIRST]) == 1
    if alone.any() and frame.shape[1] > LOOKED_AT_FIRST:
        alone[alone] = _n_filled(frame[alone]) == 1
    if not alone.any() or alone.mean() > 0.5:
        return none
    for place in range(FIRST_COLUMNS):
        column = frame.iloc[:, place]
        here = alone & column.notna().to_numpy()
        others = column[~alone]
        if not here.any() or others.notna().mean() < MOSTLY_FILLED:
            continue
        usual = {_shape(text) for text in others.dropna().unique()}
        rows = np.flatnonzero(here)
        odd = [_is_words(text) and _shape(text) not in usual for text in column.iloc[rows]]
        return np.asarray(rows[np.array(odd, dtype=bool)])
    return none


def _n_filled(frame: pd.DataFrame) -> np.ndarray:
    filled = np.zeros(len(frame), dtype=int)
    for _, column in frame.items():
        filled += column.notna().to_numpy()
    return filled


def _shape(text: str) -> str:
    return re.sub(r"[^\W\d]+", "a", re.sub(r"\d+", "9", text[:LONGEST_SHAPE]))


def _is_words(text: str) -> bool:
    return re.search(r"[^\W\d]{3}", text[:LONGEST_SHAPE]) is not None


def _are_headings(bounds: list[int]) -> bool:
    return len(bounds) <= MAX_HEADINGS + 1 and bool(np.diff(bounds).min() > MIN_ROWS_A_HEADING)


def _are_patients(frame: pd.DataFrame, headings: list[int], ending: int) -> bool:
    """Tell headings that each stand above the visits of one patient: the rows below have the same names every time."""
    if len(headings) < MIN_PATIENTS or headings[0] != 0:
        return False
    first = frame.iloc[:, 0]
    bounds = [*headings, ending]
    below = [tuple(first.iloc[a + 1 : b]) for a, b in pairwise(bounds)]
    usual = max(set(below), key=below.count)
    heads = first.iloc[headings]
    several = len(usual) > 1 and below.count(usual) * 2 > len(below)
    return bool(heads.is_unique) and several and all(set(rows) <= set(usual) for rows in below)


def _where(name: str, rows: list[int], numbers: np.ndarray) -> tuple[str, tuple[int, ...]]:
    lines = tuple(int(numbers[row]) for row in rows)
    return f"{plain_name(name)}, row{'s' * (len(lines) > 1)} {name_some(lines)}", lines


def _quoted(rows: list[int], texts: dict[int, str]) -> str:
    return name_some(list(dict.fromkeys(f"“{shorten(texts[row])}”" for row in rows)))


def _footnotes(name: str, rows: list[int], texts: dict[int, str], numbers: np.ndarray) -> ReadingFinding:
    where, lines = _where(name, rows, numbers)
    return ReadingFinding(
        "foot_rows",
        "warning",
        where,
        f"nothing but {_quoted(rows, texts)} below the table; read as a note, not as a patient",
        "one row a patient or a visit",
        "If such a row is a patient, give it an identifier like the others.",
        lines,
    )


def _headings(
    name: str, rows: list[int], texts: dict[int, str], numbers: np.ndarray, column: str
) -> ReadingFinding:
    where, lines = _where(name, rows, numbers)
    return ReadingFinding(
        "section_rows",
        "warning",
        where,
        f"nothing but {_quoted(rows, texts)}; read as headings and written beside the rows below them, in the column "
        f"“{column}”",
        "one row a patient or a visit",
        "Check in the preview that each row has the heading that belongs to it.",
        lines,
    )


def _unclear(name: str, rows: list[int], texts: dict[int, str], numbers: np.ndarray) -> ReadingFinding:
    where, lines = _where(name, rows, numbers)
    return ReadingFinding(
        "lone_rows",
        "warning",
        where,
        f"nothing but {_quoted(rows, texts)}, unlike the other identifiers; each is counted as a patient",
        "one row a patient or a visit",
        "Delete rows that are no patients.",
        lines,
    )
