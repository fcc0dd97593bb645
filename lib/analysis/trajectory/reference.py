"""How many patients lie below and above a reference range at each visit."""

from dataclasses import dataclass

import numpy as np

from lib.analysis.common.question import Question
from lib.analysis.trajectory.summary import Trajectory, summarise_trajectory
from lib.cohort.codebook import Column, Visit
from lib.cohort.reference_ranges import ReferenceRange, find_range, list_ranges

#: Values and limits are decimal; a difference below this, in units of the measure, is binary noise.
NOISE = 1e-9


@dataclass(frozen=True)
class RangeCount:
    """One group at one visit against a range.

    Attributes
    ----------
    group, group_label : str
        The group; `all` for all patients selected.
    visit : Visit
        The visit.
    n : int
        Patients measured at it.
    below, within, above : int
        Patients whose value is under the lower limit, on or between the limits, over the upper limit.
    mean : float
        Mean of the patients measured, in the unit of the measure; NaN for nobody.
    """

    group: str
    group_label: str
    visit: Visit
    n: int
    below: int
    within: int
    above: int
    mean: float


@dataclass(frozen=True, eq=False)
class AgainstRange:
    """A measure against the reference range in force.

    Attributes
    ----------
    measure : Column
        The measure; limits and means are in its unit.
    limits : ReferenceRange
        The range.
    by : str
        How the patients are divided.
    counts : tuple of RangeCount
        All selected patients first, then the groups where there are several.
    stricter : ReferenceRange or None
        The literature's range with the highest lower limit, where that is above the one in force.
    stricter_counts : tuple of RangeCount
        The same groups and visits against it; empty without it.
    """

    measure: Column
    limits: ReferenceRange
    by: str
    counts: tuple[RangeCount, ...]
    stricter: ReferenceRange | None
    stricter_counts: tuple[RangeCount, ...]

    @property
    def stricter_of_all(self) -> tuple[RangeCount, ...]:
        """The visits of all selected patients together, against the stricter range."""
        return tuple(row for row in self.stricter_counts if row.group == self.counts[0].group)

    @property
    def of_all(self) -> tuple[RangeCount, ...]:
        """The visits of all selected patients together."""
        return tuple(row for row in self.counts if row.group == self.counts[0].group)


ALL_SELECTED, ALL_LABEL = "all", "All patients"


def compare_with_range(question: Question, measure: str, by: str, choice: str) -> AgainstRange | None:
    """Count who lies outside of the range in force; None where no range is (see `find_range`)."""
    limits = find_range(question.cohort.codebook.column(measure), choice)
    if limits is None:
        return None
    result = summarise_trajectory(question, measure, by)
    stricter = _stricter(result.measure, limits)
    again = () if stricter is None else count_outside(result, stricter)
    return AgainstRange(
        result.measure,
        limits,
        by,
        count_outside(result, limits),
        stricter,
        again,
    )


def _stricter(column: Column, limits: ReferenceRange) -> ReferenceRange | None:
    rows = [row for row in list_ranges(column) if row.low is not None]
    highest = max(rows, key=lambda row: row.low or 0.0, default=None)
    if highest is None or highest.low is None:
        return None
    return highest if limits.low is None or limits.low < highest.low else None


def count_outside(result: Trajectory, limits: ReferenceRange) -> tuple[RangeCount, ...]:
    """Count the patients below, within and above a range at each visit.

    Parameters
    ----------
    result : Trajectory
        A measure in the unit of the limits.
    limits : ReferenceRange
        A value equal to a limit is within.

    Returns
    -------
    tuple of RangeCount
        All selected patients together first, then each group where there are several; groups without patients
        are left out. A patient without a value at a visit is not counted at it.
    """
    groups = [(group.name, group.label, group.mask) for group in result.grouping.groups if group.n]
    if len(groups) > 1:
        groups.insert(0, (ALL_SELECTED, ALL_LABEL, result.mask))
    return tuple(
        _count(name, label, visit, result.values[mask, i], limits)
        for name, label, mask in groups
        for i, visit in enumerate(result.visits)
    )


def _count(name: str, label: str, visit: Visit, values: np.ndarray, limits: ReferenceRange) -> RangeCount:
    known = values[~np.isnan(values)]
    below = 0 if limits.low is None else int((known < limits.low - NOISE).sum())
    above = 0 if limits.high is None else int((known > limits.high + NOISE).sum())
    mean = float(known.mean()) if known.size else np.nan
    return RangeCount(name, label, visit, known.size, below, known.size - below - above, above, mean)
