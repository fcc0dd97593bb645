"""How values are distributed, for a picture: a kernel density, and the box with its whiskers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from ..common.result import FloatArray, as_vector

#: Whiskers end at the last value within so many interquartile ranges of the box (Tukey).
WHISKERS = 1.5


@dataclass(frozen=True)
class Box:
    """Quartiles (R type 7), and the ends of the whiskers: the last values within 1.5 interquartile ranges."""

    low: float
    q1: float
    median: float
    q3: float
    high: float


def kernel_density(values: ArrayLike, at: ArrayLike) -> FloatArray:
    """Estimate the density of values with a Gaussian kernel.

    Parameters
    ----------
    values : array_like, shape (n,)
        NaN where missing.
    at : array_like, shape (m,)
        Where the density is wanted.

    Returns
    -------
    ndarray, shape (m,)
        With R's bandwidth `bw.nrd0`: 0.9 × the smaller of SD and IQR / 1.34, × n^(−1/5); all 0 where the values
        do not vary.

    References
    ----------
    Silverman 1986, Density Estimation for Statistics and Data Analysis, p. 48.
    """
    seen, places = as_vector(values), as_vector(at)
    seen = seen[np.isfinite(seen)]
    if len(seen) < 2 or (seen == seen[0]).all():
        return np.zeros(len(places))
    q1, q3 = np.quantile(seen, [0.25, 0.75])
    sd = seen.std(ddof=1)
    width = 0.9 * (min(sd, (q3 - q1) / 1.34) or sd) * len(seen) ** -0.2
    z = (places[:, None] - seen) / width
    density: FloatArray = np.exp(-(z**2) / 2).sum(axis=1) / (len(seen) * width * np.sqrt(2 * np.pi))
    return density


def box_of(values: ArrayLike) -> Box:
    """Give the box of at least one value; NaN where missing."""
    seen = as_vector(values)
    seen = seen[np.isfinite(seen)]
    q1, median, q3 = np.quantile(seen, [0.25, 0.5, 0.75])
    reach = WHISKERS * (q3 - q1)
    inside = seen[(seen >= q1 - reach) & (seen <= q3 + reach)]
    return Box(*(float(value) for value in (inside.min(), q1, median, q3, inside.max())))
