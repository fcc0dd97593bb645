"""Step three of the grid search, and the whole search; see `mg_grid` for the plan."""

from __future__ import annotations

import numpy as np

from cohort_builder.mg_grid import (
    Problem,
    allowed,
    choose,
    drift,
    excess,
    exchange_moves,
    settle_sums,
)
from cohort_builder.mg_interactions import settle_interactions
from cohort_builder.mg_solve import draw_start, solve
from cohort_builder.mg_statistics import Factors
from cohort_builder.mg_targets import Targets, ceilings

ERROR_STEPS = 250
ERROR_HEAT = 0.4
ERROR_DRIFT = 0.05
CEILING = 1.04  # of the ceilings with their margin; 1 / CEILING_MARGIN would be the nominal limit
PLAUSIBLE = (63, 107)  # hundredths of a mmol/L
WIDEST_STEP = 15  # largest change between neighbouring visits, hundredths of a mmol/L
ATTEMPTS = 200


def same_profile(problem: Problem) -> list[np.ndarray]:
    """Return the sets of patients with one outcome group and the same cells in every row of Table 2."""
    cells = [problem.factors.group, *problem.factors.comorbidity.values()]
    profile = np.column_stack([cell.indicator.argmax(axis=1) for cell in cells])
    _, which = np.unique(profile, axis=0, return_inverse=True)
    sets = [np.flatnonzero(which.ravel() == i) for i in range(which.max() + 1)]
    return [members for members in sets if len(members) > 1]


def settle_errors(problem: Problem, values: np.ndarray, rng: np.random.Generator) -> np.ndarray | None:
    """Bring every statistic into its interval by exchanges that keep all sums; None when the steps run out."""
    everything = exchange_moves(same_profile(problem))
    for _ in range(ERROR_STEPS):
        moves = allowed(problem, values, everything)
        visit, up, down = moves.T
        rows = np.arange(len(moves))
        trials = np.repeat(values[None], len(moves), axis=0)
        trials[rows, up, visit] += 1
        trials[rows, down, visit] -= 1
        losses = np.log1p(excess(problem, trials)).sum(axis=1)
        for winner in np.flatnonzero(losses == 0):
            if ceilings(trials[winner][None], problem.factors).max() <= CEILING:
                return trials[winner]
        losses += ERROR_DRIFT * drift(problem, values, moves)
        values = trials[choose(losses, ERROR_HEAT, rng)]
    return None


def to_grid(problem: Problem, rng: np.random.Generator) -> np.ndarray | None:
    """Return whole hundredths of a mmol/L (patients, 5) that meet every figure, or None."""
    values = settle_sums(problem)
    if values is not None:
        values = settle_interactions(problem, values, rng)
    return None if values is None else settle_errors(problem, values, rng)


def plausible(values: np.ndarray) -> bool:
    """Return whether the courses (patients, 5) stay within plausible limits and change at a plausible pace."""
    calm = np.abs(np.diff(values, axis=1)).max() <= WIDEST_STEP
    return bool(calm and PLAUSIBLE[0] <= values.min() and values.max() <= PLAUSIBLE[1])


def search(factors: Factors, targets: Targets, seed: int) -> np.ndarray:
    """Return whole hundredths of a mmol/L (complete patients, 5) that meet every figure.

    Raises
    ------
    RuntimeError
        When no attempt succeeds.

    Notes
    -----
    Each attempt starts from a new draw; most end early, at a start that cannot be rounded or that has an
    implausible course.
    """
    patients = int(factors.everybody.sizes[0])
    for attempt in range(ATTEMPTS):
        rng = np.random.default_rng([seed, attempt])
        real = solve(draw_start(patients, rng), factors, targets)
        if not plausible(real):
            continue
        values = to_grid(Problem(real, factors, targets), rng)
        if values is not None and plausible(values):
            return values
    raise RuntimeError(f"None of {ATTEMPTS} attempts met every figure.")
