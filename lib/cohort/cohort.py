"""A validated cohort: patients, their characteristics and their measures by visit."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from types import MappingProxyType

import numpy as np
import pandas as pd

from lib.cohort.codebook import DATA_FOLDER, LEVELLED_KINDS, Codebook, Column, Level, read_bundled_codebook

SYNTHETIC_NOTICE = (
    "Synthetic data made to match the published tables of Górska et al. 2021 (doi 10.3390/ph14050430). "
    "No row is a real patient."
)
#: The paper does not report who takes what; said wherever medicines of the bundled cohort are compared.
MEDICINES_NOTICE = (
    "The paper does not report who takes which medicine. That was made up here, so that no medicine is significantly "
    "associated with a course or with response: nothing about medicines is a finding."
)


@dataclass(frozen=True, eq=False)
class Cohort:
    """Patients with their characteristics and measures.

    Attributes
    ----------
    name : str
        What the reader calls it, e.g. `Bundled synthetic cohort` or the name of a file.
    synthetic : bool
        Whether the rows are invented; every page, export and picture then says so.
    codebook : Codebook
        What the columns are.
    patients : tuple of str
        Identifiers, one a patient, in the order of the file.
    characteristics : mapping of str to ndarray, each of shape (n_patients,)
        Numbers as float with NaN for missing; levelled columns as int codes into
        `Column.levels` (see `levels`) with -1 for missing.
    measures : mapping of str to ndarray, each of shape (n_patients, n_visits)
        Float, NaN for missing, in the unit of the codebook.
    fingerprint : str
        SHA-256 of all of the above: equal data, equal fingerprint.
    """

    name: str
    synthetic: bool
    codebook: Codebook
    patients: tuple[str, ...]
    characteristics: Mapping[str, np.ndarray]
    measures: Mapping[str, np.ndarray]
    fingerprint: str = ""

    @property
    def n_patients(self) -> int:
        """Number of patients."""
        return len(self.patients)

    @property
    def visit_names(self) -> tuple[str, ...]:
        """Names of the visits in the order of the protocol."""
        return tuple(visit.name for visit in self.codebook.visits)

    def levels(self, name: str) -> tuple[Level, ...]:
        """List the levels of a levelled column; those of a count are the counts that occur, from 0 up."""
        column = self.codebook.column(name)
        if column.kind != "count_of":
            return column.levels
        values = self.characteristics[name]
        highest = int(values.max()) if len(values) else 0
        return tuple(Level(str(count), str(count)) for count in range(highest + 1))

    def codes(self, name: str) -> np.ndarray:
        """Give a levelled column as int codes into `levels`, shape (n_patients,), -1 for missing."""
        return self.characteristics[name]

    def numbers(self, name: str) -> np.ndarray:
        """Give a number column as float, shape (n_patients,), NaN for missing."""
        return self.characteristics[name]


def derive(column: Column, stored: Mapping[str, np.ndarray]) -> np.ndarray:
    """Compute a derived column from its yes/no members.

    A patient counts as soon as all members are known; with a member missing, a `yes` elsewhere still
    makes an `any_of`, everything else is missing (-1), never 0.

    Parameters
    ----------
    column : Column
        A column of kind `count_of` or `any_of`.
    stored : mapping of str to ndarray of shape (n_patients,)
        Codes of the yes/no columns (0 yes, 1 no, -1 missing).

    Returns
    -------
    ndarray of int, shape (n_patients,)
        The count, or 0 for yes and 1 for no; -1 for missing.
    """
    members = np.vstack([stored[name] for name in column.members if name in stored])
    yes, missing = (members == 0).sum(axis=0), (members < 0).any(axis=0)
    if column.kind == "count_of":
        return np.where(missing, -1, yes)
    return np.where(yes > 0, 0, np.where(missing, -1, 1))


def fingerprint_of(cohort: Cohort) -> str:
    """Hash everything that can change a result: codebook, patients, characteristics and measures.

    Where a definition comes from, and limits that a characteristic was checked against, change none: a cohort
    that is exported and imported again has the fingerprint it had.
    """
    columns = tuple(
        replace(c, source="") if c.kind == "measure" else replace(c, source="", minimum=None, maximum=None)
        for c in cohort.codebook.columns
    )
    digest = hashlib.sha256(repr(replace(cohort.codebook, columns=columns)).encode())
    digest.update("\x00".join(cohort.patients).encode())
    for group in (cohort.characteristics, cohort.measures):
        for name in sorted(group):
            digest.update(name.encode())
            digest.update(np.ascontiguousarray(group[name]).tobytes())
    return digest.hexdigest()


def make_cohort(
    name: str,
    codebook: Codebook,
    patients: tuple[str, ...],
    characteristics: Mapping[str, np.ndarray],
    measures: Mapping[str, np.ndarray],
    *,
    synthetic: bool = False,
) -> Cohort:
    """Assemble a cohort: add the derived columns, freeze the arrays, take the fingerprint.

    Parameters
    ----------
    name, codebook, patients, characteristics, measures, synthetic
        As in `Cohort`; `characteristics` without the derived columns.

    Returns
    -------
    Cohort
        With read-only arrays.
    """
    complete = dict(characteristics)
    for column in codebook.columns:
        if column.kind in ("count_of", "any_of"):
            complete[column.name] = derive(column, characteristics)
    frozen = [{key: values.copy() for key, values in group.items()} for group in (complete, measures)]
    for group in frozen:
        for values in group.values():
            values.flags.writeable = False
    cohort = Cohort(
        name, synthetic, codebook, patients, MappingProxyType(frozen[0]), MappingProxyType(frozen[1])
    )
    return replace(cohort, fingerprint=fingerprint_of(cohort))


def cohort_from_long(name: str, rows: pd.DataFrame, codebook: Codebook, *, synthetic: bool = False) -> Cohort:
    """Turn a clean long table (one row a patient and visit) into a cohort.

    Parameters
    ----------
    name : str
        Name of the cohort.
    rows : DataFrame
        Columns as in the codebook, text cells, empty for missing. Already free of faults: values are
        taken as they stand, and a patient's characteristics from the first row.
    codebook : Codebook
        What the columns are.
    synthetic : bool
        Whether the rows are invented.

    Returns
    -------
    Cohort
    """
    identifier = codebook.with_role("patient")[0].name
    visit = codebook.with_role("visit")[0].name
    by_patient = rows.drop_duplicates(identifier)
    patients = tuple(by_patient[identifier])
    characteristics = {
        column.name: _stored_values(column, by_patient[column.name])
        for column in codebook.characteristics
        if column.kind not in ("count_of", "any_of")
    }
    row = pd.Index(patients).get_indexer(pd.Index(rows[identifier]))
    place = pd.Index([v.name for v in codebook.visits]).get_indexer(pd.Index(rows[visit]))
    measures = {}
    for column in codebook.measures:
        matrix = np.full((len(patients), len(codebook.visits)), np.nan)
        matrix[row, place] = pd.to_numeric(rows[column.name]).to_numpy(float)
        measures[column.name] = matrix
    return make_cohort(name, codebook, patients, characteristics, measures, synthetic=synthetic)


def _stored_values(column: Column, cells: pd.Series) -> np.ndarray:
    if column.kind in LEVELLED_KINDS:
        return pd.Index([level.code for level in column.levels]).get_indexer(pd.Index(cells))
    return pd.to_numeric(cells).to_numpy(float)


@cache
def read_bundled_cohort() -> Cohort:
    """Read the bundled synthetic cohort of 49 patients from `data/cohort.csv`."""
    rows = pd.read_csv(
        DATA_FOLDER / "cohort.csv", dtype={"patient": str}, keep_default_na=False, na_values=[""]
    )
    return cohort_from_long("Bundled synthetic cohort", rows, read_bundled_codebook(), synthetic=True)
