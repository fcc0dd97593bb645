"""Fisher's exact test of many 2 × 2 tables at once, and the tables it rejects at given sizes."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..common.result import FloatArray, IndexArray

#: Tables whose probability is this close to the observed one count as equally likely, as in R's `fisher.test`.
RELATIVE_TIE = 1e-7
ROUNDING = 1e-12


def log_factorials(highest: int) -> FloatArray:
    """Give log 0!, log 1!, ... up to `highest`!."""
    from scipy.special import gammaln

    return gammaln(np.arange(highest + 1) + 1.0)


def fisher_p(tables: ArrayLike) -> FloatArray:
    """Fisher's exact two-sided p of each table.

    Parameters
    ----------
    tables : array_like of int, shape (m, 4)
        a, b, c, d: first group with and without the event, second group with and without.

    Returns
    -------
    ndarray, shape (m,)
        The sum over all tables of the same margins that are no more likely, as R's `fisher.test`. NaN
        where a margin is empty: there is nothing to compare.

    References
    ----------
    Fisher 1935, doi 10.2307/2342435.
    """
    counts = np.asarray(tables, dtype=np.int64).reshape(-1, 4)
    if counts.size == 0:
        return np.empty(0)
    if (counts < 0).any():
        raise ValueError("a table of counts holds whole numbers of 0 or more")
    a, b, c, d = counts.T
    first, second, events = a + b, c + d, a + c
    low = np.maximum(0, events - second)
    width = np.minimum(first, events) - low
    x = low[:, None] + np.minimum(np.arange(int(width.max()) + 1), width[:, None])
    inside = np.arange(int(width.max()) + 1) <= width[:, None]
    logs = log_factorials(int(counts.sum(axis=1).max()))
    weights = _log_choose(logs, first[:, None], x) + _log_choose(logs, second[:, None], events[:, None] - x)
    chances = np.exp(weights - _log_choose(logs, first + second, events)[:, None])
    seen = np.take_along_axis(chances, (a - low)[:, None], axis=1)
    p = (chances * (inside & (chances <= seen * (1 + RELATIVE_TIE)))).sum(axis=1)
    p = np.where(p > 1 - ROUNDING, 1.0, p)  # a sum of all tables is 1, whatever its rounding
    return np.where((first > 0) & (second > 0) & (events > 0) & (b + d > 0), p, np.nan)


@lru_cache(maxsize=256)
def rejected_tables(n_first: int, n_second: int, alpha: float) -> NDArray[np.bool_]:
    """Tell which outcomes of two groups Fisher's exact test calls significant.

    Parameters
    ----------
    n_first, n_second : int
        Patients in each group.
    alpha : float
        Level.

    Returns
    -------
    ndarray of bool, shape (n_first + 1, n_second + 1)
        By the number of events in each; read-only.
    """
    logs = log_factorials(n_first + n_second)
    rejected = np.zeros((n_first + 1, n_second + 1), dtype=bool)
    for events in range(1, n_first + n_second):
        x = np.arange(max(0, events - n_second), min(n_first, events) + 1)
        weights = _log_choose(logs, n_first, x) + _log_choose(logs, n_second, events - x)
        chances = np.exp(weights - _log_choose(logs, n_first + n_second, events))
        ordered = np.sort(chances)
        total = np.concatenate(([0.0], np.cumsum(ordered)))
        p = total[np.searchsorted(ordered, chances * (1 + RELATIVE_TIE), side="right")]
        rejected[x, events - x] = p <= alpha * (1 + ROUNDING)  # a p of exactly alpha is significant
    rejected.flags.writeable = False
    return rejected


def _log_choose(logs: FloatArray, n: IndexArray | int, k: IndexArray | int) -> FloatArray:
    chosen: FloatArray = logs[n] - logs[k] - logs[n - k]
    return chosen
