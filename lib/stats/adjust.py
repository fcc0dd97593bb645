"""p-values adjusted for the size of their family."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from .result import FloatArray, as_vector


def adjust_p(p_values: ArrayLike, method: str = "bonferroni") -> FloatArray:
    """Adjust the p-values of one family.

    Parameters
    ----------
    p_values : array_like, shape (m,)
        Raw p-values. NaN stays NaN and does not count towards the family.
    method : {"bonferroni", "holm", "sidak", "fdr", "none"}
        "fdr" is Benjamini–Hochberg.

    Returns
    -------
    ndarray, shape (m,)
        Adjusted p-values, at most 1.

    References
    ----------
    Holm 1979, Scand J Stat 6:65; Šidák 1967, doi 10.1080/01621459.1967.10482935;
    Benjamini & Hochberg 1995, doi 10.1111/j.2517-6161.1995.tb02031.x.
    """
    if method not in ADJUSTMENTS:
        raise ValueError(f"unknown adjustment {method!r}; choose one of {', '.join(ADJUSTMENTS)}")
    adjusted = as_vector(p_values).copy()
    tested = np.isfinite(adjusted)
    adjusted[tested] = np.minimum(1.0, ADJUSTMENTS[method](adjusted[tested]))
    return adjusted


def _holm(p: FloatArray) -> FloatArray:
    order = np.argsort(p)
    stepped = np.maximum.accumulate(p[order] * np.arange(p.size, 0, -1))
    return stepped[np.argsort(order)]


def _benjamini_hochberg(p: FloatArray) -> FloatArray:
    order = np.argsort(-p)
    stepped = np.minimum.accumulate(p[order] * p.size / np.arange(p.size, 0, -1))
    return stepped[np.argsort(order)]


def _sidak(p: FloatArray) -> FloatArray:
    return -np.expm1(p.size * np.log1p(-np.minimum(p, 1 - 1e-16)))  # 1 − (1 − p)^m, exact for tiny p


ADJUSTMENTS: dict[str, Callable[[FloatArray], FloatArray]] = {
    "bonferroni": lambda p: p * p.size,
    "holm": _holm,
    "sidak": _sidak,
    "fdr": _benjamini_hochberg,
    "none": lambda p: p,
}
ADJUSTMENT_NAMES = {
    "bonferroni": "Bonferroni",
    "holm": "Holm",
    "sidak": "Šidák",
    "fdr": "false discovery rate (Benjamini–Hochberg)",
    "none": "none",
}
