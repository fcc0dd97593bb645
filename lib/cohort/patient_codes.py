"""How a patient is named in an address: by a study code, else by the place in the file."""

from __future__ import annotations

from lib.cohort.cohort import Cohort
from lib.cohort.protection.protect import code_names

#: Before the place in the file, which stands in an address for an identifier of the reader's own.
PLACE_MARK = "@"


def _is_coded(cohort: Cohort) -> bool:
    """Whether identifiers are codes of our own making, which tell nobody anything."""
    return cohort.synthetic or cohort.patients == tuple(code_names(cohort.n_patients))


def patient_codes(cohort: Cohort) -> tuple[str, ...]:
    """Give the code of every patient, in the order of the cohort.

    A link may be passed on and is written into the logs of servers between; an identifier out of the reader's own
    file stays out of it, and the patient is named by the place in the file, `@12`.
    """
    if _is_coded(cohort):
        return cohort.patients
    return tuple(f"{PLACE_MARK}{place}" for place in range(1, cohort.n_patients + 1))
