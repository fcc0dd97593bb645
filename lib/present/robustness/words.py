"""A specification curve in words: what is estimated, and how much it depends on the choices."""

import numpy as np

from lib.analysis.common.question import Question
from lib.analysis.robustness.curve import Curve, Specification
from lib.analysis.robustness.effects import Estimate
from lib.analysis.robustness.results import CHANGE, CORRELATION, DIFFERENCE, INTERACTION, ODDS
from lib.cohort.codebook import Column, in_sentence, unit_words
from lib.cohort.cohort import Cohort
from lib.cohort.outcome import OUTCOME_LABELS
from lib.present.common.formats import (
    format_interval,
    format_level,
    format_number,
    format_p_equation,
    format_percent,
    format_proportion,
    format_proportion_interval,
    format_whole,
    plural,
)

#: Most reasons of refusals that are said.
MAX_REASONS = 3


def name_result(curve: Curve, cohort: Cohort) -> str:
    """Name what is estimated: `Time × group of Mg²⁺`."""
    asked, book = curve.asked, cohort.codebook
    label = book.column(asked.measure).label
    if curve.kind.code == CORRELATION:
        return f"The correlation of {book.column(asked.x).label} and {book.column(asked.y).label}"
    if curve.kind.code == ODDS:
        return f"The odds ratio of {asked.target} with {in_sentence(book.column(asked.feature).label)}"
    return {
        INTERACTION: f"Time × group of {label}",
        DIFFERENCE: f"The difference in change of {label} between responders and non-responders",
        CHANGE: f"The change of {label} in {in_sentence(OUTCOME_LABELS[asked.group])}s",
    }[curve.kind.code]


def name_estimate(curve: Curve, cohort: Cohort) -> str:
    """Name the scale of the estimates: `partial η²`, `change of Mg²⁺ (mmol/L)`."""
    column = cohort.codebook.column(curve.asked.measure)
    return {
        INTERACTION: "partial η²",
        DIFFERENCE: f"difference in change of {column.label} ({unit_words(column)})",
        CHANGE: f"change of {column.label} ({unit_words(column)})",
        CORRELATION: "correlation",
        ODDS: "odds ratio",
    }[curve.kind.code]


def format_estimate(curve: Curve, cohort: Cohort, value: float) -> str:
    """Format an estimate with the decimals of its scale."""
    if curve.kind.code in (INTERACTION, CORRELATION):
        return format_proportion(value)
    if np.isinf(value):
        return "∞"
    return format_number(value, _decimals(curve, cohort.codebook.column(curve.asked.measure)))


def _decimals(curve: Curve, measure: Column) -> int:
    return 2 if curve.kind.code == ODDS else measure.decimals + 1


def format_estimate_interval(curve: Curve, cohort: Cohort, estimate: Estimate) -> str:
    """Format an estimate's interval."""
    low, high = estimate.ci_low, estimate.ci_high
    if curve.kind.code in (INTERACTION, CORRELATION):
        return format_proportion_interval(low, high)
    if np.isinf(high):
        return f"{format_estimate(curve, cohort, low)} to ∞"
    return format_interval(low, high, _decimals(curve, cohort.codebook.column(curve.asked.measure)))


def figures_estimate(curve: Curve, cohort: Cohort, estimate: Estimate) -> str:
    """Give an estimate with interval, p and n."""
    interval = format_estimate_interval(curve, cohort, estimate)
    p = "" if np.isnan(estimate.p) else f", {format_p_equation(estimate.p)}"
    value = format_estimate(curve, cohort, estimate.value)
    return f"{value} [{curve.kind.interval} CI {interval}]{p}, n = {estimate.n}"


def sentence_curve(question: Question, curve: Curve) -> str:
    """Say how often p < .05, the median and the range of the estimates, and where the present one lies."""
    if not curve.answered:
        n = plural(len(curve.specifications), "specification")
        return f"None of the {n} gives an estimate: {next(iter(curve.refusals))}"
    return " ".join(
        filter(None, (_sentence_significance(question, curve), _sentence_present(question, curve)))
    )


def sentence_counts(curve: Curve) -> str:
    """Say how many specifications have an estimate, how many different ones, and why others have none."""
    n, answered = plural(len(curve.specifications), "specification"), len(curve.answered)
    alike = curve.n_cases < answered
    different = (
        f", {format_whole(curve.n_cases)} of them different: many choices divide the patients alike" * alike
    )
    return " ".join(
        filter(
            None, (f"{format_whole(answered)} of {n} have an estimate{different}.", sentence_refusals(curve))
        )
    )


def _sentence_significance(question: Question, curve: Curve) -> str:
    cohort, name = question.cohort, name_result(curve, question.cohort)
    low, middle, high = (
        format_estimate(curve, cohort, float(value))
        for value in (curve.estimates[0], curve.median, curve.estimates[-1])
    )
    subject = "partial η²" if curve.kind.code == INTERACTION else "it"
    spread = f"{subject} is {middle} at the median, from {low} to {high}"
    if not curve.n_tested:
        return f"{name} is given without p, because the groups are defined by it; {spread}."
    found, tested = curve.n_significant, plural(curve.n_tested, "specification")
    count = f"{format_whole(found)} of {tested} ({format_percent(found / curve.n_tested)} %)"
    return f"{name} has {format_level()} in {count if found else f'none of {tested}'}; {spread}."


def _sentence_present(question: Question, curve: Curve) -> str:
    """Say what the one in force gives, and how many give less; nothing where several are in force."""
    if len(curve.present) != 1:
        return ""
    own = curve.present[0].estimate
    if own.refusal:
        return f"As chosen now there is no estimate: {own.refusal}"
    less = int((curve.estimates < own.value).sum())
    more = int((curve.estimates > own.value).sum())
    place = f"{format_whole(less)} give less and {format_whole(more)} more"
    return f"As chosen now it is {figures_estimate(curve, question.cohort, own)}; of the others {place}."


def sentence_refusals(curve: Curve) -> str:
    """Say why specifications have no estimate, the most frequent reasons first; empty where all have one."""
    reasons = list(curve.refusals.items())
    if not reasons:
        return ""
    said = " ".join(f"{format_whole(n)}: {reason}" for reason, n in reasons[:MAX_REASONS])
    others = sum(n for _, n in reasons[MAX_REASONS:])
    return f"No estimate in {said}" + (f" For other reasons: {format_whole(others)}." if others else "")


def words_specification(curve: Curve, one: Specification) -> str:
    """Put the choices of a specification into one line."""
    parts = []
    for axis, value in zip(curve.axes, one.values, strict=True):
        words = dict(axis.values)[value]
        if len(axis.values) > 1:
            parts.append(f"{in_sentence(axis.label)} {in_sentence(words)}")
    return "; ".join(parts) or "as chosen"


def caption_curve(question: Question, curve: Curve) -> str:
    """Say what stands in the picture."""
    name, scale = name_result(curve, question.cohort), name_estimate(curve, question.cohort)
    varied = [in_sentence(axis.label) for axis in curve.axes if len(axis.values) > 1]
    beneath = f" Beneath, the choices behind each: {', '.join(varied)}." if varied else ""
    marked = " The line marks the one chosen now." if len(curve.present) == 1 else ""
    return (
        f"{name} under {plural(len(curve.answered), 'specification')}, sorted by {scale}, with its "
        f"{curve.kind.interval} CI; coloured where {format_level()}.{beneath}{marked} p not adjusted, on the "
        "same patients."
    )


def alt_curve(question: Question, curve: Curve) -> str:
    """Put the picture into words for a reader who cannot see it."""
    return f"Specification curve. {sentence_curve(question, curve)}"
