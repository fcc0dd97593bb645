"""Frequency: prevalence of each feature and of the number of comorbidities, overall and by group."""

from dataclasses import dataclass, replace

import numpy as np

from lib.analysis.common.grouping import EVERYONE, Group, Grouping, group_patients
from lib.analysis.common.question import Question
from lib.analysis.common.untested import reason_untested
from lib.analysis.comorbidity.family import Family, FamilyTest, adjust_tests, name_family
from lib.analysis.comorbidity.features import (
    COMORBIDITY,
    KIND_NOUNS,
    SMALL_CELL,
    Feature,
    NumberLevels,
    list_features,
    number_levels,
)
from lib.stats.common.result import Refusal
from lib.stats.power.detectable import DetectableEffect, detectable_v
from lib.stats.proportions.contingency import cramers_v, exact_independence
from lib.stats.proportions.proportion import Proportion, wilson

DEFINES_GROUPS = "The row defines the groups."
ONE_GROUP = "There is only one group."


@dataclass(frozen=True, eq=False)
class PrevalenceRow:
    """One feature.

    Attributes
    ----------
    feature : Feature
        With `n_missing`, `within` and `filter`.
    overall : Proportion or Refusal
        Over all selected patients whose value is known (and to whom it applies); its `n` is the denominator.
    cells : tuple of (Proportion or Refusal)
        The same in each of `Prevalence.grouping.groups`; empty where there are no groups.
    test : FamilyTest
        Of feature × tested groups.
    small : bool
        Whether fewer than `SMALL_CELL` patients have it, or have it not.
    """

    feature: Feature
    overall: Proportion | Refusal
    cells: tuple[Proportion | Refusal, ...]
    test: FamilyTest
    small: bool


@dataclass(frozen=True, eq=False)
class NumberRow:
    """One level of the number of comorbidities; fields as in `PrevalenceRow`."""

    level: Group
    overall: Proportion | Refusal
    cells: tuple[Proportion | Refusal, ...]
    small: bool


@dataclass(frozen=True, eq=False)
class NumberPrevalence:
    """The number of comorbidities: `levels`, a row each, and one test of number × groups."""

    levels: NumberLevels
    rows: tuple[NumberRow, ...]
    test: FamilyTest


@dataclass(frozen=True, eq=False)
class Prevalence:
    """How frequent each feature is.

    Attributes
    ----------
    n : int
        Patients selected.
    grouping : Grouping
        How they are divided; `by` is `all` where they are not.
    rows : tuple of PrevalenceRow
        One a feature, in codebook order.
    number : NumberPrevalence or None
        The number of comorbidities; None for other kinds, and where the cohort has none.
    family : Family
        The tests adjusted together: those of all rows, and that of the number.
    detectable : DetectableEffect or Refusal
        Smallest Cramér's V that a test of one row of this family would find.
    """

    n: int
    grouping: Grouping
    rows: tuple[PrevalenceRow, ...]
    number: NumberPrevalence | None
    family: Family
    detectable: DetectableEffect | Refusal


def analyse_prevalence(question: Question, by: str = EVERYONE, kind: str = COMORBIDITY) -> Prevalence:
    """Count who has what.

    Parameters
    ----------
    question : Question
        Cohort, definition and selection.
    by : str
        `all`, `outcome` or the name of a levelled column.
    kind : str
        Key of `FEATURE_KINDS`.

    Returns
    -------
    Prevalence
        Each row over the patients whose value is known; a feature confined to a diagnosis over the patients
        with it. Overlapping outcome groups are shown as they are and tested without overlap.
    """
    grouping, features = group_patients(question, by), list_features(question, kind)
    number = number_levels(question) if kind == COMORBIDITY else None
    raw = [_test_feature(feature, grouping) for feature in features]
    raw += [] if number is None else [_test_number(number, grouping)]
    tests = adjust_tests(raw)
    rows = tuple(
        PrevalenceRow(
            feature,
            *_counts(question, feature.with_mask, feature.known, grouping),
            test,
            min(feature.n_with, feature.n_without) < SMALL_CELL,
        )
        for feature, test in zip(features, tests, strict=False)
    )
    return Prevalence(
        int(question.mask.sum()),
        grouping,
        rows,
        None if number is None else _number(question, number, grouping, tests[-1]),
        name_family([test.p for test in tests], _noun(kind, number)),
        detectable_v(int((grouping.codes >= 0).sum()), 2, _filled(grouping)),
    )


def _noun(kind: str, number: NumberLevels | None) -> str:
    return KIND_NOUNS[kind] + ("" if number is None else " and their number")


def _filled(grouping: Grouping) -> int:
    return sum(1 for group in grouping.tested if group.n)


def _counts(
    question: Question, has: np.ndarray, known: np.ndarray, grouping: Grouping
) -> tuple[Proportion | Refusal, tuple[Proportion | Refusal, ...]]:
    overall = wilson(int((question.mask & has).sum()), int((question.mask & known).sum()))
    if grouping.by == EVERYONE:
        return overall, ()
    cells = ((group.mask & has, group.mask & known) for group in grouping.groups)
    return overall, tuple(wilson(int(some.sum()), int(all_.sum())) for some, all_ in cells)


def _number(
    question: Question, number: NumberLevels, grouping: Grouping, test: FamilyTest
) -> NumberPrevalence:
    known = number.codes >= 0
    rows = tuple(
        NumberRow(level, *_counts(question, level.mask, known, grouping), level.n < SMALL_CELL)
        for level in number.levels
    )
    return NumberPrevalence(number, rows, test)


def _test_feature(feature: Feature, grouping: Grouping) -> FamilyTest:
    if grouping.by == feature.column.name or feature.column.name in grouping.picked_by:
        return FamilyTest(reason=DEFINES_GROUPS)
    codes = np.where(feature.with_mask, 0, np.where(feature.without_mask, 1, -1))
    return replace(_test(codes, 2, grouping, yes_no=True), within=feature.within)


def _test_number(number: NumberLevels, grouping: Grouping) -> FamilyTest:
    if number.column and number.column in (grouping.by, *grouping.picked_by):
        return FamilyTest(reason=DEFINES_GROUPS)
    return _test(number.codes, len(number.levels), grouping)


def _test(codes: np.ndarray, levels: int, grouping: Grouping, *, yes_no: bool = False) -> FamilyTest:
    if grouping.refusal:
        return FamilyTest(reason=grouping.refusal)
    if len(grouping.tested) < 2:
        return FamilyTest(reason=ONE_GROUP)
    used = (codes >= 0) & (grouping.codes >= 0)
    place = codes[used] * len(grouping.tested) + grouping.codes[used]
    table = np.bincount(place, minlength=levels * len(grouping.tested)).reshape(levels, -1)
    exact, effect = exact_independence(table), cramers_v(table)
    if isinstance(exact, Refusal):
        return FamilyTest(n=int(used.sum()), reason=reason_untested(table, yes_no=yes_no))
    v = np.nan if isinstance(effect, Refusal) else effect.v
    return FamilyTest(p=exact.p, v=v, n=int(used.sum()), method=exact.method)
