"""Ids that run like numbers, and those that lack between: a row that was lost, or a patient who was excluded."""

from __future__ import annotations

import re

from lib.cohort.validation.finding import NOTE, Fault, Finding
from lib.cohort.validation.rows import Rows

MIN_NUMBERED = 15
"""Patients from whom ids can be said to run (rule of ours)."""

MAX_LACKING = 0.05
"""Share of the numbers up to which a gap may be a row that was lost; more are excluded patients (rule of ours)."""

ENDING = re.compile(r"(.*?)(\d{1,6})")
IDS_LACKING = Fault(
    NOTE,
    "ids_lacking",
    "every number between the first and the last",
    "Where these patients were not excluded, their rows were lost.",
)


def find_gaps(rows: Rows) -> list[Finding]:
    """Find a few numbers that lack among ids that otherwise follow one another."""
    matches = [ENDING.fullmatch(patient[:40]) for patient in rows.patients]
    if rows.mapping.patient is None or len(matches) < MIN_NUMBERED or None in matches:
        return []
    parts = [match.groups() for match in matches if match is not None]
    numbers = {int(number) for _, number in parts}
    lacking = max(numbers) - min(numbers) + 1 - len(numbers)
    if len({stem for stem, _ in parts}) > 1 or not 0 < lacking <= max(1, MAX_LACKING * len(numbers)):
        return []
    found = f"{lacking:,} of {len(numbers) + lacking:,} numbers in a row without a patient"
    return [IDS_LACKING.at(found, column=rows.mapping.patient_column)]
