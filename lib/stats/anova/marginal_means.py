"""Estimated marginal means of the visits, over all patients and in each group."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from ..common.distributions import CONFIDENCE, t_quantile
from ..common.groups import MINIMUM_PER_GROUP
from ..common.pairs import visit_names
from ..common.result import FloatArray, Refusal, Result, as_matrix
from .cell_means import GroupLabels, fit_cell_means


@dataclass(frozen=True, kw_only=True)
class MarginalMean:
    """Mean of one visit: `level` of the group or None, `visit`, `n`, `mean`, `se`, `df`, `ci_low`, `ci_high`."""

    level: str | None
    visit: str
    n: int
    mean: float
    se: float
    df: int
    ci_low: float
    ci_high: float


@dataclass(frozen=True, kw_only=True)
class MarginalMeans(Result):
    """Estimated marginal means: `overall`, one a visit, and `by_group`, one a group and visit."""

    overall: tuple[MarginalMean, ...]
    by_group: tuple[MarginalMean, ...]


def marginal_means(
    values: ArrayLike,
    groups: GroupLabels | None = None,
    levels: Sequence[Hashable] | None = None,
    *,
    visits: Sequence[str] | None = None,
    confidence: float = CONFIDENCE,
    minimum_per_group: int = MINIMUM_PER_GROUP,
) -> MarginalMeans | Refusal:
    """Estimated marginal means with confidence intervals.

    Each visit has its own variance, pooled within groups, df N − g; the overall mean weighs the groups
    equally. These are the figures of SPSS EMMEANS and of R's emmeans after afex (multivariate model).

    Parameters are those of `fit_cell_means`, the visits' names and the intervals' level.
    """
    names = visit_names(visits, as_matrix(values).shape[1])
    model = fit_cell_means(values, groups, levels, minimum_per_group)
    if isinstance(model, Refusal):
        return model
    sizes, variances, df = model.groups.sizes, np.diag(model.covariance), model.df_error
    width = t_quantile((1 + confidence) / 2, df)
    proportion = float((1 / sizes).sum()) / len(sizes) ** 2
    overall = _rows(
        (None, model.n, df), names, model.means.mean(axis=0), np.sqrt(variances * proportion), width
    )
    by_group: tuple[MarginalMean, ...] = ()
    if groups is not None:
        for level, n, means in zip(model.groups.levels, sizes.tolist(), model.means, strict=True):
            by_group += _rows((level, n, df), names, means, np.sqrt(variances / n), width)
    weights = (("overall mean", "groups weigh equally"),) if groups is not None else ()
    return MarginalMeans(
        n=model.n,
        method="Estimated marginal means",
        overall=overall,
        by_group=by_group,
        settings=(
            ("error", f"variance of each visit, df = {df}"),
            *weights,
            ("confidence", f"{confidence:.0%}"),
        ),
    )


def _rows(
    cell: tuple[str | None, int, int],
    visits: tuple[str, ...],
    means: FloatArray,
    errors: FloatArray,
    width: float,
) -> tuple[MarginalMean, ...]:
    level, n, df = cell
    return tuple(
        MarginalMean(
            level=level,
            visit=visit,
            n=n,
            mean=mean,
            se=se,
            df=df,
            ci_low=mean - width * se,
            ci_high=mean + width * se,
        )
        for visit, mean, se in zip(visits, means.tolist(), errors.tolist(), strict=True)
    )
