"""Rubin's rules: one estimate from several imputations."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..common.distributions import t_quantile, t_two_sided
from ..common.result import FloatArray


@dataclass(frozen=True, kw_only=True)
class Pooled:
    """Estimate over imputations, in the measure's unit.

    Attributes
    ----------
    estimate, se, df, p, ci_low, ci_high : float
        By Rubin's rules, df of Barnard and Rubin.
    within, between : float
        Mean variance within imputations, and variance between their estimates.
    imputations : int
        Their number.
    missing_information : float
        Proportion of the total variance that is due to missing values.
    """

    estimate: float
    se: float
    df: float
    p: float
    ci_low: float
    ci_high: float
    within: float
    between: float
    imputations: int
    missing_information: float


def pool(
    estimates: FloatArray, variances: FloatArray, complete_df: float, confidence: float = 0.95
) -> Pooled:
    """Pool the estimates of M completed data sets.

    Parameters
    ----------
    estimates, variances : ndarray, shape (M,)
        Estimate and squared standard error of each.
    complete_df : float
        Degrees of freedom of the analysis, were nothing missing.
    confidence : float
        Level of the interval.

    References
    ----------
    Rubin 1987, doi 10.1002/9780470316696; Barnard & Rubin 1999, doi 10.1093/biomet/86.4.948.
    """
    m = len(estimates)
    estimate, within = float(estimates.mean()), float(variances.mean())
    between = float(estimates.var(ddof=1)) if m > 1 else 0.0
    total = within + (1 + 1 / m) * between
    missing = (1 + 1 / m) * between / total
    observed = (complete_df + 1) / (complete_df + 3) * complete_df * (1 - missing)
    df = observed
    if missing > 0:
        old = (m - 1) / missing**2
        df = old * observed / (old + observed)
    se = float(np.sqrt(total))
    width = float(t_quantile((1 + confidence) / 2, df)) * se
    return Pooled(
        estimate=estimate,
        se=se,
        df=df,
        p=float(t_two_sided(estimate / se, df)),
        ci_low=estimate - width,
        ci_high=estimate + width,
        within=within,
        between=between,
        imputations=m,
        missing_information=missing,
    )
