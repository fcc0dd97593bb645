"""All checks of the publication put together: one finding for each printed number."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np

from lib.analysis.common.question import Question
from lib.analysis.published.chi_square import check_chi_square
from lib.analysis.published.counts import check_counts
from lib.analysis.published.means import check_means
from lib.analysis.published.paper import Statistic, read_editorial_notes, read_table1, read_table2, read_text
from lib.analysis.published.patients import DESIGNS, AllowedPatients, allow_patients, reported_of
from lib.analysis.published.recomputation import recompute_statistics, recompute_table
from lib.analysis.published.reported_f import check_reported_f
from lib.analysis.published.row_tests import check_row_tests
from lib.analysis.published.table import PrintedTable, Resolved, list_cells
from lib.analysis.published.verdicts import EDITORIAL, VERDICTS, Check, Finding, judge_cell
from lib.cohort.cohort import read_bundled_cohort

NOTHING_BEARS_ON_IT = "Nothing else in print bears on it."
EDITORIAL_METHOD = "Editorial note"


@dataclass(frozen=True, eq=False)
class PaperFindings:
    """Every printed number with its verdict, and what it was held against.

    Attributes
    ----------
    findings : tuple of Finding
        In printed order.
    patients : tuple of AllowedPatients
        What the printed ANOVAs say about the number of patients.
    question : Question
        The cohort of the recomputation, under the paper's definition, all patients.
    """

    findings: tuple[Finding, ...]
    patients: tuple[AllowedPatients, ...]
    question: Question

    def count(self, verdict: str) -> int:
        """Number of findings with a verdict."""
        return sum(finding.verdict == verdict for finding in self.findings)

    def with_verdict(self, verdicts: tuple[str, ...]) -> tuple[Finding, ...]:
        """The findings with one of the verdicts; all of them when none is chosen."""
        return tuple(f for f in self.findings if not verdicts or f.verdict in verdicts)

    @property
    def counts(self) -> dict[str, int]:
        """Number of findings by verdict, in the order of the verdicts."""
        return {verdict.code: self.count(verdict.code) for verdict in VERDICTS}


def check_table(table: PrintedTable) -> tuple[tuple[Check, ...], Resolved]:
    """Run every check that needs the printed table alone.

    Parameters
    ----------
    table : PrintedTable
        Of any publication.

    Returns
    -------
    checks : tuple of Check
    resolved : Resolved
        The counts as printed and as corrected.
    """
    counted, resolved = check_counts(table)
    return (*counted, *check_means(table), *check_row_tests(table, resolved)), resolved


def judge_table(table: PrintedTable) -> tuple[Finding, ...]:
    """Judge every printed number of a table by arithmetic alone, in printed order."""
    by_cell = _by_cell(check_table(table)[0])
    return tuple(judge_cell(cell, by_cell[cell.key], NOTHING_BEARS_ON_IT) for cell in list_cells(table))


@cache
def judge_paper() -> PaperFindings:
    """Judge every number of Górska et al. 2021 by print and by the whole bundled cohort.

    Returns
    -------
    PaperFindings
        Under the paper's own outcome definition, whatever a reader has selected elsewhere.
    """
    question = Question(read_bundled_cohort())
    table, statistics = read_table1(), (*read_table2(), *read_text())
    checks, resolved = check_table(table)
    by_cell = _by_cell(
        (
            *checks,
            *recompute_table(table, question),
            *recompute_statistics(statistics, question),
            *_check_statistics(statistics, table, resolved),
            *_editorial_checks(),
        )
    )
    cells = (*list_cells(table), *(statistic.cell for statistic in statistics))
    findings = tuple(judge_cell(cell, by_cell[cell.key], NOTHING_BEARS_ON_IT) for cell in cells)
    return PaperFindings(findings, _allowed(statistics, question), question)


def _by_cell(checks: tuple[Check, ...]) -> dict[str, list[Check]]:
    found: dict[str, list[Check]] = defaultdict(list)
    for check in checks:
        found[check.cell].append(check)
    return found


def _analyses(statistics: tuple[Statistic, ...]) -> Iterator[list[Statistic]]:
    """Statistics that belong to one result, together."""
    together: dict[tuple[str, ...], list[Statistic]] = defaultdict(list)
    for statistic in statistics:
        together[statistic.source, *statistic.asked].append(statistic)
    yield from together.values()


def _check_statistics(
    statistics: tuple[Statistic, ...], table: PrintedTable, resolved: Resolved
) -> Iterator[Check]:
    """Check the printed statistics against one another, and the χ² against the counts of the table."""
    for together in _analyses(statistics):
        keys = {statistic.quantity: statistic.key for statistic in together}
        reported = reported_of(together)
        if reported is not None:
            yield from check_reported_f(reported, keys)
        if {"chi2", "p"} <= keys.keys():
            numbers = {statistic.quantity: statistic.number for statistic in together}
            counts = [resolved.of(row, table.groups, settled=True) for row in table.levels("sex")]
            labels = [table.places[place].label for place in table.groups]
            chi2, p = numbers["chi2"], numbers["p"]
            if chi2 is not None and p is not None:
                cells = keys["chi2"], keys["p"]
                yield from check_chi_square(np.array(counts), labels, (chi2, p), cells)


def _editorial_checks() -> Iterator[Check]:
    for note in read_editorial_notes():
        for cell in note.cells:
            words = f"{note.note} ({note.source}.)"
            yield Check(cell, EDITORIAL, EDITORIAL_METHOD, note.verdict, (), "", words)


def _allowed(statistics: tuple[Statistic, ...], question: Question) -> tuple[AllowedPatients, ...]:
    found, visits = [], len(question.cohort.codebook.visits)
    for together in _analyses(statistics):
        reported = reported_of(together)
        if reported is not None and together[0].analysis in DESIGNS:
            found.append(allow_patients(together[0].label, together[0].analysis, reported, visits))
    return tuple(found)
