"""Effect sizes: partial η² and its interval, generalised η², ω² of an effect; standardised differences."""

from __future__ import annotations

import numpy as np

from ..common.result import FloatArray

# Steiger 2004: a 90 % interval of η² goes with a test at 5 %, because η² cannot be negative.
ETA_CONFIDENCE = 0.90
# Beyond, λ / (λ + df) is 1 to eight digits and SciPy's noncentral F has no value.
LARGEST_NONCENTRALITY = 1e9


def partial_eta_squared(ss: float, ss_error: float) -> float:
    """Partial η² = SS / (SS + SS error)."""
    return ss / (ss + ss_error)


def eta_squared_interval(
    f: float, df1: float, df2: float, confidence: float = ETA_CONFIDENCE
) -> tuple[float, float]:
    """Two-sided confidence interval of partial η² from the noncentral F distribution.

    The limits λ of noncentrality put the observed F at the upper and lower tail; η² = λ / (λ + df₂), as
    R's `effectsize::F_to_eta2(alternative = "two.sided")` has it. A limit that no λ reaches is 0.

    References
    ----------
    Steiger 2004, doi 10.1037/1082-989X.9.2.164.
    """
    tail = (1 - confidence) / 2
    low, high = (_noncentrality(f, df1, df2, probability) for probability in (1 - tail, tail))
    return low / (low + df2), high / (high + df2)


def generalized_eta_squared(ss: float, ss_errors: float, ss_observed: float = 0.0) -> float:
    """Generalised η² = SS / (SS + all error SS + SS of observed factors other than its own).

    Parameters
    ----------
    ss, ss_errors : float
        Sum of squares of the effect, and the sum over all error strata (patients, patients × time).
    ss_observed : float
        Sums of squares of the other effects that hold a measured, not assigned, factor.

    References
    ----------
    Olejnik & Algina 2003, doi 10.1037/1082-989X.8.4.434; Bakeman 2005, doi 10.3758/BF03192707.
    """
    return ss / (ss + ss_errors + ss_observed)


def omega_squared(
    ss: float, df: float, ms_error: float, ss_error: float, ss_patients: float, ms_patients: float
) -> float:
    """Partial ω² of an effect within patients, floored at 0.

    (SS − df MSE) / (SS + SSE + SS patients + MS patients); for an effect between patients pass
    `ss_error` = 0, its error being the patients themselves. As in R's effectsize; for the time effect this
    is also JASP's formula.

    References
    ----------
    Olejnik & Algina 2003, doi 10.1037/1082-989X.8.4.434.
    """
    return max(0.0, (ss - df * ms_error) / (ss + ss_error + ss_patients + ms_patients))


def standardised(difference: FloatArray, sd: FloatArray) -> FloatArray:
    """Give estimates over named SDs, as R's `emmeans::eff_size` does; NaN where an SD is 0."""
    return np.where(sd > 0, difference / np.where(sd > 0, sd, 1.0), np.nan)


def small_sample(df: int) -> float:
    """Hedges' correction 1 − 3 / (4 df − 1) of a standardised difference.

    References
    ----------
    Hedges 1981, doi 10.3102/10769986006002107.
    """
    return 1 - 3 / (4 * df - 1)


def _noncentrality(f: float, df1: float, df2: float, probability: float) -> float:
    """The λ at which P(F' ≤ f) = probability, or 0 where even λ = 0 is too large."""
    from scipy.optimize import brentq
    from scipy.special import ncfdtr

    def excess(noncentrality: float) -> float:
        return float(ncfdtr(df1, df2, noncentrality, f)) - probability

    if not np.isfinite(f) or excess(0.0) <= 0:
        return 0.0
    high = max(1.0, f * df1)
    if high > LARGEST_NONCENTRALITY:
        return high
    while excess(high) > 0:
        high *= 2
    return float(brentq(excess, 0.0, high, xtol=1e-12, rtol=1e-12))
