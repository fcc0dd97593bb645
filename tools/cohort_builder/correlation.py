"""Deals rating courses to patients so that no correlation with Mg²⁺ is significant, as in the paper.

Courses only change hands between patients for whom they are equally fitting, so neither the ratings of a
group nor Mg²⁺ change; who has which course does.
"""

from __future__ import annotations

import numpy as np
from scipy import stats

ALPHA = 0.09  # of every single test, unadjusted; clear of .05
SWAPS = 20_000
NOISE = 1e-9  # a gain below this is the machine's rounding, which must not decide


def critical_r(df: int) -> float:
    """Return the correlation that is just significant with `df` degrees of freedom."""
    t = stats.t.isf(ALPHA / 2, df)
    return float(t / np.sqrt(df + t**2))


def within_patients(magnesium: np.ndarray, rating: np.ndarray) -> float:
    """Return the repeated-measures correlation of two arrays (patients, visits) over its critical value.

    Notes
    -----
    Missing values are left out cell by cell. Bakdash & Marusich 2017, doi 10.3389/fpsyg.2017.00456.
    """
    seen = ~np.isnan(magnesium) & ~np.isnan(rating)
    used, mg = np.where(seen, rating, np.nan), np.where(seen, magnesium, np.nan)
    x = (used - np.nanmean(used, axis=1, keepdims=True))[seen]
    y = (mg - np.nanmean(mg, axis=1, keepdims=True))[seen]
    r = (x @ y) / np.sqrt((x @ x) * (y @ y))
    return float(r / critical_r(len(x) - len(magnesium) - 1))


def paired_columns(magnesium: np.ndarray, rating: np.ndarray) -> list[tuple[np.ndarray, np.ndarray]]:
    """Return the pairs that a reader may correlate: each visit, and each visit's change since pre."""
    columns = [(magnesium[:, visit], rating[:, visit]) for visit in range(magnesium.shape[1])]
    for visit in range(1, magnesium.shape[1]):
        columns.append((magnesium[:, visit] - magnesium[:, 0], rating[:, visit] - rating[:, 0]))
    known = [~np.isnan(x) & ~np.isnan(y) for x, y in columns]
    return [(x[both], y[both]) for (x, y), both in zip(columns, known, strict=True)]


def strengths(magnesium: np.ndarray, rating: np.ndarray) -> np.ndarray:
    """Return every correlation over its critical value, shape (19,): within patients, Pearson, Spearman."""
    out = [within_patients(magnesium, rating)]
    for x, y in paired_columns(magnesium, rating):
        limit = critical_r(len(x) - 2)
        out.append(np.corrcoef(x, y)[0, 1] / limit)
        out.append(np.corrcoef(stats.rankdata(x), stats.rankdata(y))[0, 1] / limit)
    return np.array(out)


def unrelate(
    magnesium: np.ndarray, rating: np.ndarray, kinds: list[str], rng: np.random.Generator
) -> np.ndarray:
    """Let courses change hands until no correlation is significant.

    Parameters
    ----------
    magnesium : ndarray of float, shape (patients, visits)
        NaN where missing.
    rating : ndarray of int, shape (patients, visits)
        Complete.
    kinds : list of str
        Courses change hands only between patients of the same kind.
    rng : numpy.random.Generator
        Seeded source of chance.

    Returns
    -------
    ndarray of int, shape (patients, visits)
        The same courses, dealt anew.

    Raises
    ------
    RuntimeError
        When the swaps run out.
    """

    def excess(trial: np.ndarray) -> float:
        return float(np.maximum(np.abs(strengths(magnesium, trial)) - 1, 0).sum())

    rating, labels = rating.copy(), np.array(kinds)
    best = excess(rating)
    for _ in range(SWAPS):
        if best == 0:
            return rating
        first = rng.integers(len(labels))
        second = rng.choice(np.flatnonzero(labels == labels[first]))
        trial = rating.copy()
        trial[[first, second]] = trial[[second, first]]
        now = excess(trial)
        if now < best - NOISE:
            rating, best = trial, now
    raise RuntimeError(f"Some correlation is still significant after {SWAPS} swaps (excess {best:.3f}).")
