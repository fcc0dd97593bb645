"""The cohort at a glance: how many patients, in which groups, and how complete."""

from dataclasses import dataclass

import numpy as np

from lib.analysis.common.grouping import Grouping, group_patients
from lib.analysis.common.question import Question


@dataclass(frozen=True)
class Completeness:
    """Patients measured at one visit, out of those selected."""

    measure: str
    label: str
    visit: str
    n: int
    total: int


@dataclass(frozen=True, eq=False)
class CohortOverview:
    """Counts of the selected patients.

    Attributes
    ----------
    n, n_cohort : int
        Patients selected, and in the cohort.
    outcome : Grouping or None
        Outcome groups; None where the cohort has no depression scale.
    diagnosis : Grouping or None
        Diagnoses; None where the cohort has none.
    completeness : tuple of Completeness
        One a measure and visit.
    complete : dict of str to int
        Patients with a value at every visit, by measure.
    """

    n: int
    n_cohort: int
    outcome: Grouping | None
    diagnosis: Grouping | None
    completeness: tuple[Completeness, ...]
    complete: dict[str, int]


def summarise_cohort(question: Question) -> CohortOverview:
    """Count the selected patients: in all, by outcome, by diagnosis, and measured at each visit."""
    cohort, mask = question.cohort, question.mask
    diagnosis = next(iter(cohort.codebook.with_role("diagnosis")), None)
    known = {c.name: ~np.isnan(cohort.measures[c.name][mask]) for c in cohort.codebook.measures}
    completeness = tuple(
        Completeness(
            column.name, column.label, visit.short, int(known[column.name][:, i].sum()), int(mask.sum())
        )
        for column in cohort.codebook.measures
        for i, visit in enumerate(cohort.codebook.visits)
    )
    return CohortOverview(
        int(mask.sum()),
        cohort.n_patients,
        group_patients(question, "outcome") if question.classification is not None else None,
        group_patients(question, diagnosis.name) if diagnosis else None,
        completeness,
        {name: int(values.all(axis=1).sum()) for name, values in known.items()},
    )
