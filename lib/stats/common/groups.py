"""Patients sorted into groups: levels, codes and sizes."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .result import IndexArray, Refusal, count_of

#: One label a patient.
Labels = Sequence[Hashable] | NDArray[Any]

# A group of one has no spread of its own, so a comparison of groups needs two patients in each.
MINIMUM_PER_GROUP = 2


@dataclass(frozen=True)
class Groups:
    """Patients by group.

    Attributes
    ----------
    levels : tuple of str
        Names of the groups that hold patients, in the order given.
    codes : ndarray of int, shape (n,)
        Index into `levels` for each patient.
    sizes : ndarray of int, shape (g,)
        Patients in each group.
    """

    levels: tuple[str, ...]
    codes: IndexArray
    sizes: IndexArray


def read_groups(groups: Labels, levels: Sequence[Hashable] | None = None) -> Groups:
    """Turn one label a patient into codes and sizes; levels without patients are dropped.

    Parameters
    ----------
    groups : sequence, shape (n,)
        One label a patient; none may be missing.
    levels : sequence, optional
        The order of the levels; sorted where it is not given.

    Raises
    ------
    ValueError
        If a label is missing (None or NaN) or is not among `levels`.
    """
    labels = groups.tolist() if isinstance(groups, np.ndarray) else list(groups)
    if any(label is None or label != label for label in labels):
        raise ValueError("every patient needs a group; leave out patients without one before the test")
    present = set(labels)
    order = sorted(present) if levels is None else [level for level in levels if level in present]
    position = {level: index for index, level in enumerate(order)}
    if unknown := present - position.keys():
        raise ValueError(f"group {sorted(map(str, unknown))[0]!r} is not among the levels given")
    codes = np.fromiter((position[label] for label in labels), dtype=np.intp, count=len(labels))
    return Groups(tuple(map(str, order)), codes, np.bincount(codes, minlength=len(order)))


def refuse_groups(groups: Groups, minimum: int = MINIMUM_PER_GROUP) -> Refusal | None:
    """Say why these groups cannot be compared, or None if they can."""
    found = len(groups.levels)
    if found < 2:
        return Refusal(f"A comparison needs at least 2 groups with patients; found {found}.")
    for level, size in zip(groups.levels, groups.sizes, strict=True):
        if size < minimum:
            patients = count_of(int(size), "patient")
            return Refusal(
                f"The group “{level}” has {patients}; at least {minimum} are needed in each group."
            )
    return None
