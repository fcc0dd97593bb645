"""Residuals of a mixed model, and how much each patient moves it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..common.result import FloatArray, IndexArray, Result
from .covariance import COVARIANCES
from .likelihood import Level, level_at
from .model import MixedModel, design_rows
from .moments import Moments
from .optimum import find_optimum

#: What is estimated anew without a patient, by name.
INFLUENCE = {
    "one-step": "fixed effects without the patient, covariance of all patients",
    "refit": "fixed effects and covariance without the patient",
}
#: Variance of an effect without a patient, in units of that with all, at which it counts as lost.
LOST = 1e8


@dataclass(frozen=True, kw_only=True)
class Residuals(Result):
    """Residuals of the patients who enter × visits; NaN where the value is missing.

    Attributes
    ----------
    patients : ndarray of int, shape (n,)
        Places of these patients among those given.
    raw : ndarray, shape (n, k)
        Value minus fitted value, in the measure's unit.
    standardised : ndarray, shape (n, k)
        Over the standard deviation of the visit in the model.
    normalised : ndarray, shape (n, k)
        Times the inverse Cholesky factor of the patient's covariance: independent with variance 1 in the model.
    """

    patients: IndexArray
    raw: FloatArray
    standardised: FloatArray
    normalised: FloatArray


def residuals(model: MixedModel) -> Residuals:
    """Give residuals around the fixed effects, as R's nlme and mmrm (response, pearson, normalized)."""
    data, patterns = model.fitted.data, model.fitted.moments
    raw = data.values - fitted_values(model)
    normalised = np.full(raw.shape, np.nan)
    for code, seen in enumerate(patterns.patterns):
        who = patterns.codes == code
        root = np.linalg.cholesky(model.sigma[np.ix_(seen, seen)])
        normalised[np.ix_(who, seen)] = np.linalg.solve(root, raw[np.ix_(who, seen)].T).T
    return Residuals(
        n=model.n,
        method="Residuals of the mixed model",
        settings=model.settings,
        patients=np.flatnonzero(data.kept),
        raw=raw,
        standardised=raw / np.sqrt(np.diag(model.sigma)),
        normalised=normalised,
    )


def fitted_values(model: MixedModel) -> FloatArray:
    """Mean of each patient and visit in the model, missing visits included, shape (n, k)."""
    effects = np.array([estimate.estimate for estimate in model.estimates])
    means: FloatArray = design_rows(model.fitted.data) @ effects
    return means


@dataclass(frozen=True, kw_only=True)
class Influence(Result):
    """How much each patient moves the fixed effects.

    Attributes
    ----------
    patients : ndarray of int, shape (n,)
        Places of the patients who enter among those given.
    cook : ndarray, shape (n,)
        Cook's distance: squared change of all effects in units of their covariance, over their number. NaN
        where the model cannot be fitted without the patient.
    effects : ndarray, shape (n, q)
        Effects in treatment coding without each patient.
    """

    patients: IndexArray
    cook: FloatArray
    effects: FloatArray


def influence(model: MixedModel, method: str = "one-step") -> Influence:
    """Leave out one patient at a time.

    Parameters
    ----------
    model : MixedModel
        A fitted model.
    method : str
        Key of `INFLUENCE`.

    References
    ----------
    Cook 1977, doi 10.1080/00401706.1977.10489493; SAS/STAT, PROC MIXED, INFLUENCE.
    """
    if method not in INFLUENCE:
        raise ValueError(f"unknown method {method!r}; choose one of {', '.join(INFLUENCE)}")
    fitted = model.fitted
    whole = fitted.optimum.level
    information = np.linalg.inv(whole.phi)
    n, q = model.n, len(whole.effects)
    cook, effects = np.full(n, np.nan), np.full((n, q), np.nan)
    for patient in range(n):
        level = level_without(model, fitted.moments.without(fitted.basis, patient), method)
        if level is None:
            continue
        moved = level.effects - whole.effects
        cook[patient] = moved @ information @ moved / q
        effects[patient] = fitted.basis.back @ (fitted.basis.ols + level.effects)
    lost = int(np.isnan(cook).sum())
    note = f"Without {lost} of the patients, one at a time, the model cannot be fitted."
    return Influence(
        n=n,
        method="Influence by patient",
        settings=(("left out", INFLUENCE[method]),),
        notes=(note,) if lost else (),
        patients=np.flatnonzero(fitted.data.kept),
        cook=cook,
        effects=effects,
    )


def level_without(model: MixedModel, moments: Moments, method: str) -> Level | None:
    """Likelihood of other sums, at the model's covariance or at their own; None where there is none."""
    if method == "refit":
        found = find_optimum(
            moments,
            COVARIANCES[model.covariance],
            restricted=model.restricted,
            start=np.array(model.parameters),
        )
        level = found.level if found is not None and found.is_maximum else None
    else:
        level = level_at(moments, model.sigma, restricted=model.restricted)
    whole = np.diag(model.fitted.optimum.level.phi)
    if level is None or not (np.diag(level.phi) < LOST * whole).all():
        return None
    return level
