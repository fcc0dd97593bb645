"""Rows that summarise the others (mean, SD, total) are no patients."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from lib.cohort.words import fold

from ..table import ReadingFinding, name_some, plain_name, shorten

CERTAIN = frozenset(
    word
    for words in (
        "mean|means|average|avg|total|totals|subtotal|grand total|sum|sums|median|standard deviation|std dev",
        "std. dev|mean (sd)|mean ± sd|mean±sd|mean +/- sd|median (iqr)|moyenne|media|ecart-type",
        "srednia|srednia arytmetyczna|mediana|odchylenie standardowe|odch. std|odch.std|razem|ogolem|suma|lacznie",
        "srednia ± sd|mittel|mittelwert|mittelwerte|standardabweichung|summe|gesamt|gesamtsumme|insgesamt",
        "durchschnitt|mittelwert ± sd",
    )
    for word in words.split("|")
)
"""Words that name a summary wherever the row stands, in lower case without accents."""

BESIDE = frozenset(
    word
    for words in (
        "n|sd|s.d|std|stdev|se|sem|s.e.m|min|max|minimum|maximum|range|iqr|q1|q3|count|missing|braki|rozstep|cv|p",
        "p-value|p value|variance|wariancja|varianz|ci|95% ci|licznosc|anzahl|liczba|var|skewness|kurtosis",
    )
    for word in words.split("|")
)
"""Words that name one only beside another summary or at the end of the table."""

COUNT = re.compile(r"n ?= ?\d{1,7}")
WORDS = re.compile(r"[^\W\d][^\d]{0,39}(?:= ?\d{1,7})?|95 ?% CI", re.I)
"""What may name a summary: words without a digit, or a count. Codes of patients are sorted out by it at once."""

WORDS_OF_A_LABEL = 3
MAX_SHARE = 0.5


def _label(cells: np.ndarray) -> str:
    """The first filled cell of a row, folded."""
    for cell in cells[:WORDS_OF_A_LABEL]:
        if isinstance(cell, str):
            return " ".join(fold(cell).rstrip(".:").split())
    return ""


def drop_summary_rows(
    frame: pd.DataFrame, numbers: np.ndarray, name: str
) -> tuple[pd.DataFrame, np.ndarray, tuple[ReadingFinding, ...]]:
    """Leave out the rows whose first word says that they summarise others.

    Returns
    -------
    DataFrame, ndarray, tuple of ReadingFinding
        Rows and their numbers without them, and a finding that names them; a table of nothing but summaries is kept
        whole, with an error.
    """
    n_head = min(WORDS_OF_A_LABEL, frame.shape[1])
    heads = [frame.iloc[:, j] for j in range(n_head)]
    hints = np.zeros(len(frame), dtype=bool)
    for column in heads:
        hints |= column.isin(_spellings(column)).to_numpy()
    if not hints.any():
        return frame, numbers, ()
    labels = {
        row: _label(frame.iloc[row, :n_head].to_numpy(dtype=object)) for row in np.flatnonzero(hints).tolist()
    }
    found = _certain(labels, len(frame))
    if not found:
        return frame, numbers, ()
    words = list(dict.fromkeys(f"“{shorten(labels[row])}”" for row in found))
    lines = tuple(int(numbers[row]) for row in found)
    if len(found) > MAX_SHARE * len(frame):
        return frame, numbers, (_only_summaries(name, words, lines),)
    kept = np.ones(len(frame), dtype=bool)
    kept[found] = False
    finding = ReadingFinding(
        "summary_rows",
        "warning",
        f"{plain_name(name)}, row{'s' * (len(lines) > 1)} {name_some(lines)}",
        f"{name_some(words)}: rows that summarise others; they are no patients and were skipped",
        "one row a patient or a visit",
        "If such a row is a patient, give it another identifier.",
        lines,
    )
    return frame[kept].reset_index(drop=True), numbers[kept], (finding,)


def _spellings(column: pd.Series) -> list[str]:
    """The distinct short texts of a column that may name a summary."""
    distinct = [text for text in column.dropna().unique() if WORDS.fullmatch(text)]
    return [text for text in distinct if _names_summary(" ".join(fold(text).rstrip(".:").split()))]


def _names_summary(text: str) -> bool:
    return text in CERTAIN or text in BESIDE or COUNT.fullmatch(text) is not None


def _certain(labels: dict[int, str], n_rows: int) -> list[int]:
    """Rows named by a certain word, and those of other words that follow or precede them or end the table."""
    found = {row for row, text in labels.items() if text in CERTAIN}
    others = [row for row, text in labels.items() if text not in CERTAIN and _names_summary(text)]
    ending = n_rows - 1
    while ending in labels and _names_summary(labels[ending]):
        ending -= 1
    at_end = {row for row in others if row > ending}
    # One short word at the end may be an identifier ("n", "p"); two in a row are none.
    if found or len(at_end) > 1 or any(COUNT.fullmatch(labels[row]) for row in at_end):
        found |= at_end
    grown = True
    while grown:
        near = {row for row in others if row not in found and (row - 1 in found or row + 1 in found)}
        found |= near
        grown = bool(near)
    return sorted(found)


def _only_summaries(name: str, words: list[str], lines: tuple[int, ...]) -> ReadingFinding:
    return ReadingFinding(
        "only_summaries",
        "error",
        plain_name(name),
        f"mostly rows that summarise others ({name_some(words)})",
        "one row a patient or a visit",
        "Use the table that these summaries were computed from.",
        lines,
    )
