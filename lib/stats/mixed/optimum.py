"""The covariance of the greatest likelihood, by Newton's method with analytic derivatives."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count

import numpy as np

from ..common.result import FloatArray
from .covariance import Covariance
from .likelihood import Level, Slopes, level_at, slopes_at
from .moments import Moments

#: Largest gradient of −2 log likelihood, by parameters in their natural size, that counts as 0.
GRADIENT_TOLERANCE = 1e-6
#: Gradient at which there is nothing left to gain in double precision.
GRADIENT_GOAL = 1e-10
MAX_STEPS = 100
MAX_HALVINGS = 40
#: Smallest eigenvalue of a correlation matrix below which visits repeat one another.
SINGULAR = 1e-6


@dataclass(frozen=True)
class Optimum:
    """Where the search ended.

    Attributes
    ----------
    theta : ndarray, shape (t,)
        Parameters of the covariance.
    sigma : ndarray, shape (k, k)
        The covariance.
    level, slopes : Level, Slopes
        Likelihood and derivatives there.
    second : ndarray, shape (t, t, k, k), or None
        Second derivatives of the covariance.
    first : ndarray, shape (t, k, k)
        Its first derivatives.
    scaled_gradient : float
        Largest gradient by a parameter in its natural size.
    steps : int
        Newton steps taken.
    """

    theta: FloatArray
    sigma: FloatArray
    level: Level
    slopes: Slopes
    first: FloatArray
    second: FloatArray | None
    scaled_gradient: float
    steps: int

    @property
    def is_maximum(self) -> bool:
        """True where the gradient is 0 and the Hessian positive definite."""
        return self.scaled_gradient < GRADIENT_TOLERANCE and _is_positive(self.slopes.hessian)


def starting_matrix(moments: Moments) -> FloatArray:
    """Covariance of least-squares residuals, pairwise by patients who have both visits, made positive definite."""
    seen = moments.patterns.astype(float) * moments.sizes[:, None]
    both = seen.T @ moments.patterns
    sums = moments.rr.sum(axis=0)
    matrix = np.where(both > 0, sums / np.maximum(both, 1), 0.0)
    variances = np.diag(matrix)
    floor = 1e-3 * variances.mean() or 1.0
    sd = np.sqrt(np.maximum(variances, floor))
    correlation = np.clip(matrix / np.outer(sd, sd), -0.99, 0.99)
    np.fill_diagonal(correlation, 1.0)
    lowest = float(np.linalg.eigvalsh(correlation)[0])
    if lowest < 0.05:
        weight = (1 - 0.05) / (1 - lowest)
        correlation = weight * correlation + (1 - weight) * np.eye(len(sd))
    return np.asarray(correlation * np.outer(sd, sd))


def find_optimum(
    moments: Moments, covariance: Covariance, *, restricted: bool = True, start: FloatArray | None = None
) -> Optimum | None:
    """Search the maximum; None where no start gives a covariance.

    Steps are Newton's where the Hessian is positive definite, otherwise Fisher's, and halved until the
    likelihood rises. The caller asks `is_maximum`.

    Parameters
    ----------
    moments : Moments
        Sums of the data.
    covariance : Covariance
        Form of the matrix.
    restricted : bool
        REML, else ML.
    start : ndarray, shape (t,), optional
        Parameters to begin with.
    """
    k = moments.patterns.shape[1]
    theta = covariance.start(starting_matrix(moments)) if start is None else start
    level = _level(moments, covariance, theta, restricted)
    if level is None:
        theta = covariance.start(np.diag(np.diag(starting_matrix(moments))))
        level = _level(moments, covariance, theta, restricted)
    if level is None:
        return None
    best: Optimum | None = None
    for steps in count():
        sigma, first, second = covariance.build(theta, k)
        slopes = slopes_at(moments, level, first, second, restricted=restricted)
        scales = covariance.scales(sigma)
        size = float(np.abs(slopes.gradient * scales).max())
        found = Optimum(theta, sigma, level, slopes, first, second, size, steps)
        if best is not None and best.scaled_gradient < GRADIENT_TOLERANCE and size >= best.scaled_gradient:
            return best
        best = found
        # Where visits repeat one another the likelihood has no bound, and the search no end.
        if size < GRADIENT_GOAL or steps >= MAX_STEPS or is_singular(sigma):
            return best
        step = _step(slopes, scales)
        moved = _move(moments, covariance, theta, step, level, restricted)
        if moved is None:
            return best
        theta, level = moved
    return best


def _level(moments: Moments, covariance: Covariance, theta: FloatArray, restricted: bool) -> Level | None:
    k = moments.patterns.shape[1]
    if not covariance.is_inside(theta, k):
        return None
    return level_at(moments, covariance.build(theta, k)[0], restricted=restricted)


def _step(slopes: Slopes, scales: FloatArray) -> FloatArray:
    """Newton's step, or Fisher's, in parameters of natural size."""
    outer = np.outer(scales, scales)
    matrix = slopes.hessian * outer
    if not _is_positive(matrix):
        matrix = slopes.expected * outer
        ridge = 1e-8 * float(np.trace(matrix)) / len(matrix)
        matrix = matrix + ridge * np.eye(len(matrix))
    step: FloatArray = -np.linalg.solve(matrix, slopes.gradient * scales) * scales
    return step


def _move(
    moments: Moments,
    covariance: Covariance,
    theta: FloatArray,
    step: FloatArray,
    level: Level,
    restricted: bool,
) -> tuple[FloatArray, Level] | None:
    """Go along a step as far as the likelihood rises."""
    slack = 1e-12 * max(1.0, abs(level.value))
    for _ in range(MAX_HALVINGS):
        there = _level(moments, covariance, theta + step, restricted)
        if there is not None and there.value <= level.value + slack:
            return theta + step, there
        step = step / 2
    return None


def _is_positive(matrix: FloatArray) -> bool:
    try:
        np.linalg.cholesky(matrix)
    except np.linalg.LinAlgError:
        return False
    return True


def is_singular(sigma: FloatArray) -> bool:
    """Tell whether visits repeat one another, as where there are fewer patients than visits."""
    sd = np.sqrt(np.diag(sigma))
    return bool(np.linalg.eigvalsh(sigma / np.outer(sd, sd))[0] < SINGULAR)
