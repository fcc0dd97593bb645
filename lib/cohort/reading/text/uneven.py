"""Rows with another number of cells than the header: evened out, remembered, told with their lines."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lib.cohort.reading.table import ReadingFinding, Severity, name_some, plain_name, shorten
from lib.cohort.reading.text.dialect import Dialect

UNEVEN_REMEMBERED = 10_000
MOSTLY = 0.9

NEXT_STEPS = {
    "long_rows": "Put cells that hold the delimiter in quotation marks, or choose another delimiter.",
    "short_rows": "They are read as empty at the end of the row; check that no cell is blank in the middle.",
    "swallowed_rows": "Correct the quotation marks there, or read quotation marks as ordinary characters.",
}


@dataclass
class UnevenRows:
    """Lines whose number of cells differs from the header's (at most ten thousand are kept by line)."""

    short: list[int] = field(default_factory=list)
    long: list[int] = field(default_factory=list)
    n_short: int = 0
    n_long: int = 0
    example: str = ""
    swallowed: list[int] = field(default_factory=list)


def even_out(
    rows: list[list[str]],
    begins: list[int],
    ends: list[int],
    width: int,
    dialect: Dialect,
    uneven: UnevenRows,
) -> None:
    """Pad short rows and cut long ones, remembering which; look into cells that span many lines."""
    for i, size in enumerate(map(len, rows)):
        if size == width:
            continue
        row = rows[i]
        if size < width:
            if any(cell.strip() for cell in row):
                uneven.n_short += 1
                if len(uneven.short) < UNEVEN_REMEMBERED:
                    uneven.short.append(begins[i])
            row.extend([""] * (width - size))
        else:
            if any(cell.strip() for cell in row[width:]):
                uneven.n_long += 1
                uneven.example = uneven.example or shorten(dialect.delimiter.join(row))
                if len(uneven.long) < UNEVEN_REMEMBERED:
                    uneven.long.append(begins[i])
            del row[width:]
    if begins and ends[-1] - begins[0] >= len(ends):
        _find_swallowed(rows, begins, width, dialect, uneven)


def _find_swallowed(
    rows: list[list[str]], begins: list[int], width: int, dialect: Dialect, uneven: UnevenRows
) -> None:
    least = max(2, width - 1)
    for row, begin in zip(rows, begins, strict=True):
        for cell in row:
            if "\n" in cell or "\r" in cell:
                inside = max(line.count(dialect.delimiter) for line in re.split(r"[\r\n]+", cell))
                if inside >= least and dialect.delimiter != " " and len(uneven.swallowed) < UNEVEN_REMEMBERED:
                    uneven.swallowed.append(begin)
                    break


def describe_uneven(
    uneven: UnevenRows, width: int, n_rows: int, dialect: Dialect, name: str
) -> list[ReadingFinding]:
    """Say as findings which lines were uneven.

    A short row is an error where its values may stand under the wrong names: between aligned blanks, or when
    nearly all rows are short.
    """
    shifted = dialect.delimiter == " " or uneven.n_short > MOSTLY * n_rows
    values, pairs = f"{width} values a row", "quotation marks in pairs"
    severity: dict[str, Severity] = {"short_rows": "error" if shifted else "warning"}
    found = {
        "long_rows": (uneven.long, uneven.n_long, f"more values than columns (“{uneven.example}”)", values),
        "short_rows": (uneven.short, uneven.n_short, "fewer values than columns", values),
        "swallowed_rows": (
            uneven.swallowed,
            len(uneven.swallowed),
            "a cell that holds what look like whole rows",
            pairs,
        ),
    }
    return [
        ReadingFinding(
            code=code,
            severity=severity.get(code, "error"),
            where=f"{plain_name(name)}, line {name_some(lines, total)}",
            found=what,
            expected=expected,
            next_step=NEXT_STEPS[code],
            rows=tuple(lines),
        )
        for code, (lines, total, what, expected) in found.items()
        if total
    ]
