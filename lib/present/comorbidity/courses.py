"""A measure with and without each feature as small multiples: one panel a feature, all on the same axes."""

from collections.abc import Iterable
from dataclasses import dataclass

import altair as alt
import numpy as np
import pandas as pd

from lib.analysis.comorbidity.course_results import CoursePoint, CourseRow, Courses
from lib.analysis.comorbidity.features import COMORBIDITY, DIAGNOSIS
from lib.cohort.codebook import unit_words
from lib.cohort.units import Unit
from lib.present.common.charts import (
    AxisRange,
    Specification,
    built_once,
    fill_chart,
    structure_of,
    value_axis,
    visit_axis,
)
from lib.present.common.formats import format_p_equation
from lib.present.common.group_lines import GroupChannels
from lib.present.common.palette import OTHER_LOOKS, GroupStyle
from lib.present.common.panels import join_in_rows, panel_title
from lib.present.comorbidity.rows import KIND_NOUNS
from lib.stats.common.result import Refusal

PANEL_HEIGHT = 300
#: Width of a panel and panels in a row, in the picture that leaves the page.
PRINTED_WIDTH, PRINTED_COLUMNS = 240, 3
#: Most panels drawn; of more features those whose courses differ most.
MAX_PANELS = 12
#: Most visits with words of their own; of more, the first, the last and some between.
MAX_VISITS = 6
#: With the feature: blue circles, solid. Without: grey squares, dotted.
SIDES: tuple[GroupStyle, ...] = (OTHER_LOOKS[0], OTHER_LOOKS[2])
#: Room around what is drawn, as a proportion of it.
ROOM = 0.06


#: Corrections for departures from sphericity where there is little room; nothing where none was made.
SHORT_CORRECTIONS = {"Greenhouse–Geisser": "GG", "Huynh–Feldt": "HF", "none": ""}


@dataclass(frozen=True)
class CoursesLayout:
    """What the structure of a panel depends on: title and decimals of the axis, looks of the lines, theme."""

    title: str
    decimals: int
    groups: tuple[tuple[str, GroupStyle], ...]
    theme: str


def choose_rows(result: Courses, wanted: Iterable[str]) -> tuple[CourseRow, ...]:
    """Choose what is drawn: what the reader wants, else all, else the number and those that differ most."""
    asked = set(wanted)
    drawable = [row for row in result.rows if any(np.isfinite(point.mean) for point in row.points)]
    chosen = [row for row in drawable if row.name in asked]
    if chosen:
        return tuple(chosen[:MAX_PANELS])
    if len(drawable) <= MAX_PANELS:
        return tuple(drawable)
    ranked = sorted(drawable, key=lambda row: (row.feature is not None, _p(row)))[:MAX_PANELS]
    return tuple(row for row in drawable if row in ranked)


def _p(row: CourseRow) -> float:
    return 2.0 if isinstance(row.interaction, Refusal) else row.interaction.p_used


def chart_courses(
    result: Courses, rows: tuple[CourseRow, ...], unit: Unit | None, theme: str
) -> tuple[Specification, ...]:
    """Draw mean and standard error at each visit, a panel a feature, a line a side.

    Parameters
    ----------
    result : Courses
        The measure in each feature.
    rows : tuple of CourseRow
        What is drawn; see `choose_rows`.
    unit : Unit or None
        Unit into which magnesium is converted; None leaves the values as recorded.
    theme : str
        `light` or `dark`.

    Returns
    -------
    tuple of dict
        One Vega-Lite specification a row.
    """
    factor, title, decimals = scale_of(result, unit)
    ends = value_ends(rows, factor)
    panels = []
    for row in rows:
        groups = tuple(zip(group_words(row), looks_of(row), strict=True))
        structure = _structure(CoursesLayout(title, decimals, groups, theme))
        data = {"points": points_frame(row, result, factor)}
        panel = fill_chart(structure, data, {"x": visit_range(row, result), "y": AxisRange(ends)})
        panels.append({**panel, "title": panel_title(row.label, figures_panel(row), theme, 11.5, limit=270)})
    return tuple(panels)


def scale_of(result: Courses, unit: Unit | None) -> tuple[float, str, int]:
    """Give what values are multiplied by, the title of the axis, and its decimals."""
    if unit is None:
        return 1.0, f"{result.measure.label} ({unit_words(result.measure)})", result.measure.decimals
    return unit.per_mmol_per_litre, f"{result.measure.label} ({unit.label})", unit.decimals


def group_words(row: CourseRow) -> tuple[str, ...]:
    """Name the sides in short, the panel's title says of what: with and without; the diagnoses; the levels."""
    if row.feature is None or row.feature.kind == DIAGNOSIS:
        return tuple(group.label for group in row.groups)
    return ("With", "Without") if row.feature.kind == COMORBIDITY else ("Taking", "Not taking")


def looks_of(row: CourseRow) -> tuple[GroupStyle, ...]:
    """Give each side its look: with and without, or the levels of the number from few to many."""
    if len(row.groups) == len(SIDES) and row.feature is not None:
        return SIDES
    return tuple(OTHER_LOOKS[place % len(OTHER_LOOKS)] for place in range(len(row.groups)))


def _spread(point: CoursePoint) -> float:
    return point.sem if np.isfinite(point.sem) else 0.0


def value_ends(rows: tuple[CourseRow, ...], factor: float) -> tuple[float, float]:
    """Give the ends of the vertical axis that all panels share."""
    seen = [point for row in rows for point in row.points if np.isfinite(point.mean)]
    low = min(point.mean - _spread(point) for point in seen) * factor
    high = max(point.mean + _spread(point) for point in seen) * factor
    room = (high - low) * ROOM or max(abs(high), 1.0) * ROOM
    return low - room, high + room


def points_frame(row: CourseRow, result: Courses, factor: float) -> pd.DataFrame:
    """Give what a panel draws: one row a side and visit."""
    labels = dict(zip((group.name for group in row.groups), group_words(row), strict=True))
    places = {visit.name: place for place, visit in enumerate(result.visits)}
    names, middle = list(labels), (len(labels) - 1) / 2
    return pd.DataFrame(
        [
            {
                "x": places[point.visit.name] + 0.05 * (names.index(point.group) - middle),
                "group": labels[point.group],
                "visit": point.visit.label,
                "mean": point.mean * factor,
                "low": (point.mean - _spread(point)) * factor,
                "high": (point.mean + _spread(point)) * factor,
                "n": point.n,
            }
            for point in row.points
            if np.isfinite(point.mean) and point.visit.name in places
        ]
    )


def visit_range(row: CourseRow, result: Courses) -> AxisRange:
    """Place the visits, each with its name and the patients measured on either side."""
    last = len(result.visits) - 1
    shown = sorted({round(place) for place in np.linspace(0, last, min(MAX_VISITS, last + 1))})
    labels = []
    for place in shown:
        name = result.visits[place].name
        counts = [point.n for group in row.groups for point in row.of(group.name) if point.visit.name == name]
        words = [f"n {'/'.join(map(str, counts))}"] if len(counts) == len(SIDES) else []
        labels.append((result.visits[place].short, *words))
    return AxisRange((-0.35, last + 0.35), tuple(map(float, shown)), tuple(labels))


def figures_panel(row: CourseRow) -> str:
    """Give a row's test in short: `time × it: p = .771 (GG, unadjusted), n = 49`."""
    if isinstance(row.interaction, Refusal):
        return f"no test, n = {row.n}"
    short = SHORT_CORRECTIONS[row.interaction.correction] if row.interaction.epsilon < 1 else ""
    named = ", ".join(word for word in (short, "unadjusted") if word)
    return f"time × {_noun(row)}: {format_p_equation(row.interaction.p_used)} ({named}), n = {row.n}"


def _noun(row: CourseRow) -> str:
    return "number" if row.feature is None else KIND_NOUNS[row.feature.kind][0].removeprefix("medicine ")


@built_once
def _structure(shape: CoursesLayout) -> Specification:
    legend = alt.Legend(
        orient="bottom",
        direction="horizontal",
        title=None,
        symbolSize=60,
        symbolStrokeWidth=0,
        columns=4,
        labelLimit=130,
    )
    group = GroupChannels(shape.groups, shape.theme, legend)
    base = alt.Chart(alt.NamedData("points")).encode(x=visit_axis(), color=group.colour())

    def y(field: str) -> alt.Y:
        return value_axis(field, shape.title, shape.decimals)

    form = f".{shape.decimals + 1}f"
    tooltip = [
        alt.Tooltip("group:N", title="Patients"),
        alt.Tooltip("visit:N", title="Visit"),
        alt.Tooltip("mean:Q", title=shape.title, format=form),
        alt.Tooltip("low:Q", title="Mean − SEM", format=form),
        alt.Tooltip("high:Q", title="Mean + SEM", format=form),
        alt.Tooltip("n:Q", title="n"),
    ]
    layers = (
        base.mark_line(strokeWidth=2).encode(y=y("mean"), strokeDash=group.dash()),
        base.mark_rule(strokeWidth=1.2).encode(y=y("low"), y2="high:Q"),
        base.mark_point(filled=True, size=50, opacity=1).encode(
            y=y("mean"), shape=group.symbol(), tooltip=tooltip
        ),
    )
    return structure_of(alt.layer(*layers).properties(height=PANEL_HEIGHT, width="container"))


def join_courses(panels: tuple[Specification, ...]) -> Specification:
    """Set panels side by side; every panel names its own sides, so their scales are its own."""
    own = dict.fromkeys(("color", "shape", "strokeDash"), "independent")
    return {**join_in_rows(panels, PRINTED_WIDTH, PRINTED_COLUMNS), "resolve": {"scale": own}}
