"""A label written only in the first of its rows, as merged cells are exported."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from lib.cohort.words import spaced

from ..table import ReadingFinding, count_of, name_some, plain_name

MAX_LABELS = 6
MIN_ROWS_A_LABEL = 3
LOOKED_AT_COLUMNS = 6
GROUP_NAME = re.compile(
    r"(?:treatment|study|patient|pat)? ?(?:group|grp|arm|cohort|treatment|cohorte|drug|condition)(?: name)?"
    r"|grupa(?: \w{1,20})?"
    r"|ramie(?: \w{1,20})?|leczenie|lek|kohorta|gruppe|arm|behandlung|kohorte|diagnos[ie]s?|diagnoza|rozpoznanie|groupe"
)


def fill_group_labels(
    frame: pd.DataFrame, numbers: np.ndarray, name: str
) -> tuple[pd.DataFrame, tuple[ReadingFinding, ...]]:
    """Repeat such labels down their rows where the pattern is unmistakable; else say that they may be labels.

    Unmistakable: few labels, each written once, the first in the first row, each followed by at least two blank cells
    on average, in a column called group (or the like) or left of the column that tells patients apart.
    """
    columns = list(frame.columns[:LOOKED_AT_COLUMNS])
    candidates = [column for column in columns if _is_sparse_label(frame[column])]
    patient = next(
        (column for column in columns if column not in candidates and _tells_apart(frame[column])), None
    )
    if not candidates or patient is None:
        return frame, ()
    certain = [
        column
        for column in candidates
        if GROUP_NAME.fullmatch(spaced(str(column))) or columns.index(column) < columns.index(patient)
    ]
    findings = []
    if certain:
        filled = int(sum(frame[column].isna().sum() for column in certain))
        frame = frame.assign(**{column: frame[column].ffill() for column in certain})
        found = (
            f"labels only in the first of their rows; they were repeated in {count_of(filled, 'row')} below"
        )
        step = "Check in the preview that each row has the label that belongs to it."
        findings.append(_finding("group_labels", name, certain, found, step))
    unsure = [column for column in candidates if column not in certain]
    if unsure:
        found = (
            "few values, each followed by blank cells, as where a label stands only in the first of its rows"
        )
        step = "If each value holds for the rows below it, write it in each row; blank cells are read as missing now."
        findings.append(_finding("sparse_labels", name, unsure, found, step))
    return frame, tuple(findings)


def _finding(code: str, name: str, columns: list[str], found: str, step: str) -> ReadingFinding:
    shown = name_some([f"“{column}”" for column in columns])
    where = f"{plain_name(name)}, column{'s' * (len(columns) > 1)} {shown}"
    return ReadingFinding(code, "warning", where, found, "a value in every row", step)


def _is_sparse_label(column: pd.Series) -> bool:
    filled = column.notna().to_numpy()
    n_labels = int(filled.sum())
    if not (2 <= n_labels <= MAX_LABELS and filled[0]) or len(column) < MIN_ROWS_A_LABEL * n_labels:
        return False
    texts = column[filled]
    places = np.append(np.flatnonzero(filled), len(column))
    spread = bool((np.diff(places) >= 2).all())
    return spread and texts.is_unique and not any(any(map(str.isdigit, text[:60])) for text in texts)


def _tells_apart(column: pd.Series) -> bool:
    texts = column.dropna()
    codes = all(text[:60].replace("-", "").replace("_", "").isalnum() for text in texts.head(60))
    return len(texts) == len(column) and texts.is_unique and codes
