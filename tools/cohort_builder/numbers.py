"""Age and BMI: numbers that meet printed means, SDs and Kruskal–Wallis p.

Whole sets of 49 numbers are drawn until one meets every printed figure: nothing is nudged afterwards, so
the numbers keep the look of a draw.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import stats

from cohort_builder.published import GROUP_SIZES, GROUPS

DRAWS = 200_000
SIZES = np.array([GROUP_SIZES[group] for group in GROUPS])
EDGES = np.cumsum(SIZES)[:-1]


@dataclass(frozen=True)
class NumberTarget:
    """What one numeric column has to meet; values are in steps of its grid.

    Attributes
    ----------
    sums : tuple of int
        Sum in each outcome group.
    sds : tuple of float
        Spread to draw from in each outcome group.
    limits : tuple of int
        Lowest and highest value.
    lift : float
        Added to the mean before drawing, to make up for the numbers that the limits cut off.
    skew : float
        0 draws from a normal distribution; larger values lengthen the upper tail.
    p : float
        Kruskal–Wallis p across the groups, met to three decimals.
    printed_sds : tuple of float
        SD in each group and in total to be met within `sd_tolerance`; empty when none is printed.
    sd_tolerance : float
        Half a unit of the last printed digit of the SDs.
    """

    sums: tuple[int, int, int]
    sds: tuple[float, float, float]
    limits: tuple[int, int]
    lift: float
    skew: float
    p: float
    printed_sds: tuple[float, ...] = ()
    sd_tolerance: float = 0.0


# Table 1: means 53.11, 42.88 and 50.94 of 9, 8 and 32 whole numbers leave only these sums.
AGE = NumberTarget(sums=(478, 343, 1630), sds=(9.0, 13.0, 10.5), limits=(18, 65), lift=2.5, skew=0.0, p=0.336)
# Table 1 in steps of 0.1 kg/m²: means 28.00, 26.50 and 28.25.
BMI = NumberTarget(
    sums=(2520, 2120, 9040),
    sds=(46.4, 47.2, 62.1),
    limits=(175, 440),
    lift=0.0,
    skew=0.25,
    p=0.613,
    printed_sds=(46.4, 47.2, 62.1, 56.7),
    sd_tolerance=0.05,
)


def split_groups(values: np.ndarray) -> list[np.ndarray]:
    """Cut 49 values, ordered by outcome group, into one array a group."""
    return np.split(values, EDGES)


def kruskal_wallis_p(values: np.ndarray) -> float:
    """Return the tie-corrected Kruskal–Wallis p of 49 values ordered by outcome group.

    Notes
    -----
    Written out because it is asked for thousands of draws; the tests compare it with other software.
    """
    ranks, n = stats.rankdata(values), len(values)
    sums = np.array([part.sum() for part in np.split(ranks, EDGES)])
    h = 12 / (n * (n + 1)) * (sums**2 / SIZES).sum() - 3 * (n + 1)
    _, ties = np.unique(values, return_counts=True)
    return float(np.exp(-h / (1 - (ties**3 - ties).sum() / (n**3 - n)) / 2))


def draw_part(n: int, total: int, sd: float, target: NumberTarget, rng: np.random.Generator) -> np.ndarray:
    """Draw `n` whole numbers for one outcome group; only numbers within the limits are drawn.

    Notes
    -----
    Where SDs are printed, the draw is shifted and scaled to have the group's mean and SD exactly before
    it is rounded; that may push a number out of the limits again.
    """
    mean = total / n
    part = np.full(n, np.nan)
    while (out := ~((part >= target.limits[0]) & (part <= target.limits[1]))).any():
        z = rng.standard_normal(out.sum())
        part[out] = mean + target.lift + sd * (z + target.skew * (z**2 - 1) / 2)
    if target.printed_sds:
        part = mean + sd * (part - part.mean()) / part.std(ddof=1)
    return np.rint(part).astype(int)


def draw(target: NumberTarget, rng: np.random.Generator) -> np.ndarray | None:
    """Draw 49 whole numbers with exact group sums, or None when they cannot be brought there in one step."""
    parts = []
    for n, total, sd in zip(SIZES, target.sums, target.sds, strict=True):
        part = draw_part(n, total, sd, target, rng)
        short = total - part.sum()
        if abs(short) > n:
            return None
        part[rng.permutation(n)[: abs(short)]] += np.sign(short)
        parts.append(part)
    values = np.concatenate(parts)
    return values if target.limits[0] <= values.min() and values.max() <= target.limits[1] else None


def meets(target: NumberTarget, values: np.ndarray) -> bool:
    """Return whether the values (49,) give every printed figure of `target`."""
    parts = [*split_groups(values), values]
    close = all(
        abs(part.std(ddof=1) - sd) < target.sd_tolerance
        for part, sd in zip(parts, target.printed_sds, strict=False)
    )
    return close and abs(kruskal_wallis_p(values) - target.p) < 0.00045


def meet(target: NumberTarget, rng: np.random.Generator) -> np.ndarray:
    """Draw sets of 49 numbers until one meets every printed figure.

    Parameters
    ----------
    target : NumberTarget
        Sums, spread, limits and the printed figures.
    rng : numpy.random.Generator
        Seeded source of chance.

    Returns
    -------
    ndarray of int, shape (49,)
        In grid steps, ordered by outcome group.

    Raises
    ------
    RuntimeError
        When no draw of the allowed number meets the figures.
    """
    for _ in range(DRAWS):
        values = draw(target, rng)
        if values is not None and meets(target, values):
            return values
    raise RuntimeError(f"None of {DRAWS} draws met the printed figures.")
