"""Filters: who is kept, in which words, and how many patients each filter removes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np

from lib.cohort.codebook import Column
from lib.cohort.cohort import Cohort
from lib.cohort.outcome import OUTCOME_LABELS, Classification

#: A filter's choice: codes of levels, names of columns, or the two ends of a range.
Choice = tuple


@dataclass(frozen=True)
class Option:
    """One thing a filter can be set to, with its words."""

    code: str
    label: str


@dataclass(frozen=True)
class Filter:
    """One way to select patients: a row of the filter table.

    Attributes
    ----------
    name : str
        Key in links and settings.
    label : str
        Words beside the control.
    kind : str
        `levels` (any number of options) or `range` (two numbers).
    applies : callable of Cohort -> bool
        Whether the cohort has what the filter asks for.
    options : callable of (Cohort) -> tuple of Option
        What can be chosen; empty for a range.
    mask : callable of (Cohort, Classification or None, Choice) -> ndarray of bool
        Who fulfils the choice; False for a patient whose value is missing.
    known : callable of (Cohort, Choice) -> ndarray of bool
        Whose values are known well enough to decide.
    sentence : callable of (Cohort, Choice) -> str
        The choice in words.
    """

    name: str
    label: str
    kind: str
    applies: Callable[[Cohort], bool]
    options: Callable[[Cohort], tuple[Option, ...]]
    mask: Callable[[Cohort, Classification | None, Choice], np.ndarray]
    known: Callable[[Cohort, Choice], np.ndarray]
    sentence: Callable[[Cohort, Choice], str]


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
    """Put the selection into words: `sex female; age 30 to 50`, or `all patients` when nothing is chosen."""
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


def _column_of(cohort: Cohort, role: str) -> Column | None:
    return next(iter(cohort.codebook.with_role(role)), None)


def _level_filter(name: str, label: str, role: str) -> Filter:
    """Build the filter on the levels of the one column with a role."""

    def options(cohort: Cohort) -> tuple[Option, ...]:
        return tuple(Option(lv.code, lv.label) for lv in cohort.levels(_column_of(cohort, role).name))

    def mask(cohort: Cohort, _: Classification | None, choice: Choice) -> np.ndarray:
        levels = [level.code for level in cohort.levels(_column_of(cohort, role).name)]
        return np.isin(cohort.codes(_column_of(cohort, role).name), [levels.index(code) for code in choice])

    def sentence(cohort: Cohort, choice: Choice) -> str:
        words = {option.code: option.label for option in options(cohort)}
        return f"{label.lower()} {' or '.join(words[code] for code in choice)}"

    return Filter(
        name,
        label,
        "levels",
        lambda cohort: _column_of(cohort, role) is not None,
        options,
        mask,
        lambda cohort, _: cohort.codes(_column_of(cohort, role).name) >= 0,
        sentence,
    )


def _comorbidity_filter(name: str, label: str, words: str, combine: Callable[..., np.ndarray]) -> Filter:
    """Build the filter on a set of comorbidities: any, all or none of them present."""

    def columns(cohort: Cohort) -> tuple[Column, ...]:
        return cohort.codebook.with_role("comorbidity", "psychiatric_comorbidity")

    def mask(cohort: Cohort, _: Classification | None, choice: Choice) -> np.ndarray:
        return combine(np.vstack([cohort.codes(name) == 0 for name in choice]), axis=0)

    def known(cohort: Cohort, choice: Choice) -> np.ndarray:
        codes = np.vstack([cohort.codes(name) for name in choice])
        decided = codes == (1 if combine is np.all else 0)
        return (codes >= 0).all(axis=0) | decided.any(axis=0)

    def sentence(cohort: Cohort, choice: Choice) -> str:
        names = [cohort.codebook.column(name).label for name in choice]
        return f"{words} {', '.join(names)}" if len(names) > 1 else f"{words.split(' ')[0]} {names[0]}"

    return Filter(
        name,
        label,
        "levels",
        lambda cohort: bool(columns(cohort)),
        lambda cohort: tuple(Option(column.name, column.label) for column in columns(cohort)),
        mask,
        known,
        sentence,
    )


def _medicine_mask(cohort: Cohort, _: Classification | None, choice: Choice) -> np.ndarray:
    masks = []
    for name in choice:
        column = cohort.codebook.column(name)
        codes = cohort.codes(name)
        masks.append(codes > 0 if column.kind == "count_of" else codes == 0)
    return np.vstack(masks).any(axis=0)


def _medicine_known(cohort: Cohort, choice: Choice) -> np.ndarray:
    known = np.vstack([cohort.codes(name) >= 0 for name in choice]).all(axis=0)
    return known | _medicine_mask(cohort, None, choice)


def _medicine_columns(cohort: Cohort) -> tuple[Column, ...]:
    return cohort.codebook.with_role("medicine_class") or cohort.codebook.with_role("medicine")


def _age_mask(cohort: Cohort, _: Classification | None, choice: Choice) -> np.ndarray:
    ages = cohort.numbers(_column_of(cohort, "age").name)
    return (ages >= choice[0]) & (ages <= choice[1])


def _outcome_mask(cohort: Cohort, classification: Classification | None, choice: Choice) -> np.ndarray:
    if classification is None:
        return np.ones(cohort.n_patients, dtype=bool)
    return np.vstack([classification.members[group] for group in choice]).any(axis=0)


def _everyone(cohort: Cohort, _: Choice) -> np.ndarray:
    return np.ones(cohort.n_patients, dtype=bool)


#: The filter table. Order is the order on the page and in the stepwise account.
FILTERS: tuple[Filter, ...] = (
    _level_filter("diagnosis", "Diagnosis", "diagnosis"),
    _level_filter("sex", "Sex", "sex"),
    Filter(
        "age",
        "Age",
        "range",
        lambda cohort: _column_of(cohort, "age") is not None,
        lambda cohort: (),
        _age_mask,
        lambda cohort, _: ~np.isnan(cohort.numbers(_column_of(cohort, "age").name)),
        lambda cohort, choice: f"age {choice[0]:g} to {choice[1]:g}",
    ),
    Filter(
        "outcome",
        "Outcome group",
        "levels",
        lambda cohort: cohort.codebook.measure_of("depression") is not None and len(cohort.visit_names) > 1,
        lambda cohort: tuple(Option(code, label) for code, label in OUTCOME_LABELS.items()),
        _outcome_mask,
        _everyone,
        lambda cohort, choice: " or ".join(OUTCOME_LABELS[group].lower() for group in choice),
    ),
    _level_filter("comorbidities", "Number of somatic comorbidities", "comorbidity_count"),
    _comorbidity_filter("any", "Has any of", "with any of", np.any),
    _comorbidity_filter("all", "Has all of", "with all of", np.all),
    _comorbidity_filter("no", "Has none of", "without any of", lambda present, axis: ~present.any(axis=axis)),
    Filter(
        "medicine",
        "Medicine class",
        "levels",
        lambda cohort: bool(_medicine_columns(cohort)),
        lambda cohort: tuple(Option(column.name, column.label) for column in _medicine_columns(cohort)),
        _medicine_mask,
        _medicine_known,
        lambda cohort, choice: "taking " + " or ".join(cohort.codebook.column(name).label for name in choice),
    ),
)


def age_limits(cohort: Cohort) -> tuple[int, int] | None:
    """Give the youngest and oldest age in the cohort in whole years, None when no age is known."""
    column = _column_of(cohort, "age")
    if column is None:
        return None
    ages = cohort.numbers(column.name)
    if np.isnan(ages).all():
        return None
    return int(np.floor(np.nanmin(ages))), int(np.ceil(np.nanmax(ages)))


def find_filter(name: str) -> Filter:
    """Look a filter up by name.

    Raises
    ------
    KeyError
        When there is no such filter.
    """
    return {row.name: row for row in FILTERS}[name]
