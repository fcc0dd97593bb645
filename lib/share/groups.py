"""Patients alike: how many share every column that leaves, and which few columns make the smallest groups."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from lib.cohort.codebook import Column
from lib.cohort.cohort import Cohort

#: Columns that somebody is taken to know of a patient at once, where the worst few are named.
MAX_COMBINED = 3
#: Values compared, at most, in the search for the worst few columns; beyond, triples are left to the count over all.
MAX_COMPARED = 15_000_000
#: What one grouping costs beside its rows, in rows: the overhead of a call.
CALL_ROWS = 500


@dataclass(frozen=True)
class Alike:
    """Groups of patients alike in some columns; a missing value is a value of its own.

    Attributes
    ----------
    by : tuple of str
        Labels of the columns; empty where nothing tells patients apart, and all are one group.
    smallest : int
        Patients in the smallest group.
    n_groups, n_small : int
        Groups that occur, and those smaller than k.
    n_patients, n_alone : int
        Patients in groups smaller than k, and those who are the only one of their kind.
    """

    by: tuple[str, ...]
    smallest: int
    n_groups: int
    n_small: int
    n_patients: int
    n_alone: int


def key_columns(cohort: Cohort) -> tuple[Column, ...]:
    """List the columns by which patients are told apart: every characteristic, as it leaves."""
    return cohort.codebook.characteristics


def codes_of(values: np.ndarray) -> np.ndarray:
    """Number the values that occur from 0 up, missing ones as one value."""
    codes: np.ndarray = np.unique(values, return_inverse=True)[1].astype(np.int64).ravel()
    return codes


def refine(codes: np.ndarray, more: np.ndarray) -> np.ndarray:
    """Split groups by one more column; both numbered from 0 up, and so is the result."""
    if not len(codes):
        return codes
    joint = codes * (int(more.max()) + 1) + more
    if int(joint.max()) > 8 * len(joint) + CALL_ROWS:
        return codes_of(joint)
    # Where few numbers are possible, marking those that occur is quicker than sorting.
    numbers: np.ndarray = (np.cumsum(np.bincount(joint) > 0) - 1)[joint]
    return numbers


def count_alike(by: Sequence[str], codes: Sequence[np.ndarray], n: int, k: int) -> Alike:
    """Count the groups of n patients that columns make.

    Parameters
    ----------
    by : sequence of str
        Labels of the columns.
    codes : sequence of ndarray of int, shape (n,)
        The columns, see `codes_of`.
    n : int
        Patients.
    k : int
        Least size of a group that is not small.
    """
    group = np.zeros(n, dtype=np.int64)
    for column in codes:
        group = refine(group, column)
    return _counted(tuple(by), np.bincount(group), k)


def _counted(by: tuple[str, ...], sizes: np.ndarray, k: int) -> Alike:
    small = sizes < k
    smallest = int(sizes.min()) if len(sizes) else 0
    patients, alone = int(sizes[small].sum()), int((sizes == 1).sum())
    return Alike(by, smallest, len(sizes), int(small.sum()), patients, alone)


def alike_in_all(cohort: Cohort, k: int) -> Alike:
    """Count the groups alike in every column that leaves."""
    columns = key_columns(cohort)
    codes = [codes_of(cohort.characteristics[column.name]) for column in columns]
    telling = [(c.label, v) for c, v in zip(columns, codes, strict=True) if len(v) and v.max()]
    return count_alike([label for label, _ in telling], [v for _, v in telling], cohort.n_patients, k)


def worst_few(cohort: Cohort, k: int) -> Alike | None:
    """Find the one, two or three columns that make most patients recognisable.

    Parameters
    ----------
    cohort : Cohort
        As it would leave.
    k : int
        Least size of a group that is not small.

    Returns
    -------
    Alike or None
        The columns with most patients who are the only one of their kind, then with most in small groups, then the
        fewest columns. None where no group of up to three columns is small. In a large cohort with many columns the
        search ends before the triples are through; what it returns is then one of the bad ones.
    """
    columns = [(c.label, codes_of(cohort.characteristics[c.name])) for c in key_columns(cohort)]
    columns = [(label, codes) for label, codes in columns if len(codes) and codes.max()]
    worst, left = None, MAX_COMPARED
    for size in range(1, MAX_COMBINED + 1):
        for chosen in combinations(range(len(columns)), size):
            left -= size * (cohort.n_patients + CALL_ROWS)
            if left < 0 and worst is not None:
                return worst
            sizes = _sizes([columns[i][1] for i in chosen])
            found = _counted(tuple(columns[i][0] for i in chosen), sizes, k)
            if found.n_small and (worst is None or _badness(found) > _badness(worst)):
                worst = found
    return worst


def _badness(alike: Alike) -> tuple[int, int]:
    return alike.n_alone, alike.n_patients


def _sizes(codes: Sequence[np.ndarray]) -> np.ndarray:
    """Count the groups of a few columns."""
    group = codes[0]
    for more in codes[1:]:
        group = group * (int(more.max()) + 1) + more
    if int(group.max()) <= 4 * len(group) + CALL_ROWS:
        sizes = np.bincount(group)
        return sizes[sizes > 0]
    return np.unique(group, return_counts=True)[1]


def count_unique(cohort: Cohort) -> int:
    """Count the patients of whom everything that leaves, measures included, is found once."""
    group = np.zeros(cohort.n_patients, dtype=np.int64)
    measures = [values[:, visit] for values in cohort.measures.values() for visit in range(values.shape[1])]
    for values in (*cohort.characteristics.values(), *measures):
        group = refine(group, codes_of(values))
    return int((np.bincount(group) == 1).sum()) if len(group) else 0


def count_told(cohort: Cohort, outcomes: np.ndarray | None) -> tuple[int, int]:
    """Count the groups alike in every column in which all have one outcome, and their patients.

    l-diversity with l = 2 (Machanavajjhala et al. 2007, doi 10.1145/1217299.1217302): who knows the group of a
    patient then knows the outcome, whatever the size of the group.

    Parameters
    ----------
    cohort : Cohort
        As it would leave.
    outcomes : ndarray of str, shape (n_patients,), or None
        Outcome of each patient; None where there is none, and nothing is told.
    """
    if outcomes is None or len(np.unique(outcomes)) < 2:
        return 0, 0
    group = np.zeros(cohort.n_patients, dtype=np.int64)
    for column in key_columns(cohort):
        group = refine(group, codes_of(cohort.characteristics[column.name]))
    pairs = np.unique(np.column_stack([group, codes_of(outcomes)]), axis=0)[:, 0]
    told = np.bincount(pairs) == 1
    return int(told.sum()), int(np.bincount(group)[told].sum())
