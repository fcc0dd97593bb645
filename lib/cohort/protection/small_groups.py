"""Small groups: how many patients share sex, age band and diagnosis with too few others."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lib.cohort.cohort import Cohort

MIN_GROUP = 5
"""k of k-anonymity (Sweeney 2002, doi 10.1142/S0218488502001648); 5 is a common choice for health data."""

BAND_YEARS = 10


@dataclass(frozen=True)
class SmallGroups:
    """Groups of patients alike in sex, age band and diagnosis.

    Attributes
    ----------
    by : tuple of str
        Labels of what makes patients alike; only what the cohort has.
    k : int
        Least size of a group that is not small.
    smallest : int
        Size of the smallest group: the cohort is `smallest`-anonymous.
    n_groups, n_small : int
        Groups that occur, and those smaller than k.
    n_patients, n_alone : int
        Patients in small groups, and those who are the only one of their kind.
    """

    by: tuple[str, ...]
    k: int
    smallest: int
    n_groups: int
    n_small: int
    n_patients: int
    n_alone: int

    @property
    def sentence(self) -> str:
        """The notice, empty when no group is small."""
        if not self.n_small:
            return ""
        alone = f"; {self.n_alone:,} are the only one of their kind" if self.n_alone else ""
        return (
            f"{self.n_patients:,} patients share {' × '.join(self.by)} with fewer than {self.k - 1} others{alone}. "
            "Someone who knows a patient might recognise the patient: be careful with what you pass on."
        )


def count_small_groups(cohort: Cohort, k: int = MIN_GROUP) -> SmallGroups:
    """Count groups of sex × ten-year age band × diagnosis with fewer than k patients.

    Parameters
    ----------
    cohort : Cohort
        Columns it lacks are left out; a missing value is a value of its own.
    k : int
        Least size of a group that is not small.

    Returns
    -------
    SmallGroups
        With no group where the cohort has none of the three.
    """
    keys, labels = [], []
    for role in ("sex", "age", "diagnosis"):
        column = next(iter(cohort.codebook.with_role(role)), None)
        if column is None:
            continue
        values = cohort.characteristics[column.name]
        if column.kind == "number":
            values = np.where(np.isnan(values), -1, np.floor(values / BAND_YEARS)).astype(np.int64)
            labels.append(f"{column.label.lower()} band")
        else:
            labels.append(column.label.lower())
        keys.append(values)
    if not keys or not cohort.n_patients:
        return SmallGroups((), k, 0, 0, 0, 0, 0)
    _, sizes = np.unique(np.column_stack(keys), axis=0, return_counts=True)
    small = sizes < k
    return SmallGroups(
        tuple(labels),
        k,
        int(sizes.min()),
        len(sizes),
        int(small.sum()),
        int(sizes[small].sum()),
        int((sizes == 1).sum()),
    )
