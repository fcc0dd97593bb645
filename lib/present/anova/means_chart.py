"""Estimated marginal means over the visits as a picture."""

from dataclasses import dataclass

import altair as alt
import pandas as pd

from lib.analysis.anova.visits import VisitsAnova
from lib.cohort.codebook import Column
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
from lib.present.common.palette import GroupStyle, look_of
from lib.stats.anova.marginal_means import MarginalMeans
from lib.stats.common.result import unwrap

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


def chart_means(answer: VisitsAnova, theme: str) -> Specification:
    """Draw the marginal means with their intervals, one line a group.

    Parameters
    ----------
    answer : VisitsAnova
        With marginal means.
    theme : str
        `light` or `dark`.

    Returns
    -------
    dict
        A Vega-Lite specification.
    """
    cases, frame = answer.cases, means_frame(answer)
    low, high = _value_range(frame, cases.measure)
    sizes = tuple(f"n {size}" for size in cases.sizes or (cases.n,))
    places = tuple(float(place) for place in range(len(cases.visits)))
    axis = AxisRange(
        (places[0] - EDGE_ROOM, places[-1] + EDGE_ROOM),
        places,
        tuple((visit.short, *sizes) for visit in cases.visits),
    )
    looks = tuple((group.label, look_of(group.name, i)) for i, group in enumerate(cases.levels))
    shape = MeansShape(
        cases.measure.label_with_unit,
        cases.grouping.label if cases.grouping else "",
        cases.measure.decimals,
        looks or (("", look_of("", 0)),),
        theme,
    )
    data = {"means": frame, "labels": label_ends(frame, (low, high), CHART_HEIGHT)}
    return fill_chart(_structure(shape), data, {"x": axis, "y": AxisRange((low, high))})


def means_frame(answer: VisitsAnova) -> pd.DataFrame:
    """Give what the chart draws: one row a group and visit, in the unit of the measure."""
    cases, means = answer.cases, unwrap(answer.means)
    levels = [group.label for group in cases.levels] or [""]
    rows = means.by_group or means.overall
    visits = len(cases.visits)
    middle = (len(levels) - 1) / 2
    return pd.DataFrame(
        {
            "x": index % visits + GROUP_STEP * (index // visits - middle),
            "visit": cases.visits[index % visits].label,
            "group": levels[index // visits],
            "mean": row.mean,
            "low": row.ci_low,
            "high": row.ci_high,
            "n": row.n,
        }
        for index, row in enumerate(rows)
    )


def has_means(answer: VisitsAnova) -> bool:
    """Tell whether there are marginal means to draw."""
    return isinstance(answer.means, MarginalMeans)


def _value_range(frame: pd.DataFrame, measure: Column) -> tuple[float, float]:
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
