"""Whether a mapping can be applied to a table at all."""

from __future__ import annotations

from lib.cohort.mapping.model import MAX_VISITS, ColumnMapping, Mapping
from lib.cohort.reading import RawTable
from lib.cohort.reading.table import name_some, shorten
from lib.cohort.validation.finding import ERROR, WARNING, Fault, Finding

NO_PATIENT = Fault(
    ERROR, "no_patient_column", "a column with the patient id", "Give one column the role patient id."
)
NO_MEASURE = Fault(
    ERROR,
    "no_measure",
    "at least one scale or laboratory value",
    "Give a column the role of a measure, or choose its columns under “Measures in columns”.",
)
TWO_WITH_ROLE = Fault(ERROR, "role_twice", "one column with this role", "Give the others another role.")
COLUMN_MISSING = Fault(
    ERROR,
    "column_missing",
    "every column of the mapping in the file",
    "Rename the column in the file, or correct the mapping.",
)
COLUMN_NEW = Fault(
    WARNING,
    "column_not_mapped",
    "only columns of the mapping",
    "It is left out; give it a role if it is needed.",
)
TOO_MANY_VISITS = Fault(
    ERROR, "too_many_visits", f"at most {MAX_VISITS} visits", "Choose the column that names the visits."
)
NO_VISITS = Fault(ERROR, "no_visits", "at least one visit", "Name the visits, or the column that holds them.")


def check_mapping(raw: RawTable, mapping: Mapping) -> list[Finding]:
    """Find what keeps a mapping from being applied to a table at all."""
    present = set(raw.columns)
    findings = [
        COLUMN_MISSING.at(f"no column “{shorten(column.column)}” ({column.role})", column=column.column)
        for column in mapping.columns
        if column.role != "ignore" and column.column not in present
    ]
    known = {column.column for column in mapping.columns}
    findings += [COLUMN_NEW.at("a new column", column=name) for name in raw.columns if name not in known]
    for role in ("patient", "visit"):
        columns = mapping.with_role(role)
        if len(columns) > 1:
            names = name_some([f"“{shorten(c.column)}”" for c in columns])
            findings.append(TWO_WITH_ROLE.at(f"the role {role} on {names}"))
    if mapping.patient is None and not mapping.numbered_rows:
        findings.append(NO_PATIENT.at("none"))
    if not _measured(mapping):
        findings.append(NO_MEASURE.at("none"))
    if not mapping.visits:
        findings.append(NO_VISITS.at("none"))
    if len(mapping.visits) > MAX_VISITS:
        findings.append(TOO_MANY_VISITS.at(f"{len(mapping.visits):,} visits"))
    named = [(name, "column of dates") for name in (mapping.dated_by,)] + [(mapping.factor, "second factor")]
    findings += [
        COLUMN_MISSING.at(f"no column “{shorten(name)}” ({what})", column=name)
        for name, what in named
        if name and name not in present
    ]
    return findings


def doubts_of(mapping: Mapping) -> list[Finding]:
    """Turn what was guessed and not yet confirmed into findings, one a doubt."""
    return [
        Finding(
            WARNING,
            doubt.code,
            None,
            doubt.columns[0] if len(doubt.columns) == 1 else "",
            "",
            doubt.found,
            doubt.expected,
            doubt.advice,
        )
        for doubt in mapping.doubts
    ]


def _measured(mapping: Mapping) -> list[ColumnMapping]:
    visits = {visit.name for visit in mapping.visits}
    return [
        column
        for column in mapping.columns
        if column.measure
        and mapping.measure(column.measure) is not None
        and (mapping.layout == "long" or column.visit in visits)
    ]
