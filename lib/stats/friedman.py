"""The Friedman test of visits, and its comparisons of pairs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from .adjust import adjust_p
from .differences import difference_decimals
from .distributions import chi_square_tail, normal_two_sided, t_two_sided
from .pairs import check_adjustment, family_name, visit_names, visit_pairs
from .rank import WilcoxonSignedRank, wilcoxon_signed_rank
from .result import FloatArray, Refusal, Result, as_matrix, count_of

POST_HOC = {
    "dunn": "Dunn's test of mean ranks (SPSS)",
    "conover": "Conover's test of rank sums (JASP)",
    "wilcoxon": "Wilcoxon signed-rank tests",
}


@dataclass(frozen=True, kw_only=True)
class Friedman(Result):
    """Friedman test.

    Attributes
    ----------
    chi_square, df, p : float, int, float
        Corrected for ties.
    kendalls_w : float
        χ² / (n (k − 1)), 0 to 1.
    visits, mean_ranks : tuple
        Names of the visits and their mean ranks within patients.
    """

    chi_square: float
    df: int
    p: float
    kendalls_w: float
    visits: tuple[str, ...]
    mean_ranks: tuple[float, ...]


@dataclass(frozen=True, kw_only=True)
class RankComparison:
    """One pair of visits.

    Attributes
    ----------
    first, second : str
        Names of the visits.
    difference : float
        Difference of mean ranks (Dunn, Conover), or median difference (Wilcoxon); first − second.
    statistic, df : float
        z (Dunn; df NaN), t (Conover), or V (Wilcoxon; df NaN).
    p, p_adjusted : float
        NaN where every difference of the pair is zero.
    effect_size : float
        Rank-biserial r (Wilcoxon); NaN otherwise.
    exact : bool
        Whether p is exact.
    """

    first: str
    second: str
    difference: float
    statistic: float
    df: float
    p: float
    p_adjusted: float
    effect_size: float
    exact: bool


@dataclass(frozen=True, kw_only=True)
class FriedmanPostHoc(Result):
    """Comparisons of pairs after Friedman's test: `family`, `comparisons`."""

    family: str
    comparisons: tuple[RankComparison, ...]


def friedman(values: ArrayLike, *, visits: Sequence[str] | None = None) -> Friedman | Refusal:
    """Friedman test, corrected for ties.

    Parameters
    ----------
    values : array_like, shape (n, k)
        Complete patients × visits.
    visits : sequence of str, optional
        Names of the visits; their numbers where left out.

    References
    ----------
    Friedman 1937, doi 10.1080/01621459.1937.10503522; Kendall & Babington Smith 1939,
    doi 10.1214/aoms/1177732186.
    """
    matrix = as_matrix(values)
    names = visit_names(visits, matrix.shape[1])
    if refusal := _refuse(matrix):
        return refusal
    n, k = matrix.shape
    ranks = _ranks_within_patients(matrix)
    mean_ranks = ranks.mean(axis=0)
    between = n * ((mean_ranks - (k + 1) / 2) ** 2).sum()
    chi_square = float((k - 1) * between * n / ((ranks - (k + 1) / 2) ** 2).sum())
    return Friedman(
        n=n, method="Friedman test", settings=(("ties", "midranks, χ² corrected"),),
        chi_square=chi_square, df=k - 1, p=chi_square_tail(chi_square, k - 1),
        kendalls_w=chi_square / (n * (k - 1)), visits=names, mean_ranks=tuple(mean_ranks.tolist()),
    )  # fmt: skip


def friedman_post_hoc(
    values: ArrayLike,
    *,
    test: str = "dunn",
    visits: Sequence[str] | None = None,
    reference: int | None = None,
    adjust: str = "bonferroni",
) -> FriedmanPostHoc | Refusal:
    """Compare pairs of visits by ranks.

    Parameters
    ----------
    values : array_like, shape (n, k)
        Complete patients × visits.
    test : {"dunn", "conover", "wilcoxon"}
        "dunn": z of the mean ranks, √(k (k + 1) / 6n), as SPSS; "conover": t of the rank sums with
        (n − 1)(k − 1) df, as JASP; "wilcoxon": signed-rank test of each pair.
    visits, reference, adjust
        As in `pairwise_visits`.

    References
    ----------
    Dunn 1964, doi 10.1080/00401706.1964.10490181; Conover 1999, Practical Nonparametric Statistics, p. 371.
    """
    if test not in POST_HOC:
        raise ValueError(f"test is one of {', '.join(POST_HOC)}; got {test!r}")
    adjustment, matrix = check_adjustment(adjust), as_matrix(values)
    names = visit_names(visits, matrix.shape[1])
    if refusal := _refuse(matrix):
        return refusal
    pairs = visit_pairs(matrix.shape[1], reference)
    rows = _wilcoxon_rows(matrix, pairs) if test == "wilcoxon" else _rank_rows(matrix, pairs, test)
    adjusted = adjust_p([row[3] for row in rows], adjust)
    comparisons = tuple(
        RankComparison(
            first=names[i], second=names[j], difference=row[0], statistic=row[1], df=row[2], p=row[3],
            p_adjusted=float(p), effect_size=row[4], exact=row[5],
        )
        for (i, j), row, p in zip(pairs, rows, adjusted, strict=True)
    )  # fmt: skip
    named = family_name(len(pairs), names, reference)
    settings = (("family", named), ("adjustment", adjustment))
    if test == "wilcoxon":
        settings = (("zero differences", "dropped"), ("ties", "midranks"), *settings)
    notes = tuple(
        f"{row.first} and {row.second} do not differ in any patient: no p."
        for row in comparisons
        if not np.isfinite(row.p)
    )
    return FriedmanPostHoc(
        n=matrix.shape[0], method=POST_HOC[test], settings=settings, notes=notes,
        family=named, comparisons=comparisons,
    )  # fmt: skip


# difference, statistic, df, p, effect size, exact
_Row = tuple[float, float, float, float, float, bool]


def _rank_rows(matrix: FloatArray, pairs: list[tuple[int, int]], test: str) -> list[_Row]:
    n, k = matrix.shape
    ranks = _ranks_within_patients(matrix)
    first, second = np.array(pairs).T
    means = ranks.mean(axis=0)
    difference = means[first] - means[second]
    if test == "dunn":
        statistic, df = difference / np.sqrt(k * (k + 1) / (6 * n)), float("nan")
        p = normal_two_sided(statistic)
    else:
        df = float((n - 1) * (k - 1))
        squares, sums = (ranks**2).sum(), ranks.sum(axis=0)
        spread = 2 * (n * squares - (sums**2).sum()) / df
        if spread <= 1e-9 * squares:  # every patient has the same order: no error to test against
            statistic = p = np.full(difference.size, np.nan)
        else:
            statistic = n * difference / np.sqrt(spread)
            p = t_two_sided(statistic, df)
    return [
        (float(d), float(s), df, float(q), float("nan"), False)
        for d, s, q in zip(difference, statistic, p, strict=True)
    ]


def _wilcoxon_rows(matrix: FloatArray, pairs: list[tuple[int, int]]) -> list[_Row]:
    rows: list[_Row] = []
    nan, decimals = float("nan"), difference_decimals(matrix)
    for i, j in pairs:
        answer = wilcoxon_signed_rank(matrix[:, i], matrix[:, j], decimals)
        if isinstance(answer, WilcoxonSignedRank):
            rows.append(
                (
                    answer.median_difference,
                    answer.statistic,
                    nan,
                    answer.p,
                    answer.rank_biserial,
                    answer.exact,
                )
            )
        else:
            rows.append((0.0, nan, nan, nan, nan, False))
    return rows


def _ranks_within_patients(matrix: FloatArray) -> FloatArray:
    """Midranks of each row, for all rows at once: a row's values never meet another's."""
    below = (matrix[:, :, None] > matrix[:, None, :]).sum(axis=2)
    equal = (matrix[:, :, None] == matrix[:, None, :]).sum(axis=2)
    return below + (equal + 1) / 2


def _refuse(matrix: FloatArray) -> Refusal | None:
    n, k = matrix.shape
    if not np.isfinite(matrix).all():
        return Refusal("The Friedman test needs a value at every visit of every patient; some are missing.")
    if n < 2 or k < 2:
        found = f"{count_of(n, 'patient')} and {count_of(k, 'visit')}"
        return Refusal(f"The Friedman test needs at least 2 patients and 2 visits; found {found}.")
    if (matrix == matrix[:, :1]).all():
        return Refusal(
            "No patient's value changes between visits; the Friedman test needs values that differ."
        )
    return None
