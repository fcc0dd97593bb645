"""The patients of an association by group: who is in which, and the correlation within each group alone."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lib.analysis.association.correlations import Association, AssociationRow
from lib.analysis.common.grouping import EVERYONE, OUTCOME, Grouping, group_patients
from lib.analysis.common.question import Question
from lib.stats.association.correlation import (
    Correlation,
    RepeatedMeasuresCorrelation,
    correlation,
    repeated_measures_correlation,
)
from lib.stats.common.result import Refusal

#: Code of the row within patients, and of the row with the largest coefficient.
WITHIN, LARGEST = "within", "largest"


@dataclass(frozen=True, eq=False)
class PointGroup:
    """Patients drawn alike: those of one group, or of the same several; `mask` has shape (n_selected,)."""

    name: str
    label: str
    mask: np.ndarray


@dataclass(frozen=True, eq=False)
class GroupCorrelation:
    """A correlation within one group: its label, its patients selected, and the test."""

    label: str
    n: int
    test: Correlation | RepeatedMeasuresCorrelation | Refusal


@dataclass(frozen=True, eq=False)
class AssociationGroups:
    """Groups of an association.

    Attributes
    ----------
    grouping : Grouping
        How the patients are divided.
    points : tuple of PointGroup
        Every selected patient in one of them; empty ones are not listed. The name of patients without a group is
        empty.
    rows : tuple of GroupCorrelation
        The correlation of one row of the association in each group; none without groups.
    narrowed : bool
        Whether the groups were made by a measure that is correlated, which narrows its range within them.
    """

    grouping: Grouping
    points: tuple[PointGroup, ...]
    rows: tuple[GroupCorrelation, ...]
    narrowed: bool


def divide_association(question: Question, result: Association, code: str, by: str) -> AssociationGroups:
    """Divide the patients of an association, and correlate within each group.

    Parameters
    ----------
    question : Question
        That the association answers.
    result : Association
        With at least one row.
    code : str
        Code of a row, or `WITHIN`.
    by : str
        What divides the patients; `all` for no groups.
    """
    grouping = group_patients(question, by)
    rows: tuple[GroupCorrelation, ...] = ()
    if by != EVERYONE:
        masks = [(group, group.mask[question.mask]) for group in grouping.groups if group.n]
        rows = tuple(
            GroupCorrelation(group.label, group.n, _correlate(result, code, mask)) for group, mask in masks
        )
    depression = question.cohort.codebook.measure_of("depression")
    narrowed = by == OUTCOME and depression is not None and depression in (result.first, result.second)
    return AssociationGroups(grouping, _points(question, grouping), rows, narrowed)


def _correlate(
    result: Association, code: str, mask: np.ndarray
) -> Correlation | RepeatedMeasuresCorrelation | Refusal:
    if code == WITHIN:
        return repeated_measures_correlation(result.first_values[mask], result.second_values[mask])
    row = next(row for row in result.rows if row.code == code)
    return correlation(row.first[mask], row.second[mask], result.method)


def _points(question: Question, grouping: Grouping) -> tuple[PointGroup, ...]:
    """Put every selected patient into one group of points; who is in several groups is in one of their own."""
    members = np.array([group.mask[question.mask] for group in grouping.groups])
    found = []
    for combination in dict.fromkeys(map(tuple, members.T.tolist())):
        held = [group for group, inside in zip(grouping.groups, combination, strict=True) if inside]
        mask = np.all(np.array(combination) == members.T, axis=1)
        name = held[0].name if len(held) == 1 else "+".join(group.name for group in held)
        label = " and ".join(group.label for group in held) or "In no group"
        order = [place for place, inside in enumerate(combination) if inside] or [len(combination)]
        found.append((len(held), order, PointGroup(name, label, mask)))
    return tuple(
        group for _, _, group in sorted(found, key=lambda row: (row[0] == 0, row[0] > 1, row[1], row[2].name))
    )


def rows_inside(row: AssociationRow, first: Sequence[float], second: Sequence[float]) -> np.ndarray:
    """Give the places of the patients whose values lie between two ends of each measure; no ends hold every value."""
    inside = np.isfinite(row.first) & np.isfinite(row.second)
    for values, ends in ((row.first, first), (row.second, second)):
        if len(ends):
            inside &= (values >= min(ends)) & (values <= max(ends))
    return np.flatnonzero(inside)


def row_in_front(result: Association, asked: str) -> str:
    """Give the code of the row asked for; of the largest coefficient where that is asked, or the row is not there."""
    codes = [row.code for row in result.rows]
    if asked == WITHIN or asked in codes:
        return asked
    tested = [(abs(row.test.r), row.code) for row in result.rows if not isinstance(row.test, Refusal)]
    return max(tested, key=lambda pair: pair[0])[1] if tested else (codes[0] if codes else WITHIN)
