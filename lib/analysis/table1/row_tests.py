"""The test and the standardised difference behind a row of Table 1."""

from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np

from lib.analysis.common.confinement import confine
from lib.analysis.common.grouping import Grouping
from lib.analysis.common.question import Question
from lib.analysis.common.untested import reason_untested
from lib.cohort.codebook import Column
from lib.stats.anova.group_differences import group_differences
from lib.stats.common.groups import Groups, read_groups
from lib.stats.common.result import Refusal
from lib.stats.description.standardised import (
    largest_difference,
    standardised_means,
    standardised_proportions,
)
from lib.stats.proportions.contingency import chi_square_independence, cramers_v, exact_independence
from lib.stats.ranks.rank_tests import kruskal_wallis, mann_whitney

#: Name of the Kruskal–Wallis test where all arrangements of the patients were counted.
KRUSKAL_EXACT = "Kruskal–Wallis test, exact p"
MANN_WHITNEY, MANN_WHITNEY_EXACT = "Mann–Whitney test", "Mann–Whitney test, exact p"
WELCH_T, WELCH_F = "Welch’s t test", "Welch’s analysis of variance"
#: Why a measure has no p between groups made of its change.
IN_BOTH = "A patient is in A and in B, so nothing is tested."
PICKED_BY_IT = "A group was picked by it, so its p is not given."
REPEATS_SCALE = "It repeats the scale that the groups are made of, so its p is not given."
MADE_OF_IT = "The groups are made of its change, so its p is not given."
#: Reasons for which a row has no test however many patients there are.
UNTESTED = (IN_BOTH, MADE_OF_IT, PICKED_BY_IT, REPEATS_SCALE)
ONE_GROUP = "There is only one group."


@dataclass(frozen=True)
class RowChoice:
    """How rows are tested: `numbers` (`both`, `mean`, `median`) and `counts` (`exact`, `chi2`)."""

    numbers: str = "both"
    counts: str = "exact"


@dataclass(frozen=True)
class RowTest:
    """The test behind a row.

    Attributes
    ----------
    p, effect : float
        p value and effect size; NaN where there is none, `reason` then says why.
    method, effect_name : str
        Names for the notes under the table.
    n : int
        Patients tested.
    within : str
        Group of patients the test is confined to, empty for all.
    reason : str
        Why there is no p.
    p_adjusted : float
        Adjusted over all rows tested, as the table says.
    """

    p: float = np.nan
    effect: float = np.nan
    method: str = ""
    effect_name: str = ""
    n: int = 0
    within: str = ""
    reason: str = ""
    p_adjusted: float = np.nan


def count_levels(question: Question, grouping: Grouping, column: Column) -> tuple[np.ndarray, str]:
    """Count the levels of a column in the tested groups, shape (levels, groups), and name whom it concerns."""
    codes = question.cohort.codes(column.name)
    applies, within = confine(question.cohort, column)
    used = applies & (grouping.codes >= 0) & (codes >= 0)
    table = np.zeros((max(int(codes.max(initial=-1)) + 1, 1), len(grouping.tested)), dtype=int)
    np.add.at(table, (codes[used], grouping.codes[used]), 1)
    return table, within


def compare_levels(table: np.ndarray, within: str, column: Column, choice: RowChoice) -> RowTest:
    """Test a table of counts: exactly, or by χ²."""
    if table.shape[1] < 2:
        return RowTest(reason=ONE_GROUP)
    n = int(table.sum())
    tested = (exact_independence if choice.counts == "exact" else chi_square_independence)(table)
    effect = cramers_v(table)
    if isinstance(tested, Refusal):
        yes_no = column.kind in ("yes_no", "any_of")
        return RowTest(n=n, within=within, reason=reason_untested(table, yes_no=yes_no))
    v = np.nan if isinstance(effect, Refusal) else effect.v
    return RowTest(tested.p, v, tested.method, "Cramér’s V", n, within)


def compare_numbers(values: np.ndarray, grouping: Grouping, choice: RowChoice) -> RowTest:
    """Test numbers between the groups: on ranks, or by their means (Welch)."""
    if len(grouping.tested) < 2:
        return RowTest(reason=ONE_GROUP)
    used = (grouping.codes >= 0) & ~np.isnan(values)
    order = [group.label for group in grouping.tested]
    groups = read_groups(np.array(order, dtype=object)[grouping.codes[used]], order)
    if choice.numbers == "mean":
        return _test_means(values[used], groups)
    if choice.numbers == "median" and len(groups.levels) == 2:
        tested = mann_whitney(values[used], groups.codes, (0, 1))
        if isinstance(tested, Refusal):
            return RowTest(n=int(used.sum()), reason=tested.reason)
        name = MANN_WHITNEY_EXACT if tested.exact else MANN_WHITNEY
        return RowTest(tested.p, tested.rank_biserial, name, "Rank-biserial r", tested.n)
    labels = np.array(groups.levels, dtype=object)[groups.codes]
    ranked = kruskal_wallis(values[used], labels, groups.levels)
    if isinstance(ranked, Refusal):
        return RowTest(n=int(used.sum()), reason=ranked.reason)
    method = KRUSKAL_EXACT if ranked.exact else ranked.method
    return RowTest(ranked.p, ranked.eta_squared, method, "η²_H", ranked.n)


def _test_means(values: np.ndarray, groups: Groups) -> RowTest:
    found = group_differences(values[:, None], groups, adjust="none")
    if isinstance(found, Refusal):
        return RowTest(n=values.size, reason=found.reason)
    if np.isnan(found.omnibus[0].p):
        return RowTest(
            n=values.size, reason="A group has no spread; Welch’s test needs values that differ in each."
        )
    p = found.omnibus[0].p
    if len(groups.levels) == 2:
        return RowTest(p, found.pairs[0].cohens_d, WELCH_T, "Cohen’s d", values.size)
    means = np.array([values[groups.codes == code].mean() for code in range(len(groups.levels))])
    between = float((groups.sizes * (means - values.mean()) ** 2).sum())
    return RowTest(p, between / float(((values - values.mean()) ** 2).sum()), WELCH_F, "η²", values.size)


def smd_levels(table: np.ndarray, grouping: Grouping) -> tuple[float, tuple[str, str]]:
    """Standardised difference of counts (Yang & Dalton): the largest of all pairs of groups, and that pair."""
    pairs = combinations(range(table.shape[1]), 2)
    return _largest([standardised_proportions(table[:, i], table[:, j]) for i, j in pairs], grouping)


def smd_numbers(values: np.ndarray, grouping: Grouping) -> dict[str, Any]:
    """Standardised difference of means, the largest of all pairs, as fields of a row."""
    known = ~np.isnan(values)
    samples = [values[known & (grouping.codes == code)] for code in range(len(grouping.tested))]
    found = _largest([standardised_means(a, b) for a, b in combinations(samples, 2)], grouping)
    return {"smd": found[0], "smd_groups": found[1]}


def _largest(values: list[float], grouping: Grouping) -> tuple[float, tuple[str, str]]:
    if not values:
        return np.nan, ("", "")
    value, first, second = largest_difference(values)
    return value, (grouping.tested[first].label, grouping.tested[second].label)
