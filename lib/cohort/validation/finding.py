"""Findings: one fault each, with its place, what was found, what was expected and what to do."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from lib.cohort.reading import ReadingFinding
from lib.cohort.reading.table import name_some, shorten

ERROR, WARNING, NOTE = SEVERITIES = ("error", "warning", "note")
LISTED_A_COLUMN = 10_000
"""Cells of one column and one fault that are listed one by one; a last finding counts the others."""

FINDING_COLUMNS = ("severity", "code", "row", "column", "patient", "found", "expected", "advice")

#: Where a finding is that concerns no single place.
WHOLE_FILE = "the file"


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault in the data.

    Attributes
    ----------
    severity : str
        `error` stops, `warning` does not; `note` is what good data may hold as well, said and not counted.
    code : str
        Short name of the fault; the same in every version.
    row : int or None
        Line of the file (sheet row, SPSS case), None where it concerns no single row.
    column, patient : str
        Where it is; empty where it concerns no single column or patient.
    found, expected, advice : str
        What stands there, what should, and what to do. Never the id of a patient.
    """

    severity: str
    code: str
    row: int | None
    column: str
    patient: str
    found: str
    expected: str
    advice: str

    @property
    def where(self) -> str:
        """The place in words: `row 17, column “age”, patient P03`."""
        parts = [
            f"row {self.row:,}" if self.row is not None else "",
            f"column “{shorten(self.column)}”" if self.column else "",
            f"patient {shorten(self.patient)}" if self.patient else "",
        ]
        return ", ".join(part for part in parts if part) or WHOLE_FILE

    @property
    def sentence(self) -> str:
        """The finding in plain English."""
        where = self.where[:1].upper() + self.where[1:]
        return f"{where}: found {self.found}, expected {self.expected}. {self.advice}"


@dataclass(frozen=True)
class Fault:
    """A kind of fault: its severity and code, what was expected and what to do."""

    severity: str
    code: str
    expected: str
    advice: str

    def at(self, found: str, row: int | None = None, column: str = "", patient: str = "") -> Finding:
        """Make the finding of this fault at one place."""
        return Finding(self.severity, self.code, row, column, patient, found, self.expected, self.advice)


def findings_of_cells(
    fault: Fault,
    rows: np.ndarray,
    found: Sequence[str],
    column: str,
    lines: np.ndarray,
    patients: Sequence[str],
    patient_of_row: np.ndarray,
) -> list[Finding]:
    """Make one finding a cell; beyond ten thousand a last one counts the others.

    Parameters
    ----------
    fault : Fault
        What is wrong with all of them.
    rows : ndarray of int
        Positions of the rows.
    found : sequence of str
        What stands in each.
    column : str
        Name of the column.
    lines, patient_of_row : ndarray of int, shape (n_rows,)
        Line in the file and patient (-1 unknown) of each row.
    patients : sequence of str
        Ids of the patients.
    """
    listed = [
        fault.at(
            f"“{shorten(text)}”" if text else "an empty cell",
            int(lines[row]),
            column,
            patients[patient_of_row[row]] if patient_of_row[row] >= 0 else "",
        )
        for row, text in zip(rows[:LISTED_A_COLUMN], found, strict=False)
    ]
    rest = len(rows) - len(listed)
    if rest > 0:
        listed.append(fault.at(f"{rest:,} more cells like those listed", None, column))
    return listed


def from_reading(findings: Iterable[ReadingFinding]) -> list[Finding]:
    """Turn what was found while reading into findings of the same kind as all others."""
    return [
        Finding(
            finding.severity,
            finding.code,
            finding.rows[0] if finding.rows else None,
            "",
            "",
            f"{finding.found} ({finding.where})",
            finding.expected,
            finding.next_step,
        )
        for finding in findings
    ]


def in_order(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Put errors before warnings before notes, and each by code as first met, column and row."""
    codes = {code: i for i, code in enumerate(dict.fromkeys(finding.code for finding in findings))}
    return tuple(
        sorted(
            findings,
            key=lambda f: (
                SEVERITIES.index(f.severity),
                codes[f.code],
                f.column,
                -1 if f.row is None else f.row,
            ),
        )
    )


def count_findings(findings: Iterable[Finding]) -> tuple[int, int]:
    """Count errors and warnings."""
    severities = [finding.severity for finding in findings]
    return severities.count(ERROR), severities.count(WARNING)


def findings_table(findings: Iterable[Finding]) -> pd.DataFrame:
    """Put all findings, none left out, into a table for export as CSV; one row a finding."""
    rows = [[getattr(finding, name) for name in FINDING_COLUMNS] for finding in findings]
    table = pd.DataFrame(rows, columns=list(FINDING_COLUMNS), dtype=object)
    return table.astype({"row": "Int64"})


def describe_findings(findings: Sequence[Finding]) -> tuple[str, ...]:
    """Put findings into sentences, one a kind of fault, naming at most five places and counting the others."""
    groups: dict[tuple[str, str, str, str], list[Finding]] = {}
    for finding in findings:
        key = (finding.severity, finding.code, finding.expected, finding.advice)
        groups.setdefault(key, []).append(finding)
    return tuple(_sentence(group) for group in groups.values())


def _sentence(group: Sequence[Finding]) -> str:
    if len(group) == 1:
        return group[0].sentence
    first = group[0]
    if all(finding.where == WHOLE_FILE for finding in group):
        found = name_some([finding.found for finding in group[:5]], len(group))
        return f"The file: found {found}; expected {first.expected}. {first.advice}"
    places = [f"{finding.where} ({finding.found})" for finding in group[:5]]
    named = name_some(places, len(group))
    return f"{named[:1].upper()}{named[1:]}: expected {first.expected}. {first.advice}"


def with_patients(findings: Iterable[Finding], codes: dict[str, str]) -> tuple[Finding, ...]:
    """Give the findings with patient ids replaced; an id without a code is left out."""
    return tuple(
        replace(finding, patient=codes.get(finding.patient, "")) if finding.patient else finding
        for finding in findings
    )
