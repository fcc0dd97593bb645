"""Multivariate tests from the hypothesis and error matrices H and E."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ..common.distributions import f_tail
from ..common.libraries import multivariate_statistics
from ..common.result import FloatArray, Refusal
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
    Rencher & Christensen 2012, Methods of Multivariate Analysis, ch. 6.
    """
    p, q = error.shape[0], df_hypothesis
    if is_singular(error):
        return Refusal("The visits depend on each other linearly, so that no multivariate test can be made.")
    half = np.linalg.inv(np.linalg.cholesky(error))
    roots = np.linalg.eigvalsh(half @ hypothesis @ half.T).clip(min=0)
    roots[: p - min(p, q)] = 0.0  # H has no more roots than its rank
    figures = multivariate_statistics(roots, p, q, df_error)
    figures["Hotelling–Lawley"] = _hotelling_lawley(figures["Hotelling–Lawley"][0], p, q, df_error)
    s = min(p, q)
    return tuple(
        MultivariateTest(
            name=name,
            statistic=statistic,
            f=f,
            df1=df1,
            df2=df2,
            p=tail,
            partial_eta_squared=_ETA[name](statistic, s),
        )
        for name, (statistic, f, df1, df2, tail) in figures.items()
    )


def _hotelling_lawley(
    total: float, p: int, q: int, df_error: int
) -> tuple[float, float, float, float, float]:
    """T with F as in R and SPSS; statsmodels follows SAS, with other degrees of freedom."""
    s = min(p, q)
    top, bottom = abs(p - q) + s, s * (df_error - p - 1) + 2
    f = bottom * total / (s * s * top)
    return total, f, s * top, bottom, f_tail(f, s * top, bottom)


_ETA: dict[str, Callable[[float, int], float]] = {
    "Pillai": lambda v, s: v / s,
    "Wilks": lambda wilks, s: 1 - wilks ** (1 / s),
    "Hotelling–Lawley": lambda total, s: total / (total + s),
    "Roy": lambda root, s: root / (1 + root),
}
