"""How far an answer rests on what is assumed of missing values: imputation, reference groups, tipping point."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..common.distributions import normal_quantile, normal_two_sided
from ..common.result import FloatArray, Refusal, Result
from .design import Factor
from .imputation import (
    STRATEGIES,
    Assumption,
    conditional_means,
    draws,
    endpoint_design,
    mean_designs,
    parameters_of,
)
from .model import Data, MixedModel
from .pooling import Pooled, pool

#: Imputations where the caller does not say; their Monte Carlo error is then a tenth of the standard error or less.
IMPUTATIONS = 100
#: Largest shift that is tried, in standard deviations of the endpoint.
MAX_SHIFT = 10.0
BISECTIONS = 60


@dataclass(frozen=True)
class Contrast:
    """Difference of two groups at one visit by ANCOVA: `level` minus `against` of the factor `group`."""

    level: str
    against: str
    visit: int = -1
    group: str = "group"


@dataclass(frozen=True, kw_only=True)
class Imputed(Result):
    """A contrast over imputations, and what closed forms of it need.

    A shift δ of the imputed endpoints moves each estimate by δ times `slope` and each residual sum of squares
    by a parabola, so that no shift needs new imputations.

    Attributes
    ----------
    contrast : Contrast
        What was estimated.
    pooled : Pooled
        By Rubin's rules.
    imputed : int
        Endpoints that were imputed.
    estimates : ndarray, shape (M,)
        Of each imputation.
    squares, crosses : ndarray, shape (M,)
        Residual sums of squares, and half their slope in δ.
    slope, curvature, unit, df : float
        Slope of the estimates, curvature of the squares, variance of the contrast over the residual variance,
        and df of the ANCOVA.
    spread : float
        Standard deviation of the observed endpoints, in the measure's unit.
    """

    contrast: Contrast
    pooled: Pooled
    imputed: int
    estimates: FloatArray
    squares: FloatArray
    crosses: FloatArray
    slope: float
    curvature: float
    unit: float
    df: float
    spread: float


def contrast_row(data: Data, contrast: Contrast) -> FloatArray:
    """Give the contrast as weights of the ANCOVA's effects, shape (p,)."""
    column = data.effects.column(contrast.group)
    levels = column.levels if isinstance(column, Factor) else ()
    names = [level for level in (contrast.level, contrast.against) if level not in levels]
    if names:
        raise ValueError(f"no level {', '.join(names)} of {contrast.group}; there are {', '.join(levels)}")
    position = 1
    for term in data.effects.terms:
        if "visit" in term:
            continue
        if term == (contrast.group,):
            break
        sizes = [len(found) - 1 for name in term if (found := data.effects.levels(name)) is not None]
        position += int(np.prod(sizes, dtype=int))
    row = np.zeros(endpoint_design(data).shape[1])
    for level, sign in ((contrast.level, 1.0), (contrast.against, -1.0)):
        if levels.index(level) > 0:
            row[position + levels.index(level) - 1] += sign
    return row


def imputed_contrast(
    model: MixedModel,
    contrast: Contrast,
    *,
    assumption: Assumption | None = None,
    imputations: int = IMPUTATIONS,
    seed: int = 1,
    shifted: str = "",
    confidence: float = 0.95,
) -> Imputed:
    """Impute the endpoint and compare two groups by ANCOVA, pooled by Rubin's rules.

    Parameters
    ----------
    model : MixedModel
        A fitted model with patients' columns that are complete.
    contrast : Contrast
        Groups and visit.
    assumption : Assumption, optional
        Of missing values; missing at random where it is not given.
    imputations, seed : int
        Number of imputations, and the seed of their draws.
    shifted : str
        Level whose imputed endpoints a shift moves; all levels where it is "".
    confidence : float
        Level of the interval.

    References
    ----------
    Rubin 1987, doi 10.1002/9780470316696; Carpenter, Roger & Kenward 2013, doi 10.1080/10543406.2013.834911.
    """
    data = model.fitted.data
    assumed = assumption or Assumption(group=contrast.group)
    design, row = endpoint_design(data), contrast_row(data, contrast)
    q, r = np.linalg.qr(design)
    weights = q @ np.linalg.solve(r.T, row)
    ends = np.stack([y[:, contrast.visit] for y in draws(model, assumed, imputations, seed)])
    missing = np.isnan(data.values[:, contrast.visit])
    moved = missing.astype(float)
    if shifted:
        moved *= _is_level(data, contrast.group, shifted)
    left, push = ends - (ends @ q) @ q.T, moved - q @ (q.T @ moved)
    df = float(len(design) - design.shape[1])
    estimates, squares = ends @ weights, (left**2).sum(axis=1)
    unit = float(weights @ weights)
    return Imputed(
        n=model.n, method="Multiple imputation from the mixed model, ANCOVA of the endpoint, Rubin's rules",
        settings=(("missing values", STRATEGIES[assumed.strategy]), ("imputations", str(imputations)),
                  ("seed", str(seed)), ("parameters", "bootstrap of patients within groups")),
        contrast=contrast, pooled=pool(estimates, squares / df * unit, df, confidence),
        imputed=int(missing.sum()), estimates=estimates, squares=squares, crosses=left @ push,
        slope=float(weights @ moved), curvature=float(push @ push), unit=unit, df=df,
        spread=float(np.nanstd(data.values[:, contrast.visit], ddof=1)),
    )  # fmt: skip


def _is_level(data: Data, group: str, level: str) -> FloatArray:
    column = data.effects.column(group)
    if not isinstance(column, Factor) or level not in column.levels:
        raise ValueError(f"no level {level!r} of {group}")
    return np.asarray(column.codes == column.levels.index(level), dtype=float)


def shifted_contrast(answer: Imputed, shift: float, confidence: float = 0.95) -> Pooled:
    """Give the pooled contrast where imputed endpoints are moved by `shift`, in the measure's unit."""
    squares = answer.squares + 2 * shift * answer.crosses + shift**2 * answer.curvature
    return pool(
        answer.estimates + shift * answer.slope, squares / answer.df * answer.unit, answer.df, confidence
    )


@dataclass(frozen=True, kw_only=True)
class TippingPoint(Result):
    """The shift of imputed endpoints at which p passes α.

    Attributes
    ----------
    shift : float
        In the measure's unit; 0 where p is above α already.
    alpha : float
        The level.
    at : Pooled
        The contrast there.
    """

    shift: float
    alpha: float
    at: Pooled


def tipping_point(answer: Imputed, alpha: float = 0.05, direction: int = 1) -> TippingPoint | Refusal:
    """Search the smallest shift in one direction at which p is above α.

    Parameters
    ----------
    answer : Imputed
        A contrast over imputations.
    alpha : float
        Level of the test.
    direction : int
        1 where higher values are worse, −1 where lower ones are.

    References
    ----------
    Ratitch, O'Kelly & Tosiello 2013, doi 10.1002/pst.1549; ICH E9(R1).
    """
    if answer.slope == 0:
        return Refusal("No endpoint of the shifted patients was imputed, so no shift changes the answer.")
    low, high = 0.0, direction * MAX_SHIFT * answer.spread
    steps = np.linspace(low, high, 401)
    above = np.array([shifted_contrast(answer, float(step)).p > alpha for step in steps])
    if not above.any():
        return Refusal(
            f"No shift up to {MAX_SHIFT:g} standard deviations of the endpoint raises p above {alpha:g}."
        )
    first = int(above.argmax())
    if first > 0:
        low, high = float(steps[first - 1]), float(steps[first])
        for _ in range(BISECTIONS):
            middle = (low + high) / 2
            low, high = (low, middle) if shifted_contrast(answer, middle).p > alpha else (middle, high)
    shift = high if first > 0 else 0.0
    return TippingPoint(
        n=answer.n,
        method="Delta-adjusted tipping point",
        settings=answer.settings,
        shift=shift,
        alpha=alpha,
        at=shifted_contrast(answer, shift),
    )


@dataclass(frozen=True, kw_only=True)
class ConditionalMean(Result):
    """A contrast by conditional means: `estimate`, jackknife `se`, normal `p`, `ci_low`, `ci_high`."""

    contrast: Contrast
    estimate: float
    se: float
    p: float
    ci_low: float
    ci_high: float


def conditional_mean_contrast(
    model: MixedModel, contrast: Contrast, *, assumption: Assumption | None = None, confidence: float = 0.95
) -> ConditionalMean | Refusal:
    """Impute every endpoint by its conditional mean and compare two groups by ANCOVA; SE by the jackknife.

    Nothing is drawn: the closed form of the limit of many imputations, as rbmi's conditional mean method.

    Parameters
    ----------
    model, contrast, assumption, confidence
        As in `imputed_contrast`.

    References
    ----------
    Wolbers et al. 2022, doi 10.1002/pst.2234.
    """
    data, fitted = model.fitted.data, model.fitted
    assumed = assumption or Assumption(group=contrast.group)
    designs, ancova, row = mean_designs(data, assumed), endpoint_design(data), contrast_row(data, contrast)
    effects = np.array([estimate.estimate for estimate in model.estimates])

    def estimated(kept: FloatArray, effects: FloatArray, sigma: FloatArray) -> float:
        complete = conditional_means(data.values, designs @ effects, sigma)[:, contrast.visit]
        who = kept > 0
        return float(row @ np.linalg.lstsq(ancova[who], complete[who], rcond=None)[0])

    everybody = np.ones(model.n)
    estimate, left_out = estimated(everybody, effects, model.sigma), np.empty(model.n)
    for patient in range(model.n):
        found = parameters_of(model, fitted.moments.without(fitted.basis, patient))
        if found is None:
            return Refusal(
                "Without one of the patients the model cannot be fitted, so there is no jackknife."
            )
        kept = everybody.copy()
        kept[patient] = 0
        left_out[patient] = estimated(kept, *found)
    se = float(np.sqrt((model.n - 1) / model.n * ((left_out - left_out.mean()) ** 2).sum()))
    width = float(normal_quantile((1 + confidence) / 2)) * se
    return ConditionalMean(
        n=model.n,
        method="Conditional mean imputation from the mixed model, ANCOVA, jackknife",
        settings=(("missing values", STRATEGIES[assumed.strategy]),),
        contrast=contrast,
        estimate=estimate,
        se=se,
        p=float(normal_two_sided(estimate / se)),
        ci_low=estimate - width,
        ci_high=estimate + width,
    )
