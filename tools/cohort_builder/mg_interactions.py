"""Step two of the grid search: the interaction sums of squares of Table 2; see `mg_grid` for the plan."""

from __future__ import annotations

from itertools import product

import numpy as np

from cohort_builder.mg_grid import (
    CENTRING,
    Problem,
    choose,
    distance,
    drift,
    exchange_moves,
    interaction_goals,
    make,
)

SMALL_FACTORS = ("diabetes", "stroke", "epilepsy", "hyperlipidaemia")
CELL_REACH = 3  # change of a cell sum at one visit, in hundredths of a mmol/L
TRIED_CHANGES = 60
WALK_STEPS = 25
WALK_SCALE = 15.0  # half widths that weigh as much as one unit of heat
COMBINATION_SIZE = 6
COMBINATIONS = 150_000


def change_cell(
    problem: Problem, values: np.ndarray, inside: np.ndarray, free: np.ndarray, change: tuple[int, ...]
) -> np.ndarray:
    """Return `values` after changing the visit sums of the patients `inside` by `change` (5,).

    Each step up or down is taken back by a free patient of the same outcome group outside the cell; of
    all such exchanges the one that strays least is made.
    """
    group = problem.factors.group.indicator.argmax(axis=1)
    pairs = [
        (mine, other)
        for mine in np.flatnonzero(inside & free)
        for other in np.flatnonzero(~inside & free)
        if group[mine] == group[other]
    ]
    for visit, steps in enumerate(change):
        for _ in range(abs(steps)):
            moves = np.array([(visit, *(pair if steps > 0 else pair[::-1])) for pair in pairs])
            values = make(values, moves[drift(problem, values, moves).argmin()])
    return values


def settle_cell(problem: Problem, values: np.ndarray, column: str, free: np.ndarray) -> np.ndarray | None:
    """Bring the interaction of one yes/no row of Table 2 into its interval by the least change of its sums."""
    place = list(problem.factors.comorbidity).index(column)
    cells = problem.factors.comorbidity[column]
    low, high = (end[place] for end in interaction_goals(problem, values))
    inside = cells.indicator[:, 1] == 1
    changes = np.array(list(product(range(-CELL_REACH, CELL_REACH + 1), repeat=5)))
    everybody = values.sum(axis=0)
    sums = values[inside].sum(axis=0) + changes
    n_in, n = inside.sum(), len(values)
    contrast = sums / n_in - (everybody - sums) / (n - n_in)
    contrast = contrast - contrast.mean(axis=1, keepdims=True)
    squares = n_in * (n - n_in) / n * (contrast**2).sum(axis=1)
    fitting = changes[(squares >= low) & (squares <= high)]
    order = np.argsort(np.abs(fitting).sum(axis=1), kind="stable")[:TRIED_CHANGES]
    trials = [change_cell(problem, values, inside, free, tuple(fitting[i])) for i in order]
    costs = [distance(problem, trial) for trial in trials]
    return trials[int(np.argmin(costs))] if costs and np.isfinite(min(costs)) else None


def exchange_types(problem: Problem, moves: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Sort exchanges into types that change the cell sums alike.

    Returns
    -------
    which : ndarray of int, shape (moves,)
        Type of each move.
    first : ndarray of int, shape (types,)
        One move of each type.
    """
    cell = np.column_stack([cells.indicator.argmax(axis=1) for cells in problem.factors.comorbidity.values()])
    visit, up, down = moves.T
    key = np.column_stack([visit, cell[up], cell[down]])
    _, first, which = np.unique(key, axis=0, return_index=True, return_inverse=True)
    return which.ravel(), first


def combined_interactions(
    problem: Problem, values: np.ndarray, moves: np.ndarray, combinations: np.ndarray
) -> np.ndarray:
    """Return the interactions after each combination (combinations, size) of `moves`, shape (…, 7)."""
    time = (values.sum(axis=0) @ CENTRING @ values.sum(axis=0)) / len(values)
    visit, up, down = moves.T
    out = []
    for cells in problem.factors.comorbidity.values():
        change = np.zeros((len(moves), len(cells.sizes), 5))
        rows, cell = np.arange(len(moves)), cells.indicator.argmax(axis=1)
        change[rows, cell[up], visit] += 1
        change[rows, cell[down], visit] -= 1
        sums = cells.indicator.T @ values + change[combinations].sum(axis=1)
        squares = np.einsum("kcv,vw,kcw->kc", sums, CENTRING, sums, optimize=True)
        out.append((squares / cells.sizes).sum(axis=1) - time)
    return np.column_stack(out)


def realise(
    problem: Problem, values: np.ndarray, moves: np.ndarray, which: np.ndarray, wanted: np.ndarray
) -> np.ndarray:
    """Return `values` after one move of each wanted type, each time the one that strays least."""
    for kind in wanted:
        candidates = moves[which == kind]
        values = make(values, candidates[drift(problem, values, candidates).argmin()])
    return values


def settle_rest(
    problem: Problem, values: np.ndarray, free: np.ndarray, rng: np.random.Generator
) -> np.ndarray | None:
    """Bring the interactions of the remaining rows of Table 2 into their intervals by a few exchanges.

    Notes
    -----
    The exchanges fall into few types, so combinations of types are drawn and computed in one go; of the combinations
    that hold, the one that strays least is made.
    """
    group = problem.factors.group.indicator.T
    moves = exchange_moves([np.flatnonzero((row == 1) & free) for row in group])
    which, first = exchange_types(problem, moves)
    low, high = interaction_goals(problem, values)
    for _ in range(WALK_STEPS):
        after = combined_interactions(problem, values, moves[first], np.arange(len(first))[:, None])
        losses = np.abs(2 * (after - low) / (high - low) - 1).sum(axis=1) / WALK_SCALE
        values = realise(problem, values, moves, which, np.array([choose(losses, 1.0, rng)]))
        best, best_distance = None, np.inf
        combinations = rng.integers(len(first), size=(COMBINATIONS, COMBINATION_SIZE))
        after = combined_interactions(problem, values, moves[first], combinations)
        for wanted in combinations[((after >= low) & (after <= high)).all(axis=1)]:
            trial = realise(problem, values, moves, which, wanted)
            if distance(problem, trial) < best_distance:
                best, best_distance = trial, distance(problem, trial)
        if best is not None:
            return best
    return None


def settle_interactions(problem: Problem, values: np.ndarray, rng: np.random.Generator) -> np.ndarray | None:
    """Bring the interactions of Table 2 into their intervals, the smallest cells first; None on failure."""
    free = np.ones(len(values), dtype=bool)
    for column in SMALL_FACTORS:
        settled = settle_cell(problem, values, column, free)
        if settled is None:
            return None
        values = settled
        free &= problem.factors.comorbidity[column].indicator[:, 1] == 0
    return settle_rest(problem, values, free, rng)
