"""Two groups, an event or none: exact p and odds ratio.

A table is written (a, b, c, d): `a` of a + b patients of the first group have the event, `c` of c + d of the second.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ..common.distributions import CONFIDENCE
from ..common.result import FloatArray, Refusal, Result
from .fisher import fisher_p, log_factorials

NO_GROUP = "A comparison needs at least 1 patient on either side; found {first} and {second}."
NO_CONTRAST = "{who} has the event, so that the odds are not bounded on any side."
STEPS = 200
PRECISE = 1e-13


@dataclass(frozen=True, kw_only=True)
class OddsRatio(Result):
    """Odds of the event in the first group over those in the second.

    Attributes
    ----------
    estimate : float
        Conditional maximum-likelihood estimate, as R's `fisher.test`; 0 or infinite where a cell is empty,
        NaN where everybody or nobody has the event.
    ci_low, ci_high : float
        Exact 95 % interval; 0 to infinity where the data bound it on no side.
    sample : float
        ad / bc; 0 or infinite where a cell is empty, NaN where both products are 0.
    p : float
        Fisher's exact two-sided p; NaN where everybody or nobody has the event.
    """

    estimate: float
    ci_low: float
    ci_high: float
    sample: float
    p: float


def odds_ratio(a: int, b: int, c: int, d: int, confidence: float = CONFIDENCE) -> OddsRatio | Refusal:
    """Give the odds ratio of a 2 × 2 table with its exact interval.

    Parameters
    ----------
    a, b, c, d : int
        First group with and without the event, second group with and without.
    confidence : float
        Of the two-sided interval; each limit leaves half of the rest.

    Returns
    -------
    OddsRatio or Refusal
        As R's `fisher.test`: conditional on all margins. With an empty cell the estimate is 0 or infinite
        and the interval reaches it. Refused where a group is empty.

    References
    ----------
    Cornfield 1956, Proc 3rd Berkeley Symp 4:135; Fisher 1935, doi 10.2307/2342435.
    """
    if a + b == 0 or c + d == 0:
        return Refusal(NO_GROUP.format(first=a + b, second=c + d))
    low, high = max(0, a - d), min(a + b, a + c)
    if low == high:
        estimate, limits = np.nan, (0.0, np.inf)
        notes: tuple[str, ...] = (NO_CONTRAST.format(who="Nobody" if a + c == 0 else "Everybody"),)
    else:
        tilted = _Conditional(a, b, c, d, low, high)
        estimate, limits, notes = tilted.estimate(), tilted.limits((1 - confidence) / 2), ()
    return OddsRatio(
        n=a + b + c + d,
        method="Conditional odds ratio with exact interval",
        notes=notes,
        settings=(("estimate", "conditional maximum likelihood"), ("confidence", f"{confidence:.0%}")),
        estimate=estimate,
        ci_low=limits[0],
        ci_high=limits[1],
        sample=_ratio(a * d, b * c),
        p=float(fisher_p([[a, b, c, d]])[0]),
    )


@dataclass(frozen=True)
class _Conditional:
    """Distribution of `a` given all margins, tilted by the log odds ratio θ: P(x) ∝ C(a+b, x) C(c+d, a+c−x) e^θx."""

    a: int
    b: int
    c: int
    d: int
    low: int
    high: int

    def _weights(self) -> tuple[FloatArray, FloatArray]:
        first, second, events = self.a + self.b, self.c + self.d, self.a + self.c
        x = np.arange(self.low, self.high + 1)
        logs = log_factorials(first + second)
        return (x - self.a).astype(float), -(
            logs[x] + logs[first - x] + logs[events - x] + logs[second - events + x]
        )

    def estimate(self) -> float:
        """θ at which the mean of `a` is the one seen."""
        if self.a in (self.low, self.high):
            return 0.0 if self.a == self.low else np.inf
        x, weights = self._weights()

        def excess(theta: float) -> tuple[float, float]:
            chances = _tilt(weights, x, theta)
            mean = float(chances @ x)
            return mean, float(chances @ (x - mean) ** 2)

        return float(np.exp(_root(excess)))

    def limits(self, tail: float) -> tuple[float, float]:
        """θ at which the tail from the count seen upwards, or downwards, has the probability `tail`."""
        x, weights = self._weights()

        def beyond(part: FloatArray, sign: float) -> Callable[[float], tuple[float, float]]:
            def excess(theta: float) -> tuple[float, float]:
                chances = _tilt(weights, x, theta)
                proportion = float(chances @ part)
                # The derivative of a tail by θ is its covariance with the count.
                slope = float((chances * part) @ x) - proportion * float(chances @ x)
                return sign * (np.log(max(proportion, 1e-300)) - np.log(tail)), sign * slope / max(
                    proportion, 1e-300
                )

            return excess

        low = 0.0 if self.a == self.low else np.exp(_root(beyond((x >= 0).astype(float), 1.0)))
        high = np.inf if self.a == self.high else np.exp(_root(beyond((x <= 0).astype(float), -1.0)))
        return float(low), float(high)


def _tilt(weights: FloatArray, x: FloatArray, theta: float) -> FloatArray:
    logs = weights + theta * x
    chances = np.exp(logs - logs.max())
    tilted: FloatArray = chances / chances.sum()
    return tilted


def _root(excess: Callable[[float], tuple[float, float]]) -> float:
    """Root of an increasing function that gives its value and slope: Newton, kept inside a bracket."""
    low, high, theta = -np.inf, np.inf, 0.0
    for _ in range(STEPS):
        value, slope = excess(theta)
        low, high = (theta, high) if value < 0 else (low, theta)
        step = -value / slope if slope > 0 else -np.sign(value) * np.inf
        following = theta + float(np.clip(step, -4.0, 4.0))
        if not low < following < high and np.isfinite(low) and np.isfinite(high):
            following = (low + high) / 2
        if abs(following - theta) <= PRECISE * max(1.0, abs(theta)):
            return following
        theta = following
    return theta


def _ratio(numerator: int, denominator: int) -> float:
    if denominator == 0:
        return np.inf if numerator else np.nan
    return numerator / denominator
