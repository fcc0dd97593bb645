"""What a specification answers, and what is asked of it beside definition and selection."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lib.stats.common.result import Refusal


@dataclass(frozen=True)
class Estimate:
    """One answer.

    Attributes
    ----------
    value, ci_low, ci_high, p : float
        NaN where there is none; the estimate is on the scale of its result (see `RESULTS`).
    n : int
        Patients behind it.
    groups : tuple of (str, int)
        Groups compared with their patients.
    refusal : str
        Why there is no estimate; empty where there is one.
    """

    value: float
    ci_low: float
    ci_high: float
    p: float
    n: int
    groups: tuple[tuple[str, int], ...]
    refusal: str = ""


def refused(refusal: Refusal | str, n: int = 0, groups: tuple[tuple[str, int], ...] = ()) -> Estimate:
    """Give the answer that there is none."""
    return Estimate(np.nan, np.nan, np.nan, np.nan, n, groups, str(refusal))


@dataclass(frozen=True)
class Inquiry:
    """What is estimated: names of measures, group and feature, and how each page would compute it.

    Attributes
    ----------
    measure : str
        Of time × group, of a change and of a difference in change.
    group : str
        Outcome group whose change is estimated.
    feature, target : str
        Of the odds ratio: column of the feature, and whether response or remission is counted.
    x, y : str
        Measures that are correlated.
    correct, grouptest, corr : str
        Correction for departures from sphericity, comparison of two groups, kind of correlation in force.
    """

    measure: str
    group: str
    feature: str
    target: str
    x: str
    y: str
    correct: str
    grouptest: str
    corr: str
