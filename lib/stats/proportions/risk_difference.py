"""The difference of two proportions with an exact interval, for many 2 × 2 tables at once.

A table is written (a, b, c, d): `a` of a + b patients of the first group have the event, `c` of c + d of the second.
The exact limits have no formula; they are searched for in all tables together, so that forty take little longer
than four.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..common.distributions import CONFIDENCE
from ..common.result import FloatArray, Refusal, Result
from .fisher import log_factorials

Table = tuple[int, int, int, int]

#: With more possible outcomes, (a+b+1) (c+d+1), the search takes too long, and Newcombe's interval is close.
MAX_OUTCOMES = 1_700
#: The limits are searched to within this much of a proportion.
PRECISION = 2e-4
#: How far from Newcombe's limit the search for the exact one begins.
FIRST_STEP = 0.03
#: Points at which the chance is looked at for its highest value over the unknown proportion, twice.
NUISANCE, NUISANCE_AGAIN = 25, 7
#: Outcomes whose score is this close to the one seen count as equally extreme.
SCORE_TIE = 1e-9
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
    lows = _exact_lows([*wanted, *((c, d, a, b) for a, b, c, d in wanted)], (1 - confidence) / 2)
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
        n=a + b + c + d, method=NEWCOMBE if exact is None else EXACT,
        settings=(
            ("confidence", f"{confidence:.0%}"),
            *(() if exact is None else (("precision of the exact limits", f"±{PRECISION / 2:.4f}"),)),
        ),
        estimate=a / (a + b) - c / (c + d),
        ci_low=low, ci_high=high, newcombe_low=score[0], newcombe_high=score[1],
    )  # fmt: skip


def _exact_lows(tables: list[Table], tail: float) -> FloatArray:
    """Search the lower limit of every table: the Δ up to which P(score ≥ score seen) stays at or below `tail`."""
    counts = np.array(tables, dtype=np.int64).reshape(-1, 4)
    if not len(counts):
        return np.empty(0)
    a, b, c, d = counts.T
    lows, highs = np.full(len(counts), -1.0), a / (a + b) - c / (c + d)
    # How far ln P is from ln tail at either end of the bracket; NaN where it was not computed.
    below, above = np.full(len(counts), np.nan), np.full(len(counts), np.nan)
    delta = np.array([newcombe_limits(*row)[0] for row in counts.tolist()]) - FIRST_STEP / 2
    search, turn = np.flatnonzero(highs > -1.0), 0  # at −1 the limit is −1 itself
    while search.size:
        at = np.clip(delta[search], lows[search] + PRECISION / 4, highs[search] - PRECISION / 4)
        excess = np.log(np.maximum(_chance(counts[search], at), 1e-300)) - np.log(tail)
        inside = excess > 0
        highs[search], above[search] = (
            np.where(inside, at, highs[search]),
            np.where(inside, excess, above[search]),
        )
        lows[search], below[search] = (
            np.where(inside, lows[search], at),
            np.where(inside, below[search], excess),
        )
        search = search[highs[search] - lows[search] > PRECISION]
        turn += 1
        delta[search] = _following(lows[search], highs[search], below[search], above[search], turn)
    middles: FloatArray = (lows + highs) / 2
    return middles


def _following(
    lows: FloatArray, highs: FloatArray, below: FloatArray, above: FloatArray, turn: int
) -> FloatArray:
    """Where to look next: a step outwards until there is a bracket, then where the line crosses, or the middle.

    P jumps where the order of the outcomes changes, so that every third look halves the bracket. A look at a
    crossing goes a little beyond it, to close the bracket from the side that is farther off.
    """
    walk = FIRST_STEP * 2.0**turn
    proportion = below / (below - above)
    crossing = lows + proportion * (highs - lows)
    crossing += np.where(proportion < 0.5, 0.4, -0.4) * PRECISION
    middle = (lows + highs) / 2
    outwards = np.where(np.isnan(below), highs - walk, lows + walk)
    inside = np.where((outwards > lows) & (outwards < highs), outwards, middle)
    settled = ~np.isnan(below) & ~np.isnan(above)
    return np.where(settled, middle if turn % 3 == 2 else crossing, inside)


def _chance(counts: NDArray[np.int64], delta: FloatArray) -> FloatArray:
    """P(score ≥ score seen) if the true difference is Δ, at its highest over the unknown proportion."""
    first, second = counts[:, 0] + counts[:, 1], counts[:, 2] + counts[:, 3]
    extreme = _extreme_counts(counts, first, second, delta)
    low, high = np.maximum(0.0, -delta), np.minimum(1.0, 1.0 - delta)
    # Denser towards the ends, where a binomial chance changes fastest with the proportion.
    grid = (1 - np.cos(np.linspace(0.0, np.pi, NUISANCE))) / 2
    proportions = low[:, None] + (high - low)[:, None] * grid
    chances = _chance_at(first, second, extreme, delta, proportions)
    best = chances.argmax(axis=1)[:, None]
    left = np.take_along_axis(proportions, np.maximum(best - 1, 0), axis=1)
    right = np.take_along_axis(proportions, np.minimum(best + 1, NUISANCE - 1), axis=1)
    around = left + (right - left) * np.linspace(0, 1, NUISANCE_AGAIN + 2)[1:-1]
    again = _chance_at(first, second, extreme, delta, around)
    highest: FloatArray = np.maximum(chances.max(axis=1), again.max(axis=1))
    return highest


def _extreme_counts(
    counts: NDArray[np.int64], first: NDArray[np.int64], second: NDArray[np.int64], delta: FloatArray
) -> NDArray[np.int64]:
    """For each number of events in the second group the number in the first from which the score is extreme.

    The score grows with the events of the first group, so one threshold says all. Shape (m, max(second) + 1);
    beyond a group's own size the threshold is out of reach.
    """
    width = first + 1
    sizes = width * (second + 1)
    starts = np.concatenate(([0], np.cumsum(sizes)[:-1]))
    table = np.repeat(np.arange(len(first)), sizes)
    place = np.arange(int(sizes.sum())) - starts[table]
    x2, x1 = np.divmod(place, width[table])
    score = _score(x1, first[table], x2, second[table], delta[table])
    seen = score[starts + counts[:, 2] * width + counts[:, 0]]
    extreme = score >= (seen - SCORE_TIE)[table]
    rows = np.concatenate(([0], np.cumsum(second + 1)[:-1]))
    per_row = np.add.reduceat(extreme, _row_starts(starts, width, second), dtype=np.int64)
    thresholds = np.broadcast_to((first + 1)[:, None], (len(first), int(second.max()) + 1)).copy()
    of = np.repeat(np.arange(len(first)), second + 1)
    thresholds[of, np.arange(len(of)) - rows[of]] = first[of] + 1 - per_row
    return thresholds


def _row_starts(
    starts: NDArray[np.int64], width: NDArray[np.int64], second: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Where each run of outcomes with the same second count begins in the flat list of outcomes."""
    of = np.repeat(np.arange(len(starts)), second + 1)
    firsts = np.concatenate(([0], np.cumsum(second + 1)[:-1]))
    return starts[of] + (np.arange(len(of)) - firsts[of]) * width[of]


def _score(
    x1: NDArray[np.int64], n1: NDArray[np.int64], x2: NDArray[np.int64], n2: NDArray[np.int64],
    delta: FloatArray,
) -> FloatArray:  # fmt: skip
    """Score of each outcome: (p₁ − p₂ − Δ) / SE, SE from the proportions most likely under Δ (closed form)."""
    p1, p2, ratio = x1 / n1, x2 / n2, n2 / n1
    a = 1 + ratio
    b = -(a + p1 + ratio * p2 + delta * (ratio + 2))
    c = delta * delta + delta * (2 * p1 + a) + p1 + ratio * p2
    d = -p1 * delta * (1 + delta)
    centre = b / (3 * a)
    v = centre * (centre * centre) - b * c / (6 * a * a) + d / (2 * a)  # a power would be ten times slower
    u = np.copysign(np.sqrt(np.maximum(centre * centre - c / (3 * a), 0.0)), v)
    with np.errstate(divide="ignore", invalid="ignore"):
        angle = np.where(u == 0, 0.0, v / (u * u * u))
    first = 2 * u * np.cos((np.pi + np.arccos(np.clip(angle, -1.0, 1.0))) / 3) - centre
    first = np.clip(first, np.maximum(0.0, delta), np.minimum(1.0, 1.0 + delta))
    other = np.clip(first - delta, 0.0, 1.0)
    spread = np.sqrt(first * (1 - first) / n1 + other * (1 - other) / n2)
    top = p1 - p2 - delta
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(np.abs(top) < 1e-12, 0.0, top / spread)


def _chance_at(
    first: NDArray[np.int64], second: NDArray[np.int64], extreme: NDArray[np.int64], delta: FloatArray,
    proportions: FloatArray,
) -> FloatArray:  # fmt: skip
    """P(extreme) at each proportion of the second group, shape (m, len(proportions))."""
    ours = _binomial(first, np.clip(proportions + delta[:, None], 0.0, 1.0))
    tails = np.concatenate(
        (np.cumsum(ours[..., ::-1], axis=-1)[..., ::-1], np.zeros((*proportions.shape, 1))), axis=-1
    )
    reached = np.take_along_axis(
        tails, np.broadcast_to(extreme[:, None, :], (*proportions.shape, extreme.shape[1])), axis=-1
    )
    total: FloatArray = (reached * _binomial(second, proportions)).sum(axis=-1)
    return total


def _binomial(sizes: NDArray[np.int64], proportions: FloatArray) -> FloatArray:
    """Chances of 0, 1, … events for each size and proportion, shape (m, proportions, max(sizes) + 1); 0 beyond."""
    x = np.arange(int(sizes.max()) + 1)
    left = np.maximum(sizes[:, None] - x, 0)
    logs = log_factorials(int(sizes.max()))
    chosen = np.where(x <= sizes[:, None], logs[sizes][:, None] - logs[x] - logs[left], -np.inf)
    with np.errstate(divide="ignore"):
        odds, none = np.log(np.maximum(proportions, 1e-300)), np.log(np.maximum(1 - proportions, 1e-300))
    chances: FloatArray = np.exp(
        chosen[:, None, :] + x * odds[..., None] + left[:, None, :] * none[..., None]
    )
    return chances
