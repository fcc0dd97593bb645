"""Absent, or merely not seen: two one-sided tests of an effect against a margin, and what a study of n would find.

References: Schuirmann 1987, doi 10.1007/BF01068419; Lakens 2017, doi 10.1177/1948550617697177.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import special

from ..common.distributions import ALPHA, CONFIDENCE, normal_quantile, t_quantile
from ..common.result import Result, Settings
from .detectable import POWER, smallest_noncentrality

#: What an effect with its margin is: found and not negligible, found but negligible, absent, not decided.
FOUND, NEGLIGIBLE, ABSENT, UNDECIDED = "found", "negligible", "absent", "undecided"


@dataclass(frozen=True, kw_only=True)
class Equivalence(Result):
    """Two one-sided tests.

    Attributes
    ----------
    estimate, margin : float
        The effect, and the size below which it is negligible, on one scale.
    ci_low, ci_high : float
        90 % interval, which lies within the margins exactly where p < .05.
    p : float
        The larger of the two one-sided p.
    p_difference : float
        Two-sided p of the effect against 0.
    verdict : str
        `found`, `negligible` (found, and within the margin), `absent` (within the margin, not found), `undecided`.
    """

    estimate: float
    margin: float
    ci_low: float
    ci_high: float
    p: float
    p_difference: float
    verdict: str


def equivalence_of_mean(
    estimate: float, se: float, df: float, margin: float, p_difference: float, patients: int
) -> Equivalence:
    """Test a mean, or a difference of means, against a margin.

    Parameters
    ----------
    estimate, se, df : float
        Estimate with standard error and degrees of freedom.
    margin : float
        Above 0, in the unit of the estimate.
    p_difference : float
        Two-sided p of the estimate against 0.
    patients : int
        Behind the estimate.
    """
    lower, upper = (estimate + margin) / se, (estimate - margin) / se
    p = float(max(special.stdtr(df, -lower), special.stdtr(df, upper)))
    half = float(t_quantile(1 - ALPHA, df)) * se
    return _judged(
        estimate, margin, (estimate - half, estimate + half), p, p_difference, patients, "Student’s t"
    )


def equivalence_of_correlation(r: float, n: int, margin: float, p_difference: float) -> Equivalence:
    """Test a correlation against a margin below 1, by Fisher's z."""
    root, z = np.sqrt(n - 3), np.arctanh(r)
    lower, upper = (z + np.arctanh(margin)) * root, (z - np.arctanh(margin)) * root
    p = float(max(special.ndtr(-lower), special.ndtr(upper)))
    half = normal_quantile(1 - ALPHA) / root
    limits = float(np.tanh(z - half)), float(np.tanh(z + half))
    return _judged(r, margin, limits, p, p_difference, n, "Fisher’s z")


def _judged(
    estimate: float,
    margin: float,
    limits: tuple[float, float],
    p: float,
    p_difference: float,
    n: int,
    by: str,
) -> Equivalence:
    within, found = p < ALPHA, p_difference < ALPHA
    verdict = (NEGLIGIBLE if within else FOUND) if found else (ABSENT if within else UNDECIDED)
    settings: Settings = (("level", f"{ALPHA:g}, each side"), ("by", by))
    return Equivalence(
        n=n,
        method="Two one-sided tests",
        settings=settings,
        estimate=estimate,
        margin=margin,
        ci_low=limits[0],
        ci_high=limits[1],
        p=p,
        p_difference=p_difference,
        verdict=verdict,
    )


def detectable_mean(sd: float, n: int, alpha: float = ALPHA, power: float = POWER) -> float:
    """Find the smallest mean change that a paired t test of n patients would find; NaN for fewer than 2."""
    if n < 2:
        return float("nan")
    return float(sd * np.sqrt(smallest_noncentrality(1.0, float(n - 1), alpha, power) / n))


def detectable_difference(
    sd: float, n_first: int, n_second: int, alpha: float = ALPHA, power: float = POWER
) -> float:
    """Find the smallest difference of two means that a t test with pooled SD would find; NaN below 3 patients."""
    if min(n_first, n_second) < 1 or n_first + n_second < 3:
        return float("nan")
    noncentrality = smallest_noncentrality(1.0, float(n_first + n_second - 2), alpha, power)
    return float(sd * np.sqrt(noncentrality * (1 / n_first + 1 / n_second)))


def detectable_correlation(n: int, alpha: float = ALPHA, power: float = POWER) -> float:
    """Find the smallest correlation that n pairs would find, by Fisher's z; NaN below 4 pairs."""
    if n < 4:
        return float("nan")
    return float(np.tanh((normal_quantile(1 - alpha / 2) + normal_quantile(power)) / np.sqrt(n - 3)))


def half_width_of_mean(sd: float, n: int, df: float, confidence: float = CONFIDENCE) -> float:
    """Half of the interval of a mean to be expected of n patients with this SD."""
    return float(t_quantile((1 + confidence) / 2, df)) * sd / float(np.sqrt(n))
