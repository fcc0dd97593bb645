"""Patients side by side: the groups that tables, trajectories and tests compare."""

from dataclasses import dataclass, replace

import numpy as np

from lib.analysis.common.question import Question
from lib.cohort.codebook import LEVELLED_KINDS, Column, in_sentence
from lib.cohort.cohort import Cohort
from lib.cohort.comparison import Pinned
from lib.cohort.outcome import NOT_EVALUABLE, OUTCOME_LABELS
from lib.cohort.selection import describe_selection

OUTCOME, EVERYONE = "outcome", "all"
#: Selections set side by side: what was kept as A, against what was kept as B or against everybody else.
A_B, A_REST = "a_b", "a_rest"
COMPARISONS = {A_B: "A against B", A_REST: "A against the rest"}
#: Groupings that are no column of the cohort.
NO_COLUMN = (EVERYONE, OUTCOME, *COMPARISONS)
#: A column with more levels makes no groups and is not listed level by level: a centre, say, or free words.
MAX_LEVELS = 20
#: Why nothing is tested where a patient is in A and in B.
BOTH = (
    "{n} in A and in B: a test needs groups without a patient in common, so nothing is tested between them. Change "
    "a filter of A or of B, or compare A against the rest."
)
OVERLAP_NOTE = (
    "The groups overlap: a remitter is also a responder or a non-responder. "
    "Tests compare responders with non-responders."
)


@dataclass(frozen=True, eq=False)
class Group:
    """Some of the selected patients, with their words; `mask` has shape (n_patients,)."""

    name: str
    label: str
    mask: np.ndarray

    @property
    def n(self) -> int:
        """Number of patients."""
        return int(self.mask.sum())


@dataclass(frozen=True, eq=False)
class Grouping:
    """How the selected patients are divided.

    Attributes
    ----------
    by : str
        `all`, `outcome`, or the name of a levelled column.
    label : str
        What divides them, in words.
    groups : tuple of Group
        The groups shown, empty ones included.
    codes : ndarray of int, shape (n_patients,)
        Group of each patient for tests, without overlap; -1 for patients not selected, without a value,
        not evaluable or in a group that is shown but not tested.
    tested : tuple of Group
        The groups behind `codes`.
    n_left_out : int
        Selected patients who are in no group because their value is missing.
    note : str
        What the reader has to know about the groups, empty where there is nothing.
    refusal : str
        Why nothing may be tested between the groups, empty where tests may be made.
    picked_by : frozenset of str
        Columns by whose values a group was picked; a test of them would find what was put in.
    """

    by: str
    label: str
    groups: tuple[Group, ...]
    codes: np.ndarray
    tested: tuple[Group, ...]
    n_left_out: int
    note: str = ""
    refusal: str = ""
    picked_by: frozenset[str] = frozenset()


def words_ungrouped(grouping: Grouping) -> str:
    """Say why a patient is in no group: without a value of a column, or in neither of two selections."""
    return (
        "In neither A nor B" if grouping.by in COMPARISONS else f"No value for {in_sentence(grouping.label)}"
    )


def makes_groups(cohort: Cohort, column: Column) -> bool:
    """Tell whether a column has levels, and few enough to set them side by side."""
    return column.kind in LEVELLED_KINDS and len(cohort.levels(column.name)) <= MAX_LEVELS


def group_patients(question: Question, by: str) -> Grouping:
    """Divide the selected patients.

    Parameters
    ----------
    question : Question
        Cohort, definition and selection.
    by : str
        `all`, `outcome`, a key of `COMPARISONS` or the name of a levelled column.

    Returns
    -------
    Grouping
    """
    if by == EVERYONE:
        everyone = Group(EVERYONE, "All patients", question.mask)
        return _grouping(EVERYONE, "All patients", (everyone,), question)
    if by == OUTCOME:
        return _outcome_grouping(question)
    if by in COMPARISONS:
        return _comparison_grouping(question, by)
    column, codes = question.cohort.codebook.column(by), question.cohort.codes(by)
    groups = tuple(
        Group(level.code, level.label, question.mask & (codes == position))
        for position, level in enumerate(question.cohort.levels(by))
    )
    return _grouping(by, column.label, groups, question)


def _outcome_grouping(question: Question) -> Grouping:
    classification = question.classified
    groups = tuple(
        Group(name, OUTCOME_LABELS[name], question.mask & classification.members[name])
        for name in (*classification.groups, NOT_EVALUABLE)
    )
    shown = groups if groups[-1].n else groups[:-1]
    tested = tuple(group for group in shown if group.name in classification.partition_groups)
    note = "" if classification.definition.grouping == "disjoint" else OVERLAP_NOTE
    return _grouping(OUTCOME, "Outcome group", shown, question, tested, note)


def missing_pins(by: str, a: bool, b: bool) -> str:
    """Say which selection a comparison needs that is not kept; empty where none is missing."""
    missing = [name for name, there in (("A", a), ("B", b or by == A_REST)) if not there]
    return f"no selection is kept as {' and none as '.join(missing)}" if missing else ""


def _comparison_grouping(question: Question, by: str) -> Grouping:
    """Divide the selected patients into those of A and those of B, or the rest; who is in both is in both groups."""
    pins, nobody = question.comparison, np.zeros_like(question.mask)
    a = nobody if pins.a is None else question.mask & question.pinned_mask(pins.a)
    first = Group("a", _name_of("A", pins.a), a)
    if by == A_REST:
        rest = nobody if pins.a is None else question.mask & ~a
        second = Group("rest", "The rest", rest)
    else:
        second = Group(
            "b",
            _name_of("B", pins.b),
            nobody if pins.b is None else question.mask & question.pinned_mask(pins.b),
        )
    both = int((a & second.mask).sum())
    note = " ".join(filter(None, (_words_pins(question, by), _words_both(both))))
    tested = () if both else (first, second)
    refusal = BOTH.format(n=_patients_are(both)) if both else ""
    grouping = _grouping(by, COMPARISONS[by], (first, second), question, tested, note)
    return replace(grouping, refusal=refusal, picked_by=_columns_of(question, by))


def _columns_of(question: Question, by: str) -> frozenset[str]:
    """Name the columns that the filters of A, and of B where it is compared, look at."""
    pins, cohort = question.comparison, question.cohort
    kept = [one.selection for one in (pins.a, pins.b if by == A_B else None) if one is not None]
    return frozenset(
        name
        for selection in kept
        for row in selection.active
        if row.applies(cohort)
        for name in row.columns(cohort, selection.choices[row.name])
    )


def _patients_are(n: int) -> str:
    return f"{n:,} patient{' is' if n == 1 else 's are'}"


def _words_both(both: int) -> str:
    return f"{_patients_are(both)} in both groups; nothing is tested between them." if both else ""


def _name_of(letter: str, pinned: Pinned | None) -> str:
    return f"{letter} ({pinned.name})" if pinned is not None and pinned.name else letter


def _words_pins(question: Question, by: str) -> str:
    """Say what A and B are."""
    pins = question.comparison
    shown = [("A", pins.a)] + ([("B", pins.b)] if by == A_B else [])
    return " ".join(
        f"{letter}: {'nothing kept' if one is None else describe_selection(question.cohort, one.selection)}."
        for letter, one in shown
    )


def _grouping(
    by: str,
    label: str,
    groups: tuple[Group, ...],
    question: Question,
    tested: tuple[Group, ...] | None = None,
    note: str = "",
) -> Grouping:
    tested = groups if tested is None else tested
    codes = np.full(len(question.mask), -1)
    for position, group in enumerate(tested):
        codes[group.mask] = position
    placed = np.vstack([group.mask for group in groups]).any(axis=0)
    left_out = int((question.mask & ~placed).sum())
    return Grouping(by, label, groups, codes, tested, left_out, note)
