"""Comparisons of visits as printed tables: marginal means, and pairs with their family and error term."""

from lib.analysis.anova.visits import VisitComparisons, VisitsAnova
from lib.analysis.common.complete_cases import CompleteCases
from lib.cohort.codebook import unit_words
from lib.present.anova.options import code_of_adjustment, note_borrowed_interval
from lib.present.anova.tables import note_cases
from lib.present.common.claims import find_most, find_rows, join_some, words_found, words_level
from lib.present.common.formats import (
    format_interval,
    format_number,
    format_p,
    format_p_equation,
    plural,
)
from lib.present.common.table import Heading, Line, PrintTable
from lib.stats.anova.marginal_means import MarginalMean
from lib.stats.anova.posthoc import Comparison, PairwiseVisits, PairwiseWithinGroups
from lib.stats.common.adjust import ADJUSTMENT_NAMES
from lib.stats.common.result import Refusal, unwrap

DIFFERENCE_NOTE = (
    "Difference: the visit named first minus the second, with its {interval}. g_av: that difference over the root mean "
    "square of the SDs of the two visits, corrected for small samples; d_z: over the SD of the differences. SDs "
    "{whose}."
)
PLAIN = "95 % CI, not adjusted"


def interval_words(settings: tuple[tuple[str, str], ...], interval: str) -> str:
    """Name the interval that stands beside a difference: the family's, or each pair's alone."""
    return PLAIN if interval == "plain" else dict(settings)["adjusted interval"].replace("95%", "95 %")


def _headings(interval: str) -> tuple[Heading, ...]:
    detail = "not adjusted" if interval == PLAIN else interval.replace("simultaneous 95 % CI", "simultaneous")
    return (
        Heading("Visits"),
        Heading("Mean difference"),
        Heading("95 % CI", detail),
        *(Heading(label) for label in ("SE", "t", "df", "p")),
        Heading("p", "adjusted"),
        Heading("Hedges’ g_av"),
        Heading("d_z"),
    )


def table_means(answer: VisitsAnova) -> PrintTable:
    """Set the estimated marginal means: over all patients, and of each group."""
    cases, means = answer.cases, unwrap(answer.means)
    decimals = cases.measure.decimals + 1
    lines = [Line(("All patients",), "section")] if means.by_group else []
    lines.extend(_mean_line(row, decimals) for row in means.overall)
    level = None
    for row in means.by_group:
        if row.level != level:
            level = row.level
            lines.append(Line((f"{level} (n = {row.n})",), "section"))
        lines.append(_mean_line(row, decimals))
    headings = tuple(Heading(label) for label in ("Visit", "n", "Mean", "SE", "df", "95 % CI"))
    weigh = " Over all patients the groups weigh equally." if means.by_group else ""
    note = "Each visit has its own variance, pooled within groups where there are any." + weigh
    caption = f"Estimated marginal means of {cases.measure.label_with_unit}, {plural(cases.n, 'patient')}"
    return PrintTable(caption, headings, tuple(lines), (note_cases(cases), note))


def _mean_line(row: MarginalMean, decimals: int) -> Line:
    return Line(
        (
            row.visit,
            str(row.n),
            format_number(row.mean, decimals),
            format_number(row.se, decimals),
            str(row.df),
            format_interval(row.ci_low, row.ci_high, decimals),
        )
    )


def table_posthoc(family: PairwiseVisits, cases: CompleteCases, interval: str = "adjusted") -> PrintTable:
    """Set the comparisons of visits over all patients.

    Parameters
    ----------
    family : PairwiseVisits
        Comparisons, not a refusal.
    cases : CompleteCases
        On whom they rest.
    interval : {"adjusted", "plain"}
        Whether the family's interval stands beside a difference, as it belongs to the adjusted p, or each pair's.
    """
    named = interval_words(family.settings, interval)
    decimals = cases.measure.decimals + 1
    lines = tuple(_comparison_line(row, decimals, named) for row in family.comparisons)
    note = DIFFERENCE_NOTE.format(interval=named, whose=_whose(family))
    caption = f"{cases.measure.label_with_unit}: visits compared in pairs"
    return PrintTable(
        caption, _headings(named), lines, (note_cases(cases), *_family_notes(family, named), note)
    )


def table_posthoc_within(
    groups: PairwiseWithinGroups, cases: CompleteCases, interval: str = "adjusted"
) -> PrintTable:
    """Set the comparisons of visits within each group, a family each."""
    named = interval_words(groups.settings, interval)
    decimals = cases.measure.decimals + 1
    lines: list[Line] = []
    notes = [note_cases(cases)]
    for family in groups.families:
        lines.append(Line((f"{family.level} (n = {family.n})",), "section"))
        if isinstance(family, Refusal):
            notes.append(f"{family.level}: {family.reason}")
        else:
            lines.extend(_comparison_line(row, decimals, named) for row in family.comparisons)
            notes.extend(note for note in _family_notes(family, named) if note not in notes)
    caption = f"{cases.measure.label_with_unit}: visits compared in pairs within each group"
    whose = next((_whose(family) for family in groups.families if isinstance(family, PairwiseVisits)), "")
    if whose:
        notes.append(DIFFERENCE_NOTE.format(interval=named, whose=whose))
    return PrintTable(caption, _headings(named), tuple(lines), tuple(notes))


def _whose(family: PairwiseVisits) -> str:
    """Say whose the SDs of the effect sizes are: those of the family's own error term."""
    if family.error.startswith("pooled"):
        return "pooled within groups"
    return "of the patients compared" if family.level is None else "of the group’s own patients"


def _comparison_line(row: Comparison, decimals: int, interval: str) -> Line:
    return Line(
        (
            f"{row.first} – {row.second}",
            format_number(row.difference, decimals),
            format_interval(*limits_of(row, interval), decimals),
            format_number(row.se, decimals),
            format_number(row.t, 3),
            str(row.df),
            format_p(row.p),
            format_p(row.p_adjusted),
            format_number(row.hedges_g_av, 3),
            format_number(row.cohens_d_z, 3),
        )
    )


def _family_notes(family: PairwiseVisits, interval: str) -> tuple[str, ...]:
    """Name the family, the adjustment and the error term; the parts of a result that print must not lose."""
    adjustment = dict(family.settings)["adjustment"]
    words = f"Family: {family.family}; adjustment: {adjustment}; error: {family.error}."
    borrowed = "" if interval == PLAIN else note_borrowed_interval(code_of_adjustment(adjustment))
    return (words, *((borrowed,) if borrowed else ()), *family.notes)


def sentence_posthoc(comparisons: VisitComparisons, cases: CompleteCases, interval: str = "adjusted") -> str:
    """Say which visits differ over all patients, of how many compared, by how much, and at which adjusted p.

    Parameters
    ----------
    comparisons : VisitComparisons
        A refusal stands as its sentence.
    cases, interval
        As for `table_posthoc`, beside which the sentence stands.
    """
    family = comparisons.overall
    if isinstance(family, Refusal):
        return family.reason
    named, adjustment = interval_words(family.settings, interval), _adjustment(family)
    rows, found = family.comparisons, find_rows(family.comparisons, lambda row: row.p_adjusted)
    shown = found or find_most(rows, lambda row: abs(row.difference))
    figures = join_some(
        [_figures(row, cases, named, len(rows) > 1 and adjustment != "none") for row in shown]
    )
    if len(rows) == 1:
        start = f"the two visits {'differ' if found else 'do not differ detectably'}: "
    else:
        count = f"{words_found(len(found), len(rows), 'pair')} of visits"
        verb = "differs" if len(found) == 1 else "differ" if found else "differ detectably"
        which = ": " if found else "; the largest difference: "
        start = f"{count} {verb} ({words_level(adjustment, len(rows))}){which}"
    return f"Over all patients, {start}{figures}. In brackets: {named}."


def _adjustment(family: PairwiseVisits) -> str:
    """Give the key of the adjustment that a family was made with."""
    words = dict(family.settings)["adjustment"]
    return next(key for key, name in ADJUSTMENT_NAMES.items() if words in (key, name))


def _figures(row: Comparison, cases: CompleteCases, interval: str, adjusted: bool) -> str:
    decimals, unit = cases.measure.decimals + 1, unit_words(cases.measure)
    p = f"adjusted {format_p_equation(row.p_adjusted)}" if adjusted else format_p_equation(row.p)
    return (
        f"{row.first} – {row.second}, {format_number(row.difference, decimals)} {unit} "
        f"[{format_interval(*limits_of(row, interval), decimals)}], {p}"
    )


def limits_of(row: Comparison, interval: str) -> tuple[float, float]:
    """Give the ends of the interval of a difference that is asked for."""
    return (row.ci_low, row.ci_high) if interval == PLAIN else (row.adjusted_ci_low, row.adjusted_ci_high)
