"""The filter table: what patients can be selected by, each with its mask and its words."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from lib.cohort.codebook import Column, in_sentence
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


def _column_of(cohort: Cohort, role: str) -> Column | None:
    return next(iter(cohort.codebook.with_role(role)), None)


def _age_column(cohort: Cohort) -> Column | None:
    """Give the column with ages in years; ages in bands are levels and have no range."""
    column = _column_of(cohort, "age")
    return column if column is not None and column.kind == "number" else None


def _level_filter(name: str, label: str, role: str) -> Filter:
    """Build the filter on the levels of the one column with a role."""

    def options(cohort: Cohort) -> tuple[Option, ...]:
        return tuple(Option(lv.code, lv.label) for lv in cohort.levels(_column_of(cohort, role).name))

    def mask(cohort: Cohort, _: Classification | None, choice: Choice) -> np.ndarray:
        levels = [level.code for level in cohort.levels(_column_of(cohort, role).name)]
        return np.isin(cohort.codes(_column_of(cohort, role).name), [levels.index(code) for code in choice])

    def sentence(cohort: Cohort, choice: Choice) -> str:
        words = {option.code: option.label for option in options(cohort)}
        return f"{in_sentence(label)} {' or '.join(words[code] for code in choice)}"

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
    ages = cohort.numbers(_age_column(cohort).name)
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
        lambda cohort: _age_column(cohort) is not None,
        lambda cohort: (),
        _age_mask,
        lambda cohort, _: ~np.isnan(cohort.numbers(_age_column(cohort).name)),
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
        lambda cohort, choice: " or ".join(in_sentence(OUTCOME_LABELS[group]) for group in choice),
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
    column = _age_column(cohort)
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
