"""−2 log likelihood of a mixed model, restricted or full, with its analytic gradient and Hessian."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..common.result import FloatArray
from .moments import Moments

LOG_2_PI = float(np.log(2 * np.pi))


@dataclass(frozen=True)
class Level:
    """The likelihood at one covariance matrix.

    Attributes
    ----------
    value : float
        −2 log likelihood in the orthonormal design.
    effects : ndarray, shape (q,)
        Generalised least squares, minus the least-squares effects.
    phi : ndarray, shape (q, q)
        Inverse of X′V⁻¹X.
    weights : ndarray, shape (P, k, k)
        Inverse covariance of each pattern, 0 at missing visits.
    xr, rr : ndarray
        Moments of the residuals at `effects`, as in `Moments`.
    """

    value: float
    effects: FloatArray
    phi: FloatArray
    weights: FloatArray
    xr: FloatArray
    rr: FloatArray


def level_at(moments: Moments, sigma: FloatArray, *, restricted: bool = True) -> Level | None:
    """Evaluate −2 log likelihood; None where the covariance is not positive definite.

    Parameters
    ----------
    moments : Moments
        Sums of the data.
    sigma : ndarray, shape (k, k)
        Covariance of all visits.
    restricted : bool
        REML, else ML.
    """
    inverse = _inverses(moments, sigma)
    if inverse is None:
        return None
    weights, log_dets = inverse
    p, k, q = _shape(moments)
    flat = weights.reshape(p, 1, k * k)
    information = _by_pattern(flat, moments.xx.reshape(p, k * k, q * q)).reshape(q, q)
    try:
        root = np.linalg.cholesky(information)
    except np.linalg.LinAlgError:
        return None
    half = np.linalg.inv(root)
    phi = half.T @ half
    effects = phi @ _by_pattern(flat, moments.xr.reshape(p, k * k, q))[0]
    moved = moments.xx @ effects
    xr = moments.xr - moved
    # Σ r r′ at the new effects: the products with x′b are taken off on both sides.
    rr = moments.rr - moments.xr @ effects - (xr @ effects).transpose(0, 2, 1)
    degrees = moments.observations - (q if restricted else 0)
    value = float(moments.sizes @ log_dets) + float((weights * rr).sum()) + degrees * LOG_2_PI
    if restricted:
        value += 2 * float(np.log(np.diag(root)).sum())
    return Level(value, effects, phi, weights, xr, rr)


def _inverses(moments: Moments, sigma: FloatArray) -> tuple[FloatArray, FloatArray] | None:
    """Inverse and log determinant of each pattern's covariance; missing visits count as a unit matrix."""
    seen = moments.patterns[:, :, None] & moments.patterns[:, None, :]
    padded = np.where(seen, sigma, np.eye(len(sigma)))
    try:
        np.linalg.cholesky(sigma)
        root = np.linalg.cholesky(padded)
    except np.linalg.LinAlgError:
        return None
    half = np.linalg.inv(root)
    log_dets = 2 * np.log(np.diagonal(root, axis1=1, axis2=2)).sum(axis=1)
    return np.where(seen, half.transpose(0, 2, 1) @ half, 0.0), log_dets


@dataclass(frozen=True)
class Slopes:
    """Derivatives of −2 log likelihood by t parameters.

    Attributes
    ----------
    gradient : ndarray, shape (t,)
    hessian : ndarray, shape (t, t)
        Observed second derivatives.
    expected : ndarray, shape (t, t)
        Their expectation.
    information : ndarray, shape (t, q, q)
        X′V⁻¹ V_a V⁻¹X: minus the derivative of X′V⁻¹X.
    products : ndarray, shape (P, t, k, k)
        V⁻¹ V_a of each pattern.
    """

    gradient: FloatArray
    hessian: FloatArray
    expected: FloatArray
    information: FloatArray
    products: FloatArray


def slopes_at(
    moments: Moments, level: Level, first: FloatArray, second: FloatArray | None, *, restricted: bool = True
) -> Slopes:
    """Evaluate gradient and Hessian by the parameters of the covariance.

    Parameters
    ----------
    moments : Moments
        Sums of the data.
    level : Level
        The likelihood there.
    first, second : ndarray, shape (t, k, k) and (t, t, k, k) or None
        Derivatives of the covariance; None where all second ones are 0.
    restricted : bool
        REML, else ML.
    """
    t, weights = len(first), level.weights
    p, k, q = _shape(moments)
    products = weights[:, None] @ first
    flat = (products @ weights[:, None]).reshape(p, t, k * k)
    information = _by_pattern(flat, moments.xx.reshape(p, k * k, q * q)).reshape(t, q, q)
    scores = _by_pattern(flat, level.xr.reshape(p, k * k, q))
    # tr(Φ x x′) of each pair of visits: the part of the fixed effects.
    fixed = (moments.xx.reshape(p, k, k, q * q) @ level.phi.reshape(-1)) if restricted else 0.0
    direct = weights @ (level.rr + fixed)
    kernel = 2 * direct - moments.sizes[:, None, None] * np.eye(k)
    remainder = (moments.sizes[:, None, None] * weights - direct @ weights).sum(axis=0)
    gradient = first.reshape(t, -1) @ remainder.reshape(-1)
    by_effects = information @ level.phi
    squares = by_effects.reshape(t, -1) @ by_effects.transpose(0, 2, 1).reshape(t, -1).T
    hessian = _traces(products, products @ kernel[:, None]) - 2 * scores @ level.phi @ scores.T
    sized = products * moments.sizes[:, None, None, None]
    expected = _traces(products, sized)
    if restricted:
        hessian -= squares
        expected += squares - 2 * _traces(products, products @ (weights @ fixed)[:, None])
    if second is not None:
        hessian = hessian + second.reshape(t, t, -1) @ remainder.reshape(-1)
    return Slopes(gradient, (hessian + hessian.T) / 2, expected, information, products)


def _shape(moments: Moments) -> tuple[int, int, int]:
    return moments.xr.shape[0], moments.xr.shape[1], moments.xr.shape[3]


def _by_pattern(weights: FloatArray, products: FloatArray) -> FloatArray:
    """Sum over patterns of weights (P, t, k²) times products (P, k², m), shape (t, m).

    One small product a pattern: of one large one BLAS starts threads, which on a busy machine wait for each other
    ten times as long as the product takes.
    """
    total: FloatArray = (weights @ products).sum(axis=0)
    return total


def _traces(left: FloatArray, right: FloatArray) -> FloatArray:
    """Sum over patterns of tr(left_a right_b), shape (t, t)."""
    t = left.shape[1]
    a = left.transpose(1, 0, 2, 3).reshape(t, -1)
    b = right.transpose(1, 0, 3, 2).reshape(t, -1)
    traces: FloatArray = a @ b.T
    return traces
