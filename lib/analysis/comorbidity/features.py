"""Features: what a patient has or has not, a comorbidity, a medicine, a class of medicines or a diagnosis."""

from dataclasses import dataclass

import numpy as np

from lib.analysis.common.confinement import confine
from lib.analysis.common.grouping import Group, makes_groups
from lib.analysis.common.question import Question
from lib.cohort.codebook import Column, in_sentence
from lib.cohort.filters import find_filter

COMORBIDITY, CLASS, MEDICINE, DIAGNOSIS = "comorbidity", "class", "medicine", "diagnosis"
#: Kinds of feature in their order: heading on the page.
FEATURE_KINDS: dict[str, str] = {
    COMORBIDITY: "Comorbidities",
    CLASS: "Medicine classes",
    MEDICINE: "Medicines",
    DIAGNOSIS: "Diagnosis",
}
#: The same inside a sentence.
KIND_NOUNS: dict[str, str] = {kind: in_sentence(label) for kind, label in FEATURE_KINDS.items()}
#: Roles in the codebook that make each kind.
KIND_ROLES: dict[str, tuple[str, ...]] = {
    COMORBIDITY: ("comorbidity", "psychiatric_comorbidity"),
    CLASS: ("medicine_class",),
    MEDICINE: ("medicine",),
    DIAGNOSIS: ("diagnosis",),
}
#: The highest level of the number of comorbidities is this many or more, as the paper's four levels end.
TOP_NUMBER = 3
NUMBER_LABEL = "Number of somatic comorbidities"
#: Fewer patients than this in a cell get a notice.
SMALL_CELL = 5


@dataclass(frozen=True, eq=False)
class Feature:
    """Something that some of the selected patients have and others have not.

    Attributes
    ----------
    name : str
        Name of the column; for one of several diagnoses `diagnosis=code`. Unique within a cohort.
    label : str
        Words: `Arterial hypertension`; for two diagnoses `MDD against BP`.
    kind : str
        Key of `FEATURE_KINDS`.
    with_label, without_label : str
        Words of the two sides: `With arterial hypertension`, `Without`; `MDD`, `BP`.
    with_mask, without_mask : ndarray of bool, shape (n_patients,)
        Selected patients who have it, and who have it not. A patient whose value is missing is in neither.
    column : Column
        Line of the codebook it comes from.
    n_missing : int
        Selected patients to whom it applies and whose value is missing.
    within : str
        Patients to whom it is confined (`with BP`), empty for all.
    n_outside : int
        Selected patients to whom it does not apply (0 where `within` is empty); in neither mask.
    filter : (str, str) or None
        Filter and code that select the patients with it, for a click: ("any", "hypertension"),
        ("medicine", "ssri"), ("diagnosis", "MDD"); None where no filter does.
    """

    name: str
    label: str
    kind: str
    with_label: str
    without_label: str
    with_mask: np.ndarray
    without_mask: np.ndarray
    column: Column
    n_missing: int
    within: str
    n_outside: int
    filter: tuple[str, str] | None

    @property
    def n_with(self) -> int:
        """Selected patients who have it."""
        return int(self.with_mask.sum())

    @property
    def n_without(self) -> int:
        """Selected patients who are known not to have it."""
        return int(self.without_mask.sum())

    @property
    def known(self) -> np.ndarray:
        """Who is known to have it or not, shape (n_patients,)."""
        known: np.ndarray = self.with_mask | self.without_mask
        return known


@dataclass(frozen=True, eq=False)
class NumberLevels:
    """Selected patients by their number of somatic comorbidities.

    Attributes
    ----------
    label : str
        `Number of somatic comorbidities`.
    column : str
        Name of the codebook's column; empty where the number is counted here from the comorbidity columns.
    levels : tuple of Group
        0, 1, 2 and 3 or more (names "0", "1", "2", "3+"; "3" where nobody has more), empty ones included up
        to the highest; or the levels of the file, where the number stands in it.
    codes : ndarray of int, shape (n_patients,)
        Index into `levels`; -1 for patients not selected or without a value.
    n_missing : int
        Selected patients of whom the number is not known (a comorbidity is missing).
    filter_codes : tuple of tuple of str
        For each level the codes of the filter `comorbidities` that select it; empty where no filter does.
    """

    label: str
    column: str
    levels: tuple[Group, ...]
    codes: np.ndarray
    n_missing: int
    filter_codes: tuple[tuple[str, ...], ...]


def list_kinds(question: Question) -> tuple[str, ...]:
    """Name the kinds of feature that the cohort has, in the order of `FEATURE_KINDS`."""
    return tuple(kind for kind in FEATURE_KINDS if _columns(question, kind))


def list_features(question: Question, *kinds: str) -> tuple[Feature, ...]:
    """List what the selected patients may have.

    Parameters
    ----------
    question : Question
        Cohort, definition and selection.
    *kinds : str
        Keys of `FEATURE_KINDS`; all where none is named.

    Returns
    -------
    tuple of Feature
        In the order of the kinds, within a kind in that of the codebook. A comorbidity or medicine is a yes/no
        column of its role, a class also a column counted from its medicines. Two diagnoses are one feature,
        the first against the second; more are one feature each, against all others.
    """
    features: list[Feature] = []
    for kind in kinds or tuple(FEATURE_KINDS):
        for column in _columns(question, kind):
            features.extend(
                _diagnoses(question, column) if kind == DIAGNOSIS else (_feature(question, column, kind),)
            )
    return tuple(features)


def number_levels(question: Question) -> NumberLevels | None:
    """Divide the selected patients by their number of somatic comorbidities.

    Returns
    -------
    NumberLevels or None
        From the codebook's column of that role; else counted here from two or more somatic columns, with
        the number missing as soon as one of them is. None where the cohort has neither.
    """
    book, cohort = question.cohort.codebook, question.cohort
    column = next(iter(book.with_role("comorbidity_count")), None)
    if column is not None and column.kind != "count_of":
        return _levels_of_file(question, column) if makes_groups(cohort, column) else None
    somatic = [c for c in book.with_role("comorbidity") if c.kind in ("yes_no", "any_of")]
    if column is None and len(somatic) < 2:
        return None
    if column is None:
        codes = np.vstack([cohort.codes(c.name) for c in somatic])
        counts = np.where((codes < 0).any(axis=0), -1, (codes == 0).sum(axis=0))
    else:
        counts = cohort.codes(column.name)
    return _counted_levels(question, column, np.where(question.mask, counts, -1))


def _columns(question: Question, kind: str) -> tuple[Column, ...]:
    columns = question.cohort.codebook.with_role(*KIND_ROLES[kind])
    if kind == DIAGNOSIS:
        return tuple(column for column in columns if makes_groups(question.cohort, column))
    return tuple(column for column in columns if column.kind in ("yes_no", "any_of", "count_of"))


def _feature(question: Question, column: Column, kind: str) -> Feature:
    codes = question.cohort.codes(column.name)
    has = codes > 0 if column.kind == "count_of" else codes == 0
    applies, within = confine(question.cohort, column)
    asked = question.mask & applies
    return Feature(
        column.name,
        column.label,
        kind,
        f"With {in_sentence(column.label)}" if kind == COMORBIDITY else f"Taking {in_sentence(column.label)}",
        "Without" if kind == COMORBIDITY else "Not taking",
        asked & has,
        asked & ~has & (codes >= 0),
        column,
        int((asked & (codes < 0)).sum()),
        within,
        int((question.mask & ~applies).sum()),
        _filter_of(question, column, kind),
    )


def _filter_of(question: Question, column: Column, kind: str) -> tuple[str, str] | None:
    name = {COMORBIDITY: "any", CLASS: "medicine", MEDICINE: "medicine"}[kind]
    options = find_filter(name).options(question.cohort)
    return (name, column.name) if column.name in {option.code for option in options} else None


def _diagnoses(question: Question, column: Column) -> tuple[Feature, ...]:
    levels, codes = question.cohort.levels(column.name), question.cohort.codes(column.name)
    known, missing = question.mask & (codes >= 0), int((question.mask & (codes < 0)).sum())
    if len(levels) < 2:
        return ()
    pair = len(levels) == 2
    return tuple(
        Feature(
            column.name if pair else f"{column.name}={level.code}",
            f"{level.label} against {levels[1].label}" if pair else level.label,
            DIAGNOSIS,
            level.label,
            levels[1].label if pair else "Others",
            known & (codes == position),
            known & (codes != position),
            column,
            missing,
            "",
            0,
            ("diagnosis", level.code),
        )
        for position, level in enumerate(levels[:1] if pair else levels)
    )


def _counted_levels(question: Question, column: Column | None, counts: np.ndarray) -> NumberLevels:
    highest = int(counts.max(initial=0))
    codes = np.minimum(counts, TOP_NUMBER)
    names = [str(count) for count in range(min(highest, TOP_NUMBER) + 1)]
    more = highest > TOP_NUMBER
    if more:
        names[-1] = f"{TOP_NUMBER}+"
    labels = [f"{TOP_NUMBER} or more" if more and name == names[-1] else name for name in names]
    filters: tuple[tuple[str, ...], ...] = tuple((name,) for name in names)
    if column is None:
        filters = ((),) * len(names)
    elif more:
        filters = (*filters[:-1], tuple(str(count) for count in range(TOP_NUMBER, highest + 1)))
    return NumberLevels(
        NUMBER_LABEL if column is None else column.label,
        "" if column is None else column.name,
        tuple(
            Group(name, label, codes == position)
            for position, (name, label) in enumerate(zip(names, labels, strict=True))
        ),
        codes,
        int((question.mask & (counts < 0)).sum()),
        filters,
    )


def _levels_of_file(question: Question, column: Column) -> NumberLevels:
    codes = np.where(question.mask, question.cohort.codes(column.name), -1)
    levels = question.cohort.levels(column.name)
    return NumberLevels(
        column.label,
        column.name,
        tuple(Group(level.code, level.label, codes == position) for position, level in enumerate(levels)),
        codes,
        int((question.mask & (codes < 0)).sum()),
        tuple((level.code,) for level in levels),
    )
