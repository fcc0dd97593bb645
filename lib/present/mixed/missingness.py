"""Who is missing, as tables and a sentence."""

from lib.analysis.common.baseline import BaselineDifference
from lib.analysis.mixed.missingness import Missingness, VisitDropout
from lib.present.common.claims import is_found, join_words
from lib.present.common.formats import (
    MISSING,
    format_count,
    format_df,
    format_interval,
    format_number,
    format_p,
    format_p_equation,
    plural,
)
from lib.present.common.sizes import decimals_of_means, words_difference, words_interval, words_than
from lib.present.common.table import Heading, Line, PrintTable
from lib.stats.common.result import Refusal

#: Marks of the patterns.
SEEN, UNSEEN = "●", "○"


def sentence_missingness(found: Missingness) -> str:
    """Say how many values are missing, when patients are lost, and whether those lost differ at the first visit."""
    if found.n_complete == found.n:
        return (
            f"All {plural(found.n, 'patient')} have {found.measure.label} at every visit: nothing is missing."
        )
    whole = [row for row in found.dropout if not row.group]
    missing = sum(row.n - row.measured for row in whole)
    lost = found.n - found.n_complete
    gone = whole[-1].lost
    ends = (
        f"{plural(gone, 'patient')} {'lacks' if gone == 1 else 'lack'} the last visit"
        if gone
        else "nobody lacks the last visit"
    )
    start = (
        f"{plural(missing, 'value')} of {sum(row.n for row in whole)} {'is' if missing == 1 else 'are'} missing, in "
        f"{lost} of {plural(found.n, 'patient')}; {ends}."
    )
    first = found.baseline[0] if found.baseline else None
    return f"{start} {_first(first)}" if first is not None else start


def _first(row: BaselineDifference) -> str:
    test = row.test
    if isinstance(test, Refusal) or test.p != test.p:
        return f"{row.measure.label} at the first visit cannot be compared between those with and without all values."
    found = (
        "a difference is detected"
        if is_found(test.p)
        else "no difference is detected, which does not show that there is none"
    )
    return (
        f"At the first visit {row.measure.label} was {words_difference(test.difference, row.measure)} in those who "
        f"lack a value {words_than(test.difference)} in those who lack none "
        f"({words_interval(test.ci_low, test.ci_high, row.measure)}, {format_p_equation(test.p)}): {found}."
    )


def tables_missingness(found: Missingness) -> tuple[PrintTable, ...]:
    """Set patterns, dropout by visit, and the first visit by completion where somebody lacks a value."""
    tables = table_patterns(found), table_dropout(found)
    return (*tables, table_completion(found)) if found.baseline else tables


def table_patterns(found: Missingness) -> PrintTable:
    """Set the patterns of measured visits."""
    headings = (
        Heading("Pattern"),
        *(Heading(visit.short) for visit in found.visits),
        Heading("n (%)", f"of {found.n}"),
        *(Heading(group, "n") for group in found.groups),
    )
    lines = tuple(
        Line(
            (
                "All values" if all(row.seen) else f"Pattern {number}",
                *(SEEN if here else UNSEEN for here in row.seen),
                format_count(row.n, found.n),
                *map(str, row.by_group),
            )
        )
        for number, row in enumerate(found.patterns, start=1 - all(found.patterns[0].seen))
    )
    note = f"{SEEN} measured, {UNSEEN} missing; the most frequent first."
    return PrintTable(f"{found.measure.label}: patterns of measured visits", headings, lines, (note,))


def table_dropout(found: Missingness) -> PrintTable:
    """Set at each visit who was measured, who had dropped out, and who has a value later alone."""
    headings = (
        Heading("Visit"),
        Heading("n"),
        Heading("Measured", "n (%)"),
        Heading("Dropped out", "n (%)"),
        Heading("Missing between", "n (%)"),
    )
    lines: list[Line] = []
    group = None
    for row in found.dropout:
        if found.groups and row.group != group:
            group = row.group
            lines.append(Line((group or "All patients",), "section"))
        lines.append(_dropout_line(row))
    note = "Dropped out: no value at this visit or any later one. Missing between: none here, but one at a later visit."
    return PrintTable(f"{found.measure.label}: dropout by visit", headings, tuple(lines), (note,))


def _dropout_line(row: VisitDropout) -> Line:
    counts = (row.measured, row.lost, row.gap)
    return Line((row.visit.short, str(row.n), *(format_count(count, row.n) for count in counts)))


def table_completion(found: Missingness) -> PrintTable:
    """Set the first visit and the columns of numbers by completion."""
    labels = ("n", "Difference", "95 % CI", "t", "df", "p")
    headings = (
        Heading("At the first visit"),
        Heading("n", "lack a value"),
        Heading("n", "lack none"),
        *(Heading(label) for label in labels[1:]),
    )
    refused = [row.measure.label for row in found.baseline if isinstance(row.test, Refusal)]
    notes = [
        "Difference: mean of those who lack a value at some visit minus mean of those who lack none, Welch’s t, p not "
        "adjusted. That none is detected does not show that values are missing at random."
    ]
    if refused:
        notes.append(f"Too few patients with a value to compare: {join_words(refused)}.")
    return PrintTable(
        f"Patients who lack {found.measure.label} at some visit against those who lack none", headings,
        tuple(map(_completion_line, found.baseline)), tuple(notes),
    )  # fmt: skip


def _completion_line(row: BaselineDifference) -> Line:
    sizes = (row.measure.label_with_unit, str(row.n_left_out), str(row.n_kept))
    test, decimals = row.test, decimals_of_means(row.measure)
    if isinstance(test, Refusal):
        return Line((*sizes, *(MISSING,) * 5))
    return Line(
        (
            *sizes,
            format_number(test.difference, decimals),
            format_interval(test.ci_low, test.ci_high, decimals),
            format_number(test.t, 3),
            MISSING if test.df != test.df else format_df(test.df),
            format_p(test.p),
        )
    )
