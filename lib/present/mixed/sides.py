"""Who is left out changes the answer by this much: one contrast by several methods, as picture, table and sentence."""

import altair as alt
import pandas as pd

from lib.analysis.common.question import Question
from lib.analysis.mixed.sides import ContrastBySide, MethodsCompared
from lib.cohort.codebook import Column, in_sentence, unit_words
from lib.present.common.charts import AxisRange, Specification, built_once, fill_chart, structure_of
from lib.present.common.claims import find_most, is_found, join_words
from lib.present.common.figure import Figure, with_whole_labels
from lib.present.common.formats import (
    MISSING,
    format_df,
    format_interval,
    format_number,
    format_p,
    format_p_equation,
    plural,
)
from lib.present.common.palette import INKS
from lib.present.common.provenance import provenance_of
from lib.present.common.sizes import decimals_of_means, format_signed, with_unit
from lib.present.common.table import Heading, Line, PrintTable
from lib.stats.common.result import Refusal
from lib.stats.mixed.model import Estimate
from lib.stats.mixed.side_by_side import MethodEstimate

#: Methods in words short enough to stand beside a row, by the codes of `SIDE_BY_SIDE`.
METHOD_LABELS = {
    "complete": "Complete cases",
    "locf": "Carried forward (LOCF)",
    "ancova": "ANCOVA, endpoint observed",
    "ri": "Random intercept",
    "us": "MMRM, unstructured",
}
TITLE = "Who is left out changes the answer by this much"
ROW_HEIGHT, AXES_HEIGHT, WIDEST_LABEL = 38, 62, 190


def name_contrast(found: MethodsCompared, contrast: ContrastBySide) -> str:
    """Name a contrast: `change of MADRS from V1 to V5`, with groups `…, drug − placebo`."""
    first, last = found.cases.visit_names[0], found.cases.visit_names[-1]
    change = f"change of {found.cases.measure.label} from {first} to {last}"
    if contrast.first:
        return f"{change}, {in_sentence(contrast.first)} − {in_sentence(contrast.second)}"
    return f"{change} (groups weigh equally)" if found.cases.levels else change


def _known(contrast: ContrastBySide) -> list[tuple[MethodEstimate, Estimate]]:
    return [(row, row.estimate) for row in contrast.rows if not isinstance(row.estimate, Refusal)]


def sentence_sides(found: MethodsCompared, contrast: ContrastBySide) -> str:
    """Say how far the methods lie apart, and whether they agree on p."""
    known, measure = _known(contrast), found.cases.measure
    if len(known) < 2:
        return f"Fewer than two methods can estimate the {name_contrast(found, contrast)}."
    low = min(estimate.estimate for _, estimate in known)
    high = max(estimate.estimate for _, estimate in known)
    decimals = decimals_of_means(measure)
    span = with_unit(format_number(high - low, decimals), measure)
    largest = find_most(known, lambda pair: pair[1].estimate)
    smallest = find_most(known, lambda pair: -pair[1].estimate)
    start = (
        f"By method the {name_contrast(found, contrast)} lies between "
        f"{format_signed(low, decimals)} ({_names(smallest)}) and {format_signed(high, decimals)} "
        f"({_names(largest)}): {span} apart."
        if high > low
        else f"All methods give the same {name_contrast(found, contrast)}."
    )
    return f"{start} {_agreement(known)} {_sizes(known, found)}"


def _names(rows: list[tuple[MethodEstimate, Estimate]]) -> str:
    return join_words([METHOD_LABELS[row.code] for row, _ in rows])


def _agreement(known: list[tuple[MethodEstimate, Estimate]]) -> str:
    verdicts = [is_found(estimate.p) for _, estimate in known]
    if all(verdicts):
        return "p is below .05 by all of them."
    if not any(verdicts):
        return "p is below .05 by none of them."
    below = [f"{METHOD_LABELS[row.code]} ({format_p_equation(e.p)})" for row, e in known if is_found(e.p)]
    above = [f"{METHOD_LABELS[row.code]} ({format_p_equation(e.p)})" for row, e in known if not is_found(e.p)]
    return f"p is below .05 by {join_words(below)}, not by {join_words(above)}."


def _sizes(known: list[tuple[MethodEstimate, Estimate]], found: MethodsCompared) -> str:
    sizes = [row.n for row, _ in known]
    low, high = min(sizes), max(sizes)
    if low == high:
        return f"All rest on {plural(high, 'patient')}."
    return f"They rest on {low} to {high} of {found.cases.n_selected} patients."


def table_sides(found: MethodsCompared) -> PrintTable:
    """Set every contrast by every method."""
    decimals = decimals_of_means(found.cases.measure)
    labels = ("n", "Estimate", "95 % CI", "SE", "df", "p")
    headings = (Heading("Method"), *(Heading(label) for label in labels))
    lines: list[Line] = []
    notes: list[str] = []
    for contrast in found.contrasts:
        name = name_contrast(found, contrast)
        lines.append(Line((f"{name[:1].upper()}{name[1:]}",), "section"))
        for row in contrast.rows:
            lines.append(Line((METHOD_LABELS[row.code], str(row.n), *_cells(row, decimals))))
            if isinstance(row.estimate, Refusal):
                notes.append(f"{METHOD_LABELS[row.code]}: {row.estimate.reason}")
    methods = (
        "Complete cases and carried forward: t with one residual variance. ANCOVA: change of the patients with both "
        "visits, the first as covariate. Random intercept: Kenward–Roger from the expected information (lmerTest, "
        "pbkrtest); MMRM: from the observed information (SAS, mmrm). p not adjusted."
    )
    return PrintTable(
        f"{found.cases.measure.label_with_unit}: {TITLE[:1].lower()}{TITLE[1:]}", headings, tuple(lines),
        (methods, *dict.fromkeys(notes)),
    )  # fmt: skip


def _cells(row: MethodEstimate, decimals: int) -> tuple[str, ...]:
    found = row.estimate
    if isinstance(found, Refusal):
        return (MISSING,) * 5
    return (
        format_number(found.estimate, decimals),
        format_interval(found.ci_low, found.ci_high, decimals),
        format_number(found.se, decimals + 1),
        format_df(found.df),
        format_p(found.p),
    )


def figure_sides(question: Question, found: MethodsCompared, contrast: ContrastBySide) -> Figure:
    """Give one contrast by every method as a picture."""
    name = name_contrast(found, contrast)
    caption = (
        f"{TITLE}: {name}, in {unit_words(found.cases.measure)}, estimate with 95 % confidence interval by method; "
        "beside each method its patients."
    )
    return Figure(
        lambda theme: chart_sides(found, contrast, theme), caption,
        f"Chart of intervals. {caption} {'; '.join(_point(row, found.cases.measure) for row in contrast.rows)}.",
        provenance_of(question),
        draw_on_paper=lambda: with_whole_labels(chart_sides(found, contrast, "light")),
    )  # fmt: skip


def _point(row: MethodEstimate, measure: Column) -> str:
    decimals, label = decimals_of_means(measure), METHOD_LABELS[row.code]
    if isinstance(row.estimate, Refusal):
        return f"{label}: none"
    found = row.estimate
    return (
        f"{label}, n {row.n}: {format_number(found.estimate, decimals)} "
        f"({format_interval(found.ci_low, found.ci_high, decimals)})"
    )


def chart_sides(found: MethodsCompared, contrast: ContrastBySide, theme: str) -> Specification:
    """Draw a row a method: estimate and interval in the unit of the measure.

    Parameters
    ----------
    found : MethodsCompared
        All contrasts.
    contrast : ContrastBySide
        The one that is drawn.
    theme : str
        `light` or `dark`.
    """
    measure, rows, silent = found.cases.measure, [], []
    for y, row in enumerate(contrast.rows):
        if isinstance(row.estimate, Refusal):
            silent.append({"y": float(y), "words": "no estimate"})
            continue
        estimate = row.estimate
        rows.append(
            {
                "y": float(y), "label": METHOD_LABELS[row.code], "x": estimate.estimate, "low": estimate.ci_low,
                "high": estimate.ci_high, "n": row.n, "p": str(format_p(estimate.p)),
            }
        )  # fmt: skip
    ends = _ends(rows)
    labels = tuple((METHOD_LABELS[row.code], f"{plural(row.n, 'patient')}") for row in contrast.rows)
    data = {
        "rows": pd.DataFrame(rows, columns=["y", "label", "x", "low", "high", "n", "p"]),
        "silent": pd.DataFrame(silent, columns=["y", "words"]).assign(x=ends[0]),
        "zero": pd.DataFrame([{"x": 0.0}]),
    }
    y_axis = AxisRange((len(labels) - 0.5, -0.5), tuple(map(float, range(len(labels)))), labels)
    title = (
        f"Difference of {measure.label_with_unit}"
        if contrast.first
        else f"Change of {measure.label_with_unit}"
    )
    chart = fill_chart(
        _structure(title, decimals_of_means(measure), theme), data, {"x": AxisRange(ends), "y": y_axis}
    )
    chart["height"] = ROW_HEIGHT * len(labels) + AXES_HEIGHT
    return chart


def _ends(rows: list[dict[str, object]]) -> tuple[float, float]:
    frame = pd.DataFrame(rows, columns=["low", "high"])
    low = min(0.0, float(frame["low"].min())) if rows else 0.0
    high = max(0.0, float(frame["high"].max())) if rows else 1.0
    room = (high - low) * 0.06 or 1.0
    return low - room, high + room


@built_once
def _structure(title: str, decimals: int, theme: str) -> Specification:
    ink = INKS[theme]
    form = f".{decimals}f"
    tooltip = [
        alt.Tooltip("label:N", title="Method"),
        alt.Tooltip("n:Q", title="n"),
        alt.Tooltip("x:Q", title="Estimate", format=form),
        alt.Tooltip("low:Q", title="95 % CI from", format=form),
        alt.Tooltip("high:Q", title="to", format=form),
        alt.Tooltip("p:N", title="p"),
    ]

    def x(field: str) -> alt.X:
        axis = alt.Axis(title=title, grid=True, format=form, labelOverlap="greedy", tickCount=6)
        return alt.X(f"{field}:Q", scale=alt.Scale(nice=False, zero=False), axis=axis)

    def y(field: str) -> alt.Y:
        axis = alt.Axis(
            grid=False, ticks=False, domain=False, labelLimit=WIDEST_LABEL, labelOverlap=False, labelLineHeight=15,
            labelPadding=8, labelOffset=-8, minExtent=WIDEST_LABEL - 50, labelColor=ink.text,
        )  # fmt: skip
        return alt.Y(f"{field}:Q", title=None, scale=alt.Scale(nice=False, zero=False), axis=axis)

    rows = alt.Chart(alt.NamedData("rows")).encode(y=y("y"))
    layers = [
        alt.Chart(alt.NamedData("zero")).mark_rule(color=ink.text, strokeWidth=1).encode(x=x("x")),
        rows.mark_rule(strokeWidth=1.8, color=ink.text, aria=False).encode(x=x("low"), x2="high:Q", tooltip=tooltip),
        rows.mark_point(filled=True, shape="square", size=80, color=ink.band, opacity=1, aria=False)
        .encode(x=x("x"), tooltip=tooltip),
        alt.Chart(alt.NamedData("silent")).mark_text(align="left", dx=10, color=ink.muted, fontSize=12, aria=False)
        .encode(x=x("x"), y=y("y"), text="words:N"),
    ]  # fmt: skip
    return structure_of(alt.layer(*layers).properties(height=100, width="container"))
