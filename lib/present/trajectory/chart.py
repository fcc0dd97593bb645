"""A measure over the visits as a picture: means with error bars, individual courses, reference range."""

from dataclasses import dataclass

import altair as alt
import pandas as pd

from lib.analysis.common.grouping import Group
from lib.analysis.trajectory.summary import Trajectory
from lib.present.common.charts import (
    AxisRange,
    Specification,
    built_once,
    fill_chart,
    label_expression,
    structure_of,
    value_axis,
    visit_axis,
)
from lib.present.common.group_lines import GroupChannels, label_ends, room_for_labels
from lib.present.common.one_patient import CHOSEN, choose_by, chosen_layers
from lib.present.common.palette import INKS, GroupStyle, look_of
from lib.present.trajectory.reference import range_words
from lib.present.trajectory.spread import spread_frames, spread_layers
from lib.present.trajectory.view import (
    MAX_COUNTS,
    TrajectoryView,
    chosen_frame,
    group_step,
    lines_frame,
    points_frame,
    unit_label,
    value_domain,
    visit_positions,
)
from lib.stats.common.result import unwrap

CHART_HEIGHT = 350
#: Room beside the first and the last visit, as a proportion of the axis.
EDGE_ROOM = 0.06
#: Where the rows of n begin below the axis, and their height, in pixels.
COUNTS_BELOW, COUNT_HEIGHT = 18, 16
#: A group is chosen by a click on one of its points or on its name: a selection hears one layer, so there are two.
NOTHING_CHOSEN = "!length(data('by_point_store')) && !length(data('by_name_store'))"


@dataclass(frozen=True)
class TrajectoryLayout:
    """What the structure of the chart depends on; equal shapes share one structure."""

    title: str
    unit: str
    by: str
    decimals: int
    groups: tuple[tuple[str, GroupStyle], ...]
    error: bool
    lines: bool
    band: bool
    chosen: bool
    theme: str
    spread: str = "none"


def chart_trajectory(
    result: Trajectory,
    patients: tuple[str, ...],
    view: TrajectoryView,
    ends: tuple[float, float] | None = None,
) -> Specification:
    """Draw means with error bars by group, and individual courses on demand.

    Parameters
    ----------
    result : Trajectory
        What to draw; at least one patient measured.
    patients : tuple of str
        Identifiers in the order of `result.values`.
    view : TrajectoryView
        How to draw it.
    ends : (float, float), optional
        Of the vertical axis, where panels share it.

    Returns
    -------
    dict
        A Vega-Lite specification.
    """
    points = points_frame(result, view)
    courses = lines_frame(result, patients, view) if view.lines else pd.DataFrame()
    chosen, spread = chosen_frame(result, patients, view), spread_frames(result, patients, view)
    low, high = ends or value_ends(result, patients, view)
    data = {"points": points, "labels": label_ends(points, (low, high), CHART_HEIGHT)}
    if len(courses):
        data["courses"] = courses
    if len(chosen):
        data[CHOSEN] = chosen
    if view.reference and view.limits:
        data["band"] = _band(result, view, low, high)
    data |= spread
    structure = _structure(_shape(result, view, chosen=bool(len(chosen))))
    chart = fill_chart(structure, data, {"x": _visit_range(result, view), "y": AxisRange((low, high))})
    _fill_counts(chart, result, view)
    return chart


def value_ends(result: Trajectory, patients: tuple[str, ...], view: TrajectoryView) -> tuple[float, float]:
    """Give the ends of the vertical axis that hold everything drawn."""
    courses = lines_frame(result, patients, view) if view.lines else pd.DataFrame()
    spread = spread_frames(result, patients, view)
    drawn = [courses, chosen_frame(result, patients, view)]
    drawn += [spread[name][["value"]] for name in ("strip", "violins") if name in spread]
    if "boxes" in spread:
        drawn += [spread["boxes"][[end]].rename(columns={end: "value"}) for end in ("low", "high")]
    low, high = value_domain(points_frame(result, view), pd.concat(drawn), result, view)
    return low, high


def _counted(result: Trajectory) -> list[Group]:
    """The groups that have a row of n below the visits."""
    groups = [group for group in result.grouping.groups if group.n]
    return groups if 1 < len(groups) <= MAX_COUNTS else []


def _fill_counts(chart: Specification, result: Trajectory, view: TrajectoryView) -> None:
    """Write n of each group below the visits."""
    groups, places = _counted(result), visit_positions(result, view.axis)
    for group, layer in zip(groups, chart["layer"][len(chart["layer"]) - len(groups) :], strict=True):
        counts = [(str(point.description.n),) for point in result.of(group.name)]
        layer["encoding"]["x"]["axis"]["labelExpr"] = label_expression(places, counts)


def _shape(result: Trajectory, view: TrajectoryView, *, chosen: bool) -> TrajectoryLayout:
    groups = tuple(
        (group.label, look_of(group.name, position))
        for position, group in enumerate(result.grouping.groups)
        if group.n
    )
    return TrajectoryLayout(
        title=result.measure.label,
        unit=unit_label(result, view),
        by=result.grouping.label,
        decimals=view.unit.decimals if view.unit else result.measure.decimals,
        groups=groups,
        error=view.error != "none",
        lines=view.lines,
        band=view.reference and view.limits is not None,
        chosen=chosen,
        theme=view.theme,
        spread=view.spread,
    )


def _visit_range(result: Trajectory, view: TrajectoryView) -> AxisRange:
    """Place the visits, and label each with its name, its nominal day on that axis, and n of each group."""
    places = visit_positions(result, view.axis)
    groups = [group for group in result.grouping.groups if group.n]
    labels = []
    for position, visit in enumerate(result.visits):
        count = sum(result.of(group.name)[position].description.n for group in groups)
        day = (f"day {visit.day:g}",) if view.axis == "day" and visit.day is not None else ()
        labels.append((visit.short, *day, *(() if _counted(result) else (f"n {count}",))))
    span = max(places) - min(places) or 1.0
    room = span * EDGE_ROOM + (group_step(result, view) * len(groups) / 2 if view.spread != "none" else 0.0)
    ends = (min(places) - room, max(places) + room)
    return AxisRange(ends, tuple(places), tuple(labels))


def _band(result: Trajectory, view: TrajectoryView, low: float, high: float) -> pd.DataFrame:
    """Place the band between its limits; where a side has none it reaches the end of the axis."""
    ends = [
        edge if end is None else end * view.factor()
        for end, edge in zip(view.band(), (low, high), strict=True)
    ]
    words = f"Reference range {range_words(result, view, unwrap(view.limits))}"
    return pd.DataFrame({"low": [ends[0]], "high": [ends[1]], "words": [words]})


@built_once
def _structure(shape: TrajectoryLayout) -> Specification:
    layers = [
        *(_band_layers(shape) if shape.band else []),
        *_spread_layers(shape),
        *(_course_layers(shape) if shape.lines else []),
        *_mean_layers(shape),
        *(_chosen_layers(shape) if shape.chosen else []),
        *_count_layers(shape),
    ]
    chart = (
        alt.layer(*layers)
        .resolve_axis(x="independent")
        .properties(height=CHART_HEIGHT, width="container", padding={"right": room_for_labels(shape.groups)})
    )
    return structure_of(chart)


def _y(shape: TrajectoryLayout, field: str) -> alt.Y:
    return value_axis(field, f"{shape.title} ({shape.unit})", shape.decimals)


def _x() -> alt.X:
    """Place by visit, without an axis; one layer has the axis of the visits, and one a group that of its n."""
    return alt.X("x:Q", scale=alt.Scale(nice=False, zero=False), axis=None)


def _spread_layers(shape: TrajectoryLayout) -> list[alt.Chart]:
    y = {field: _y(shape, field) for field in ("value", "q1", "median", "low")}
    group = GroupChannels(shape.groups, shape.theme)
    tooltip = [row for row in _course_tooltip(shape) if not str(row.shorthand).startswith("course")]
    return spread_layers(shape.spread, group, _x(), y, tooltip, INKS[shape.theme].ground)


def _count_layers(shape: TrajectoryLayout) -> list[alt.Chart]:
    """Draw the axis of the visits, and below it a row of n for each of several groups, named and in its colour."""
    base = alt.Chart(alt.NamedData("points")).mark_point(opacity=0, size=1, aria=False)
    layers = [base.encode(x=visit_axis(), y=_y(shape, "mean"))]
    for place, (label, style) in enumerate(shape.groups if 1 < len(shape.groups) <= MAX_COUNTS else ()):
        colour = style.ink(shape.theme)
        axis = alt.Axis(
            orient="bottom", offset=COUNTS_BELOW + COUNT_HEIGHT * place, domain=False, ticks=False, grid=False,
            labelColor=colour, labelFontSize=12, labelOverlap="greedy", title=f"n {label}" if not place else label,
            titleAnchor="start", titleAlign="right", titleBaseline="top", titleX=-6, titleY=3, titleColor=colour,
            titleFontSize=12, titleFontWeight="normal",
        )  # fmt: skip
        x = alt.X("x:Q", scale=alt.Scale(nice=False, zero=False), axis=axis)
        layers.append(base.encode(x=x, y=_y(shape, "mean")))
    return layers


def _band_layers(shape: TrajectoryLayout) -> list[alt.Chart]:
    ink, band = INKS[shape.theme], alt.NamedData("band")
    return [
        alt.Chart(band).mark_rect(opacity=0.07, color=ink.band).encode(y=_y(shape, "low"), y2="high:Q"),
        alt.Chart(band)
        .mark_text(align="left", baseline="top", dx=4, dy=4, color=ink.muted, fontSize=12)
        .encode(y=_y(shape, "high"), x=alt.value(0), text="words:N"),
    ]


def _course_layers(shape: TrajectoryLayout) -> list[alt.Chart]:
    hovered = alt.selection_point(name="hover", fields=["patient"], on="pointerover", empty=False)
    base = alt.Chart(alt.NamedData("courses")).encode(
        x=_x(),
        y=_y(shape, "value"),
        detail="patient:N",
        color=GroupChannels(shape.groups, shape.theme).colour(),
        opacity=alt.when(hovered).then(alt.value(1)).otherwise(alt.value(0.28)),
    )
    width = alt.when(hovered).then(alt.value(2.5)).otherwise(alt.value(0.8))
    dots = base.mark_circle(size=26).encode(tooltip=_course_tooltip(shape)).add_params(choose_by(), hovered)
    return [base.mark_line(cursor="pointer").encode(strokeWidth=width).add_params(choose_by("_line")), dots]


def _course_tooltip(shape: TrajectoryLayout) -> list[alt.Tooltip]:
    return [
        alt.Tooltip("patient:N", title="Patient"),
        alt.Tooltip("group:N", title=shape.by),
        alt.Tooltip("course:N", title=f"All visits ({shape.unit})"),
        alt.Tooltip("visit:N", title="Visit"),
        alt.Tooltip("value:Q", title=f"Here ({shape.unit})", format=f".{shape.decimals}f"),
    ]


def _chosen_layers(shape: TrajectoryLayout) -> list[alt.Chart]:
    return chosen_layers(_x(), _y(shape, "value"), _course_tooltip(shape), shape.theme, line=True)


def _mean_layers(shape: TrajectoryLayout) -> list[alt.Chart]:
    point, name = (
        alt.selection_point(name=f"by_{where}", fields=["group"], on="click", empty=False)
        for where in ("point", "name")
    )
    full = alt.value(1)
    chosen = alt.when(point).then(full).when(name).then(full).when(NOTHING_CHOSEN).then(full)
    faded = chosen.otherwise(alt.value(0.15)) if len(shape.groups) > 1 else full
    group = GroupChannels(shape.groups, shape.theme)
    base = alt.Chart(alt.NamedData("points")).encode(x=_x(), color=group.colour(), opacity=faded)
    points = base.mark_point(filled=True, size=70).encode(
        y=_y(shape, "mean"), shape=group.symbol(), tooltip=_mean_tooltip(shape)
    )
    layers = [base.mark_line(strokeWidth=2.2).encode(y=_y(shape, "mean"), strokeDash=group.dash())]
    if shape.error:
        layers.append(base.mark_rule(strokeWidth=1.4).encode(y=_y(shape, "low"), y2="high:Q"))
    layers.append(points.add_params(point) if len(shape.groups) > 1 else points)
    if len(shape.groups) > 1:
        names = alt.Chart(alt.NamedData("labels")).mark_text(
            align="left", dx=12, fontSize=12, fontWeight=600, cursor="pointer"
        )
        labels = names.encode(x=_x(), y=_y(shape, "mean"), text="group:N", fill=group.ink(), opacity=faded)
        layers.append(labels.add_params(name))
    return layers


def _mean_tooltip(shape: TrajectoryLayout) -> list[alt.Tooltip]:
    form = f".{shape.decimals + 1}f"
    spread = [
        alt.Tooltip("low:Q", title="Error bar from", format=form),
        alt.Tooltip("high:Q", title="to", format=form),
    ]
    return [
        alt.Tooltip("group:N", title=shape.by),
        alt.Tooltip("visit:N", title="Visit"),
        alt.Tooltip("mean:Q", title=f"Mean ({shape.unit})", format=form),
        alt.Tooltip("sd:Q", title="SD", format=form),
        *(spread if shape.error else []),
        alt.Tooltip("n:Q", title="n"),
        alt.Tooltip("missing:Q", title="Missing"),
    ]
