"""How far apart the groups are, as sentences that begin with the size."""

import math

from lib.analysis.anova.groups import GroupComparisons, RankOmnibus
from lib.analysis.common.complete_cases import CompleteCases
from lib.analysis.common.grouping import COMPARISONS, OUTCOME
from lib.cohort.codebook import NO, YES, Column, in_sentence
from lib.present.common.claims import find_most, find_rows, words_largest
from lib.present.common.formats import (
    format_df,
    format_dfs,
    format_level,
    format_number,
    format_p_equation,
    plural,
)
from lib.present.common.sizes import decimals_of_means, words_difference, words_interval, words_than
from lib.stats.anova.group_differences import GroupDifference, GroupOmnibus
from lib.stats.common.result import Refusal, unwrap
from lib.stats.ranks.group_shifts import GroupShift

#: Pairs named in a sentence.
MAX_NAMED = 4
#: How a sentence names patients by a column and the label of its level, where that is no such name.
PATIENTS = {
    ("sex", "male"): "men",
    ("sex", "female"): "women",
    ("diagnosis", "bp"): "bipolar disorder",
    ("diagnosis", "bd"): "bipolar disorder",
}
TEST_WORDS = {"welch": "Welch’s t", "pooled": "pooled t"}
OMNIBUS_WORDS = {"welch": "Welch’s F", "pooled": "F"}


def sentence_groups(
    result: GroupComparisons | Refusal, cases: CompleteCases, test: str, interval: str = "adjusted"
) -> str:
    """Say how far apart the groups are at baseline and over all visits, and in how many comparisons p is low.

    Parameters
    ----------
    result : GroupComparisons or Refusal
        A refusal stands as its sentence.
    cases : CompleteCases
        On whom it rests.
    test : {"welch", "pooled", "ranks"}
        How the groups were compared: by means, or on ranks.
    interval : {"adjusted", "plain"}
        Which interval stands beside the largest of several differences.
    """
    if isinstance(result, Refusal):
        return result.reason
    return f"{sentence_group_sizes(result, cases, test, interval)} {sentence_group_count(result)}"


def sentence_group_sizes(
    result: GroupComparisons, cases: CompleteCases, test: str, interval: str = "adjusted"
) -> str:
    """Say how far apart the groups are at baseline, and in the mean of each patient's visits."""
    first = cases.visits[0]
    start = f"At baseline ({in_sentence(first.label)})" if result.from_baseline else f"At {first.short}"
    over_all = f"In the mean of the {len(cases.visits)} visits"
    if test == "ranks":
        shifts = tuple(row for row in result.ranks.pairs if row.visit == first.short)
        together = (result.kruskal[0], result.kruskal[-1]) if result.kruskal else (None, None)
        return (
            f"{_sentence_ranks(start, shifts, together[0], cases, interval)} "
            f"{_sentence_ranks(over_all, result.ranks_mean.pairs, together[1], cases, interval)}"
        )
    at_first = tuple(row for row in result.visits.pairs if row.visit == first.short)
    return (
        f"{_sentence_at(start, at_first, result.visits.omnibus[0], cases, test, interval)} "
        f"{_sentence_at(over_all, result.mean.pairs, result.mean.omnibus[0], cases, test, interval)}"
    )


def words_group(label: str, cases: CompleteCases) -> str:
    """Name a group where a sentence says `in …`: `MDD`, `men`, `responders`, `patients without hypertension`."""
    grouping = unwrap(cases.grouping)
    name = next(group.name for group in cases.levels if group.label == label)
    if grouping.by in COMPARISONS:
        return in_sentence(label)
    if grouping.by == OUTCOME:
        return f"{in_sentence(label)}s"
    if words := PATIENTS.get((grouping.by, label.lower())):
        return words
    if {group.name for group in grouping.tested} == {YES.code, NO.code}:
        return f"patients {'with' if name == YES.code else 'without'} {in_sentence(grouping.label)}"
    return label


def _sentence_at(
    start: str,
    pairs: tuple[GroupDifference, ...],
    omnibus: GroupOmnibus,
    cases: CompleteCases,
    test: str,
    interval: str,
) -> str:
    """Give the difference at one place: the only pair, or the pair farthest apart with the test of all groups."""
    measure, many = cases.measure, len(pairs) > 1
    most = find_most(pairs, lambda pair: abs(pair.difference))
    row = most[0]
    size = (
        f"{measure.label} was {words_difference(row.difference, measure)} in {words_group(row.first, cases)}"
    )
    size += f" {words_than(row.difference)} in {words_group(row.second, cases)}"
    if math.isnan(row.se):
        return f"{start}, {size}; the two have no spread, so there is no interval and no test."
    wide = many and interval == "adjusted"
    low, high = (row.adjusted_ci_low, row.adjusted_ci_high) if wide else (row.ci_low, row.ci_high)
    limits = words_interval(low, high, measure)
    test_of = (
        f"{TEST_WORDS[test]}({format_df(row.df)}) = {format_number(row.t, 2)}, {format_p_equation(row.p)}"
    )
    if not many:
        return f"{start}, {size} (difference {_minus(row, measure)}, {limits}; {test_of} unadjusted)."
    f = (
        f"{OMNIBUS_WORDS[test]}({format_dfs(omnibus.df1, omnibus.df2)}) = {format_number(omnibus.f, 2)}, "
        f"{format_p_equation(omnibus.p)} unadjusted"
        if not math.isnan(omnibus.f)
        else "no test, as a group has no spread"
    )
    return (
        f"{start}, {size} (difference {_minus(row, measure)}, {'adjusted ' if wide else ''}{limits}), "
        f"{words_largest(len(most), len(pairs), 'differences between groups')}; all groups together: {f}."
    )


def _sentence_ranks(
    start: str,
    pairs: tuple[GroupShift, ...],
    omnibus: RankOmnibus | None,
    cases: CompleteCases,
    interval: str,
) -> str:
    """Give the Hodges–Lehmann difference at one place: the only pair, or the largest with the test of all groups."""
    measure = cases.measure
    most = find_most(pairs, lambda pair: abs(pair.shift))
    row = most[0]
    wide = omnibus is not None and interval == "adjusted"
    low, high = (row.adjusted_ci_low, row.adjusted_ci_high) if wide else (row.ci_low, row.ci_high)
    limits = f"{'adjusted ' if wide else ''}{words_interval(low, high, measure)}"
    size = (
        f"{start}, {measure.label} was {words_difference(row.shift, measure)} in {words_group(row.first, cases)} "
        f"{words_than(row.shift)} in {words_group(row.second, cases)} (Hodges–Lehmann difference "
        f"{format_number(row.shift, decimals_of_means(measure))}, {limits}"
    )
    if omnibus is None:
        if math.isnan(row.p):
            return f"{size}); all patients have one value, so there is no test."
        return f"{size}; Mann–Whitney U = {format_number(row.u, 1)}, {format_p_equation(row.p)} unadjusted)."
    h = "no test, as all patients have one value"
    if not isinstance(omnibus.test, Refusal):
        h = (
            f"Kruskal–Wallis H({omnibus.test.df}) = {format_number(omnibus.test.h, 2)}, "
            f"{format_p_equation(omnibus.test.p)} unadjusted"
        )
    largest = words_largest(len(most), len(pairs), "differences between groups")
    return f"{size}), {largest}; all groups together: {h}."


def _minus(row: GroupDifference, measure: Column) -> str:
    return format_number(row.difference, decimals_of_means(measure))


def sentence_group_count(result: GroupComparisons) -> str:
    """Count the comparisons at the visits whose adjusted p is low, by means and on ranks, and name those."""
    parts = []
    for rows, how in ((result.visits, "by means"), (result.ranks, "on ranks")):
        tested = [row for row in rows.pairs if not math.isnan(row.p)]
        low = find_rows(tested, lambda row: row.p_adjusted)
        named = [
            f"{row.visit}, {row.first} – {row.second}: {format_p_equation(row.p_adjusted)}"
            for row in low[:MAX_NAMED]
        ]
        named += [f"{len(low) - MAX_NAMED} more"] if len(low) > MAX_NAMED else []
        which = f" ({'; '.join(named)})" if low else ""
        parts.append(f"{len(low)} of {len(tested)} {how}{which}")
    adjustment = dict(result.visits.settings)["adjustment"]
    alone = len(result.mean.pairs) == 1 and result.visits.family.startswith("1 ")
    adjusted = (
        "without adjustment"
        if adjustment == "none"
        else "each visit by itself, so without adjustment"
        if alone
        else f"after adjustment ({adjustment}, {result.visits.family})"
    )
    pairs = plural(len(result.visits.pairs), "comparison")
    return f"Of {pairs} at the visits, {format_level()} {adjusted} in {parts[0]} and {parts[1]}."
