"""The flow of patients: enrolled, selected, evaluable, in which outcome group, and measured at every visit."""

from collections import Counter
from dataclasses import dataclass

import numpy as np

from lib.analysis.common.grouping import EVERYONE, OUTCOME, group_patients
from lib.analysis.common.question import Question
from lib.cohort.codebook import Column
from lib.cohort.outcome import NOT_EVALUABLE
from lib.cohort.selection import Step


@dataclass(frozen=True)
class FlowGroup:
    """One outcome group: its patients, and those of them with the measure at every visit."""

    name: str
    label: str
    n: int
    complete: int


@dataclass(frozen=True)
class PatientFlow:
    """From everyone in the cohort to the patients an analysis rests on.

    Attributes
    ----------
    enrolled : int
        Patients in the cohort.
    steps : tuple of Step
        What each filter removed.
    selected : int
        Patients who pass all filters.
    not_evaluable : tuple of (str, int)
        Why selected patients have no outcome, with how many; the commonest reason first.
    evaluable : int or None
        Selected patients with an outcome; None where the cohort has no depression scale.
    groups : tuple of FlowGroup
        Outcome groups of the evaluable patients; without an outcome all selected patients together.
    overlap : bool
        Whether a patient may be in two groups.
    measure : Column
        The measure whose complete patients are counted.
    complete : int
        Selected patients with the measure at every visit.
    """

    enrolled: int
    steps: tuple[Step, ...]
    selected: int
    not_evaluable: tuple[tuple[str, int], ...]
    evaluable: int | None
    groups: tuple[FlowGroup, ...]
    overlap: bool
    measure: Column
    complete: int


def follow_patients(question: Question, measure: str) -> PatientFlow:
    """Count the patients at every step from the cohort to the complete cases of a measure.

    Parameters
    ----------
    question : Question
        Cohort, definition and selection.
    measure : str
        Name of the measure whose complete patients are counted in each group.
    """
    cohort, classification = question.cohort, question.classification
    complete = ~np.isnan(cohort.measures[measure]).any(axis=1)
    grouping = group_patients(question, EVERYONE if classification is None else OUTCOME)
    groups = tuple(
        FlowGroup(group.name, group.label, group.n, int((group.mask & complete).sum()))
        for group in grouping.groups
        if group.name != NOT_EVALUABLE
    )
    reasons: Counter[str] = Counter()
    evaluable = None
    if classification is not None:
        selected = {patient for patient, kept in zip(cohort.patients, question.mask, strict=True) if kept}
        reasons.update(reason for patient, reason in classification.reasons if patient in selected)
        evaluable = question.selected.n - sum(reasons.values())
    return PatientFlow(
        cohort.n_patients,
        question.selected.steps,
        question.selected.n,
        tuple(reasons.most_common()),
        evaluable,
        groups,
        classification is not None and classification.definition.grouping != "disjoint",
        cohort.codebook.column(measure),
        int((question.mask & complete).sum()),
    )
