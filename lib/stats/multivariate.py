"""Multivariate tests from the hypothesis and error matrices H and E."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from .distributions import f_tail
from .result import FloatArray, Refusal
from .sphericity import is_singular


@dataclass(frozen=True, kw_only=True)
class MultivariateTest:
    """One multivariate test.

    Attributes
    ----------
    name : str
        "Pillai", "Wilks", "Hotelling–Lawley" or "Roy".
    statistic : float
        V, Λ, T or the largest root.
    f, df1, df2, p : float
        Its F (Roy's is an upper bound where more than one contrast of groups is tested).
    partial_eta_squared : float
        As SPSS prints it: V / s, 1 − Λ^(1/s), (T/s) / (T/s + 1), θ / (1 + θ).
    """

    name: str
    statistic: float
    f: float
    df1: float
    df2: float
    p: float
    partial_eta_squared: float


# Statistic, F, df1, df2, partial η² from the roots and (p, q, error df), as stats::summary.manova has them.
_Figures = tuple[float, float, float, float, float]


def multivariate_tests(
    hypothesis: FloatArray, error: FloatArray, df_hypothesis: int, df_error: int
) -> tuple[MultivariateTest, ...] | Refusal:
    """Pillai, Wilks, Hotelling–Lawley and Roy for H and E.

    Parameters
    ----------
    hypothesis, error : ndarray, shape (p, p)
        H and E over p contrasts of the visits.
    df_hypothesis, df_error : int
        Rank of the hypothesis between groups (1 for time itself), and patients minus groups.

    References
    ----------
    Rencher & Christensen 2012, Methods of Multivariate Analysis, ch. 6; F as in R's `summary.manova`.
    """
    p, q = error.shape[0], df_hypothesis
    if is_singular(error):
        return Refusal("The visits depend on each other linearly, so that no multivariate test can be made.")
    half = np.linalg.inv(np.linalg.cholesky(error))
    roots = np.linalg.eigvalsh(half @ hypothesis @ half.T)[::-1][: min(p, q)].clip(min=0)
    tests = []
    for name, figures in _TESTS.items():
        statistic, f, df1, df2, eta = figures(roots, p, q, df_error)
        tests.append(
            MultivariateTest(
                name=name,
                statistic=statistic,
                f=f,
                df1=df1,
                df2=df2,
                p=f_tail(f, df1, df2),
                partial_eta_squared=eta,
            )
        )
    return tuple(tests)


def _pillai(roots: FloatArray, p: int, q: int, df_error: int) -> _Figures:
    v, s = float((roots / (1 + roots)).sum()), min(p, q)
    top, bottom = abs(p - q) + s, df_error - p + s
    return v, bottom / top * v / (s - v), s * top, s * bottom, v / s


def _wilks(roots: FloatArray, p: int, q: int, df_error: int) -> _Figures:
    wilks, s = float(np.prod(1 / (1 + roots))), min(p, q)
    squares = p**2 + q**2 - 5
    power = float(np.sqrt(((p * q) ** 2 - 4) / squares)) if squares > 0 else 1.0
    df1, df2 = p * q, (df_error - (p - q + 1) / 2) * power - (p * q - 2) / 2
    return wilks, (wilks ** (-1 / power) - 1) * df2 / df1, df1, df2, 1 - wilks ** (1 / s)


def _hotelling_lawley(roots: FloatArray, p: int, q: int, df_error: int) -> _Figures:
    total, s = float(roots.sum()), min(p, q)
    top, bottom = abs(p - q) + s, s * (df_error - p - 1) + 2
    return total, bottom * total / (s * s * top), s * top, bottom, total / (total + s)


def _roy(roots: FloatArray, p: int, q: int, df_error: int) -> _Figures:
    largest, top = float(roots[0]), max(p, q)
    bottom = df_error - top + q
    return largest, bottom * largest / top, top, bottom, largest / (1 + largest)


_TESTS: dict[str, Callable[[FloatArray, int, int, int], _Figures]] = {
    "Pillai": _pillai,
    "Wilks": _wilks,
    "Hotelling–Lawley": _hotelling_lawley,
    "Roy": _roy,
}
