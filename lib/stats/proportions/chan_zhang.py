"""Chan and Zhang's exact limits of a difference of proportions, for many 2 × 2 tables at once.

The limits have no formula; they are searched for in all tables together, to ten decimals.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..common.result import FloatArray
from .fisher import log_factorials

Table = tuple[int, int, int, int]

#: Looks after which the brackets still open hold a jump and are halved.
PATIENCE = 6
#: Points at which the chance is looked at for its highest value over the unknown proportion, then around so many peaks.
NUISANCE, PEAKS, AROUND = 25, 2, 9
#: Outcomes whose score is this close to the one seen count as equally extreme.
SCORE_TIE = 1e-10


@dataclass(frozen=True)
class Search:
    """How closely limits are searched.

    Attributes
    ----------
    precision : float
        Width of the bracket at the end.
    step : float
        Half of the first step away from the starting point.
    rounds : int
        How often the chance is looked at again around its peaks over the unknown proportion.
    """

    precision: float
    step: float
    rounds: int


ROUGH, FINE = Search(2e-4, 0.03, 0), Search(2e-10, 5e-5, 4)


def chan_zhang_lows(tables: list[Table], near: list[float], tail: float) -> FloatArray:
    """Search the lower limit of every table: the Δ up to which P(score ≥ score seen) stays at or below `tail`.

    The search begins at `near`. Chan & Zhang 1999, doi 10.1111/j.0006-341X.1999.01202.x; the score is Farrington and
    Manning's (1990), doi 10.1002/sim.4780091208.
    """
    counts = np.array(tables, dtype=np.int64).reshape(-1, 4)
    if not len(counts):
        return np.empty(0)
    a, b, c, d = counts.T
    estimate = a / (a + b) - c / (c + d)
    start = np.array(near) - ROUGH.step / 2
    least = np.full(len(counts), -1.0)
    found = _search(counts, tail, least, estimate, start, ROUGH)
    lows, highs = np.maximum(found - ROUGH.precision, -1.0), np.minimum(found + ROUGH.precision, estimate)
    return _search(counts, tail, lows, highs, found, FINE)


def _search(
    counts: NDArray[np.int64],
    tail: float,
    lows: FloatArray,
    highs: FloatArray,
    start: FloatArray,
    how: Search,
) -> FloatArray:
    """Narrow the brackets from `start` until none is wider than asked; give their middles."""
    lows, highs, delta = lows.copy(), highs.copy(), start.copy()
    # How far ln P is from ln tail at either end of the bracket; NaN where it was not computed.
    below, above = np.full(len(counts), np.nan), np.full(len(counts), np.nan)
    search, turn = np.flatnonzero(highs - lows > how.precision), 0  # an estimate of −1 is its own limit
    while search.size:
        at = np.clip(delta[search], lows[search] + how.precision / 4, highs[search] - how.precision / 4)
        excess = _excess(counts[search], at, tail, how.rounds)
        inside = excess > 0
        highs[search], above[search] = (
            np.where(inside, at, highs[search]),
            np.where(inside, excess, above[search]),
        )
        lows[search], below[search] = (
            np.where(inside, lows[search], at),
            np.where(inside, below[search], excess),
        )
        search = search[highs[search] - lows[search] > how.precision]
        turn += 1
        delta[search] = _following(lows[search], highs[search], below[search], above[search], turn, how)
    middles: FloatArray = (lows + highs) / 2
    return middles


def _following(
    lows: FloatArray, highs: FloatArray, below: FloatArray, above: FloatArray, turn: int, how: Search
) -> FloatArray:
    """Where to look next: a step outwards until there is a bracket, then where the line crosses, or the middle.

    P jumps where the order of the outcomes changes, so that every third look halves the bracket. A look at a
    crossing goes a little beyond it, to close the bracket from the side that is farther off.
    """
    walk = how.step * 2.0**turn
    proportion = below / (below - above)
    crossing = lows + proportion * (highs - lows)
    crossing += np.where(proportion < 0.5, 0.4, -0.4) * how.precision
    middle = (lows + highs) / 2
    outwards = np.where(np.isnan(below), highs - walk, lows + walk)
    inside = np.where((outwards > lows) & (outwards < highs), outwards, middle)
    settled = ~np.isnan(below) & ~np.isnan(above)
    return np.where(settled, middle if turn > PATIENCE or turn % 3 == 2 else crossing, inside)


def _excess(counts: NDArray[np.int64], delta: FloatArray, tail: float, rounds: int) -> FloatArray:
    """How far ln P is above ln tail: P(score ≥ score seen) if the true difference is Δ, at its highest."""
    first, second = counts[:, 0] + counts[:, 1], counts[:, 2] + counts[:, 3]
    extreme = _extreme_counts(counts, first, second, delta)
    low, high = np.maximum(0.0, -delta), np.minimum(1.0, 1.0 - delta)
    # Denser towards the ends, where a binomial chance changes fastest with the proportion.
    grid = (1 - np.cos(np.linspace(0.0, np.pi, NUISANCE))) / 2
    proportions = low[:, None] + (high - low)[:, None] * grid
    chances = _chance_at(first, second, extreme, delta, proportions)
    padded = np.pad(chances, ((0, 0), (1, 1)))
    peaks = np.where((chances >= padded[:, :-2]) & (chances >= padded[:, 2:]), chances, -1.0)
    best = np.argsort(peaks, axis=1)[:, -PEAKS:].clip(1, NUISANCE - 2)
    for _ in range(rounds):
        left, right = (np.take_along_axis(proportions, best + step, axis=1)[..., None] for step in (-1, 1))
        around = left + (right - left) * np.linspace(0, 1, AROUND)
        proportions = around.reshape(len(counts), -1)
        chances = _chance_at(first, second, extreme, delta, proportions)
        best = chances.reshape(around.shape).argmax(axis=2).clip(1, AROUND - 2) + AROUND * np.arange(PEAKS)
    highest = np.maximum(chances.max(axis=1), _vertex(chances, best).max(axis=1))
    excess: FloatArray = np.log(np.maximum(highest, 1e-300) / tail)
    return excess


def _vertex(heights: FloatArray, best: NDArray[np.int64]) -> FloatArray:
    """Height of the parabola through each best point and its neighbours, 0 where these enclose no peak."""
    before, at, after = (np.take_along_axis(heights, best + step, axis=1) for step in (-1, 0, 1))
    bend = 2 * at - before - after
    encloses = (at >= before) & (at >= after) & (bend > 0)
    rise = (after - before) ** 2 / (8 * np.where(encloses, bend, 1.0))
    vertex: FloatArray = np.where(encloses, at + rise, 0.0)
    return vertex


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
    x1: NDArray[np.int64],
    n1: NDArray[np.int64],
    x2: NDArray[np.int64],
    n2: NDArray[np.int64],
    delta: FloatArray,
) -> FloatArray:
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
    first: NDArray[np.int64],
    second: NDArray[np.int64],
    extreme: NDArray[np.int64],
    delta: FloatArray,
    proportions: FloatArray,
) -> FloatArray:
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
    """Chances of 0, 1, ... events for each size and proportion, shape (m, proportions, max(sizes) + 1)."""
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
