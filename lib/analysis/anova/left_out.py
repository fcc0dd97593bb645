"""Who is lost where complete cases lose patients: the baseline of those left out against those kept."""

from dataclasses import dataclass

import numpy as np

from lib.analysis.common.baseline import BaselineDifference, compare_baseline
from lib.analysis.common.complete_cases import select_complete
from lib.analysis.common.grouping import OUTCOME, group_patients
from lib.analysis.common.question import Question


@dataclass(frozen=True)
class Proportion:
    """Patients in a group, among those left out and those kept."""

    of: str
    label: str
    left_out: int
    kept: int


@dataclass(frozen=True, eq=False)
class LeftOutComparison:
    """Patients left out for a missing value against those kept; `selected` are all."""

    selected: int
    n_left_out: int
    n_kept: int
    baseline: tuple[BaselineDifference, ...]
    groups: tuple[Proportion, ...]


def compare_left_out(question: Question, measure: str, between: str) -> LeftOutComparison | None:
    """Compare the patients that complete cases lose with those they keep; None where nobody is lost for a value.

    Parameters
    ----------
    question, measure, between
        As in `lib.analysis.anova.visits.analyse_anova`. A patient who is in no group is not lost for a value.
    """
    cases, cohort = select_complete(question, measure, between), question.cohort
    place = {patient: i for i, patient in enumerate(cohort.patients)}
    names = [visit.name for visit in cases.visits]
    used = [i for i, name in enumerate(cohort.visit_names) if name in names]
    missing = np.isnan(cohort.measures[measure][:, used]).any(axis=1)
    lost = np.array([place[row.patient] for row in cases.left_out if missing[place[row.patient]]], dtype=int)
    kept = np.array([place[patient] for patient in cases.patients], dtype=int)
    if not lost.size or not kept.size:
        return None
    scale = cohort.codebook.measure_of("depression")
    columns = [cohort.codebook.column(measure)]
    columns += [scale] if scale is not None and scale.name != measure else []
    return LeftOutComparison(
        cases.n_selected,
        int(lost.size),
        int(kept.size),
        tuple(compare_baseline(cohort.measures[column.name][:, 0], column, lost, kept) for column in columns),
        _proportions(question, lost, kept),
    )


def _proportions(question: Question, lost: np.ndarray, kept: np.ndarray) -> tuple[Proportion, ...]:
    """Count the outcome groups and the levels of the diagnosis on each side."""
    by = [OUTCOME] if question.classification is not None else []
    by += [column.name for column in question.cohort.codebook.with_role("diagnosis")[:1]]
    return tuple(
        Proportion(grouping.label, group.label, int(group.mask[lost].sum()), int(group.mask[kept].sum()))
        for grouping in (group_patients(question, name) for name in by)
        for group in grouping.groups
    )
