"""Every headline result without each patient, and without each pair of patients."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations

import numpy as np

from lib.analysis.association.correlations import analyse_association
from lib.analysis.common.question import Question
from lib.analysis.common.withheld import why_withheld
from lib.analysis.robustness.effects import Estimate, Inquiry, refused
from lib.analysis.robustness.grid import CODES, Case
from lib.analysis.robustness.group_change import estimate_changes, estimate_differences
from lib.analysis.robustness.interaction import complete_values, estimate_interactions, eta_interval
from lib.analysis.robustness.odds import estimate_odds_of, find_feature
from lib.analysis.robustness.results import CHANGE, CORRELATION, DIFFERENCE, INTERACTION, ODDS
from lib.stats.anova.partitions import time_effects
from lib.stats.association.correlation import correlation
from lib.stats.common.differences import changes_from_first
from lib.stats.common.distributions import ALPHA
from lib.stats.common.result import FloatArray, Refusal

TIME = "time"
#: Up to this many patients pairs are left out too.
MAX_PAIRED = 60
#: Beyond this many patients only these are left out one by one: the first of the cohort would be no choice at all.
MAX_SINGLE = 2000


@dataclass(frozen=True, eq=False)
class Headline:
    """One result with everybody, without each patient, and without each pair.

    Attributes
    ----------
    code, label : str
        Key, and which row of a correlation it is; empty for the others.
    full : Estimate
        With every patient selected.
    patients : tuple of str
        Patients whose absence changes who is counted, in the order of the cohort.
    without : tuple of Estimate
        Without each of them.
    p_pairs : ndarray, shape (pairs,)
        p without each pair of them; empty beyond `MAX_PAIRED` patients.
    """

    code: str
    label: str
    full: Estimate
    patients: tuple[str, ...]
    without: tuple[Estimate, ...]
    p_pairs: FloatArray

    @cached_property
    def p(self) -> FloatArray:
        """P without each patient; NaN where there is none."""
        return np.array([one.p for one in self.without])

    @property
    def flips(self) -> tuple[str, ...]:
        """Patients without whom p is on the other side of .05."""
        moved = self._crosses(self.p)
        return tuple(patient for patient, move in zip(self.patients, moved, strict=True) if move)

    @property
    def n_pairs_flip(self) -> int:
        """Pairs without whom p is on the other side of .05."""
        return int(self._crosses(self.p_pairs).sum())

    def _crosses(self, p: FloatArray) -> np.ndarray:
        found: np.ndarray = np.isfinite(p) & np.isfinite(self.full.p) & ((p < ALPHA) != (self.full.p < ALPHA))
        return found

    @property
    def most_influential(self) -> str:
        """Patient whose absence moves the estimate most; empty where nobody's does."""
        moves = np.array([abs(one.value - self.full.value) for one in self.without])
        if not np.isfinite(moves).any() or np.nanmax(moves) == 0:
            return ""
        return self.patients[int(np.nanargmax(moves))]


def leave_out(question: Question, asked: Inquiry) -> tuple[Headline, ...] | Refusal:
    """Compute every headline result without each patient and, of up to 60, without each pair.

    Parameters
    ----------
    question : Question
        Cohort, definition and selection.
    asked : Inquiry
        Measures, group and feature of the results, and their methods.

    Returns
    -------
    tuple of Headline or Refusal
        Change over the visits, time × group, difference in change, change within a group, the strongest correlation
        of the two measures, odds ratio of a feature; those that the cohort has. A patient who is in none of a result's
        groups, or lacks a value it needs, is not among its patients. Refused beyond `MAX_SINGLE` patients.
    """
    if int(question.mask.sum()) > MAX_SINGLE:
        return Refusal(f"Patients are left out one by one up to {MAX_SINGLE:,} of them.")
    whole = _whole(question)
    found = [_time(question, whole, asked.measure), _correlation(question, asked)]
    if question.classification is not None:
        found += [_outcome(question, whole, asked, code) for code in (INTERACTION, DIFFERENCE, CHANGE, ODDS)]
    order = (TIME, INTERACTION, DIFFERENCE, CHANGE, CORRELATION, ODDS)
    return tuple(sorted((one for one in found if one is not None), key=lambda one: order.index(one.code)))


def _whole(question: Question) -> np.ndarray:
    """Codes of the outcome groups of all patients selected; -1 throughout without an outcome."""
    codes = np.full(len(question.mask), -1, dtype=np.intp)
    if question.classification is not None:
        for code, name in enumerate(CODES):
            codes[question.mask & (question.classification.partition == name)] = code
    return codes


def _sets(rows: np.ndarray) -> tuple[list[tuple[int, ...]], list[tuple[int, ...]]]:
    """Give the patients left out, one by one and in pairs."""
    numbers: list[int] = rows.tolist()
    pairs: list[tuple[int, ...]] = list(combinations(numbers, 2)) if len(rows) <= MAX_PAIRED else []
    return [(row,) for row in numbers], pairs


def _headline(
    question: Question, code: str, rows: np.ndarray, estimate: Callable[[Sequence[tuple[int, ...]]], list[Estimate]],
    label: str = "",
) -> Headline:  # fmt: skip
    singles, pairs = _sets(rows)
    full, *without = estimate([(), *singles])
    p = np.array([one.p for one in estimate(pairs)]) if np.isfinite(full.p) else np.empty(0)
    names = tuple(question.cohort.patients[row] for row in rows)
    return Headline(code, label, full, names, tuple(without), p)


def _time(question: Question, codes: np.ndarray, measure: str) -> Headline | None:
    """The change of the measure over the visits, without correction."""
    if question.classification is not None and why_withheld(question, measure):
        return None
    classification = question.classification
    case = Case(question, classification, question.mask, codes)  # type: ignore[arg-type]
    rows, values = complete_values(case, measure)
    if values.shape[1] < 2 or len(rows) <= values.shape[1]:
        return None
    place = {row: i for i, row in enumerate(rows.tolist())}
    q = values.shape[1] - 1

    def estimate(sets: Sequence[tuple[int, ...]]) -> list[Estimate]:
        kept = np.ones((len(sets), len(rows)), dtype=bool)
        for number, left in enumerate(sets):
            kept[number, [place[row] for row in left]] = False
        f, p, eta = time_effects(values, kept)
        n = kept.sum(axis=1)
        few = len(sets) <= len(rows) + 1
        return [
            refused("The changes do not vary.")
            if np.isnan(f[i])
            else Estimate(
                float(eta[i]),
                *(eta_interval(float(f[i]), float(q), float(q * (n[i] - 1))) if few else (np.nan, np.nan)),
                float(p[i]), int(n[i]), (("Patients", int(n[i])),),
            )
            for i in range(len(sets))
        ]  # fmt: skip

    return _headline(question, TIME, rows, estimate)


def _outcome(question: Question, codes: np.ndarray, asked: Inquiry, code: str) -> Headline | None:
    """A result that the outcome groups make."""
    feature = find_feature(question, asked.feature) if code == ODDS else None
    if code == ODDS and feature is None:
        return None
    base = Case(question, question.classified, question.mask, codes)
    values = question.cohort.measures[asked.measure]
    ends = ~np.isnan(values[:, [0, -1]]).any(axis=1)
    counted: dict[str, Callable[[], np.ndarray]] = {
        INTERACTION: lambda: complete_values(base, asked.measure)[0],
        DIFFERENCE: lambda: np.flatnonzero((codes >= 0) & ends & (codes != CODES.index("remitter"))),
        CHANGE: lambda: np.flatnonzero(question.mask & question.classified.members[asked.group] & ends),
        ODDS: lambda: np.flatnonzero((codes >= 0) & (feature.known if feature else False)),
    }
    members = counted[code]()
    rows = members[codes[members] >= 0]

    def estimate(sets: Sequence[tuple[int, ...]]) -> list[Estimate]:
        cases = [_without(base, left) for left in sets]
        if code == ODDS and feature is not None:
            return [estimate_odds_of(case, feature, asked.target) for case in cases]
        if code == INTERACTION:
            return [row[0] for row in estimate_interactions(cases, asked, (asked.correct,))]
        if code == DIFFERENCE:
            return [row[0] for row in estimate_differences(cases, asked, (asked.grouptest,))]
        return [row[0] for row in estimate_changes(cases, asked, ("paired",))]

    found = _headline(question, code, rows, estimate)
    return None if found.full.refusal else found


def _without(base: Case, left: tuple[int, ...]) -> Case:
    """Take patients out of the groups; the selection stays, so that all cases share one set of complete patients."""
    codes, members = base.codes.copy(), base.classification.members
    codes[list(left)] = -1
    kept = np.ones(len(codes), dtype=bool)
    kept[list(left)] = False
    classification = replace(base.classification, members={name: who & kept for name, who in members.items()})
    return Case(base.question, classification, base.mask, codes)


def _correlation(question: Question, asked: Inquiry) -> Headline | None:
    """The strongest correlation of the two measures, at a visit or in a change."""
    found = analyse_association(question, asked.x, asked.y, asked.corr)
    tested = [row for row in found.rows if not isinstance(row.test, Refusal)]
    if not tested:
        return None
    best = max(tested, key=lambda row: 0.0 if isinstance(row.test, Refusal) else abs(row.test.r))
    place = [visit.name for visit in question.cohort.codebook.visits].index(best.visit)
    x, y = (question.cohort.measures[name] for name in (asked.x, asked.y))
    pair = (
        (x[:, place], y[:, place])
        if best.part == "visit"
        else (changes_from_first(x)[place - 1], changes_from_first(y)[place - 1])
    )
    rows = np.flatnonzero(question.mask & np.isfinite(pair[0]) & np.isfinite(pair[1]))

    def estimate(sets: Sequence[tuple[int, ...]]) -> list[Estimate]:
        answers = []
        for left in sets:
            kept = np.setdiff1d(rows, left)
            test = correlation(pair[0][kept], pair[1][kept], asked.corr)
            answers.append(
                refused(test)
                if isinstance(test, Refusal)
                else Estimate(test.r, test.ci_low, test.ci_high, test.p, test.n, (("Patients", test.n),))
            )
        return answers

    return _headline(question, CORRELATION, rows, estimate, best.label)
