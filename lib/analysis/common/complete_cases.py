"""Complete cases: the patients with a value at every visit and, where groups are compared, in a group."""

from dataclasses import dataclass

import numpy as np

from lib.analysis.common.confinement import confine
from lib.analysis.common.grouping import (
    COMPARISONS,
    EVERYONE,
    NO_COLUMN,
    OUTCOME,
    Group,
    Grouping,
    group_patients,
)
from lib.analysis.common.question import Question
from lib.cohort.codebook import Column, Visit
from lib.stats.common.groups import Groups


@dataclass(frozen=True)
class LeftOut:
    """A selected patient whom the analysis does not use, and why."""

    patient: str
    reason: str


@dataclass(frozen=True, eq=False)
class CompleteCases:
    """The patients of an analysis over the visits.

    Attributes
    ----------
    measure : Column
        What was measured; `values` are in its unit.
    visits : tuple of Visit
        The visits compared, in the order of the protocol.
    grouping : Grouping or None
        How the selected patients are divided; None where no groups are compared.
    levels : tuple of Group
        The tested groups that hold a complete patient, in their order; empty without a grouping.
    groups : Groups or None
        Group of each complete patient, codes into `levels`.
    patients : tuple of str, values : ndarray of shape (n, k)
        Complete patients in the order of the cohort, and what was measured.
    n_selected : int
        Patients selected.
    left_out : tuple of LeftOut
        Selected patients who are not among `patients`.
    notes : tuple of str
        Visits and groups that are not compared because they hold nobody.
    """

    measure: Column
    visits: tuple[Visit, ...]
    grouping: Grouping | None
    levels: tuple[Group, ...]
    groups: Groups | None
    patients: tuple[str, ...]
    values: np.ndarray
    n_selected: int
    left_out: tuple[LeftOut, ...]
    notes: tuple[str, ...]

    @property
    def n(self) -> int:
        """Number of complete patients."""
        return len(self.patients)

    @property
    def sizes(self) -> tuple[int, ...]:
        """Complete patients in each of `levels`."""
        return () if self.groups is None else tuple(self.groups.sizes.tolist())

    @property
    def visit_names(self) -> tuple[str, ...]:
        """Short words of the visits, for tables of comparisons."""
        return tuple(visit.short for visit in self.visits)


def select_complete(question: Question, measure: str, between: str = EVERYONE) -> CompleteCases:
    """Find the patients that an analysis over the visits can use.

    Parameters
    ----------
    question : Question
        Cohort, definition and selection.
    measure : str
        Name of a measure.
    between : str
        `all` for no groups, `outcome`, or the name of a levelled column.

    Returns
    -------
    CompleteCases
        A visit at which no selected patient was measured is not asked for. A patient who misses any other
        visit, or is in no tested group, is left out with the reason. Overlapping outcome groups are
        compared as their partition.
    """
    cohort, mask = question.cohort, question.mask
    column, values = cohort.codebook.column(measure), cohort.measures[measure]
    known = ~np.isnan(values)
    used = known[mask].any(axis=0)
    grouping = None if between == EVERYONE else group_patients(question, between)
    codes = np.zeros(len(mask), dtype=np.intp) if grouping is None else codes_of_groups(question, grouping)
    complete = mask & known[:, used].all(axis=1) & (codes >= 0) & bool(used.any())
    levels, groups = ((), None) if grouping is None else _groups(grouping, codes[complete])
    rows = np.flatnonzero(complete)
    return CompleteCases(
        column,
        tuple(visit for visit, use in zip(cohort.codebook.visits, used, strict=True) if use),
        grouping,
        levels,
        groups,
        tuple(cohort.patients[i] for i in rows),
        values[np.ix_(rows, np.flatnonzero(used))],
        int(mask.sum()),
        _left_out(question, column, mask & ~complete, known, used, grouping, codes),
        _notes(question, column, used, grouping, levels),
    )


def _notes(
    question: Question,
    column: Column,
    used: np.ndarray,
    grouping: Grouping | None,
    levels: tuple[Group, ...],
) -> tuple[str, ...]:
    """Name the visits and groups that are not compared because they hold nobody."""
    notes = [
        f"No patient selected has {column.label} at {visit.short}; the visit is left out."
        for visit, use in zip(question.cohort.codebook.visits, used, strict=True)
        if not use and used.any()
    ]
    empty = [group.label for group in grouping.tested if group not in levels] if grouping else []
    if empty:
        notes.append(f"No complete patient in {', '.join(f'“{label}”' for label in empty)}.")
    return tuple(notes)


def codes_of_groups(question: Question, grouping: Grouping) -> np.ndarray:
    """Group of each patient, -1 also for those to whom the column does not apply."""
    return np.where(_confined(question, grouping)[0], grouping.codes, -1)


def _confined(question: Question, grouping: Grouping) -> tuple[np.ndarray, str]:
    """Tell to whom the grouping applies, and name them: everybody where it is no column."""
    if grouping.by in NO_COLUMN:
        return np.ones(question.cohort.n_patients, dtype=bool), ""
    return confine(question.cohort, question.cohort.codebook.column(grouping.by))


def _groups(grouping: Grouping, codes: np.ndarray) -> tuple[tuple[Group, ...], Groups]:
    sizes = np.bincount(codes, minlength=len(grouping.tested))
    kept = np.flatnonzero(sizes)
    place = np.full(len(sizes), -1, dtype=np.intp)
    place[kept] = np.arange(len(kept))
    levels = tuple(grouping.tested[i] for i in kept)
    return levels, Groups(tuple(group.label for group in levels), place[codes], sizes[kept])


def _left_out(
    question: Question,
    column: Column,
    out: np.ndarray,
    known: np.ndarray,
    used: np.ndarray,
    grouping: Grouping | None,
    codes: np.ndarray,
) -> tuple[LeftOut, ...]:
    cohort = question.cohort
    rows = []
    for i in np.flatnonzero(out):
        reasons = []
        missing = [v.short for v, here, use in zip(cohort.codebook.visits, known[i], used, strict=True)
                   if use and not here]  # fmt: skip
        if missing or not used.any():
            reasons.append(f"no {column.label} at {', '.join(missing) or 'any visit'}")
        if codes[i] < 0 and grouping is not None:
            reasons.append(why_not_grouped(question, grouping, int(i)))
        rows.append(LeftOut(cohort.patients[i], "; ".join(reasons)))
    return tuple(rows)


def why_not_grouped(question: Question, grouping: Grouping, row: int) -> str:
    """Say why a patient, by the place in the cohort, is in none of the groups compared."""
    if grouping.codes[row] >= 0:
        return f"not {_confined(question, grouping)[1]}"
    unevaluable = dict(question.classified.reasons) if grouping.by == OUTCOME else {}
    patient = question.cohort.patients[row]
    if patient in unevaluable:
        return f"outcome not evaluable: {unevaluable[patient]}"
    if grouping.by not in COMPARISONS:
        return f"no value for {grouping.label}"
    return "in both A and B" if all(group.mask[row] for group in grouping.groups) else "in neither A nor B"
