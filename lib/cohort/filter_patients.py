"""The filters of no column: by outcome group, and of patients chosen one by one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lib.cohort.codebook import in_sentence
from lib.cohort.cohort import Cohort
from lib.cohort.filter_kinds import Choice, Filter, Mask, Option
from lib.cohort.outcome import OUTCOME_LABELS, Classification
from lib.cohort.patient_codes import patient_codes

#: Up to this many chosen patients are named.
MAX_NAMED_PATIENTS = 3


@dataclass(frozen=True)
class OutcomeFilter(Filter):
    """Any of the outcome groups, as the definition in force makes them."""

    def applies(self, cohort: Cohort) -> bool:
        return cohort.codebook.measure_of("depression") is not None and len(cohort.visit_names) > 1

    def options(self, cohort: Cohort) -> tuple[Option, ...]:
        return tuple(Option(code, label) for code, label in OUTCOME_LABELS.items())

    def columns(self, cohort: Cohort, choice: Choice) -> tuple[str, ...]:
        return ()

    def mask(self, cohort: Cohort, classification: Classification | None, choice: Choice) -> Mask:
        if classification is None:
            return np.ones(cohort.n_patients, dtype=bool)
        return np.asarray(np.vstack([classification.members[group] for group in choice]).any(axis=0))

    def known(self, cohort: Cohort, choice: Choice) -> Mask:
        return np.ones(cohort.n_patients, dtype=bool)

    def sentence(self, cohort: Cohort, choice: Choice) -> str:
        return " or ".join(in_sentence(OUTCOME_LABELS[group]) for group in choice)


@dataclass(frozen=True)
class PatientFilter(Filter):
    """Patients chosen one by one, or in a region of a picture."""

    def applies(self, cohort: Cohort) -> bool:
        return True

    def options(self, cohort: Cohort) -> tuple[Option, ...]:
        return tuple(map(Option, patient_codes(cohort), cohort.patients))

    def columns(self, cohort: Cohort, choice: Choice) -> tuple[str, ...]:
        return ()

    def mask(self, cohort: Cohort, classification: Classification | None, choice: Choice) -> Mask:
        return np.isin(patient_codes(cohort), choice)

    def known(self, cohort: Cohort, choice: Choice) -> Mask:
        return np.ones(cohort.n_patients, dtype=bool)

    def identifiers(self, cohort: Cohort, choice: Choice) -> list[str]:
        """Give the identifiers of the patients chosen, in the order of the cohort."""
        return [cohort.patients[row] for row in np.flatnonzero(self.mask(cohort, None, choice))]

    def sentence(self, cohort: Cohort, choice: Choice) -> str:
        names = self.identifiers(cohort, choice)
        if len(names) > MAX_NAMED_PATIENTS:
            return f"{len(names):,} chosen patients"
        return f"patient{'s' if len(names) > 1 else ''} {', '.join(names)}"
