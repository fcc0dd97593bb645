"""The smallest effect that a test would find at a given number of patients: what a small cohort can show."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from ..common.distributions import ALPHA, normal_quantile
from ..common.result import FloatArray, Refusal, Result, Settings
from ..proportions.fisher import log_factorials, rejected_tables

POWER = 0.80
#: Beyond this many patients the exact power takes too long, and the normal approximation is close.
EXACT_POWER_LIMIT = 400
#: Proportions are looked for in steps of a hundredth, then of a thousandth.
COARSE, FINE = 100, 10
ETA, COHENS_D, CRAMERS_V = "partial η²", "Cohen’s d", "Cramér’s V"


@dataclass(frozen=True, kw_only=True)
class DetectableProportion(Result):
    """Two proportions, the second taken as it was seen.

    Attributes
    ----------
    baseline : float
        Proportion in the second group (without), 0 to 1.
    lower, upper : float
        Nearest proportion of the first group below and above the baseline that is found with the power, to
        a thousandth; NaN where none is, however far.
    sizes : (int, int)
        Patients of the first and the second group.
    """

    baseline: float
    lower: float
    upper: float
    sizes: tuple[int, int]


@dataclass(frozen=True, kw_only=True)
class DetectableEffect(Result):
    """One effect size.

    Attributes
    ----------
    name : str
        `partial η²`, `Cohen’s d` or `Cramér’s V`.
    value : float
        The smallest that is found with the power.
    """

    name: str
    value: float


def detectable_proportion(
    n_first: int, n_second: int, baseline: float, alpha: float = ALPHA, power: float = POWER
) -> DetectableProportion | Refusal:
    """Find the proportions that Fisher's exact test would tell from a baseline.

    Parameters
    ----------
    n_first, n_second : int
        Patients in each group.
    baseline : float
        Proportion in the second group.
    alpha, power : float
        Level of the two-sided test, and the chance of p ≤ alpha that is asked for; so in all functions here.

    Returns
    -------
    DetectableProportion or Refusal
        Exact power up to 400 patients (both groups binomial); beyond it the normal approximation, which at
        equal sizes is that of R's `power.prop.test`. `method` names which. Refused where a group is empty.
    """
    if min(n_first, n_second) == 0:
        return Refusal(
            f"A comparison needs at least 1 patient on either side; found {n_first} and {n_second}."
        )
    exact = n_first + n_second <= EXACT_POWER_LIMIT
    method = (
        "Exact power of Fisher’s test" if exact else "Normal approximation of the power of two proportions"
    )
    chance = (_exact_power if exact else _normal_power)(n_first, n_second, baseline, alpha)
    return DetectableProportion(
        n=n_first + n_second,
        method=method,
        settings=_settings(alpha, power),
        baseline=baseline,
        lower=_nearest(chance, baseline, power, -1),
        upper=_nearest(chance, baseline, power, 1),
        sizes=(n_first, n_second),
    )


def detectable_eta(
    df1: float, df2: float, patients: int, epsilon: float = 1.0, alpha: float = ALPHA, power: float = POWER
) -> DetectableEffect:
    """Find the smallest partial η² that an F test would find.

    Parameters
    ----------
    df1, df2 : float
        Uncorrected degrees of freedom of the F test.
    patients : int
        Patients behind it.
    epsilon : float
        Greenhouse–Geisser ε; degrees of freedom and noncentrality are multiplied by it.

    Returns
    -------
    DetectableEffect
        λ / (λ + df₂) with λ the noncentrality before ε is applied: the scale of the intervals of partial η².

    References
    ----------
    Muller & Barton 1989, doi 10.1080/01621459.1989.10478802.
    """
    noncentrality = smallest_noncentrality(epsilon * df1, epsilon * df2, alpha, power) / epsilon
    settings = (*_settings(alpha, power), ("ε", f"{epsilon:.3f}"))
    return DetectableEffect(
        n=patients,
        method="Noncentral F",
        settings=settings,
        name=ETA,
        value=noncentrality / (noncentrality + df2),
    )


def detectable_d(
    n_first: int, n_second: int, alpha: float = ALPHA, power: float = POWER
) -> DetectableEffect | Refusal:
    """Find the smallest standardised difference of two means that a t test (or F with one df) would find."""
    df = n_first + n_second - 2
    if min(n_first, n_second) == 0 or df < 1:
        found = f"found {n_first} and {n_second}"
        return Refusal(f"A comparison of means needs patients on either side and at least 3 in all; {found}.")
    noncentrality = smallest_noncentrality(1.0, float(df), alpha, power)
    value = float(np.sqrt(noncentrality * (1 / n_first + 1 / n_second)))
    return DetectableEffect(
        n=df + 2, method="Noncentral t", settings=_settings(alpha, power), name=COHENS_D, value=value
    )


def detectable_v(
    patients: int, rows: int, columns: int, alpha: float = ALPHA, power: float = POWER
) -> DetectableEffect | Refusal:
    """Find the smallest Cramér's V that a χ² test of an r × c table would find.

    Parameters
    ----------
    patients, rows, columns : int
        Size of the table; at least two rows and columns.

    Returns
    -------
    DetectableEffect or Refusal
        By the noncentral χ²; an exact test of few patients finds rather less. Refused where even the
        strongest association would not be found.

    References
    ----------
    Cohen 1988, Statistical Power Analysis, ch. 7.
    """
    if patients == 0 or min(rows, columns) < 2:
        return Refusal(
            f"A table needs patients, 2 rows and 2 columns; found {rows} × {columns}, n = {patients}."
        )
    noncentrality = _smallest_noncentrality_chi((rows - 1) * (columns - 1), alpha, power)
    value = float(np.sqrt(noncentrality / patients / (min(rows, columns) - 1)))
    if value > 1:
        return Refusal(f"At n = {patients} no association, however strong, is found with {power:.0%} power.")
    return DetectableEffect(
        n=patients, method="Noncentral χ²", settings=_settings(alpha, power), name=CRAMERS_V, value=value
    )


@lru_cache(maxsize=1024)
def smallest_noncentrality(df1: float, df2: float, alpha: float = ALPHA, power: float = POWER) -> float:
    """Find the λ at which P(F'(df1, df2, λ) > critical F) is the power."""
    from scipy.special import fdtri, ncfdtr

    critical = float(fdtri(df1, df2, 1 - alpha))
    return _solve(lambda noncentrality: 1 - power - float(ncfdtr(df1, df2, noncentrality, critical)))


@lru_cache(maxsize=256)
def _smallest_noncentrality_chi(df: int, alpha: float, power: float) -> float:
    from scipy.special import chdtri, chndtr

    critical = float(chdtri(df, alpha))
    return _solve(lambda noncentrality: 1 - power - float(chndtr(critical, df, noncentrality)))


def _solve(excess: Callable[[float], float]) -> float:
    from scipy.optimize import brentq

    high = 8.0
    while excess(high) < 0:
        high *= 2
    return float(brentq(excess, 0.0, high, xtol=1e-10, rtol=1e-12))


def _settings(alpha: float, power: float) -> Settings:
    return (("level", f"{alpha:g}, two-sided, not adjusted"), ("power", f"{power:.0%}"))


def _binomial(n: int, proportions: FloatArray) -> FloatArray:
    """Chances of 0 to n events at each proportion, shape (len(proportions), n + 1)."""
    from scipy.special import xlog1py, xlogy

    x, logs = np.arange(n + 1), log_factorials(n)
    chosen = logs[n] - logs - logs[::-1]
    chances: FloatArray = np.exp(
        chosen + xlogy(x, proportions[:, None]) + xlog1py(n - x, -proportions[:, None])
    )
    return chances


def _exact_power(
    n_first: int, n_second: int, baseline: float, alpha: float
) -> Callable[[FloatArray], FloatArray]:
    found = rejected_tables(n_first, n_second, alpha) @ _binomial(n_second, np.array([baseline]))[0]
    return lambda proportions: _binomial(n_first, proportions) @ found


def _normal_power(
    n_first: int, n_second: int, baseline: float, alpha: float
) -> Callable[[FloatArray], FloatArray]:
    from scipy.special import ndtr

    z = normal_quantile(1 - alpha / 2)

    def chance(proportions: FloatArray) -> FloatArray:
        pooled = (n_first * proportions + n_second * baseline) / (n_first + n_second)
        null = np.sqrt(pooled * (1 - pooled) * (1 / n_first + 1 / n_second))
        spread = np.sqrt(proportions * (1 - proportions) / n_first + baseline * (1 - baseline) / n_second)
        with np.errstate(divide="ignore", invalid="ignore"):
            power: FloatArray = np.nan_to_num(
                ndtr((np.abs(proportions - baseline) - z * null) / spread), nan=0.0
            )
        return power

    return chance


def _nearest(chance: Callable[[FloatArray], FloatArray], baseline: float, power: float, side: int) -> float:
    """Nearest proportion on one side of the baseline from where the power is kept to the end, within a thousandth."""
    end = 1.0 if side > 0 else 0.0
    proportions = np.linspace(end, baseline, COARSE + 1) if end != baseline else np.array([end])
    kept = _kept(chance(proportions), power)
    if kept == 0 or len(proportions) == 1:
        return float("nan")
    finer = np.linspace(proportions[kept - 1], proportions[min(kept, COARSE)], FINE + 1)
    return float(finer[_kept(chance(finer), power) - 1])


def _kept(chances: FloatArray, power: float) -> int:
    """How many of the chances, from the first on, reach the power without a gap."""
    short = np.flatnonzero(chances < power)
    return int(short[0]) if short.size else len(chances)
