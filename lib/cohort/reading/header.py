"""Where the header is: title lines above it, none, one or two header rows, and clean unique names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from .table import ReadingOptions
from .words import MISSING_MARKS

Row = Sequence[str]

BODY_ROWS = 60
MIN_BODY_ROWS, BODY_CELLS = 10, 30_000
MIN_NAMED_COLUMNS = 3
"""Rows below a header that are looked at: fewer where the table is wide."""

NUMBER_LIKE = re.compile(
    r"[<>≤≥~=]{0,2} ?[-+−]?[\d .,'’]*\d[.,]?(?:[eE][-+]?\d+)? ?%?"
    r"|\d{1,4}([-./])\d{1,2}\1\d{1,4}(?:[ T][\d:.]+)?"
)
"""A number, perhaps grouped, censored or a percentage; or a date."""

LONGEST_NUMBER = 60
MAX_NAME_CHARACTERS = 200
"""What is kept of a name or label; no pattern sees more."""

CODE = re.compile(r"[^\W\d]{0,12}[-_/ ]?\d+")
CODE_SHARE = 0.8
NUMERIC_SHARE = 0.5
SAME_SHAPE_SHARE = 0.5
USUAL_SHARE = 0.25
MARKS = frozenset(MISSING_MARKS)
INVISIBLE = re.compile("[\x00-\x1f\x7f\u200b-\u200f\u2028-\u202e\u2060\ufeff]+")


@dataclass(frozen=True)
class Layout:
    """Rows above the header, number of header rows, one untidied name and label a column."""

    skipped: int
    header_rows: int
    names: tuple[str, ...]
    labels: dict[int, str]

    @property
    def first_body_row(self) -> int:
        """Index of the first row of data."""
        return self.skipped + self.header_rows


def find_layout(rows: Sequence[Row], options: ReadingOptions) -> Layout:
    """Find title lines and header rows among the first rows of a table.

    A row is a header when its cells are unlike the cells below them: text above numbers, or text without digits above
    codes with digits. Rows of words only are taken as a header, since a table without one is rare.
    """
    skipped = options.skipped_lines if options.skipped_lines is not None else _count_titles(rows)
    skipped = min(skipped, max(len(rows) - 1, 0))
    header_rows = options.header_rows
    if header_rows is None:
        header_rows = _count_header_rows(rows, skipped)
        if header_rows == 0 and skipped and options.skipped_lines is None and _filled(rows[skipped - 1]) >= 2:
            skipped, header_rows = skipped - 1, 1
        elif (
            header_rows == 2
            and options.skipped_lines is None
            and _is_short_title(rows[skipped], rows[skipped + 1])
        ):
            skipped, header_rows = skipped + 1, 1
    header_rows = min(header_rows, len(rows) - skipped)
    width = _table_width(rows[skipped : skipped + header_rows], rows[skipped + header_rows :])
    names, labels = _combine([_padded(row, width) for row in rows[skipped : skipped + header_rows]], width)
    return Layout(skipped, header_rows, names, labels)


def _table_width(header: Sequence[Row], body: Sequence[Row]) -> int:
    usual = Counter(len(row) for row in body if row).most_common(1)
    return max([usual[0][0] if usual else 0, *map(len, header)], default=0)


def _padded(row: Row, width: int) -> list[str]:
    return [clean_text(cell) for cell in row] + [""] * (width - len(row))


def _is_number(cell: str) -> bool:
    plain = cell.strip()
    return len(plain) <= LONGEST_NUMBER and NUMBER_LIKE.fullmatch(plain) is not None


def _filled(row: Row) -> int:
    return sum(1 for cell in row if cell.strip())


def _count_titles(rows: Sequence[Row]) -> int:
    """Count leading rows that fill at most half of the usual width, from the first cell on."""
    widths = Counter(_filled(row) for row in rows if _filled(row))
    common = [width for width, n in widths.items() if n >= USUAL_SHARE * widths.total()]
    usual = max(common or widths, default=0)
    count = 0
    for row in rows[:-1]:
        filled = _filled(row)
        from_first_cell = all(cell.strip() for cell in row[:filled])
        narrow = len(row) < usual if usual == 2 else filled <= usual / 2
        if filled and not (narrow and from_first_cell):
            break
        count += 1
    return count


def _is_short_title(first: Row, second: Row) -> bool:
    """Tell a title of a few words ("Clinic; Gdańsk") from group names, which leave gaps or reach the last column."""
    return len(first) < len(second) and all(cell.strip() for cell in first)


def _count_header_rows(rows: Sequence[Row], skipped: int) -> int:
    first = rows[skipped]
    looked_at = min(BODY_ROWS, max(MIN_BODY_ROWS, BODY_CELLS // max(len(first), 1)))
    rest = rows[skipped + 1 : skipped + 1 + looked_at]
    if not rest:
        return 0 if _filled(first) and all(_is_number(cell) for cell in first if cell.strip()) else 1
    second_is_header = (
        len(rest) > 1 and not _is_heading(rest[0], first) and _is_second_header(rest[0], rest[1:])
    )
    body = rest[1:] if second_is_header else rest
    first_votes = votes(first, body)
    for_header, against = sum(v > 0 for v in first_votes), sum(v < 0 for v in first_votes)
    leads = bool(first_votes) and first_votes[0] > 0
    if not (leads or for_header >= against):
        return 0
    if _is_pivot(first, rest):
        return 3
    third = second_is_header and len(rest) > 2 and not _is_heading(rest[1], first)
    return 3 if third and _is_second_header(rest[1], rest[2:]) else 2 if second_is_header else 1


def _is_pivot(first: Row, rest: Sequence[Row]) -> bool:
    """Tell the heads of a pivoted table: names repeated over the visits, and the index's name alone below them."""
    if len(rest) < 3 or first[0].strip() or _filled(rest[1]) != 1 or not rest[1][0].strip():
        return False
    names, visits = [cell.strip() for cell in first[1:]], [cell.strip() for cell in rest[0][1:]]
    groups = [name for name in names if name]
    whole = len(visits) == len(names) > 1 and all(visits)
    return (
        whole
        and len(set(groups)) < len(visits)
        and len(set(zip(_filled_on(names), visits, strict=True))) == len(names)
    )


def _filled_on(names: Sequence[str]) -> list[str]:
    """Repeat a name over the blanks to its right."""
    filled: list[str] = []
    for name in names:
        filled.append(name or (filled[-1] if filled else ""))
    return filled


def _is_heading(row: Row, header: Row) -> bool:
    """Tell a row of nothing but its first cell: it names the group of the rows below, and no column."""
    lone = bool(row) and re.search(r"[^\W\d]{3}", row[0][:LONGEST_NUMBER]) is not None and _filled(row) == 1
    return lone and _filled(header) >= MIN_NAMED_COLUMNS


def _is_second_header(second: Row, body: Sequence[Row]) -> bool:
    second_votes = votes(second, body)
    return 1 in second_votes and -1 not in second_votes


def votes(head: Row, body: Sequence[Row]) -> list[int]:
    """Say for each column whether its top cell is a name (1), a value like those below (-1) or undecided (0)."""
    result = []
    for j, cell in enumerate(head):
        below = [row[j] for row in body if j < len(row)]
        result.append(_vote(cell.strip(), [c.strip() for c in below if c.strip() and c.strip() not in MARKS]))
    return result


def _vote(cell: str, below: list[str]) -> int:
    if not cell or cell in MARKS or not below:
        return 0
    numeric = sum(1 for value in below if _is_number(value)) / len(below)
    if numeric >= NUMERIC_SHARE:
        return -1 if _is_number(cell) else 1
    if cell in below:
        return -1
    shapes = Counter(_shape(value) for value in below)
    same = shapes[_shape(cell)] / len(below)
    codes = sum(1 for value in below if CODE.fullmatch(value[:LONGEST_NUMBER])) / len(below)
    if same >= SAME_SHAPE_SHARE and re.search(r"\d", cell):
        return -1
    return 1 if codes >= CODE_SHARE and not re.search(r"\d", cell) else 0


def _shape(text: str) -> str:
    return re.sub(r"[^\W\d]+", "a", re.sub(r"\d+", "9", text))


def _combine(rows: list[list[str]], width: int) -> tuple[tuple[str, ...], dict[int, str]]:
    """Join header rows: groups over names become ``pre Mg``; a full first row keeps the second as labels.

    A third row is read as units, or as the name of the index of a pivoted table.
    """
    if not rows:
        return ("",) * width, {}
    if len(rows) == 1:
        return tuple(rows[0]), {}
    top, below = rows[:2]
    third = {j: cell for j, cell in enumerate(rows[2]) if cell} if len(rows) > 2 else {}
    if third.keys() == {0}:
        # The name of the index of a pivoted table stands alone in the third row.
        top, below, third = ["", *top[1:]], [third[0], *below[1:]], {}
    full = [name for name in top if name]
    used = [j for j in range(width) if top[j] or below[j]]
    if len(full) == len(used) and len(set(full)) == len(full):
        return tuple(top), {j: below[j] for j in range(width) if below[j]}
    names, group = [], ""
    for upper, lower in zip(top, below, strict=True):
        group = upper or group
        names.append(f"{group} {lower}".strip() if lower or upper else "")
    return tuple(names), {j: f"{names[j]} [{cell}]" for j, cell in third.items()}


def clean_text(text: str) -> str:
    """Trim a name or label, put it on one line, take out invisible characters and cut it to a sane length."""
    return " ".join(INVISIBLE.sub(" ", text[: 4 * MAX_NAME_CHARACTERS]).split())[
        :MAX_NAME_CHARACTERS
    ].rstrip()


def tidy_names(
    names: Sequence[str], positions: Sequence[int]
) -> tuple[tuple[str, ...], tuple[tuple[int, str, str], ...]]:
    """Make names clean, unique and non-empty, and list (position, name in the file, name given) of those changed.

    An empty name becomes ``column 3``, a repeated one ``age (2)``. Cleaning blanks alone is not listed.
    """
    plain_names = [clean_text(name) for name in names]
    taken = set(plain_names)
    seen: set[str] = set()
    numbers: Counter[str] = Counter()
    given: list[str] = []
    for plain, position in zip(plain_names, positions, strict=True):
        base = unique = plain or f"column {position}"
        while unique in seen or (unique != plain and unique in taken):
            numbers[base] += 1
            unique = f"{base} ({numbers[base] + 1})"
        seen.add(unique)
        given.append(unique)
    changed = zip(positions, plain_names, given, strict=True)
    return tuple(given), tuple((at, old, new) for at, old, new in changed if old != new)
