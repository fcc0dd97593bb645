"""Another paper's table, as pasted text: read into a printed table, with every part that could not be read.

The form of a table: one header line, one line a row, cells apart by tab, semicolon or comma. The header names a
column for each group with its size, such as `Responder (n = 9)`; `All`, `Total` or `Overall` starts the name of the
column of all patients; `p` and `V` name the test. Cells are `6 (66.7)` for counts and `28.00 (4.64)` for means.
"""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from lib.analysis.published.relations import is_exhaustive
from lib.analysis.published.table import DASHES, Place, PrintedRow, PrintedTable, infer_sizes, read_counts
from lib.stats.published.printed import Printed, read_printed

#: Limits of what is read, in characters, lines and columns.
MAX_CHARACTERS, MAX_ROWS, MAX_COLUMNS = 400_000, 1_000, 40
#: Names of the columns that are no groups.
P_NAMES = ("p", "p value", "p-value", "p-val", "pvalue")
EFFECT_NAMES = ("v", "cramér's v", "cramér’s v", "cramer's v", "cramers v", "effect", "effect size")
WHOLE_NAMES = ("all", "total", "overall", "whole")
#: Word in a row's label that says its mean is one of whole numbers.
WHOLE_NUMBERS = "whole"
OWN_TABLE = "Your table"
_SIZE = re.compile(r"\(?\s*\bn\s*=\s*(\d+)\s*\)?", re.IGNORECASE)
_THOUSANDS = re.compile(r"\d{1,3}(,\d{3})+")
_CELL = re.compile(
    r"(?P<first>[\d.,−–-]*\d)(?:\s*/\s*\d+)?\s*(?P<percent>%)?\s*(?:\(\s*(?P<second>[\d.,]*\d)\s*%?\s*\))?"
)


@dataclass(frozen=True)
class TextFault:
    """One thing that could not be read: where, what was found, what was expected."""

    place: str
    found: str
    expected: str

    def __str__(self) -> str:
        return f"{self.place}: found {self.found}; expected {self.expected}."


@dataclass(frozen=True)
class _Header:
    """What each column of the pasted table is."""

    places: tuple[Place, ...]
    columns: tuple[int, ...]
    p: int | None
    effect: int | None


Found = tuple[PrintedTable | None, tuple[Place, ...], tuple[TextFault, ...]]


def read_own_table(text: str) -> Found:
    """Read a pasted table of counts by group.

    Parameters
    ----------
    text : str
        In the form this module's head describes.

    Returns
    -------
    table : PrintedTable or None
        With sizes worked out from percentages where the header gives none; None where nothing can be read.
    places : tuple of Place
        The columns as the header gives them.
    faults : tuple of TextFault
        Every part that could not be read; it is left out of the table.
    """
    if len(text) > MAX_CHARACTERS:
        return None, (), (too_long(text),)
    try:
        lines = _split(text)
    except csv.Error as error:
        expected = "one line a row, cells apart by tab, semicolon or comma"
        return None, (), (TextFault("The text", f"what is no table ({error})", expected),)
    if not 2 <= len(lines) <= MAX_ROWS:
        found = {0: "no line", 1: "one line"}.get(len(lines), f"{len(lines):,} lines")
        expected = "a header line and at least one row" if len(lines) < 2 else f"at most {MAX_ROWS:,}"
        return None, (), (TextFault("The text", found, expected),)
    header = _read_header(lines[0][1])
    if isinstance(header, TextFault):
        return None, (), (header,)
    faults: list[TextFault] = []
    rows = [row for number, cells in lines[1:] for row in _read_row(number, cells, header, faults)]
    if not any(row.is_count or row.is_mean or any(row.percents) for row in rows):
        nothing = TextFault("The table", "no row with numbers", "counts such as “6 (66.7)”")
        return None, header.places, tuple(faults) or (nothing,)
    return _assemble(header, _with_columns(rows)), header.places, tuple(faults)


def too_long(text: str) -> TextFault:
    """Say that a text is too long to be read."""
    return TextFault("The text", f"{len(text):,} characters", f"at most {MAX_CHARACTERS:,}")


def _assemble(header: _Header, rows: list[PrintedRow]) -> PrintedTable:
    inferred = infer_sizes(tuple(rows), len(header.places))
    sized = zip(header.places, inferred, strict=True)
    places = tuple(replace(place, size=place.size or size) for place, size in sized)
    table = PrintedTable(OWN_TABLE, places, tuple(rows))
    return replace(table, rows=_join_levels(table))


def _split(text: str) -> list[tuple[int, list[str]]]:
    """Cut a text into cells: number of the line, and its cells; empty lines are passed over."""
    text = text.lstrip("\ufeff")
    first = next((line for line in text.splitlines() if line.strip()), "")
    separator = next((sign for sign in ("\t", ";") if sign in first), ",")
    reader = csv.reader(io.StringIO(text), delimiter=separator)
    return [(reader.line_num, cells) for cells in reader if any(cell.strip() for cell in cells)]


def _read_header(cells: list[str]) -> _Header | TextFault:
    if len(cells) > MAX_COLUMNS:
        return TextFault("The header", f"{len(cells)} columns", f"at most {MAX_COLUMNS}")
    places: list[Place] = []
    columns: list[int] = []
    named: dict[str, int | None] = {"p": None, "effect": None}
    for position, cell in enumerate(cells[1:], 1):
        name = cell.strip()
        for what, names in (("p", P_NAMES), ("effect", EFFECT_NAMES)):
            if name.casefold() in names:
                named[what] = position
                break
        else:
            size = _SIZE.search(name)
            label = _SIZE.sub("", name).strip(" ,") or name
            if not label:
                continue
            first = re.split(r"\W+", label.casefold(), maxsplit=1)[0]
            whole = first in WHOLE_NAMES and not any(place.whole for place in places)
            places.append(Place(f"group {position}", label, int(size[1]) if size else None, whole))
            columns.append(position)
    if not any(not place.whole for place in places):
        found = f"“{'; '.join(cells)[:60]}”"
        return TextFault("The header", found, "a column for each group, such as “Responder (n = 9)”")
    return _Header(tuple(places), tuple(columns), named["p"], named["effect"])


def _read_row(
    number: int, cells: list[str], header: _Header, faults: list[TextFault]
) -> Iterator[PrintedRow]:
    label = cells[0].strip()
    if not label:
        if any(cell.strip() for cell in cells):
            faults.append(TextFault(f"Line {number}, column 1", "no label", "the name of the row"))
        return

    def cell(position: int | None) -> str:
        return cells[position].strip() if position is not None and position < len(cells) else ""

    read = [
        _read_cell(number, cell(c), place.label, faults)
        for c, place in zip(header.columns, header.places, strict=True)
    ]
    means = any(first is not None and first.decimals for first, _, _ in read) or "mean" in label.casefold()
    empty = (None,) * len(read)
    firsts, seconds = tuple(first for first, _, _ in read), tuple(second for _, second, _ in read)
    lone = tuple(percent for _, _, percent in read)
    p, effect = (
        _read_test(number, cell(c), name, faults) for c, name in ((header.p, "p"), (header.effect, "V"))
    )
    yield PrintedRow(
        key=str(number),
        label=label,
        section="",
        column=str(number),
        counts=empty if means else firsts,
        percents=empty if means else tuple(a or b for a, b in zip(seconds, lone, strict=True)),
        means=firsts if means else empty,
        sds=seconds if means else empty,
        p=p,
        effect=effect,
        p_text=cell(header.p),
        effect_text=cell(header.effect),
        whole_numbers=WHOLE_NUMBERS in label.casefold(),
    )


Read = tuple[Printed | None, Printed | None, Printed | None]


def _read_cell(number: int, text: str, label: str, faults: list[TextFault]) -> Read:
    """Read count and percentage, mean and SD, or a percentage alone."""
    if not text or text in DASHES:
        return None, None, None
    found = _CELL.fullmatch(text)
    first = read_printed(_with_point(found["first"])) if found else None
    second = read_printed(_with_point(found["second"])) if found and found["second"] else None
    if found is None or first is None or (found["second"] and second is None):
        expected = "a count with its percentage such as “6 (66.7)”, or a mean such as “28.00 (4.64)”"
        faults.append(TextFault(f"Line {number}, column “{label}”", f"“{text[:40]}”", expected))
        return None, None, None
    if found["percent"] and second is None:
        return None, None, first
    return first, second, None


def _read_test(number: int, text: str, name: str, faults: list[TextFault]) -> Printed | None:
    if not text or text in DASHES:
        return None
    sign = text[0] if text[0] in "<>=" else "="
    printed = read_printed(_with_point(text.lstrip("<>= ")), sign)
    if printed is None or not 0 <= printed.value <= 1:
        faults.append(TextFault(f"Line {number}, column “{name}”", f"“{text[:40]}”", "a number from 0 to 1"))
        return None
    return printed


def _with_point(text: str) -> str:
    """Write a decimal comma as a point and drop the commas of thousands."""
    return text.replace(",", "") if _THOUSANDS.fullmatch(text) else text.replace(",", ".")


def _with_columns(rows: list[PrintedRow]) -> list[PrintedRow]:
    """Give the levels below a heading with a test the column of that heading."""
    placed: list[PrintedRow] = []
    heading = ""
    for row in rows:
        tested = bool(row.p_text or row.effect_text)
        if not row.is_count:
            heading = row.column if tested and not row.is_mean else ""
        elif tested:
            heading = ""
        elif heading:
            row = replace(row, column=heading)
        placed.append(row)
    return placed


def _join_levels(table: PrintedTable) -> tuple[PrintedRow, ...]:
    """Take a row with a test and the rows without one below it for levels, where together they are all patients."""
    rows, counts = list(table.rows), read_counts(table)
    start = 0
    while start < len(rows):
        end = start + 1
        if rows[start].is_count and rows[start].p_text:
            while (
                end < len(rows)
                and rows[end].is_count
                and not rows[end].p_text
                and rows[end].column == rows[end].key
            ):
                end += 1
            if is_exhaustive(table, tuple(rows[start:end]), counts):
                rows[start:end] = [replace(row, column=rows[start].column) for row in rows[start:end]]
        start = end
    return tuple(rows)
