"""The setting of the patient looked at: an identifier where it is a study code, else the place in the file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from lib.analysis.settings.kinds import Choice, Options, Setting, constant
from lib.cohort.cohort import Cohort
from lib.cohort.patient_codes import patient_codes

#: No patient is looked at.
NOBODY = ""


def patient_options(cohort: Cohort) -> Options:
    """List every patient: code in the address, and identifier."""
    return tuple(zip(patient_codes(cohort), cohort.patients, strict=True))


def patient_code(cohort: Cohort, identifier: str) -> str:
    """Give the code of a patient by identifier; `NOBODY` where there is none of that name."""
    return next((code for code, name in patient_options(cohort) if name == identifier), NOBODY)


def patient_row(cohort: Cohort, code: str) -> int | None:
    """Find the row of the patient of a code; None for nobody."""
    return next((row for row, (own, _) in enumerate(patient_options(cohort)) if own == code), None)


@dataclass(frozen=True)
class OnePatient(Choice):
    """A patient of the cohort, nobody at first; a code or an identifier is read."""

    def read(self, texts: Sequence[str], cohort: Cohort) -> tuple[Any, str]:
        """Read a code, or an identifier, which becomes its code."""
        if texts[-1] == NOBODY:
            return NOBODY, ""
        known = patient_code(cohort, texts[-1])
        return (known, "") if known else super().read(texts, cohort)

    def to_control(self, value: Any) -> Any:
        """Give the code; None for nobody, where a list shows that nothing is chosen."""
        return value or None


PATIENT_SETTINGS: tuple[Setting, ...] = (
    OnePatient("patient", "the patient", constant(NOBODY), patient_options),
)
