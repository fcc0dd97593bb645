"""Groups compared in pairs, as printed tables."""

import math
from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from lib.analysis.anova.groups import MEAN_OF_VISITS, MEANS_TEST, GroupComparisons
from lib.analysis.common.complete_cases import CompleteCases
from lib.cohort.codebook import in_sentence
from lib.present.anova.group_words import OMNIBUS_WORDS
from lib.present.anova.options import code_of_adjustment, note_borrowed_interval
from lib.present.anova.tables import note_cases, notes_p
from lib.present.common.formats import (
    MISSING,
    format_df,
    format_interval,
    format_number,
    format_p,
    format_proportion,
)
from lib.present.common.sizes import decimals_of_means
from lib.present.common.table import Heading, Line, PrintTable
from lib.stats.anova.group_differences import GroupDifference, GroupDifferences
from lib.stats.common.result import Refusal, Result, unwrap
from lib.stats.ranks.group_shifts import GroupShift, GroupShifts

Row = TypeVar("Row", GroupDifference, GroupShift)
FAMILY_INTERVAL = Heading("95 % CI", "adjusted")
MEANS_HEADINGS = (
    Heading("Groups"),
    Heading("n"),
    Heading("Mean difference"),
    Heading("95 % CI"),
    FAMILY_INTERVAL,
    Heading("SE"),
    Heading("t"),
    Heading("df"),
    Heading("p"),
    Heading("p", "adjusted"),
    Heading("Cohen’s d"),
)
RANKS_HEADINGS = (
    Heading("Groups"),
    Heading("n"),
    Heading("Hodges–Lehmann difference"),
    Heading("95 % CI"),
    FAMILY_INTERVAL,
    Heading("U"),
    Heading("p"),
    Heading("p", "adjusted"),
    Heading("p is", text=True),
    Heading("Rank-biserial r"),
)
#: What stands over the error of d.
D_NOTES = {
    "welch": "d: difference over √((s₁² + s₂²) / 2), the SDs of the two groups.",
    "pooled": "d: difference over the SD pooled over all groups.",
}


def table_group_means(
    result: GroupComparisons, cases: CompleteCases, test: str, interval: str = "adjusted"
) -> PrintTable:
    """Set the differences between groups by their means: visit by visit, then in the mean of the visits.

    Parameters
    ----------
    result, cases
        The comparisons, and on whom they rest.
    test : {"welch", "pooled"}
        How they were tested.
    interval : {"adjusted", "plain"}
        Whether the family's intervals stand beside those of each difference alone.
    """
    decimals = decimals_of_means(cases.measure)
    lines = _in_sections(result.visits.pairs, result.mean.pairs, lambda row: _mean_line(row, decimals))
    by = in_sentence(unwrap(cases.grouping).label)
    caption = f"{cases.measure.label_with_unit}: groups compared by their means ({by})"
    notes = (*_notes(result.visits, result.mean, cases, interval), D_NOTES[test])
    return _with_intervals(PrintTable(caption, MEANS_HEADINGS, lines, notes), interval)


def table_group_ranks(
    result: GroupComparisons, cases: CompleteCases, interval: str = "adjusted"
) -> PrintTable:
    """Set the same on ranks."""
    decimals = decimals_of_means(cases.measure)
    lines = _in_sections(result.ranks.pairs, result.ranks_mean.pairs, lambda row: _shift_line(row, decimals))
    caption = f"{cases.measure.label_with_unit}: groups compared on ranks ({in_sentence(unwrap(cases.grouping).label)})"
    note = (
        "Mann–Whitney tests; p is exact, ties included, as long as the arrangements of the patients can be counted, "
        "else from the normal approximation with tie and continuity correction; the intervals are exact with fewer "
        "than 50 patients in each group and no ties, else approximate (R’s wilcox.test). Hodges–Lehmann difference: "
        "median of all differences between a patient of the first group and one of the second."
    )
    notes = (*_notes(result.ranks, result.ranks_mean, cases, interval), note)
    return _with_intervals(PrintTable(caption, RANKS_HEADINGS, lines, notes), interval)


def _with_intervals(table: PrintTable, interval: str) -> PrintTable:
    """Leave out the family's intervals where those of each difference alone are asked for."""
    if interval == "adjusted":
        return table
    left = next(place for place, heading in enumerate(table.headings) if heading == FAMILY_INTERVAL)
    lines = tuple(
        line if line.kind == "section" else replace(line, cells=line.cells[:left] + line.cells[left + 1 :])
        for line in table.lines
    )
    return replace(table, headings=table.headings[:left] + table.headings[left + 1 :], lines=lines)


def table_group_omnibus(result: GroupComparisons, cases: CompleteCases, test: str) -> PrintTable | None:
    """Set the tests of all groups together; None for two groups, where the pair says it."""
    if len(cases.levels) < 3:
        return None
    headings = (
        Heading("Visit"),
        Heading(OMNIBUS_WORDS[test]),
        Heading("df1"),
        Heading("df2"),
        Heading("p"),
        Heading("p", "adjusted"),
    )
    rows = (*result.visits.omnibus, *result.mean.omnibus)
    lines = tuple(
        Line(
            (
                row.visit,
                format_number(row.f, 3),
                format_df(row.df1),
                format_df(row.df2) if not math.isnan(row.df2) else "–",
                format_p(row.p),
                format_p(row.p_adjusted),
            )
        )
        for row in rows
    )
    notes = (note_cases(cases), _note_across(result))
    what = "Welch’s analysis of variance" if test == "welch" else "one-way analysis of variance"
    return PrintTable(
        f"{cases.measure.label}: all groups together, {what} at each visit", headings, lines, notes
    )


def table_group_kruskal(result: GroupComparisons, cases: CompleteCases) -> PrintTable:
    """Set the tests of all groups together on ranks."""
    headings = (
        Heading("Visit"),
        Heading("H"),
        Heading("df"),
        Heading("p"),
        Heading("p", "adjusted"),
        Heading("η²_H"),
    )
    lines, notes = [], [note_cases(cases), _note_across(result)]
    for row in result.kruskal:
        if isinstance(row.test, Refusal):
            lines.append(Line((row.visit, *(MISSING,) * 5)))
            notes.append(f"{row.visit}: {row.test.reason}")
            continue
        figures = (format_number(row.test.h, 3), str(row.test.df), format_p(row.test.p))
        lines.append(
            Line((row.visit, *figures, format_p(row.p_adjusted), format_proportion(row.test.eta_squared)))
        )
    notes += notes_p("p", [(row.visit, row.test) for row in result.kruskal])
    notes += dict.fromkeys(
        note for row in result.kruskal if isinstance(row.test, Result) for note in row.test.notes
    )
    caption = f"{cases.measure.label}: all groups together on ranks, Kruskal–Wallis test at each visit"
    return PrintTable(caption, headings, tuple(lines), tuple(notes))


def _note_across(result: GroupComparisons) -> str:
    adjustment = dict(result.visits.settings)["adjustment"]
    return f"Adjustment across the visits: {adjustment}; the mean of the visits stands alone."


def tables_groups(
    result: GroupComparisons | Refusal, cases: CompleteCases, test: str, interval: str = "adjusted"
) -> tuple[PrintTable, ...]:
    """Set all of them: the chosen comparison of pairs and of all groups together, then the other; none of a refusal."""
    if isinstance(result, Refusal):
        return ()
    how = MEANS_TEST.get(test, test)
    omnibus = table_group_omnibus(result, cases, how)
    means = (table_group_means(result, cases, how, interval), *((omnibus,) if omnibus else ()))
    kruskal = (table_group_kruskal(result, cases),) if result.kruskal else ()
    ranks = (table_group_ranks(result, cases, interval), *kruskal)
    return (*ranks, *means) if test == "ranks" else (*means, *ranks)


def label_other_comparisons(test: str, tables: int) -> str:
    """Name what stands folded below the chosen comparison of groups."""
    other = "by their means" if test == "ranks" else "on ranks"
    return f"Groups compared {other}" if tables == 1 else f"All groups together, and groups compared {other}"


def _in_sections(
    visits: tuple[Row, ...], mean: tuple[Row, ...], line_of: Callable[[Row], tuple[str, ...]]
) -> tuple[Line, ...]:
    """Rows under the words of their visit; with one pair a row is a visit."""
    alone = len(mean) == 1
    lines: list[Line] = []
    visit = None
    for row in visits + mean:
        if row.visit != visit:
            visit = row.visit
            if not alone:
                lines.append(Line((visit,), "section"))
        first, *others = line_of(row)
        lines.append(Line((f"{visit}: {first}" if alone else first, *others)))
    return tuple(lines)


def _mean_line(row: GroupDifference, decimals: int) -> tuple[str, ...]:
    return (
        f"{row.first} – {row.second}",
        f"{row.n_first}, {row.n_second}",
        format_number(row.difference, decimals),
        format_interval(row.ci_low, row.ci_high, decimals),
        format_interval(row.adjusted_ci_low, row.adjusted_ci_high, decimals),
        format_number(row.se, decimals),
        format_number(row.t, 3),
        "–" if math.isnan(row.df) else format_df(row.df),
        format_p(row.p),
        format_p(row.p_adjusted),
        format_number(row.cohens_d, 3),
    )


def _shift_line(row: GroupShift, decimals: int) -> tuple[str, ...]:
    return (
        f"{row.first} – {row.second}",
        f"{row.n_first}, {row.n_second}",
        format_number(row.shift, decimals),
        format_interval(row.ci_low, row.ci_high, decimals),
        format_interval(row.adjusted_ci_low, row.adjusted_ci_high, decimals),
        format_number(row.u, 1),
        format_p(row.p),
        format_p(row.p_adjusted),
        "–" if math.isnan(row.p) else "exact" if row.exact else "approximate",
        format_proportion(row.rank_biserial),
    )


def _notes(
    visits: GroupDifferences | GroupShifts,
    mean: GroupDifferences | GroupShifts,
    cases: CompleteCases,
    interval: str,
) -> tuple[str, ...]:
    settings = dict(visits.settings)
    error = f"Error: {settings['error']}. " if "error" in settings else ""
    family = (
        f"{error}Difference: the group named first minus the second. Family: {visits.family}"
        f"{f'; {MEAN_OF_VISITS.lower()}: {mean.family}' if len(mean.pairs) > 1 else ''}; "
        f"adjustment: {settings['adjustment']}."
    )
    code = code_of_adjustment(settings["adjustment"])
    borrowed = note_borrowed_interval(code) if interval == "adjusted" else ""
    return note_cases(cases), family, *((borrowed,) if borrowed else ()), *visits.notes, *mean.notes
