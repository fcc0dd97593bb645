"""The filter table: what patients can be selected by, one row a filter, each of one of the kinds of filter."""

from __future__ import annotations

from lib.cohort.filter_kinds import (
    ALL,
    NONE,
    CharacteristicFilter,
    Filter,
    LevelFilter,
    RangeFilter,
    SetFilter,
)
from lib.cohort.filter_patients import OutcomeFilter, PatientFilter

#: Headings under which filters are folded away; a filter without a heading stands open.
COMORBIDITIES, MEDICINES, CHARACTERISTICS = "Comorbidities", "Medicines", "Other characteristics"

_CONDITIONS = (("comorbidity", "psychiatric_comorbidity"),)
_MEDICINES = (("medicine_class",), ("medicine",))

#: The filter table. Order is the order on the page and in the stepwise account.
FILTERS: tuple[Filter, ...] = (
    LevelFilter("diagnosis", "Diagnosis", role="diagnosis"),
    LevelFilter("sex", "Sex", role="sex"),
    RangeFilter("age", "Age", role="age"),
    OutcomeFilter("outcome", "Outcome group"),
    CharacteristicFilter("level", "Has any of the levels", CHARACTERISTICS, role="characteristic"),
    PatientFilter("only", "Only these patients", CHARACTERISTICS),
    LevelFilter("comorbidities", "Number of somatic comorbidities", COMORBIDITIES, role="comorbidity_count"),
    SetFilter("any", "Has any of", COMORBIDITIES, roles=_CONDITIONS),
    SetFilter("all", "Has all of", COMORBIDITIES, roles=_CONDITIONS, how=ALL, several="with all of"),
    SetFilter(
        "no",
        "Has none of",
        COMORBIDITIES,
        roles=_CONDITIONS,
        how=NONE,
        one="without",
        several="without any of",
    ),
    SetFilter(
        "medicine",
        "Medicine class",
        MEDICINES,
        roles=_MEDICINES,
        one="taking",
        several="taking",
        joined=" or ",
    ),
)


def find_filter(name: str) -> Filter:
    """Look a filter up by name.

    Raises
    ------
    KeyError
        When there is no such filter.
    """
    return {row.name: row for row in FILTERS}[name]
