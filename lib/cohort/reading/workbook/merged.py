"""Merged cells of a workbook: what is written once for several rows counts for each of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from lib.cohort.reading.header import clean_text
from lib.cohort.reading.table import ReadingFinding, count_of, name_some, plain_name

Rows = list[tuple[int, list[Any]]]
"""(sheet row from 1, its cells) of the rows that hold something."""

Range = tuple[tuple[int, int], tuple[int, int]]


def fill_merged(
    rows: Rows, ranges: Sequence[Range], names: Sequence[str], name: str
) -> tuple[ReadingFinding, ...]:
    """Repeat a cell merged with those below it in each of its rows.

    Parameters
    ----------
    rows : rows below the header, changed in place.
    ranges : merged ranges, each (first row, first column), (last row, last column), from 0.
    names : names of the columns.
    name : the file's name, for the sentence.

    Returns
    -------
    tuple of ReadingFinding
        One that names the columns filled, or none.
    """
    places = {number: place for place, (number, _) in enumerate(rows)}
    filled = Counter[int]()
    for (top, left), (bottom, _) in ranges:
        first = places.get(top + 1)
        if first is None or bottom == top or left >= len(rows[first][1]):
            continue
        value = rows[first][1][left]
        for number in range(top + 2, bottom + 2):
            place = places.get(number)
            if place is None or value == "":
                continue
            cells = rows[place][1]
            cells.extend([""] * (left + 1 - len(cells)))
            if cells[left] == "":
                cells[left] = value
                filled[left] += 1
    if not filled:
        return ()
    columns = [f"“{clean_text(names[j]) if j < len(names) else f'column {j + 1}'}”" for j in sorted(filled)]
    return (
        ReadingFinding(
            "merged_cells",
            "warning",
            f"{plain_name(name)}, column{'s' * (len(columns) > 1)} {name_some(columns)}",
            f"merged cells; their value was repeated in {count_of(filled.total(), 'row')}",
            "a value in every row",
            "Check in the preview that each row has the value that belongs to it.",
        ),
    )
