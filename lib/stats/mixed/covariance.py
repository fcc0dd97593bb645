"""Covariances of the visits within a patient: names, parameters, derivatives, and which is simpler.

Parameters are those that SAS prints: covariances where the matrix is linear in them, otherwise variances
and correlations. The Kenward–Roger adjustment depends on this choice.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ..common.result import FloatArray

#: A matrix k × k, its first derivatives (t, k, k), and its second (t, t, k, k) or None where all are 0.
Derived = tuple[FloatArray, FloatArray, FloatArray | None]


@dataclass(frozen=True)
class Covariance:
    """One covariance of k visits.

    Attributes
    ----------
    code : str
        The name in settings, as R's mmrm has it: "us", "toeph", "ar1h", "csh", "toep", "ar1", "cs", "ri".
    label : str
        Its name in a methods section.
    sas : str
        TYPE= of SAS PROC MIXED's REPEATED statement.
    count : callable
        Number of parameters of k visits.
    start : callable
        Parameters near a given covariance matrix.
    build : callable
        Matrix and derivatives at parameters, for k visits. Called where `is_inside` holds only.
    scales : callable
        Natural size of each parameter at a matrix: gradients times it are free of the measure's unit.
    is_inside : callable
        True where the parameters can be those of a covariance matrix, as far as signs tell.
    """

    code: str
    label: str
    sas: str
    count: Callable[[int], int]
    start: Callable[[FloatArray], FloatArray]
    build: Callable[[FloatArray, int], Derived]
    scales: Callable[[FloatArray], FloatArray]
    is_inside: Callable[[FloatArray, int], bool]


def covariance_named(code: str) -> Covariance:
    """Give the covariance of a code; an unknown one is a `ValueError`."""
    if code not in COVARIANCES:
        raise ValueError(f"unknown covariance {code!r}; choose one of {', '.join(COVARIANCES)}")
    return COVARIANCES[code]


def next_simpler(code: str, visits: int) -> str | None:
    """Give the covariance to try where this one cannot be fitted; None where there is none.

    The order is the one that analysis plans usually name: unstructured, heterogeneous Toeplitz, AR(1),
    compound symmetry, then the homogeneous ones. Of two visits those that coincide are passed over. A
    random intercept whose variance is 0 leads to compound symmetry, which allows a negative correlation.
    """
    covariance_named(code)
    if code == "ri":
        return "cs"
    order = [name for name in COVARIANCES if name != "ri"]
    count = COVARIANCES[code].count(visits)
    for other in order[order.index(code) + 1 :]:
        parameters = COVARIANCES[other].count(visits)
        if parameters < count or (parameters == count and visits > 2):
            return other
    return None


def _lags(k: int) -> FloatArray:
    return np.abs(np.subtract.outer(np.arange(k), np.arange(k))).astype(float)


def _pairs(k: int) -> tuple[list[int], list[int]]:
    return [i for i in range(k) for _ in range(i + 1)], [j for i in range(k) for j in range(i + 1)]


# Matrices that are a sum of fixed ones.


def _basis(kind: str, k: int) -> FloatArray:
    if kind == "us":
        rows, columns = _pairs(k)
        basis = np.zeros((len(rows), k, k))
        basis[np.arange(len(rows)), rows, columns] = 1.0
        basis[np.arange(len(rows)), columns, rows] = 1.0
        return basis
    if kind == "toep":
        return np.stack([(_lags(k) == lag).astype(float) for lag in range(k)])
    return np.stack([np.ones((k, k)), np.eye(k)])


def _linear(kind: str) -> Callable[[FloatArray, int], Derived]:
    def build(theta: FloatArray, k: int) -> Derived:
        basis = _basis(kind, k)
        return np.tensordot(theta, basis, 1), basis, None

    return build


def _linear_start(kind: str) -> Callable[[FloatArray], FloatArray]:
    def start(matrix: FloatArray) -> FloatArray:
        basis = _basis(kind, len(matrix)).reshape(-1, matrix.size)
        return np.asarray(np.linalg.lstsq(basis.T, matrix.ravel(), rcond=None)[0], dtype=float)

    return start


def _random_intercept_start(matrix: FloatArray) -> FloatArray:
    between, within = _linear_start("cs")(matrix)
    total = between + within
    share = np.clip(between / total, 0.05, 0.95)
    return np.array([share * total, (1 - share) * total])


def _pair_scales(matrix: FloatArray) -> FloatArray:
    rows, columns = _pairs(len(matrix))
    sd = np.sqrt(np.diag(matrix))
    return np.asarray(sd[rows] * sd[columns])


# Matrices of standard deviations and a correlation by lag.


def _power_correlation(rho: FloatArray, k: int) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Give ρ to the power of the lag, with its derivatives."""
    lag = _lags(k)
    value = rho[0] ** lag
    first = lag * rho[0] ** np.maximum(lag - 1, 0)
    second = lag * (lag - 1) * rho[0] ** np.maximum(lag - 2, 0)
    return value, first[None], second[None, None]


def _lag_correlation(rho: FloatArray, k: int) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Give one correlation a lag."""
    basis = _basis("toep", k)
    value = basis[0] + np.tensordot(rho, basis[1:], 1)
    return value, basis[1:], np.zeros((k - 1, k - 1, k, k))


def _equal_correlation(rho: FloatArray, k: int) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Give one correlation of all pairs."""
    off = 1 - np.eye(k)
    return np.eye(k) + rho[0] * off, off[None], np.zeros((1, 1, k, k))


Correlation = Callable[[FloatArray, int], tuple[FloatArray, FloatArray, FloatArray]]


def _heterogeneous(correlation: Correlation) -> Callable[[FloatArray, int], Derived]:
    def build(theta: FloatArray, k: int) -> Derived:
        variances, rho = theta[:k], theta[k:]
        r, r1, r2 = correlation(rho, k)
        sd = np.sqrt(variances)
        outer = np.outer(sd, sd)
        matrix, t = outer * r, len(theta)
        unit = np.eye(k)
        # d log Σ_ij / d v_a
        ends = unit[:, :, None] + unit[:, None, :]
        slope = ends / (2 * variances[:, None, None])
        first = np.concatenate([matrix * slope, outer * r1])
        second = np.zeros((t, t, k, k))
        second[:k, :k] = matrix * slope[:, None] * slope[None]
        own = np.arange(k)
        second[own, own] -= matrix * ends / (2 * variances[:, None, None] ** 2)
        second[:k, k:] = slope[:, None] * (outer * r1)[None]
        second[k:, :k] = second[:k, k:].transpose(1, 0, 2, 3)
        second[k:, k:] = outer * r2
        return matrix, first, second

    return build


def _first_order(theta: FloatArray, k: int) -> Derived:
    r, r1, r2 = _power_correlation(theta[1:], k)
    second = np.zeros((2, 2, k, k))
    second[0, 1] = second[1, 0] = r1[0]
    second[1, 1] = theta[0] * r2[0, 0]
    return theta[0] * r, np.stack([r, theta[0] * r1[0]]), second


def _mean_correlations(matrix: FloatArray, kind: str) -> FloatArray:
    sd = np.sqrt(np.diag(matrix))
    correlation, lag = matrix / np.outer(sd, sd), _lags(len(matrix))
    if kind == "toep":
        return np.array([correlation[lag == d].mean() for d in range(1, len(matrix))])
    chosen = correlation[lag == 1] if kind == "ar1" else correlation[lag > 0]
    lowest = -0.9 if kind == "ar1" else -0.9 / (len(matrix) - 1)
    return np.array([np.clip(chosen.mean(), lowest, 0.95)])


def _heterogeneous_start(kind: str) -> Callable[[FloatArray], FloatArray]:
    return lambda matrix: np.concatenate([np.diag(matrix), _mean_correlations(matrix, kind)])


def _first_order_start(matrix: FloatArray) -> FloatArray:
    return np.array([np.trace(matrix) / len(matrix), *_mean_correlations(matrix, "ar1")])


def _heterogeneous_scales(correlations: Callable[[int], int]) -> Callable[[FloatArray], FloatArray]:
    return lambda matrix: np.concatenate([np.diag(matrix), np.ones(correlations(len(matrix)))])


def _mean_scales(count: Callable[[int], int]) -> Callable[[FloatArray], FloatArray]:
    return lambda matrix: np.full(count(len(matrix)), np.trace(matrix) / len(matrix))


def _anywhere(_theta: FloatArray, _k: int) -> bool:
    return True


def _has_variances(theta: FloatArray, k: int) -> bool:
    return bool((theta[:k] > 0).all() and (np.abs(theta[k:]) < 1).all())


def _is_positive_ar(theta: FloatArray, _k: int) -> bool:
    return bool(theta[0] > 0 and abs(theta[1]) < 1)


def _is_intercept(theta: FloatArray, _k: int) -> bool:
    return bool((theta > 0).all())


_ONE: Callable[[int], int] = lambda _k: 1  # noqa: E731
_TWO: Callable[[int], int] = lambda _k: 2  # noqa: E731

#: Covariances by code, each before the ones that are simpler.
COVARIANCES = {
    row.code: row
    for row in (
        Covariance("us", "unstructured", "UN", lambda k: k * (k + 1) // 2, _linear_start("us"),
                   _linear("us"), _pair_scales, _anywhere),
        Covariance("toeph", "heterogeneous Toeplitz", "TOEPH", lambda k: 2 * k - 1, _heterogeneous_start("toep"),
                   _heterogeneous(_lag_correlation), _heterogeneous_scales(lambda k: k - 1), _has_variances),
        Covariance("ar1h", "heterogeneous first-order autoregressive", "ARH(1)", lambda k: k + 1,
                   _heterogeneous_start("ar1"), _heterogeneous(_power_correlation),
                   _heterogeneous_scales(_ONE), _has_variances),
        Covariance("csh", "heterogeneous compound symmetry", "CSH", lambda k: k + 1, _heterogeneous_start("cs"),
                   _heterogeneous(_equal_correlation), _heterogeneous_scales(_ONE), _has_variances),
        Covariance("toep", "Toeplitz", "TOEP", lambda k: k, _linear_start("toep"), _linear("toep"),
                   _mean_scales(lambda k: k), _anywhere),
        Covariance("ar1", "first-order autoregressive", "AR(1)", _TWO, _first_order_start, _first_order,
                   lambda matrix: np.array([np.trace(matrix) / len(matrix), 1.0]), _is_positive_ar),
        Covariance("cs", "compound symmetry", "CS", _TWO, _linear_start("cs"), _linear("cs"),
                   _mean_scales(_TWO), _anywhere),
        Covariance("ri", "random intercept", "RANDOM INTERCEPT", _TWO, _random_intercept_start, _linear("cs"),
                   _mean_scales(_TWO), _is_intercept),
    )
}  # fmt: skip
