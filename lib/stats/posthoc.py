"""Post hoc comparisons of visits and the marginal means they compare.

The standard errors rest on the covariance of the visits (the multivariate model), so each comparison has its
own error: paired t without a between factor, errors pooled within groups with one. These are the figures of
SPSS EMMEANS and of R's emmeans after afex.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from .adjust import adjust_p
from .cell_means import CellMeans, GroupLabels, fit_cell_means
from .describe import CONFIDENCE
from .distributions import t_quantile, t_two_sided
from .groups import MINIMUM_PER_GROUP
from .pairs import check_adjustment, family_name, visit_names, visit_pairs
from .result import FloatArray, Refusal, Result, as_matrix
from .simple_effects import GroupRefusal


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """One pair of visits.

    Attributes
    ----------
    first, second : str
        Names of the visits; every difference is first − second.
    difference, se, t, df : float
        Difference of the (marginal) means, its standard error and t. t and p are NaN where every patient
        has the same difference; a note says so.
    p, p_adjusted : float
        Raw, and adjusted for the family.
    ci_low, ci_high : float
        Interval of the difference, not adjusted.
    adjusted_ci_low, adjusted_ci_high : float
        Interval at the family's level: Šidák for Šidák, plain for "none", Bonferroni otherwise.
    hedges_g_av : float
        Mean difference / √((s₁² + s₂²) / 2) × (1 − 3 / (8n − 9)): pingouin's `hedges`, from the patients'
        own values.
    cohens_d_z : float
        Mean difference / SD of the differences, from the patients' own values. Both are NaN, with a note,
        where these have no spread.
    """

    first: str
    second: str
    difference: float
    se: float
    t: float
    df: int
    p: float
    p_adjusted: float
    ci_low: float
    ci_high: float
    adjusted_ci_low: float
    adjusted_ci_high: float
    hedges_g_av: float
    cohens_d_z: float


@dataclass(frozen=True, kw_only=True)
class PairwiseVisits(Result):
    """One family of comparisons: `level` of the group or None, `family`, `error`, `comparisons`."""

    level: str | None
    family: str
    error: str
    comparisons: tuple[Comparison, ...]


@dataclass(frozen=True, kw_only=True)
class PairwiseWithinGroups(Result):
    """A family of comparisons in each group: `families`, in the order of the groups."""

    families: tuple[PairwiseVisits | GroupRefusal, ...]


@dataclass(frozen=True)
class _Family:
    """What one family is made of: values of its patients, means, covariance of the means, error df."""

    matrix: FloatArray
    means: FloatArray
    covariance: FloatArray
    df: int
    error: str
    level: str | None = None


def pairwise_visits(
    values: ArrayLike,
    groups: GroupLabels | None = None,
    levels: Sequence[Hashable] | None = None,
    *,
    visits: Sequence[str] | None = None,
    reference: int | None = None,
    adjust: str = "bonferroni",
    confidence: float = CONFIDENCE,
    minimum_per_group: int = MINIMUM_PER_GROUP,
) -> PairwiseVisits | Refusal:
    """Compare visits over all patients.

    Parameters
    ----------
    values : array_like, shape (n, k)
        Complete patients × visits.
    groups, levels : sequence, optional
        Without groups: paired t, df n − 1. With groups: marginal means that weigh the groups equally, error
        pooled within groups, df N − g.
    visits : sequence of str, optional
        Names of the visits, in protocol order; their numbers where left out.
    reference : int, optional
        Index of the visit that each other is compared with; all pairs where left out.
    adjust : {"bonferroni", "holm", "sidak", "fdr", "none"}
    confidence : float
        Level of the intervals.
    minimum_per_group : int
        Fewest patients a group may hold.
    """
    adjustment, matrix = check_adjustment(adjust), as_matrix(values)
    names = visit_names(visits, matrix.shape[1])
    model = fit_cell_means(values, groups, levels, minimum_per_group)
    if isinstance(model, Refusal):
        return model
    weight = float((1 / model.groups.sizes).sum()) / len(model.groups.levels) ** 2
    error = "paired differences, df = n − 1"
    if groups is not None:
        error = "pooled within groups, df = N − g; groups weigh equally"
    family = _Family(matrix, model.means.mean(axis=0), model.covariance * weight, model.df_error, error)
    return _compare(family, names, reference, adjust, adjustment, confidence)


def pairwise_visits_within_groups(
    values: ArrayLike,
    groups: GroupLabels,
    levels: Sequence[Hashable] | None = None,
    *,
    visits: Sequence[str] | None = None,
    reference: int | None = None,
    adjust: str = "bonferroni",
    error: str = "pooled",
    confidence: float = CONFIDENCE,
    minimum_per_group: int = MINIMUM_PER_GROUP,
) -> PairwiseWithinGroups | Refusal:
    """Compare visits within each group; every group is a family of its own.

    Parameters
    ----------
    error : {"pooled", "own"}
        "pooled": covariance pooled within groups, df N − g (SPSS, emmeans). "own": paired t of the group's
        own patients, df n − 1.

    The other parameters are those of `pairwise_visits`.
    """
    if error not in ("pooled", "own"):
        raise ValueError(f"error is 'pooled' or 'own'; got {error!r}")
    adjustment, matrix = check_adjustment(adjust), as_matrix(values)
    names = visit_names(visits, matrix.shape[1])
    model = fit_cell_means(values, groups, levels, minimum_per_group)
    if isinstance(model, Refusal):
        return model
    make = _pooled_family if error == "pooled" else _own_family
    families = tuple(
        _compare(family, names, reference, adjust, adjustment, confidence)
        if isinstance(family := make(model, matrix, code), _Family)
        else family
        for code in range(len(model.groups.levels))
    )
    return PairwiseWithinGroups(
        n=model.n, method="Pairwise comparisons of visits within groups", families=families,
        settings=(("error", "pooled within groups, df = N − g" if error == "pooled" else "own, df = n − 1"),
                  ("adjustment", f"{adjustment}, within each group")),
    )  # fmt: skip


def _pooled_family(model: CellMeans, matrix: FloatArray, code: int) -> _Family:
    n, level = int(model.groups.sizes[code]), model.groups.levels[code]
    return _Family(
        matrix[model.groups.codes == code], model.means[code], model.covariance / n,
        model.df_error, "pooled within groups, df = N − g", level,
    )  # fmt: skip


def _own_family(model: CellMeans, matrix: FloatArray, code: int) -> _Family | GroupRefusal:
    n, level = int(model.groups.sizes[code]), model.groups.levels[code]
    if n < 2:
        return GroupRefusal(f"A paired test needs at least 2 patients; “{level}” has {n}.", level, n)
    mine = model.groups.codes == code
    covariance = model.residuals[mine].T @ model.residuals[mine] / (n - 1)
    return _Family(
        matrix[mine], model.means[code], covariance / n, n - 1,
        "paired differences of the group's own patients, df = n − 1", level,
    )  # fmt: skip


def _compare(
    family: _Family, names: tuple[str, ...], reference: int | None, adjust: str, adjustment: str,
    confidence: float,
) -> PairwiseVisits:  # fmt: skip
    pairs = visit_pairs(len(names), reference)
    first, second = np.array(pairs).T
    difference = family.means[first] - family.means[second]
    c = family.covariance
    se = np.sqrt(np.maximum(0, c[first, first] + c[second, second] - 2 * c[first, second]))
    flat = se <= 1e-13 * np.abs(family.matrix).max()
    with np.errstate(divide="ignore", invalid="ignore"):
        t = np.where(flat, np.nan, difference / se)
    p = t_two_sided(t, family.df)
    alpha = _family_alpha(1 - confidence, adjust, len(pairs))
    margin, wide = (t_quantile(1 - a / 2, family.df) * se for a in (1 - confidence, alpha))
    g_av, d_z = _standardised(family.matrix, first, second)
    columns = zip(
        difference, se, t, p, adjust_p(p, adjust), difference - margin, difference + margin,
        difference - wide, difference + wide, g_av, d_z, strict=True,
    )  # fmt: skip
    comparisons = tuple(
        _comparison(names[i], names[j], family.df, [float(value) for value in row])
        for (i, j), row in zip(pairs, columns, strict=True)
    )
    within = f", in {family.level}" if family.level is not None else ""
    named = family_name(len(pairs), names, reference, within)
    return PairwiseVisits(
        n=family.matrix.shape[0], method="Pairwise comparisons of visits", comparisons=comparisons,
        level=family.level, family=named, error=family.error, notes=_notes(flat, np.isnan(g_av * d_z), pairs, names),
        settings=(("error", family.error), ("family", named), ("adjustment", adjustment),
                  ("confidence", f"{confidence:.0%}")),
    )  # fmt: skip


def _comparison(first: str, second: str, df: int, row: list[float]) -> Comparison:
    difference, se, t, p, adjusted, low, high, wide_low, wide_high, g_av, d_z = row
    return Comparison(
        first=first, second=second, difference=difference, se=se, t=t, df=df, p=p, p_adjusted=adjusted,
        ci_low=low, ci_high=high, adjusted_ci_low=wide_low, adjusted_ci_high=wide_high,
        hedges_g_av=g_av, cohens_d_z=d_z,
    )  # fmt: skip


def _family_alpha(alpha: float, adjust: str, size: int) -> float:
    if adjust == "none":
        return alpha
    return 1 - (1 - alpha) ** (1 / size) if adjust == "sidak" else alpha / size


def _standardised(matrix: FloatArray, first: FloatArray, second: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Hedges' g_av and Cohen's d_z of each pair; NaN where there is no spread or one patient."""
    n = matrix.shape[0]
    if n < 2:
        return np.full(first.size, np.nan), np.full(first.size, np.nan)
    covariance = np.cov(matrix, rowvar=False)
    variances = np.diag(covariance)
    mean = matrix.mean(axis=0)
    difference = mean[first] - mean[second]
    averaged = np.sqrt((variances[first] + variances[second]) / 2)
    spread = np.sqrt(np.maximum(0, 2 * averaged**2 - 2 * covariance[first, second]))
    tiny = 1e-13 * np.abs(matrix).max()
    with np.errstate(divide="ignore", invalid="ignore"):
        g_av = np.where(averaged > tiny, difference / averaged * (1 - 3 / (8 * n - 9)), np.nan)
        return g_av, np.where(spread > tiny, difference / spread, np.nan)


def _notes(
    flat: FloatArray, undefined: FloatArray, pairs: list[tuple[int, int]], names: tuple[str, ...]
) -> tuple[str, ...]:
    notes = []
    for (i, j), same, no_spread in zip(pairs, flat, undefined, strict=True):
        if same:
            notes.append(
                f"{names[i]} and {names[j]} differ by the same amount in every patient: no t and no p."
            )
        elif no_spread:
            notes.append(f"{names[i]} and {names[j]} have no spread within these patients: no g_av or d_z.")
    return tuple(notes)
