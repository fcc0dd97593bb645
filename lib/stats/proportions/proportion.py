"""A proportion with Wilson's interval."""

from __future__ import annotations

from dataclasses import dataclass

from ..common.distributions import CONFIDENCE
from ..common.result import Refusal, Result


@dataclass(frozen=True, kw_only=True)
class Proportion(Result):
    """A proportion of patients; `n` is the denominator.

    Attributes
    ----------
    count : int
        Patients who have it.
    estimate : float
        count / n, 0 to 1.
    ci_low, ci_high : float
        Wilson's 95 % interval, within 0 and 1.
    """

    count: int
    estimate: float
    ci_low: float
    ci_high: float


def wilson(count: int, total: int, confidence: float = CONFIDENCE) -> Proportion | Refusal:
    """Give a proportion with Wilson's score interval, without continuity correction.

    Parameters
    ----------
    count, total : int
        Patients who have it, out of those who are known to have it or not.
    confidence : float
        Of the two-sided interval.

    Returns
    -------
    Proportion or Refusal
        The interval of R's `prop.test(correct = FALSE)`; it stays within 0 and 1 and has a width also at 0
        and at all. Refused where nobody is known.

    Raises
    ------
    ValueError
        If the count is negative or above the total.

    References
    ----------
    Wilson 1927, doi 10.1080/01621459.1927.10502953.
    """
    if not 0 <= count <= total:
        raise ValueError(f"a count lies between 0 and its total; got {count} of {total}")
    if total == 0:
        return Refusal("No patient is known; a proportion needs at least 1.")
    low, high = wilson_limits(count, total, confidence)
    return Proportion(
        n=int(total),
        method="Wilson score interval",
        settings=(("confidence", f"{confidence:.0%}"),),
        count=int(count),
        estimate=count / total,
        ci_low=low,
        ci_high=high,
    )


def wilson_limits(count: int, total: int, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """Give the two limits alone; see `wilson`."""
    from statsmodels.stats.proportion import proportion_confint

    low, high = proportion_confint(count, total, alpha=1 - confidence, method="wilson")
    # At the ends the limit is 0 or 1 exactly; rounding would leave it at 1e-17.
    return (0.0 if count == 0 else float(low)), (1.0 if count == total else float(high))
