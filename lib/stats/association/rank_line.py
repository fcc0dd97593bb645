"""The line of ranks: a monotone line that goes with Spearman's ρ, as the least-squares line goes with Pearson's r."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from ..common.result import FloatArray, as_vector


def rank_line(first: ArrayLike, second: ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Predict the second measure from the first by monotone regression on ranks.

    The ranks of the second are regressed on those of the first by least squares, and each predicted rank is turned
    back into a value of the second measure, linearly between the values observed. Where neither measure has ties the
    slope of the ranks is Spearman's ρ.

    Parameters
    ----------
    first, second : array_like, shape (n,)
        Pairs of values; a pair with either missing (NaN) is left out.

    Returns
    -------
    (ndarray, ndarray), shape (m,) each
        The distinct values of the first measure, ascending, and the line at each; empty where the first measure
        does not vary.

    References
    ----------
    Iman & Conover 1979, doi 10.1080/00401706.1979.10489820.
    """
    from scipy.stats import rankdata

    x, y = as_vector(first), as_vector(second)
    seen = np.isfinite(x) & np.isfinite(y)
    x, y = x[seen], y[seen]
    if len(x) < 2 or (x == x[0]).all():
        return np.empty(0), np.empty(0)
    ranks, others = rankdata(x), rankdata(y)
    deviations = ranks - ranks.mean()
    slope = deviations @ (others - others.mean()) / (deviations @ deviations)
    places, at = np.unique(x, return_index=True)
    values, of = np.unique(y, return_index=True)
    predicted = others.mean() + slope * (ranks[at] - ranks.mean())
    return places, np.interp(predicted, others[of], values)
