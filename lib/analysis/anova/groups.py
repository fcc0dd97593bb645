"""Do the groups differ: in pairs at each visit and in the mean of all visits, by means and on ranks."""

from dataclasses import dataclass

import numpy as np

from lib.analysis.anova.visits import unless_withheld
from lib.analysis.common.complete_cases import CompleteCases
from lib.analysis.common.question import Question
from lib.stats.differences import difference_decimals
from lib.stats.group_differences import GroupDifferences, group_differences
from lib.stats.group_shifts import GroupShifts, group_shifts
from lib.stats.result import Refusal

#: What the mean of a patient's visits is called beside the visits' own words.
MEAN_OF_VISITS = "Mean of the visits"


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
    """

    from_baseline: bool
    visits: GroupDifferences
    mean: GroupDifferences
    ranks: GroupShifts
    ranks_mean: GroupShifts


def compare_groups(
    question: Question, measure: str, between: str, adjust: str, test: str, family: str
) -> GroupComparisons | Refusal:
    """Compare groups in pairs, at each visit and over all visits.

    Parameters
    ----------
    question, measure, between, adjust
        As in `lib.analysis.anova.visits.compare_visits`; `between` names groups.
    test : {"welch", "pooled"}
        See `lib.stats.group_differences`.
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
        mean = _means(cases.values)
        by_means = {"adjust": adjust, "family": family, "test": test}
        on_ranks = {"adjust": adjust, "family": family}
        found = (
            group_differences(cases.values, cases.groups, visits=cases.visit_names, **by_means),
            group_differences(mean, cases.groups, visits=(MEAN_OF_VISITS,), **by_means),
            group_shifts(cases.values, cases.groups, visits=cases.visit_names, **on_ranks),
            group_shifts(mean, cases.groups, visits=(MEAN_OF_VISITS,), **on_ranks),
        )
        refused = [part for part in found if isinstance(part, Refusal)]
        if refused:
            return refused[0]
        return GroupComparisons(cases.visits[0] == question.cohort.codebook.visits[0], *found)

    return unless_withheld(question, measure, between, compute)


def _means(values: np.ndarray) -> np.ndarray:
    """Mean of each patient's visits, shape (n, 1), without the noise of binary fractions: equal means tie."""
    return np.round(values.mean(axis=1), decimals_of_mean(values))[:, None]


def decimals_of_mean(values: np.ndarray) -> int:
    """Decimals after which the mean of each patient's visits is only the noise of binary fractions."""
    mean = values.mean(axis=1)[:, None]
    return max(difference_decimals(mean), difference_decimals(values))
