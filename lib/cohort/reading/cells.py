"""Work on all cells at once: columns are laid end to end in blocks, so wide tables cost no more than long ones."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from .words import NOT_MISSING_BESIDE

CELLS_A_BLOCK = 2_000_000

MAX_CELL_CHARACTERS = 2_000
"""What is kept of a cell: no number, code, word or date is longer, and no pattern sees more."""


def in_blocks(frame: pd.DataFrame) -> Iterator[tuple[list[int], pd.Series]]:
    """Give blocks of columns: their positions, and their cells as one series, column after column."""
    n_rows, n_columns = frame.shape
    step = max(CELLS_A_BLOCK // max(n_rows, 1), 1)
    columns = [column.array for _, column in frame.items()]
    for start in range(0, n_columns, step):
        block = columns[start : start + step]
        chunks = [chunk for array in block for chunk in _chunks(array)]
        cells = pa.chunked_array(chunks, type=pa.large_string()).combine_chunks()
        yield list(range(start, start + len(block))), pd.Series(pd.array(cells, dtype="str"))


def _chunks(array: Any) -> list[pa.Array]:
    """Give a column's cells as Arrow's arrays of text."""
    cells = pa.array(array, type=pa.large_string())
    return cells.chunks if isinstance(cells, pa.ChunkedArray) else [cells]


def _split(cells: pd.Series, n_rows: int, positions: list[int], columns: pd.Index) -> dict[object, object]:
    array = cells.array
    borders = pairwise(range(0, n_rows * len(positions) + 1, n_rows)) if n_rows else [(0, 0)] * len(positions)
    return {columns[j]: array[start:end] for j, (start, end) in zip(positions, borders, strict=True)}


def trim_cells(frame: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    """Trim every cell; what is empty then becomes NA. Cells beyond `MAX_CELL_CHARACTERS` are cut, and counted."""
    trimmed: dict[object, object] = {}
    changed, n_cut = False, 0
    for positions, cells in in_blocks(frame):
        bare = cells.str.strip()
        long = (bare.str.len() > MAX_CELL_CHARACTERS).to_numpy(dtype=bool, na_value=False)
        if long.any():
            bare = bare.str.slice(0, MAX_CELL_CHARACTERS)
            n_cut += int(long.sum())
        bare = bare.mask(bare == "")
        changed = changed or not bare.equals(cells)
        if changed or len(positions) < frame.shape[1]:
            trimmed |= _split(bare, len(frame), positions, frame.columns)
    return (pd.DataFrame(trimmed, index=frame.index) if changed else frame), n_cut


def mark_missing(
    frame: pd.DataFrame, marks: Sequence[str]
) -> tuple[pd.DataFrame, tuple[tuple[str, int], ...]]:
    """Turn missing marks into NA and count each; "-" stays in a column that also holds "+"."""
    n_rows, counts = len(frame), Counter[str]()
    columns: dict[str, Any] = {}
    for positions, cells in in_blocks(frame):
        found = cells.isin(list(marks)).to_numpy().copy()
        if not found.any():
            continue
        touched = np.unique(np.flatnonzero(found) // n_rows).tolist()
        for j in touched:
            part = slice(j * n_rows, (j + 1) * n_rows)
            found[part] &= ~_meant_as_no(cells.iloc[part], found[part])
        counts.update({str(mark): n for mark, n in cells[found].value_counts().items()})
        masked = cells.mask(found).array
        columns |= {frame.columns[positions[j]]: masked[j * n_rows : (j + 1) * n_rows] for j in touched}
    return (frame.assign(**columns) if columns else frame), tuple(counts.most_common())


def _meant_as_no(column: pd.Series, found: np.ndarray) -> np.ndarray:
    """Say which of the marks found in a column stand beside a "yes" that makes them a "no"."""
    seen = {mark for mark in column[found].unique() if mark.lower() in NOT_MISSING_BESIDE}
    kept = []
    for mark in seen:
        words = NOT_MISSING_BESIDE[mark.lower()]
        if column.isin([form for word in words for form in (word, word.capitalize(), word.upper())]).any():
            kept.append(mark)
    return column.isin(kept).to_numpy() if kept else np.zeros(len(column), dtype=bool)


def count_matches(frame: pd.DataFrame, patterns: Mapping[str, Sequence[str]]) -> dict[str, np.ndarray]:
    """Count, for each sign, the cells that hold it and match each of its patterns: int arrays (patterns × columns)."""
    counts = {sign: np.zeros((len(some), frame.shape[1]), dtype=np.int64) for sign, some in patterns.items()}
    for positions, cells in in_blocks(frame):
        for sign in patterns:
            places = np.flatnonzero(cells.str.contains(sign, regex=False, na=False).to_numpy())
            if not len(places):
                continue
            some, owners = cells.iloc[places], places // len(frame)
            for i, pattern in enumerate(patterns[sign]):
                hits = some.str.match(pattern, na=False).to_numpy()
                counts[sign][i, positions] = np.bincount(owners[hits], minlength=len(positions))
    return counts
