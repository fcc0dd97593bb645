"""The rows of a printed table as a reader sees them: labels, and cells by the words of their headings."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lib.present.common.table import PrintTable

LEVEL = 0.05


@dataclass(frozen=True)
class Row:
    """One row: its label, and its cells by the words of their headings."""

    label: str
    cells: dict[str, str]

    def value(self, *names: str) -> float:
        """The number in the first of these columns that the table has; NaN for a dash."""
        return next((number(self.cells[name]) for name in names if name in self.cells), float("nan"))


def number(cell: str) -> float:
    """Read a cell: `.031`, `<.001` (as half of it), `20 (40.8) [28 to 54]` (its first number); NaN for a dash."""
    text = cell.replace("−", "-").replace(",", "").strip()
    found = re.match(r"([<>]?)\s*(-?\d*\.?\d+)", text)
    if found is None:
        return float("nan")
    value = float(found[2])
    return value / 2 if found[1] == "<" else (1 + value) / 2 if found[1] == ">" else value


def rows_of(table: PrintTable) -> list[Row]:
    """The rows of a table, without section headings; a letter that refers to a note is taken off the label."""
    names = [" ".join(part for part in (h.label, h.detail) if part) for h in table.headings]
    return [
        Row(re.sub(r" \([a-z]\)$", "", line.cells[0]), dict(zip(names, line.cells, strict=True)))
        for line in table.lines
        if line.kind == "row"
    ]


def text_of(table: PrintTable) -> str:
    """Everything that stands in a table."""
    parts = [table.caption, *table.notes]
    parts += [f"{h.label} {h.detail}" for h in table.headings]
    parts += [cell for line in table.lines for cell in line.cells]
    return " | ".join(parts)
