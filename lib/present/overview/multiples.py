"""The measure by outcome group as small multiples: patients, mean with interval, and the reference range."""

from dataclasses import dataclass

import altair as alt
import pandas as pd

from lib.analysis.trajectory.summary import Trajectory
from lib.present.common.charts import (
    AxisRange,
    Specification,
    built_once,
    fill_chart,
    structure_of,
    value_axis,
    visit_axis,
)
from lib.present.common.formats import format_whole
from lib.present.common.one_patient import CHOSEN, choose_by, chosen_layers, chosen_rows
from lib.present.common.palette import INKS, look_of
from lib.present.trajectory.view import (
    MAX_LINES,
    TrajectoryView,
    lines_frame,
    unit_label,
    value_domain,
    visit_positions,
)

CHART_HEIGHT = 264
#: Room between two panels, and beside the first and last visit, as a proportion of a panel.
GAP, EDGE = 0.42, 0.08
#: Most panels whose middle visit is named too; of more the first and the last are named.
MAX_WIDE_PANELS = 3


@dataclass(frozen=True)
class PanelsLayout:
    """What the structure of the chart depends on; equal layouts share one structure."""

    title: str
    unit: str
    decimals: int
    lines: bool
    band: bool
    titled: bool
    chosen: bool
    theme: str


def chart_multiples(
    result: Trajectory, patients: tuple[str, ...], view: TrajectoryView, theme: str, *, titled: bool = False
) -> Specification:
    """Draw a panel a group, all on one scale.

    Parameters
    ----------
    result : Trajectory
        At least one patient measured.
    patients : tuple of str
        Identifiers in the order of `result.values`.
    view : TrajectoryView
        Unit and reference range.
    theme : str
        `light` or `dark`.
    titled : bool
        Whether the axis says what is drawn; on the page the words above the picture do.
    """
    many = result.n > MAX_LINES
    points = _points(result, view, theme)
    courses = pd.DataFrame() if many else _courses(result, patients, view, theme)
    drawn = (
        points
        if not many
        else points.assign(low=points[["low", "q1"]].min(axis=1), high=points[["high", "q3"]].max(axis=1))
    )
    low, high = value_domain(drawn, courses, result, view)
    data = {"points": points, "heads": _heads(result, view, theme, high)}
    if len(courses):
        data["courses"] = courses
        own = chosen_rows(courses, view.patient)
        if len(own):
            data[CHOSEN] = own
    if view.reference and view.limits:
        data["band"] = _bands(result, view, low, high)
    layout = PanelsLayout(
        result.measure.label,
        unit_label(result, view),
        view.unit.decimals if view.unit else result.measure.decimals,
        bool(len(courses)),
        "band" in data,
        titled,
        CHOSEN in data,
        theme,
    )
    axes = {"x": _visits(result, view), "y": AxisRange((low, high))}
    return fill_chart(_structure(layout), data, axes)


def _with_quartiles(points: pd.DataFrame) -> pd.DataFrame:
    """Let the axis hold the middle half of the patients, where that is drawn."""
    low, high = points[["low", "q1"]].min(axis=1), points[["high", "q3"]].max(axis=1)
    return points.assign(low=low, high=high)


def shown_groups(result: Trajectory) -> list[tuple[int, str, str]]:
    """Position in the palette, name and label of the groups that hold a patient."""
    return [(i, group.name, group.label) for i, group in enumerate(result.grouping.groups) if group.n]


def _width(result: Trajectory, view: TrajectoryView) -> float:
    places = visit_positions(result, view.axis)
    return max(places) - min(places) or 1.0


def _starts(result: Trajectory, view: TrajectoryView) -> dict[str, float]:
    """Place the panels: where the axis of each group's panel begins."""
    step = _width(result, view) * (1 + GAP)
    return {label: place * step for place, (_, _, label) in enumerate(shown_groups(result))}


def _points(result: Trajectory, view: TrajectoryView, theme: str) -> pd.DataFrame:
    places, factor, starts = visit_positions(result, view.axis), view.factor(), _starts(result, view)
    rows = []
    for position, name, label in shown_groups(result):
        look = look_of(name, position)
        for place, point in zip(places, result.of(name), strict=True):
            d = point.description
            rows.append(
                {
                    "x": starts[label] + place - min(places),
                    "visit": point.visit.label,
                    "group": label,
                    "mean": d.mean * factor,
                    "low": d.ci_low * factor,
                    "high": d.ci_high * factor,
                    "q1": d.q1 * factor,
                    "q3": d.q3 * factor,
                    "n": d.n,
                    "colour": look.colour(theme),
                    "symbol": look.symbol,
                }
            )
    return pd.DataFrame(rows)


def _courses(result: Trajectory, patients: tuple[str, ...], view: TrajectoryView, theme: str) -> pd.DataFrame:
    frame = lines_frame(result, patients, view)
    if not len(frame):
        return frame
    least = min(visit_positions(result, view.axis))
    colours = {label: look_of(name, position).colour(theme) for position, name, label in shown_groups(result)}
    starts = frame["group"].map(_starts(result, view))
    return frame.assign(
        x=frame["x"] + starts - least,
        colour=frame["group"].map(colours),
        line=frame["patient"] + "|" + frame["group"],
    )


def _heads(result: Trajectory, view: TrajectoryView, theme: str, high: float) -> pd.DataFrame:
    """Name each panel above it, with its patients."""
    starts = _starts(result, view)
    sizes = {group.label: group.n for group in result.grouping.groups}
    return pd.DataFrame(
        {
            "x": starts[label],
            "y": high,
            "name": label,
            "n": f"n = {format_whole(sizes[label])}",
            "colour": look_of(name, position).colour(theme),
            "symbol": look_of(name, position).symbol,
        }
        for position, name, label in shown_groups(result)
    )


def _bands(result: Trajectory, view: TrajectoryView, low: float, high: float) -> pd.DataFrame:
    ends = [
        edge if end is None else end * view.factor()
        for end, edge in zip(view.band(), (low, high), strict=True)
    ]
    width = _width(result, view)
    return pd.DataFrame(
        {
            "x": start - EDGE * width,
            "x2": start + (1 + EDGE) * width,
            "low": ends[0],
            "high": ends[1],
        }
        for start in _starts(result, view).values()
    )


def _visits(result: Trajectory, view: TrajectoryView) -> AxisRange:
    """Label the first, the middle and the last visit of each panel, with n; all stand in the table."""
    places, width = visit_positions(result, view.axis), _width(result, view)
    last = len(places) - 1
    several = len(shown_groups(result)) <= MAX_WIDE_PANELS
    named = sorted({0, last // 2, last} if several and last > 1 else {0, last})
    ticks, labels = [], []
    starts = _starts(result, view)
    for _, name, label in shown_groups(result):
        points = result.of(name)
        for visit in named:
            ticks.append(starts[label] + places[visit] - min(places))
            labels.append((result.visits[visit].short, f"{points[visit].description.n}"))
    end = max(starts.values()) + width
    return AxisRange((-EDGE * width, end + EDGE * width), tuple(ticks), tuple(labels))


@built_once
def _structure(layout: PanelsLayout) -> Specification:
    ink = INKS[layout.theme]
    layers = [
        *(_band_layer(layout) if layout.band else []),
        *(_course_layers(layout) if layout.lines else []),
        *_mean_layers(layout),
        *(_chosen_layers(layout) if layout.chosen else []),
    ]
    heads = alt.Chart(alt.NamedData("heads")).encode(x=visit_axis(), y=_y(layout, "y"))
    layers += [
        heads.mark_point(filled=True, size=50, opacity=1, yOffset=-24).encode(
            color=alt.Color("colour:N", scale=None), shape=alt.Shape("symbol:N", scale=None)
        ),
        heads.mark_text(align="left", dx=8, dy=-24, fontSize=12, color=ink.text).encode(text="name:N"),
        heads.mark_text(align="left", dx=8, dy=-9, fontSize=12, color=ink.muted).encode(text="n:N"),
    ]
    return structure_of(alt.layer(*layers).properties(width="container", height=CHART_HEIGHT))


def _y(layout: PanelsLayout, field: str) -> alt.Y:
    title = f"{layout.title} ({layout.unit})" if layout.titled else ""
    return value_axis(field, title, layout.decimals)


def _band_layer(layout: PanelsLayout) -> list[alt.Chart]:
    band = alt.Chart(alt.NamedData("band")).mark_rect(opacity=0.08, color=INKS[layout.theme].band)
    return [band.encode(x=visit_axis(), x2="x2:Q", y=_y(layout, "low"), y2="high:Q")]


def _course_layers(layout: PanelsLayout) -> list[alt.Chart]:
    hovered = alt.selection_point(name="hover", fields=["patient"], on="pointerover", empty=False)
    base = alt.Chart(alt.NamedData("courses")).encode(
        x=visit_axis(),
        y=_y(layout, "value"),
        detail="line:N",
        color=alt.Color("colour:N", scale=None),
        opacity=alt.when(hovered).then(alt.value(1)).otherwise(alt.value(0.3)),
    )
    width = alt.when(hovered).then(alt.value(2.5)).otherwise(alt.value(0.8))
    tooltip = _course_tooltip(layout)
    return [
        base.mark_line(cursor="pointer").encode(strokeWidth=width).add_params(choose_by("_line")),
        base.mark_circle(size=20).encode(tooltip=tooltip).add_params(choose_by(), hovered),
    ]


def _chosen_layers(layout: PanelsLayout) -> list[alt.Chart]:
    return chosen_layers(visit_axis(), _y(layout, "value"), _course_tooltip(layout), layout.theme, line=True)


def _course_tooltip(layout: PanelsLayout) -> list[alt.Tooltip]:
    return [
        alt.Tooltip("patient:N", title="Patient"),
        alt.Tooltip("group:N", title="Group"),
        alt.Tooltip("course:N", title=f"All visits ({layout.unit})"),
    ]


def _mean_layers(layout: PanelsLayout) -> list[alt.Chart]:
    form = f".{layout.decimals + 1}f"
    base = alt.Chart(alt.NamedData("points")).encode(
        x=visit_axis(), color=alt.Color("colour:N", scale=None), detail="group:N"
    )
    tooltip = [
        alt.Tooltip("group:N", title="Group"),
        alt.Tooltip("visit:N", title="Visit"),
        alt.Tooltip("mean:Q", title=f"Mean ({layout.unit})", format=form),
        alt.Tooltip("low:Q", title="95 % CI from", format=form),
        alt.Tooltip("high:Q", title="to", format=form),
        alt.Tooltip("n:Q", title="n"),
    ]
    spread = base.mark_area(opacity=0.15).encode(y=_y(layout, "q1"), y2="q3:Q")
    return [
        *([] if layout.lines else [spread]),
        base.mark_line(strokeWidth=2.2).encode(y=_y(layout, "mean")),
        base.mark_rule(strokeWidth=1.6).encode(y=_y(layout, "low"), y2="high:Q"),
        base.mark_point(filled=True, size=52, opacity=1).encode(
            y=_y(layout, "mean"), shape=alt.Shape("symbol:N", scale=None), tooltip=tooltip
        ),
    ]
