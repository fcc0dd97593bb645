"""Time × group of a measure in every case of a grid: partial η² with its 90 % interval, and p."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from lib.analysis.anova.visits import analyse_anova
from lib.analysis.common.correction import SPHERICITY_ALPHA, choose_correction
from lib.analysis.common.grouping import OUTCOME
from lib.analysis.common.withheld import why_withheld
from lib.analysis.robustness.effects import Estimate, Inquiry, refused
from lib.analysis.robustness.grid import CODES, Case
from lib.cohort.outcome import OUTCOME_LABELS
from lib.stats.anova.effect_size import eta_squared_interval
from lib.stats.anova.partitions import Interactions, interactions
from lib.stats.anova.repeated_measures import INTERACTION
from lib.stats.common.result import FloatArray, Refusal


def estimate_interactions(
    cases: Sequence[Case], asked: Inquiry, methods: Sequence[str]
) -> list[list[Estimate]]:
    """Estimate time × group of the measure between the outcome groups, for each case by each method.

    Parameters
    ----------
    cases : sequence of Case
        Divisions of the patients.
    asked : Inquiry
        Names the measure.
    methods : sequence of str
        Keys of `INTERACTION_METHODS`: with which degrees of freedom p is given.

    Returns
    -------
    list of list of Estimate
        As the page ANOVA gives it, complete cases only; refused where the page refuses.
    """
    found: list[list[Estimate]] = [[] for _ in cases]
    for members in by_selection(cases):
        rows = [cases[i] for i in members]
        for i, estimates in zip(members, _in_one_selection(rows, asked, methods), strict=True):
            found[i] = estimates
    return found


def by_selection(cases: Sequence[Case]) -> list[list[int]]:
    """Group the places of cases by who is selected."""
    sorted_: dict[bytes, list[int]] = {}
    for i, case in enumerate(cases):
        sorted_.setdefault(case.mask.tobytes(), []).append(i)
    return list(sorted_.values())


def complete_values(case: Case, measure: str) -> tuple[np.ndarray, np.ndarray]:
    """Give the places of the complete patients of a case's selection, and their values at the visits used."""
    values = case.question.cohort.measures[measure]
    known = ~np.isnan(values)
    used = known[case.mask].any(axis=0)
    rows = np.flatnonzero(case.mask & known[:, used].all(axis=1) & bool(used.any()))
    return rows, values[np.ix_(rows, np.flatnonzero(used))]


def _in_one_selection(cases: list[Case], asked: Inquiry, methods: Sequence[str]) -> list[list[Estimate]]:
    withheld = why_withheld(cases[0].question, asked.measure, OUTCOME)
    if withheld:
        return [[refused(withheld)] * len(methods) for _ in cases]
    rows, values = complete_values(cases[0], asked.measure)
    if values.shape[1] < 2:
        return [_ask_page(case, asked, methods) for case in cases]
    codes = np.array([case.codes[rows] for case in cases])
    tests = interactions(values, codes, len(CODES))
    p = {method: _p_by(tests, method) for method in methods}
    return [
        _estimates(tests, codes[i], i, [p[method][i] for method in methods])
        if tests.regular[i]
        else _ask_page(case, asked, methods)
        for i, case in enumerate(cases)
    ]


def _p_by(tests: Interactions, rule: str) -> FloatArray:
    """P of every case under a rule, as `choose_correction` chooses."""
    greenhouse = tests.corrected(tests.greenhouse_geisser)
    if rule == "auto":
        departs = ~(tests.p_mauchly >= SPHERICITY_ALPHA) & (tests.greenhouse_geisser < 1)
        return np.where(departs, greenhouse, tests.p)
    return {"none": tests.p, "gg": greenhouse, "hf": tests.corrected(tests.huynh_feldt)}[rule]


def _estimates(tests: Interactions, codes: np.ndarray, i: int, p: list[float]) -> list[Estimate]:
    low, high = eta_interval(float(tests.f[i]), float(tests.df1[i]), float(tests.df2[i]))
    value, n, sizes = float(tests.partial_eta_squared[i]), int(tests.n[i]), _sizes(codes)
    return [Estimate(value, low, high, float(one), n, sizes) for one in p]


#: Limits that were found before; a permutation or another page asks for the same F again.
eta_interval = lru_cache(maxsize=8192)(eta_squared_interval)


def _sizes(codes: np.ndarray) -> tuple[tuple[str, int], ...]:
    counts = np.bincount(codes[codes >= 0], minlength=len(CODES))
    return tuple((OUTCOME_LABELS[name], int(n)) for name, n in zip(CODES, counts, strict=True) if n)


def _ask_page(case: Case, asked: Inquiry, methods: Sequence[str]) -> list[Estimate]:
    """Ask the analysis of the page itself: it knows why it refuses."""
    answer = analyse_anova(case.question, asked.measure, OUTCOME)
    groups = tuple((group.label, n) for group, n in zip(answer.cases.levels, answer.cases.sizes, strict=True))
    if isinstance(answer.anova, Refusal):
        return [refused(answer.anova, answer.cases.n, groups)] * len(methods)
    effect = answer.anova.effect(INTERACTION)
    return [
        Estimate(
            effect.partial_eta_squared, effect.eta_ci_low, effect.eta_ci_high,
            choose_correction(answer.anova, effect, method).p, answer.cases.n, groups,
        )
        for method in methods
    ]  # fmt: skip


#: Methods of the axis, with their words: how p takes departures from sphericity into account.
INTERACTION_METHODS = {
    "none": "not corrected",
    "gg": "Greenhouse–Geisser",
    "hf": "Huynh–Feldt",
    "auto": "as Mauchly’s test decides",
}
