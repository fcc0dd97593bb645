"""The size of a change over the visits in words: what the answer begins with."""

from lib.analysis.anova.sizes import Change, VisitSizes
from lib.analysis.anova.visits import VisitsAnova
from lib.analysis.common.complete_cases import CompleteCases
from lib.cohort.codebook import Visit, in_sentence
from lib.present.anova.group_words import words_group
from lib.present.common.claims import join_words, words_largest
from lib.present.common.sizes import (
    decimals_of_means,
    format_signed,
    with_unit,
    words_difference,
    words_interval,
    words_than,
)

#: Words after which a label of a visit says when by itself.
WHEN = ("before", "after", "during")


def words_visit(visit: Visit) -> str:
    """Say when a visit was: `before infusion 7`, `one week after infusion 8`, else `at V2`."""
    label = in_sentence(visit.label)
    return label if any(word in label.lower().split() for word in WHEN) else f"at {visit.short}"


def words_change(answer: VisitsAnova) -> str:
    """Begin an answer with the size of the change; empty where there is none to give.

    Without groups it is the largest difference between two visits, with the interval that holds for all of them;
    with groups each group's change from the first visit to the last.
    """
    sizes, cases = answer.sizes, answer.cases
    if sizes is None or not sizes.changes:
        return ""
    if sizes.compared:
        return _largest(sizes, cases)
    first, last = sizes.changes[0].first, sizes.changes[0].last
    changed = join_words([_change(change, cases) for change in sizes.changes])
    return f"From {first.short} to {last.short} {cases.measure.label} changed by {changed}. "


def _largest(sizes: VisitSizes, cases: CompleteCases) -> str:
    change, measure = sizes.changes[0], cases.measure
    size = words_difference(change.difference, measure)
    when = f"{words_visit(change.last)} {words_than(change.difference)} {words_visit(change.first)}"
    figure = format_signed(change.difference, decimals_of_means(measure))
    interval = words_interval(change.ci_low, change.ci_high, measure)
    many = sizes.compared > 1
    largest = words_largest(len(sizes.changes), sizes.compared, "differences between visits")
    which = f", {largest}" if many else ""
    return (
        f"{measure.label} was {size} {when} ({figure}, {'simultaneous ' if many else ''}{interval}){which}. "
    )


def _change(change: Change, cases: CompleteCases) -> str:
    measure = cases.measure
    figure = with_unit(format_signed(change.difference, decimals_of_means(measure)), measure)
    interval = words_interval(change.ci_low, change.ci_high, measure)
    return f"{figure} ({interval}) in {words_group(change.group, cases)}"
