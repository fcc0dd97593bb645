"""Means over the visits with their intervals, one line a group: the picture that several analyses fill."""

from dataclasses import dataclass

import altair as alt
import pandas as pd

from lib.cohort.codebook import Column, Visit
from lib.present.common.charts import (
    AxisRange,
    Specification,
    built_once,
    fill_chart,
    structure_of,
    value_axis,
    visit_axis,
)
from lib.present.common.group_lines import GroupChannels, label_ends, room_for_labels
from lib.present.common.palette import GroupStyle

CHART_HEIGHT = 340
#: Room beside the first and the last visit, and distance between groups at a visit, as proportions of a step.
EDGE_ROOM, GROUP_STEP = 0.24, 0.06
#: Room above and below the intervals, as a proportion of what is drawn.
VALUE_ROOM = 0.08


@dataclass(frozen=True)
class MeansShape:
    """What the structure of the chart depends on; equal shapes share one structure."""

    title: str
    by: str
    decimals: int
    groups: tuple[tuple[str, GroupStyle], ...]
    theme: str


def draw_means(
    frame: pd.DataFrame, shape: MeansShape, visits: tuple[Visit, ...], sizes: tuple[tuple[str, ...], ...],
    ends: tuple[float, float],
) -> Specification:  # fmt: skip
    """Draw means with their intervals.

    Parameters
    ----------
    frame : DataFrame
        `x`, `visit`, `group`, `mean`, `low`, `high` and `n`, one row a group and visit.
    shape : MeansShape
        Words and looks.
    visits : tuple of Visit
        In their order.
    sizes : tuple of tuple of str
        Lines below the name of each visit.
    ends : (float, float)
        Ends of the vertical axis.

    Returns
    -------
    dict
        A Vega-Lite specification.
    """
    places = tuple(float(place) for place in range(len(visits)))
    axis = AxisRange(
        (places[0] - EDGE_ROOM, places[-1] + EDGE_ROOM),
        places,
        tuple((visit.short, *lines) for visit, lines in zip(visits, sizes, strict=True)),
    )
    data = {"means": frame, "labels": label_ends(frame, ends, CHART_HEIGHT)}
    return fill_chart(_structure(shape), data, {"x": axis, "y": AxisRange(ends)})


def place_of(visit: int, group: int, groups: int) -> float:
    """Give the place of a group's mean on the axis of visits: groups at a visit stand side by side."""
    return visit + GROUP_STEP * (group - (groups - 1) / 2)


def range_of_means(frame: pd.DataFrame, measure: Column) -> tuple[float, float]:
    """Give the ends of the axis of means: no lower than the measure can be, unless a mean is."""
    low, high = float(frame["low"].min()), float(frame["high"].max())
    room = (high - low) * VALUE_ROOM or 1.0
    floor = (
        measure.minimum if measure.minimum is not None and frame["mean"].min() >= measure.minimum else None
    )
    low = low - room if floor is None else max(low - room, min(floor, low))
    return low, high + room


@built_once
def _structure(shape: MeansShape) -> Specification:
    chart = alt.layer(*_layers(shape)).properties(
        height=CHART_HEIGHT, width="container", padding={"right": room_for_labels(shape.groups)}
    )
    return structure_of(chart)


def _layers(shape: MeansShape) -> list[alt.Chart]:
    def y(field: str) -> alt.Y:
        return value_axis(field, shape.title, shape.decimals)

    group = GroupChannels(shape.groups, shape.theme)
    colour, dash, symbol = group.colour(), group.dash(), group.symbol()
    base = alt.Chart(alt.NamedData("means")).encode(x=visit_axis(), color=colour)
    layers = [
        base.mark_line(strokeWidth=2.2).encode(y=y("mean"), strokeDash=dash),
        base.mark_rule(strokeWidth=1.4).encode(y=y("low"), y2="high:Q"),
        base.mark_point(filled=True, size=70).encode(y=y("mean"), shape=symbol, tooltip=_tooltip(shape)),
    ]
    if len(shape.groups) > 1:
        labels = alt.Chart(alt.NamedData("labels")).mark_text(
            align="left", dx=12, fontSize=12, fontWeight=600
        )
        layers.append(labels.encode(x=visit_axis(), y=y("mean"), text="group:N", fill=group.ink()))
    return layers


def _tooltip(shape: MeansShape) -> list[alt.Tooltip]:
    form = f".{shape.decimals + 1}f"
    return [
        *([alt.Tooltip("group:N", title=shape.by)] if shape.by else []),
        alt.Tooltip("visit:N", title="Visit"),
        alt.Tooltip("mean:Q", title="Estimated mean", format=form),
        alt.Tooltip("low:Q", title="95 % CI from", format=form),
        alt.Tooltip("high:Q", title="to", format=form),
        alt.Tooltip("n:Q", title="n"),
    ]
