"""The waterfall as a picture: each patient's change, coloured by outcome, against the definition in force."""

from dataclasses import dataclass

import altair as alt
import numpy as np
import pandas as pd

from lib.analysis.overview.waterfall import COLOURED_BY, PERCENT, PatientChange, Waterfall
from lib.cohort.outcome import NON_RESPONDER, OUTCOME_LABELS, REMITTER, RESPONDER
from lib.present.common.charts import AxisRange, Specification, built_once, fill_chart, structure_of
from lib.present.common.group_lines import GroupChannels
from lib.present.common.one_patient import CHOSEN, choose_by, chosen_rows
from lib.present.common.palette import INKS, OUTCOME_LOOKS, GroupStyle

CHART_HEIGHT = 264
#: Most patients drawn as bars of their own; more are counted by size of change.
MAX_BARS = 200
#: Most patients whose bar carries the symbol of its group.
MAX_SYMBOLS = 80
#: Width of a class of changes where patients are counted, in per cent and in points.
CLASS_WIDTHS = {PERCENT: 5.0, "points": 2.0}
#: Half of a bar's width, of the room of a patient.
HALF_BAR = 0.42
#: Room above and below the bars, as a proportion of what is drawn.
ROOM = 0.05


@dataclass(frozen=True)
class WaterfallLayout:
    """What the structure of the chart depends on; equal layouts share one structure."""

    title: str
    by: str
    scale: str
    decimals: int
    counted: bool
    symbols: bool
    groups: tuple[tuple[str, GroupStyle], ...]
    titled: bool
    chosen: bool
    theme: str


def is_counted(result: Waterfall) -> bool:
    """Tell whether there are too many patients for a bar each."""
    return len(result.rows) > MAX_BARS


def chart_waterfall(
    result: Waterfall, by: str, theme: str, patient: str = "", *, titled: bool = False
) -> Specification:
    """Draw a bar a patient from the largest worsening to the largest improvement; of many, how many changed so much.

    Parameters
    ----------
    result : Waterfall
        With at least one patient.
    by : str
        `percent` of the first visit, or `points`.
    theme : str
        `light` or `dark`.
    patient : str
        Identifier of the patient whose bar is marked and named; empty for nobody.
    titled : bool
        Whether the axis says what is drawn; on the page the words above the picture do.
    """
    counted = is_counted(result)
    bars = _classes(result, by) if counted else _bars(result, by)
    lines = _lines(result, by)
    ends = [0.0, *bars["value"], *bars["zero"], *lines["value"]]
    low, high = min(ends), max(ends)
    room = (high - low) * ROOM
    data = {"bars": bars, "lines": lines, "keys": _keys(result), "zero": pd.DataFrame({"value": [0.0]})}
    if not counted:
        data["marks"] = _marks(result, by).query("@low - @room <= value <= @high + @room")
    own = chosen_rows(bars, patient) if not counted else bars.iloc[:0]
    if len(own):
        data[CHOSEN] = own
    structure = _structure(_layout(result, by, theme, titled, chosen=bool(len(own))))
    across = (0.0, float(bars["x1"].max()) * 1.02) if counted else (-0.6, len(bars) - 0.4)
    return fill_chart(structure, data, {"x": AxisRange(across), "y": AxisRange((low - room, high + room))})


def _layout(result: Waterfall, by: str, theme: str, titled: bool, *, chosen: bool) -> WaterfallLayout:
    held = [group for group in (RESPONDER, REMITTER, NON_RESPONDER) if _count(result, group)]
    unit = "%" if by == PERCENT else "points"
    return WaterfallLayout(
        f"Change of {result.scale.label} ({unit})",
        by,
        result.scale.label,
        result.scale.decimals,
        is_counted(result),
        len(result.rows) <= MAX_SYMBOLS,
        tuple((label_group(result, group), OUTCOME_LOOKS[group]) for group in held),
        titled,
        chosen,
        theme,
    )


def label_group(result: Waterfall, group: str) -> str:
    """Name a group of the legend with the patients it colours: `Responder 9`."""
    return f"{OUTCOME_LABELS[group]} {_count(result, group)}"


def _keys(result: Waterfall) -> pd.DataFrame:
    """Name the groups above the picture, each in its third of the width."""
    held = [group for group in (RESPONDER, REMITTER, NON_RESPONDER) if _count(result, group)]
    return pd.DataFrame({"group": label_group(result, group), "place": i} for i, group in enumerate(held))


def _count(result: Waterfall, group: str) -> int:
    return sum(row.group == group for row in result.rows)


def _bars(result: Waterfall, by: str) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "x": place,
            "x0": place - HALF_BAR,
            "x1": place + HALF_BAR,
            "value": row.size(by),
            "zero": 0.0,
            "group": label_group(result, row.group),
            "patient": row.patient,
            "baseline": row.baseline,
            "endpoint": row.endpoint,
            "points": row.points,
            "percent": row.percent,
        }
        for place, row in enumerate(result.ordered(by))
    )


def _classes(result: Waterfall, by: str) -> pd.DataFrame:
    """Count the patients of each group in classes of change, side by side within a class."""
    width = CLASS_WIDTHS[by]
    counts: dict[tuple[int, str], int] = {}
    for row in result.rows:
        key = int(np.floor(row.size(by) / width)), row.group
        counts[key] = counts.get(key, 0) + 1
    rows, ends = [], dict.fromkeys({place for place, _ in counts}, 0)
    for group in COLOURED_BY:
        for place in sorted(ends):
            n = counts.get((place, group), 0)
            if n:
                rows.append(
                    {
                        "x0": ends[place],
                        "x1": ends[place] + n,
                        "value": place * width,
                        "zero": (place + 1) * width,
                        "group": label_group(result, group),
                        "n": n,
                    }
                )
                ends[place] += n
    return pd.DataFrame(rows)


def _lines(result: Waterfall, by: str) -> pd.DataFrame:
    """Give the lines across the picture: the response threshold in per cent, or the points that matter."""
    definition = result.definition
    if by == PERCENT:
        percent = definition.response_percent
        rows = [(-float(percent), f"response: −{percent} %")]
    else:
        rows = [(-float(mark), f"−{mark} points") for mark, _ in result.meaningful]
    return pd.DataFrame(rows, columns=["value", "words"])


def _marks(result: Waterfall, by: str) -> pd.DataFrame:
    """Give each patient's change that would just reach the remission cutoff and, in points, the response threshold."""
    rows = []
    for place, row in enumerate(result.ordered(by)):
        for kind, value in _reaching(row, result, by):
            reached = row.size(by) <= value
            rows.append((place - HALF_BAR, place + HALF_BAR, value, kind, reached))
    return pd.DataFrame(rows, columns=["x0", "x1", "value", "kind", "reached"])


def _reaching(row: PatientChange, result: Waterfall, by: str) -> list[tuple[str, float]]:
    cutoff = result.definition.remission_cutoff - row.baseline
    if by == PERCENT:
        return [("remission", 100 * cutoff / row.baseline)]
    return [
        ("remission", cutoff),
        ("response", -result.definition.response_percent * row.baseline / 100),
    ]


@built_once
def _structure(layout: WaterfallLayout) -> Specification:
    ink = INKS[layout.theme]
    group = GroupChannels(layout.groups, layout.theme)
    across = alt.Axis(title="Patients", tickCount=4, format="d", grid=False) if layout.counted else None
    x = alt.X("x0:Q", axis=across, scale=alt.Scale(nice=False, zero=False))
    bars = alt.Chart(alt.NamedData("bars")).encode(tooltip=_tooltip(layout), color=group.colour())
    rects = bars.mark_rect().encode(x=x, x2="x1:Q", y=_y(layout, "value"), y2="zero:Q")
    layers = [rects if layout.counted else rects.add_params(choose_by())]
    if layout.symbols and not layout.counted:
        points = bars.mark_point(filled=True, size=30, opacity=1)
        layers.append(
            points.encode(x=x.copy().__class__("x:Q", axis=None), y=_y(layout, "value"), shape=group.symbol())
        )
    lines = alt.Chart(alt.NamedData("lines"))
    layers += [
        lines.mark_rule(color=ink.text, strokeDash=[5, 3]).encode(y=_y(layout, "value")),
        lines.mark_text(
            align="right" if layout.counted else "left",
            baseline="bottom",
            dy=-3,
            color=ink.text,
            fontSize=12,
            x={"expr": "width - 4"} if layout.counted else 4,
        ).encode(y=_y(layout, "value"), text="words:N"),
        alt.Chart(alt.NamedData("zero")).mark_rule(color=ink.muted, aria=False).encode(y=_y(layout, "value")),
    ]
    layers += [] if layout.counted else [_mark_layer(layout, x)]
    layers += _chosen_layers(layout, x) if layout.chosen else []
    layers += _key_layers(layout, group)
    return structure_of(alt.layer(*layers).properties(width="container", height=CHART_HEIGHT))


def _chosen_layers(layout: WaterfallLayout, x: alt.X) -> list[alt.Chart]:
    """Frame the bar of the patient looked at, and write the name above it."""
    ink, own = INKS[layout.theme], alt.Chart(alt.NamedData(CHOSEN))
    frame = own.mark_rect(filled=False, stroke=ink.text, strokeWidth=2.5).encode(
        x=x, x2="x1:Q", y=_y(layout, "value"), y2="zero:Q"
    )
    name = own.transform_calculate(top="max(datum.value, 0)").mark_text(
        color=ink.text, fontSize=12, fontWeight=700, baseline="bottom", dy=-3
    )
    return [frame, name.encode(x=x.copy().__class__("x:Q", axis=None), y=_y(layout, "top"), text="name:N")]


def _mark_layer(layout: WaterfallLayout, x: alt.X) -> alt.Chart:
    """Mark where a patient would reach the cutoff: a notch in a bar that does, a faint mark below one that does not."""
    ink = INKS[layout.theme]
    marks = alt.Chart(alt.NamedData("marks")).mark_rule(strokeWidth=1.6)
    marked: alt.Chart = marks.encode(
        x=x,
        x2="x1:Q",
        y=_y(layout, "value"),
        color=alt.condition("datum.reached", alt.value(ink.ground), alt.value(ink.muted)),
        strokeDash=alt.condition("datum.kind == 'response'", alt.value([1, 1.5]), alt.value([1, 0])),
    )
    return marked


def _key_layers(layout: WaterfallLayout, group: GroupChannels) -> list[alt.Chart]:
    """Name the groups with colour and symbol above the picture."""
    keys = alt.Chart(alt.NamedData("keys"))
    place = "datum.place * width / 3 + "
    return [
        keys.mark_point(filled=True, size=60, opacity=1, x=alt.expr(f"{place}5"), y=-12).encode(
            color=group.colour(), shape=group.symbol()
        ),
        keys.mark_text(
            align="left",
            baseline="middle",
            fontSize=12,
            color=INKS[layout.theme].text,
            x=alt.expr(f"{place}14"),
            y=-12,
        ).encode(text="group:N"),
    ]


def _y(layout: WaterfallLayout, field: str) -> alt.Y:
    return alt.Y(
        f"{field}:Q",
        title=layout.title if layout.titled else None,
        scale=alt.Scale(nice=False, zero=False),
        axis=alt.Axis(tickCount=6, format="d" if layout.by == PERCENT else "~f"),
    )


def _tooltip(layout: WaterfallLayout) -> list[alt.Tooltip]:
    group = alt.Tooltip("group:N", title="Outcome group")
    if layout.counted:
        return [
            group,
            alt.Tooltip("value:Q", title="Change from"),
            alt.Tooltip("zero:Q", title="to below"),
            alt.Tooltip("n:Q", title="Patients"),
        ]
    form = f".{layout.decimals}f"
    return [
        alt.Tooltip("patient:N", title="Patient"),
        group,
        alt.Tooltip("baseline:Q", title=f"{layout.scale} at the first visit", format=form),
        alt.Tooltip("endpoint:Q", title="at the endpoint", format=form),
        alt.Tooltip("points:Q", title="Change (points)", format=f"+{form}"),
        alt.Tooltip("percent:Q", title="Change (%)", format="+.1f"),
    ]
