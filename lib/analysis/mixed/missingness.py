"""Who is missing: patterns of visits, dropout by visit, and the baseline of those with and without all values."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np

from lib.analysis.common.baseline import BaselineDifference, compare_baseline
from lib.analysis.common.complete_cases import codes_of_groups
from lib.analysis.common.grouping import EVERYONE, Grouping, group_patients
from lib.analysis.common.question import Question
from lib.cohort.codebook import Column, Visit
from lib.stats.common.result import BoolArray, IndexArray


@dataclass(frozen=True)
class Pattern:
    """One pattern: whether there is a value at each visit, and how many patients have it in all and in each group."""

    seen: tuple[bool, ...]
    n: int
    by_group: tuple[int, ...]


@dataclass(frozen=True)
class VisitDropout:
    """One visit in one group, or in all patients (`group` empty).

    Attributes
    ----------
    n : int
        Patients looked at.
    measured : int
        With a value at the visit.
    lost : int
        Without a value here and at every later visit: dropped out by this visit.
    gap : int
        Without a value here, with one later.
    """

    group: str
    visit: Visit
    n: int
    measured: int
    lost: int
    gap: int


@dataclass(frozen=True, eq=False)
class Missingness:
    """Which values of a measure are missing.

    Attributes
    ----------
    measure : Column
        What was measured.
    visits : tuple of Visit
        Visits at which anybody was.
    grouping : Grouping or None
        How the patients are divided; None where no groups are compared.
    groups : tuple of str
        Words of the groups that hold a patient.
    n, n_complete : int
        Patients looked at, and those with a value at every visit.
    patterns : tuple of Pattern
        The most frequent first; all values first of all.
    dropout : tuple of VisitDropout
        All patients, then each group.
    baseline : tuple of BaselineDifference
        Those who lack a value (`left out`) against those who lack none, at the first visit and in columns of numbers.
    """

    measure: Column
    visits: tuple[Visit, ...]
    grouping: Grouping | None
    groups: tuple[str, ...]
    n: int
    n_complete: int
    patterns: tuple[Pattern, ...]
    dropout: tuple[VisitDropout, ...]
    baseline: tuple[BaselineDifference, ...]


def describe_missingness(question: Question, measure: str, between: str) -> Missingness | None:
    """Describe the missing values of a measure; None where nobody selected has any value.

    Parameters
    ----------
    question, measure, between
        As in `lib.analysis.anova.visits.analyse_anova`. Who is in no group is not looked at.
    """
    cohort, mask = question.cohort, question.mask
    known = np.isfinite(cohort.measures[measure])
    grouping = None if between == EVERYONE else group_patients(question, between)
    codes = np.zeros(len(mask), dtype=np.intp) if grouping is None else codes_of_groups(question, grouping)
    rows = np.flatnonzero(mask & (codes >= 0))
    used = known[rows].any(axis=0)
    if not used.any():
        return None
    seen = known[np.ix_(rows, np.flatnonzero(used))]
    present = np.unique(codes[rows])
    placed = np.searchsorted(present, codes[rows])
    groups = () if grouping is None else tuple(grouping.tested[code].label for code in present)
    visits = tuple(visit for visit, use in zip(cohort.codebook.visits, used, strict=True) if use)
    parts = [("", np.ones(len(rows), dtype=bool)), *((g, placed == i) for i, g in enumerate(groups))]
    return Missingness(
        cohort.codebook.column(measure), visits, grouping, groups, len(rows), int(seen.all(axis=1).sum()),
        _patterns(seen, placed, len(groups)),
        tuple(row for label, part in parts for row in _dropout(label, visits, seen[part])),
        _baseline(question, measure, rows[~seen.all(axis=1)], rows[seen.all(axis=1)]),
    )  # fmt: skip


def _patterns(seen: BoolArray, placed: IndexArray, groups: int) -> tuple[Pattern, ...]:
    keys = [tuple(bool(here) for here in row) for row in seen]
    counted = Counter(keys)
    by_group = Counter(zip(keys, placed.tolist(), strict=True))
    order = sorted(counted, key=lambda key: (not all(key), -counted[key], [not here for here in key]))
    return tuple(Pattern(key, counted[key], tuple(by_group[key, g] for g in range(groups))) for key in order)


def _dropout(group: str, visits: tuple[Visit, ...], seen: BoolArray) -> list[VisitDropout]:
    rows = []
    for place, visit in enumerate(visits):
        later = seen[:, place:].any(axis=1)
        here = seen[:, place]
        rows.append(
            VisitDropout(
                group, visit, len(seen), int(here.sum()), int((~later).sum()), int((later & ~here).sum())
            )
        )
    return rows


def _baseline(
    question: Question, measure: str, lost: IndexArray, kept: IndexArray
) -> tuple[BaselineDifference, ...]:
    """Compare those who lack a value with those who lack none; nothing where one side is empty."""
    if not lost.size or not kept.size:
        return ()
    cohort, book = question.cohort, question.cohort.codebook
    scale = book.measure_of("depression")
    measures = [book.column(measure)]
    measures += [scale] if scale is not None and scale.name != measure else []
    numbers = [column for column in book.characteristics if column.kind == "number"]
    return (
        *(compare_baseline(cohort.measures[c.name][:, 0], c, lost, kept) for c in measures),
        *(compare_baseline(np.asarray(cohort.numbers(c.name), dtype=float), c, lost, kept) for c in numbers),
    )
