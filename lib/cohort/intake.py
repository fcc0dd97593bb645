"""The whole way of a file without a screen: read, look for identifying columns, map, check, report."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from lib.cohort.mapping import LAYOUTS, ROLE_BY_CODE, Mapping, fit_mapping
from lib.cohort.mapping.guess import mapping_of
from lib.cohort.mapping.storage import mapping_to_json
from lib.cohort.protection import KINDS, Suspicion, count_small_groups
from lib.cohort.reading import RawTable, ReadingOptions, UnreadableFileError, read_table
from lib.cohort.reading.table import plain_name
from lib.cohort.steps import check, decide_all, look_for_people, protect_and_map
from lib.cohort.validation import Finding, Validated, count_findings, describe_findings
from lib.cohort.validation.finding import SEVERITIES

Read = Callable[[bytes, str, ReadingOptions | None], RawTable]
FORMAT, VERSION = "cohort check", 1
EXIT_CODES = {"clean": 0, "warnings": 0, "errors": 1, "unreadable": 2}


@dataclass(frozen=True, eq=False)
class Intake:
    """A file as imported: its raw table, the mapping used, what may identify people, and what came of it."""

    raw: RawTable
    mapping: Mapping
    suspicions: tuple[Suspicion, ...]
    validated: Validated


def import_cohort(
    data: bytes,
    name: str,
    mapping: Mapping | None = None,
    options: ReadingOptions | None = None,
    *,
    keep_ids: bool = False,
    identifying: str | None = None,
    read: Read = read_table,
) -> Intake:
    """Take a file in.

    Parameters
    ----------
    data : bytes
        Contents of the file.
    name : str
        Its name, for sentences and as the name of the cohort.
    mapping : Mapping or None
        Saved earlier; guessed when None.
    options : ReadingOptions or None
        What overrules the detection.
    keep_ids : bool
        Keep the patient ids of the file; else they become P001, P002, …
    identifying : str or None
        What is done with columns that may identify people, one of `IDENTIFYING`. None: they are listed, and each is in
        the cohort only where the mapping takes it.
    read : callable
        Reads the file, here or in a process of its own.

    Returns
    -------
    Intake

    Raises
    ------
    UnreadableFileError
        The file cannot be read.
    """
    raw = read(data, name, options)
    look, suspicions = look_for_people(raw, mapping)
    if identifying is None:
        used = mapping_of(look) if mapping is None else fit_mapping(mapping, raw)
        return Intake(raw, used, suspicions, check(raw, used, plain_name(name), keep_ids=keep_ids))
    decisions = decide_all(suspicions, identifying)
    table, used, _ = protect_and_map(raw, suspicions, decisions, mapping, look=look)
    return Intake(table, used, suspicions, check(table, used, plain_name(name), keep_ids=keep_ids))


@dataclass(frozen=True, eq=False)
class CheckReport:
    """What a file is and what is wrong with it.

    Attributes
    ----------
    name : str
        Name of the file.
    status : str
        `clean`, `warnings`, `errors` or `unreadable`.
    reason : str
        Why it is unreadable, empty otherwise.
    intake : Intake or None
        None when the file is unreadable.
    """

    name: str
    status: str
    reason: str = ""
    intake: Intake | None = None

    @property
    def exit_code(self) -> int:
        """0 clean or warnings, 1 errors in the data, 2 unreadable."""
        return EXIT_CODES[self.status]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All findings."""
        return self.intake.validated.findings if self.intake is not None else ()

    def as_text(self) -> str:
        """Say in plain English what was detected, how it was mapped and what was found."""
        if self.intake is None:
            return f"{self.name}: cannot be read.\n{self.reason}\n"
        parts = [
            f"{self.name}: {_verdict(self)}",
            _paragraph("Detected", self.intake.raw.notes),
            _paragraph("Mapping", _mapping_lines(self.intake.mapping)),
            _paragraph("Cohort", _cohort_lines(self.intake.validated)),
            _paragraph("May identify people", [_suspicion_line(s) for s in self.intake.suspicions]),
            _paragraph("Findings", _finding_lines(self.findings)),
        ]
        return "\n".join(part for part in parts if part)

    def as_json(self) -> str:
        """Give the report as JSON.

        Keys, in every version 1: `format`, `version`, `file`, `status`, `exit_code`, `reason`, `detected` (kind,
        encoding, delimiter, decimal, header_rows, sheet, rows, columns, notes), `mapping` (as saved by the page),
        `identifying` (column, kind, reason, cells, actions), `cohort` (patients, visits, measures, characteristics,
        fingerprint, small_groups; null when there are errors), `errors`, `warnings` (counts), `findings`
        (severity: error, warning or note; code, row, column, patient, found, expected, advice).
        """
        content: dict[str, Any] = {
            "format": FORMAT,
            "version": VERSION,
            "file": self.name,
            "status": self.status,
            "exit_code": self.exit_code,
            "reason": self.reason,
            **_content(self.intake),
        }
        return json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def check_file(
    data: bytes,
    name: str,
    mapping: Mapping | None = None,
    options: ReadingOptions | None = None,
    *,
    identifying: str | None = None,
    read: Read = read_table,
) -> CheckReport:
    """Check a file: read it, map it, find every fault at once.

    Parameters
    ----------
    data, name, mapping, options, identifying, read
        As in `import_cohort`.

    Returns
    -------
    CheckReport
        Also for an unreadable file; nothing is raised.
    """
    shown = plain_name(name)
    try:
        intake = import_cohort(data, name, mapping, options, identifying=identifying, read=read)
    except UnreadableFileError as error:
        return CheckReport(shown, "unreadable", error.sentence)
    errors, warnings = count_findings(intake.validated.findings)
    status = "errors" if errors else "warnings" if warnings else "clean"
    return CheckReport(shown, status, intake=intake)


def _verdict(report: CheckReport) -> str:
    errors, warnings = count_findings(report.findings)
    if report.status == "clean":
        return "no faults."
    counts = [f"{n:,} {word}{'s' * (n != 1)}" for n, word in ((errors, "error"), (warnings, "warning")) if n]
    end = (
        "The cohort cannot be used before the errors are corrected." if errors else "The cohort can be used."
    )
    return f"{' and '.join(counts)}. {end}"


def _paragraph(title: str, lines: Any) -> str:
    return "\n".join([f"\n{title}", *(f"  {line}" for line in lines)]) if lines else ""


def _mapping_lines(mapping: Mapping) -> list[str]:
    lines = [f"{LAYOUTS[mapping.layout]}: {mapping.layout_reason}."]
    if mapping.visits:
        names = ", ".join(visit.label for visit in mapping.visits)
        lines.append(f"Visits {names}: {mapping.visit_reason}.")
    for column in mapping.columns:
        role = ROLE_BY_CODE[column.role].label
        visit = f", {column.visit}" if column.visit else ""
        lines.append(f"{column.column}: {role}{visit} ({column.reason or 'chosen'})")
    return lines


def _cohort_lines(validated: Validated) -> list[str]:
    cohort = validated.cohort
    if cohort is None:
        return []
    measures = ", ".join(column.label_with_unit for column in cohort.codebook.measures)
    lines = [f"{cohort.n_patients:,} patients, {len(cohort.visit_names)} visits; {measures}."]
    notice = count_small_groups(cohort).sentence
    return [*lines, *([notice] if notice else [])]


def _suspicion_line(suspicion: Suspicion) -> str:
    return f"{suspicion.column}: {KINDS[suspicion.kind]} ({suspicion.reason})"


def _finding_lines(findings: tuple[Finding, ...]) -> list[str]:
    return [
        f"{severity.capitalize()}: {line}"
        for severity in SEVERITIES
        for line in describe_findings([f for f in findings if f.severity == severity])
    ]


def _content(intake: Intake | None) -> dict[str, Any]:
    if intake is None:
        empty: dict[str, Any] = {"detected": None, "mapping": None, "identifying": [], "cohort": None}
        return {**empty, "errors": 0, "warnings": 0, "findings": []}
    detected, validated = intake.raw.detected, intake.validated
    errors, warnings = count_findings(validated.findings)
    return {
        "detected": {
            "kind": detected.kind,
            "encoding": detected.encoding,
            "delimiter": detected.delimiter,
            "decimal": detected.decimal,
            "header_rows": detected.header_rows,
            "sheet": detected.sheet,
            "rows": len(intake.raw.frame),
            "columns": len(intake.raw.columns),
            "notes": list(intake.raw.notes),
        },
        "mapping": json.loads(mapping_to_json(intake.mapping)),
        "identifying": [
            {"column": s.column, "kind": s.kind, "reason": s.reason, "cells": s.n_cells, "actions": s.actions}
            for s in intake.suspicions
        ],
        "cohort": _cohort_content(validated),
        "errors": errors,
        "warnings": warnings,
        "findings": [asdict(finding) for finding in validated.findings],
    }


def _cohort_content(validated: Validated) -> dict[str, Any] | None:
    cohort = validated.cohort
    if cohort is None:
        return None
    return {
        "patients": cohort.n_patients,
        "visits": list(cohort.visit_names),
        "measures": [column.name for column in cohort.codebook.measures],
        "characteristics": [column.name for column in cohort.codebook.characteristics],
        "fingerprint": cohort.fingerprint,
        "small_groups": asdict(count_small_groups(cohort)),
    }
