"""A printed table of counts by group, as text: what every check of it works on."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from lib.analysis.published.verdicts import Cell
from lib.stats.published.granularity import percentage
from lib.stats.published.printed import NONE, Printed, agreement

#: Largest group looked for when print does not give its size.
LARGEST_GROUP = 2_000
#: Signs print uses for "no value".
DASHES = ("-", "–", "—")


@dataclass(frozen=True)
class Place:
    """One column of patients: all of them, or a group.

    Attributes
    ----------
    name, label : str
        Key and words.
    size : int or None
        Patients in it, None where neither print nor arithmetic gives it.
    whole : bool
        Whether it holds all patients.
    """

    name: str
    label: str
    size: int | None
    whole: bool = False


@dataclass(frozen=True)
class PrintedRow:
    """One row of a printed table; the tuples run along `PrintedTable.places`, None for an empty cell.

    Attributes
    ----------
    key, label, section : str
        Key, words, and heading under which it stands.
    column : str
        Characteristic it belongs to: rows with the same column are its levels.
    level : str
        Code of the level; a whole number where levels count something.
    counts, percents, means, sds : tuple of Printed or None
        Numbers as printed.
    p, effect : Printed or None
        Test of the row; None where nothing or a dash is printed.
    p_text, effect_text : str
        What stands there.
    whole_numbers : bool
        Whether the mean is one of whole numbers, such as age in years.
    """

    key: str
    label: str
    section: str
    column: str
    level: str = ""
    counts: tuple[Printed | None, ...] = ()
    percents: tuple[Printed | None, ...] = ()
    means: tuple[Printed | None, ...] = ()
    sds: tuple[Printed | None, ...] = ()
    p: Printed | None = None
    effect: Printed | None = None
    p_text: str = ""
    effect_text: str = ""
    whole_numbers: bool = False

    @property
    def is_count(self) -> bool:
        """Whether any count is printed."""
        return any(count is not None for count in self.counts)

    @property
    def is_mean(self) -> bool:
        """Whether any mean is printed."""
        return any(mean is not None for mean in self.means)


@dataclass(frozen=True)
class Membership:
    """A characteristic made of others.

    Attributes
    ----------
    column : str
        The count or class.
    members : tuple of str
        Columns it is made of.
    counted : bool
        True where its levels say how many members a patient has, False where it means any of them.
    complete : bool
        Whether print shows every member.
    """

    column: str
    members: tuple[str, ...]
    counted: bool
    complete: bool


@dataclass(frozen=True)
class PrintedTable:
    """A printed table.

    Attributes
    ----------
    source : str
        What it is called, e.g. `Table 1`; start of the keys of its cells.
    places : tuple of Place
        Its columns of patients, all patients first where they are printed.
    rows : tuple of PrintedRow
        In printed order.
    memberships : tuple of Membership
        What is known about characteristics made of others.
    mean_effect : str
        `eta_squared_h` where the effect size beside a mean is that of the Kruskal–Wallis test, else empty.
    """

    source: str
    places: tuple[Place, ...]
    rows: tuple[PrintedRow, ...]
    memberships: tuple[Membership, ...] = ()
    mean_effect: str = ""

    @property
    def groups(self) -> tuple[int, ...]:
        """Positions of the groups among the places, without that of all patients."""
        return tuple(i for i, place in enumerate(self.places) if not place.whole)

    @property
    def whole(self) -> int | None:
        """Position of all patients among the places."""
        return next((i for i, place in enumerate(self.places) if place.whole), None)

    def levels(self, column: str) -> tuple[PrintedRow, ...]:
        """The rows of counts of one characteristic, in printed order."""
        return tuple(row for row in self.rows if row.column == column and row.is_count)

    @property
    def columns(self) -> tuple[str, ...]:
        """The characteristics with counts, in printed order."""
        return tuple(dict.fromkeys(row.column for row in self.rows if row.is_count))


#: Numbers of a row that stand in the columns of patients: attribute, suffix of the key, words.
FIELDS = (("counts", "n", "n"), ("percents", "pct", "%"), ("means", "mean", "mean"), ("sds", "sd", "SD"))


def cell_key(table: PrintedTable, row: PrintedRow, what: str, place: int | None = None) -> str:
    """Name a printed number: `Table 1|sex=male|responder n`, or `Table 1|sex=male|p`."""
    where = what if place is None else f"{table.places[place].name} {what}"
    return f"{table.source}|{row.key}|{where}"


def list_cells(table: PrintedTable) -> Iterator[Cell]:
    """Go through every printed number of a table, row by row."""
    for row in table.rows:
        for place, group in enumerate(table.places):
            for attribute, what, words in FIELDS:
                printed = _at(getattr(row, attribute), place)
                if printed is not None:
                    key, name = cell_key(table, row, what, place), f"{group.label}, {words}"
                    yield Cell(
                        key, table.source, row.section, row.label, name, printed.text, printed.decimals
                    )
        for what, text, printed in (("p", row.p_text, row.p), ("effect", row.effect_text, row.effect)):
            if text:
                words = "p" if what == "p" else ("V" if not row.is_mean else "η²")
                key, decimals = cell_key(table, row, what), printed.decimals if printed else 0
                yield Cell(key, table.source, row.section, row.label, words, text, decimals)


def _at(values: tuple[Printed | None, ...], place: int) -> Printed | None:
    return values[place] if place < len(values) else None


def infer_sizes(rows: tuple[PrintedRow, ...], places: int) -> tuple[int | None, ...]:
    """Find the group sizes under which most printed counts and percentages agree.

    Parameters
    ----------
    rows : tuple of PrintedRow
        With counts and percentages.
    places : int
        Number of columns of patients.

    Returns
    -------
    tuple of int or None
        One a column; the smallest of equally good sizes, None where no percentage is printed beside a count.
    """
    return tuple(_infer_size([_pair(row, place) for row in rows], place) for place in range(places))


def _pair(row: PrintedRow, place: int) -> tuple[int, Printed] | None:
    count, percent = _at(row.counts, place), _at(row.percents, place)
    return None if count is None or percent is None or not count.value else (int(count.value), percent)


def _infer_size(pairs: list[tuple[int, Printed] | None], place: int) -> int | None:
    known = Counter(pair for pair in pairs if pair is not None)
    votes: dict[int, int] = defaultdict(int)
    for (count, percent), times in known.items():
        for size in _sizes_of(count, percent):
            votes[size] += times
    return max(votes, key=lambda size: (votes[size], -size)) if votes else None


def _sizes_of(count: int, percent: Printed) -> Iterator[int]:
    """Group sizes of which `count` is the printed percentage."""
    if percent.high <= 0:
        return
    first = max(int(100 * count / percent.high) - 1, count, 1)
    last = LARGEST_GROUP if percent.low <= 0 else min(int(100 * count / percent.low) + 1, LARGEST_GROUP)
    for size in range(first, last + 1):
        if agreement(percent, percentage(count, size)) != NONE:
            yield size


Counts = Mapping[tuple[str, int], int]


def read_counts(table: PrintedTable) -> dict[tuple[str, int], int]:
    """Collect the printed counts by row key and position of the place."""
    return {
        (row.key, place): int(count.value)
        for row in table.rows
        for place, count in enumerate(row.counts)
        if count is not None
    }


@dataclass(frozen=True)
class Resolved:
    """Counts after the checks: as printed, as arithmetic says they should be, and which were wrong.

    Attributes
    ----------
    printed, settled : mapping of (row key, position) to int
        Counts as printed, and with those replaced that the other numbers of the table contradict.
    """

    printed: Counts
    settled: Counts = field(default_factory=dict)

    def of(self, row: PrintedRow, places: tuple[int, ...], *, settled: bool) -> tuple[int, ...] | None:
        """The counts of a row at some places, None where one is missing."""
        counts = self.settled if settled else self.printed
        if any((row.key, place) not in counts for place in places):
            return None
        return tuple(counts[row.key, place] for place in places)
