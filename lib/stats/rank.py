"""Tests on ranks: groups of patients compared, and two visits of the same patients.

Conventions are those of R (`kruskal.test`, `wilcox.test`), which JASP and jamovi call.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .differences import differences
from .distributions import chi_square_tail, normal_two_sided
from .groups import read_groups, refuse_groups
from .result import FloatArray, Refusal, Result, Settings, as_vector, count_of

# Below this many observations in each sample, and without ties or zeros, p is exact (R's wilcox.test).
EXACT_BELOW = 50


@dataclass(frozen=True, kw_only=True)
class KruskalWallis(Result):
    """Kruskal–Wallis test.

    Attributes
    ----------
    h, df, p : float, int, float
        H corrected for ties, its degrees of freedom, p from χ².
    eta_squared : float
        η²_H = (H − k + 1) / (n − k), floored at 0.
    levels, sizes : tuple of str, tuple of int
        The groups and their patients with a value.
    missing : int
        Patients left out because their value is missing.
    """

    h: float
    df: int
    p: float
    eta_squared: float
    levels: tuple[str, ...]
    sizes: tuple[int, ...]
    missing: int


@dataclass(frozen=True, kw_only=True)
class MannWhitney(Result):
    """Mann–Whitney test: `u` of the first group, `p`, `exact` or not, `rank_biserial`, `levels`, `sizes`."""

    u: float
    p: float
    exact: bool
    rank_biserial: float
    levels: tuple[str, str]
    sizes: tuple[int, int]
    missing: int


@dataclass(frozen=True, kw_only=True)
class WilcoxonSignedRank(Result):
    """Wilcoxon signed-rank test of first − second.

    Attributes
    ----------
    n : int
        Patients with both values.
    statistic : float
        Sum of the ranks of positive differences (R's V).
    z : float
        Normal deviate without continuity correction; NaN where p is exact.
    p : float
        Two-sided.
    exact : bool
        Whether p is exact.
    zeros, tied : int
        Differences of zero (dropped), and non-zero differences that share their size with another.
    rank_biserial : float
        (R⁺ − R⁻) / (R⁺ + R⁻).
    median_difference : float
        Median of first − second over all n patients.
    missing : int
        Patients left out because a value is missing.
    """

    statistic: float
    z: float
    p: float
    exact: bool
    zeros: int
    tied: int
    rank_biserial: float
    median_difference: float
    missing: int


def midranks(values: FloatArray) -> tuple[FloatArray, NDArray[np.intp]]:
    """Ranks from 1 with ties at their mean, and the size of each set of equal values."""
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    return (last - (counts - 1) / 2)[inverse], counts


def kruskal_wallis(
    values: ArrayLike, groups: Sequence[Hashable] | NDArray, levels: Sequence[Hashable] | None = None
) -> KruskalWallis | Refusal:
    """Kruskal–Wallis test, corrected for ties.

    Parameters
    ----------
    values : array_like, shape (n,)
        One value a patient; a patient whose value is NaN is left out and counted.
    groups : sequence, shape (n,)
        One label a patient.
    levels : sequence, optional
        Order of the groups; sorted where it is not given.

    Returns
    -------
    KruskalWallis or Refusal
        Refused with fewer than two groups, a group of one, or all values equal.

    References
    ----------
    Kruskal & Wallis 1952, doi 10.1080/01621459.1952.10483441;
    η²_H: Tomczak & Tomczak 2014, Trends in Sport Sciences 1(21), p. 23.
    """
    values, labels, missing = _observed(values, groups)
    found = read_groups(labels, levels)
    if refusal := refuse_groups(found):
        return refusal
    n, k = values.size, len(found.levels)
    ranks, ties = midranks(values)
    tie_correction = 1 - (ties**3 - ties).sum() / (n**3 - n)
    if tie_correction == 0:
        return Refusal(f"All {n} values are equal; a rank test needs values that differ.")
    rank_sums = np.bincount(found.codes, weights=ranks)
    h = float((12 / (n * (n + 1)) * (rank_sums**2 / found.sizes).sum() - 3 * (n + 1)) / tie_correction)
    h = max(0.0, h)
    return KruskalWallis(
        n=n, method="Kruskal–Wallis test", settings=(("ties", "midranks, H corrected"),),
        notes=_missing_note(missing), h=h, df=k - 1, p=chi_square_tail(h, k - 1),
        eta_squared=max(0.0, (h - k + 1) / (n - k)), levels=found.levels,
        sizes=tuple(found.sizes.tolist()), missing=missing,
    )  # fmt: skip


def mann_whitney(
    values: ArrayLike, groups: Sequence[Hashable] | NDArray, levels: Sequence[Hashable] | None = None
) -> MannWhitney | Refusal:
    """Mann–Whitney (Wilcoxon rank-sum) test of two groups.

    Parameters
    ----------
    values : array_like, shape (n,)
        One value a patient; a patient whose value is NaN is left out and counted.
    groups : sequence, shape (n,)
        One label a patient, two levels in all.
    levels : sequence, optional
        Order of the groups; sorted where it is not given.

    Returns
    -------
    MannWhitney or Refusal
        p is exact with fewer than 50 patients in each group and no ties; otherwise it is normal with tie and
        continuity correction, as in R's `wilcox.test`.

    References
    ----------
    Mann & Whitney 1947, doi 10.1214/aoms/1177730491; rank-biserial r: Kerby 2014, doi 10.2466/11.IT.3.1.
    """
    values, labels, missing = _observed(values, groups)
    found = read_groups(labels, levels)
    if refusal := refuse_groups(found):
        return refusal
    if len(found.levels) != 2:
        return Refusal(f"The Mann–Whitney test compares 2 groups; found {len(found.levels)}.")
    first, second = (int(size) for size in found.sizes)
    n = first + second
    ranks, ties = midranks(values)
    if ties.size == 1:
        return Refusal(f"All {n} values are equal; a rank test needs values that differ.")
    u = float(ranks[found.codes == 0].sum() - first * (first + 1) / 2)
    exact = bool(ties.max() == 1 and max(first, second) < EXACT_BELOW)
    if exact:
        from scipy.stats import mannwhitneyu

        p = float(mannwhitneyu(values[found.codes == 0], values[found.codes == 1], method="exact").pvalue)
    else:
        variance = first * second / 12 * (n + 1 - (ties**3 - ties).sum() / (n * (n - 1)))
        p = _corrected_normal_p(u - first * second / 2, variance)
    return MannWhitney(
        n=n, method="Mann–Whitney test", settings=_p_settings(exact), notes=_missing_note(missing),
        u=u, p=p, exact=exact, rank_biserial=2 * u / (first * second) - 1,
        levels=(found.levels[0], found.levels[1]), sizes=(first, second), missing=missing,
    )  # fmt: skip


def wilcoxon_signed_rank(
    first: ArrayLike, second: ArrayLike, decimals: int | None = None
) -> WilcoxonSignedRank | Refusal:
    """Wilcoxon signed-rank test of paired values.

    Parameters
    ----------
    first, second : array_like, shape (n,)
        Two values a patient; a patient with either missing (NaN) is left out and counted.
    decimals : int, optional
        As in `lib.stats.differences.differences`.

    Returns
    -------
    WilcoxonSignedRank or Refusal
        Zero differences are dropped before ranking (Wilcoxon's own rule, as in R, SPSS and JASP); ties take
        midranks, differences being rounded to the decimals recorded. p is exact with fewer than 50
        differences and neither zeros nor ties; otherwise normal with tie and continuity correction, as in
        R's `wilcox.test` of the rounded differences.

    References
    ----------
    Wilcoxon 1945, doi 10.2307/3001968; Kerby 2014, doi 10.2466/11.IT.3.1.
    """
    first, second = as_vector(first), as_vector(second)
    if first.size != second.size:
        raise ValueError(f"paired values are needed; got {first.size} and {second.size}")
    changes = differences(first, second, decimals)
    changes = changes[np.isfinite(changes)]
    missing, n = first.size - changes.size, changes.size
    if n < 2:
        found = count_of(n, "patient")
        return Refusal(f"A paired test needs at least 2 patients with both values; found {found}.")
    kept = changes[changes != 0]
    if kept.size == 0:
        return Refusal(f"All {n} differences are zero; the signed-rank test needs values that differ.")
    ranks, ties = midranks(np.abs(kept))
    positive, total = float(ranks[kept > 0].sum()), float(ranks.sum())
    zeros, tied = n - kept.size, int(ties[ties > 1].sum())
    exact = bool(zeros == 0 and tied == 0 and n < EXACT_BELOW)
    z = float("nan")
    if exact:
        from scipy.stats import wilcoxon

        p = float(wilcoxon(kept, method="exact").pvalue)
    else:
        variance = float((ranks**2).sum() / 4)
        z = (positive - total / 2) / float(np.sqrt(variance))
        p = _corrected_normal_p(positive - total / 2, variance)
    settings = (
        ("zero differences", "dropped"),
        ("ties", "midranks, differences at the decimals recorded"),
        *_p_settings(exact),
    )
    notes = _missing_note(missing)
    if zeros:
        notes = (*notes, f"{count_of(zeros, 'difference')} of zero dropped; {kept.size} ranked.")
    return WilcoxonSignedRank(
        n=n, method="Wilcoxon signed-rank test", settings=settings, notes=notes, statistic=positive, z=z, p=p,
        exact=exact, zeros=zeros, tied=tied, rank_biserial=(2 * positive - total) / total,
        median_difference=float(np.median(changes)), missing=missing,
    )  # fmt: skip


def _observed(values: ArrayLike, groups: Sequence[Hashable] | NDArray) -> tuple[FloatArray, NDArray, int]:
    values, labels = as_vector(values), np.asarray(groups, dtype=object)
    if labels.shape != values.shape:
        raise ValueError(f"one group a value is needed; got {labels.size} groups for {values.size} values")
    seen = np.isfinite(values)
    return values[seen], labels[seen], int((~seen).sum())


def _corrected_normal_p(deviation: float, variance: float) -> float:
    """Two-sided p of a rank sum's deviation from its mean, with continuity correction of a half."""
    z = (deviation - np.sign(deviation) * 0.5) / np.sqrt(variance)
    return min(1.0, normal_two_sided(z))


def _p_settings(exact: bool) -> Settings:
    return (("p", "exact" if exact else "normal approximation with tie and continuity correction"),)


def _missing_note(missing: int) -> tuple[str, ...]:
    return (f"{count_of(missing, 'patient')} left out: no value.",) if missing else ()
