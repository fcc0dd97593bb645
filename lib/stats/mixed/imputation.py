"""Missing values from the model's own distribution: at random, or jumping to a reference group."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from ..common.result import BoolArray, FloatArray
from .covariance import COVARIANCES
from .design import Factor, fixed_effects, model_rows, patient_setting
from .model import Data, MixedModel, design_rows
from .moments import Moments, moments_of
from .optimum import find_optimum

#: What is assumed of missing values, by name.
STRATEGIES = {
    "MAR": "missing at random: the patient's own group",
    "J2R": "jump to reference: after the last value, the mean of the reference group",
}
#: Bootstrap samples that may fail before the draws are given up, for each imputation.
MAX_FAILURES = 10


@dataclass(frozen=True)
class Assumption:
    """What is assumed of missing values.

    Attributes
    ----------
    strategy : str
        Key of `STRATEGIES`.
    group : str
        Name of the factor of the groups.
    reference : str
        Level that patients jump to.
    """

    strategy: str = "MAR"
    group: str = "group"
    reference: str = ""


def mean_designs(data: Data, assumption: Assumption) -> FloatArray:
    """Give the design of each patient and visit under an assumption, shape (n, k, q).

    Raises
    ------
    ValueError
        Where strategy, group or reference do not exist.
    """
    if assumption.strategy not in STRATEGIES:
        raise ValueError(f"unknown strategy {assumption.strategy!r}; choose one of {', '.join(STRATEGIES)}")
    own = design_rows(data)
    if assumption.strategy == "MAR":
        return own
    levels = data.effects.levels(assumption.group) or ()
    if assumption.reference not in levels:
        raise ValueError(f"no level {assumption.reference!r}; there are {', '.join(levels)}")
    n, k = data.values.shape
    setting = dict(patient_setting(data.effects, n))
    setting[assumption.group] = np.full(n * k, levels.index(assumption.reference))
    reference = model_rows(data.effects, setting)[0].reshape(n, k, -1)
    return np.where(after_last(data.values)[:, :, None], reference, own)


def after_last(values: FloatArray) -> BoolArray:
    """Tell the visits after a patient's last value, shape (n, k)."""
    seen = np.isfinite(values)
    return np.asarray(~np.logical_or.accumulate(seen[:, ::-1], axis=1)[:, ::-1])


def conditional_means(
    values: FloatArray, means: FloatArray, sigma: FloatArray, normals: FloatArray | None = None
) -> FloatArray:
    """Complete values by their conditional mean given the patient's others, or by draws around it.

    Parameters
    ----------
    values : ndarray, shape (n, k)
        Patients × visits; a missing value is NaN.
    means : ndarray, shape (n, k)
        Mean of each.
    sigma : ndarray, shape (k, k)
        Covariance of the visits.
    normals : ndarray, shape (n, k), optional
        Standard normal draws.
    """
    complete = values.copy()
    patterns, codes = np.unique(np.isfinite(values), axis=0, return_inverse=True)
    for code, seen in enumerate(patterns):
        who, gone = codes.ravel() == code, ~seen
        if seen.all():
            continue
        slope = np.linalg.solve(sigma[np.ix_(seen, seen)], sigma[np.ix_(seen, gone)])
        distance = values[np.ix_(who, seen)] - means[np.ix_(who, seen)]
        filled = means[np.ix_(who, gone)] + distance @ slope
        if normals is not None:
            left = sigma[np.ix_(gone, gone)] - sigma[np.ix_(gone, seen)] @ slope
            filled = filled + normals[np.ix_(who, gone)] @ np.linalg.cholesky(left).T
        complete[np.ix_(who, gone)] = filled
    return complete


def parameters_of(model: MixedModel, moments: Moments) -> tuple[FloatArray, FloatArray] | None:
    """Fit other sums from the model's covariance: effects in treatment coding, and Σ; None without a maximum."""
    found = find_optimum(
        moments, COVARIANCES[model.covariance], restricted=model.restricted, start=np.array(model.parameters)
    )
    if found is None or not found.is_maximum:
        return None
    basis = model.fitted.basis
    return basis.back @ (basis.ols + found.level.effects), found.sigma


def draws(model: MixedModel, assumption: Assumption, imputations: int, seed: int) -> Iterator[FloatArray]:
    """Draw completed values, one array (n, k) an imputation.

    The parameters of each imputation are those of a bootstrap sample of patients within groups, as in rbmi's
    approximate Bayesian method, so that their uncertainty enters.

    Parameters
    ----------
    model : MixedModel
        A fitted model.
    assumption : Assumption
        What is assumed of missing values.
    imputations : int
        Number of arrays.
    seed : int
        Seed of NumPy's generator.

    Raises
    ------
    ValueError
        Where too many bootstrap samples cannot be fitted.
    """
    data, basis = model.fitted.data, model.fitted.basis
    designs, generator = mean_designs(data, assumption), np.random.default_rng(seed)
    strata = _strata(data, assumption.group)
    failures = 0
    made = 0
    while made < imputations:
        weights = np.zeros(model.n)
        for members in strata:
            weights += np.bincount(generator.choice(members, len(members)), minlength=model.n)
        found = parameters_of(model, moments_of(data.values, basis, weights))
        if found is None:
            failures += 1
            if failures > MAX_FAILURES * imputations:
                raise ValueError("the model cannot be fitted to bootstrap samples of these patients")
            continue
        normals = generator.standard_normal(data.values.shape)
        made += 1
        yield conditional_means(data.values, designs @ found[0], found[1], normals)


def _strata(data: Data, group: str) -> list[np.ndarray[tuple[int, ...], np.dtype[np.intp]]]:
    everybody = np.zeros(len(data.values), dtype=np.intp)
    codes = everybody
    for column in data.effects.columns:
        if isinstance(column, Factor) and column.name == group:
            codes = column.codes
    return [np.flatnonzero(codes == code) for code in np.unique(codes)]


def endpoint_design(data: Data) -> FloatArray:
    """Give the design of an ANCOVA of one visit: the model's terms without the visit, shape (n, p)."""
    effects = data.effects
    terms = [term for term in effects.terms if "visit" not in term]
    alone = fixed_effects(effects.visits, effects.columns, terms)
    setting = {
        name: values[:: len(effects.visits)]
        for name, values in patient_setting(effects, len(data.values)).items()
    }
    return model_rows(alone, setting)[0]
