"""Counts and percentages of a printed table, held against one another: needs no patient data.

Each count is given several ways: as printed, by its percentage, and by every sum it stands in. Where they
differ, the number that most of them give is taken for the right one, and the others for misprints.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lib.analysis.published.relations import CountCell, Relation, list_relations, relations_by_cell
from lib.analysis.published.table import PrintedRow, PrintedTable, Resolved, cell_key, read_counts
from lib.analysis.published.verdicts import (
    ARITHMETIC,
    INCONSISTENT,
    REPRODUCED,
    UNCHECKED,
    Check,
    verdict_of,
)
from lib.stats.published.granularity import counts_for_percentage, nearest_percentages, percentage
from lib.stats.published.printed import NONE, Printed, agreement, round_half_up

PERCENTAGE = "Percentage against count and group size"
COUNT_METHOD = "Count against percentage and sums"


@dataclass(frozen=True)
class _Evidence:
    """What bears on the counts: relations, and the counts each percentage allows."""

    table: PrintedTable
    counts: Mapping[CountCell, int]
    relations: tuple[Relation, ...]
    by_cell: Mapping[CountCell, tuple[Relation, ...]]
    allowed: Mapping[CountCell, tuple[int, ...]]

    def percentage_of(self, row: PrintedRow, position: int) -> tuple[Printed, int]:
        """Give the percentage of a cell and the patients it is of.

        Raises
        ------
        ValueError
            When the cell has no percentage, or the patients are not known.
        """
        percent, size = row.percents[position], self.table.places[position].size
        if percent is None or size is None:
            raise ValueError(f"{row.label} has no percentage of known patients in column {position + 1}")
        return percent, size

    def contested(self, cell: CountCell) -> bool:
        """Whether the percentage belongs to another count."""
        allowed = self.allowed.get(cell, ())
        return bool(allowed) and self.counts[cell] not in allowed

    def votes(self, cell: CountCell) -> Counter[int]:
        """How often each value is given for a count; a sum votes when its other counts are uncontested."""
        votes = Counter({self.counts[cell]: 1})
        if self.contested(cell) and len(self.allowed[cell]) == 1:
            votes[self.allowed[cell][0]] += 1
        for relation in self.by_cell.get(cell, ()):
            value = relation.implied(self.counts, cell)
            if value is not None and not any(self.contested(c) for c in relation.cells if c != cell):
                votes[value] += 1
        return votes


def check_counts(table: PrintedTable) -> tuple[tuple[Check, ...], Resolved]:
    """Check every count and percentage of a table.

    Parameters
    ----------
    table : PrintedTable
        As printed; a place without size has its percentages unchecked.

    Returns
    -------
    checks : tuple of Check
        One a count or percentage on which anything bears.
    resolved : Resolved
        The counts as printed, and as the other numbers of the table say they should be.

    References
    ----------
    Percentages: Brown & Heathers 2017, doi 10.1177/1948550616673876.
    """
    evidence = _gather(table)
    settled, doubtful = _settle(evidence)
    checks: list[Check] = []
    for row in table.rows:
        for position in range(len(table.places)):
            if (row.key, position) in evidence.counts:
                checks.extend(_check_count(evidence, row, position, settled, doubtful))
                checks.extend(_check_percentage(evidence, row, position, settled, doubtful))
            else:
                checks.extend(_check_lone_percentage(table, row, position))
    return tuple(checks), Resolved(evidence.counts, {**evidence.counts, **settled})


def _gather(table: PrintedTable) -> _Evidence:
    counts = read_counts(table)
    relations = list_relations(table, counts)
    allowed = {}
    for row in table.rows:
        for position, percent in enumerate(row.percents):
            size = table.places[position].size
            if percent is not None and size and (row.key, position) in counts:
                allowed[row.key, position] = counts_for_percentage(percent, size)
    return _Evidence(table, counts, relations, relations_by_cell(relations), allowed)


def _settle(evidence: _Evidence) -> tuple[dict[CountCell, int], set[CountCell]]:
    """Decide which counts are misprints and what should stand there, and which remain in doubt."""
    broken = {cell for r in evidence.relations if not r.holds(evidence.counts) for cell in r.cells}
    settled: dict[CountCell, int] = {}
    doubtful: set[CountCell] = set()
    for cell, printed in evidence.counts.items():
        if cell not in broken and not evidence.contested(cell):
            continue
        votes = evidence.votes(cell)
        most = max(votes.values())
        best = [value for value, times in votes.items() if times == most]
        if printed not in best:
            doubtful.add(cell)
            if len(best) == 1:
                settled[cell] = best[0]
        elif len(best) > 1 and evidence.contested(cell):
            doubtful.add(cell)
    for relation in evidence.relations:
        if not relation.holds(evidence.counts) and not doubtful.intersection(relation.cells):
            doubtful.update(relation.cells)
    return settled, doubtful


def _check_count(
    evidence: _Evidence,
    row: PrintedRow,
    position: int,
    settled: Mapping[CountCell, int],
    doubtful: set[CountCell],
) -> Iterator[Check]:
    cell = row.key, position
    relations, counts = evidence.by_cell.get(cell, ()), evidence.counts
    key = cell_key(evidence.table, row, "n", position)
    if cell in doubtful:
        reasons = [_percentage_words(evidence, row, position)] if evidence.contested(cell) else []
        reasons += [relation.told(counts) for relation in relations if not relation.holds(counts)]
        if cell in settled:
            reasons.append(f"{settled[cell]} would fit.")
        elif not evidence.contested(cell):
            reasons.append("At least one of these counts is wrong; nothing printed says which.")
        found = (float(settled[cell]),) if cell in settled else ()
        yield Check(key, ARITHMETIC, COUNT_METHOD, INCONSISTENT, found, "", " ".join(reasons))
        return
    told = [
        relation.told(counts) for relation in relations if relation.sense == "=" and relation.holds(counts)
    ]
    if evidence.allowed.get(cell) and not evidence.contested(cell):
        told.insert(0, _percentage_words(evidence, row, position))
    number = (float(counts[cell]),)
    if told:
        yield Check(key, ARITHMETIC, COUNT_METHOD, REPRODUCED, number, "", " ".join(told[:3]))
    elif evidence.allowed.get(cell) == ():
        yield Check(
            key, ARITHMETIC, COUNT_METHOD, UNCHECKED, (), "", _percentage_words(evidence, row, position)
        )


def _check_percentage(
    evidence: _Evidence,
    row: PrintedRow,
    position: int,
    settled: Mapping[CountCell, int],
    doubtful: set[CountCell],
) -> Iterator[Check]:
    cell = row.key, position
    if cell not in evidence.allowed:
        return
    percent, size = evidence.percentage_of(row, position)
    count = settled.get(cell, evidence.counts[cell])
    found = percentage(count, size) if count <= size else None
    how = NONE if found is None else agreement(percent, found)
    words = _percentage_words(evidence, row, position)
    if cell in settled and how == NONE and not evidence.contested(cell):
        words += f" The count itself should be {count}, which is {_percent(count, size, percent)} %."
    if cell in settled and how != NONE:
        words += f" The percentage fits the count {count}."
    if cell in doubtful and cell not in settled and evidence.contested(cell):
        how = NONE
    verdict, reading = verdict_of(how)
    number = (float(found),) if found is not None else ()
    key = cell_key(evidence.table, row, "pct", position)
    yield Check(key, ARITHMETIC, PERCENTAGE, verdict, number, reading, words)


def _check_lone_percentage(table: PrintedTable, row: PrintedRow, position: int) -> Iterator[Check]:
    """A percentage without its count: some whole number of patients must give it."""
    percent = row.percents[position] if position < len(row.percents) else None
    size = table.places[position].size
    if percent is None or not size:
        return
    key, allowed = cell_key(table, row, "pct", position), counts_for_percentage(percent, size)
    if allowed:
        words = f"{' or '.join(map(str, allowed[:4]))} of {size}{' …' if len(allowed) > 4 else ''}."
        yield Check(
            key, ARITHMETIC, PERCENTAGE, REPRODUCED, (float(percentage(allowed[0], size)),), "", words
        )
        return
    words = f"No whole number of {size} patients is {percent.text} % ({_nearest_words(percent, size)})."
    yield Check(key, ARITHMETIC, PERCENTAGE, INCONSISTENT, (), "", words)


def _percent(count: int, size: int, like: Printed) -> str:
    return f"{round_half_up(percentage(count, size), like.decimals)}"


def _nearest_words(percent: Printed, size: int) -> str:
    nearest = nearest_percentages(percent, size)
    return " and ".join(f"{n} of {size} is {_percent(n, size, percent)} %" for n in nearest)


def _percentage_words(evidence: _Evidence, row: PrintedRow, position: int) -> str:
    """Say what percentage the printed count is, and which count the printed percentage belongs to."""
    percent, size = evidence.percentage_of(row, position)
    count, allowed = evidence.counts[row.key, position], evidence.allowed[row.key, position]
    if count > size:
        return f"{count} of {size} patients is impossible."
    start = f"{count} of {size} is {_exactly(count, size, percent)} %"
    if count in allowed:
        return f"{start}."
    if allowed:
        return f"{start}; the printed {percent.text} % is {' or '.join(map(str, allowed[:4]))} of {size}."
    return (
        f"{start}; no whole number of {size} patients is {percent.text} % ({_nearest_words(percent, size)})."
    )


def _exactly(count: int, size: int, like: Printed) -> str:
    """The percentage as printed, with its further digits where it lies on a half."""
    exact = percentage(count, size)
    halves = exact * 10**like.decimals * 2
    on_half = halves.denominator == 1 and halves.numerator % 2 == 1
    return f"{round_half_up(exact, like.decimals + 1 if on_half else like.decimals)}"
