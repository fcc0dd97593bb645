"""Tail probabilities and quantiles, as the tests need them.

`scipy.special` is called directly: it vectorises, and `scipy.stats` takes a second to import.
A non-finite statistic gives NaN, never 0 or 1.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy import special

#: Conventional level of significance (Górska et al. 2021, § 4.4), and confidence of every interval but those of η².
ALPHA, CONFIDENCE = 0.05, 0.95


def f_tail(f: Any, df1: Any, df2: Any) -> Any:
    """P(F > f) for F(df1, df2)."""
    return _scalar(special.fdtrc(df1, df2, f))


def chi_square_tail(x: Any, df: Any) -> Any:
    """P(χ² > x) for df degrees of freedom."""
    return _scalar(special.chdtrc(df, x))


def t_two_sided(t: Any, df: Any) -> Any:
    """P(|T| > |t|) for Student's t, through the beta tail so that tiny p keep their digits."""
    t, df = np.asarray(t, dtype=float), np.asarray(df, dtype=float)
    return _scalar(special.betainc(df / 2, 0.5, df / (df + t**2)))


def t_quantile(probability: Any, df: Any) -> Any:
    """Quantile of Student's t."""
    return _scalar(special.stdtrit(df, probability))


def normal_two_sided(z: Any) -> Any:
    """P(|Z| > |z|) for the standard normal."""
    return _scalar(special.erfc(np.abs(z) / np.sqrt(2.0)))


def normal_quantile(probability: Any) -> Any:
    """Quantile of the standard normal."""
    return _scalar(special.ndtri(probability))


def _scalar(value: Any) -> Any:
    return float(value) if np.ndim(value) == 0 else value
