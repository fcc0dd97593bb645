"""Simple effects: does the measure change over the visits within each group?

Three answers are in use, and each result names its own.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from ..common.groups import MINIMUM_PER_GROUP
from ..common.result import FloatArray, Refusal, Result, as_matrix
from .cell_means import CellMeans, GroupLabels, fit_cell_means
from .effect_size import ETA_CONFIDENCE, eta_squared_interval
from .multivariate import multivariate_tests
from .repeated_measures import univariate
from .sphericity import Correction, corrections, sphericity

ERRORS = {
    "multivariate": "multivariate (Pillai), covariance pooled within groups",
    "univariate": "univariate, error pooled within groups",
    "subset": "repeated-measures ANOVA of the group's own patients",
}


@dataclass(frozen=True)
class GroupRefusal(Refusal):
    """A refusal that concerns one group: `level` and its `n` patients."""

    level: str
    n: int


@dataclass(frozen=True, kw_only=True)
class SimpleEffect:
    """Effect of time in one group.

    Attributes
    ----------
    level, n : str, int
        The group and its patients.
    f, df1, df2, p : float
        Uncorrected where the test is univariate.
    partial_eta_squared, eta_ci_low, eta_ci_high : float
        With its 90 % interval.
    pillai : float
        Pillai's V; NaN where the test is univariate.
    corrections : tuple of Correction
        Rows with each ε where the test is univariate; empty where it is multivariate.
    """

    level: str
    n: int
    f: float
    df1: float
    df2: float
    p: float
    partial_eta_squared: float
    eta_ci_low: float
    eta_ci_high: float
    pillai: float
    corrections: tuple[Correction, ...]


@dataclass(frozen=True, kw_only=True)
class SimpleEffects(Result):
    """Effect of time in every group: `error` names the error term, `rows` holds one entry a group."""

    error: str
    rows: tuple[SimpleEffect | GroupRefusal, ...]


def simple_effects(
    values: ArrayLike,
    groups: GroupLabels,
    levels: Sequence[Hashable] | None = None,
    *,
    error: str = "multivariate",
    minimum_per_group: int = MINIMUM_PER_GROUP,
) -> SimpleEffects | Refusal:
    """Effect of time within each group.

    Parameters
    ----------
    error : {"multivariate", "univariate", "subset"}
        "multivariate": Pillai's F(k − 1, N − g − k + 2) with the covariance pooled within groups, as SPSS
        EMMEANS … COMPARE prints it. "univariate": the same hypothesis over the mixed ANOVA's error,
        F(k − 1, (N − g)(k − 1)). "subset": a separate ANOVA of each group, n > k patients each.

    The other parameters are those of `fit_cell_means`. Refused where the mixed model itself is refused.
    """
    if error not in ERRORS:
        raise ValueError(f"error is one of {', '.join(ERRORS)}; got {error!r}")
    model = fit_cell_means(values, groups, levels, minimum_per_group)
    if isinstance(model, Refusal):
        return model
    matrix, rows = as_matrix(values), []
    for code, level in enumerate(model.groups.levels):
        n = int(model.groups.sizes[code])
        if error == "subset":
            rows.append(_subset(matrix[model.groups.codes == code], level, n))
            continue
        contrast = model.contrasts[code]
        hypothesis = n * np.outer(contrast, contrast)
        test = _multivariate if error == "multivariate" else _univariate
        rows.append(test(model, hypothesis, level, n))
    return SimpleEffects(
        n=model.n,
        method="Simple effects of time",
        error=ERRORS[error],
        rows=tuple(rows),
        settings=(
            ("error", ERRORS[error]),
            ("adjustment across groups", "none"),
            ("interval of partial η²", f"{ETA_CONFIDENCE:.0%}, noncentral F"),
        ),
    )


def _multivariate(
    model: CellMeans, hypothesis: FloatArray, level: str, n: int
) -> SimpleEffect | GroupRefusal:
    tests = multivariate_tests(hypothesis, model.error, 1, model.df_error)
    if isinstance(tests, Refusal):
        return GroupRefusal(tests.reason, level, n)
    pillai = tests[0]
    low, high = eta_squared_interval(pillai.f, pillai.df1, pillai.df2)
    return SimpleEffect(
        level=level,
        n=n,
        f=pillai.f,
        df1=pillai.df1,
        df2=pillai.df2,
        p=pillai.p,
        partial_eta_squared=pillai.partial_eta_squared,
        eta_ci_low=low,
        eta_ci_high=high,
        pillai=pillai.statistic,
        corrections=(),
    )


def _univariate(model: CellMeans, hypothesis: FloatArray, level: str, n: int) -> SimpleEffect:
    row, df1 = univariate(hypothesis, 1, model), model.visits - 1
    df2 = df1 * model.df_error
    low, high = eta_squared_interval(row.f, df1, df2)
    return SimpleEffect(
        level=level,
        n=n,
        f=row.f,
        df1=df1,
        df2=df2,
        p=row.p,
        partial_eta_squared=row.partial_eta_squared,
        eta_ci_low=low,
        eta_ci_high=high,
        pillai=float("nan"),
        corrections=corrections(row.f, df1, df2, sphericity(model)),
    )


def _subset(matrix: FloatArray, level: str, n: int) -> SimpleEffect | GroupRefusal:
    model = fit_cell_means(matrix)
    if isinstance(model, Refusal):
        return GroupRefusal(model.reason, level, n)
    contrast = model.contrasts[0]
    return _univariate(model, n * np.outer(contrast, contrast), level, n)
