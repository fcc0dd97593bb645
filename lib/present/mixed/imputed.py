"""What the answer rests on where values are missing, as tables and a sentence."""

from lib.analysis.mixed.imputed import ImputedAnswer, Shifted
from lib.cohort.codebook import Column, in_sentence
from lib.present.common.claims import is_found
from lib.present.common.formats import (
    MISSING,
    format_df,
    format_interval,
    format_number,
    format_p,
    format_p_equation,
    plural,
)
from lib.present.common.sizes import decimals_of_means, format_signed, with_unit
from lib.present.common.table import Heading, Line, PrintTable
from lib.stats.common.result import Refusal
from lib.stats.mixed.model import Estimate
from lib.stats.mixed.pooling import Pooled


def sentence_imputed(answer: ImputedAnswer) -> str:
    """Say what missing at random and a jump to the reference make of the difference, and where it would tip."""
    cases = answer.modelled.cases
    measure, pooled, jump = cases.measure, answer.at_random.pooled, answer.jump.pooled
    decimals = decimals_of_means(measure)
    pair = f"{in_sentence(answer.first)} − {in_sentence(answer.second)}"
    start = (
        f"With {plural(answer.at_random.imputed, 'missing endpoint')} imputed at random, the change of "
        f"{measure.label} from {cases.visit_names[0]} to {cases.visit_names[-1]} ({pair}) is "
        f"{format_signed(pooled.estimate, decimals)} ({format_p_equation(pooled.p)}); where those who leave jump to "
        f"{in_sentence(answer.second)}, {format_signed(jump.estimate, decimals)} ({format_p_equation(jump.p)})."
    )
    if not is_found(pooled.p):
        return f"{start} p is not below .05 at random, so there is nothing to tip."
    return " ".join([start, *(_tips(row, measure) for row in answer.shifts)])


def _tips(row: Shifted, measure: Column) -> str:
    if not row.imputed:
        return f"No endpoint is missing in {in_sentence(row.level)}."
    endpoints = f"the {plural(row.imputed, 'imputed endpoint')} of {in_sentence(row.level)}"
    if isinstance(row.point, Refusal):
        return f"For {endpoints}: {in_sentence(row.point.reason)}"
    figure = with_unit(format_signed(row.point.shift, decimals_of_means(measure)), measure)
    return f"p passes .05 once {endpoints} are moved by {figure}."


def table_imputed(answer: ImputedAnswer) -> PrintTable:
    """Set the difference by each assumption about missing values."""
    cases = answer.modelled.cases
    decimals = decimals_of_means(cases.measure)
    jump = f"jump to {in_sentence(answer.second)}"
    observed, conditional = answer.observed, answer.conditional
    rows: list[tuple[str, Estimate | Pooled]] = [
        ("Mixed model, nothing imputed", observed),
        ("Multiple imputation, missing at random", answer.at_random.pooled),
        (f"Multiple imputation, {jump}", answer.jump.pooled),
    ]
    lines = [
        Line(
            (
                name,
                format_number(row.estimate, decimals),
                format_interval(row.ci_low, row.ci_high, decimals),
                format_number(row.se, decimals + 1),
                format_df(row.df),
                format_p(row.p),
            )
        )
        for name, row in rows
    ]
    notes = [_note(answer)]
    if isinstance(conditional, Refusal):
        notes.append(f"Conditional means: {conditional.reason}")
    else:
        figures = (
            format_number(conditional.estimate, decimals),
            format_interval(conditional.ci_low, conditional.ci_high, decimals),
            format_number(conditional.se, decimals + 1),
            MISSING,
            format_p(conditional.p),
        )
        lines.append(Line((f"Conditional means, {jump}, jackknife", *figures)))
    headings = (
        Heading("Missing values"),
        *(Heading(label) for label in ("Difference", "95 % CI", "SE", "df", "p")),
    )
    pair = f"{in_sentence(answer.first)} − {in_sentence(answer.second)}"
    caption = f"Change of {cases.measure.label_with_unit} to {cases.visit_names[-1]}, {pair}: missing values imputed"
    return PrintTable(caption, headings, tuple(lines), tuple(notes))


def _note(answer: ImputedAnswer) -> str:
    chosen = dict(answer.at_random.settings)
    return (
        f"{chosen['imputations']} imputations from the mixed model (seed {chosen['seed']}; parameters of each from a "
        "bootstrap of patients within groups), ANCOVA of the endpoint with the first visit as covariate, Rubin’s rules "
        "with Barnard and Rubin’s df. Conditional means: nothing is drawn; jackknife SE and normal p, as rbmi."
    )


def table_tipping(answer: ImputedAnswer) -> PrintTable:
    """Set the shift of the imputed endpoints of either group at which p passes .05."""
    decimals = decimals_of_means(answer.modelled.cases.measure)
    headings = (
        Heading("Group moved"),
        Heading("Imputed", "endpoints"),
        Heading("Shift", "where p passes .05"),
        Heading("Difference", "there"),
        Heading("95 % CI"),
        Heading("p"),
    )
    lines, notes = [], [
        "Every imputed endpoint of the group is moved by the shift, against the difference found; a shift of 0: p is "
        "not below .05 without one. Whether the shift is plausible is a clinical judgement."
    ]  # fmt: skip
    for row in answer.shifts:
        if isinstance(row.point, Refusal):
            lines.append(Line((row.level, str(row.imputed), *(MISSING,) * 4)))
            notes.append(f"{row.level}: {row.point.reason}")
            continue
        at = row.point.at
        lines.append(
            Line(
                (
                    row.level,
                    str(row.imputed),
                    format_signed(row.point.shift, decimals),
                    format_number(at.estimate, decimals),
                    format_interval(at.ci_low, at.ci_high, decimals),
                    format_p(at.p),
                )
            )
        )
    label = answer.modelled.cases.measure.label_with_unit
    return PrintTable(
        f"{label}: tipping point of the imputed endpoints", headings, tuple(lines), tuple(notes)
    )
