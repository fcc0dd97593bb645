"""Standard errors and degrees of freedom in small samples: Kenward–Roger and Satterthwaite."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..common.distributions import f_tail, t_two_sided
from ..common.result import FloatArray
from .moments import Moments
from .optimum import Optimum

#: How degrees of freedom are found, by name.
METHODS = {
    "kenward-roger": "Kenward–Roger",
    "kenward-roger-linear": "Kenward–Roger, linear (no second derivatives of the covariance)",
    "satterthwaite": "Satterthwaite",
}
#: Information about the covariance parameters, by name.
INFORMATION = {
    "observed": "observed information, as SAS and R's mmrm",
    "expected": "expected information, as R's pbkrtest and lmerTest's Kenward–Roger",
}


@dataclass(frozen=True)
class SmallSample:
    """What tests of fixed effects need, in the orthonormal design.

    Attributes
    ----------
    method : str
        Key of `METHODS`.
    information : str
        Key of `INFORMATION`.
    phi : ndarray, shape (q, q)
        Inverse of X′V⁻¹X.
    covariance : ndarray, shape (q, q)
        Covariance of the effects: Kenward and Roger's, or `phi`.
    slopes : ndarray, shape (t, q, q)
        Derivatives of `phi` by the covariance parameters.
    theta_covariance : ndarray, shape (t, t)
        Covariance of the covariance parameters.
    """

    method: str
    information: str
    phi: FloatArray
    covariance: FloatArray
    slopes: FloatArray
    theta_covariance: FloatArray


def small_sample(
    optimum: Optimum, moments: Moments, method: str = "kenward-roger", information: str = "observed"
) -> SmallSample:
    """Prepare the tests of the fixed effects at a maximum.

    Parameters
    ----------
    optimum : Optimum
        A maximum of the restricted likelihood.
    moments : Moments
        Sums of the data.
    method, information : str
        Keys of `METHODS` and `INFORMATION`. Satterthwaite's, as in lmerTest, takes the observed one.

    References
    ----------
    Kenward & Roger 1997, doi 10.2307/2533558; SAS/STAT, PROC MIXED, DDFM=; Satterthwaite 1946, doi 10.2307/3002019.
    """
    if method not in METHODS or information not in INFORMATION:
        raise ValueError(f"unknown method {method!r} or information {information!r}")
    slopes, phi = optimum.slopes, optimum.level.phi
    curvature = slopes.hessian if information == "observed" else slopes.expected
    theta_covariance = 2 * np.linalg.inv(curvature)
    theta_covariance = (theta_covariance + theta_covariance.T) / 2
    covariance = phi
    if method != "satterthwaite":
        bias = _bias(optimum, moments, theta_covariance, linear=method == "kenward-roger-linear")
        covariance = phi + 2 * phi @ bias @ phi
    return SmallSample(method, information, phi, covariance, phi @ slopes.information @ phi, theta_covariance)


def _bias(optimum: Optimum, moments: Moments, w: FloatArray, *, linear: bool) -> FloatArray:
    """Sum of w_ab (Q_ab − P_a Φ P_b − R_ab / 4) of Kenward and Roger."""
    slopes, level = optimum.slopes, optimum.level
    patterns, t, k, _ = slopes.products.shape
    q = level.phi.shape[0]
    weighted = np.tensordot(slopes.products, w, (1, 0)).transpose(0, 3, 1, 2)
    left = slopes.products.transpose(0, 2, 1, 3).reshape(patterns, k, t * k)
    inner = left @ weighted.reshape(patterns, t * k, k) @ level.weights
    if optimum.second is not None and not linear:
        curved = (w.reshape(-1) @ optimum.second.reshape(t * t, k * k)).reshape(k, k)
        inner = inner - level.weights @ curved @ level.weights / 4
    first = (inner.reshape(-1) @ moments.xx.reshape(-1, q * q)).reshape(q, q)
    by_phi = np.tensordot(w, slopes.information @ level.phi, 1)
    bias: FloatArray = first - (by_phi @ slopes.information).sum(axis=0)
    return (bias + bias.T) / 2


@dataclass(frozen=True, kw_only=True)
class EffectTest:
    """F of one hypothesis: `f`, `df1`, `df2`, `p`."""

    f: float
    df1: int
    df2: float
    p: float


def t_df(model: SmallSample, rows: FloatArray) -> FloatArray:
    """Degrees of freedom of single contrasts.

    Both methods give 2 v² / Var(v) for the variance v = l′Φl: Kenward and Roger's F of one row has these too.

    Parameters
    ----------
    model : SmallSample
        Prepared tests.
    rows : ndarray, shape (m, q)
        Contrasts of the orthonormal effects.
    """
    variance = np.einsum("mq,qr,mr->m", rows, model.phi, rows)
    gradient = np.einsum("mq,tqr,mr->mt", rows, model.slopes, rows)
    spread = np.einsum("mt,tu,mu->m", gradient, model.theta_covariance, gradient)
    return np.asarray(2 * variance**2 / spread)


def effect_test(model: SmallSample, rows: FloatArray, effects: FloatArray) -> EffectTest:
    """Test that all rows are 0.

    Parameters
    ----------
    model : SmallSample
        Prepared tests.
    rows : ndarray, shape (m, q)
        Linearly independent contrasts of the orthonormal effects.
    effects : ndarray, shape (q,)
        Orthonormal effects.
    """
    estimate, m = rows @ effects, len(rows)
    f = float(estimate @ np.linalg.solve(rows @ model.covariance @ rows.T, estimate)) / m
    if model.method == "satterthwaite":
        scale, df2 = 1.0, _satterthwaite_df(model, rows)
    else:
        scale, df2 = _kenward_roger_scale(model, rows)
    f *= scale
    if m == 1:
        return EffectTest(f=f, df1=1, df2=df2, p=float(t_two_sided(np.sqrt(max(f, 0.0)), df2)))
    return EffectTest(f=f, df1=m, df2=df2, p=float(f_tail(f, m, df2)))


def _satterthwaite_df(model: SmallSample, rows: FloatArray) -> float:
    """Df of F from those of its independent parts (Fai & Cornelius 1996), as lmerTest has it."""
    if len(rows) == 1:
        return float(t_df(model, rows)[0])
    _, vectors = np.linalg.eigh(rows @ model.phi @ rows.T)
    parts = t_df(model, vectors.T @ rows)
    if np.ptp(parts) < 1e-8:
        return float(parts.mean())
    if (parts <= 2).any():
        return 2.0
    expectation = float((parts / (parts - 2)).sum())
    return 2 * expectation / (expectation - len(parts))


def _kenward_roger_scale(model: SmallSample, rows: FloatArray) -> tuple[float, float]:
    """Give the factor of F and its denominator df: Kenward & Roger 1997, section 3.1."""
    m, w = len(rows), model.theta_covariance
    inverse = np.linalg.inv(rows @ model.phi @ rows.T)
    # Θ times the derivative of Φ, in the space of the rows: the same traces.
    parts = inverse @ (rows @ model.slopes @ rows.T)
    traces = np.trace(parts, axis1=1, axis2=2)
    a1 = float(traces @ w @ traces)
    t = len(w)
    a2 = float((w * (parts.reshape(t, -1) @ parts.transpose(0, 2, 1).reshape(t, -1).T)).sum())
    if m == 1:
        return 1.0, 2 / a2
    b = (a1 + 6 * a2) / (2 * m)
    g = ((m + 1) * a1 - (m + 4) * a2) / ((m + 2) * a2)
    below = 3 * m + 2 * (1 - g)
    c1, c2, c3 = g / below, (m - g) / below, (m + 2 - g) / below
    mean = 1 / (1 - a2 / m)
    variance = 2 / m * (1 + c1 * b) / ((1 - c2 * b) ** 2 * (1 - c3 * b))
    ratio = variance / (2 * mean**2)
    df = 4 + (m + 2) / (m * ratio - 1)
    return df / (mean * (df - 2)), df
