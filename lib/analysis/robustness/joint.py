"""Could the whole curve be chance: the result recomputed for patients whose measure was shuffled, many times over."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from lib.analysis.common.question import Question
from lib.analysis.robustness.curve import NO_OUTCOME, curve_axes
from lib.analysis.robustness.effects import Inquiry
from lib.analysis.robustness.grid import CODES, Case, GridRanges, lay_grid
from lib.analysis.robustness.group_change import COMPARED, changes_to_last, compared_codes
from lib.analysis.robustness.interaction import by_selection, complete_values
from lib.analysis.robustness.results import DIFFERENCE, INTERACTION
from lib.stats.anova.partitions import interactions
from lib.stats.common.distributions import t_two_sided
from lib.stats.common.result import FloatArray, IndexArray, Refusal
from lib.stats.robustness.joint import JointTest, joint_test

PERMUTATIONS = 500
#: Permutations between two reports of progress.
BATCH = 20
NOT_SHUFFLED = Refusal(
    "The joint test shuffles a measure against the outcome groups: it is given for time × group and for the difference "
    "in change, and not for a change within one group, an odds ratio, or correlations that no definition makes."
)
NOTHING = Refusal("No specification has a p value, so there is nothing to test together.")
Figures = tuple[FloatArray, FloatArray]


def judge_jointly(
    question: Question,
    result: str,
    asked: Inquiry,
    ranges: GridRanges,
    permutations: int = PERMUTATIONS,
    seed: int = 1,
    announce: Callable[[float], None] = lambda done: None,
) -> JointTest | Refusal:
    """Test a specification curve as a whole.

    Parameters
    ----------
    question, result, asked, ranges
        As in `trace_curve`; the p of each specification is not corrected for departures from sphericity.
    permutations, seed : int
        How often the patients are shuffled, and where the random numbers begin: equal seeds, equal answers.
    announce : callable
        Told which part of the work is done, 0 to 1; may raise to stop.

    Returns
    -------
    JointTest or Refusal
        Whole courses of the measure are exchanged between complete patients, so that every patient keeps a course as
        it was measured and every specification its groups.
    """
    if question.classification is None:
        return NO_OUTCOME
    if result not in _SHUFFLED:
        return NOT_SHUFFLED
    method = asked.grouptest if result == DIFFERENCE else "none"
    grid = lay_grid(question, curve_axes(question, result, method, ranges)[:-1])
    weights = np.bincount([place.case for place in grid.places], minlength=len(grid.cases))
    rows, figures = _SHUFFLED[result](grid.cases, asked)
    if len(rows) < 2:
        return NOTHING
    random, order = np.random.default_rng(seed), np.arange(len(rows))
    found = [figures(order)]
    for number in range(permutations):
        if number % BATCH == 0:
            announce(number / permutations)
        found.append(figures(random.permutation(order)))
    estimates, p = (np.array(column) for column in zip(*found, strict=True))
    kept = np.isfinite(p).all(axis=0)
    if not kept.any():
        return NOTHING
    return joint_test(
        estimates[:, kept], p[:, kept], weights[kept], directed=result != INTERACTION, patients=len(rows)
    )


def _interactions(
    cases: Sequence[Case], asked: Inquiry
) -> tuple[IndexArray, Callable[[IndexArray], Figures]]:
    """Give who is shuffled, and how time × group is computed at an order of them."""
    if asked.measure == _scale(cases[0]):
        return np.empty(0, dtype=np.intp), lambda order: (np.empty(0), np.empty(0))
    values = cases[0].question.cohort.measures[asked.measure]
    selections = list(_selections(cases, asked.measure))
    rows = np.unique(np.concatenate([own for _, own, _, _ in selections]))

    def figures(order: IndexArray) -> Figures:
        shuffled = values.copy()
        shuffled[rows] = values[rows[order]]
        estimates, p = np.full(len(cases), np.nan), np.full(len(cases), np.nan)
        for members, own, used, codes in selections:
            tests = interactions(shuffled[np.ix_(own, used)], codes, len(CODES))
            estimates[members] = np.where(tests.regular, tests.partial_eta_squared, np.nan)
            p[members] = np.where(tests.regular, tests.p, np.nan)
        return estimates, p

    return rows, figures


def _selections(
    cases: Sequence[Case], measure: str
) -> Iterator[tuple[list[int], IndexArray, IndexArray, IndexArray]]:
    """Give for each selection its cases, its complete patients, the visits used, and the groups of each case."""
    values = cases[0].question.cohort.measures[measure]
    for members in by_selection(cases):
        rows, _ = complete_values(cases[members[0]], measure)
        used = np.flatnonzero((~np.isnan(values[cases[members[0]].mask])).any(axis=0))
        if len(rows) and len(used) > 1:
            yield members, rows, used, np.array([cases[i].codes[rows] for i in members])


def _differences(cases: Sequence[Case], asked: Inquiry) -> tuple[IndexArray, Callable[[IndexArray], Figures]]:
    """Give who is shuffled, and how the difference in change is computed at an order of them."""
    if asked.measure == _scale(cases[0]):
        return np.empty(0, dtype=np.intp), lambda order: (np.empty(0), np.empty(0))
    changes = changes_to_last(cases[0], asked.measure)
    codes = np.array([compared_codes(case, changes) for case in cases])
    rows = np.flatnonzero((codes >= 0).any(axis=0))
    members = (codes[:, None, rows] == np.arange(len(COMPARED))[None, :, None]).astype(float)
    sizes, known = members.sum(axis=2), changes[rows]

    def figures(order: IndexArray) -> Figures:
        return _welch(members, sizes, known[order], pooled=asked.grouptest == "pooled")

    return rows, figures


def _welch(members: FloatArray, sizes: FloatArray, changes: FloatArray, *, pooled: bool) -> Figures:
    """Difference of the means of two groups in every case, and p of Welch's or the pooled t test."""
    with np.errstate(divide="ignore", invalid="ignore"):
        means = members @ changes / sizes
        squares = (members * (changes - means[..., None]) ** 2).sum(axis=2)
        difference = means[:, 0] - means[:, 1]
        variances = squares / (sizes - 1)
        parts = variances / sizes
        df, error = parts.sum(axis=1) ** 2 / (parts**2 / (sizes - 1)).sum(axis=1), parts.sum(axis=1)
        if pooled:
            df = sizes.sum(axis=1) - 2
            error = squares.sum(axis=1) / df * (1 / sizes).sum(axis=1)
        p = np.where(sizes.min(axis=1) > 1, t_two_sided(difference / np.sqrt(error), df), np.nan)
    return np.where(np.isfinite(p), difference, np.nan), p


def _scale(case: Case) -> str:
    return case.question.cohort.codebook.depression.name


#: What is shuffled, by the codes of results.
_SHUFFLED: dict[
    str, Callable[[Sequence[Case], Inquiry], tuple[IndexArray, Callable[[IndexArray], Figures]]]
] = {
    INTERACTION: _interactions,
    DIFFERENCE: _differences,
}
