"""What a cell of a printed table holds: text that a file may carry, and a number where it is one."""

import re
from dataclasses import dataclass

from lib.present.common.number_style import THOUSANDS_SPACE, NumberStyle
from lib.present.common.table import PrintTable

#: Characters that XML, so Word and Excel, cannot hold: control characters, halves of surrogate pairs, non-characters.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
#: A whole cell that is a number, by the style it is written in: sign, whole part, decimals. At most fifteen digits,
#: which a spreadsheet keeps; none but a lone 0 starts with 0, so that an identifier such as 007 stays what it is.
_POINT_NUMBER = re.compile(
    r"([−-])?(?=[\d,.]{1,19}$)(0|[1-9]\d{0,14}|[1-9]\d{0,2}(?:,\d{3})+)?(?:\.(\d+))?(?<=\d)"
)
_COMMA_NUMBER = re.compile(
    rf"([−-])?(?=[\d,{THOUSANDS_SPACE}]{{1,19}}$)(0|[1-9]\d{{0,14}}|[1-9]\d{{0,2}}(?:{THOUSANDS_SPACE}\d{{3}})+)?"
    r"(?:,(\d+))?(?<=\d)"
)
#: Where a number at the start of a cell has its decimal mark: what is set before it, and from it on.
_AT_MARK = re.compile(r"([<>≤≥]? ?[−+-]?\d*)([.,]\d+.*|.*)", re.DOTALL)


def clean_text(text: str) -> str:
    """Leave out the characters that no file of this kind can hold."""
    return _UNPRINTABLE.sub("", text)


def split_at_mark(cell: str) -> tuple[str, str]:
    """Split a cell where its number has its decimal mark: `12.5 (3.1)` into `12` and `.5 (3.1)`."""
    found = _AT_MARK.fullmatch(cell)
    return (found[1], found[2]) if found else ("", cell)


@dataclass(frozen=True)
class PlainNumber:
    """A cell that is a number and nothing else: its value, and a spreadsheet's format that shows it as printed."""

    value: float | int
    format: str


def read_number(cell: str, style: NumberStyle) -> PlainNumber | None:
    """Read a cell that is nothing but a number in a style; None for `<.001`, `21 (42.9)`, dashes and words."""
    found = (_COMMA_NUMBER if style.comma else _POINT_NUMBER).fullmatch(cell)
    if not found:
        return None
    sign, whole, decimals = found[1], found[2] or "", found[3] or ""
    digits = re.sub(r"\D", "", whole)
    start = ("#,##0" if len(digits) < len(whole) else "0") if digits else ""
    if not decimals:
        return PlainNumber(int(f"{'-' if sign else ''}{digits}"), start)
    value = float(f"{'-' if sign else ''}{digits or '0'}.{decimals}")
    return PlainNumber(value, f"{start}.{'0' * len(decimals)}")


@dataclass(frozen=True)
class Column:
    """One column of a printed table: its heading, its cells, and whether they are set on their decimal marks."""

    label: str
    detail: str
    cells: tuple[str, ...]
    on_mark: bool


def columns_of(table: PrintTable) -> tuple[Column, ...]:
    """Give the columns of a table; the first is its words, section lines have no part in it."""
    rows = [line.cells for line in table.lines if line.kind != "section"]
    columns = []
    for i, heading in enumerate(table.headings):
        cells = tuple(clean_text(row[i]) for row in rows)
        numbers = i > 0 and not heading.text and not heading.wide
        columns.append(Column(clean_text(heading.label), clean_text(heading.detail), cells, numbers))
    return tuple(columns)
