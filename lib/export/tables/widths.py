"""Widths of columns: as wide as their words need, as narrow as the page asks."""

from collections.abc import Sequence
from dataclasses import dataclass

from lib.export.tables.cells import Column, split_at_mark

#: Millimetres of a point of type (1/72 inch).
POINT_MM = 25.4 / 72
#: Room at both sides of a cell together, mm.
PADDING = 2.4
#: Room beside the numbers of a column, for a font that is a little broader, mm.
NUMBER_SLACK = 1.0
#: How much wider than estimated a line of words may be, for the same reason.
WORD_SLACK = 1.06
#: Beyond this, words break into lines although there is room, mm at any size of type.
WIDEST_TEXT = 62.0
#: Sizes of type to try, points: the first that fits is taken, the last one whether it fits or not.
SIZES = (9.0, 8.0, 7.0, 6.5)
EASY_SIZES = SIZES[:3]

_NARROW = set(" .,;:'|!iljtfrI()[]-·′’‘")
_BROAD = set("mwMWQO@%+<>=≥≤−–—×±→")


@dataclass(frozen=True)
class TableFit:
    """How a table is set: size of type in points, width of each column and place of its decimal marks in mm."""

    size: float
    widths: tuple[float, ...]
    marks: tuple[float, ...]
    fits: bool


def text_width(text: str, size: float) -> float:
    """Estimate the width of a line of text, mm, in a common sans serif (Arial, to some five per cent)."""
    ems = sum(
        0.31
        if character in _NARROW
        else 0.84
        if character in _BROAD
        else 0.70
        if character.isupper()
        else 0.556
        for character in text
    )
    return ems * size * POINT_MM


def set_columns(columns: Sequence[Column], room: float) -> TableFit:
    """Find the size of type and the widths at which columns stand side by side in a room of some mm.

    A little smaller comes before words that break: the first size of those easy to read at which every cell stands on
    one line (to `WIDEST_TEXT`) is taken, else the first at which no word and no number breaks, else the smallest.
    """
    for size in EASY_SIZES:
        if sum(_wanted(column, size) for column in columns) <= room:
            return _set_at(columns, room, size)
    setting = None
    for size in SIZES:
        setting = _set_at(columns, room, size)
        if setting.fits:
            return setting
    return setting or TableFit(SIZES[0], (), (), True)


def part_columns(columns: Sequence[Column], room: float) -> tuple[tuple[int, ...], ...]:
    """Share out columns that do not fit side by side even in the smallest type.

    Parameters
    ----------
    columns : sequence of Column
        Of one table.
    room : float
        Width of the page between its margins, mm.

    Returns
    -------
    tuple of tuple of int
        Positions of the columns of each part, one part where all fit; the first column is in every part.
    """
    least = [_least(column, SIZES[-1]) for column in columns]
    if sum(least) <= room or len(columns) <= 2:
        return (tuple(range(len(columns))),)
    parts: list[list[int]] = [[0]]
    used = first = min(least[0], room / 2)
    for position, width in enumerate(least[1:], 1):
        if used + width > room and len(parts[-1]) > 1:
            parts.append([0])
            used = first
        parts[-1].append(position)
        used += width
    return tuple(tuple(part) for part in parts)


def needed_width(columns: Sequence[Column], size: float = SIZES[1]) -> float:
    """Give the least width, mm, in which no number and no word has to break at a size of type."""
    return sum(_least(column, size) for column in columns)


def _least(column: Column, size: float) -> float:
    if column.on_mark:
        parts = _sides(column, size)
        wanted = max(sum(parts) + NUMBER_SLACK, _longest_word(column, size, heading_only=True))
        return min(wanted, WIDEST_TEXT) + PADDING
    return min(_longest_word(column, size, heading_only=False), WIDEST_TEXT) + PADDING


def _longest_word(column: Column, size: float, *, heading_only: bool) -> float:
    words = [*column.label.split(), column.detail]
    if not heading_only:
        words += [word for cell in column.cells for word in cell.split()]
    return max((text_width(word, size) * WORD_SLACK for word in words), default=0.0)


def _sides(column: Column, size: float) -> tuple[float, float]:
    """Give the room before and after the decimal marks, mm."""
    parts = [split_at_mark(cell) for cell in column.cells]
    left = max((text_width(before, size) for before, _ in parts), default=0.0)
    return left, max((text_width(after, size) for _, after in parts), default=0.0)


def _wanted(column: Column, size: float) -> float:
    if column.on_mark:
        return _least(column, size)
    texts = [column.label, column.detail, *column.cells]
    longest = max((text_width(text, size) * WORD_SLACK for text in texts), default=0.0)
    return max(min(longest, WIDEST_TEXT) + PADDING, _least(column, size))


def _set_at(columns: Sequence[Column], room: float, size: float) -> TableFit:
    least = [_least(column, size) for column in columns]
    wanted = [_wanted(column, size) for column in columns]
    if sum(wanted) <= room:
        widths = wanted
    elif sum(least) <= room:
        proportion = (room - sum(least)) / (sum(wanted) - sum(least))
        widths = [low + proportion * (high - low) for low, high in zip(least, wanted, strict=True)]
    else:
        widths = [low * room / sum(least) for low in least]
    marks = [_mark(column, width, size) for column, width in zip(columns, widths, strict=True)]
    return TableFit(size, tuple(widths), tuple(marks), sum(least) <= room + 1e-9)


def _mark(column: Column, width: float, size: float) -> float:
    """Place the decimal marks so that the numbers stand in the middle of their column."""
    left, right = _sides(column, size)
    return max(left, (width - PADDING - left - right) / 2 + left)
