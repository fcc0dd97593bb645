"""p-values adjusted for the size of their family."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from .libraries import adjusted_p
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
    if method not in ADJUSTMENT_NAMES:
        raise ValueError(f"unknown adjustment {method!r}; choose one of {', '.join(ADJUSTMENT_NAMES)}")
    adjusted = as_vector(p_values).copy()
    tested = np.isfinite(adjusted)
    if method != "none" and tested.any():
        adjust = _sidak if method == "sidak" else adjusted_p
        adjusted[tested] = adjust(adjusted[tested], method)
    return adjusted


def _sidak(p: FloatArray, _method: str) -> FloatArray:
    # 1 − (1 − p)^m, exact for tiny p
    adjusted: FloatArray = -np.expm1(p.size * np.log1p(-np.minimum(p, 1 - 1e-16)))
    return adjusted


ADJUSTMENT_NAMES = {
    "bonferroni": "Bonferroni",
    "holm": "Holm",
    "sidak": "Šidák",
    "fdr": "false discovery rate (Benjamini–Hochberg)",
    "none": "none",
}
