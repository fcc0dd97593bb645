"""p and Cramér's V of the rows of a printed table, recomputed from the printed counts.

Print seldom says what was tested: whether patients with none of the printed levels formed a level of their
own, or whether only some of the patients were looked at. Each way to read a row is tried in turn, the plain
one first.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from lib.analysis.published.relations import is_exhaustive
from lib.analysis.published.table import DASHES, PrintedRow, PrintedTable, Resolved, cell_key
from lib.analysis.published.verdicts import (
    ARITHMETIC,
    INCONSISTENT,
    OTHER_READING,
    REPRODUCED,
    Check,
    verdict_of,
)
from lib.stats.common.result import Refusal
from lib.stats.proportions.contingency import chi_square_independence, cramers_v, exact_independence
from lib.stats.published.printed import NONE, Printed, agreement
from lib.stats.published.reported import yates_p

PEARSON, YATES = "by Pearson’s χ² test", "by the χ² test with Yates’ correction"
METHODS = {"p": "Exact p from the printed counts", "effect": "Cramér’s V from the printed counts"}
COMPLEMENT = "Complementary rows have the same p and V"
#: Figures shown of a recomputed p and V.
P_DECIMALS, V_DECIMALS = 4, 3

Matrix = tuple[tuple[int, ...], ...]


@dataclass(frozen=True)
class Reading:
    """One way to read a row: words, plain or not, and the table of counts it makes (levels × groups)."""

    words: str
    plain: bool
    table: Matrix


@dataclass(frozen=True)
class Tested:
    """A reading with its V and the p of one test; `test` is empty for the exact test."""

    reading: Reading
    test: str
    p: float
    v: float

    @property
    def plain(self) -> bool:
        """Whether the row is read as it stands and tested by the exact test."""
        return self.reading.plain and not self.test

    @property
    def words(self) -> str:
        """The reading in words, empty for the plain one."""
        return _and(self.reading.words, self.test)

    def told(self) -> str:
        """Say p and V of the reading."""
        return f"{self.words or 'as printed'}: p = {self.p:.{P_DECIMALS}f}, V = {self.v:.{V_DECIMALS}f}"


@lru_cache(maxsize=4096)
def test_table(table: Matrix) -> tuple[tuple[tuple[str, float], ...], float] | None:
    """Compute p by each of the usual tests, and Cramér's V, of a table of counts.

    Returns
    -------
    tuple or None
        Pairs of test and p, the exact test first and without a name, then V; None where no test is possible.

    References
    ----------
    See `lib.stats.proportions.contingency` and `lib.stats.published.reported.yates_p`.
    """
    exact, pearson, effect = exact_independence(table), chi_square_independence(table), cramers_v(table)
    if isinstance(exact, Refusal) or isinstance(pearson, Refusal) or isinstance(effect, Refusal):
        return None
    tests = [("", exact.p), (PEARSON, pearson.p)]
    corrected = yates_p(table) if len(table) == len(table[0]) == 2 else float("nan")
    if corrected == corrected:
        tests.append((YATES, corrected))
    return tuple(tests), effect.v


def list_readings(table: PrintedTable, row: PrintedRow, resolved: Resolved) -> tuple[Reading, ...]:
    """List the ways to read a row that has a p.

    Parameters
    ----------
    table : PrintedTable
        With the sizes of its groups.
    row : PrintedRow
        A row with counts of its own, or the heading above its levels.
    resolved : Resolved
        Counts as printed and as corrected.

    Returns
    -------
    tuple of Reading
        Plain reading first: patients with and without the row, or the printed levels. Then with the patients
        who are in no printed level as a level; with corrected counts; and, where another row bears the same
        label, within the patients of that row. Empty where counts or sizes are missing.
    """
    sizes = tuple(size for place in table.groups if (size := table.places[place].size) is not None)
    if len(sizes) < len(table.groups) or not sizes:
        return ()
    readings: list[Reading] = []
    for settled in (False, True):
        rows = (row,) if row.is_count else table.levels(row.column)
        every = [resolved.of(level, table.groups, settled=settled) for level in rows]
        counts = tuple(found for found in every if found is not None)
        if not counts or len(counts) < len(every):
            return ()
        words = _corrections(table, rows, resolved) if settled else ""
        if settled and not words and not _namesakes(table, row):
            break
        made = _readings_of(table, row, counts, sizes, words)
        made += _within_namesakes(table, row, counts, resolved, settled, words)
        readings += [reading for reading in made if reading.table not in [r.table for r in readings]]
    return tuple(readings)


def _readings_of(
    table: PrintedTable, row: PrintedRow, counts: Matrix, sizes: tuple[int, ...], words: str
) -> list[Reading]:
    rest = tuple(size - sum(column) for size, column in zip(sizes, zip(*counts, strict=True), strict=True))
    if min(rest) < 0:
        return [Reading(words, not words, counts)] if not row.is_count else []
    if row.is_count:
        return [Reading(words, not words, (*counts, rest))]
    if not any(rest):
        return [Reading(words, not words, counts)]
    unprinted = _and(words, "with the patients who are in no printed level as a level of their own")
    return [
        Reading(_and(words, "printed levels alone") if words else "", not words, counts),
        Reading(unprinted, False, (*counts, rest)),
    ]


def _within_namesakes(
    table: PrintedTable, row: PrintedRow, counts: Matrix, resolved: Resolved, settled: bool, words: str
) -> list[Reading]:
    """Read a row within the patients of another row with the same label, such as MDD within those treated for it."""
    readings = []
    for other in _namesakes(table, row):
        outer = resolved.of(other, table.groups, settled=settled)
        if outer is None or not row.is_count:
            continue
        rest = tuple(whole - part for whole, part in zip(outer, counts[0], strict=True))
        if min(rest) >= 0:
            by = ", ".join(str(count) for count in outer)
            inside = f"within the {sum(outer)} patients of the row {other.label} ({by})"
            readings.append(Reading(_and(words, inside), False, (counts[0], rest)))
    return readings


def _namesakes(table: PrintedTable, row: PrintedRow) -> tuple[PrintedRow, ...]:
    def name(of: PrintedRow) -> str:
        return of.label.rpartition(": ")[2].casefold()

    return tuple(
        other
        for other in table.rows
        if other.is_count and other.column != row.column and name(other) == name(row)
    )


def _corrections(table: PrintedTable, rows: tuple[PrintedRow, ...], resolved: Resolved) -> str:
    changed = [
        f"{resolved.settled[row.key, place]} in place of {resolved.printed[row.key, place]}"
        for row in rows
        for place in table.groups
        if resolved.settled[row.key, place] != resolved.printed[row.key, place]
    ]
    return f"with {', '.join(changed)}" if changed else ""


def _and(first: str, second: str) -> str:
    return ", ".join(part for part in (first, second) if part)


def check_row_tests(table: PrintedTable, resolved: Resolved) -> tuple[Check, ...]:
    """Recompute p and V of every row of counts from the counts.

    Parameters
    ----------
    table : PrintedTable
        As printed.
    resolved : Resolved
        Its counts.

    Returns
    -------
    tuple of Check
        One for each printed p and V. A reading other than the plain one counts only where it gives both.
    """
    checks: list[Check] = []
    for row in table.rows:
        if row.is_mean or not (row.p_text or row.effect_text):
            continue
        readings = list_readings(table, row, resolved)
        if readings:
            checks.extend(_check_row(table, row, readings))
    for column in table.columns:
        checks.extend(_check_complements(table, table.levels(column), resolved, checks))
    return tuple(checks)


def _check_row(table: PrintedTable, row: PrintedRow, readings: tuple[Reading, ...]) -> Iterator[Check]:
    results = [(reading, test_table(reading.table)) for reading in readings]
    tested = [
        Tested(reading, test, p, found[1]) for reading, found in results if found for test, p in found[0]
    ]
    for what, text, printed in (("p", row.p_text, row.p), ("effect", row.effect_text, row.effect)):
        key = cell_key(table, row, what)
        if printed is None and text in DASHES and not tested:
            words = "No patient, or every patient, is in this row: there is nothing to test."
            yield Check(key, ARITHMETIC, METHODS[what], REPRODUCED, (), "", words)
        elif printed is not None and not tested:
            words = "The printed counts allow no test: fewer than two levels or groups have patients."
            yield Check(key, ARITHMETIC, METHODS[what], INCONSISTENT, (), "", words)
        elif printed is not None:
            yield _check_figure(key, what, printed, row, tested)


def _check_figure(key: str, what: str, printed: Printed, row: PrintedRow, tested: list[Tested]) -> Check:
    chosen = next((t for t in tested if _fits(t, row)), None)
    if chosen is None and tested[0].plain and _stands_alone(what, printed, row, tested):
        chosen = tested[0]
    if chosen is None:
        nearest = (_figure(tested[0], what),)
        told = "; ".join(t.told() for t in tested if not t.test)
        also = ", ".join(
            f"{name} = {text}" for name, text in (("p", row.p_text), ("V", row.effect_text)) if text
        )
        words = f"From the counts {told}. Printed: {also}."
        words += " The χ² test does not give it either."
        return Check(key, ARITHMETIC, METHODS[what], INCONSISTENT, nearest, "", words)
    value = _figure(chosen, what)
    verdict, reading = OTHER_READING, chosen.words
    if chosen.plain:
        verdict, reading = verdict_of(agreement(printed, value))
    words = f"Counts {_matrix(chosen.reading.table)}, {chosen.told()}."
    return Check(key, ARITHMETIC, METHODS[what], verdict, (value,), reading, words)


def _stands_alone(what: str, printed: Printed, row: PrintedRow, tested: list[Tested]) -> bool:
    """Whether the plain reading gives one figure, and no reading the other: then the other alone is wrong."""
    other, number = ("effect", row.effect) if what == "p" else ("p", row.p)
    elsewhere = number is not None and any(agreement(number, _figure(t, other)) != NONE for t in tested)
    return agreement(printed, _figure(tested[0], what)) != NONE and not elsewhere


def _figure(tested: Tested, what: str) -> float:
    return tested.p if what == "p" else tested.v


def _fits(tested: Tested, row: PrintedRow) -> bool:
    """Whether a reading gives every figure printed beside the row."""
    pairs = ((row.p, tested.p), (row.effect, tested.v))
    return all(printed is None or agreement(printed, value) != NONE for printed, value in pairs)


def _matrix(table: Matrix) -> str:
    return " | ".join(" ".join(str(count) for count in line) for line in table)


def _check_complements(
    table: PrintedTable, rows: tuple[PrintedRow, ...], resolved: Resolved, checks: list[Check]
) -> Iterator[Check]:
    """Two rows that divide all patients carry one test: where each prints its own, they must agree."""
    if len(rows) != 2 or any(row.p is None for row in rows):
        return
    if not is_exhaustive(table, rows, resolved.settled):
        return
    for what in ("p", "effect"):
        texts = [row.p_text if what == "p" else row.effect_text for row in rows]
        one, other = (row.p if what == "p" else row.effect for row in rows)
        if one is None or other is None or one.value == other.value:
            continue
        keys = [cell_key(table, row, what) for row in rows]
        wrong = {check.cell for check in checks if check.verdict == INCONSISTENT}.intersection(keys) or keys
        first, second = (row.label.rpartition(": ")[2] for row in rows)
        name = "p" if what == "p" else "V"
        words = f"{first} and {second} divide the same patients, so one {name} belongs to both: {' and '.join(texts)}."
        for key in keys:
            if key in wrong:
                yield Check(key, ARITHMETIC, COMPLEMENT, INCONSISTENT, (), "", words)
