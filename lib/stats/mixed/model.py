"""Mixed models for repeated measures: fit, estimates, information criteria."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

from ..common.distributions import t_quantile, t_two_sided
from ..common.result import BoolArray, FloatArray, Result, as_matrix, count_of
from .covariance import COVARIANCES, covariance_named
from .design import FixedEffects, effect_names, model_rows, patient_setting
from .feasibility import CannotFit, after_fit, before_fit, cannot_fit, no_rank, no_spread
from .moments import Basis, Moments, moments_of, orthonormal
from .optimum import Optimum, find_optimum
from .small_sample import INFORMATION, METHODS, SmallSample, small_sample, t_df


@dataclass(frozen=True, kw_only=True)
class Estimate:
    """One estimate: `name`, `estimate`, `se`, `df`, `t`, `p`, `ci_low`, `ci_high`, in the measure's unit."""

    name: str
    estimate: float
    se: float
    df: float
    t: float
    p: float
    ci_low: float
    ci_high: float


@dataclass(frozen=True)
class Data:
    """Patients of a model: `values` (n, k), their `effects`, and which of the patients given they are (`kept`)."""

    values: FloatArray
    effects: FixedEffects
    kept: BoolArray


@dataclass(frozen=True)
class Fitted:
    """What further questions to a model start from: sums, basis and maximum."""

    data: Data
    basis: Basis
    moments: Moments
    optimum: Optimum
    tests: SmallSample


@dataclass(frozen=True, kw_only=True)
class Criteria:
    """Information criteria by two countings.

    SAS (and R's mmrm) counts the covariance parameters and, for BIC, the patients; R's nlme counts the fixed
    effects too and, for BIC, the values minus the fixed effects (REML) or the values (ML).
    """

    aic_sas: float
    bic_sas: float
    aic_nlme: float
    bic_nlme: float


@dataclass(frozen=True, kw_only=True)
class MixedModel(Result):
    """A fitted model.

    Attributes
    ----------
    covariance : str
        Code of the covariance of the visits, as in `COVARIANCES`.
    restricted : bool
        REML, else ML.
    minus_2_log_likelihood : float
        −2 log (restricted) likelihood.
    criteria : Criteria
        AIC and BIC.
    parameters : tuple of float
        Parameters of the covariance.
    sigma : ndarray, shape (k, k)
        Covariance of the visits, in the measure's unit squared.
    estimates : tuple of Estimate
        Fixed effects in treatment coding.
    observations : int
        Values that entered.
    gradient : float
        Largest gradient of −2 log likelihood by a parameter in its natural size.
    fitted : Fitted
        For further questions.
    """

    covariance: str
    restricted: bool
    minus_2_log_likelihood: float
    criteria: Criteria
    parameters: tuple[float, ...]
    sigma: FloatArray
    estimates: tuple[Estimate, ...]
    observations: int
    gradient: float
    fitted: Fitted


def fit_mixed(
    values: ArrayLike,
    effects: FixedEffects,
    covariance: str = "us",
    *,
    restricted: bool = True,
    df: str = "kenward-roger",
    information: str = "observed",
    confidence: float = 0.95,
) -> MixedModel | CannotFit:
    """Fit a mixed model for repeated measures.

    Patients without any value, or without one of the columns, do not enter; every other value does.

    Parameters
    ----------
    values : array_like, shape (n, k)
        Patients × visits, in the measure's unit; a missing value is NaN.
    effects : FixedEffects
        Fixed effects, with columns of the same n patients.
    covariance : str
        Covariance of the visits within a patient: a key of `COVARIANCES`.
    restricted : bool
        REML, else ML.
    df, information : str
        Keys of `METHODS` and `INFORMATION`.
    confidence : float
        Level of the intervals.

    References
    ----------
    Mallinckrodt et al. 2008, doi 10.1177/009286150804200402; Kenward & Roger 1997, doi 10.2307/2533558.
    """
    form = covariance_named(covariance)
    data = observed_data(as_matrix(values), effects)
    refusal = before_fit(data.values, data.effects, form)
    if refusal is not None:
        return refusal
    design = design_rows(data)
    basis = orthonormal(data.values, design)
    if basis is None:
        return no_rank(data.effects)
    refusal = no_spread(basis.residuals, data.values, data.effects)
    if refusal is not None:
        return refusal
    moments = moments_of(data.values, basis)
    optimum = find_optimum(moments, form, restricted=restricted)
    if optimum is None:
        return cannot_fit("start", form, len(data.effects.visits))
    refusal = after_fit(optimum, form)
    if refusal is not None:
        return refusal
    tests = small_sample(optimum, moments, df, information)
    fitted = Fitted(data, basis, moments, optimum, tests)
    return _described(fitted, covariance, restricted, confidence, len(data.kept))


def observed_data(values: FloatArray, effects: FixedEffects) -> Data:
    """Keep the patients with a value at any visit and with all columns."""
    kept: BoolArray = np.asarray(np.isfinite(values).any(axis=1))
    if effects.columns:
        kept = kept & effects.has_columns()
    return Data(values[kept], effects.take(kept), kept)


def design_rows(data: Data) -> FloatArray:
    """Give the design of every patient and visit, shape (n, k, q)."""
    n, k = data.values.shape
    rows, _ = model_rows(data.effects, patient_setting(data.effects, n))
    return rows.reshape(n, k, -1)


def estimate_rows(
    fitted: Fitted, rows: FloatArray, names: tuple[str, ...], confidence: float = 0.95
) -> tuple[Estimate, ...]:
    """Estimate linear combinations of the fixed effects.

    Parameters
    ----------
    fitted : Fitted
        A fitted model.
    rows : ndarray, shape (m, q)
        Weights of the effects in treatment coding.
    names : tuple of str
        Name of each row.
    confidence : float
        Level of the intervals.
    """
    own = rows @ fitted.basis.back
    values = own @ (fitted.basis.ols + fitted.optimum.level.effects)
    errors = np.sqrt(np.einsum("mq,qr,mr->m", own, fitted.tests.covariance, own))
    df = t_df(fitted.tests, own)
    t = values / errors
    width = t_quantile((1 + confidence) / 2, df) * errors
    p = t_two_sided(t, df)
    return tuple(
        Estimate(name=name, estimate=v, se=se, df=nu, t=ratio, p=tail, ci_low=v - w, ci_high=v + w)
        for name, v, se, nu, ratio, tail, w in zip(
            names, *(a.tolist() for a in (values, errors, df, t, p, width)), strict=True
        )
    )


def _described(
    fitted: Fitted, covariance: str, restricted: bool, confidence: float, given: int
) -> MixedModel:
    optimum, tests = fitted.optimum, fitted.tests
    n, q = len(fitted.data.values), fitted.basis.back.shape[0]
    value = optimum.level.value + (fitted.basis.log_det if restricted else 0.0)
    observations = round(fitted.moments.observations)
    settings = (
        ("covariance of visits", COVARIANCES[covariance].label),
        ("estimation", "REML" if restricted else "ML"),
        ("degrees of freedom", METHODS[tests.method]),
        ("covariance parameters", INFORMATION[tests.information]),
        ("confidence", f"{confidence:.0%}"),
    )
    dropped = given - n
    note = (
        f"{count_of(dropped, 'patient')} without any value, or without a column of the model, did not enter."
    )
    return MixedModel(
        n=n,
        method="Mixed model for repeated measures",
        settings=settings,
        notes=(note,) if dropped else (),
        covariance=covariance,
        restricted=restricted,
        minus_2_log_likelihood=value,
        criteria=_criteria(value, len(optimum.theta), q, n, observations, restricted),
        parameters=tuple(optimum.theta.tolist()),
        sigma=optimum.sigma,
        estimates=estimate_rows(fitted, np.eye(q), effect_names(fitted.data.effects), confidence),
        observations=observations,
        gradient=optimum.scaled_gradient,
        fitted=fitted,
    )


def _criteria(value: float, t: int, q: int, n: int, observations: int, restricted: bool) -> Criteria:
    counted = t if restricted else t + q
    values = observations - q if restricted else observations
    return Criteria(
        aic_sas=value + 2 * counted,
        bic_sas=value + np.log(n) * counted,
        aic_nlme=value + 2 * (t + q),
        bic_nlme=value + float(np.log(values)) * (t + q),
    )


def with_tests(model: MixedModel, df: str, information: str = "observed") -> MixedModel:
    """Give the same model with other degrees of freedom, without fitting anew."""
    fitted = model.fitted
    tests = small_sample(fitted.optimum, fitted.moments, df, information)
    changed = replace(fitted, tests=tests)
    confidence = float(dict(model.settings)["confidence"].rstrip("%")) / 100
    return _described(changed, model.covariance, model.restricted, confidence, len(fitted.data.kept))
