"""What the scatters of two measures share: axes, groups of points with their styles, tooltip, patient in front."""

from dataclasses import dataclass

import altair as alt
import numpy as np

from lib.analysis.association.correlations import Association
from lib.analysis.association.groups import AssociationGroups
from lib.cohort.codebook import Column, unit_words
from lib.cohort.outcome import NOT_EVALUABLE
from lib.present.common.one_patient import chosen_layers
from lib.present.common.palette import OUTCOME_LOOKS, GroupStyle, look_of

#: Room around the points, as a proportion of what is drawn.
ROOM = 0.06


@dataclass(frozen=True)
class Axes:
    """What the structure of a scatter depends on: titles and decimals of both axes, and the theme."""

    x_title: str
    y_title: str
    x_decimals: int
    y_decimals: int
    groups: tuple[tuple[str, GroupStyle], ...]
    theme: str


def group_styles(groups: AssociationGroups) -> tuple[tuple[str, GroupStyle], ...]:
    """Give each group of points its style: a group its own, who is in no group that of the not evaluable."""
    own = [group.name for group in groups.grouping.groups]
    styles = []
    for place, group in enumerate(groups.points):
        if not group.name:
            style = OUTCOME_LOOKS[NOT_EVALUABLE]
        else:
            style = look_of(group.name, own.index(group.name) if group.name in own else len(own) + place)
        styles.append((group.label, style))
    return tuple(styles)


def axes_of(result: Association, groups: AssociationGroups, part: str, theme: str) -> Axes:
    """Give titles, decimals and groups of a scatter."""

    def title(column: Column) -> str:
        unit = unit_words(column)
        return f"Change of {column.label} ({unit})" if part == "change" else f"{column.label} ({unit})"

    first, second = result.first, result.second
    return Axes(title(first), title(second), first.decimals, second.decimals, group_styles(groups), theme)


def range_of(values: list[np.ndarray], partners: list[np.ndarray]) -> tuple[float, float]:
    """Ends of an axis: every value whose partner is there, with room."""
    seen = np.concatenate([v[np.isfinite(v) & np.isfinite(p)] for v, p in zip(values, partners, strict=True)])
    low, high = float(seen.min()), float(seen.max())
    room = (high - low) * ROOM or max(abs(high), 1.0) * ROOM
    return low - room, high + room


def labels_of(groups: AssociationGroups, n: int) -> list[str]:
    """Give the label of the group of points of each patient."""
    labels = [""] * n
    for group in groups.points:
        for row in np.flatnonzero(group.mask):
            labels[row] = group.label
    return labels


def legend_of_groups() -> alt.Legend:
    """Name the groups above a picture."""
    return alt.Legend(
        orient="top", title=None, labelFontSize=12, symbolSize=60, symbolOpacity=1, columns=4, labelLimit=180
    )


def layers_chosen(axes: Axes, *, line: bool) -> list[alt.Chart]:
    """Draw the patient in front."""
    return chosen_layers(*_xy(axes), tooltip_of(axes), axes.theme, line=line)


def encode_on(chart: alt.Chart, axes: Axes) -> alt.Chart:
    """Place a chart on the axes."""
    x, y = _xy(axes)
    return chart.encode(x=x, y=y)


def _xy(axes: Axes) -> tuple[alt.X, alt.Y]:
    def axis(decimals: int) -> alt.Axis:
        return alt.Axis(tickCount=5, format=f".{decimals}f" if decimals else "d", labelOverlap=True)

    scale = alt.Scale(nice=False, zero=False)
    return (
        alt.X("x:Q", title=axes.x_title, scale=scale, axis=axis(axes.x_decimals)),
        alt.Y("y:Q", title=axes.y_title, scale=scale, axis=axis(axes.y_decimals)),
    )


def tooltip_of(axes: Axes) -> list[alt.Tooltip]:
    """Say patient, group and both values."""
    return [
        alt.Tooltip("patient:N", title="Patient"),
        *([alt.Tooltip("group:N", title="Group")] if len(axes.groups) > 1 else []),
        alt.Tooltip("x:Q", title=axes.x_title, format=f".{axes.x_decimals}f"),
        alt.Tooltip("y:Q", title=axes.y_title, format=f".{axes.y_decimals}f"),
    ]
