"""Patients side by side: the groups that tables, trajectories and tests compare."""

from dataclasses import dataclass

import numpy as np

from lib.analysis.common.question import Question
from lib.cohort.codebook import LEVELLED_KINDS, Column
from lib.cohort.cohort import Cohort
from lib.cohort.outcome import NOT_EVALUABLE, OUTCOME_LABELS

OUTCOME, EVERYONE = "outcome", "all"
#: A column with more levels makes no groups and is not listed level by level: a centre, say, or free words.
MAX_LEVELS = 20
OVERLAP_NOTE = (
    "The groups overlap: a remitter is also a responder or a non-responder. "
    "Tests compare responders with non-responders."
)


@dataclass(frozen=True, eq=False)
class Group:
    """Some of the selected patients, with their words; `mask` has shape (n_patients,)."""

    name: str
    label: str
    mask: np.ndarray

    @property
    def n(self) -> int:
        """Number of patients."""
        return int(self.mask.sum())


@dataclass(frozen=True, eq=False)
class Grouping:
    """How the selected patients are divided.

    Attributes
    ----------
    by : str
        `all`, `outcome`, or the name of a levelled column.
    label : str
        What divides them, in words.
    groups : tuple of Group
        The groups shown, empty ones included.
    codes : ndarray of int, shape (n_patients,)
        Group of each patient for tests, without overlap; -1 for patients not selected, without a value,
        not evaluable or in a group that is shown but not tested.
    tested : tuple of Group
        The groups behind `codes`.
    n_left_out : int
        Selected patients who are in no group because their value is missing.
    note : str
        What the reader has to know about the groups, empty where there is nothing.
    """

    by: str
    label: str
    groups: tuple[Group, ...]
    codes: np.ndarray
    tested: tuple[Group, ...]
    n_left_out: int
    note: str = ""


def makes_groups(cohort: Cohort, column: Column) -> bool:
    """Tell whether a column has levels, and few enough to set them side by side."""
    return column.kind in LEVELLED_KINDS and len(cohort.levels(column.name)) <= MAX_LEVELS


def group_patients(question: Question, by: str) -> Grouping:
    """Divide the selected patients.

    Parameters
    ----------
    question : Question
        Cohort, definition and selection.
    by : str
        `all`, `outcome` or the name of a levelled column.

    Returns
    -------
    Grouping
    """
    if by == EVERYONE:
        everyone = Group(EVERYONE, "All patients", question.mask)
        return _grouping(EVERYONE, "All patients", (everyone,), question)
    if by == OUTCOME:
        return _outcome_grouping(question)
    column, codes = question.cohort.codebook.column(by), question.cohort.codes(by)
    groups = tuple(
        Group(level.code, level.label, question.mask & (codes == position))
        for position, level in enumerate(question.cohort.levels(by))
    )
    return _grouping(by, column.label, groups, question)


def _outcome_grouping(question: Question) -> Grouping:
    classification = question.classified
    groups = tuple(
        Group(name, OUTCOME_LABELS[name], question.mask & classification.members[name])
        for name in (*classification.groups, NOT_EVALUABLE)
    )
    shown = groups if groups[-1].n else groups[:-1]
    tested = tuple(group for group in shown if group.name in classification.partition_groups)
    note = "" if classification.definition.grouping == "disjoint" else OVERLAP_NOTE
    return _grouping(OUTCOME, "Outcome group", shown, question, tested, note)


def _grouping(
    by: str,
    label: str,
    groups: tuple[Group, ...],
    question: Question,
    tested: tuple[Group, ...] | None = None,
    note: str = "",
) -> Grouping:
    tested = groups if tested is None else tested
    codes = np.full(len(question.mask), -1)
    for position, group in enumerate(tested):
        codes[group.mask] = position
    placed = np.vstack([group.mask for group in groups]).any(axis=0)
    left_out = int((question.mask & ~placed).sum())
    return Grouping(by, label, groups, codes, tested, left_out, note)
