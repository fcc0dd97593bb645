"""Equal variances and covariances across groups: Levene's test at each visit and Box's M."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from ..common.distributions import chi_square_tail, f_tail
from ..common.groups import MINIMUM_PER_GROUP, Groups, read_groups, refuse_groups
from ..common.pairs import visit_names
from ..common.result import FloatArray, IndexArray, Refusal, Result, as_matrix
from ..common.variation import read_grid
from .cell_means import GroupLabels, fit_cell_means
from .sphericity import is_singular

# Two values lie equally far from their mean and median: their distances do not vary, and F grows without bound.
MIN_FOR_LEVENE = 3

Center = Literal["mean", "median"]


@dataclass(frozen=True, kw_only=True)
class LeveneVisit:
    """Levene's test at one visit; F, df and p are NaN where distances from the centre do not vary within groups."""

    visit: str
    f: float
    df1: int
    df2: int
    p: float


@dataclass(frozen=True, kw_only=True)
class Levene(Result):
    """Levene's test at each visit: `center` is "mean" or "median", `rows` holds one entry a visit."""

    center: str
    rows: tuple[LeveneVisit, ...]


@dataclass(frozen=True, kw_only=True)
class BoxM(Result):
    """Box's test of equal covariance matrices.

    Attributes
    ----------
    m : float
        Box's M.
    f, df1, df2, p : float
        F approximation, as SPSS prints it.
    chi_square, df, p_chi_square : float
        χ² approximation, as R's `rstatix::box_m` and `heplots::boxM` print it.
    """

    m: float
    f: float
    df1: float
    df2: float
    p: float
    chi_square: float
    df: int
    p_chi_square: float


def levene(
    values: ArrayLike,
    groups: GroupLabels,
    levels: Sequence[Hashable] | None = None,
    *,
    center: Center = "mean",
    visits: Sequence[str] | None = None,
    minimum_per_group: int = MINIMUM_PER_GROUP,
) -> Levene | Refusal:
    """Levene's test of equal variances between groups, at each visit.

    Parameters
    ----------
    center : {"mean", "median"}
        "mean" is Levene's own (SPSS's first line, JASP); "median" is Brown & Forsythe's (R's car).

    The other parameters are those of `fit_cell_means`, and the visits' names.

    References
    ----------
    Levene 1960, Contributions to Probability and Statistics, p. 278; Brown & Forsythe 1974,
    doi 10.1080/01621459.1974.10482955.
    """
    if center not in ("mean", "median"):
        raise ValueError(f"center is 'mean' or 'median'; got {center!r}")
    matrix = as_matrix(values)
    names = visit_names(visits, matrix.shape[1])
    found = groups if isinstance(groups, Groups) else read_groups(groups, levels)
    if refusal := _refuse(matrix, found, minimum_per_group):
        return refusal
    rows = tuple(
        _levene_visit(visit, [column[found.codes == code] for code in range(len(found.levels))], center)
        for visit, column in zip(names, matrix.T, strict=True)
    )
    notes = tuple(
        f"{row.visit}: in each group all values lie equally far from the {center}, so there is no F."
        for row in rows
        if not np.isfinite(row.f)
    )
    return Levene(
        n=matrix.shape[0],
        method="Levene's test",
        settings=(("centre", center),),
        notes=notes,
        center=center,
        rows=rows,
    )


def box_m(values: ArrayLike, groups: GroupLabels, levels: Sequence[Hashable] | None = None) -> BoxM | Refusal:
    """Box's M test of equal covariance matrices between groups.

    Parameters are those of `fit_cell_means`; every group needs more patients than there are visits.

    References
    ----------
    Box 1949, doi 10.1093/biomet/36.3-4.317; F as in IBM SPSS Statistics Algorithms, MANOVA.
    """
    model = fit_cell_means(values, groups, levels)
    if isinstance(model, Refusal):
        return model
    k, sizes = model.visits, model.groups.sizes
    for level, size in zip(model.groups.levels, sizes, strict=True):
        if size <= k:
            return Refusal(f"Box's M needs more than {k} patients in each group; “{level}” has {size}.")
    parts = [model.residuals[model.groups.codes == code] for code in range(len(sizes))]
    covariances = [part.T @ part / (len(part) - 1) for part in parts]
    if any(is_singular(covariance) for covariance in (*covariances, model.covariance)):
        return Refusal("In a group the visits depend on each other linearly; Box's M has no value.")
    dfs = sizes - 1
    logs = np.array([np.linalg.slogdet(covariance)[1] for covariance in covariances])
    m = float(model.df_error * np.linalg.slogdet(model.covariance)[1] - dfs @ logs)
    f, df1, df2, chi_square = _box_approximations(m, k, dfs, model.df_error)
    return BoxM(
        n=model.n,
        method="Box's M test",
        m=m,
        f=f,
        df1=df1,
        df2=df2,
        p=f_tail(f, df1, df2),
        chi_square=chi_square,
        df=df1,
        p_chi_square=chi_square_tail(chi_square, df1),
    )


def _box_approximations(m: float, k: int, dfs: IndexArray, df_error: int) -> tuple[float, int, float, float]:
    """F, its df and χ² from Box's M; the F's two forms are Box's own (c₂ above or below c₁²)."""
    apart = len(dfs) - 1
    c1 = float((1 / dfs).sum() - 1 / df_error) * (2 * k**2 + 3 * k - 1) / (6 * (k + 1) * apart)
    c2 = float((1 / dfs**2).sum() - 1 / df_error**2) * (k - 1) * (k + 2) / (6 * apart)
    df1 = k * (k + 1) * apart // 2
    df2 = (df1 + 2) / abs(c2 - c1**2)
    if c2 > c1**2:
        f = m * (1 - c1 - df1 / df2) / df1
    else:
        b = df2 / (1 - c1 + 2 / df2)
        f = df2 * m / (df1 * (b - m))
    return f, df1, df2, (1 - c1) * m


def _levene_visit(visit: str, samples: list[FloatArray], center: Center) -> LeveneVisit:
    from scipy.stats import levene as scipy_levene

    df1, df2 = len(samples) - 1, sum(map(len, samples)) - len(samples)
    if not _distances_vary(samples, center):
        return LeveneVisit(visit=visit, f=float("nan"), df1=df1, df2=df2, p=float("nan"))
    test = scipy_levene(*samples, center=center)
    return LeveneVisit(visit=visit, f=float(test.statistic), df1=df1, df2=df2, p=float(test.pvalue))


def _distances_vary(samples: list[FloatArray], center: Center) -> bool:
    """Tell whether distances from the centre differ in some group; counted in whole steps, n-ths for the mean."""
    grid = read_grid(np.concatenate(samples))
    for sample in samples:
        steps = grid.steps(grid.round(sample - sample[0]))
        n = len(steps)
        apart = np.abs(n * steps - steps.sum() if center == "mean" else steps - np.median(steps))
        if grid.varies(apart - apart[0], 2 * n):
            return True
    return False


def _refuse(matrix: FloatArray, groups: Groups, minimum_per_group: int) -> Refusal | None:
    if groups.codes.size != matrix.shape[0]:
        raise ValueError(
            f"one group a patient is needed; got {groups.codes.size} for {matrix.shape[0]} patients"
        )
    if not np.isfinite(matrix).all():
        return Refusal("Levene's test is made on complete patients here; some values are missing.")
    if refusal := refuse_groups(groups, minimum_per_group):
        return refusal
    for level, size in zip(groups.levels, groups.sizes, strict=True):
        if size < MIN_FOR_LEVENE:
            return Refusal(
                f"Levene's test needs at least {MIN_FOR_LEVENE} patients in each group: the {size} of "
                f"“{level}” lie equally far from their middle, whatever their spread."
            )
    return None
