"""Groups of patients compared in pairs at each visit, by their means and on ranks.

By means: Welch's t with each pair's own variances (R's `t.test`), or the variance of the visit pooled over all groups,
df N − g (R's `emmeans(afex, ~ group | visit)` with the multivariate model, SPSS's EMMEANS … COMPARE).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..common.adjust import adjust_p
from ..common.distributions import CONFIDENCE, t_quantile, t_two_sided
from ..common.groups import MINIMUM_PER_GROUP, Groups, refuse_groups
from ..common.libraries import one_way
from ..common.pairs import (
    GroupPair,
    adjust_families,
    check_adjustment,
    family_alpha,
    group_pairs,
    pairs_family,
    visit_names,
)
from ..common.result import FloatArray, Refusal, Result, as_matrix
from ..common.variation import read_grid

TESTS = {
    "welch": "Welch’s t tests",
    "pooled": "t tests with the variance of the visit pooled over all groups, df = N − g",
}
OMNIBUS = {"welch": "Welch’s analysis of variance", "pooled": "one-way analysis of variance"}
#: Which comparisons are adjusted together.
FAMILIES = {"all": "of groups at all visits", "visit": "of groups at one visit"}


@dataclass(frozen=True, kw_only=True)
class GroupDifference(GroupPair):
    """Two groups at one visit by their means.

    Attributes
    ----------
    difference, se, t, df : float
        Difference of the means and its test.
    cohens_d : float
        Difference over the SD of the row's own error: √((s₁² + s₂²) / 2) with Welch, the pooled SD otherwise.
    """

    difference: float
    se: float
    t: float
    df: float
    cohens_d: float


@dataclass(frozen=True, kw_only=True)
class GroupOmnibus:
    """All groups at one visit: `f`, `df1`, `df2`, `p`, and `p_adjusted` across the visits."""

    visit: str
    f: float
    df1: float
    df2: float
    p: float
    p_adjusted: float


@dataclass(frozen=True, kw_only=True)
class GroupDifferences(Result):
    """Groups compared by their means: `family`, `pairs` (visit by visit), and `omnibus`, one a visit or none."""

    family: str
    pairs: tuple[GroupDifference, ...]
    omnibus: tuple[GroupOmnibus, ...]


def group_differences(
    values: FloatArray,
    groups: Groups,
    *,
    visits: Sequence[str] | None = None,
    test: str = "welch",
    adjust: str = "bonferroni",
    family: str = "all",
    confidence: float = CONFIDENCE,
    together: bool = True,
) -> GroupDifferences | Refusal:
    """Compare groups at each visit by their means.

    Parameters
    ----------
    values : array_like, shape (n, k)
        Complete patients × visits.
    groups : Groups
        Group of each patient.
    visits : sequence of str, optional
        Names of the visits; their numbers where left out.
    test : {"welch", "pooled"}
        Own variances of each pair, or the variance of the visit pooled over all groups.
    adjust : {"bonferroni", "holm", "sidak", "fdr", "none"}
    family : {"all", "visit"}
        Adjusted together: all pairs at all visits, or the pairs at one visit.
    confidence : float
        Level of the intervals.
    together : bool
        Whether all groups are compared at once too, which takes as long as the pairs.

    Returns
    -------
    GroupDifferences or Refusal
        Refused with fewer than two groups, or a group of one.

    References
    ----------
    Welch 1947, doi 10.1093/biomet/34.1-2.28; Welch 1951, doi 10.1093/biomet/38.3-4.330.
    """
    if test not in TESTS or family not in FAMILIES:
        raise ValueError(f"no such test or family: {test!r}, {family!r}")
    adjustment, matrix = check_adjustment(adjust), as_matrix(values)
    names = visit_names(visits, matrix.shape[1])
    if refusal := refuse_groups(groups, MINIMUM_PER_GROUP):
        return refusal
    cells = _Cells.of(matrix, groups)
    found = [_pairs_at(cells, visit, test) for visit in range(len(names))]
    figures = np.concatenate(found)
    pairs = group_pairs(groups)
    size, words = pairs_family(len(pairs), len(names), family)
    adjusted = adjust_families(figures[:, 4], len(pairs), family, adjust)
    rows = _rows(
        cells, names, figures, adjusted, (1 - confidence, family_alpha(1 - confidence, adjust, size))
    )
    return GroupDifferences(
        n=matrix.shape[0], method=f"Groups compared by {TESTS[test]}", pairs=rows, family=words,
        omnibus=_omnibus(cells, names, test, adjust) if together else (), notes=_notes(rows),
        settings=(("error", TESTS[test]), ("family", words), ("adjustment", adjustment),
                  ("confidence", f"{confidence:.0%}")),
    )  # fmt: skip


@dataclass(frozen=True)
class _Cells:
    """Sizes of the groups (g,), means and variances of each group at each visit (g, k)."""

    groups: Groups
    means: FloatArray
    variances: FloatArray

    @classmethod
    def of(cls, matrix: FloatArray, groups: Groups) -> _Cells:
        grid, parts = read_grid(matrix), [matrix[groups.codes == code] for code in range(len(groups.levels))]
        offsets = [grid.round(part - part[0]) for part in parts]
        means = [part[0] + offset.mean(axis=0) for part, offset in zip(parts, offsets, strict=True)]
        return cls(groups, np.array(means), np.array([offset.var(axis=0, ddof=1) for offset in offsets]))

    @property
    def df(self) -> int:
        return int(self.groups.sizes.sum()) - len(self.groups.levels)

    def pooled(self, visit: int) -> float:
        """Variance of a visit pooled over all groups."""
        return float((self.variances[:, visit] * (self.groups.sizes - 1)).sum()) / self.df


def _pairs_at(cells: _Cells, visit: int, test: str) -> FloatArray:
    """Difference, SE, t, df, p and SD of every pair at a visit, shape (pairs, 6)."""
    first, second = np.array(group_pairs(cells.groups)).T
    sizes = cells.groups.sizes
    difference = cells.means[first, visit] - cells.means[second, visit]
    if test == "welch":
        a, b = (cells.variances[i, visit] / sizes[i] for i in (first, second))
        spread = (cells.variances[first, visit] + cells.variances[second, visit]) / 2
        variance = a + b
        with np.errstate(invalid="ignore", divide="ignore"):
            df = variance**2 / (a**2 / (sizes[first] - 1) + b**2 / (sizes[second] - 1))
    else:
        spread = np.full(first.size, cells.pooled(visit))
        variance, df = spread * (1 / sizes[first] + 1 / sizes[second]), np.full(first.size, float(cells.df))
    se = np.sqrt(np.where(variance > 0, variance, np.nan))
    t = difference / se
    return np.column_stack((difference, se, t, df, t_two_sided(t, df), np.sqrt(spread)))


def _rows(
    cells: _Cells,
    names: tuple[str, ...],
    figures: FloatArray,
    adjusted: FloatArray,
    levels: tuple[float, float],
) -> tuple[GroupDifference, ...]:
    pairs, sizes, labels = group_pairs(cells.groups), cells.groups.sizes, cells.groups.levels
    rows = []
    for place, ((difference, se, t, df, p, sd), p_adjusted) in enumerate(
        zip(figures.tolist(), adjusted.tolist(), strict=True)
    ):
        first, second = pairs[place % len(pairs)]
        margin, wide = (t_quantile(1 - level / 2, df) * se for level in levels)
        rows.append(
            GroupDifference(
                visit=names[place // len(pairs)],
                first=labels[first],
                second=labels[second],
                n_first=int(sizes[first]),
                n_second=int(sizes[second]),
                difference=difference,
                se=se,
                t=t,
                df=df,
                p=p,
                p_adjusted=p_adjusted,
                ci_low=difference - margin,
                ci_high=difference + margin,
                adjusted_ci_low=difference - wide,
                adjusted_ci_high=difference + wide,
                cohens_d=difference / sd if sd else float("nan"),
            )
        )
    return tuple(rows)


def _omnibus(cells: _Cells, names: tuple[str, ...], test: str, adjust: str) -> tuple[GroupOmnibus, ...]:
    """All groups at each visit; NaN where a group has no spread (Welch), or none has (pooled)."""
    figures = []
    for visit in range(len(names)):
        variances = cells.variances[:, visit]
        spread = (variances > 0).all() if test == "welch" else variances.any()
        found = (
            one_way(cells.means[:, visit], variances, cells.groups.sizes, equal=test == "pooled")
            if spread
            else None
        )
        figures.append(found or (np.nan, len(variances) - 1.0, np.nan, np.nan))
    adjusted = adjust_p([p for *_, p in figures], adjust).tolist()
    return tuple(
        GroupOmnibus(visit=name, f=f, df1=df1, df2=df2, p=p, p_adjusted=p_adjusted)
        for name, (f, df1, df2, p), p_adjusted in zip(names, figures, adjusted, strict=True)
    )


def _notes(rows: tuple[GroupDifference, ...]) -> tuple[str, ...]:
    return tuple(
        f"{row.visit}: {row.first} and {row.second} have no spread, so there is no test."
        for row in rows
        if np.isnan(row.se)
    )
