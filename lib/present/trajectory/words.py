"""A measure over the visits in words: table, caption, sentence and description."""

from dataclasses import replace

from lib.analysis.common.grouping import EVERYONE
from lib.analysis.trajectory.changes import VisitChange
from lib.analysis.trajectory.summary import Trajectory, VisitSummary
from lib.cohort.codebook import Column, in_sentence
from lib.cohort.cohort import Cohort
from lib.present.common.claims import join_words
from lib.present.common.formats import (
    MISSING,
    format_df,
    format_interval,
    format_number,
    format_p,
    format_p_equation,
    plural,
)
from lib.present.common.sizes import decimals_of_means, format_signed, with_unit, words_interval
from lib.present.common.table import Heading, Line, PrintTable
from lib.present.trajectory.reference import range_words
from lib.present.trajectory.spread import words_spread
from lib.present.trajectory.view import (
    MAX_LINES,
    ErrorBar,
    TrajectoryView,
    find_error_bar,
    unit_label,
)


def table_trajectory(result: Trajectory, view: TrajectoryView) -> PrintTable:
    """Set the numbers behind the picture: n, mean, SD, error bar and missing of each group and visit."""
    decimals = (view.unit.decimals if view.unit else result.measure.decimals) + 1
    bar, factor = find_error_bar(view.error), view.factor()
    headings = [
        Heading("Visit", text=True),
        Heading("n"),
        Heading("Missing"),
        Heading("Mean"),
        Heading("SD"),
        Heading("SEM"),
        Heading("95 % CI"),
    ]
    if view.error == "within":
        headings.append(Heading("Within-subject SEM"))
    lines = []
    for group in result.grouping.groups:
        if not group.n:
            continue
        if len(result.grouping.groups) > 1:
            lines.append(Line((f"{group.label} (n = {group.n})",), "section"))
        lines.extend(_table_line(point, view.error, decimals, factor) for point in result.of(group.name))
    caption = f"{result.measure.label} ({unit_label(result, view)}) by visit, {plural(result.n, 'patient')}"
    return PrintTable(caption, tuple(headings), tuple(lines), _notes(result, bar))


def table_changes(result: Trajectory, view: TrajectoryView) -> PrintTable | None:
    """Set the change from the first visit to the last of each group, with its test; None where there is none."""
    if not result.changes:
        return None
    measure, factor = _measure_shown(result, view), view.factor()
    headings = (
        Heading("", text=True), Heading("From", text=True), Heading("To", text=True), Heading("n", "at both"),
        Heading("Mean change"), Heading("95 % CI"), Heading("t", "paired"), Heading("df"), Heading("p", "unadjusted"),
    )  # fmt: skip
    lines = []
    for row in result.changes:
        change, low, high = (value * factor for value in (row.difference, row.ci_low, row.ci_high))
        decimals = decimals_of_means(measure)
        lines.append(
            Line(
                (
                    row.group_label, row.first.short, row.last.short, str(row.n),
                    MISSING if change != change else format_signed(change, decimals),
                    format_interval(low, high, decimals),
                    format_number(row.t, 2), MISSING if row.df != row.df else format_df(row.df), format_p(row.p),
                )
            )
        )  # fmt: skip
    caption = f"Change of {measure.label} ({unit_label(result, view)}) from the first visit to the last"
    notes = ["Of the patients measured at both visits; interval and p by the paired t test, not adjusted."]
    notes += [result.withheld] if result.withheld else []
    notes += [result.grouping.note] if result.grouping.note else []
    return PrintTable(caption, headings, tuple(lines), tuple(notes))


def _measure_shown(result: Trajectory, view: TrajectoryView) -> Column:
    """Give the measure with the unit and decimals that are shown."""
    if view.unit is None:
        return result.measure
    return replace(result.measure, unit=view.unit.label, decimals=view.unit.decimals)


def _table_line(point: VisitSummary, error: str, decimals: int, factor: float) -> Line:
    d = point.description
    numbers = [format_number(value * factor, decimals) for value in (d.mean, d.sd, d.sem)]
    interval = (
        f"{format_number(d.ci_low * factor, decimals)} to {format_number(d.ci_high * factor, decimals)}"
        if d.n > 1
        else MISSING
    )
    cells = [point.visit.label, str(d.n), str(d.missing), *numbers, interval]
    if error == "within":
        cells.append(format_number(point.within_sem * factor, decimals))
    return Line(tuple(cells))


def _notes(result: Trajectory, bar: ErrorBar) -> tuple[str, ...]:
    notes = [
        f"Every visit uses the patients measured at it; {result.n_complete} of {result.n} have a value at every "
        "visit. CI: t distribution."
    ]
    if bar.code == "within":
        notes.append(f"Within-subject SEM: {bar.caption}.")
    if result.grouping.note:
        notes.append(result.grouping.note)
    return tuple(notes)


def caption_trajectory(result: Trajectory, view: TrajectoryView) -> str:
    """Write the caption under the picture: what the points, bars, lines and band are."""
    bar = find_error_bar(view.error)
    parts = [f"Mean {result.measure.label} ({unit_label(result, view)}) by visit; n below each visit"]
    if view.panes == "facet" and sum(bool(group.n) for group in result.grouping.groups) > 1:
        parts[0] += ", a panel a group on one scale"
    parts.append(f"error bars: {bar.caption}" if bar.code != "none" else bar.caption)
    if view.spread != "none":
        parts.append(words_spread(view.spread))
    if view.lines:
        parts.append(
            f"thin lines: individual patients (at most {MAX_LINES} drawn); click one to look at that patient"
            if result.n > MAX_LINES
            else "thin lines: individual patients; click one to look at that patient"
        )
    if view.reference and view.limits:
        parts.append(f"shaded: {in_sentence(view.limits.label)} {range_words(result, view, view.limits)}")
    return "; ".join(parts) + "."


def title_trajectory(cohort: Cohort) -> str:
    """Ask the page's question of what was measured."""
    if cohort.synthetic:
        return "How do magnesium and the ratings change over the infusions?"
    labels = [column.label for column in cohort.codebook.measures[:3]]
    several = len(cohort.codebook.measures) > 1
    words = join_words(labels)
    return f"How {'do' if several else 'does'} {words} change over the visits?"


def sentence_trajectory(result: Trajectory, view: TrajectoryView) -> str:
    """Say in which patients the measure changed by how much, then where it starts and ends, with n."""
    decimals, factor = (view.unit.decimals if view.unit else result.measure.decimals) + 1, view.factor()
    parts = []
    for group in result.grouping.groups:
        points = [point for point in result.of(group.name) if point.description.n] if group.n else []
        if len(points) < 2:
            continue
        first, last = points[0], points[-1]
        start = format_number(first.description.mean * factor, decimals)
        end = format_number(last.description.mean * factor, decimals)
        name = f"{group.label}: " if len(result.grouping.groups) > 1 else ""
        parts.append(
            f"{name}{start} at {in_sentence(first.visit.short)} (n = {first.description.n}), "
            f"{end} at {in_sentence(last.visit.short)} (n = {last.description.n})"
        )
    if not parts:
        return f"No visit pair with {result.measure.label} to compare in this selection."
    named = view.unit or result.measure.unit or result.measure.role != "analyte"
    unit = f" in {unit_label(result, view)}" if named else ""
    return f"{_words_changes(result, view)}Mean {result.measure.label}{unit}: " + "; ".join(parts) + "."


def _words_changes(result: Trajectory, view: TrajectoryView) -> str:
    """Begin with the change of each group and its test; empty where no patient was measured at both visits."""
    measure, factor = _measure_shown(result, view), view.factor()
    known = [row for row in result.changes if row.n]
    if not known:
        return ""
    alike = len({(row.first.name, row.last.name) for row in known}) == 1
    start = f"From {known[0].first.short} to {known[0].last.short} " if alike else ""
    parts = []
    for row in known:
        size = with_unit(format_signed(row.difference * factor, decimals_of_means(measure)), measure)
        when = "" if alike else f" from {row.first.short} to {row.last.short}"
        who = "" if row.group == EVERYONE else f"{in_sentence(row.group_label)} "
        parts.append(f"{who}{size}{when} ({_figures_change(row, measure, factor)})")
    by = " by" if known[0].group == EVERYONE else ":"
    return f"{start}{measure.label} changed{by} {'; '.join(parts)}. "


def _figures_change(row: VisitChange, measure: Column, factor: float) -> str:
    n = f"n = {row.n}"
    if row.n < 2:
        return n
    if row.ci_low != row.ci_low:
        return f"the same in every patient, {n}"
    interval = words_interval(row.ci_low * factor, row.ci_high * factor, measure)
    if row.p != row.p:
        return f"{interval}, {n}"
    test = f"paired t({format_df(row.df)}) = {format_number(row.t, 2)}, {format_p_equation(row.p)} unadjusted"
    return f"{interval}; {test}; {n}"


def alt_trajectory(result: Trajectory, view: TrajectoryView) -> str:
    """Describe the picture for a reader who cannot see it."""
    return f"Line chart. {sentence_trajectory(result, view)} {caption_trajectory(result, view)}"


def sentence_no_values(result: Trajectory) -> str:
    """Say that there is nothing to draw."""
    return f"No patient in this selection has a value of {result.measure.label} at any visit."


def words_own_limits(unit: str) -> str:
    """Say how limits of one's own are typed."""
    return f"Choose one, or type limits{f' in {unit}' if unit else ''}: 0.7-1.0, 0.85-, -1.1."
