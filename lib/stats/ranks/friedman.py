"""The Friedman test of visits, and its comparisons of pairs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from ..common.adjust import adjust_p
from ..common.differences import difference_decimals
from ..common.distributions import normal_two_sided, t_two_sided
from ..common.libraries import friedman_figures
from ..common.pairs import check_adjustment, family_name, visit_names, visit_pairs
from ..common.result import FloatArray, Refusal, Result, Settings, as_matrix, count_of
from .exact_ranks import visit_pair_p, visits_p
from .rank_tests import CHI_SQUARE, CORRECTED, EXACT, RankTest, WilcoxonSignedRank, wilcoxon_signed_rank

POST_HOC = {
    "dunn": "Dunn's test of mean ranks (SPSS)",
    "conover": "Conover's test of rank sums (JASP)",
    "wilcoxon": "Wilcoxon signed-rank tests",
}
APPROXIMATE = {"dunn": "normal approximation", "conover": "Student's t", "wilcoxon": CORRECTED}


@dataclass(frozen=True, kw_only=True)
class Friedman(RankTest):
    """Friedman test.

    Attributes
    ----------
    chi_square, df : float, int
        χ² corrected for ties, its degrees of freedom.
    kendalls_w : float
        χ² / (n (k − 1)), 0 to 1.
    visits, mean_ranks : tuple
        Names of the visits and their mean ranks within patients.
    """

    chi_square: float
    df: int
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
    p_asymptotic : float
        From the normal distribution (Dunn, Wilcoxon) or Student's t (Conover).
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
    p_asymptotic: float
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
    ranks = ranks_within_patients(matrix)
    figures, exact_p = friedman_figures(matrix), visits_p(ranks)
    return Friedman(
        n=n,
        method="Friedman test",
        settings=(("ties", "midranks, χ² corrected"), ("p", CHI_SQUARE if exact_p is None else EXACT)),
        chi_square=figures.chi_square,
        df=k - 1,
        p=figures.p if exact_p is None else exact_p,
        p_asymptotic=figures.p,
        exact=exact_p is not None,
        kendalls_w=figures.kendalls_w,
        visits=names,
        mean_ranks=tuple(ranks.mean(axis=0).tolist()),
    )


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
        "dunn": z of the mean ranks, √(k (k + 1) / 6n), as SPSS, its p exact where the orders of the visits
        within patients can be counted; "conover": t of the rank sums with (n − 1)(k − 1) df, as JASP;
        "wilcoxon": signed-rank test of each pair.
    visits, reference, adjust
        As in `pairwise_visits`.

    References
    ----------
    Dunn 1964, doi 10.1080/00401706.1964.10490181; its exact p: Eisinga et al. 2017,
    doi 10.1186/s12859-017-1486-2; Conover 1999, Practical Nonparametric Statistics, p. 371.
    """
    if test not in POST_HOC:
        raise ValueError(f"test is one of {', '.join(POST_HOC)}; got {test!r}")
    adjustment, matrix = check_adjustment(adjust), as_matrix(values)
    names = visit_names(visits, matrix.shape[1])
    if refusal := _refuse(matrix):
        return refusal
    pairs = visit_pairs(matrix.shape[1], reference)
    rows = _wilcoxon_rows(matrix, pairs) if test == "wilcoxon" else _rank_rows(matrix, pairs, test)
    adjusted = adjust_p([row["p"] for row in rows], adjust)
    comparisons = tuple(
        RankComparison(first=names[i], second=names[j], p_adjusted=float(p), **row)
        for (i, j), row, p in zip(pairs, rows, adjusted, strict=True)
    )
    named = family_name(len(pairs), names, reference)
    exact = {EXACT if row.exact else APPROXIMATE[test] for row in comparisons if np.isfinite(row.p)}
    settings: Settings = (("family", named), ("adjustment", adjustment), ("p", " or ".join(sorted(exact))))
    if test == "wilcoxon":
        settings = (("zero differences", "dropped"), ("ties", "midranks"), *settings)
    notes = tuple(
        f"{row.first} and {row.second} do not differ in any patient: no p."
        for row in comparisons
        if not np.isfinite(row.p)
    )
    return FriedmanPostHoc(
        n=matrix.shape[0],
        method=POST_HOC[test],
        settings=settings,
        notes=notes,
        family=named,
        comparisons=comparisons,
    )


def _rank_rows(matrix: FloatArray, pairs: list[tuple[int, int]], test: str) -> list[dict[str, Any]]:
    n, k = matrix.shape
    ranks = ranks_within_patients(matrix)
    first, second = np.array(pairs).T
    means = ranks.mean(axis=0)
    difference, df = means[first] - means[second], float("nan")
    exact: list[float | None] = [None] * len(pairs)
    if test == "dunn":
        statistic = difference / np.sqrt(k * (k + 1) / (6 * n))
        p = normal_two_sided(statistic)
        exact = [visit_pair_p(ranks, i, j) for i, j in pairs]
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
        {
            "difference": float(d),
            "statistic": float(s),
            "df": df,
            "p": float(q) if e is None else e,
            "p_asymptotic": float(q),
            "effect_size": float("nan"),
            "exact": e is not None,
        }
        for d, s, q, e in zip(difference, statistic, p, exact, strict=True)
    ]


def _wilcoxon_rows(matrix: FloatArray, pairs: list[tuple[int, int]]) -> list[dict[str, Any]]:
    rows, decimals = [], difference_decimals(matrix)
    for i, j in pairs:
        answer = wilcoxon_signed_rank(matrix[:, i], matrix[:, j], decimals)
        row = dict.fromkeys(("statistic", "df", "p", "p_asymptotic", "effect_size"), float("nan"))
        row |= {"difference": 0.0, "exact": False}
        if isinstance(answer, WilcoxonSignedRank):
            row |= {
                "difference": answer.median_difference,
                "statistic": answer.statistic,
                "p": answer.p,
                "p_asymptotic": answer.p_asymptotic,
                "effect_size": answer.rank_biserial,
                "exact": answer.exact,
            }
        rows.append(row)
    return rows


def ranks_within_patients(matrix: FloatArray) -> FloatArray:
    """Midranks of each patient's values: `scipy.stats.rankdata`."""
    from scipy.stats import rankdata

    return rankdata(matrix, axis=1)


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
