"""The analysis of variance in words: title, answer, APA lines to copy, caption, who was left out."""

from lib.analysis.anova.visits import VisitsAnova
from lib.analysis.common.complete_cases import CompleteCases
from lib.analysis.common.correction import choose_correction
from lib.cohort.codebook import Codebook, Column, in_sentence
from lib.present.anova.size_words import words_change
from lib.present.common.claims import is_found, join_words, words_correction, words_found
from lib.present.common.formats import (
    format_dfs,
    format_level,
    format_number,
    format_p_equation,
    format_proportion,
    format_proportion_interval,
    plural,
)
from lib.present.common.number_style import ENGLISH, always_in
from lib.stats.anova.marginal_means import MarginalMean
from lib.stats.anova.repeated_measures import GROUP, INTERACTION, TIME, Effect, RepeatedMeasuresAnova
from lib.stats.anova.simple_effects import SimpleEffect, SimpleEffects
from lib.stats.anova.sphericity import Mauchly
from lib.stats.common.result import Refusal

#: Effects as tables and sentences call them.
EFFECT_WORDS = {TIME: "Time", GROUP: "Group", INTERACTION: "Time × group", "residual": "Residual"}


def title_anova(codebook: Codebook, measure: Column) -> str:
    """Ask the question of the page: `Does Mg²⁺ change over the infusions?`."""
    infusions = any("infusion" in visit.label.lower() for visit in codebook.visits)
    return f"Does {measure.label} change over the {'infusions' if infusions else 'visits'}?"


def sentence_anova(answer: VisitsAnova, rule: str) -> str:
    """Answer the question: whether the measure changes, and whether the groups change differently.

    Parameters
    ----------
    answer : VisitsAnova
        A refusal stands as its sentence.
    rule : str
        Which row of an effect is reported, see `choose_correction`.
    """
    cases, anova = answer.cases, answer.anova
    if isinstance(anova, Refusal):
        return anova.reason
    label, n = cases.measure.label, f"n = {cases.n}"
    time = anova.effect(TIME)
    changes = is_found(_row(anova, time, rule)[2])
    if cases.grouping is None:
        start = (
            f"{label} changes over the visits"
            if changes
            else f"No change of {label} over the visits was detected"
        )
        return f"{words_change(answer)}{start}: {_figures(anova, time, rule)}, {n}."
    sizes = ", ".join(
        f"{in_sentence(group.label)} {size}" for group, size in zip(cases.levels, cases.sizes, strict=True)
    )
    interaction = anova.effect(INTERACTION)
    differs = "differs" if is_found(_row(anova, interaction, rule)[2]) else "does not differ detectably"
    over_all = (
        f"{label} changes over the visits"
        if changes
        else f"no change of {label} over the visits was detected"
    )
    return (
        f"{words_change(answer)}"
        f"The course of {label} {differs} between the groups ({in_sentence(cases.grouping.label)}): time × group "
        f"{_figures(anova, interaction, rule)}. Over all patients {over_all}: {_figures(anova, time, rule)}; "
        f"{n} ({sizes})."
    )


def _row(anova: RepeatedMeasuresAnova, effect: Effect, rule: str) -> tuple[float, float, float, str]:
    """The degrees of freedom, p and correction under which an effect is reported."""
    if not effect.corrections:
        return effect.df1, effect.df2, effect.p, ""
    row = choose_correction(anova, effect, rule)
    return row.df1, row.df2, row.p, row.name


def _figures(anova: RepeatedMeasuresAnova, effect: Effect, rule: str) -> str:
    df1, df2, p, correction = _row(anova, effect, rule)
    named = words_correction(correction, anova.visits) if correction else ""
    corrected = f" ({named})" if named else ""
    interval = format_proportion_interval(effect.eta_ci_low, effect.eta_ci_high)
    return (
        f"F({format_dfs(df1, df2)}) = {format_number(effect.f, 2)}, {format_p_equation(p)}{corrected}, "
        f"ηp² = {format_proportion(effect.partial_eta_squared)} [90 % CI {interval}]"
    )


@always_in(ENGLISH)
def lines_apa(answer: VisitsAnova, rule: str) -> str:
    """Write every effect as a line to copy into a manuscript; empty where the test is refused.

    APA style is a style of English: its decimal mark is a point and its decimals are set.
    """
    anova = answer.anova
    if isinstance(anova, Refusal):
        return ""
    lines = [_apa(anova, effect, rule) for effect in anova.effects]
    test = anova.sphericity.mauchly
    if isinstance(test, Mauchly):
        lines.append(
            f"Mauchly’s W = {format_proportion(test.w)}, χ²({test.df}) = {format_number(test.chi_square, 2)}, "
            f"{format_p_equation(test.p)}"
        )
    return "\n".join(lines)


def _apa(anova: RepeatedMeasuresAnova, effect: Effect, rule: str) -> str:
    df1, df2, p, correction = _row(anova, effect, rule)
    name = EFFECT_WORDS[effect.name] + (f" ({correction})" if correction not in ("", "none") else "")
    low, high = format_proportion(effect.eta_ci_low), format_proportion(effect.eta_ci_high)
    return (
        f"{name}: F({format_dfs(df1, df2)}) = {format_number(effect.f, 2)}, {format_p_equation(p)}, "
        f"ηp² = {format_proportion(effect.partial_eta_squared)}, 90% CI [{low}, {high}]"
    )


def caption_means(answer: VisitsAnova) -> str:
    """Write the caption of the marginal means: what the points and bars are, and on whom they rest."""
    cases = answer.cases
    what = f"Estimated marginal means of {cases.measure.label_with_unit} with 95 % confidence intervals"
    who = f"{plural(cases.n, 'patient')} with a value at every visit"
    if cases.grouping is None:
        return f"{what}; {who}."
    order = ", ".join(in_sentence(group.label) for group in cases.levels)
    return f"{what}, errors pooled within groups; {who}; n below each visit in the order {order}."


def alt_means(answer: VisitsAnova) -> str:
    """Describe the picture of the marginal means for a reader who cannot see it."""
    if isinstance(answer.means, Refusal):
        return answer.means.reason
    decimals = answer.cases.measure.decimals + 1
    rows = answer.means.by_group or answer.means.overall
    return f"Line chart. {caption_means(answer)} " + "; ".join(_point(row, decimals) for row in rows) + "."


def _point(row: MarginalMean, decimals: int) -> str:
    name = f"{row.level}, {row.visit}" if row.level is not None else row.visit
    return f"{name}: {format_number(row.mean, decimals)}"


def words_left_out(cases: CompleteCases) -> str:
    """Head the list of patients who are not used."""
    return f"{plural(len(cases.left_out), 'patient')} of {cases.n_selected} left out"


def sentence_simple_effects(effects: tuple[SimpleEffects, ...], cases: CompleteCases) -> str:
    """Say in which groups the measure changes by the test to read first, and whether the other tests agree."""
    first, *others = effects
    found = {row.level: is_found(_p_simple(row)) for row in first.rows if isinstance(row, SimpleEffect)}
    if not found:
        return ""
    rows = [row for row in first.rows if isinstance(row, SimpleEffect) and found[row.level]]
    named = join_words([f"{row.level} ({_words_simple(row)})" for row in rows])
    count = words_found(len(rows), len(found), "group")
    turned = [
        f"{row.level} ({result.error}: {_words_simple(row)})"
        for result in others
        for row in result.rows
        if isinstance(row, SimpleEffect)
        and row.level in found
        and is_found(_p_simple(row)) != found[row.level]
    ]
    agree = f"do not agree on {join_words(turned)}" if turned else "agree in every group they can be made in"
    return (
        f"Read the {first.error} test first, which needs no sphericity: by it a change of {cases.measure.label} is "
        f"detected in {count} ({format_level()} without adjustment){f': {named}' if named else ''}. The other tests "
        f"{agree}. That one group changes detectably and another does not is no difference between them: see "
        "time × group."
    )


def _p_simple(row: SimpleEffect) -> float:
    """The p of a simple effect: with Greenhouse–Geisser’s correction where it has one."""
    return next((c.p for c in row.corrections if c.name == "Greenhouse–Geisser"), row.p)


def _words_simple(row: SimpleEffect) -> str:
    """Write the p of a simple effect with its correction, where it has one."""
    corrected = any(c.name == "Greenhouse–Geisser" for c in row.corrections)
    return f"{format_p_equation(_p_simple(row))}{' (Greenhouse–Geisser)' if corrected else ''}"
