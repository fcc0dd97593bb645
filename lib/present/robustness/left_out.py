"""Results without single patients: sentence, picture and table."""

from __future__ import annotations

import math

import altair as alt
import numpy as np
import pandas as pd

from lib.analysis.common.question import Question
from lib.analysis.robustness.effects import Inquiry
from lib.analysis.robustness.left_out import MAX_PAIRED, TIME, Headline
from lib.analysis.robustness.results import CHANGE, CORRELATION, DIFFERENCE, INTERACTION, ODDS
from lib.cohort.codebook import in_sentence
from lib.cohort.outcome import OUTCOME_LABELS
from lib.present.common.charts import AxisRange, Specification, built_once, fill_chart, structure_of
from lib.present.common.claims import join_some, join_words
from lib.present.common.figure import Figure
from lib.present.common.formats import (
    MISSING,
    format_level,
    format_number,
    format_p,
    format_p_equation,
    format_proportion,
    format_whole,
    plural,
)
from lib.present.common.palette import INKS
from lib.present.common.provenance import provenance_of
from lib.present.common.table import Heading, Line, PrintTable
from lib.present.robustness.chart import SIGNIFICANT
from lib.stats.common.distributions import ALPHA

#: Ends of the axis of p; smaller ones are drawn at the end.
MIN_P, P_TICKS = 1e-4, (1.0, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.001, 1e-4)
ROW_HEIGHT, AXES_HEIGHT, WIDEST_LABEL = 54, 60, 250
#: Columns of dots that one and the same p may fill before they lie over one another.
MOST_ABOVE = 6


def name_headline(question: Question, asked: Inquiry, headline: Headline) -> str:
    """Name a result: `Time × group of Mg²⁺`."""
    book = question.cohort.codebook
    label = book.column(asked.measure).label
    if headline.code == CORRELATION:
        return f"{book.column(asked.x).label} and {book.column(asked.y).label}, {headline.label}"
    if headline.code == ODDS:
        return f"Odds ratio of {asked.target}, {in_sentence(book.column(asked.feature).label)}"
    return {
        TIME: f"Change of {label} over time",
        INTERACTION: f"Time × group of {label}",
        DIFFERENCE: f"Difference in change of {label}",
        CHANGE: f"Change of {label} in {in_sentence(OUTCOME_LABELS[asked.group])}s",
    }[headline.code]


def sentence_left_out(question: Question, asked: Inquiry, headlines: tuple[Headline, ...]) -> str:
    """Say which results a single patient moves across p .05, and who."""
    tested = [one for one in headlines if np.isfinite(one.full.p)]
    if not tested:
        return "None of the results has a p value here, so there is nothing that a patient could move."
    moved = [one for one in tested if one.flips]
    stand = [in_sentence(name_headline(question, asked, one)) for one in tested if not one.flips]
    if not moved:
        return (
            f"No single patient moves any of {plural(len(tested), 'result')} across {format_level()}: "
            f"{join_words(stand)}."
        )
    parts = [
        f"{name_headline(question, asked, one)} ({format_p_equation(one.full.p)}) without any one of "
        f"{plural(len(one.flips), 'patient')}"
        if len(one.flips) > 3
        else f"{name_headline(question, asked, one)} ({format_p_equation(one.full.p)}) without {join_words(one.flips)}"
        for one in moved
    ]
    kept = f" No single patient moves {join_words(stand)}." if stand else ""
    return f"One patient fewer moves these across {format_level()}: {'; '.join(parts)}.{kept}"


def table_left_out(question: Question, asked: Inquiry, headlines: tuple[Headline, ...]) -> PrintTable:
    """Set each result with its p, the lowest and highest p without one patient, who flips it, and pairs that do."""
    headings = (
        Heading("Result", text=True),
        Heading("n"),
        Heading("p"),
        Heading("Lowest p", "without"),
        Heading("Highest p", "without"),
        Heading("Cross .05 without", text=True, wide=True),
        Heading("Pairs that cross", "of"),
        Heading("Most influential", text=True, wide=True),
    )
    lines = tuple(_line(question, asked, one) for one in headlines)
    notes = (
        "Each result computed again without each patient who is counted in it; p not adjusted, of the analysis of "
        "variance without correction but where the rule chosen corrects it.",
        f"Pairs are left out up to {MAX_PAIRED} patients. Most influential: whose absence moves the estimate most.",
    )
    return PrintTable(
        f"Results without single patients, {plural(int(question.mask.sum()), 'patient')}",
        headings,
        lines,
        notes,
    )


def _line(question: Question, asked: Inquiry, one: Headline) -> Line:
    extremes = [MISSING, MISSING]
    if np.isfinite(one.p).any():
        extremes = [
            f"{format_p(float(one.p[i]))} ({one.patients[i]})"
            for i in (int(np.nanargmin(one.p)), int(np.nanargmax(one.p)))
        ]
    pairs = (
        f"{format_whole(one.n_pairs_flip)} of {format_whole(len(one.p_pairs))}"
        if len(one.p_pairs)
        else MISSING
    )
    return Line(
        (
            name_headline(question, asked, one),
            str(one.full.n),
            format_p(one.full.p),
            *extremes,
            join_some(one.flips) if one.flips else "nobody",
            pairs,
            why_influential(question, asked, one),
        )
    )


def why_influential(question: Question, asked: Inquiry, one: Headline) -> str:
    """Say who moves a result most: its outcome group, its change against the mean of the others."""
    patient = one.most_influential
    if not patient:
        return MISSING
    cohort = question.cohort
    row = cohort.patients.index(patient)
    group = ""
    if question.classification is not None:
        group = in_sentence(OUTCOME_LABELS.get(str(question.classification.partition[row]), ""))
    if one.code in (CORRELATION, ODDS):
        return f"{patient}{f' ({group})' if group else ''}"
    values = cohort.measures[asked.measure]
    changes = values[:, -1] - values[:, 0]
    others = question.mask.copy()
    others[row] = False
    if question.classification is not None and one.code != TIME:
        others &= question.classification.partition == question.classification.partition[row]
    decimals = cohort.codebook.column(asked.measure).decimals
    mean = float(np.nanmean(changes[others])) if np.isfinite(changes[others]).any() else math.nan
    return (
        f"{patient}{f' ({group})' if group else ''}: changed by {format_number(float(changes[row]), decimals)}, the "
        f"others{' of the group' if one.code != TIME else ''} by {format_number(mean, decimals + 1)}"
    )


def figure_left_out(question: Question, asked: Inquiry, headlines: tuple[Headline, ...]) -> Figure:
    """Give the picture: a row a result, a dot a patient left out, at the p that is left."""
    shown = tuple(one for one in headlines if np.isfinite(one.full.p))
    caption = (
        "p of each result without each patient in turn: a dot stands for the patient left out, the tall line for "
        f"everybody, the dashed one for .05; coloured where leaving the patient out moves p across it. "
        f"p below {format_number(MIN_P, 4)} is drawn there."
    )
    alt_words = f"Dots of p without each patient. {sentence_left_out(question, asked, headlines)}"
    return Figure(
        lambda theme: _chart(question, asked, shown, theme), caption, alt_words, provenance_of(question)
    )


def _place(p: float) -> float:
    return -math.log10(max(p, MIN_P))


def _chart(question: Question, asked: Inquiry, headlines: tuple[Headline, ...], theme: str) -> Specification:
    dots, full = [], []
    for y, one in enumerate(headlines):
        full.append({"x": _place(one.full.p), "low": y - 0.32, "high": y + 0.32})
        dots += _dots(one, y)
    names = [name_headline(question, asked, one) for one in headlines]
    ticks = tuple(_place(p) for p in P_TICKS)
    chart = fill_chart(
        _structure(theme),
        {
            "dots": pd.DataFrame(dots, columns=["x", "y", "crosses", "patient", "p", "estimate"]),
            "full": pd.DataFrame(full, columns=["x", "low", "high"]),
            "level": pd.DataFrame([{"x": _place(ALPHA)}]),
        },
        {
            "x": AxisRange((-0.12, _place(MIN_P) + 0.12), ticks, tuple((_words(p),) for p in P_TICKS)),
            "y": AxisRange(
                (len(names) - 0.45, -0.55), tuple(map(float, range(len(names)))), tuple((n,) for n in names)
            ),
        },
    )
    chart["height"] = ROW_HEIGHT * len(names) + AXES_HEIGHT
    return chart


def _words(p: float) -> str:
    return (
        "1" if p == 1 else format_number(p, 4 if p < 0.001 else 3 if p < 0.01 else 2).rstrip("0").lstrip("0")
    )


def _dots(one: Headline, y: int) -> list[dict[str, object]]:
    """Dots of one result, those of nearly the same p beside one another."""
    met: dict[int, int] = {}
    dots: list[dict[str, object]] = []
    flips = set(one.flips)
    for patient, estimate in zip(one.patients, one.without, strict=True):
        if not math.isfinite(estimate.p):
            continue
        x = _place(estimate.p)
        place = met.get(round(x * 40), 0)
        met[round(x * 40)] = place + 1
        step = (place % (2 * MOST_ABOVE) + 1) // 2 * (1 if place % 2 else -1) * 0.06
        dots.append(
            {
                "x": x, "y": y + step, "crosses": patient in flips, "patient": patient,
                "p": format_p(estimate.p), "estimate": _estimate_words(one, estimate.value),
            }
        )  # fmt: skip
    return dots


def _estimate_words(one: Headline, value: float) -> str:
    if one.code in (TIME, INTERACTION):
        return f"ηp² {format_proportion(value)}"
    if one.code == CORRELATION:
        return f"correlation {format_proportion(value)}"
    return f"odds ratio {format_number(value, 2)}" if one.code == ODDS else format_number(value, 3)


@built_once
def _structure(theme: str) -> Specification:
    ink = INKS[theme]

    def x(field: str) -> alt.X:
        axis = alt.Axis(title="p without the patient", grid=True, labelOverlap="greedy")
        return alt.X(f"{field}:Q", axis=axis, scale=alt.Scale(nice=False, zero=False))

    def y(field: str) -> alt.Y:
        axis = alt.Axis(
            title=None, grid=False, ticks=False, domain=False, labelLimit=WIDEST_LABEL, labelOverlap=False,
            labelColor=ink.text, labelPadding=8,
        )  # fmt: skip
        return alt.Y(f"{field}:Q", axis=axis, scale=alt.Scale(nice=False, zero=False))

    tooltip = [
        alt.Tooltip("patient:N", title="Without"),
        alt.Tooltip("p:N", title="p"),
        alt.Tooltip("estimate:N", title="Estimate"),
    ]
    colour = alt.when("datum.crosses").then(alt.value(SIGNIFICANT[theme])).otherwise(alt.value(ink.muted))
    shape = alt.when("datum.crosses").then(alt.value("diamond")).otherwise(alt.value("circle"))
    size = alt.when("datum.crosses").then(alt.value(70)).otherwise(alt.value(34))
    layers = [
        alt.Chart(alt.NamedData("level"))
        .mark_rule(color=ink.text, strokeDash=[4, 3], strokeWidth=1, aria=False)
        .encode(x=x("x")),
        alt.Chart(alt.NamedData("full"))
        .mark_rule(color=ink.band, strokeWidth=3, aria=False)
        .encode(x=x("x"), y=y("low"), y2="high:Q"),
        alt.Chart(alt.NamedData("dots"))
        .mark_point(filled=True, opacity=0.75)
        .encode(x=x("x"), y=y("y"), color=colour, shape=shape, size=size, tooltip=tooltip),
    ]
    return structure_of(alt.layer(*layers).properties(height=100, width="container"))
