"""How strong an unmeasured confounder would have to be to explain an association away.

Reference: VanderWeele & Ding 2017, doi 10.7326/M16-2607.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class EValue:
    """E-values of a ratio: of its `estimate`, and of the `limit` of its interval nearer to 1 (1 where it holds 1)."""

    estimate: float
    limit: float


def e_value_of_odds(odds_ratio: float, ci_low: float, ci_high: float, *, rare: bool) -> EValue:
    """Give the E-value of an odds ratio with its interval.

    Parameters
    ----------
    odds_ratio, ci_low, ci_high : float
        Not negative; 0 and infinity are allowed.
    rare : bool
        Whether fewer than 15 % have the event: then the odds ratio stands for the risk ratio, else its square root.
    """
    ratio, low, high = (value if rare else float(np.sqrt(value)) for value in (odds_ratio, ci_low, ci_high))
    if ci_low <= 1 <= ci_high:
        return EValue(e_value(ratio), 1.0)
    return EValue(e_value(ratio), e_value(low if ratio > 1 else high))


def e_value(risk_ratio: float) -> float:
    """RR + √(RR (RR − 1)), a ratio below 1 turned over; infinite for 0 and infinity."""
    if risk_ratio in (0.0, np.inf):
        return float("inf")
    ratio = risk_ratio if risk_ratio >= 1 else 1 / risk_ratio
    return float(ratio + np.sqrt(ratio * (ratio - 1)))
