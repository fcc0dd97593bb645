"""Sums that the counts of a printed table must obey, as linear relations."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lib.analysis.published.table import Counts, Membership, PrintedRow, PrintedTable

CountCell = tuple[str, int]

ROW_SUM, COLUMN_SUM, MEMBER_SUM, CLASS_BOUND = (
    "Groups add up to all patients",
    "Levels add up to the group",
    "Numbers of conditions or medicines add up",
    "A class lies between its largest member and their sum",
)


@dataclass(frozen=True)
class Relation:
    """Σ coefficient · count, held against a constant.

    Attributes
    ----------
    method : str
        What the relation says.
    terms : tuple of (int, CountCell)
        Coefficients and counts; those with a negative coefficient stand on the right in words.
    target : int
        The constant.
    sense : str
        `=`, `<=` or `>=`.
    left, right : str
        Words for the two sides.
    """

    method: str
    terms: tuple[tuple[int, CountCell], ...]
    target: int
    sense: str
    left: str
    right: str

    @property
    def cells(self) -> tuple[CountCell, ...]:
        """The counts it speaks about."""
        return tuple(cell for _, cell in self.terms)

    def holds(self, counts: Counts) -> bool:
        """Tell whether the counts obey it."""
        total = sum(factor * counts[cell] for factor, cell in self.terms)
        return {"=": total == self.target, "<=": total <= self.target, ">=": total >= self.target}[self.sense]

    def implied(self, counts: Counts, cell: CountCell) -> int | None:
        """Give the count that would make it hold, the others staying; None where no whole number does."""
        if self.sense != "=":
            return None
        factor = sum(f for f, c in self.terms if c == cell)
        rest = self.target - sum(f * counts[c] for f, c in self.terms if c != cell)
        return rest // factor if factor and rest % factor == 0 and rest // factor >= 0 else None

    def told(self, counts: Counts) -> str:
        """Say the sum with its numbers: `Unemployed by group: 7 + 3 + 18 = 28; all patients: 27.`"""
        left = _sum([(factor, counts[cell]) for factor, cell in self.terms if factor > 0])
        right = _sum([(-factor, counts[cell]) for factor, cell in self.terms if factor < 0], self.target)
        return f"{self.left}: {left}; {self.right}: {right}."


def _sum(terms: list[tuple[int, int]], constant: int = 0) -> str:
    parts = [f"{factor} × {count}" if factor != 1 else f"{count}" for factor, count in terms]
    total = sum(factor * count for factor, count in terms) + constant
    if constant:
        parts.append(str(constant))
    return f"{' + '.join(parts)} = {total}" if len(parts) > 1 or parts != [str(total)] else str(total)


def list_relations(table: PrintedTable, counts: Counts) -> tuple[Relation, ...]:
    """List every sum that the printed counts must obey.

    Parameters
    ----------
    table : PrintedTable
        With group sizes where they are known.
    counts : mapping of (row key, position) to int
        As printed.

    Returns
    -------
    tuple of Relation
        Row sums; sums of the levels of a characteristic, `=` where the levels exhaust the patients and `<=`
        otherwise; counts of members against their characteristic.
    """
    relations = [*_row_sums(table, counts)]
    for column in table.columns:
        relations.extend(_level_sums(table, table.levels(column), counts))
    for membership in table.memberships:
        relations.extend(_member_sums(table, membership, counts))
    return tuple(relations)


def _row_sums(table: PrintedTable, counts: Counts) -> Iterator[Relation]:
    if table.whole is None or not table.groups:
        return
    for row in table.rows:
        cells = [(row.key, place) for place in table.groups]
        total = (row.key, table.whole)
        if total in counts and all(cell in counts for cell in cells):
            terms = (*((1, cell) for cell in cells), (-1, total))
            yield Relation(ROW_SUM, terms, 0, "=", f"{row.label}, by group", table.places[table.whole].label)


def is_exhaustive(table: PrintedTable, rows: tuple[PrintedRow, ...], counts: Counts) -> bool:
    """Tell whether the printed levels of a characteristic cover all patients.

    They do when they add up to all patients, or to the size of the group in at least half of the columns:
    a misprint in one place must not hide the sum in the others.
    """
    if len(rows) < 2:
        return False
    fits = []
    for position, place in enumerate(table.places):
        cells = [(row.key, position) for row in rows]
        if place.size is None or any(cell not in counts for cell in cells):
            continue
        fits.append(sum(counts[cell] for cell in cells) == place.size)
        if place.whole and fits[-1]:
            return True
    return bool(fits) and 2 * sum(fits) >= len(fits)


def _level_sums(table: PrintedTable, rows: tuple[PrintedRow, ...], counts: Counts) -> Iterator[Relation]:
    sense = "=" if is_exhaustive(table, rows, counts) else "<="
    for position, place in enumerate(table.places):
        cells = [(row.key, position) for row in rows]
        if place.size is not None and all(cell in counts for cell in cells):
            terms = tuple((1, cell) for cell in cells)
            left = f"{' + '.join(row.label.rpartition(': ')[2] for row in rows)}, {place.label}"
            yield Relation(COLUMN_SUM, terms, place.size, sense, left, "patients in the group")


def _member_sums(table: PrintedTable, membership: Membership, counts: Counts) -> Iterator[Relation]:
    """The number of conditions or medicines, by patient and by name."""
    whole, members = table.levels(membership.column), [table.levels(name) for name in membership.members]
    named = [rows[0] for rows in members if len(rows) == 1]
    if not whole or not named:
        return
    for position, place in enumerate(table.places):
        cells = [(row.key, position) for row in (*whole, *named)]
        if any(cell not in counts for cell in cells):
            continue
        parts = tuple((-1, (row.key, position)) for row in named)
        if membership.counted:
            terms = (*((int(row.level), (row.key, position)) for row in whole), *parts)
            sense = "=" if membership.complete else ">="
            words = f"{place.label}, counted by patient", "by name"
            yield Relation(MEMBER_SUM, terms, 0, sense, *words)
            continue
        total = (1, (whole[0].key, position))
        words = f"{whole[0].label}, {place.label}", "its medicines"
        if membership.complete:
            yield Relation(CLASS_BOUND, (total, *parts), 0, "<=", *words)
        for part in parts:
            yield Relation(CLASS_BOUND, (total, part), 0, ">=", *words)


def relations_by_cell(relations: tuple[Relation, ...]) -> Mapping[CountCell, tuple[Relation, ...]]:
    """Sort relations by the counts they speak about."""
    found: dict[CountCell, list[Relation]] = {}
    for relation in relations:
        for cell in relation.cells:
            found.setdefault(cell, []).append(relation)
    return {cell: tuple(of_cell) for cell, of_cell in found.items()}
