"""Second half of the Mg²⁺ search: from real numbers to the 0.01 mmol/L grid without losing a figure.

Rounding 225 cells throws every figure off. Three kinds of move bring them back, each leaving alone what the
one before has settled:

1. single cells, to give each outcome group at each visit a sum for which the printed p of all patients and of
   responders can hold together (`settle_sums`);
2. one step up and one down between two patients of the same outcome group at the same visit: the sums stay and
   the interaction sums of squares of Table 2 are brought into their intervals (`settle_interactions`);
3. the same between patients who also have the same comorbidities: all sums stay and only the error sums of
   squares change, until the actual statistics lie in all intervals (`settle_errors`).

All values are whole hundredths of a mmol/L.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np

from cohort_builder.mg_statistics import CONTRASTS, Factors
from cohort_builder.mg_targets import Targets, printed_statistics

STRAY = 2.6  # no cell may move further than this from its real number
SUM_REACH = 3
SHARE = 0.7
CENTRING = CONTRASTS @ CONTRASTS.T  # takes a patient's mean out, shape (5, 5)


@dataclass(frozen=True)
class Problem:
    """What a grid search needs.

    Attributes
    ----------
    real : ndarray of float, shape (patients, 5)
        The real-number solution.
    factors : Factors
        Cells of the models.
    targets : Targets
        Intervals of the printed statistics.
    """

    real: np.ndarray
    factors: Factors
    targets: Targets


def excess(problem: Problem, values: np.ndarray) -> np.ndarray:
    """Return how far each statistic lies outside its interval, in half widths, shape (trials, 17)."""
    off = np.abs(printed_statistics(values, problem.factors) - problem.targets.centre)
    return np.maximum(off / problem.targets.half - 1, 0)


def sum_intervals(problem: Problem, visit: int, sums: np.ndarray) -> tuple[float, float]:
    """Return the interval of Σ(pre − visit)² that suits both printed p of this pair of visits.

    Parameters
    ----------
    problem : Problem
        The intervals.
    visit : int
        Place of the later visit, 1–4.
    sums : ndarray of float, shape (3,)
        Sum of pre − visit in each outcome group.
    """
    sizes = problem.factors.group.sizes
    n, df = sizes.sum(), problem.factors.group.error_df
    all_t = np.array([problem.targets.high[visit], problem.targets.low[visit]])
    group_t = np.array([problem.targets.high[5 + visit], problem.targets.low[5 + visit]])
    total = sums.sum()
    overall = total**2 / n + (n - 1) * total**2 / (n * all_t**2)
    responder = (sums**2 / sizes).sum() + df * sums[0] ** 2 / (sizes[0] * group_t**2)
    return max(overall[0], responder[0]), min(overall[1], responder[1])


def best_sums(problem: Problem, values: np.ndarray, visit: int, pre: np.ndarray) -> tuple[float, np.ndarray]:
    """Return the cheapest changes (3,) of the group sums at `visit`, with their cost; pre changes by `pre`."""
    group = problem.factors.group.indicator
    difference = values[:, 0] - values[:, visit]
    sums, square = group.T @ difference, (difference**2).sum()
    wanted = group.T @ (problem.real[:, 0] - problem.real[:, visit])
    best = (np.inf, np.zeros(3))
    for change in product(range(-SUM_REACH, SUM_REACH + 1), repeat=3):
        trial = sums + pre - np.array(change)
        low, high = sum_intervals(problem, visit, trial)
        whole = np.arange(np.ceil(low), np.floor(high) + 1)
        fitting = whole[(whole - trial.sum()) % 2 == 0]  # squares and values have the same parity
        if not len(fitting):
            continue
        cost = np.abs(trial - wanted).sum() + np.abs(fitting - square).min() / 40
        if cost < best[0]:
            best = (cost, np.array(change, dtype=float))
    return best


def apply_sums(problem: Problem, values: np.ndarray, visit: int, change: np.ndarray) -> np.ndarray:
    """Return `values` with the group sums at `visit` changed, in the cells that rounding treated worst."""
    values = values.copy()
    for g, steps in enumerate(change):
        members = np.flatnonzero(problem.factors.group.indicator[:, g])
        sign = np.sign(steps)
        order = np.argsort(sign * (values[members, visit] - problem.real[members, visit]))
        values[members[order[: int(abs(steps))]], visit] += sign
    return values


def settle_sums(problem: Problem) -> np.ndarray | None:
    """Round the real numbers and settle the group sums; None when no sums within reach suit."""
    values = np.rint(problem.real)
    best: tuple[float, np.ndarray, list[np.ndarray]] = (np.inf, np.zeros(3), [])
    for pre in product(range(-1, 2), repeat=3):
        shift = np.array(pre, dtype=float)
        choices = [best_sums(problem, values, visit, shift) for visit in range(1, 5)]
        cost = sum(choice[0] for choice in choices)
        if cost < best[0]:
            best = (cost, shift, [choice[1] for choice in choices])
    if not np.isfinite(best[0]):
        return None
    for visit, change in enumerate([best[1], *best[2]]):
        values = apply_sums(problem, values, visit, change)
    return values


def exchange_moves(groups: list[np.ndarray]) -> np.ndarray:
    """Return the moves (moves, 3) of visit, patient one step up, patient one step down, within each group."""
    return np.array(
        [
            (visit, up, down)
            for members in groups
            for up in members
            for down in members
            if up != down
            for visit in range(5)
        ]
    )


def allowed(problem: Problem, values: np.ndarray, moves: np.ndarray) -> np.ndarray:
    """Return the moves after which both cells still lie near their real numbers."""
    visit, up, down = moves.T
    stray = values - problem.real
    return moves[(stray[up, visit] + 1 <= STRAY) & (stray[down, visit] - 1 >= -STRAY)]


def interaction_goals(problem: Problem, values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the ends (7,), (7,) of the interaction sums of squares that Table 2 asks for.

    Notes
    -----
    The visit sums are settled, so the sum of squares of time is fixed; the error of the overall model is taken
    at the middle of the interval that its printed F leaves, where `settle_errors` brings it.
    """
    n = len(values)
    time = (values.sum(axis=0) @ CENTRING @ values.sum(axis=0)) / n
    error = time / 4 / problem.targets.centre[0] * 4 * (n - 1)
    sizes = [len(cells.sizes) for cells in problem.factors.comorbidity.values()]
    df1 = 4.0 * (np.array(sizes) - 1)
    df2 = 4.0 * (n - np.array(sizes))
    # F = (S / df1) / ((error − S) / df2), solved for S; the middle leaves room for the error
    middle, half = problem.targets.centre[10:], problem.targets.half[10:] * SHARE
    ends = [(middle + sign * half) * df1 for sign in (-1, 1)]
    return ends[0] * error / (df2 + ends[0]), ends[1] * error / (df2 + ends[1])


def interactions(problem: Problem, values: np.ndarray) -> np.ndarray:
    """Return the interaction sums of squares of Table 2, shape (7,)."""
    time = (values.sum(axis=0) @ CENTRING @ values.sum(axis=0)) / len(values)
    out = []
    for cells in problem.factors.comorbidity.values():
        sums = cells.indicator.T @ values @ CENTRING
        out.append((sums**2 / cells.sizes[:, None]).sum() - time)
    return np.array(out)


def make(values: np.ndarray, move: np.ndarray) -> np.ndarray:
    """Return `values` after one exchange (visit, patient one step up, patient one step down)."""
    visit, up, down = move
    values = values.copy()
    values[up, visit] += 1
    values[down, visit] -= 1
    return values


def drift(problem: Problem, values: np.ndarray, moves: np.ndarray) -> np.ndarray:
    """Return what each move adds to the squared distance from the real numbers, shape (moves,)."""
    visit, up, down = moves.T
    stray = values - problem.real
    return 2 * (stray[up, visit] - stray[down, visit]) + 2


def distance(problem: Problem, values: np.ndarray) -> float:
    """Return the squared distance of `values` from the real numbers; infinite where a cell strays too far."""
    stray = np.abs(values - problem.real)
    return float((stray**2).sum()) if stray.max() <= STRAY else np.inf


def choose(losses: np.ndarray, heat: float, rng: np.random.Generator) -> int:
    """Return one move drawn with probability ∝ exp(−loss/heat)."""
    weights = np.exp(-(losses - losses.min()) / heat)
    return int(rng.choice(len(losses), p=weights / weights.sum()))
