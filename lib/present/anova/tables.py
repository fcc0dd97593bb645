"""The analysis of variance as printed tables, laid out as JASP and SPSS do."""

from lib.analysis.anova.visits import AnovaRow, VisitsAnova, anova_rows
from lib.analysis.common.complete_cases import CompleteCases
from lib.cohort.codebook import in_sentence
from lib.present.anova.words import EFFECT_WORDS
from lib.present.common.formats import (
    MISSING,
    format_df,
    format_dfs,
    format_level,
    format_number,
    format_p,
    format_proportion,
    format_proportion_interval,
    plural,
)
from lib.present.common.number_style import current_style
from lib.present.common.table import Heading, Line, PrintTable
from lib.stats.anova.repeated_measures import GROUP, TIME, RepeatedMeasuresAnova
from lib.stats.anova.simple_effects import GroupRefusal, SimpleEffect, SimpleEffects
from lib.stats.anova.sphericity import Mauchly
from lib.stats.common.result import Refusal, Result, unwrap

#: Least decimals of a sum of squares, as JASP prints them; a measure with decimals of its own needs more.
SS_DECIMALS = 3
PART_WORDS = {"within": "Within patients", "between": "Between patients"}


def table_anova(answer: VisitsAnova) -> PrintTable:
    """Set the ANOVA table: one row a source and correction, as JASP and SPSS.

    Parameters
    ----------
    answer : VisitsAnova
        With an ANOVA, not a refusal.
    """
    cases, anova = answer.cases, unwrap(answer.anova)
    decimals = max(SS_DECIMALS, 2 * cases.measure.decimals + 1)
    headings = (
        Heading("Source"),
        Heading("Sphericity correction", text=True),
        Heading("Sum of squares"),
        Heading("df"),
        Heading("Mean square"),
        Heading("F"),
        Heading("p"),
        Heading("ηp²"),
        Heading("90 % CI of ηp²"),
        Heading("ηG²"),
        Heading("ω²"),
    )
    lines: list[Line] = []
    part = source = ""
    for row in anova_rows(anova):
        if row.part != part:
            part = row.part
            lines.append(Line((PART_WORDS[part],), "section"))
        lines.append(_anova_line(row, decimals, repeated=row.source == source))
        source = row.source
    caption = f"{anova.method} of {cases.measure.label} over {len(cases.visits)} visits, {plural(cases.n, 'patient')}"
    return PrintTable(caption, headings, tuple(lines), notes_anova(answer))


def _anova_line(row: AnovaRow, decimals: int, *, repeated: bool) -> Line:
    residual = row.source == "residual"
    figures = (
        format_number(row.f, 3),
        format_p(row.p),
        format_proportion(row.partial_eta_squared),
        format_proportion_interval(row.eta_ci_low, row.eta_ci_high),
        format_proportion(row.generalized_eta_squared),
        format_proportion(row.omega_squared),
    )
    return Line(
        (
            "" if repeated else EFFECT_WORDS[row.source],
            _sentence_case(row.correction),
            format_number(row.ss, decimals),
            format_df(row.df),
            format_number(row.ms, decimals),
            *(("",) * len(figures) if residual else figures),
        )
    )


def _sentence_case(words: str) -> str:
    return words[:1].upper() + words[1:]


def notes_anova(answer: VisitsAnova) -> tuple[str, ...]:
    """Say under the table whom it rests on, and by which conventions."""
    cases, anova = answer.cases, unwrap(answer.anova)
    return (note_cases(cases), *note_settings(anova), *anova.notes, *cases.notes)


def note_cases(cases: CompleteCases) -> str:
    """Say on whom the numbers rest."""
    note = f"Complete cases: {cases.n} of {plural(cases.n_selected, 'patient')}"
    if cases.levels:
        sizes = zip(cases.levels, cases.sizes, strict=True)
        note += f" ({', '.join(f'{in_sentence(group.label)} {size}' for group, size in sizes)})"
    return f"{note}."


def note_settings(result: Result) -> tuple[str, ...]:
    """Write a result's settings in one line, none where it has none."""
    if not result.settings:
        return ()
    line = "; ".join(f"{name}: {current_style().write(value)}" for name, value in result.settings)
    return (f"{_sentence_case(line)}.",)


def notes_p(heading: str, tests: list[tuple[str, Result | Refusal]]) -> list[str]:
    """Say how p was made, and in which rows where it was not the same in all."""
    made: dict[str, list[str]] = {}
    for label, test in tests:
        if isinstance(test, Result):
            made.setdefault(dict(test.settings)["p"], []).append(label)
    if len(made) == 1:
        return [f"{heading}: {how}." for how in made]
    ways = "; ".join(f"{how} ({', '.join(labels)})" for how, labels in made.items())
    return [f"{heading}: {ways}."] if ways else []


def table_sphericity(anova: RepeatedMeasuresAnova) -> PrintTable:
    """Set Mauchly's test and the three ε."""
    s = anova.sphericity
    test = s.mauchly
    figures = (MISSING,) * 4
    if isinstance(test, Mauchly):
        figures = (
            format_proportion(test.w),
            format_number(test.chi_square, 3),
            str(test.df),
            format_p(test.p),
        )
    epsilons = tuple(format_proportion(e) for e in (s.greenhouse_geisser, s.huynh_feldt, s.lower_bound))
    headings = (
        Heading("Effect"),
        Heading("Mauchly’s W"),
        Heading("χ²"),
        Heading("df"),
        Heading("p"),
        Heading("Greenhouse–Geisser ε"),
        Heading("Huynh–Feldt ε"),
        Heading("Lower bound"),
    )
    notes = [] if isinstance(test, Mauchly) else [test.reason]
    notes.append(
        "p of W with Anderson’s second-order term, as R, afex and JASP. Huynh–Feldt ε with Lecoutre’s correction "
        f"(before 1 is set as its limit: {format_number(s.huynh_feldt_uncapped, 3)}; by the formula of 1976: "
        f"{format_number(s.huynh_feldt_original, 3)})."
    )
    line = Line((EFFECT_WORDS[TIME], *figures, *epsilons))
    return PrintTable(f"Sphericity, {plural(anova.n, 'patient')}", headings, (line,), tuple(notes))


def table_multivariate(anova: RepeatedMeasuresAnova) -> PrintTable:
    """Set the multivariate tests of every effect within patients."""
    lines: list[Line] = []
    notes: list[str] = []
    for effect in anova.effects:
        if effect.name == GROUP:
            continue
        if isinstance(effect.multivariate, Refusal):
            notes.append(f"{EFFECT_WORDS[effect.name]}: {effect.multivariate.reason}")
            continue
        lines.append(Line((EFFECT_WORDS[effect.name],), "section"))
        lines.extend(
            Line(
                (
                    test.name,
                    format_number(test.statistic, 3),
                    format_number(test.f, 3),
                    format_df(test.df1),
                    format_df(test.df2),
                    format_p(test.p),
                    format_proportion(test.partial_eta_squared),
                )
            )
            for test in effect.multivariate
        )
    headings = tuple(
        Heading(label) for label in ("Test", "Statistic", "F", "Hypothesis df", "Error df", "p", "ηp²")
    )
    caption = f"Multivariate tests, {plural(anova.n, 'patient')}"
    return PrintTable(caption, headings, tuple(lines), tuple(notes))


def table_simple_effects(effects: tuple[SimpleEffects, ...], cases: CompleteCases) -> PrintTable:
    """Set the change over the visits within each group, by each of the three tests."""
    lines: list[Line] = []
    notes = [note_cases(cases)]
    for result in effects:
        lines.append(Line((_sentence_case(result.error),), "section"))
        for row in result.rows:
            lines.append(_simple_line(row))
            if isinstance(row, GroupRefusal):
                notes.append(f"{row.level}, {result.error}: {row.reason}")
    headings = (
        Heading("Group"),
        Heading("n"),
        Heading("F"),
        Heading("df"),
        Heading("p"),
        Heading("p", "Greenhouse–Geisser"),
        Heading("ηp²"),
        Heading("90 % CI of ηp²"),
    )
    notes.append(
        "Multivariate with pooled error is SPSS’s EMMEANS … COMPARE, as in Górska et al. 2021. p values are not "
        "adjusted for the number of groups. Whether the groups differ is told by time × group, not by one group "
        f"having {format_level()} and another not."
    )
    caption = f"{cases.measure.label} over the visits within each group, {plural(cases.n, 'patient')}"
    return PrintTable(caption, headings, tuple(lines), tuple(notes))


def _simple_line(row: SimpleEffect | GroupRefusal) -> Line:
    if isinstance(row, GroupRefusal):
        return Line((row.level, str(row.n), *(MISSING,) * 6))
    corrected = {c.name: c.p for c in row.corrections}
    return Line(
        (
            row.level,
            str(row.n),
            format_number(row.f, 3),
            format_dfs(row.df1, row.df2),
            format_p(row.p),
            format_p(corrected["Greenhouse–Geisser"]) if corrected else MISSING,
            format_proportion(row.partial_eta_squared),
            format_proportion_interval(row.eta_ci_low, row.eta_ci_high),
        )
    )
