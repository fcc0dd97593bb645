"""Printed tables as data: a CSV whose numbers are numbers in pandas, R and Excel, and the notes as a text beside it."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from lib.export.tables.cells import clean_text
from lib.present.common.formats import MISSING, Printed
from lib.present.common.number_style import THOUSANDS_SPACE, NumberStyle
from lib.present.common.table import Heading, PrintTable, neutralise_formula

#: Lets Excel read the file as UTF-8 when it is opened by a click; pandas and R (`fileEncoding = "UTF-8-BOM"`) skip it.
BYTE_ORDER_MARK = "\ufeff"
#: Roles of the numbers of a cell, with what the heading of their columns ends in.
FIRST, LOW, HIGH, BRACKETS, OF = "", "low", "high", "in brackets", "of"
#: What the heading of the column ends in that holds words, or the sign before a number.
WORDS, SIGN = "words", "sign"
ORDER = (FIRST, OF, BRACKETS, LOW, HIGH, SIGN, WORDS)
#: A cell of numbers and what joins them; the sign before it may be a name such as `d` or `≥`.
_SIGN = re.compile(r"([^\d\s.,∞−+\-(\[]{1,6}) (?=[\d.,−+\-∞])")
_JOINTS = re.compile(r"(?:[\s()\[\]/,;%±–]|to|of)*")
_HEAD_PAIR = re.compile(r"(?P<first>[^()/\[\]]+?)(?: \((?P<brackets>[^()]+)\)|/(?P<of>[^()/]+))")


@dataclass
class _Column:
    """A column of the data: its heading and its cells by their rows."""

    name: str
    cells: dict[int, str] = field(default_factory=dict)


def csv_of(table: PrintTable) -> str:
    """Give a table as data: one header row, one row a line, and nothing else.

    A cell that holds several numbers, `0.81 to 0.85` or `21 (42.9)`, is set in as many columns. Numbers have the
    decimals printed, an ASCII minus and no thousands separator; what is printed as `<.001` is the number itself.
    Missing is empty; words among numbers stand in a column of their own. Where the decimal mark is a comma, cells
    are separated by semicolons, as Excel reads and writes them in the countries that use it. A text that a spreadsheet
    would take for a formula is preceded by an apostrophe.

    Parameters
    ----------
    table : PrintTable
        Any size, without lines or columns too; with its provenance, which stands in `notes_of`.
    """
    table.require_provenance()
    rows: list[tuple[str, ...]] = []
    section, sections = "", _Column("Section")
    for line in table.lines:
        if line.kind == "section":
            section = line.cells[0]
        else:
            sections.cells[len(rows)] = _flat(section)
            rows.append(line.cells)
    columns = [sections] if any(sections.cells.values()) else []
    for place, heading in enumerate(table.headings):
        is_text = place == 0 or heading.text or heading.wide
        columns += _columns(heading, [row[place] for row in rows], table.style, is_text=is_text)
    return _written(columns, len(rows), table.style)


def notes_of(table: PrintTable) -> str:
    """Give what belongs beside the data of a table: caption, notes, the notice on synthetic data, provenance."""
    return "\n\n".join(clean_text(line) for line in (table.caption, *table.below)) + "\n"


def _written(columns: Sequence[_Column], n: int, style: NumberStyle) -> str:
    file = io.StringIO()
    writer = csv.writer(file, delimiter=";" if style.comma else ",", lineterminator="\n")
    if columns:
        writer.writerow(_distinct(neutralise_formula(_flat(column.name)) for column in columns))
        for row in range(n):
            writer.writerow([column.cells.get(row, "") for column in columns])
    return BYTE_ORDER_MARK + file.getvalue()


def _distinct(names: Iterable[str]) -> list[str]:
    """Number the headings that are there already, so that no reader renames a column by itself."""
    found: list[str] = []
    for name in names:
        number, given = 1, name
        while given in found:
            number += 1
            given = f"{name} {number}"
        found.append(given)
    return found


def _columns(heading: Heading, cells: Sequence[str], style: NumberStyle, *, is_text: bool) -> list[_Column]:
    name = f"{heading.label} ({heading.detail})" if heading.detail else heading.label or "Row"
    read = [None if is_text else read_cell(cell, style) for cell in cells]
    if not any(read):
        texts = ("" if cell == MISSING else neutralise_formula(_flat(cell)) for cell in cells)
        return [_Column(name, dict(enumerate(texts)))]
    columns: dict[str, _Column] = {}
    for row, (cell, found) in enumerate(zip(cells, read, strict=True)):
        if found is None:
            found = CellRead({WORDS: "" if cell == MISSING else neutralise_formula(_flat(cell))})
        for role, text in found.by_role.items():
            if text:
                columns.setdefault(role, _Column(_role_name(heading, name, role))).cells[row] = text
    return [columns[role] for role in sorted(columns, key=_place_of)]


def _place_of(role: str) -> tuple[int, str]:
    """Order the columns of one heading: the number, what it is of, its proportion, its interval, sign and words."""
    return (ORDER.index(role), "") if role in ORDER else (1, role)


def _role_name(heading: Heading, name: str, role: str) -> str:
    """Name the column of a role: by the heading where it names the parts, `n (%)`, else by the role."""
    for words in (heading.detail, heading.label):
        parts = _HEAD_PAIR.fullmatch(words)
        if parts and role in (FIRST, BRACKETS, OF):
            part = parts["first"] if role == FIRST else parts["brackets" if role == BRACKETS else "of"]
            if part:
                if words == heading.detail:
                    return f"{heading.label} ({part})"
                return part if role == FIRST else f"{parts['first']} ({part})"
    return f"{name}, {role}" if role else name


@dataclass(frozen=True)
class CellRead:
    """A cell taken apart: its numbers, as text, by their roles, and the sign or name before them."""

    numbers: dict[str, str]
    sign: str = ""

    @property
    def by_role(self) -> dict[str, str]:
        """Numbers and sign by role."""
        return {**self.numbers, SIGN: neutralise_formula(self.sign)}


def read_cell(cell: str, style: NumberStyle) -> CellRead | None:
    """Take a cell apart that holds numbers and nothing else but what joins them; None for words and dashes."""
    if isinstance(cell, Printed):
        return CellRead({FIRST: _figure(cell.value, style)})
    found = _SIGN.match(cell)
    sign, rest = (found[1], cell[found.end() :]) if found else ("", cell.strip())
    number = _number(style)
    joints, numbers = number.split(rest)[:: number.groups + 1], [m[0] for m in number.finditer(rest)]
    if not numbers or not all(_JOINTS.fullmatch(joint) for joint in joints):
        return None
    roles = _roles(joints)
    if len(set(roles)) < len(roles):
        roles = [str(place) for place in range(1, len(numbers) + 1)]
    return CellRead({role: _plain(text, style) for role, text in zip(roles, numbers, strict=True)}, sign)


def _roles(joints: Sequence[str]) -> list[str]:
    """Say what each number is, by what stands before and behind it."""
    roles = []
    for before, behind in pairwise(joints):
        if before.strip().endswith(("to", "–")):
            roles.append(HIGH)
        elif behind.strip().startswith(("to", "–")):
            roles.append(LOW)
        elif before.strip().endswith("("):
            roles.append(BRACKETS)
        elif before.strip() in ("/", "of"):
            roles.append(OF)
        else:
            roles.append(FIRST)
    return roles


def _number(style: NumberStyle) -> re.Pattern[str]:
    mark, thousands = (",", THOUSANDS_SPACE) if style.comma else (r"\.", ",")
    whole = rf"\d{{1,3}}(?:{thousands}\d{{3}})+(?!\d)|\d+"
    return re.compile(rf"[−+\-]?(?:(?:{whole})(?:{mark}\d+)?|{mark}\d+|∞)")


def _plain(text: str, style: NumberStyle) -> str:
    """Write a printed number so that every reader takes it for one: `−.240` is -0.240, `1,204` is 1204."""
    if text.endswith("∞"):
        return "-Inf" if text[0] in "−-" else "Inf"
    mark = "," if style.comma else "."
    digits = re.sub(r"\s|," if mark == "." else r"\s|\.", "", text.lstrip("−+-"))
    digits = f"0{digits}" if digits.startswith(mark) else digits
    return f"-{digits}" if text[0] in "−-" else digits


def _figure(value: float, style: NumberStyle) -> str:
    text = f"{value:.3g}"
    return text.replace(".", ",") if style.comma else text


def _flat(text: str) -> str:
    """Give a text on one line, which every reader of CSV understands."""
    return " ".join(clean_text(text).split())
