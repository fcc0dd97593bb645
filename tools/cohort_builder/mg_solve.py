"""First half of the Mg²⁺ search: real numbers that meet every printed figure.

A plausible random cohort is drawn and moved as little as possible, by nonlinear least squares on the
statistics themselves. The result is not on the 0.01 mmol/L grid yet. All values are in hundredths of a mmol/L.
"""

from __future__ import annotations

import numpy as np
from scipy.optimize import least_squares

from cohort_builder.mg_statistics import Factors
from cohort_builder.mg_targets import Targets, ceilings, printed_statistics

USUAL_MEANS = np.array([87.0, 84.5, 84.0, 83.3, 84.2])
BETWEEN_SD, WITHIN_SD = 7.0, 4.5
STATISTICS_WEIGHT, CLOSENESS_WEIGHT = 10.0, 0.02
NEWTON_STEPS = 30
DIFFERENCE_STEP = 1e-4


def draw_start(patients: int, rng: np.random.Generator) -> np.ndarray:
    """Draw a plausible cohort (patients, 5): every patient has a level of their own and visits vary about it."""
    level = rng.normal(0, BETWEEN_SD, (patients, 1))
    return USUAL_MEANS + level + rng.normal(0, WITHIN_SD, (patients, 5))


def residuals(values: np.ndarray, factors: Factors, targets: Targets) -> np.ndarray:
    """Return how far the statistics of trial cohorts (trials, patients, 5) are off; ceilings count from above."""
    off = printed_statistics(values, factors) - targets.centre
    over = np.maximum(np.log(np.maximum(ceilings(values, factors), 1e-9)), 0)
    return np.hstack([off, over])


def jacobian(values: np.ndarray, factors: Factors, targets: Targets) -> np.ndarray:
    """Return the derivatives of the residuals by each cell, shape (residuals, cells)."""
    cells = values.size
    moved = values + DIFFERENCE_STEP * np.eye(cells).reshape(cells, *values.shape)
    base = residuals(values[None], factors, targets)
    return ((residuals(moved, factors, targets) - base) / DIFFERENCE_STEP).T


def solve(start: np.ndarray, factors: Factors, targets: Targets) -> np.ndarray:
    """Move `start` (patients, 5) to where it meets every printed figure.

    Returns
    -------
    ndarray of float, shape (patients, 5)
        Meets the figures when the search succeeds; the caller looks at the residuals.

    Notes
    -----
    Least squares with a weak pull to the start comes close; Newton steps of least length finish.
    """
    shape, cells = start.shape, start.size

    def off(flat: np.ndarray) -> np.ndarray:
        now = residuals(flat.reshape(1, *shape), factors, targets)[0]
        return np.concatenate([STATISTICS_WEIGHT * now, CLOSENESS_WEIGHT * (flat - start.ravel())])

    def slope(flat: np.ndarray) -> np.ndarray:
        now = STATISTICS_WEIGHT * jacobian(flat.reshape(shape), factors, targets)
        return np.vstack([now, CLOSENESS_WEIGHT * np.eye(cells)])

    values = least_squares(off, start.ravel(), slope, max_nfev=100).x.reshape(shape)
    printed = len(targets.names)
    for _ in range(NEWTON_STEPS):
        now = residuals(values[None], factors, targets)[0, :printed]
        if np.abs(now).max() < 1e-7:
            break
        step = np.linalg.lstsq(jacobian(values, factors, targets)[:printed], now, rcond=1e-8)[0]
        values = values - step.reshape(shape) * min(1.0, 0.7 / np.abs(step).max())
    return values
