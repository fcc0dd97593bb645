"""Selections: who is kept, in which words, and how many patients each filter removes."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from lib.cohort.cohort import Cohort
from lib.cohort.filter_kinds import Choice, Filter
from lib.cohort.filters import FILTERS
from lib.cohort.outcome import Classification


@dataclass(frozen=True)
class Selection:
    """The filters in force.

    Attributes
    ----------
    choices : mapping of str to Choice
        Choice by filter name; a filter without an entry is off.
    keep_missing : bool
        Whether a patient whose value is missing passes the filters that ask for it.
    """

    choices: Mapping[str, Choice] = field(default_factory=dict)
    keep_missing: bool = False

    @property
    def active(self) -> tuple[Filter, ...]:
        """The filters that are on, in the order of the table."""
        return tuple(f for f in FILTERS if self.choices.get(f.name))

    def __hash__(self) -> int:
        return hash((tuple(sorted(self.choices.items())), self.keep_missing))


@dataclass(frozen=True)
class Step:
    """What one filter did: its words, patients removed, kept with a missing value, left after it."""

    filter: str
    sentence: str
    removed: int
    removed_missing: int
    kept_missing: int
    left: int


@dataclass(frozen=True, eq=False)
class Selected:
    """The outcome of a selection: mask of shape (n_patients,), and the account step by step."""

    mask: np.ndarray
    steps: tuple[Step, ...]

    @property
    def n(self) -> int:
        """Number of patients selected."""
        return int(self.mask.sum())


def select_patients(cohort: Cohort, classification: Classification | None, selection: Selection) -> Selected:
    """Apply the filters one after another.

    Parameters
    ----------
    cohort : Cohort
        All patients.
    classification : Classification or None
        Needed by the filter on outcome group.
    selection : Selection
        Filters; those that do not apply to the cohort are ignored.

    Returns
    -------
    Selected
        Mask of shape (n_patients,) and one step a filter, in the order of the filter table.
    """
    mask = np.ones(cohort.n_patients, dtype=bool)
    steps = []
    for row in selection.active:
        if not row.applies(cohort):
            continue
        choice = selection.choices[row.name]
        known = row.known(cohort, choice)
        passes = np.where(known, row.mask(cohort, classification, choice), selection.keep_missing)
        after = mask & passes
        steps.append(
            Step(
                row.name,
                row.sentence(cohort, choice),
                removed=int(mask.sum() - after.sum()),
                removed_missing=int((mask & ~known & ~passes).sum()),
                kept_missing=int((after & ~known).sum()),
                left=int(after.sum()),
            )
        )
        mask = after
    return Selected(mask, tuple(steps))


def describe_selection(cohort: Cohort, selection: Selection) -> str:
    """Put the selection into words: `sex: female; age 30 to 50`, or `all patients` when nothing is chosen."""
    parts = [
        row.sentence(cohort, selection.choices[row.name]) for row in selection.active if row.applies(cohort)
    ]
    return "; ".join(parts) if parts else "all patients"


def count_options(
    cohort: Cohort, classification: Classification | None, selection: Selection, row: Filter
) -> dict[str, int]:
    """Count the patients each option of a filter would show, the other filters staying as they are.

    Parameters
    ----------
    cohort, classification, selection
        As in `select_patients`.
    row : Filter
        A filter of kind `levels`.

    Returns
    -------
    dict of str to int
        Patients by option code; a count includes only patients whose value is known.
    """
    others = {name: choice for name, choice in selection.choices.items() if name != row.name}
    left = select_patients(cohort, classification, Selection(others, selection.keep_missing)).mask
    return {
        option.code: int((left & row.mask(cohort, classification, (option.code,))).sum())
        for option in row.options(cohort)
    }
