"""Association of two measures: Spearman, Pearson, and correlation across repeated measures."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..common.distributions import CONFIDENCE, normal_quantile, t_two_sided
from ..common.result import FloatArray, Refusal, Result, Settings, as_matrix, as_vector, count_of
from ..common.variation import offsets, read_grid
from ..ranks.exact_ranks import rank_correlation_p

METHODS = {"spearman": "Spearman's rank correlation", "pearson": "Pearson's correlation"}
# Variance of Fisher's z of Spearman's rho, times n − 3.
SPEARMAN_VARIANCES = {
    "fisher": "1 / (n − 3) (JASP, pingouin)",
    "fieller": "1.06 / (n − 3) (Fieller, Hartley & Pearson 1957)",
    "bonett-wright": "(1 + ρ² / 2) / (n − 3) (Bonett & Wright 2000)",
}
# An interval from Fisher's z needs n − 3 ≥ 1.
MIN_PAIRS = 4


@dataclass(frozen=True, kw_only=True)
class Correlation(Result):
    """Correlation of two measures.

    Attributes
    ----------
    n : int
        Pairs with both values.
    r : float
        Pearson's r or Spearman's ρ.
    ci_low, ci_high : float
        From Fisher's z.
    t, df, p : float
        t = r √(df / (1 − r²)) with df = n − 2; two-sided p, not adjusted: from t, or exact where `exact` says so.
    p_asymptotic : float
        From t, as SPSS and JASP print it.
    exact : bool
        Whether p is exact: all orders of up to 9 pairs counted (Spearman), ties included.
    missing : int
        Pairs left out because a value is missing.
    """

    r: float
    ci_low: float
    ci_high: float
    t: float
    df: int
    p: float
    p_asymptotic: float
    exact: bool
    missing: int


@dataclass(frozen=True, kw_only=True)
class RepeatedMeasuresCorrelation(Result):
    """Correlation within patients across visits.

    Attributes
    ----------
    n : int
        Patients with at least two visits that hold both values.
    observations : int
        Pairs of values used.
    r, ci_low, ci_high, df, p : float
        df = observations − patients − 1.
    slope : float
        Common slope of the second measure on the first within patients.
    """

    observations: int
    r: float
    ci_low: float
    ci_high: float
    df: int
    p: float
    slope: float


@dataclass(frozen=True, kw_only=True)
class CorrelationMatrix(Result):
    """Correlations of every pair of columns.

    Attributes
    ----------
    r, p : ndarray, shape (m, m)
        NaN where a cell is refused, and p is NaN on the diagonal.
    pairs : ndarray of int, shape (m, m)
        Pairs with both values.
    reasons : dict of (int, int) to str
        Why a cell above the diagonal is refused.
    """

    r: FloatArray
    p: FloatArray
    pairs: NDArray[np.intp]
    reasons: dict[tuple[int, int], str]


def correlation(
    first: ArrayLike,
    second: ArrayLike,
    method: str = "spearman",
    *,
    confidence: float = CONFIDENCE,
    spearman_variance: str = "fisher",
) -> Correlation | Refusal:
    """Correlate two measures.

    Parameters
    ----------
    first, second : array_like, shape (n,)
        One pair of values a patient; a pair with either missing (NaN) is left out and counted.
    method : {"spearman", "pearson"}
        Ties take midranks; p of both is from Student's t, as SPSS and JASP print it, but of Spearman's ρ of up
        to 9 pairs, whose p is exact, as in R's `cor.test`.
    confidence : float
        Level of the interval.
    spearman_variance : {"fisher", "fieller", "bonett-wright"}
        Variance of Fisher's z in the interval of ρ; see `SPEARMAN_VARIANCES`.

    Returns
    -------
    Correlation or Refusal
        Refused with fewer than 4 pairs, a measure that does not vary, or |r| = 1.

    References
    ----------
    Fisher 1921, Metron 1:3; Bonett & Wright 2000, doi 10.1007/BF02294183.
    """
    if method not in METHODS:
        raise ValueError(f"method is one of {', '.join(METHODS)}; got {method!r}")
    if spearman_variance not in SPEARMAN_VARIANCES:
        raise ValueError(
            f"spearman_variance is one of {', '.join(SPEARMAN_VARIANCES)}; got {spearman_variance!r}"
        )
    x, y = as_vector(first), as_vector(second)
    if x.size != y.size:
        raise ValueError(f"paired values are needed; got {x.size} and {y.size}")
    seen = np.isfinite(x) & np.isfinite(y)
    n, missing = int(seen.sum()), int((~seen).sum())
    x, y = x[seen], y[seen]
    r = _coefficient(x, y, method)
    if isinstance(r, Refusal):
        return r
    df = n - 2
    t = r * float(np.sqrt(df / (1 - r**2)))
    p = approximate = t_two_sided(t, df)
    exact_p, factor = None, 1.0
    if method == "spearman":
        exact_p = _exact_p(x, y)
        p = approximate if exact_p is None else exact_p
    settings: Settings = (
        ("confidence", f"{confidence:.0%}"),
        ("p", "Student's t, n − 2 df" if exact_p is None else "exact, all orders of the pairs counted"),
    )
    if method == "spearman":
        factor = {"fisher": 1.0, "fieller": 1.06, "bonett-wright": 1 + r**2 / 2}[spearman_variance]
        settings = (*settings, ("variance of Fisher's z", SPEARMAN_VARIANCES[spearman_variance]))
    low, high = _fisher_interval(r, factor / (n - 3), confidence)
    notes = (f"{count_of(missing, 'pair')} left out: a value is missing.",) if missing else ()
    return Correlation(
        n=n, method=METHODS[method], settings=settings, notes=notes, r=r, ci_low=low, ci_high=high,
        t=t, df=df, p=p, p_asymptotic=approximate, exact=exact_p is not None, missing=missing,
    )  # fmt: skip


def correlation_matrix(values: ArrayLike, method: str = "spearman") -> CorrelationMatrix:
    """Correlate every pair of columns, each on the rows that hold both.

    Parameters
    ----------
    values : array_like, shape (n, m)
        Patients × measures; NaN where missing.
    method : {"spearman", "pearson"}
    """
    matrix = as_matrix(values)
    m = matrix.shape[1]
    r, p = np.full((m, m), np.nan), np.full((m, m), np.nan)
    present = np.isfinite(matrix).astype(np.intp)
    reasons: dict[tuple[int, int], str] = {}
    for i in range(m):
        r[i, i] = 1.0
        for j in range(i + 1, m):
            answer = correlation(matrix[:, i], matrix[:, j], method)
            if isinstance(answer, Refusal):
                reasons[i, j] = answer.reason
                continue
            r[i, j] = r[j, i] = answer.r
            p[i, j] = p[j, i] = answer.p
    pairs = present.T @ present
    for array in (r, p, pairs):
        array.setflags(write=False)
    return CorrelationMatrix(
        n=matrix.shape[0], method=METHODS[method], settings=(("missing values", "pairwise"),),
        r=r, p=p, pairs=pairs, reasons=reasons,
    )  # fmt: skip


def repeated_measures_correlation(
    first: ArrayLike, second: ArrayLike, *, confidence: float = CONFIDENCE
) -> RepeatedMeasuresCorrelation | Refusal:
    """Correlate two measures within patients across visits (rm_corr).

    Every patient has a line of their own, all with one slope; r is the correlation of the deviations from the
    patients' means.

    Parameters
    ----------
    first, second : array_like, shape (n, k)
        Patients × visits, NaN where missing. A visit counts where both values are there, a patient where two
        such visits are.
    confidence : float
        Level of the interval, from Fisher's z with variance 1 / (df − 1).

    References
    ----------
    Bland & Altman 1995, doi 10.1136/bmj.310.6977.446; Bakdash & Marusich 2017, doi 10.3389/fpsyg.2017.00456.
    """
    x, y = as_matrix(first), as_matrix(second)
    if x.shape != y.shape:
        raise ValueError(f"both measures need the same patients and visits; got {x.shape} and {y.shape}")
    both = np.isfinite(x) & np.isfinite(y)
    both &= both.sum(axis=1, keepdims=True) >= 2
    patients, observations = int(both.any(axis=1).sum()), int(both.sum())
    df = observations - patients - 1
    if patients < 2 or df < 2:
        found = f"{count_of(patients, 'patient')} with two visits or more, {count_of(observations, 'pair')} in all"
        return Refusal(f"A correlation within patients needs 2 patients with repeated pairs; found {found}.")
    dx, dy = _deviations(x, both), _deviations(y, both)
    sxx, syy, sxy = float((dx**2).sum()), float((dy**2).sum()), float((dx * dy).sum())
    if not (sxx and syy):
        return Refusal("A measure does not change within any patient; there is nothing to correlate.")
    r = sxy / float(np.sqrt(sxx * syy))
    if abs(r) >= 1 - 1e-14:
        return Refusal("The measures determine each other exactly within patients; no test can be made.")
    low, high = _fisher_interval(r, 1 / (df - 1), confidence)
    dropped = x.shape[0] - patients
    notes = (
        (f"{count_of(dropped, 'patient')} left out: fewer than two visits with both values.",)
        if dropped
        else ()
    )
    return RepeatedMeasuresCorrelation(
        n=patients, method="Repeated-measures correlation", notes=notes,
        settings=(("confidence", f"{confidence:.0%}"), ("variance of Fisher's z", "1 / (df − 1)")),
        observations=observations, r=r, ci_low=low, ci_high=high, df=df,
        p=t_two_sided(r * float(np.sqrt(df / (1 - r**2))), df), slope=sxy / sxx,
    )  # fmt: skip


def _exact_p(x: FloatArray, y: FloatArray) -> float | None:
    from scipy.stats import rankdata

    return rank_correlation_p(rankdata(x), rankdata(y))


def _coefficient(x: FloatArray, y: FloatArray, method: str) -> float | Refusal:
    n = x.size
    if n < MIN_PAIRS:
        found = count_of(n, "pair")
        return Refusal(f"A correlation with its interval needs at least {MIN_PAIRS} pairs; found {found}.")
    dx, dy = offsets(x), offsets(y)
    if not (dx.any() and dy.any()):
        return Refusal(f"A measure has one value in all {n} pairs; a correlation needs values that differ.")
    if method == "spearman":
        from scipy.stats import rankdata

        dx, dy = rankdata(x), rankdata(y)
    dx, dy = dx - dx.mean(), dy - dy.mean()
    r = float(dx @ dy) / float(np.sqrt((dx @ dx) * (dy @ dy)))
    if abs(r) >= 1 - 1e-14:
        return Refusal(
            f"The measures determine each other exactly (r = {np.sign(r):+.0f}, {n} pairs); no test can be made."
        )
    return r


def _fisher_interval(r: float, variance: float, confidence: float) -> tuple[float, float]:
    margin = normal_quantile((1 + confidence) / 2) * float(np.sqrt(variance))
    z = float(np.arctanh(r))
    return float(np.tanh(z - margin)), float(np.tanh(z + margin))


def _deviations(values: FloatArray, kept: NDArray[np.bool_]) -> FloatArray:
    """Values minus the patient's mean of the kept visits; 0 where a visit is not kept, or nothing changes."""
    rows = np.arange(len(values))
    changes = values - values[rows, kept.argmax(axis=1)][:, None]
    filled = np.zeros(values.shape)
    filled[kept] = read_grid(values[kept]).round(changes[kept])
    count = np.maximum(1, kept.sum(axis=1, keepdims=True))
    return np.where(kept, filled - filled.sum(axis=1, keepdims=True) / count, 0.0)
