"""What this cohort could show: sentences, table, and the curve of a next study."""

from __future__ import annotations

import math

import altair as alt
import numpy as np
import pandas as pd

from lib.analysis.common.question import Question
from lib.analysis.robustness.effects import Inquiry
from lib.analysis.robustness.reach import CohortReach, Reach
from lib.analysis.robustness.results import CORRELATION, DIFFERENCE
from lib.cohort.codebook import in_sentence, unit_words
from lib.present.common.charts import AxisRange, Specification, built_once, fill_chart, structure_of
from lib.present.common.figure import Figure
from lib.present.common.formats import (
    format_interval,
    format_number,
    format_p,
    format_p_equation,
    format_percent,
    format_proportion,
    format_proportion_interval,
    plural,
)
from lib.present.common.palette import INKS, OTHER_LOOKS
from lib.present.common.provenance import provenance_of
from lib.present.common.table import Heading, Line, PrintTable
from lib.stats.power.equivalence import ABSENT, FOUND, NEGLIGIBLE, UNDECIDED

#: What is said of an effect, by verdict.
VERDICTS = {
    FOUND: "found",
    NEGLIGIBLE: "found, and negligible",
    ABSENT: "absent: smaller than the margin",
    UNDECIDED: "merely not seen",
}
LINES = (("change", "Change within patients (SDs)"), ("difference", "Difference of two groups (SDs)"),
         ("correlation", "Correlation"))  # fmt: skip
#: Largest effect drawn.
MAX_EFFECT = 2.0


def name_reach(question: Question, asked: Inquiry, row: Reach) -> str:
    """Name a kind of test: `Change of Mg²⁺, all patients`."""
    book = question.cohort.codebook
    if row.code == CORRELATION:
        return f"{book.column(asked.x).label} and {book.column(asked.y).label}, {row.label}"
    start = "Difference in change" if row.code == DIFFERENCE else "Change"
    return f"{start} of {book.column(asked.measure).label}, {row.label}"


def _size(question: Question, asked: Inquiry, row: Reach, value: float) -> str:
    if row.code == CORRELATION:
        return format_proportion(value)
    return format_number(value, question.cohort.codebook.column(asked.measure).decimals + 1)


def _with_unit(question: Question, asked: Inquiry, row: Reach, value: float) -> str:
    unit = "" if row.code == CORRELATION else f" {unit_words(question.cohort.codebook.column(asked.measure))}"
    return _size(question, asked, row, value) + unit


def sentence_reach(question: Question, asked: Inquiry, reach: CohortReach) -> str:
    """Say of each effect that was not found whether it is absent or merely not seen."""
    if not reach.rows:
        return "No test here has enough patients to say what it could show."
    parts = []
    for row in reach.rows:
        name, margin = (
            name_reach(question, asked, row),
            _with_unit(question, asked, row, row.equivalence.margin),
        )
        figures = f"{format_p_equation(row.p)}, {format_p_equation(row.equivalence.p)} against ±{margin}"
        if row.equivalence.verdict == ABSENT:
            parts.append(f"{name} is absent, as far as ±{margin} matters ({figures})")
        elif row.equivalence.verdict == UNDECIDED:
            least = _with_unit(question, asked, row, row.detectable)
            parts.append(
                f"{name} is merely not seen ({figures}): with n = {row.n} one of {least} would be found in 80 %"
            )
        else:
            negligible = row.equivalence.verdict == NEGLIGIBLE
            shown = figures if negligible else format_p_equation(row.p)
            parts.append(f"{name} is found{' but negligible' * negligible} ({shown})")
    return "; ".join(parts) + "."


def table_reach(question: Question, asked: Inquiry, reach: CohortReach) -> PrintTable:
    """Set each kind of test with its estimate, the smallest effect it would find, its precision and its equivalence."""
    headings = (
        Heading("Result", text=True),
        Heading("n"),
        Heading("Estimate"),
        Heading("p"),
        Heading("Found in 80 %", "smallest"),
        Heading("95 % CI", "± expected"),
        Heading("90 % CI"),
        Heading("Margin", "±"),
        Heading("p", "equivalence"),
        Heading("Verdict", text=True, wide=True),
    )
    lines = tuple(_line(question, asked, row) for row in reach.rows)
    measure = question.cohort.codebook.column(asked.measure)
    notes = (
        f"Change from the first visit to the last, in {unit_words(measure)}; of the correlations the strongest, so "
        "that where it is smaller than the margin all are. p not adjusted.",
        "Equivalence: two one-sided tests; absent where both p < .05, which is where the 90 % CI lies inside.",
        *_note_e_value(question, asked, reach),
    )
    return PrintTable(
        f"What {plural(int(question.mask.sum()), 'patient')} could show", headings, lines, notes
    )


def _line(question: Question, asked: Inquiry, row: Reach) -> Line:
    equal = row.equivalence
    decimals = question.cohort.codebook.column(asked.measure).decimals + 1
    interval = (
        format_proportion_interval(equal.ci_low, equal.ci_high)
        if row.code == CORRELATION
        else format_interval(equal.ci_low, equal.ci_high, decimals)
    )
    sizes = [
        _size(question, asked, row, value)
        for value in (row.estimate, row.detectable, row.half_width, equal.margin)
    ]
    estimate, detectable, width, margin = sizes
    return Line(
        (
            name_reach(question, asked, row), str(row.n), estimate, format_p(row.p), detectable, width, interval,
            margin, format_p(equal.p), VERDICTS[equal.verdict],
        )
    )  # fmt: skip


def _note_e_value(question: Question, asked: Inquiry, reach: CohortReach) -> tuple[str, ...]:
    """Say how strong a confounder would have to be to explain the odds ratio away."""
    if reach.e_value is None or reach.odds is None:
        return ()
    label = in_sentence(question.cohort.codebook.column(asked.feature).label)
    ratio = format_number(reach.odds.value, 2) if math.isfinite(reach.odds.value) else "∞"
    needed = format_number(reach.e_value.estimate, 2) if math.isfinite(reach.e_value.estimate) else "∞"
    limit = (
        "its interval holds 1 already"
        if reach.e_value.limit == 1
        else f"to move its interval to 1, {format_number(reach.e_value.limit, 2)}"
    )
    return (
        f"E-value of the odds ratio of {asked.target} with {label} ({ratio}): an unmeasured confounder would have to "
        f"go with both by a risk ratio of {needed} each to explain it away; {limit} (VanderWeele & Ding 2017).",
    )


def figure_reach(question: Question, reach: CohortReach) -> Figure:
    """Give the picture of the smallest effects over the patients of a next study."""
    share = reach.first_share
    groups = "" if math.isnan(share) else f", {format_percent(share)} % of the two groups responders"
    caption = (
        f"Smallest effect that a next study would find with 80 % power at p < .05, by its patients: drop-out as here "
        f"({format_percent(reach.complete)} % measured at the first and the last visit){groups}. The line marks this "
        "cohort."
    )
    at = [point for point in reach.planned if point.n in (50, 100, 200)]
    said = "; ".join(
        f"{point.n} patients: change {format_number(point.change, 2)} SD, difference "
        f"{format_number(point.difference, 2)} SD, correlation {format_proportion(point.correlation)}"
        for point in at
    )
    n = int(question.mask.sum())
    return Figure(
        lambda theme: _chart(reach, n, theme), caption, f"{caption} {said}.", provenance_of(question)
    )


def _chart(reach: CohortReach, n: int, theme: str) -> Specification:
    rows = [
        {
            "x": point.n,
            "y": getattr(point, code),
            "kind": label,
            "words": f"{point.n} patients: {getattr(point, code):.2f}",
        }
        for code, label in LINES
        for point in reach.planned
        if np.isfinite(getattr(point, code)) and getattr(point, code) <= MAX_EFFECT
    ]
    last = reach.planned[-1].n
    own = [{"x": float(n)}] if n <= last else []
    return fill_chart(
        _structure(theme),
        {
            "lines": pd.DataFrame(rows, columns=["x", "y", "kind", "words"]),
            "own": pd.DataFrame(own, columns=["x"]),
        },
        {"x": AxisRange((0.0, float(last))), "y": AxisRange((0.0, MAX_EFFECT))},
    )


@built_once
def _structure(theme: str) -> Specification:
    ink, labels = INKS[theme], [label for _, label in LINES]
    x = alt.X(
        "x:Q", axis=alt.Axis(title="Patients of the next study", grid=False), scale=alt.Scale(nice=False)
    )
    y = alt.Y("y:Q", axis=alt.Axis(title="Smallest effect", tickCount=5), scale=alt.Scale(nice=False))
    colour = alt.Color(
        "kind:N", scale=alt.Scale(domain=labels, range=[look.colour(theme) for look in OTHER_LOOKS[: len(LINES)]]),
        legend=alt.Legend(title=None, orient="top", labelLimit=240, columns=1),
    )  # fmt: skip
    dash = alt.StrokeDash(
        "kind:N",
        scale=alt.Scale(
            domain=labels, range=[list(look.dash) or [1, 0] for look in OTHER_LOOKS[: len(LINES)]]
        ),
        legend=None,
    )
    tooltip = [alt.Tooltip("kind:N", title="Effect"), alt.Tooltip("words:N", title="Found")]
    layers = [
        alt.Chart(alt.NamedData("own")).mark_rule(color=ink.text, strokeDash=[4, 3], aria=False).encode(x=x),
        alt.Chart(alt.NamedData("lines"))
        .mark_line(strokeWidth=2, aria=False)
        .encode(x=x, y=y, color=colour, strokeDash=dash, tooltip=tooltip),
    ]
    return structure_of(alt.layer(*layers).properties(height=360, width="container"))
