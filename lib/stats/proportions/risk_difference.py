"""The difference of two proportions with an exact interval, for many 2 × 2 tables at once.

A table is written (a, b, c, d): `a` of a + b patients of the first group have the event, `c` of c + d of the second.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..common.distributions import CONFIDENCE
from ..common.result import Refusal, Result
from .chan_zhang import Table, chan_zhang_lows

#: With more possible outcomes, (a+b+1) (c+d+1), the search takes too long, and Newcombe's interval is close.
MAX_OUTCOMES = 1_700
EXACT = "Exact unconditional interval (Chan–Zhang, score statistic)"
NEWCOMBE = "Newcombe hybrid score interval"


@dataclass(frozen=True, kw_only=True)
class RiskDifference(Result):
    """Proportion with the event in the first group minus that in the second, -1 to 1.

    Attributes
    ----------
    estimate : float
        a / (a + b) − c / (c + d).
    ci_low, ci_high : float
        95 % interval; `method` names it: exact, or Newcombe's where the groups are too large for it.
    newcombe_low, newcombe_high : float
        Newcombe's hybrid score interval, narrower: right on the average, not at every proportion.
    """

    estimate: float
    ci_low: float
    ci_high: float
    newcombe_low: float
    newcombe_high: float


def risk_difference(
    a: int, b: int, c: int, d: int, confidence: float = CONFIDENCE
) -> RiskDifference | Refusal:
    """Give the difference of the proportions of one table; see `risk_differences`."""
    return risk_differences([(a, b, c, d)], confidence)[0]


def risk_differences(
    tables: Sequence[Table], confidence: float = CONFIDENCE
) -> tuple[RiskDifference | Refusal, ...]:
    """Give the difference of the proportions of each table with its exact interval.

    Parameters
    ----------
    tables : sequence of (a, b, c, d)
        First group with and without the event, second group with and without.
    confidence : float
        Of the two-sided interval; each limit leaves half of the rest.

    Returns
    -------
    tuple of (RiskDifference or Refusal)
        The exact interval holds every difference Δ for which neither one-sided test of Δ by the score
        statistic has a p of at most half of 1 − confidence, p being the highest over the unknown proportion.
        It covers with at least its confidence whatever the proportions are, and has a width also with
        empty cells. Newcombe's interval (his method 10) beside it is made of the Wilson limits of either
        side. Refused where a group is empty.

    References
    ----------
    Chan & Zhang 1999, doi 10.1111/j.0006-341X.1999.01202.x; Farrington & Manning 1990,
    doi 10.1002/sim.4780091208; Newcombe 1998, doi 10.1002/(SICI)1097-0258(19980430)17:8<873::AID-SIM779>3.0.CO;2-I.
    """
    wanted = list(
        dict.fromkeys(
            table
            for table in tables
            if table[0] + table[1] and table[2] + table[3] and _outcomes(table) <= MAX_OUTCOMES
        )
    )
    # The upper limit of a difference is the lower limit of its opposite, with the groups exchanged.
    near = [newcombe_limits(*table, confidence) for table in wanted]
    lows = chan_zhang_lows(
        [*wanted, *((c, d, a, b) for a, b, c, d in wanted)],
        [*(low for low, _ in near), *(-high for _, high in near)],
        (1 - confidence) / 2,
    )
    limits = {
        table: (float(low), -float(high))
        for table, low, high in zip(wanted, lows[: len(wanted)], lows[len(wanted) :], strict=True)
    }
    return tuple(_difference(table, limits.get(table), confidence) for table in tables)


def newcombe_limits(a: int, b: int, c: int, d: int, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """Give Newcombe's hybrid score interval of a difference of proportions, without continuity correction."""
    from statsmodels.stats.proportion import confint_proportions_2indep

    low, high = confint_proportions_2indep(
        a, a + b, c, c + d, method="newcomb", compare="diff", alpha=1 - confidence
    )
    return max(-1.0, float(low)), min(1.0, float(high))


def _outcomes(table: Table) -> int:
    a, b, c, d = table
    return (a + b + 1) * (c + d + 1)


def _difference(
    table: Table, exact: tuple[float, float] | None, confidence: float
) -> RiskDifference | Refusal:
    a, b, c, d = table
    if a + b == 0 or c + d == 0:
        return Refusal(f"A comparison needs at least 1 patient on either side; found {a + b} and {c + d}.")
    score = newcombe_limits(a, b, c, d, confidence)
    low, high = score if exact is None else exact
    return RiskDifference(
        n=a + b + c + d,
        method=NEWCOMBE if exact is None else EXACT,
        settings=(("confidence", f"{confidence:.0%}"),),
        estimate=a / (a + b) - c / (c + d),
        ci_low=low,
        ci_high=high,
        newcombe_low=score[0],
        newcombe_high=score[1],
    )
