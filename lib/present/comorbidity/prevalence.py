"""Frequencies as a picture: a dot a feature, overall and by group, with Wilson's intervals; a click filters."""

from dataclasses import dataclass
from typing import Any

import altair as alt
import pandas as pd

from lib.analysis.comorbidity.prevalence import Prevalence
from lib.present.common.charts import AxisRange, Specification, built_once, fill_chart, structure_of
from lib.present.common.formats import format_interval
from lib.present.common.group_lines import GroupChannels
from lib.present.common.labels import shorten_labels
from lib.present.common.palette import INKS, GroupStyle, look_of
from lib.present.comorbidity.rows import BarRow, bar_rows, format_n
from lib.stats.common.result import Refusal
from lib.stats.proportions.proportion import Proportion

#: Name of the selection that a click makes, and of the field it gives.
PICK, KEY = "pick", "key"
#: Height of a bar, of the gap between two rows, and of what stands below and above the rows, in pixels.
BAR_STEP, ROW_GAP, MIN_ROW, AXES_HEIGHT = 12, 12, 34, 80
#: Rows between the features and their number.
BLOCK_GAP = 0.6
WIDEST_LABEL = 168
ALL = "All patients"
ALL_LOOK = GroupStyle("#1C2733", "#E8ECF0", "diamond", ())


@dataclass(frozen=True)
class PrevalenceLayout:
    """What the structure depends on: series with their looks, words of the groups, and theme."""

    series: tuple[tuple[str, GroupStyle], ...]
    by: str
    theme: str


def chart_prevalence(
    result: Prevalence, chosen: frozenset[str], theme: str, *, whole: bool = False, order: str = "frequency"
) -> Specification:
    """Draw a row a feature, and below them a row a number of features, each with a dot for all and for every group.

    Parameters
    ----------
    result : Prevalence
        With at least one row.
    chosen : frozenset of str
        Keys of the rows whose patients the filter shows; they are ticked.
    theme : str
        `light` or `dark`.
    whole : bool
        Whether there is room for whole labels, as on paper; else those that would read alike are shortened.
    order : str
        Order of the features.

    Returns
    -------
    dict
        A Vega-Lite specification with the selection `PICK` on the field `KEY`.
    """
    rows = bar_rows(result, order)
    groups = result.grouping.groups if any(row.cells for row in rows) else ()
    series = (
        (ALL, ALL_LOOK),
        *((group.label, look_of(group.name, i)) for i, group in enumerate(groups) if group.n),
    )
    places = _places(rows)
    height = max(MIN_ROW, BAR_STEP * len(series) + ROW_GAP)
    bars = _bars(rows, places, [None, *(i for i, group in enumerate(groups) if group.n)], series, height)
    hits = pd.DataFrame(
        [
            {
                "top": place - 0.5,
                "bottom": place + 0.5,
                KEY: row.key,
                "label": row.label,
                "n": format_n(row.overall),
                "do": _hint(row, chosen),
            }
            for row, place in zip(rows, places, strict=True)
        ]
    )
    chart = fill_chart(
        _structure(PrevalenceLayout(series, result.grouping.label, theme)),
        {"bars": bars, "hits": hits},
        {
            "x": AxisRange((0.0, _end(bars))),
            "y": AxisRange((places[-1] + 0.5, -0.5), tuple(places), _labels(rows, chosen, whole)),
        },
    )
    chart["height"] = round(height * (places[-1] + 1)) + AXES_HEIGHT
    return chart


def _places(rows: tuple[BarRow, ...]) -> list[float]:
    """Vertical place of each row in rows from the top; the number of features stands apart."""
    first = rows[0].block
    return [position + (BLOCK_GAP if row.block != first else 0.0) for position, row in enumerate(rows)]


def _labels(rows: tuple[BarRow, ...], chosen: frozenset[str], whole: bool) -> tuple[tuple[str, ...], ...]:
    labels = [row.label for row in rows]
    names = labels if whole else shorten_labels(labels)
    return tuple(
        (f"{'✓ ' if row.key in chosen else ''}{name}", format_n(row.overall))
        for name, row in zip(names, rows, strict=True)
    )


def _hint(row: BarRow, chosen: frozenset[str]) -> str:
    if row.choice is None:
        return "no filter for this row"
    return "shows all patients again" if row.key in chosen else "shows only these patients"


def _bars(
    rows: tuple[BarRow, ...],
    places: list[float],
    which: list[int | None],
    series: tuple[tuple[str, GroupStyle], ...],
    height: float,
) -> pd.DataFrame:
    """One record a row and series: a dot and its interval at a height in units of rows."""
    step, used = BAR_STEP / height, BAR_STEP * len(series) / height
    records = []
    for row, place in zip(rows, places, strict=True):
        for slot, (position, (label, _)) in enumerate(zip(which, series, strict=True)):
            cell = row.overall if position is None else row.cells[position]
            if isinstance(cell, Refusal):
                continue
            middle = place - used / 2 + (slot + 0.5) * step
            records.append(
                {
                    "series": label,
                    "middle": middle,
                    **_figures(row, cell),
                }
            )
    return pd.DataFrame(records)


def _figures(row: BarRow, cell: Proportion) -> dict[str, object]:
    low, high = 100 * cell.ci_low, 100 * cell.ci_high
    return {
        "label": row.label,
        "proportion": 100 * cell.estimate,
        "low": low,
        "high": high,
        "n": format_n(cell),
        "interval": f"{format_interval(low, high, 1)} %",
    }


def _end(bars: pd.DataFrame) -> float:
    """Right end of the axis: the longest interval, rounded up to ten."""
    return 100.0 if bars.empty else float(min(100.0, -(-bars["high"].max() // 10) * 10))


@built_once
def _structure(shape: PrevalenceLayout) -> Specification:
    bars = alt.Chart(alt.NamedData("bars")).encode(y=_y("middle", shape))
    series = GroupChannels(shape.series, shape.theme, _legend(shape), "series:N")
    tooltip = [
        alt.Tooltip("label:N", title="Condition or medicine"),
        alt.Tooltip("series:N", title=shape.by),
        alt.Tooltip("n:N", title="Patients"),
        alt.Tooltip("interval:N", title="95 % CI (Wilson)"),
    ]
    picked = alt.selection_point(name=PICK, fields=[KEY], on="click", empty=False)
    hits = (
        alt.Chart(alt.NamedData("hits"))
        .mark_rect(color="transparent", cursor="pointer")
        .encode(
            y=_y("top", shape),
            y2="bottom:Q",
            tooltip=[
                alt.Tooltip("label:N", title="Condition or medicine"),
                alt.Tooltip("n:N", title="Patients"),
                alt.Tooltip("do:N", title="A click"),
            ],
        )
        .add_params(picked)
    )
    hovered = alt.selection_point(name="hover", fields=["series"], on="pointerover", empty=False)
    seen = alt.when(hovered).then("n:N").otherwise(alt.value(""))
    dots = bars.mark_point(filled=True, size=64, opacity=1, cursor="pointer").encode(
        x=_x("proportion"), color=series.colour(), shape=series.symbol(), tooltip=tooltip
    )
    words: dict[str, Any] = {"align": "left", "baseline": "middle", "dx": 6, "fontSize": 12, "aria": False}
    layers = [
        bars.mark_rule(strokeWidth=1.6, aria=False).encode(x=_x("low"), x2="high:Q", color=series.colour()),
        hits,
        dots.add_params(hovered),
        bars.mark_text(**words, stroke=INKS[shape.theme].ground, strokeWidth=4).encode(
            x=_x("high"), text=seen
        ),
        bars.mark_text(**words).encode(x=_x("high"), text=seen, fill=series.ink()),
    ]
    return structure_of(alt.layer(*layers).properties(height=100, width="container"))


def _x(field: str) -> alt.X:
    return alt.X(
        f"{field}:Q",
        title="Patients who have it (%)",
        scale=alt.Scale(nice=False, zero=False),
        axis=alt.Axis(tickCount=6, format="d", grid=True),
    )


def _y(field: str, shape: PrevalenceLayout) -> alt.Y:
    ink = INKS[shape.theme]
    axis = alt.Axis(
        grid=False, ticks=False, domain=True, domainColor=ink.rule, labelLimit=WIDEST_LABEL, labelOverlap=False,
        labelLineHeight=14, labelPadding=8, labelOffset=-7, minExtent=WIDEST_LABEL - 40,
    )  # fmt: skip
    return alt.Y(f"{field}:Q", title=None, scale=alt.Scale(nice=False, zero=False), axis=axis)


def _legend(shape: PrevalenceLayout) -> alt.Legend | None:
    if len(shape.series) == 1:
        return None
    return alt.Legend(
        orient="top",
        direction="horizontal",
        title=None,
        symbolSize=60,
        columns=2,
        columnPadding=8,
        labelFontSize=12,
        labelLimit=150,
        symbolOpacity=1,
        symbolStrokeWidth=1,
    )
