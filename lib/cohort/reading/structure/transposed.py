"""Tables that lie on their side: a column a patient, a row a measure."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

import numpy as np
import pandas as pd

from lib.cohort.catalogue import read_analytes, read_scales
from lib.cohort.vocabulary import read_column_words
from lib.cohort.words import spaced

from ..header import MAX_NAME_CHARACTERS, clean_text
from ..table import RawGrid, ReadingFinding, plain_name

MIN_PATIENTS = 4
MAX_MEASURES = 200
MOSTLY = 0.8
MIN_KNOWN = 0.3
CODE = re.compile(r"([^\W\d]{0,12}[-_/. ]{0,2})(\d{1,9})")
NUMBER = re.compile(r"[-+]?\d{1,9}(?:[.,]\d{1,9})?")
ASIDE = frozenset({"patient", "visit"})


def find_transposed(frame: pd.DataFrame, name: str) -> tuple[ReadingFinding, ...]:
    """Find out whether patients stand in columns: codes of one form as names, measures in the first column."""
    frame = _with_names(frame)
    first, others = frame.iloc[:, 0], [str(column) for column in frame.columns[1:]]
    if not (len(others) >= MIN_PATIENTS and 2 <= len(frame) <= MAX_MEASURES) or first.isna().any():
        return ()
    if not _are_codes(others) or _are_codes(list(first)) or not first.is_unique:
        return ()
    known = np.mean([_is_known(text) for text in first])
    if known < MIN_KNOWN and not (known > 0 and _rows_are_alike(frame)):
        return ()
    return (
        ReadingFinding(
            "transposed",
            "error",
            plain_name(name),
            "patients in columns and measures in rows",
            "one row a patient or a visit",
            "Have it read with patients in columns, or transpose the table and upload it again.",
        ),
    )


def _with_names(frame: pd.DataFrame) -> pd.DataFrame:
    """Take a first row of patients' numbers, with nothing above the measures, for the names that it is."""
    first = list(frame.iloc[0])
    if isinstance(first[0], str) or not all(isinstance(cell, str) for cell in first[1:]):
        return frame
    return frame.iloc[1:].set_axis(["", *first[1:]], axis=1)


def _are_codes(texts: list[str]) -> bool:
    """Whether nearly all texts are numbers or codes of one form (P01, P02)."""
    forms = Counter[str]()
    seen = set()
    for text in texts:
        match = CODE.fullmatch(text[:60])
        if match:
            forms[match.group(1)] += 1
            seen.add(text)
    return (
        bool(forms)
        and forms.most_common(1)[0][1] >= MOSTLY * len(texts)
        and len(seen) > MOSTLY * len(texts) - 1
    )


def _is_known(text: str) -> bool:
    words = spaced(text[:MAX_NAME_CHARACTERS])
    heads = {words, *(words.partition(" ")[::2])}
    return any(
        entry.role not in ASIDE and any(entry.pattern.fullmatch(part) for part in heads if part)
        for entry in read_column_words()
    ) or _names_measure(words)


def _names_measure(words: str) -> bool:
    heads = {words, words.partition(" ")[0]} - {""}
    patterns = [
        *(scale.pattern for scale in read_scales()),
        *(analyte.pattern for analyte in read_analytes()),
    ]
    return any(pattern.fullmatch(head) for pattern in patterns for head in heads)


def _rows_are_alike(frame: pd.DataFrame) -> bool:
    """Whether rows hold one kind of value each while columns hold several."""
    cells = frame.iloc[:, 1:].to_numpy(dtype=object)
    numeric = np.array(
        [[isinstance(c, str) and NUMBER.fullmatch(c[:60]) is not None for c in row] for row in cells]
    )
    rows, columns = numeric.mean(axis=1), numeric.mean(axis=0)
    pure = np.mean((rows < 0.1) | (rows > 0.9))
    mixed = np.mean((columns > 0.05) & (columns < 0.95))
    return bool(pure > MOSTLY and mixed > MOSTLY)


def transpose_grid(grid: RawGrid) -> RawGrid:
    """Turn columns into rows: the names become the first column, the first column's texts become the names."""
    names = [clean_text(name) for name in grid.columns]
    body = grid.frame.fillna("")
    if not any(names):
        names, body = [clean_text(text) for text in body.iloc[0]], body.iloc[1:]
    measures = [clean_text(text) for text in body[0]]
    columns = [names[1:], *(list(map(str, row)) for row in body.iloc[:, 1:].to_numpy(dtype=object))]
    frame = pd.DataFrame({j: pd.array(column, dtype="str") for j, column in enumerate(columns)})
    return replace(
        grid,
        columns=(names[0] or "patient", *measures),
        frame=frame,
        row_numbers=np.arange(2, len(frame) + 2, dtype=np.int64),
        notes=(*grid.notes, "Read with patients in columns; row numbers count the columns of the file."),
        labels_by_position={},
    )
