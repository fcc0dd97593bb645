"""A whole specification curve tested at once: is it what shuffled patients would give?

References: Simonsohn, Simmons & Nelson 2020, doi 10.1038/s41562-020-0912-z; Phipson & Smyth 2010,
doi 10.2202/1544-6115.1585.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import special

from ..common.distributions import ALPHA
from ..common.result import FloatArray, IndexArray, Result

MEDIAN, SHARE, STOUFFER = "median", "share", "stouffer"
#: p is kept off 0 and 1, where its z is infinite.
EDGE = 1e-12


@dataclass(frozen=True)
class JointStatistic:
    """One statistic of a curve: `name`, as `observed`, its median under shuffling (`expected`), and `p`."""

    name: str
    observed: float
    expected: float
    p: float


@dataclass(frozen=True, kw_only=True)
class JointTest(Result):
    """Joint test of a specification curve.

    Attributes
    ----------
    permutations, specifications : int
        How often the patients were shuffled, and how many specifications have an estimate.
    statistics : tuple of JointStatistic
        Median estimate, share of specifications with p < .05, and mean z of all p.
    """

    permutations: int
    specifications: int
    statistics: tuple[JointStatistic, ...]


def joint_test(
    estimates: FloatArray, p: FloatArray, weights: IndexArray, *, directed: bool, patients: int
) -> JointTest:
    """Compare a curve with those of shuffled patients.

    Parameters
    ----------
    estimates, p : ndarray, shape (1 + permutations, cases)
        First row as observed, then one row a permutation; NaN where a case has none.
    weights : ndarray of int, shape (cases,)
        Specifications behind each case.
    directed : bool
        Whether estimates have a sign, their null value being 0: then medians count by their size, and the share and
        the mean z by the direction in which more specifications lie.
    patients : int
        Patients shuffled.

    Returns
    -------
    JointTest
        p = (1 + permutations at least as extreme) / (1 + permutations): never 0, and exact under the null.
    """
    signs = np.sign(estimates) if directed else np.ones_like(estimates)
    share = [_proportion(p, weights, signs > 0)] + ([_proportion(p, weights, signs < 0)] if directed else [])
    medians = _medians(estimates, weights)
    figures = {
        MEDIAN: np.abs(medians) if directed else medians,
        SHARE: np.max(share, axis=0),
        STOUFFER: _mean_z(p, weights, signs, directed=directed),
    }
    return JointTest(
        n=patients,
        method="Joint test of a specification curve by permutation",
        permutations=len(p) - 1,
        specifications=int(weights[np.isfinite(estimates[0])].sum()),
        statistics=tuple(_statistic(name, values) for name, values in figures.items()),
    )


def _statistic(name: str, values: FloatArray) -> JointStatistic:
    observed, shuffled = float(values[0]), values[1:]
    # Equal statistics differ by the last digit of their sums.
    extreme = int((shuffled >= observed - 1e-12 * max(1.0, abs(observed))).sum())
    return JointStatistic(name, observed, float(np.median(shuffled)), (1 + extreme) / (1 + len(shuffled)))


def _proportion(p: FloatArray, weights: IndexArray, counted: np.ndarray) -> FloatArray:
    tested = (np.isfinite(p) * weights).sum(axis=1)
    found: FloatArray = ((p < ALPHA) & counted) @ weights / np.maximum(tested, 1)
    return found


def _medians(estimates: FloatArray, weights: IndexArray) -> FloatArray:
    medians: FloatArray = np.nanmedian(np.repeat(estimates, weights, axis=1), axis=1)
    return medians


def _mean_z(p: FloatArray, weights: IndexArray, signs: FloatArray, *, directed: bool) -> FloatArray:
    """Mean of z = Φ⁻¹(1 − p), or with a sign of Φ⁻¹(1 − p / 2) in the direction of the estimate."""
    known, safe = np.isfinite(p), np.clip(np.where(np.isfinite(p), p, 0.5), EDGE, 1 - EDGE)
    z = signs * -special.ndtri(safe / 2) if directed else -special.ndtri(safe)
    mean = np.where(known, z, 0.0) @ weights / np.maximum(known @ weights, 1)
    found: FloatArray = np.abs(mean) if directed else mean
    return found
