"""The results that a reader looked at, read off the answers as they are given."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from lib.analysis.anova.visits import VisitsAnova
from lib.analysis.association.correlations import Association
from lib.analysis.common.grouping import EVERYONE
from lib.analysis.common.question import Question
from lib.analysis.comorbidity.course_results import Courses
from lib.analysis.comorbidity.response import Responses
from lib.analysis.table1.table import Table1
from lib.analysis.trajectory.summary import Trajectory
from lib.cohort.outcome import describe_definition_briefly
from lib.cohort.selection import describe_selection
from lib.stats.common.adjust import adjust_p
from lib.stats.common.result import FloatArray, Refusal

#: Results kept in a log; the first go first.
MAX_LOGGED = 5000


@dataclass(frozen=True)
class Looked:
    """One result that was looked at: page, what it is, n, its p unadjusted, definition, selection, plan.

    `departures` are the settings that differ from the sealed plan; None where no plan was sealed.
    """

    page: str
    result: str
    n: int
    p: float
    definition: str
    selection: str
    departures: tuple[str, ...] | None = None

    @property
    def planned(self) -> bool:
        """Whether a plan was sealed before, and nothing departs from it."""
        return self.departures == ()


@dataclass(frozen=True, eq=False)
class LoggedFamily:
    """Results looked at, with p adjusted over all of them: `p_holm` and `p_fdr`, shape (results,)."""

    results: tuple[Looked, ...]
    p_holm: FloatArray
    p_fdr: FloatArray


def adjust_log(results: Iterable[Looked]) -> LoggedFamily:
    """Adjust the p of everything that was looked at, as one family."""
    rows = tuple(results)
    p = [row.p for row in rows]
    return LoggedFamily(rows, adjust_p(p, "holm"), adjust_p(p, "fdr"))


def read_looked(question: Question, found: Any) -> tuple[Looked, ...]:
    """Read the results off an answer; none of an answer that tests nothing.

    Parameters
    ----------
    question : Question
        What was asked.
    found : Any
        What an analysis answered.

    Returns
    -------
    tuple of Looked
        Results with a p; those withheld were not seen.
    """
    read = next((read for kind, read in _READERS if isinstance(found, kind)), None)
    if read is None:
        return ()
    cohort = question.cohort
    definition = (
        "" if question.classification is None else describe_definition_briefly(cohort, question.definition)
    )
    selection = describe_selection(cohort, question.selection)
    return tuple(
        Looked(page, result, n, p, definition, selection)
        for page, result, n, p in read(found)
        if np.isfinite(p)
    )


Row = tuple[str, str, int, float]


def _anova(found: VisitsAnova) -> Iterator[Row]:
    if isinstance(found.anova, Refusal):
        return
    grouping = found.cases.grouping
    by = "" if grouping is None or grouping.by == EVERYONE else f" by {grouping.label}"
    for effect in found.anova.effects:
        yield "anova", f"{effect.name} of {found.cases.measure.label}{by}", found.cases.n, effect.p


def _association(found: Association) -> Iterator[Row]:
    names = f"{found.first.label} and {found.second.label}, {found.method}"
    for row in found.rows:
        if not isinstance(row.test, Refusal):
            yield "association", f"{names}, {row.label}", row.test.n, row.test.p
    if not isinstance(found.within, Refusal):
        yield "association", f"{names}, within patients", found.within.n, found.within.p


def _trajectory(found: Trajectory) -> Iterator[Row]:
    for row in found.changes:
        yield "trajectories", f"change of {found.measure.label}, {row.group_label}", row.n, row.p


def _table1(found: Table1) -> Iterator[Row]:
    for row in found.rows:
        if row.test is not None:
            yield "demographics", f"{row.label} by {found.grouping.label}", found.n, row.test.p


def _responses(found: Responses) -> Iterator[Row]:
    for row in found.rows:
        yield "comorbidity", f"{found.target} with {row.feature.label}", row.n, row.p


def _courses(found: Courses) -> Iterator[Row]:
    for row in found.rows:
        if not isinstance(row.interaction, Refusal):
            yield "comorbidity", f"time × {row.label} of {found.measure.label}", row.n, row.interaction.p_used


_READERS: tuple[tuple[type, Callable[[Any], Iterator[Row]]], ...] = (
    (VisitsAnova, _anova),
    (Association, _association),
    (Trajectory, _trajectory),
    (Table1, _table1),
    (Responses, _responses),
    (Courses, _courses),
)
