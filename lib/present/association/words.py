"""Associations in words: answer, captions, and who misses a value."""

import math

from lib.analysis.association.correlations import Association, AssociationRow
from lib.analysis.association.groups import AssociationGroups
from lib.cohort.codebook import in_sentence
from lib.present.common.claims import (
    find_most,
    find_rows,
    join_some,
    words_adjusted,
    words_found,
    words_level,
)
from lib.present.common.formats import (
    format_level,
    format_number,
    format_p_equation,
    format_proportion,
    format_proportion_interval,
    plural,
)
from lib.present.common.number_style import ENGLISH, always_in
from lib.stats.association.correlation import RepeatedMeasuresCorrelation
from lib.stats.common.result import Refusal, reason_of, unwrap

#: Signs of the coefficients.
SYMBOLS = {"spearman": "ρ", "pearson": "r"}
#: What a reader can look at, and correlate by: codes in the address, with their words.
PICTURES = {"pair": "One pair", "visits": "At each visit", "changes": "Changes", "within": "Within patients"}
#: Parts of the table and of the forest.
PART_WORDS = {"visit": "Values at each visit", "change": "Changes from the first visit"}
WITHIN_WORDS = "Within patients across the visits"
#: The line that goes with a coefficient.
LINES = {"spearman": "the line of ranks (Iman and Conover)", "pearson": "the least-squares line"}
METHODS = {"spearman": "Spearman", "pearson": "Pearson"}


def sentence_association(result: Association) -> str:
    """Say whether the measures are correlated at any visit, in any change, and within patients."""
    if not result.rows:
        return reason_of(result.within)
    first, second = result.first.label, result.second.label
    tested = [row for row in result.rows if not isinstance(row.test, Refusal)]
    if not tested:
        return f"{first} and {second} cannot be correlated here: {reason_of(result.rows[0].test)}"
    count = len(tested)
    largest = find_most(tested, lambda row: abs(unwrap(row.test).r))
    figures = join_some([_figures_adjusted(row, result.method, count) for row in largest])
    found = find_rows(tested, lambda row: row.p_holm)
    if count == 1:
        start = f"{first} and {second} can be correlated once: {figures}"
    else:
        level, where = words_level("holm", count), join_some([row.label for row in found])
        start = (
            f"{first} and {second}, the largest |{SYMBOLS[result.method]}|: {figures}. A correlation is detected in "
            f"{words_found(len(found), count, 'comparison')} ({level}{': ' if found else ''}{where})"
        )
    if isinstance(result.within, Refusal):
        return f"{start}."
    return f"{start}. Within patients across the visits: {figures_within(result.within)}."


def _figures_adjusted(row: AssociationRow, method: str, tests: int) -> str:
    return f"{figures_association(row, method)} (CI and p not adjusted), {words_adjusted(row.p_holm, tests)}"


def figures_association(row: AssociationRow, method: str) -> str:
    """Give a row as text: `Inf 3: ρ = −.21 [95 % CI −.46 to .08], p = .147, n = 48`."""
    test = row.test
    if isinstance(test, Refusal):
        return f"{row.label}: {test.reason}"
    interval = format_proportion_interval(test.ci_low, test.ci_high)
    return (
        f"{row.label}: {SYMBOLS[method]} = {format_proportion(test.r)} [95 % CI {interval}], "
        f"{format_p_equation(test.p)}, n = {test.n}"
    )


def figures_within(within: RepeatedMeasuresCorrelation) -> str:
    """Give the correlation within patients as text."""
    interval = format_proportion_interval(within.ci_low, within.ci_high)
    return (
        f"r = {format_proportion(within.r)} [95 % CI {interval}], {format_p_equation(within.p)} unadjusted, "
        f"{plural(within.observations, 'pair')} of values of {plural(within.n, 'patient')}"
    )


@always_in(ENGLISH)
def lines_association(result: Association) -> str:
    """Write every correlation as a line to copy into a manuscript, in APA's numbers; empty where there is none."""
    lines = [figures_apa(row, result.method) for row in result.rows if not isinstance(row.test, Refusal)]
    within = result.within
    if not isinstance(within, Refusal):
        low, high = format_proportion(within.ci_low), format_proportion(within.ci_high)
        lines.append(
            f"Within patients: r_rm({within.df}) = {format_proportion(within.r)}, 95% CI [{low}, {high}], "
            f"{format_p_equation(within.p)}"
        )
    return "\n".join(lines)


def figures_apa(row: AssociationRow, method: str) -> str:
    """Give a row as APA prints it: `Pre: ρ(47) = −.21, 95% CI [−.46, .08], p = .147`."""
    test = unwrap(row.test)
    low, high = format_proportion(test.ci_low), format_proportion(test.ci_high)
    return (
        f"{row.label}: {SYMBOLS[method]}({test.df}) = {format_proportion(test.r)}, 95% CI [{low}, {high}], "
        f"{format_p_equation(test.p)}"
    )


def caption_panels(result: Association, part: str, drawn: int) -> str:
    """Write the caption of the scatter panels."""
    what = "changes from the first visit" if part == "change" else "values at each visit"
    most = max((row.test.n for row in result.of(part) if not isinstance(row.test, Refusal)), default=0)
    cut = f"; at most {drawn} points drawn a panel" if most > drawn else ""
    return (
        f"{result.second.label_with_unit} against {result.first.label_with_unit}: {what}, one point a patient, with "
        f"{LINES[result.method]} of all; the same scale in every panel; p not adjusted{cut}."
    )


def caption_pair(result: Association, code: str, drawn: int) -> str:
    """Write the caption of one pair drawn large."""
    row = next(row for row in result.rows if row.code == code)
    n = 0 if isinstance(row.test, Refusal) else row.test.n
    what = f"change from the first visit, {row.label}" if row.part == "change" else row.label
    cut = f"; at most {drawn} points drawn" if n > drawn else ""
    line = "" if isinstance(row.test, Refusal) else f", with {LINES[result.method]} of all"
    return (
        f"{result.second.label_with_unit} against {result.first.label_with_unit}: {what}, one point a patient"
        f"{line}; p not adjusted{cut}."
    )


def caption_forest(result: Association) -> str:
    """Write the caption of the forest of all coefficients."""
    name = METHODS[result.method]
    return (
        f"{name}’s {SYMBOLS[result.method]} of {result.first.label} and {result.second.label} with 95 % confidence "
        "intervals, not adjusted; within patients the repeated-measures correlation. Squares grow with n; filled: "
        f"{format_level()} after Holm’s adjustment over values and changes (within patients not adjusted)."
    )


def caption_within(result: Association, drawn: int) -> str:
    """Write the caption of the picture within patients."""
    within = unwrap(result.within)
    cut = f"; at most {plural(drawn, 'patient')} drawn" if within.n > drawn else ""
    units = [column.unit or "point" for column in (result.second, result.first)]
    # Two digits that say something, whatever the units make of the number.
    size = abs(within.slope)
    decimals = min(8, max(2, 1 - math.floor(math.log10(size)))) if size > 0 else 2
    slope = f"{format_number(within.slope, decimals)} {units[0]} per {units[1]}"
    return (
        f"{result.second.label_with_unit} against {result.first.label_with_unit}: one point a visit, one line a "
        f"patient, all with the common slope {slope}{cut}."
    )


def words_groups(groups: AssociationGroups) -> str:
    """Say what the colours and symbols of the points are, with the patients of each; empty where all are alike."""
    if len(groups.points) < 2:
        return ""
    counts = ", ".join(f"{group.label} {int(group.mask.sum())}" for group in groups.points)
    return f" Colour and symbol: {in_sentence(groups.grouping.label)} ({counts})."


def alt_panel(words: str, caption: str) -> str:
    """Write the words in place of one scatter chart of several."""
    return f"Scatter chart. {words}. {caption}"
