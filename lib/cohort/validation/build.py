"""Raw table and mapping to a cohort, or every fault at once."""

from __future__ import annotations

from dataclasses import dataclass

from lib.cohort.cohort import Cohort, make_cohort
from lib.cohort.mapping.columns.measures import count_decimals
from lib.cohort.mapping.columns.profile import profile_columns
from lib.cohort.mapping.model import Mapping
from lib.cohort.reading import RawTable
from lib.cohort.validation.applying import check_mapping, doubts_of
from lib.cohort.validation.characteristics import EMPTY, read_characteristics
from lib.cohort.validation.columns import make_codebook
from lib.cohort.validation.finding import ERROR, WARNING, Finding, from_reading, in_order
from lib.cohort.validation.measured import Measured
from lib.cohort.validation.measures import read_measures
from lib.cohort.validation.numbering import find_gaps
from lib.cohort.validation.outcome_check import check_outcome
from lib.cohort.validation.plausible import check_plausible
from lib.cohort.validation.repeated import find_repeated
from lib.cohort.validation.rows import Rows, read_rows
from lib.cohort.validation.visit_days import check_days


@dataclass(frozen=True, eq=False)
class Validated:
    """What came of a table: the cohort (None when there are errors), all findings, and the ids as in the file."""

    cohort: Cohort | None
    findings: tuple[Finding, ...]
    patients: tuple[str, ...] = ()

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings that stop."""
        return tuple(finding for finding in self.findings if finding.severity == ERROR)

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """The findings that do not stop, without the notes."""
        return tuple(finding for finding in self.findings if finding.severity == WARNING)


def build_cohort(raw: RawTable, mapping: Mapping, name: str = "Uploaded cohort") -> Validated:
    """Check a table against its mapping and make the cohort.

    Parameters
    ----------
    raw : RawTable
        As read.
    mapping : Mapping
        What its columns are.
    name : str
        What the cohort is called.

    Returns
    -------
    Validated
        All faults at once, those of reading included. Errors leave no cohort; with warnings alone the cohort is made.
        Missing cells are NaN or -1, never 0; the first known value of a patient is the characteristic.
    """
    findings = from_reading(raw.findings) + check_mapping(raw, mapping)
    if any(finding.severity == ERROR for finding in findings[len(raw.findings) :]):
        return Validated(None, in_order(findings))
    findings += doubts_of(mapping)
    rows, faults = read_rows(raw, mapping)
    faults += find_repeated(rows) + find_gaps(rows)
    measured, measure_faults = read_measures(rows)
    characteristics, other_faults = read_characteristics(rows)
    findings += faults + measure_faults + other_faults + _empty_columns(rows, measured) + check_days(rows)
    if any(finding.severity == ERROR for finding in findings) or not rows.patients:
        return Validated(None, in_order(findings), rows.patients)
    cohort = make_cohort(
        name,
        make_codebook(mapping, _decimals(rows)),
        rows.patients,
        characteristics,
        {result.measure.name: result.values for result in measured},
    )
    findings += check_plausible(rows, measured, characteristics) + check_outcome(rows, cohort)
    return Validated(cohort, in_order(findings), rows.patients)


def _empty_columns(rows: Rows, measured: list[Measured]) -> list[Finding]:
    """Find measures and left-out columns that hold nothing."""
    columns = [c.column for c in rows.mapping.columns if c.measure or c.role == "ignore"]
    empty = [name for name in columns if name in rows.frame and not rows.frame[name].notna().any()]
    return [EMPTY.at("no value at all", column=name) for name in empty]


def _decimals(rows: Rows) -> dict[str, int]:
    """Count the decimals of the number columns."""
    numbers = [c for c in rows.mapping.columns if c.kind == "number" and not c.measure]
    if not numbers:
        return {}
    profiles = profile_columns(rows.raw, rows.frame, [c.column for c in numbers])
    return {c.name: count_decimals([profiles[c.column]]) for c in numbers}
