"""The mean change of patients measured twice, with its interval and the paired t test: R's `t.test(paired = TRUE)`."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from ..common.differences import differences
from ..common.distributions import CONFIDENCE, t_quantile
from ..common.libraries import paired_t

NAN = float("nan")


@dataclass(frozen=True)
class PairedChange:
    """Mean of second − first.

    Attributes
    ----------
    n : int
        Patients measured twice.
    difference, ci_low, ci_high : float
        Mean change and its interval; NaN of nobody, no interval of one patient or where all changed alike.
    t, df, p : float
        Paired t test; NaN where there is no interval.
    """

    n: int
    difference: float
    ci_low: float = NAN
    ci_high: float = NAN
    t: float = NAN
    df: float = NAN
    p: float = NAN


def paired_change(first: ArrayLike, second: ArrayLike, confidence: float = CONFIDENCE) -> PairedChange:
    """Measure the change from a first to a second value of each patient; NaN where missing, shape (n,) each."""
    changes = differences(second, first)
    changes = changes[~np.isnan(changes)]
    n = len(changes)
    if n < 2 or (changes == changes[0]).all():
        return PairedChange(n, float(changes[0]) if n else NAN)
    mean, half = changes.mean(), t_quantile(0.5 + confidence / 2, n - 1.0) * changes.std(ddof=1) / np.sqrt(n)
    t, p = paired_t(changes[:, None])
    return PairedChange(
        n, float(mean), float(mean - half), float(mean + half), float(t[0]), n - 1.0, float(p[0])
    )
