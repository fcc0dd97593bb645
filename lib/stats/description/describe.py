"""Descriptive figures of one measure, and standard errors within patients."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from ..common.distributions import CONFIDENCE, t_quantile
from ..common.result import Refusal, Result, as_matrix, as_vector, count_of
from ..common.variation import offsets


@dataclass(frozen=True, kw_only=True)
class Description(Result):
    """Figures of the values observed.

    Attributes
    ----------
    n, missing : int
        Values observed, values missing.
    mean, sd, sem : float
        SD with n − 1; SEM = SD / √n. SD, SEM and the interval are NaN with one value.
    median, q1, q3, minimum, maximum : float
        Quartiles by linear interpolation (R type 7, NumPy's default).
    ci_low, ci_high : float
        Confidence interval of the mean from Student's t; NaN where the values do not vary.
    """

    missing: int
    mean: float
    sd: float
    sem: float
    median: float
    q1: float
    q3: float
    minimum: float
    maximum: float
    ci_low: float
    ci_high: float


@dataclass(frozen=True, kw_only=True)
class WithinSubjectSem(Result):
    """Cousineau–Morey standard errors: `sem` and half-width `ci_margin` of the interval, one a visit."""

    sem: tuple[float, ...]
    ci_margin: tuple[float, ...]


def describe(values: ArrayLike, confidence: float = CONFIDENCE) -> Description | Refusal:
    """Describe the values of one measure; NaN counts as missing.

    Parameters
    ----------
    values : array_like, shape (n,)
        In any unit; the figures are in the same unit.
    confidence : float
        Level of the interval of the mean.
    """
    values = as_vector(values)
    seen = values[np.isfinite(values)]
    n, missing = seen.size, values.size - seen.size
    if n == 0:
        return Refusal(f"No value was observed ({missing} missing); at least 1 is needed.")
    mean = float(seen.mean())
    apart = offsets(seen)
    sd = float(apart.std(ddof=1)) if n > 1 else float("nan")
    sem = sd / float(np.sqrt(n))
    notes = () if n > 1 else ("One value: its spread is unknown.",)
    margin = float("nan")
    if apart.any():
        margin = t_quantile((1 + confidence) / 2, n - 1) * sem
    elif n > 1:
        notes = (f"All {n} values are equal: there is no interval of their mean.",)
    q1, median, q3 = (float(q) for q in np.quantile(seen, (0.25, 0.5, 0.75)))
    return Description(
        n=n,
        method="Descriptive figures",
        notes=notes,
        settings=(("quartiles", "linear interpolation (R type 7)"), ("confidence", f"{confidence:.0%}")),
        missing=missing,
        mean=mean,
        sd=sd,
        sem=sem,
        median=median,
        q1=q1,
        q3=q3,
        minimum=float(seen.min()),
        maximum=float(seen.max()),
        ci_low=mean - margin,
        ci_high=mean + margin,
    )


def within_subject_sem(matrix: ArrayLike, confidence: float = CONFIDENCE) -> WithinSubjectSem | Refusal:
    """Standard error of each visit's mean with the differences between patients taken out.

    Each patient's mean is replaced by the grand mean, and the variance is multiplied by k / (k − 1).

    Parameters
    ----------
    matrix : array_like, shape (n, k)
        Complete patients × visits.

    References
    ----------
    Cousineau 2005, doi 10.20982/tqmp.01.1.p042; Morey 2008, doi 10.20982/tqmp.04.2.p061.
    """
    matrix = as_matrix(matrix)
    n, k = matrix.shape
    if not np.isfinite(matrix).all():
        return Refusal("A within-subject standard error needs complete rows; some values are missing.")
    if n < 2 or k < 2:
        found = f"{count_of(n, 'patient')} and {count_of(k, 'visit')}"
        return Refusal(f"A within-subject standard error needs 2 patients and 2 visits; found {found}.")
    normalised = matrix - matrix.mean(axis=1, keepdims=True) + matrix.mean()
    sem = normalised.std(axis=0, ddof=1) * np.sqrt(k / (k - 1) / n)
    margin = t_quantile((1 + confidence) / 2, n - 1) * sem
    return WithinSubjectSem(
        n=n,
        method="Within-subject standard error (Cousineau–Morey)",
        settings=(("correction", "k / (k − 1)"), ("confidence", f"{confidence:.0%}")),
        sem=tuple(sem.tolist()),
        ci_margin=tuple(margin.tolist()),
    )
