"""The one form of a forest: a row an estimate, its interval, a square sized by n, and the estimate in figures.

Rows may stand under headings, a row may be in front, and single values may lie behind the estimates.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import altair as alt
import numpy as np
import pandas as pd

from lib.present.common.charts import (
    AxisRange,
    Specification,
    built_once,
    fill_chart,
    label_expression,
    structure_of,
)
from lib.present.common.one_patient import CHOSEN, choose_by, chosen_rows
from lib.present.common.palette import INKS

#: Selection that a click on a row makes, and the field it gives.
ROW_SELECTION, ROW_FIELD = "row", "code"
#: Heights of a row, of one with two lines of labels or with single values, of the axis with one line, and of a
#: further line, in pixels; of a heading, in rows.
ROW_HEIGHT, TALL_ROW, AXES_HEIGHT, TITLE_LINE, HEADING = 22, 34, 62, 16, 0.85
#: How far two lines of labels are moved, to stand in the middle of their row, in pixels.
LIFTED = -7
#: Single values that share one of so many places of the axis stand one below the other, so many at most.
PLACES, STACK = 90, 6
WIDEST_LABEL = 168
#: Area of the square of the smallest and of the largest n, in square pixels.
MIN_SQUARE, MAX_SQUARE = 26.0, 150.0
#: Room for the arrow beside an estimate beyond the axis, as a proportion of it.
ARROW_ROOM = 0.05
#: Before the name of the row in front.
IN_FRONT = "▸ "


@dataclass(frozen=True)
class ForestRow:
    """One estimate.

    Attributes
    ----------
    code : str
        What a click on the row gives.
    labels : tuple of str
        Lines beside the row, one or two.
    estimate, low, high : float
        On the scale of the picture; NaN where there is none, and `words` says why.
    n : int
        Patients it rests on.
    figures, words : str
        The estimate in short, at the right end of the row, and with its interval.
    found : bool
        Whether its p lies below the level of significance; the square is then filled.
    heading : str
        Heading it stands under; empty for none.
    more : tuple of str
        Further values of the tooltip, one for each of the scale's `more`.
    """

    code: str
    labels: tuple[str, ...]
    estimate: float
    low: float
    high: float
    n: int
    figures: str
    words: str
    found: bool = False
    heading: str = ""
    more: tuple[str, ...] = ()


@dataclass(frozen=True)
class ForestScale:
    """What the structure depends on beside the theme.

    Attributes
    ----------
    title : tuple of str
        Lines below the axis.
    effect : str
        Name of the estimate with its interval, in the tooltip.
    more : tuple of str
        Names of further values in the tooltip.
    selects : bool
        Whether a click on a row chooses it.
    values : str
        What the single values behind the estimates are; empty where there are none.
    decimals : int
        Of those values.
    """

    title: tuple[str, ...]
    effect: str
    more: tuple[str, ...] = ()
    selects: bool = True
    values: str = ""
    decimals: int = 2


def chart_forest(
    rows: Sequence[ForestRow],
    scale: ForestScale,
    axis: AxisRange,
    theme: str,
    *,
    front: str = "",
    dots: pd.DataFrame | None = None,
    patient: str = "",
) -> Specification:
    """Draw the forest.

    Parameters
    ----------
    rows : sequence of ForestRow
        At least one.
    scale : ForestScale
        Words of the picture.
    axis : AxisRange
        Ends and ticks; an interval that goes on beyond an end has an arrow there. The line of no effect is at 0.
    theme : str
        `light` or `dark`.
    front : str
        Code of the row in front; empty for none.
    dots : DataFrame or None
        Single values: `code` of the row, `x`, `patient`.
    patient : str
        Identifier of the patient in front; empty for nobody.
    """
    places, heads, end = _places(rows)
    labels = tuple(
        (IN_FRONT + row.labels[0] if row.code == front else row.labels[0], *row.labels[1:]) for row in rows
    )
    y = AxisRange((end - 0.5, -0.6), tuple(places), labels)
    figures = [(row.figures,) for row in rows]
    data = {**_frames(rows, places, axis, front), "heads": pd.DataFrame(heads, columns=["y", "words"])}
    if scale.values:
        data["dots"] = place_dots(pd.DataFrame() if dots is None else dots, rows, places, axis)
        data[CHOSEN] = chosen_rows(data["dots"], patient)
    chart = fill_chart(_structure(scale, theme), data, {"x": axis, "y": y})
    chart["layer"][-1]["encoding"]["y"]["axis"]["labelExpr"] = label_expression(y.ticks, figures)
    if any(len(row.labels) > 1 for row in rows):
        chart["layer"][-2]["encoding"]["y"]["axis"]["labelOffset"] = LIFTED
    tall = bool(scale.values) or any(len(row.labels) > 1 for row in rows)
    step = TALL_ROW if tall else ROW_HEIGHT
    chart["height"] = round(step * (end + 0.1)) + AXES_HEIGHT + TITLE_LINE * (len(scale.title) - 1)
    return chart


def _places(rows: Sequence[ForestRow]) -> tuple[list[float], list[tuple[float, str]], float]:
    """Give the place of each row from the top, the headings with theirs, and the place below the last row."""
    places: list[float] = []
    heads, at, heading = [], 0.0, ""
    for row in rows:
        if row.heading != heading:
            heading = row.heading
            heads.append((at, heading))
            at += HEADING
        places.append(at)
        at += 1.0
    return places, heads, at


def _frames(
    rows: Sequence[ForestRow], places: Sequence[float], axis: AxisRange, front: str
) -> dict[str, pd.DataFrame]:
    """Give estimates, arrows, words in place of an estimate, and the ground of each row."""
    ends = axis.domain
    room, most = (ends[1] - ends[0]) * ARROW_ROOM, max(max(row.n for row in rows), 1)
    hits: list[dict[str, object]] = []
    marks, arrows, silent = [], [], []
    for row, y in zip(rows, places, strict=True):
        tip = {"label": " ".join(row.labels[:1]), "n": row.n, "words": row.words}
        tip |= {f"more{i}": words for i, words in enumerate(row.more)}
        ground = 0.16 if row.code == front else 0.04 if len(hits) % 2 == 0 else 0.001
        hits.append({"top": y - 0.5, "bottom": y + 0.5, ROW_FIELD: row.code, "ground": ground, **tip})
        if np.isnan(row.estimate):
            silent.append({"y": y, "x": ends[0], "words": row.words})
            continue
        inside = ends[0] <= row.estimate <= ends[1]
        x = row.estimate if inside else min(max(row.estimate, ends[0] + room), ends[1] - room)
        low, high = (min(max(end, ends[0]), ends[1]) for end in (row.low, row.high))
        size = MIN_SQUARE + (MAX_SQUARE - MIN_SQUARE) * row.n / most
        shape = "filled" if row.found else "open" if inside else "beyond"
        marks.append({"y": y, "x": x, "low": low, "high": high, "size": size, "shape": shape})
        arrows += [{"y": y, "x": ends[0], "left": True}] if row.low < ends[0] else []
        arrows += [{"y": y, "x": ends[1], "left": False}] if row.high > ends[1] else []
    return {
        "marks": pd.DataFrame(marks, columns=["y", "x", "low", "high", "size", "shape"]),
        "arrows": pd.DataFrame(arrows, columns=["y", "x", "left"]),
        "silent": pd.DataFrame(silent, columns=["y", "x", "words"]),
        "hits": pd.DataFrame(hits),
        "zero": pd.DataFrame([{"x": 0.0}]),
    }


def place_dots(
    dots: pd.DataFrame, rows: Sequence[ForestRow], places: Sequence[float], axis: AxisRange
) -> pd.DataFrame:
    """Place single values in the lower part of their rows, those near one another on different heights."""
    if dots.empty:
        return pd.DataFrame({"x": [], "y": [], "patient": []})
    at = {row.code: place for row, place in zip(rows, places, strict=True)}
    low, high = axis.domain
    dots = dots[dots["x"].between(low, high)].sort_values(["code", "x"])
    # Values that would hide one another stand one below the other: no chance is in the picture.
    place = ((dots["x"] - low) / (high - low) * PLACES).round()
    turn = dots.groupby(["code", place]).cumcount() % STACK
    return pd.DataFrame(
        {
            "x": dots["x"].to_numpy(),
            "y": (dots["code"].map(at) + 0.17 + 0.055 * turn).round(3).to_numpy(),
            "patient": dots["patient"].to_numpy(),
        }
    )


@built_once
def _structure(scale: ForestScale, theme: str) -> Specification:
    ink = INKS[theme]
    marks = alt.Chart(alt.NamedData("marks")).encode(y=_y("y"))
    heads = alt.Chart(alt.NamedData("heads")).encode(y=_y("y"), text="words:N")
    letters: dict[str, Any] = {"align": "left", "fontSize": 12, "fontWeight": 700, "x": 2}
    edges = alt.Chart(alt.NamedData("marks")).mark_point(opacity=0, size=1, aria=False)
    arrow = alt.when("datum.left").then(alt.value("triangle-left")).otherwise(alt.value("triangle-right"))
    fill = (
        alt.when("datum.shape == 'filled'").then(alt.value(ink.band))
        .when("datum.shape == 'open'").then(alt.value(ink.ground)).otherwise(alt.value("transparent"))
    )  # fmt: skip
    layers = [
        _hits(scale, theme),
        alt.Chart(alt.NamedData("zero")).mark_rule(color=ink.text, aria=False).encode(x=_x("x", scale)),
        *(_dots(scale, theme) if scale.values else []),
        marks.mark_rule(strokeWidth=1.8, color=ink.text, aria=False).encode(x=_x("low", scale), x2="high:Q"),
        alt.Chart(alt.NamedData("arrows")).mark_point(filled=True, size=70, color=ink.text, opacity=1, aria=False)
        .encode(x=_x("x", scale), y=_y("y"), shape=arrow),
        marks.mark_point(shape="square", strokeWidth=1.8, opacity=1, stroke=ink.band, aria=False)
        .encode(x=_x("x", scale), size=alt.Size("size:Q", scale=None, legend=None), fill=fill),
        alt.Chart(alt.NamedData("silent")).mark_text(align="left", dx=6, color=ink.muted, fontSize=12, aria=False)
        .encode(x=_x("x", scale), y=_y("y"), text="words:N"),
        heads.mark_text(stroke=ink.ground, strokeWidth=5, aria=False, **letters),
        heads.mark_text(color=ink.muted, **letters),
        edges.encode(y=_y("y", _axis(theme, "left"))),
        edges.encode(y=_y("y", _axis(theme, "right"))),
    ]  # fmt: skip
    chart = alt.layer(*layers).properties(height=100, width="container")
    return structure_of(chart.resolve_axis(y="independent"))


def _hits(scale: ForestScale, theme: str) -> alt.Chart:
    """Draw the ground of each row, which a click chooses."""
    tooltip = [alt.Tooltip("label:N", title="Row"), alt.Tooltip("words:N", title=scale.effect)]
    tooltip += [alt.Tooltip(f"more{i}:N", title=name) for i, name in enumerate(scale.more)]
    tooltip.append(alt.Tooltip("n:Q", title="n", format="d"))
    pointer: dict[str, Any] = {"cursor": "pointer"} if scale.selects else {}
    ground = alt.Chart(alt.NamedData("hits")).mark_rect(color=INKS[theme].text, **pointer)
    hits: alt.Chart = ground.encode(
        y=_y("top"), y2="bottom:Q", tooltip=tooltip,
        opacity=alt.Opacity("ground:Q", scale=None),
    )  # fmt: skip
    if not scale.selects:
        return hits
    chosen = alt.selection_point(name=ROW_SELECTION, fields=[ROW_FIELD], on="click", empty=False)
    chosen_by: alt.Chart = hits.add_params(chosen)
    return chosen_by


def _dots(scale: ForestScale, theme: str) -> list[alt.Chart]:
    """Draw the single values, which a click on one chooses the patient by, and the patient in front."""
    ink, y = INKS[theme], _y("y")
    tooltip = [
        alt.Tooltip("patient:N", title="Patient"),
        alt.Tooltip("x:Q", title=scale.values, format=f"+.{scale.decimals}f"),
    ]
    dots = alt.Chart(alt.NamedData("dots")).mark_circle(
        size=16, color=ink.muted, opacity=0.45, cursor="pointer"
    )
    own = alt.Chart(alt.NamedData(CHOSEN)).mark_point(
        filled=True, size=60, opacity=1, color=ink.ground, stroke=ink.text, strokeWidth=2, aria=False
    )
    encoded: alt.Chart = dots.encode(x=_x("x", scale), y=y, tooltip=tooltip).add_params(choose_by())
    return [encoded, own.encode(x=_x("x", scale), y=y, tooltip=tooltip)]


def _x(field: str, scale: ForestScale) -> alt.X:
    axis = alt.Axis(
        title=list(scale.title), grid=True, tickCount=8, labelOverlap=False, titleLineHeight=TITLE_LINE, titlePadding=8
    )  # fmt: skip
    return alt.X(f"{field}:Q", scale=alt.Scale(nice=False, zero=False), axis=axis)


def _y(field: str, axis: alt.Axis | None = None) -> alt.Y:
    return alt.Y(f"{field}:Q", title=None, scale=alt.Scale(nice=False, zero=False), axis=axis)


def _axis(theme: str, side: Literal["left", "right"]) -> alt.Axis:
    """Name the rows at the left; write their estimates at the right."""
    return alt.Axis(
        orient=side, grid=False, ticks=False, domain=False, labelOverlap=False, labelColor=INKS[theme].text,
        labelPadding=8, labelLimit=WIDEST_LABEL, labelLineHeight=14,
    )  # fmt: skip
