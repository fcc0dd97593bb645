"""A measure over the visits: mean, spread and missing values by group, and the patients' own courses."""

from dataclasses import dataclass

import numpy as np

from lib.analysis.common.grouping import Grouping, group_patients
from lib.analysis.common.question import Question
from lib.analysis.common.summary import summarise_values
from lib.analysis.common.withheld import why_withheld
from lib.analysis.trajectory.changes import VisitChange, measure_change
from lib.cohort.codebook import Column, Visit
from lib.stats.common.result import Refusal
from lib.stats.description.describe import Description, within_subject_sem


@dataclass(frozen=True)
class VisitSummary:
    """One group at one visit.

    Attributes
    ----------
    group, group_label : str
        The group.
    visit : Visit
        The visit.
    description : Description
        n, missing, mean, SD, SEM, 95 % CI, median and quartiles of the patients measured.
    within_sem : float
        Cousineau–Morey within-subject SEM over the patients measured at every visit; NaN when it has no value.
    n_complete : int
        Patients behind `within_sem`.
    """

    group: str
    group_label: str
    visit: Visit
    description: Description
    within_sem: float
    n_complete: int


@dataclass(frozen=True, eq=False)
class Trajectory:
    """A measure over the visits for the selected patients.

    Attributes
    ----------
    measure : Column
        The measure; values are in its unit.
    grouping : Grouping
        How the patients are divided.
    visits : tuple of Visit
        In the order of the protocol.
    points : tuple of VisitSummary
        One a group and visit; groups without patients are left out.
    changes : tuple of VisitChange
        From the first visit to the last, one a group.
    withheld : str
        Why a test of a change would mislead; empty where it would not.
    values : ndarray of shape (n_patients, n_visits)
        All patients' values, in the order of the cohort; NaN for missing.
    mask : ndarray of bool, shape (n_patients,)
        Who is selected.
    n, n_complete : int
        Patients selected, and those of them with a value at every visit.
    """

    measure: Column
    grouping: Grouping
    visits: tuple[Visit, ...]
    points: tuple[VisitSummary, ...]
    changes: tuple[VisitChange, ...]
    withheld: str
    values: np.ndarray
    mask: np.ndarray
    n: int
    n_complete: int

    def of(self, group: str) -> tuple[VisitSummary, ...]:
        """The points of one group, in the order of the visits."""
        return tuple(point for point in self.points if point.group == group)


def summarise_trajectory(question: Question, measure: str, by: str) -> Trajectory:
    """Describe a measure at each visit.

    Parameters
    ----------
    question : Question
        Cohort, definition and selection.
    measure : str
        Name of a measure.
    by : str
        `all`, `outcome` or the name of a levelled column.

    Returns
    -------
    Trajectory
        Every visit uses the patients measured at it; only the within-subject SEM needs all visits.
    """
    cohort = question.cohort
    grouping, values = group_patients(question, by), cohort.measures[measure]
    withheld = why_withheld(question, measure, by)
    points: list[VisitSummary] = []
    changes: list[VisitChange] = []
    for group in grouping.groups:
        if group.n:
            points.extend(_summarise(group.name, group.label, values[group.mask], cohort.codebook.visits))
            change = measure_change(group, values, cohort.codebook.visits, withheld=bool(withheld))
            changes += [] if change is None else [change]
    complete = ~np.isnan(values).any(axis=1)
    return Trajectory(
        cohort.codebook.column(measure),
        grouping,
        cohort.codebook.visits,
        tuple(points),
        tuple(changes),
        withheld,
        values,
        question.mask,
        int(question.mask.sum()),
        int((question.mask & complete).sum()),
    )


def _summarise(name: str, label: str, values: np.ndarray, visits: tuple[Visit, ...]) -> list[VisitSummary]:
    complete = values[~np.isnan(values).any(axis=1)]
    within = within_subject_sem(complete)
    sems = (np.nan,) * len(visits) if isinstance(within, Refusal) else within.sem
    return [
        VisitSummary(name, label, visit, summarise_values(values[:, i]), float(sems[i]), len(complete))
        for i, visit in enumerate(visits)
    ]
