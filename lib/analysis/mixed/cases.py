"""Who enters a mixed model: every selected patient with a value at any visit, and a group where groups are compared."""

from dataclasses import dataclass

import numpy as np

from lib.analysis.common.complete_cases import LeftOut, codes_of_groups, why_not_grouped
from lib.analysis.common.grouping import EVERYONE, Group, Grouping, group_patients
from lib.analysis.common.question import Question
from lib.cohort.codebook import Column, Visit
from lib.stats.common.result import FloatArray, IndexArray


@dataclass(frozen=True, eq=False)
class ObservedCases:
    """Patients with a value at any visit.

    Attributes
    ----------
    measure : Column
        What was measured; `values` are in its unit.
    visits : tuple of Visit
        The visits at which any of them was measured, in the order of the protocol.
    grouping : Grouping or None
        How the selected patients are divided; None where no groups are compared.
    levels : tuple of Group
        The tested groups that hold one of the patients, in their order.
    codes : ndarray of int, shape (n,)
        Group of each patient, places in `levels`; 0 without groups.
    rows : ndarray of int, shape (n,)
        Places of the patients in the cohort.
    patients : tuple of str, values : ndarray of shape (n, k)
        The patients in the order of the cohort, and what was measured; NaN where it was not.
    n_selected : int
        Patients selected.
    left_out : tuple of LeftOut
        Selected patients who do not enter.
    notes : tuple of str
        Visits that are not compared because nobody was measured.
    """

    measure: Column
    visits: tuple[Visit, ...]
    grouping: Grouping | None
    levels: tuple[Group, ...]
    codes: IndexArray
    rows: IndexArray
    patients: tuple[str, ...]
    values: FloatArray
    n_selected: int
    left_out: tuple[LeftOut, ...]
    notes: tuple[str, ...]

    @property
    def n(self) -> int:
        """Number of patients."""
        return len(self.patients)

    @property
    def n_complete(self) -> int:
        """Patients with a value at every visit."""
        return int(np.isfinite(self.values).all(axis=1).sum())

    @property
    def visit_names(self) -> tuple[str, ...]:
        """Short words of the visits."""
        return tuple(visit.short for visit in self.visits)

    @property
    def labels(self) -> tuple[str, ...]:
        """Words of the groups."""
        return tuple(group.label for group in self.levels)


def select_observed(question: Question, measure: str, between: str = EVERYONE) -> ObservedCases:
    """Find the patients whose values a mixed model can use.

    Parameters
    ----------
    question : Question
        Cohort, definition and selection.
    measure : str
        Name of a measure.
    between : str
        `all` for no groups, `outcome`, or the name of a levelled column.
    """
    cohort, mask = question.cohort, question.mask
    column, values = cohort.codebook.column(measure), cohort.measures[measure]
    known = np.isfinite(values)
    grouping = None if between == EVERYONE else group_patients(question, between)
    codes = np.zeros(len(mask), dtype=np.intp) if grouping is None else codes_of_groups(question, grouping)
    enters = mask & known.any(axis=1) & (codes >= 0)
    used = known[enters].any(axis=0)
    rows = np.flatnonzero(enters)
    present = np.unique(codes[rows])
    left_out = [
        LeftOut(cohort.patients[i], _reason(question, column, grouping, codes, known, int(i)))
        for i in np.flatnonzero(mask & ~enters)
    ]
    return ObservedCases(
        column,
        tuple(visit for visit, use in zip(cohort.codebook.visits, used, strict=True) if use),
        grouping,
        () if grouping is None else tuple(grouping.tested[code] for code in present),
        np.searchsorted(present, codes[rows]),
        rows,
        tuple(cohort.patients[i] for i in rows),
        values[np.ix_(rows, np.flatnonzero(used))],
        int(mask.sum()),
        tuple(left_out),
        tuple(
            f"No patient who enters has {column.label} at {visit.short}; the visit is left out."
            for visit, use in zip(cohort.codebook.visits, used, strict=True)
            if not use
        ),
    )


def _reason(
    question: Question,
    column: Column,
    grouping: Grouping | None,
    codes: np.ndarray,
    known: np.ndarray,
    row: int,
) -> str:
    reasons = [] if known[row].any() else [f"no {column.label} at any visit"]
    if grouping is not None and codes[row] < 0:
        reasons.append(why_not_grouped(question, grouping, row))
    return "; ".join(reasons)
