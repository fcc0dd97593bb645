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

from ..common.adjust import ADJUSTMENT_NAMES, adjust_p
from ..common.distributions import CONFIDENCE, t_quantile, t_two_sided
from ..common.groups import MINIMUM_PER_GROUP
from ..common.libraries import paired_t
from ..common.pairs import Pair, VisitPairs, family_name, read_pairs
from ..common.result import FloatArray, Refusal, Result, as_matrix
from .cell_means import CellMeans, GroupLabels, fit_cell_means
from .effect_size import small_sample, standardised
from .simple_effects import GroupRefusal

PAIRED = "paired differences, df = n − 1"
POOLED = "pooled within groups, df = N − g"
OWN = "paired differences of the group's own patients, df = n − 1"


@dataclass(frozen=True, kw_only=True)
class Comparison(Pair):
    """One pair of visits.

    Attributes
    ----------
    difference, se, t, df : float
        Difference of the (marginal) means, its standard error and t.
    hedges_g_av : float
        `difference` / √((s₁² + s₂²) / 2) × (1 − 3 / (8 df − 1)), s the SD of a visit.
    cohens_d_z : float
        `difference` / SD of the differences. Both divide the difference of their own row, by SDs of the error
        term of their row: of the patients, or pooled within groups. NaN, with a note, where that SD is 0.
    """

    difference: float
    se: float
    t: float
    df: int
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
    """One family: for each pair its estimate, the SD of the differences, and SE² = SD² × `scale`.

    `own` holds the patients' differences where the error is theirs alone, None where it is pooled.
    """

    n: int
    df: int
    error: str
    level: str | None
    difference: FloatArray
    sd: FloatArray
    scale: float
    visit_sd: FloatArray
    own: FloatArray | None = None


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
    pairs = read_pairs(visits, as_matrix(values).shape[1], reference, adjust, confidence)
    model = fit_cell_means(values, groups, levels, minimum_per_group)
    if isinstance(model, Refusal):
        return model
    if groups is None:
        return _compare(_own_family(model, 0, pairs, PAIRED, None), pairs)
    g, sizes = len(model.groups.levels), model.groups.sizes
    scale = float((1 / sizes).sum()) / g**2
    family = _pooled_family(
        model, np.full(g, 1 / g), scale, pairs, (model.n, f"{POOLED}; groups weigh equally", None)
    )
    return _compare(family, pairs)


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
    pairs = read_pairs(visits, as_matrix(values).shape[1], reference, adjust, confidence)
    model = fit_cell_means(values, groups, levels, minimum_per_group)
    if isinstance(model, Refusal):
        return model
    each = np.eye(len(model.groups.levels))
    families: list[PairwiseVisits | GroupRefusal] = []
    for code, (level, n) in enumerate(zip(model.groups.levels, model.groups.sizes.tolist(), strict=True)):
        if error == "pooled":
            family = _pooled_family(model, each[code], 1 / n, pairs, (n, POOLED, level))
        elif n < 2:
            sentence = f"A paired test needs at least 2 patients; “{level}” has {n}."
            families.append(GroupRefusal(sentence, level, n))
            continue
        else:
            family = _own_family(model, code, pairs, OWN, level)
        families.append(_compare(family, pairs))
    return PairwiseWithinGroups(
        n=model.n, method="Pairwise comparisons of visits within groups", families=tuple(families),
        settings=(("error", POOLED if error == "pooled" else "own, df = n − 1"),
                  ("adjustment", f"{ADJUSTMENT_NAMES[adjust]}, within each group"),
                  ("adjusted interval", pairs.interval_name)),
    )  # fmt: skip


def _own_family(model: CellMeans, code: int, pairs: VisitPairs, error: str, level: str | None) -> _Family:
    """Paired differences of one group's own patients."""
    means, residuals = model.differences(pairs.first, pairs.second)
    mine = model.groups.codes == code
    own, n = residuals[mine], int(mine.sum())
    return _Family(
        n,
        n - 1,
        error,
        level,
        means[code],
        _sd(model, own, n - 1),
        1 / n,
        _sd(model, model.residuals[mine], n - 1),
        means[code] + own,
    )


def _pooled_family(
    model: CellMeans, weights: FloatArray, scale: float, pairs: VisitPairs, named: tuple[int, str, str | None]
) -> _Family:
    """A weighted mean of the groups' differences, with the error pooled within groups."""
    n, error, level = named
    means, residuals = model.differences(pairs.first, pairs.second)
    return _Family(
        n,
        model.df_error,
        error,
        level,
        weights @ means,
        _sd(model, residuals, model.df_error),
        scale,
        _sd(model, model.residuals, model.df_error),
    )


def _sd(model: CellMeans, residuals: FloatArray, df: int) -> FloatArray:
    """SD of each column of residuals; 0 where there is nothing but rounding."""
    varies = [model.grid.varies(column) for column in residuals.T]
    return np.where(varies, np.sqrt((residuals**2).sum(axis=0) / df), 0.0)


def _compare(family: _Family, pairs: VisitPairs) -> PairwiseVisits:
    difference, se, flat = family.difference, family.sd * np.sqrt(family.scale), family.sd == 0
    t, p = np.full((2, len(se)), np.nan)
    if family.own is not None:
        t[~flat], p[~flat] = paired_t(family.own[:, ~flat])
    else:
        t[~flat] = difference[~flat] / se[~flat]
        p[~flat] = t_two_sided(t[~flat], family.df)
    alpha, family_alpha = pairs.alphas
    margin, wide = (
        np.where(flat, np.nan, t_quantile(1 - a / 2, family.df) * se) for a in (alpha, family_alpha)
    )
    average = np.sqrt((family.visit_sd[pairs.first] ** 2 + family.visit_sd[pairs.second] ** 2) / 2)
    g_av, d_z = standardised(difference, average), standardised(difference, family.sd)
    columns = {
        "difference": difference, "se": se, "t": t, "p": p, "p_adjusted": adjust_p(p, pairs.adjust),
        "ci_low": difference - margin, "ci_high": difference + margin,
        "adjusted_ci_low": difference - wide, "adjusted_ci_high": difference + wide,
        "hedges_g_av": g_av * small_sample(2 * family.df), "cohens_d_z": d_z,
    }  # fmt: skip
    comparisons = tuple(
        Comparison(
            first=pairs.names[i],
            second=pairs.names[j],
            df=family.df,
            **{name: float(column[row]) for name, column in columns.items()},
        )
        for row, (i, j) in enumerate(zip(pairs.first, pairs.second, strict=True))
    )
    within = f", in {family.level}" if family.level is not None else ""
    named = family_name(len(comparisons), pairs.names, pairs.reference, within)
    return PairwiseVisits(
        n=family.n, method="Pairwise comparisons of visits", comparisons=comparisons,
        level=family.level, family=named, error=family.error, notes=_notes(comparisons),
        settings=(("error", family.error), ("family", named), ("adjustment", ADJUSTMENT_NAMES[pairs.adjust]),
                  ("confidence", f"{pairs.confidence:.0%}"), ("adjusted interval", pairs.interval_name),
                  ("g_av and d_z", _sds(family))),
    )  # fmt: skip


def _sds(family: _Family) -> str:
    whose = "of these patients" if family.own is not None else "pooled within groups"
    return f"the row's difference over the SD of the visits, or of the differences, {whose}"


def _notes(comparisons: tuple[Comparison, ...]) -> tuple[str, ...]:
    return tuple(
        f"{row.first} and {row.second} differ by the same amount in every patient: no t, no p and no interval."
        for row in comparisons
        if np.isnan(row.t)
    )
