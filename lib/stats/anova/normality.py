"""Normality, shown and never used to decide: Shapiro–Wilk and normal Q–Q points."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from ..common.distributions import normal_quantile
from ..common.groups import MINIMUM_PER_GROUP
from ..common.pairs import visit_names
from ..common.result import FloatArray, Refusal, Result, as_matrix, as_vector, count_of
from ..common.variation import offsets
from .cell_means import CellMeans, GroupLabels, fit_cell_means

# Royston's approximation of W's distribution holds for 3 to 5000 values (1995, doi 10.2307/2986146).
SHAPIRO_LEAST, SHAPIRO_MOST = 3, 5000


@dataclass(frozen=True, kw_only=True)
class ShapiroWilk(Result):
    """Shapiro–Wilk test: `w`, `p`."""

    w: float
    p: float


@dataclass(frozen=True, kw_only=True)
class CellNormality:
    """Shapiro–Wilk test of one cell: `level` of the group or None, `visit`, `n`, `test`."""

    level: str | None
    visit: str
    n: int
    test: ShapiroWilk | Refusal


@dataclass(frozen=True, kw_only=True)
class Normality(Result):
    """Normality of an ANOVA's residuals and of every cell.

    Attributes
    ----------
    residuals : ShapiroWilk or Refusal
        Of all residuals: value minus the mean of its group and visit.
    cells : tuple of CellNormality
        One a group and visit.
    theoretical, observed : ndarray, shape (n × k,)
        Q–Q points of the residuals: standard normal quantiles, and residuals divided by their pooled
        standard deviation, both ascending.
    """

    residuals: ShapiroWilk | Refusal
    cells: tuple[CellNormality, ...]
    theoretical: FloatArray
    observed: FloatArray


def shapiro_wilk(values: ArrayLike) -> ShapiroWilk | Refusal:
    """Shapiro–Wilk test of normality; a NaN is left out.

    References
    ----------
    Shapiro & Wilk 1965, doi 10.1093/biomet/52.3-4.591; Royston 1995, doi 10.2307/2986146.
    """
    seen = as_vector(values)
    seen = seen[np.isfinite(seen)]
    if not SHAPIRO_LEAST <= seen.size <= SHAPIRO_MOST:
        found = count_of(seen.size, "value")
        return Refusal(
            f"Shapiro–Wilk's p is known for {SHAPIRO_LEAST} to {SHAPIRO_MOST} values; found {found}."
        )
    if not offsets(seen).any():
        return Refusal(f"All {seen.size} values are equal; a test of normality needs values that differ.")
    from scipy.stats import shapiro

    w, p = shapiro(seen)
    return ShapiroWilk(n=seen.size, method="Shapiro–Wilk test", w=float(w), p=float(p))


def normal_quantiles(count: int) -> FloatArray:
    """Standard normal quantiles at the plotting positions (i − a) / (n + 1 − 2a), as R's `ppoints`.

    a = 3/8 up to 10 points, else 1/2 (Blom 1958, Statistical Estimates and Transformed Beta-Variables).
    """
    a = 3 / 8 if count <= 10 else 1 / 2
    return np.atleast_1d(normal_quantile((np.arange(1, count + 1) - a) / (count + 1 - 2 * a)))


def anova_normality(
    values: ArrayLike,
    groups: GroupLabels | None = None,
    levels: Sequence[Hashable] | None = None,
    *,
    visits: Sequence[str] | None = None,
    minimum_per_group: int = MINIMUM_PER_GROUP,
) -> Normality | Refusal:
    """Shapiro–Wilk and Q–Q points of an ANOVA's residuals, and Shapiro–Wilk of every cell.

    Parameters are those of `fit_cell_means`, and the visits' names.
    """
    names = visit_names(visits, as_matrix(values).shape[1])
    model = fit_cell_means(values, groups, levels, minimum_per_group)
    if isinstance(model, Refusal):
        return model
    observed = np.sort(model.residuals, axis=None)
    observed /= np.sqrt(np.trace(model.sscp) / (model.df_error * model.visits))
    theoretical = normal_quantiles(observed.size)
    for points in (observed, theoretical):
        points.setflags(write=False)
    return Normality(
        n=model.n,
        method="Shapiro–Wilk tests and normal Q–Q points",
        settings=(("residual", "value minus the mean of its group and visit"),),
        residuals=shapiro_wilk(model.residuals.ravel()),
        cells=_cells(model, names, groups is not None),
        theoretical=theoretical,
        observed=observed,
    )


def _cells(model: CellMeans, names: tuple[str, ...], grouped: bool) -> tuple[CellNormality, ...]:
    cells = []
    for code, level in enumerate(model.groups.levels):
        residuals = model.residuals[model.groups.codes == code]
        for column, visit in enumerate(names):
            test = shapiro_wilk(residuals[:, column])
            shown = level if grouped else None
            cells.append(CellNormality(level=shown, visit=visit, n=residuals.shape[0], test=test))
    return tuple(cells)
