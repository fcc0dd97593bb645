"""Several rows of a patient and visit: a fault, resolved by a rule, or the levels of a second factor."""

from __future__ import annotations

import numpy as np
import pandas as pd

from lib.cohort.mapping.model import REPEATS
from lib.cohort.reading.table import shorten
from lib.cohort.validation.finding import ERROR, LISTED_A_COLUMN, WARNING, Fault, Finding
from lib.cohort.validation.rows import Rows

DUPLICATE_VISIT = Fault(
    ERROR,
    "duplicate_visit",
    "one row for each patient and visit",
    "Choose under “Several rows of a visit” which is taken, or correct the patient or visit of the row.",
)
DUPLICATE_PATIENT = Fault(
    ERROR,
    "duplicate_patient",
    "one row for each patient",
    "Choose which row is taken, or say that the file has one row a visit.",
)
LEVEL_TAKEN = Fault(
    WARNING,
    "level_taken",
    "one row for each patient and visit",
    "As chosen; the other rows are no part of the cohort.",
)
AVERAGED = Fault(
    WARNING,
    "factor_averaged",
    "one row for each patient and visit",
    "Each level counts once; choose one level instead if the levels are to be told apart.",
)


def find_repeated(rows: Rows) -> list[Finding]:
    """Find second rows of a patient and visit, and say what became of them."""
    return _duplicates(rows) + _averaged(rows) + _left_out(rows)


def _duplicates(rows: Rows) -> list[Finding]:
    """Find second rows of a patient and visit, naming the first; with a rule chosen for them, count them."""
    known = np.flatnonzero((rows.patient_of_row >= 0) & (rows.visit_of_row >= 0))
    keys = _cells(rows, known) * rows.n_levels + rows.level_of_row[known]
    _, first, inverse = np.unique(keys, return_index=True, return_inverse=True)
    repeated = np.flatnonzero(first[inverse] != np.arange(len(keys)))
    counted = rows.mapping.layout == "long" and rows.mapping.visit is None and len(rows.mapping.visits) > 1
    if not len(repeated) or (counted and not rows.mapping.dated_by):
        return []
    wide = rows.mapping.layout == "wide" or (rows.mapping.visit is None and not counted)
    fault = DUPLICATE_PATIENT if wide else DUPLICATE_VISIT
    named = rows.mapping.patient if wide or rows.mapping.visit is None else rows.mapping.visit
    column = named.column if named is not None else ""
    if rows.mapping.repeats:
        rule = REPEATS[rows.mapping.repeats].lower()
        found = f"{len(repeated):,} second {'row' if len(repeated) == 1 else 'rows'} of a patient and visit"
        fault = Fault(
            WARNING, "repeats_resolved", fault.expected, f"As chosen, {rule} with a value is taken."
        )
        return [fault.at(found, column=column)]
    findings = []
    listed = repeated[:LISTED_A_COLUMN]
    equal = _hashes(rows, known[listed]) == _hashes(rows, known[first[inverse[listed]]])
    for i, same in zip(listed, equal, strict=True):
        row, other = known[i], known[first[inverse[i]]]
        visit = "" if wide else f" of {rows.mapping.visits[rows.visit_of_row[row]].label}"
        how = "the same as" if same else "other values than"
        findings.append(rows.at(fault, row, f"a second row{visit}, {how} row {rows.lines[other]:,}", column))
    if len(repeated) > len(findings):
        findings.append(fault.at(f"{len(repeated) - len(findings):,} more second rows"))
    return findings


def _hashes(rows: Rows, places: np.ndarray) -> np.ndarray:
    """Hash whole rows, to find which are the same."""
    return pd.util.hash_pandas_object(rows.frame.iloc[places], index=False).to_numpy()


def _averaged(rows: Rows) -> list[Finding]:
    """Say that the mean over a second factor is taken, and where it rests on fewer than all levels."""
    if rows.n_levels < 2:
        return []
    known = np.flatnonzero((rows.patient_of_row >= 0) & (rows.visit_of_row >= 0))
    pairs = np.unique(np.stack([_cells(rows, known), rows.level_of_row[known]]), axis=1)
    counts = np.unique(pairs[0], return_counts=True)[1]
    fewer = int((counts < rows.n_levels).sum())
    found = f"{rows.n_levels} levels, whose mean is taken" + (
        f"; {fewer:,} of {len(counts):,} visits of patients have fewer, and the mean of those"
        if fewer
        else ""
    )
    return [AVERAGED.at(found, column=rows.mapping.factor)]


def _left_out(rows: Rows) -> list[Finding]:
    """Say how many rows another level of the factor has, and which patients have no other."""
    mapping = rows.mapping
    if not mapping.factor_level or mapping.factor not in rows.raw.frame:
        return []
    n_others = len(rows.raw.frame) - len(rows.frame)
    found = f"only the rows of “{shorten(mapping.factor_level)}” taken, {n_others:,} other rows left out"
    if mapping.patient is not None:
        known = rows.raw.frame[mapping.patient.column].dropna()
        lost = known.nunique() - len(rows.patients)
        found += (
            f", and with them {lost:,} of {known.nunique():,} patients, who have no other" if lost else ""
        )
    return [LEVEL_TAKEN.at(found, column=mapping.factor)] if n_others else []


def _cells(rows: Rows, known: np.ndarray) -> np.ndarray:
    """Number the pairs of patient and visit of rows where both are known."""
    cells: np.ndarray = (
        rows.patient_of_row[known] * max(len(rows.mapping.visits), 1) + rows.visit_of_row[known]
    )
    return cells
