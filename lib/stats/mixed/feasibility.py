"""Whether the data can carry a model: a sentence, and the next simpler covariance, in place of a number."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..common.groups import MINIMUM_PER_GROUP
from ..common.result import BoolArray, FloatArray, Refusal, count_of
from .covariance import COVARIANCES, Covariance, next_simpler
from .design import Factor, FixedEffects
from .optimum import GRADIENT_TOLERANCE, Optimum, is_singular

#: Residuals below this part of the largest value are rounding.
ROUNDING = 1e-11


@dataclass(frozen=True)
class CannotFit(Refusal):
    """Why a model has no numbers.

    Attributes
    ----------
    code : str
        "visits", "empty visit", "groups", "rank", "no spread", "parameters", "pairs", "boundary", "start", "gradient",
        "hessian" or "singular".
    simpler : str or None
        Covariance to try next, as a key of `COVARIANCES`; None where a simpler one would not help.
    """

    code: str
    simpler: str | None = None


def before_fit(values: FloatArray, effects: FixedEffects, covariance: Covariance) -> CannotFit | None:
    """Look for what no fit can mend: empty visits, groups of one, more parameters than the data carry.

    Parameters
    ----------
    values : ndarray, shape (n, k)
        Patients who enter × visits.
    effects : FixedEffects
        Fixed effects of these patients.
    covariance : Covariance
        Form of the matrix.
    """
    n, k = values.shape
    seen = np.isfinite(values)
    if k < 2:
        there = "one" if k else "none"
        return CannotFit(f"A mixed model for repeated measures needs two visits; there is {there}.", "visits")
    if n == 0:
        return CannotFit("No patient has a value together with all columns of the model.", "groups")
    empty = [visit for visit, count in zip(effects.visits, seen.sum(axis=0), strict=True) if count == 0]
    if empty:
        return CannotFit(
            f"No patient has a value at {_listed(empty)}: leave the visit out of the model.", "empty visit"
        )
    for column in effects.columns:
        if isinstance(column, Factor):
            refusal = _small_group(column, effects)
            if refusal is not None:
                return refusal
    return _too_many_parameters(seen, effects, covariance)


def no_spread(residuals: FloatArray, values: FloatArray, effects: FixedEffects) -> CannotFit | None:
    """Refuse visits whose values do not vary beyond the fixed effects.

    Parameters
    ----------
    residuals : ndarray, shape (n, k)
        Of least squares; 0 where missing.
    values : ndarray, shape (n, k)
        The values themselves.
    effects : FixedEffects
        For the names of the visits.
    """
    largest = np.nanmax(np.abs(values), axis=0)
    same = np.abs(residuals).max(axis=0) <= ROUNDING * np.maximum(largest, np.finfo(float).tiny)
    if not same.any():
        return None
    names = _listed([visit for visit, found in zip(effects.visits, same, strict=True) if found])
    return CannotFit(
        f"Values at {names} do not vary between patients beyond the fixed effects: nothing is left to estimate.",
        "no spread",
    )


def _small_group(column: Factor, effects: FixedEffects) -> CannotFit | None:
    sizes = np.bincount(column.codes, minlength=len(column.levels))
    if len(column.levels) < 2:
        return CannotFit(
            f"All patients who enter have one level of {column.name}: take {column.name} out of the model.",
            "groups",
        )
    small = [level for level, size in zip(column.levels, sizes, strict=True) if size < MINIMUM_PER_GROUP]
    if not small:
        return None
    return CannotFit(
        f"{column.name} {_listed(small)} has one patient; each level needs {MINIMUM_PER_GROUP}. "
        "Leave the level out or join it with another.",
        "groups",
    )


def _too_many_parameters(seen: BoolArray, effects: FixedEffects, covariance: Covariance) -> CannotFit | None:
    n, k = seen.shape
    fixed, own = _fixed_count(effects), covariance.count(k)
    spare = int(seen.sum()) - fixed
    simpler = next_simpler(covariance.code, k)
    if spare <= own:
        return CannotFit(
            f"{count_of(int(seen.sum()), 'value')} of {count_of(n, 'patient')} cannot carry "
            f"{count_of(fixed, 'fixed effect')} and the {count_of(own, 'parameter')} of the {covariance.label} "
            f"covariance.{_offer(simpler)}",
            "parameters", simpler,
        )  # fmt: skip
    if covariance.code != "us":
        return None
    both = seen.T.astype(int) @ seen
    j, m = np.unravel_index(int(both.argmin()), both.shape)
    first, second = sorted((int(j), int(m)))
    lowest = int(both[first, second])
    # Complete data need n − (effects of one visit) ≥ k; two patients are the least that vary.
    if lowest < 2:
        return CannotFit(
            f"{_who(lowest)} both {effects.visits[first]} and {effects.visits[second]}, so their covariance "
            f"cannot be estimated.{_offer(simpler)}",
            "pairs", simpler,
        )  # fmt: skip
    if n - fixed / k < k:
        return CannotFit(
            f"{count_of(n, 'patient')} are too few for the {own} parameters of the unstructured covariance of "
            f"{k} visits.{_offer(simpler)}",
            "parameters", simpler,
        )  # fmt: skip
    return None


def _fixed_count(effects: FixedEffects) -> int:
    count = 1
    for term in effects.terms:
        levels = [effects.levels(name) for name in term]
        count += int(np.prod([len(found) - 1 for found in levels if found is not None], dtype=int))
    return count


def after_fit(optimum: Optimum, covariance: Covariance) -> CannotFit | None:
    """Accept a maximum only: gradient 0, Hessian positive definite, covariance not singular."""
    k = len(optimum.sigma)
    if covariance.code == "ri" and optimum.theta[0] < 1e-6 * optimum.theta[1]:
        return cannot_fit("boundary", covariance, k)
    if is_singular(optimum.sigma):
        return cannot_fit("singular", covariance, k)
    if optimum.scaled_gradient >= GRADIENT_TOLERANCE:
        return cannot_fit("gradient", covariance, k)
    if not optimum.is_maximum:
        return cannot_fit("hessian", covariance, k)
    return None


def cannot_fit(code: str, covariance: Covariance, visits: int) -> CannotFit:
    """Say why a search has no result, and what to try next."""
    simpler = next_simpler(covariance.code, visits)
    reason = REASONS[code].format(label=covariance.label)
    return CannotFit(f"{reason}{_offer(simpler)}", code, simpler)


#: Why a search has no result.
REASONS = {
    "start": "The {label} covariance found no starting point in these data.",
    "boundary": "The variance between patients is estimated as 0: values of one patient are no more alike than "
    "values of different patients, which a random intercept cannot describe.",
    "singular": "The estimated {label} covariance is singular: some visits repeat what others say.",
    "gradient": "The fit with the {label} covariance did not converge.",
    "hessian": "The fit with the {label} covariance ended where the likelihood has no clear maximum.",
}


def no_rank(effects: FixedEffects) -> CannotFit:
    """Say that some fixed effects cannot be told apart."""
    names = _listed([" × ".join(term) for term in effects.terms])
    return CannotFit(
        f"The data cannot tell the fixed effects apart ({names}): a combination of levels has no value, or one "
        "column follows from others. Take a term out of the model or join levels.",
        "rank",
    )


def _offer(simpler: str | None) -> str:
    return f" The next simpler covariance is {COVARIANCES[simpler].label}." if simpler else ""


def _who(count: int) -> str:
    return "No patient has" if count == 0 else "Only one patient has"


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " and " + names[-1]
