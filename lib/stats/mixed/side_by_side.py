"""One contrast by several methods: who is left out changes the answer by this much."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

from ..common.distributions import t_quantile, t_two_sided
from ..common.groups import MINIMUM_PER_GROUP
from ..common.result import BoolArray, FloatArray, Refusal, as_matrix, count_of
from .design import VISIT, Factor, Term, fixed_effects
from .means import mean_differences
from .model import Estimate, fit_mixed

#: Methods in the order in which they are shown, by code.
SIDE_BY_SIDE = {
    "complete": "complete cases, ANOVA",
    "locf": "last observation carried forward, ANOVA",
    "ancova": "endpoint observed, ANCOVA with the first visit as covariate",
    "ri": "all patients, random intercept",
    "us": "all patients, MMRM with unstructured covariance",
}


@dataclass(frozen=True, kw_only=True)
class MethodEstimate:
    """A contrast by one method: `code` and `method` of `SIDE_BY_SIDE`, `n` patients, `estimate` or the reason."""

    code: str
    method: str
    n: int
    estimate: Estimate | Refusal


def side_by_side(
    values: ArrayLike,
    visits: Sequence[str],
    group: Factor | None = None,
    *,
    pair: tuple[str, str] | None = None,
    confidence: float = 0.95,
) -> tuple[MethodEstimate, ...]:
    """Estimate the change from the first to the last visit, or its difference between two groups, by every method.

    Parameters
    ----------
    values : array_like, shape (n, k)
        Patients × visits, the first visit the baseline; a missing value is NaN.
    visits : sequence of str
        Names of the visits.
    group : Factor, optional
        Groups of the patients.
    pair : (str, str), optional
        Levels whose changes are compared, first minus second; without it the change of all patients, groups
        weighing equally.
    confidence : float
        Level of the intervals.
    """
    matrix = as_matrix(values)
    if group is not None:
        known = group.codes >= 0
        matrix, group = matrix[known], replace(group, codes=group.codes[known])
    first, last = matrix[:, 0], matrix[:, -1]
    has_first = np.isfinite(first)
    later = np.isfinite(matrix[:, 1:]).any(axis=1)
    simple: tuple[tuple[str, FloatArray, BoolArray, bool], ...] = (
        ("complete", last, np.asarray(np.isfinite(matrix).all(axis=1)), False),
        ("locf", last_carried_forward(matrix)[:, -1], np.asarray(has_first & later), False),
        ("ancova", last, np.asarray(has_first & np.isfinite(last)), True),
    )
    rows = []
    for code, end, kept, adjusted in simple:
        found = _change(end[kept] - first[kept], first[kept], _take(group, kept), pair, adjusted, confidence)
        rows.append(MethodEstimate(code=code, method=SIDE_BY_SIDE[code], n=int(kept.sum()), estimate=found))
    return (*rows, *(_mixed(matrix, visits, group, pair, code, confidence) for code in ("ri", "us")))


def last_carried_forward(values: ArrayLike) -> FloatArray:
    """Fill each missing value with the patient's last one before it; NaN where there is none.

    Parameters
    ----------
    values : array_like, shape (n, k)
        Patients × visits; a missing value is NaN.
    """
    filled = as_matrix(values).copy()
    for visit in range(1, filled.shape[1]):
        gone = np.isnan(filled[:, visit])
        filled[gone, visit] = filled[gone, visit - 1]
    return filled


def _take(group: Factor | None, kept: BoolArray) -> Factor | None:
    return None if group is None else replace(group, codes=group.codes[kept])


def _change(
    change: FloatArray,
    first: FloatArray,
    group: Factor | None,
    pair: tuple[str, str] | None,
    adjusted: bool,
    confidence: float,
) -> Estimate | Refusal:
    """Estimate the mean change, or its difference, by least squares with one residual variance."""
    levels = group.levels if group is not None else ("",)
    codes = group.codes if group is not None else np.zeros(len(change), dtype=np.intp)
    sizes = np.bincount(codes, minlength=len(levels))
    if (sizes < MINIMUM_PER_GROUP).any():
        return Refusal(
            f"A group has {count_of(int(sizes.min()), 'patient')} here; each needs {MINIMUM_PER_GROUP}."
        )
    design = np.eye(len(levels))[codes]
    if adjusted:
        design = np.column_stack([design, first - first.mean()])
    df = len(change) - design.shape[1]
    if df < 1 or np.linalg.matrix_rank(design) < design.shape[1]:
        return Refusal(f"{count_of(len(change), 'patient')} are too few for this comparison.")
    row = np.zeros(design.shape[1])
    if pair is None:
        row[: len(levels)] = 1 / len(levels)
    else:
        row[levels.index(pair[0])], row[levels.index(pair[1])] = 1.0, -1.0
    return least_squares(design, change, row, confidence)


def least_squares(
    design: FloatArray, values: FloatArray, row: FloatArray, confidence: float = 0.95, name: str = "change"
) -> Estimate:
    """Estimate one combination of effects by ordinary least squares.

    Parameters
    ----------
    design : ndarray, shape (n, p)
        Of full rank.
    values : ndarray, shape (n,)
        In the measure's unit.
    row : ndarray, shape (p,)
        Weights of the effects.
    confidence : float
        Level of the interval.
    name : str
        Name of the estimate.
    """
    q, r = np.linalg.qr(design)
    weights = np.linalg.solve(r.T, row)
    scores = q.T @ values
    df = len(values) - design.shape[1]
    left = values - q @ scores
    value = float(weights @ scores)
    se = float(np.sqrt(left @ left / df * (weights @ weights)))
    width = float(t_quantile((1 + confidence) / 2, df)) * se
    t = value / se if se > 0 else float("nan")
    return Estimate(
        name=name,
        estimate=value,
        se=se,
        df=float(df),
        t=t,
        p=float(t_two_sided(t, df)),
        ci_low=value - width,
        ci_high=value + width,
    )


def _mixed(
    values: FloatArray,
    visits: Sequence[str],
    group: Factor | None,
    pair: tuple[str, str] | None,
    code: str,
    confidence: float,
) -> MethodEstimate:
    terms: list[Term] = [(VISIT,)] if group is None else [(VISIT,), (group.name,), (VISIT, group.name)]
    effects = fixed_effects(visits, [] if group is None else [group], terms)
    n = int(np.isfinite(values).any(axis=1).sum())
    # lmerTest's information for a random intercept, SAS's for the unstructured covariance.
    information = "expected" if code == "ri" else "observed"
    model = fit_mixed(values, effects, code, information=information)
    if isinstance(model, Refusal):
        return MethodEstimate(code=code, method=SIDE_BY_SIDE[code], n=n, estimate=model)
    if pair is None:
        kind, chosen = "from first", ("", "")
    else:
        kind, chosen = "groups from first", pair
    name = group.name if group is not None else ""
    rows = mean_differences(model, kind, group=name, adjustment="none", confidence=confidence).rows
    for row in rows:
        if row.visit == visits[-1] and {row.level, row.against} == set(chosen):
            found = row.estimate if row.level == chosen[0] else reversed_estimate(row.estimate)
            return MethodEstimate(code=code, method=SIDE_BY_SIDE[code], n=model.n, estimate=found)
    raise ValueError(f"no pair {pair}")


def reversed_estimate(estimate: Estimate) -> Estimate:
    """Give the difference the other way round."""
    return replace(
        estimate,
        estimate=-estimate.estimate,
        t=-estimate.t,
        ci_low=-estimate.ci_high,
        ci_high=-estimate.ci_low,
    )
