"""Do the groups differ: in pairs at each visit and in the mean of all visits, by means and on ranks."""

from dataclasses import dataclass
from functools import partial

import numpy as np

from lib.analysis.anova.visits import unless_withheld
from lib.analysis.common.complete_cases import CompleteCases
from lib.analysis.common.question import Question
from lib.stats.anova.group_differences import GroupDifferences, group_differences
from lib.stats.common.adjust import adjust_p
from lib.stats.common.differences import difference_decimals
from lib.stats.common.result import Refusal, unwrap
from lib.stats.ranks.group_shifts import GroupShifts, group_shifts
from lib.stats.ranks.rank_tests import KruskalWallis, kruskal_wallis

#: Settings that are the arguments of `compare_groups`, in their order.
GROUPS_SETTINGS = ("measure", "between", "adjust", "grouptest", "groupfamily")

#: How means are compared where the groups are compared otherwise.
MEANS_TEST = {"ranks": "welch"}

#: What the mean of a patient's visits is called beside the visits' own words.
MEAN_OF_VISITS = "Mean of the visits"


@dataclass(frozen=True)
class RankOmnibus:
    """All groups compared at one visit by the Kruskal–Wallis test."""

    visit: str
    test: KruskalWallis | Refusal
    p_adjusted: float


@dataclass(frozen=True, eq=False)
class GroupComparisons:
    """Groups compared, complete cases only.

    Attributes
    ----------
    from_baseline : bool
        Whether the first visit compared is the first of the protocol.
    visits, mean : GroupDifferences
        By means: at each visit, and in the mean of each patient's visits (one family more).
    ranks, ranks_mean : GroupShifts
        The same on ranks.
    kruskal : tuple of RankOmnibus
        All groups together on ranks: at each visit, adjusted across the visits, then in the mean of the visits.
        Empty for two groups, where the pair is the same question.
    """

    from_baseline: bool
    visits: GroupDifferences
    mean: GroupDifferences
    ranks: GroupShifts
    ranks_mean: GroupShifts
    kruskal: tuple[RankOmnibus, ...]


def compare_groups(
    question: Question, measure: str, between: str, adjust: str, test: str, family: str
) -> GroupComparisons | Refusal:
    """Compare groups in pairs, at each visit and over all visits.

    Parameters
    ----------
    question, measure, between, adjust
        As in `lib.analysis.anova.visits.compare_visits`; `between` names groups.
    test : {"welch", "pooled", "ranks"}
        See `lib.stats.anova.group_differences`; where ranks are asked for, the means beside them are Welch's.
    family : {"all", "visit"}
        Adjusted together: the pairs at all visits, or those at one visit.

    Returns
    -------
    GroupComparisons or Refusal
        Refused where p would mislead, with fewer than two groups, or a group of one.
    """

    def compute(cases: CompleteCases) -> GroupComparisons | Refusal:
        if cases.groups is None or not cases.n:
            return Refusal("A comparison of groups needs patients with a value at every visit in two groups.")
        by_means = partial(
            group_differences,
            groups=cases.groups,
            adjust=adjust,
            family=family,
            test=MEANS_TEST.get(test, test),
        )
        on_ranks = partial(group_shifts, groups=cases.groups, adjust=adjust, family=family)
        mean, of_mean = _means(cases.values), (MEAN_OF_VISITS,)
        if isinstance(differences := by_means(cases.values, visits=cases.visit_names), Refusal):
            return differences
        if isinstance(mean_differences := by_means(mean, visits=of_mean), Refusal):
            return mean_differences
        if isinstance(shifts := on_ranks(cases.values, visits=cases.visit_names), Refusal):
            return shifts
        if isinstance(mean_shifts := on_ranks(mean, visits=of_mean), Refusal):
            return mean_shifts
        from_baseline = cases.visits[0] == question.cohort.codebook.visits[0]
        kruskal = _kruskal(cases, mean, adjust) if len(cases.levels) > 2 else ()
        return GroupComparisons(from_baseline, differences, mean_differences, shifts, mean_shifts, kruskal)

    return unless_withheld(question, measure, between, compute)


def _kruskal(cases: CompleteCases, mean: np.ndarray, adjust: str) -> tuple[RankOmnibus, ...]:
    """Compare all groups on ranks at each visit, and in the mean of the visits, which stands alone."""
    codes, order = unwrap(cases.groups).codes, range(len(cases.levels))
    tests = [kruskal_wallis(column, codes, order) for column in (*cases.values.T, mean[:, 0])]
    p = [np.nan if isinstance(test, Refusal) else test.p for test in tests]
    names = (*cases.visit_names, MEAN_OF_VISITS)
    adjusted = (*adjust_p(p[:-1], adjust), p[-1])
    return tuple(
        RankOmnibus(name, test, float(value))
        for name, test, value in zip(names, tests, adjusted, strict=True)
    )


def _means(values: np.ndarray) -> np.ndarray:
    """Mean of each patient's visits, shape (n, 1), without the noise of binary fractions: equal means tie."""
    means: np.ndarray = np.round(values.mean(axis=1), decimals_of_mean(values))[:, None]
    return means


def decimals_of_mean(values: np.ndarray) -> int:
    """Decimals after which the mean of each patient's visits is only the noise of binary fractions."""
    mean = values.mean(axis=1)[:, None]
    return max(difference_decimals(mean), difference_decimals(values))
