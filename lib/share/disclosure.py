"""What would leave the session with a cohort: columns, patients, suspected columns, patients alike."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from lib.cohort.codebook import DERIVED_KINDS, LEVELLED_KINDS, Column
from lib.cohort.cohort import Cohort
from lib.cohort.outcome import OutcomeDefinition, classify_outcome
from lib.cohort.protection.identify import Suspicion, find_identifying
from lib.cohort.protection.protect import code_names
from lib.cohort.protection.small_groups import MIN_GROUP
from lib.cohort.reading import RawTable
from lib.cohort.reading.table import Detected
from lib.share.groups import Alike, alike_in_all, count_told, count_unique, worst_few

_PATIENT = "patient"


@dataclass(frozen=True)
class Disclosure:
    """What would leave the session.

    Attributes
    ----------
    columns : tuple of Column
        Of the codebook, those counted from others included; patient and visit are not among them.
    n_patients, n_visits : int
        Rows of each kind.
    suspicions : tuple of Suspicion
        Columns that may identify people, as found in the values that would leave; `column` is its name in the
        codebook.
    k : int
        Least size of a group that is not small.
    alike : Alike
        Groups of patients alike in every column that leaves.
    worst : Alike or None
        Of up to three columns those that make most patients recognisable, None where they make no small group.
    n_unique : int
        Patients of whom everything that leaves, measures included, is found once.
    n_told, n_told_patients : int
        Groups alike in every column in which all have one outcome, and their patients.
    """

    columns: tuple[Column, ...]
    n_patients: int
    n_visits: int
    suspicions: tuple[Suspicion, ...]
    k: int
    alike: Alike
    worst: Alike | None
    n_unique: int
    n_told: int
    n_told_patients: int

    @property
    def smallest(self) -> int:
        """Patients in the smallest group; all of them where nothing tells them apart."""
        return self.alike.smallest

    @property
    def holds(self) -> bool:
        """Whether no group is smaller than k; then no group of fewer columns is either."""
        return self.smallest >= self.k

    def undecided(self, confirmed: frozenset[str]) -> tuple[Suspicion, ...]:
        """List the suspected columns that nobody confirmed; with any of them nothing may be published."""
        return tuple(s for s in self.suspicions if s.column not in confirmed)


def describe_disclosure(
    cohort: Cohort, k: int = MIN_GROUP, definition: OutcomeDefinition | None = None
) -> Disclosure:
    """Say what would leave the session with a cohort, as it is.

    Parameters
    ----------
    cohort : Cohort
        As it would be published.
    k : int
        Least size of a group that is not small.
    definition : OutcomeDefinition or None
        What makes an outcome; without it nothing is said of outcomes that a group tells.

    Returns
    -------
    Disclosure
        The identifier check is made anew on every value of every characteristic; measures are numbers within
        their limits and are not looked at.
    """
    columns = tuple(c for c in cohort.codebook.columns if c.kind not in ("identifier", "visit"))
    classified = classify_outcome(cohort, definition) if definition else None
    alike = alike_in_all(cohort, k)
    return Disclosure(
        columns,
        cohort.n_patients,
        len(cohort.visit_names),
        find_identifying(_table_of(cohort), _PATIENT),
        k,
        alike,
        worst_few(cohort, k) if alike.n_small else None,
        count_unique(cohort),
        *count_told(cohort, classified.partition if classified else None),
    )


def _table_of(cohort: Cohort) -> RawTable:
    """Write the characteristics as a table of text, one row a patient, as they were in a file."""
    stored = [c for c in cohort.codebook.characteristics if c.kind not in DERIVED_KINDS]
    cells = {_PATIENT: pd.Series(code_names(cohort.n_patients), dtype="str")}
    names = {}
    for column in stored:
        name = column.name if column.name != _PATIENT else f"{_PATIENT} 2"
        names[name] = column.label
        cells[name] = _cells(cohort, column)
    return RawTable(
        tuple(cells),
        pd.DataFrame(cells),
        Detected("csv", decimal=".", n_rows=cohort.n_patients, n_columns=len(cells)),
        np.arange(cohort.n_patients),
        labels=names,
    )


def _cells(cohort: Cohort, column: Column) -> pd.Series:
    values = cohort.characteristics[column.name]
    if column.kind in LEVELLED_KINDS:
        words = [*(level.label for level in column.levels), None]
        return pd.Series([words[code] for code in values], dtype="str")
    return pd.Series([None if np.isnan(v) else f"{v:.{column.decimals}f}" for v in values], dtype="str")


def refuse_single_patient(cohort: Cohort, k: int = MIN_GROUP) -> str:
    """Say why a shared cohort shows no patient alone; empty where no group of it is small.

    Parameters
    ----------
    cohort : Cohort
        As it was published.
    k : int
        Least size of a group that is not small.
    """
    alike = alike_in_all(cohort, k)
    if alike.smallest >= k:
        return ""
    return (
        f"This shared cohort shows no patient alone: the smallest group of patients alike in everything that is "
        f"shared of them has {alike.smallest:,}, and at least {k} are needed so that nobody is recognised. Ask whoever "
        "shared it for a coarser snapshot."
    )
