"""Who and when: the patient and the visit of every row, with what is wrong with them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from lib.cohort.mapping.model import Mapping
from lib.cohort.mapping.visits.assigning import visits_of_rows
from lib.cohort.reading import RawTable, fill_down_identifier
from lib.cohort.reading.table import name_some
from lib.cohort.validation.finding import (
    ERROR,
    LISTED_A_COLUMN,
    NOTE,
    WARNING,
    Fault,
    Finding,
    findings_of_cells,
)
from lib.cohort.words import fold

FEW_PATIENTS = 5
"""Patients below whom tests say little (rule of ours)."""

MOSTLY_THERE = 0.5
"""Share of patients with a row at a visit from which those without lack it (rule of ours)."""

MISSING_ID = Fault(
    ERROR,
    "missing_id",
    "the patient id on every row",
    "Write the id on this row, or have it filled down if it stands only on each patient's first row.",
)
MISSING_VISIT = Fault(ERROR, "missing_visit", "a visit on every row", "Write which visit this row is.")
SIMILAR_IDS = Fault(
    WARNING,
    "similar_ids",
    "one spelling of each id",
    "If they are the same patient, spell the id the same; they count as two patients now.",
)
FEW = Fault(
    WARNING, "few_patients", f"{FEW_PATIENTS} patients or more", "Tests and intervals say little on so few."
)
ONE_VISIT = Fault(
    WARNING, "one_visit", "two visits or more", "Pages about change over time and outcome stay empty."
)
COUNTED = Fault(
    WARNING,
    "visits_counted",
    "a column that names the visit",
    "The rows of a patient are taken as visits 1, 2, 3 … in the order of the file; check that none is missing.",
)
TOO_MANY_ROWS = Fault(
    ERROR, "unknown_visit", "no more rows than visits", "Add visits to the mapping, or delete the row."
)
OUT_OF_ORDER = Fault(
    WARNING,
    "visits_out_of_order",
    "rows in the order of the visits",
    "Check the visit names on these rows; the order of visits in the mapping is used.",
)
OTHER_ORDER = Fault(
    WARNING,
    "visit_order_differs",
    "rows in the order of the visits",
    "Check the order of visits in the mapping.",
)


ROWS_LACKING = Fault(
    NOTE,
    "rows_lacking",
    "a row for each visit up to a patient's last",
    "These visits count as missing; check that no row was lost and no visit misspelt.",
)


@dataclass(frozen=True, eq=False)
class Rows:
    """The rows of the file with their patient and visit.

    Attributes
    ----------
    raw, mapping
        As given.
    frame : DataFrame
        The rows, ids filled down where the mapping says so.
    lines : ndarray of int, shape (n_rows,)
        Line of the file of each row.
    patients : tuple of str
        Ids in the order of the file.
    patient_of_row, visit_of_row : ndarray of int, shape (n_rows,)
        Places in `patients` and `mapping.visits`, -1 unknown; in a wide table the visit of every row is 0.
    level_of_row : ndarray of int, shape (n_rows,)
        Level of the second factor that is averaged over, rows without one sharing a level; 0 where there is none.
    """

    raw: RawTable
    mapping: Mapping
    frame: pd.DataFrame
    lines: np.ndarray
    patients: tuple[str, ...]
    patient_of_row: np.ndarray
    visit_of_row: np.ndarray
    level_of_row: np.ndarray

    @property
    def n_levels(self) -> int:
        """Levels of the second factor that is averaged over, 1 where there is none."""
        return int(self.level_of_row.max(initial=0)) + 1

    @cached_property
    def n_filled(self) -> np.ndarray:
        """How many of the columns that the mapping takes are filled, by row."""
        taken = [c.column for c in self.mapping.columns if c.role != "ignore" and c.column in self.frame]
        filled: np.ndarray = self.frame[taken].notna().to_numpy().sum(axis=1)
        return filled

    def findings(self, fault: Fault, rows: np.ndarray, found: list[str], column: str) -> list[Finding]:
        """Make one finding a cell."""
        return findings_of_cells(
            fault, rows, found, column, self.lines, self.patients, self.patient_of_row
        )  # fmt: skip

    def texts(self, rows: np.ndarray, column: str) -> list[str]:
        """What stands in some cells of a column, as many as are listed one by one."""
        return [str(text) for text in self.frame[column].iloc[rows[:LISTED_A_COLUMN]]]

    def at(self, fault: Fault, row: int, found: str, column: str = "") -> Finding:
        """Make one finding at a row."""
        patient = self.patient_of_row[row]
        return fault.at(
            found, int(self.lines[row]), column, self.patients[patient] if patient >= 0 else ""
        )  # fmt: skip


def read_rows(raw: RawTable, mapping: Mapping) -> tuple[Rows, list[Finding]]:
    """Find the patient and visit of every row.

    Returns
    -------
    Rows, list of Finding
        Rows without id or with an unknown visit are faults; rows of the file are never dropped in silence.
    """
    frame, lines = _chosen_rows(raw, mapping)
    identified = "" if mapping.patient is None else mapping.patient.column
    if not identified:
        codes, patients = np.arange(len(frame)), tuple(str(i) for i in range(1, len(frame) + 1))
    else:
        codes, ids = pd.factorize(frame[identified])
        patients = tuple(str(value) for value in ids)
    visit_of_row, unknown = visits_of_rows(frame, raw, mapping)
    rows = Rows(
        raw, mapping, frame, lines, patients, codes.astype(np.int64), visit_of_row, _levels(frame, mapping)
    )
    findings = rows.findings(MISSING_ID, np.flatnonzero(codes < 0), [""] * int((codes < 0).sum()), identified)
    findings += _visit_findings(rows, unknown)
    findings += _similar_ids(rows) + _order(rows) + _lacking(rows)
    if len(patients) < FEW_PATIENTS:
        findings.append(FEW.at(f"{len(patients)} patient{'s' * (len(patients) != 1)}"))
    if mapping.layout == "long" and mapping.visit is None and len(mapping.visits) > 1:
        findings += [] if mapping.dated_by else [COUNTED.at(_say_counted(rows))]
        findings += _rows_beyond(rows)
    if len(mapping.visits) == 1:
        findings.append(ONE_VISIT.at(f"only “{mapping.visits[0].label}”"))
    return rows, findings


def _rows_beyond(rows: Rows) -> list[Finding]:
    """Find rows of a patient beyond the last visit, where visits are counted."""
    beyond = np.flatnonzero((rows.visit_of_row < 0) & (rows.patient_of_row >= 0))
    return rows.findings(TOO_MANY_ROWS, beyond, ["one more row"] * len(beyond), rows.mapping.patient_column)


def _chosen_rows(raw: RawTable, mapping: Mapping) -> tuple[pd.DataFrame, np.ndarray]:
    """Give the rows with ids filled down, and of a second factor those that were chosen; with their lines."""
    frame = raw.frame
    if mapping.fill_down and set(mapping.fill_down) <= set(raw.columns):
        frame = fill_down_identifier(frame, mapping.fill_down[0], mapping.fill_down[1:])
    if mapping.factor not in frame or not mapping.factor_level:
        return frame, raw.row_numbers
    chosen = (frame[mapping.factor] == mapping.factor_level).to_numpy()
    return frame[chosen].reset_index(drop=True), raw.row_numbers[chosen]


def _levels(frame: pd.DataFrame, mapping: Mapping) -> np.ndarray:
    """Give the level of each row of the factor that is averaged over."""
    if mapping.factor not in frame or mapping.factor_level:
        return np.zeros(len(frame), dtype=np.int64)
    return pd.factorize(frame[mapping.factor], use_na_sentinel=False)[0].astype(np.int64)


def _say_counted(rows: Rows) -> str:
    """Say how many patients have fewer rows than there are visits: a row that is missing shifts the later ones."""
    counts = np.bincount(rows.patient_of_row[rows.patient_of_row >= 0], minlength=len(rows.patients))
    fewer = int((counts < len(rows.mapping.visits)).sum())
    if not fewer:
        return "no column for the visit"
    return (
        f"no column for the visit, and {fewer:,} of {len(rows.patients):,} patients with fewer rows than the "
        f"{len(rows.mapping.visits)} visits: where an earlier row is missing, later ones count as earlier visits"
    )


def _visit_findings(rows: Rows, unknown: np.ndarray) -> list[Finding]:
    column = rows.mapping.visit
    if rows.mapping.layout == "wide" or column is None:
        return []
    labels = name_some([visit.label for visit in rows.mapping.visits])
    fault = Fault(
        ERROR, "unknown_visit", f"one of {labels}", "Correct it, or add it to the visits of the mapping."
    )
    texts = rows.frame[column.column]
    findings = rows.findings(fault, unknown, rows.texts(unknown, column.column), column.column)
    empty = np.flatnonzero(texts.isna().to_numpy())
    return findings + rows.findings(MISSING_VISIT, empty, [""] * len(empty), column.column)


def _lacking(rows: Rows) -> list[Finding]:
    """Find patients without a row at a visit before their last one: no dropout, perhaps a row that was lost."""
    known = (rows.patient_of_row >= 0) & (rows.visit_of_row >= 0)
    if rows.mapping.layout == "wide" or rows.mapping.visit is None or not known.any():
        return []
    has = np.zeros((len(rows.patients), len(rows.mapping.visits)), dtype=bool)
    has[rows.patient_of_row[known], rows.visit_of_row[known]] = True
    later = np.flip(np.logical_or.accumulate(np.flip(has, axis=1), axis=1), axis=1)
    # A visit that most patients lack is another design or a misspelling, which has a finding of its own.
    gaps = later & ~has & (has.mean(axis=0) > MOSTLY_THERE)
    if not gaps.any():
        return []
    n = int(gaps.any(axis=1).sum())
    at = name_some([v.label for v, lacks in zip(rows.mapping.visits, gaps.any(axis=0), strict=True) if lacks])
    found = f"{n:,} of {len(rows.patients):,} patients without a row at {at}, though with a later one"
    return [ROWS_LACKING.at(found, column=rows.mapping.visit.column)]


def _similar_ids(rows: Rows) -> list[Finding]:
    folded: dict[str, int] = {}
    first_row = np.full(len(rows.patients), -1, dtype=np.int64)
    known = np.flatnonzero(rows.patient_of_row >= 0)[::-1]
    first_row[rows.patient_of_row[known]] = known
    findings = []
    for place, identifier in enumerate(rows.patients):
        plain = identifier.lower() if identifier.isascii() else fold(identifier)
        key = "".join(plain.split()).removesuffix(".0")
        key = key.lstrip("0") or "0" if key.isdigit() else key
        if key in folded:
            other = rows.lines[first_row[folded[key]]]
            found = f"an id that differs from the one on row {other:,} only in case, blanks or zeros"
            findings.append(rows.at(SIMILAR_IDS, first_row[place], found, rows.mapping.patient_column))
        folded.setdefault(key, place)
    return findings


def _order(rows: Rows) -> list[Finding]:
    """Find patients whose rows do not stand in the order of the visits."""
    known = np.flatnonzero((rows.patient_of_row >= 0) & (rows.visit_of_row >= 0))
    if rows.mapping.layout == "wide" or len(known) < 2:
        return []
    of_one = rows.patient_of_row * rows.n_levels + rows.level_of_row
    order = known[np.argsort(of_one[known], kind="stable")]
    same = of_one[order][1:] == of_one[order][:-1]
    back = same & (rows.visit_of_row[order][1:] < rows.visit_of_row[order][:-1])
    if not back.any():
        return []
    turned = np.unique(rows.patient_of_row[order][1:][back])
    several = len(np.unique(rows.patient_of_row[order][1:][same]))
    if len(turned) > several / 2:
        labels = name_some([visit.label for visit in rows.mapping.visits])
        found = f"another order than {labels} in {len(turned):,} of {several:,} patients"
        return [OTHER_ORDER.at(found, column=rows.mapping.visit.column if rows.mapping.visit else "")]
    places = np.flatnonzero(back)
    listed = [_one_back(rows, order, place) for place in places[:LISTED_A_COLUMN]]
    rest = len(places) - len(listed)
    return [*listed, *([OUT_OF_ORDER.at(f"{rest:,} more rows")] if rest else [])]


def _one_back(rows: Rows, order: np.ndarray, place: int) -> Finding:
    before, after = order[place], order[place + 1]
    labels = [rows.mapping.visits[rows.visit_of_row[row]].label for row in (before, after)]
    column = rows.mapping.visit.column if rows.mapping.visit else ""
    return rows.at(OUT_OF_ORDER, after, f"“{labels[1]}” below “{labels[0]}”", column)
