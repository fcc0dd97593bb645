"""Tests on ranks: groups of patients compared, and two visits of the same patients.

SciPy computes them by the conventions of R (`kruskal.test`, `wilcox.test`), which JASP and jamovi call. With ties,
where R and SciPy only approximate, p is exact as long as the arrangements can be counted (`exact_ranks`).
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..common.differences import differences
from ..common.groups import Labels, read_groups, refuse_groups
from ..common.result import FloatArray, Refusal, Result, Settings, as_vector, count_of
from ..common.variation import offsets
from .exact_ranks import rank_sum_p, rank_sums_p, signed_rank_p

# Below this many observations in each sample, and without ties or zeros, p is exact (R's wilcox.test).
EXACT_BELOW = 50
# With fewer in a group, χ² is no good description of H (Kruskal & Wallis 1952 tabulated it up to 5).
MIN_FOR_CHI_SQUARE = 5
CORRECTED = "normal approximation with tie and continuity correction"
EXACT, CHI_SQUARE = "exact", "χ² approximation"


@dataclass(frozen=True, kw_only=True)
class RankTest(Result):
    """A test on ranks.

    Attributes
    ----------
    p, p_asymptotic : float
        Two-sided; and from χ² or the normal distribution, as R, SPSS and JASP print it.
    exact : bool
        Whether p is exact, all arrangements counted with their ties; else it is `p_asymptotic`.
    """

    p: float
    p_asymptotic: float
    exact: bool


@dataclass(frozen=True, kw_only=True)
class KruskalWallis(RankTest):
    """Kruskal–Wallis test.

    Attributes
    ----------
    h, df : float, int
        H corrected for ties, its degrees of freedom.
    eta_squared : float
        η²_H = (H − k + 1) / (n − k), floored at 0.
    levels, sizes : tuple of str, tuple of int
        The groups and their patients with a value.
    missing : int
        Patients left out because their value is missing.
    """

    h: float
    df: int
    eta_squared: float
    levels: tuple[str, ...]
    sizes: tuple[int, ...]
    missing: int


@dataclass(frozen=True, kw_only=True)
class MannWhitney(RankTest):
    """Mann–Whitney test: `u` of the first group, `rank_biserial`, `levels`, `sizes`.

    `p_asymptotic` is normal with tie and continuity correction.
    """

    u: float
    rank_biserial: float
    levels: tuple[str, str]
    sizes: tuple[int, int]
    missing: int


@dataclass(frozen=True, kw_only=True)
class WilcoxonSignedRank(RankTest):
    """Wilcoxon signed-rank test of first − second.

    Attributes
    ----------
    n : int
        Patients with both values.
    statistic : float
        Sum of the ranks of positive differences (R's V).
    z : float
        Normal deviate with tie and continuity correction, that of `p_asymptotic`.
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
    zeros: int
    tied: int
    rank_biserial: float
    median_difference: float
    missing: int


def kruskal_wallis(
    values: ArrayLike, groups: Labels, levels: Sequence[Hashable] | None = None
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
    if refusal := refuse_groups(found) or _refuse_equal(values):
        return refusal
    from scipy.stats import kruskal, rankdata

    n, k = values.size, len(found.levels)
    test = kruskal(*(values[found.codes == code] for code in range(k)))
    h, approximate = max(0.0, float(test.statistic)), float(test.pvalue)
    p = rank_sums_p(rankdata(values), found.codes, found.sizes)
    notes, smallest = _missing_note(missing), int(found.sizes.min())
    if p is None and smallest < MIN_FOR_CHI_SQUARE:
        few = count_of(smallest, "patient")
        notes = (*notes, f"The smallest group has {few}: p from χ² is a rough approximation.")
    return KruskalWallis(
        n=n,
        method="Kruskal–Wallis test",
        notes=notes,
        settings=(("ties", "midranks, H corrected"), ("p", CHI_SQUARE if p is None else EXACT)),
        h=h,
        df=k - 1,
        p=approximate if p is None else p,
        p_asymptotic=approximate,
        exact=p is not None,
        eta_squared=max(0.0, (h - k + 1) / (n - k)),
        levels=found.levels,
        sizes=tuple(found.sizes.tolist()),
        missing=missing,
    )


def mann_whitney(
    values: ArrayLike, groups: Labels, levels: Sequence[Hashable] | None = None
) -> MannWhitney | Refusal:
    """Mann–Whitney (Wilcoxon rank-sum) test of two groups; parameters as for `kruskal_wallis`.

    Returns
    -------
    MannWhitney or Refusal
        p is exact with fewer than 50 patients in each group and no ties, as in R's `wilcox.test`, and with
        ties where the arrangements can be counted, as in R's `exactRankTests::wilcox.exact`; otherwise it is
        normal with tie and continuity correction.

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
    if refusal := _refuse_equal(values):
        return refusal
    from scipy.stats import mannwhitneyu, rankdata

    in_first = found.codes == 0
    first, second = (int(size) for size in found.sizes)
    approximate = mannwhitneyu(values[in_first], values[~in_first], method="asymptotic")
    u = float(approximate.statistic)
    if np.unique(values).size == values.size and max(first, second) < EXACT_BELOW:
        p: float | None = float(mannwhitneyu(values[in_first], values[~in_first], method="exact").pvalue)
    else:
        p = rank_sum_p(rankdata(values), in_first)
    return MannWhitney(
        n=values.size, method="Mann–Whitney test", settings=_p_settings(p), notes=_missing_note(missing),
        u=u, p=float(approximate.pvalue) if p is None else p, p_asymptotic=float(approximate.pvalue),
        exact=p is not None, rank_biserial=2 * u / (first * second) - 1,
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
        As in `lib.stats.common.differences.differences`.

    Returns
    -------
    WilcoxonSignedRank or Refusal
        Zero differences are dropped before ranking (Wilcoxon's own rule, as in R, SPSS and JASP); ties take
        midranks, differences being rounded to the decimals recorded. p is exact with fewer than 50
        differences and neither zeros nor ties, as in R's `wilcox.test`, and with up to 25 differences
        otherwise, as in R's `exactRankTests::wilcox.exact`; else normal with tie and continuity correction.

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
    from scipy.stats import rankdata, wilcoxon

    ranks = rankdata(np.abs(kept))
    ties = np.unique(ranks, return_counts=True)[1]
    positive, total = float(ranks[kept > 0].sum()), float(ranks.sum())
    zeros, tied = n - kept.size, int(ties[ties > 1].sum())
    # The stubs know "asymptotic" by its old name, "approx".
    approximate = wilcoxon(kept, correction=True, method="asymptotic")  # type: ignore[call-overload]
    if zeros == 0 and tied == 0 and n < EXACT_BELOW:
        p: float | None = float(wilcoxon(kept, method="exact").pvalue)
    else:
        p = signed_rank_p(ranks, kept > 0)
    notes = _missing_note(missing)
    if zeros:
        notes = (*notes, f"{count_of(zeros, 'difference')} of zero dropped; {kept.size} ranked.")
    return WilcoxonSignedRank(
        n=n, method="Wilcoxon signed-rank test", notes=notes,
        settings=(
            ("zero differences", "dropped"), ("ties", "midranks, differences at the decimals recorded"),
            *_p_settings(p),
        ),
        statistic=positive, z=float(approximate.zstatistic),
        p=float(approximate.pvalue) if p is None else p, p_asymptotic=float(approximate.pvalue),
        exact=p is not None, zeros=zeros, tied=tied, rank_biserial=(2 * positive - total) / total,
        median_difference=float(np.median(changes)), missing=missing,
    )  # fmt: skip


def _observed(values: ArrayLike, groups: Labels) -> tuple[FloatArray, NDArray[np.object_], int]:
    values, labels = as_vector(values), np.asarray(groups, dtype=object)
    if labels.shape != values.shape:
        raise ValueError(f"one group a value is needed; got {labels.size} groups for {values.size} values")
    seen = np.isfinite(values)
    return values[seen], labels[seen], int((~seen).sum())


def _refuse_equal(values: FloatArray) -> Refusal | None:
    if not offsets(values).any():
        return Refusal(f"All {values.size} values are equal; a rank test needs values that differ.")
    return None


def _p_settings(exact_p: float | None) -> Settings:
    return (("p", CORRECTED if exact_p is None else EXACT),)


def _missing_note(missing: int) -> tuple[str, ...]:
    return (f"{count_of(missing, 'patient')} left out: no value.",) if missing else ()
