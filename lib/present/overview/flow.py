"""The flow of patients as a picture in the manner of CONSORT, with its caption and its table."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import altair as alt
import pandas as pd

from lib.analysis.common.grouping import EVERYONE
from lib.analysis.common.question import Question
from lib.analysis.overview.flow import FlowGroup, PatientFlow
from lib.cohort.codebook import in_sentence
from lib.present.common.charts import AxisRange, Specification, built_once, fill_chart, structure_of
from lib.present.common.figure import Figure
from lib.present.common.formats import format_whole, plural
from lib.present.common.palette import INKS, look_of
from lib.present.common.provenance import provenance_of
from lib.present.common.table import Heading, Line, PrintTable

#: Heights of a box, of a line of a group and of a line of words beside an arrow, in pixels.
BOX_HEIGHT, GROUP_HEIGHT, NOTE_HEIGHT, GAP = 26, 24, 17, 8
#: Most filters and reasons written beside an arrow; the rest are counted.
MAX_NOTES = 3


@dataclass(frozen=True)
class FlowRow:
    """One line of the picture: a `box`, a `note` beside an arrow, a `group` or a `heading`."""

    kind: str
    text: str
    right: str = ""
    group: str = ""
    position: int = 0

    @property
    def height(self) -> int:
        """Height in pixels, with the room below."""
        return {"box": BOX_HEIGHT, "group": GROUP_HEIGHT, "note": NOTE_HEIGHT, "heading": NOTE_HEIGHT}[
            self.kind
        ]


def figure_flow(question: Question, flow: PatientFlow) -> Figure:
    """Give the flow of patients."""
    rows = rows_flow(flow)
    return Figure(
        lambda theme: chart_flow(rows, theme), caption_flow(flow), alt_flow(flow), provenance_of(question)
    )


def rows_flow(flow: PatientFlow) -> tuple[FlowRow, ...]:
    """Write the lines of the picture from the top."""
    removed = [(step.sentence, step.removed) for step in flow.steps]
    rows = [
        FlowRow("box", f"{format_whole(flow.enrolled)} enrolled"),
        *_notes(removed, "removed by the filter", "no filter set"),
        FlowRow("box", f"{format_whole(flow.selected)} selected"),
    ]
    if flow.evaluable is not None:
        reasons = [*flow.not_evaluable]
        rows += _notes(reasons, "not evaluable", "0 not evaluable")
        rows.append(FlowRow("box", f"{format_whole(flow.evaluable)} evaluable"))
        complete = f"{flow.measure.label} at every visit"
        rows.append(FlowRow("heading", "", complete))
        rows += [
            FlowRow("group", _count(group), format_whole(group.complete), group.name, position)
            for position, group in enumerate(flow.groups)
        ]
    rows.append(FlowRow("note", ""))
    rows.append(FlowRow("box", f"{format_whole(flow.complete)} with {flow.measure.label} at every visit"))
    return tuple(rows)


def _count(group: FlowGroup) -> str:
    return plural(group.n, in_sentence(group.label))


def _notes(parts: Sequence[tuple[str, int]], verb: str, nothing: str) -> list[FlowRow]:
    """Say what leaves at an arrow: each part with its words, of many the first and a count of the rest."""
    if not parts:
        return [FlowRow("note", nothing)]
    shown = parts if len(parts) <= MAX_NOTES else parts[: MAX_NOTES - 1]
    rows = [FlowRow("note", f"{format_whole(n)} {verb}: {words}") for words, n in shown]
    rest = parts[len(shown) :]
    if rest:
        rows.append(FlowRow("note", f"{format_whole(sum(n for _, n in rest))} {verb}: {len(rest)} more"))
    return rows


def chart_flow(rows: tuple[FlowRow, ...], theme: str) -> Specification:
    """Draw boxes joined by arrows, and the outcome groups with their colour and symbol."""
    places: list[int] = []
    height = 0
    for position, row in enumerate(rows):
        ends = position + 1 < len(rows) and (row.kind == "box") != (rows[position + 1].kind == "box")
        places.append(height)
        height += row.height + (GAP if ends else 0)
    data = {
        "boxes": _boxes(rows, places),
        "counts": _words(rows, places, "box"),
        "notes": _words(rows, places, "note", "heading"),
        "names": _words(rows, places, "group"),
        "arrows": _arrows(rows, places),
        "groups": _groups(rows, places, theme),
    }
    chart = fill_chart(
        _structure(theme),
        {name: frame for name, frame in data.items() if len(frame)},
        {"x": AxisRange((0.0, 1.0)), "y": AxisRange((float(height), 0.0))},
    )
    layers = [layer for layer in chart["layer"] if layer["data"]["name"] in chart["datasets"]]
    return {**chart, "layer": layers, "height": height}


def _boxes(rows: tuple[FlowRow, ...], places: list[int]) -> pd.DataFrame:
    return pd.DataFrame(
        {"x": 0.0, "x2": 1.0, "y": place, "y2": place + row.height}
        for row, place in zip(rows, places, strict=True)
        if row.kind == "box"
    )


def _words(rows: tuple[FlowRow, ...], places: list[int], *kinds: str) -> pd.DataFrame:
    return pd.DataFrame(
        {"y": place + row.height / 2, "left": row.text, "right": row.right}
        for row, place in zip(rows, places, strict=True)
        if row.kind in kinds
    )


def _arrows(rows: tuple[FlowRow, ...], places: list[int]) -> pd.DataFrame:
    """Join each box to the next."""
    boxes = [
        (place, place + row.height) for row, place in zip(rows, places, strict=True) if row.kind == "box"
    ]
    return pd.DataFrame({"y": above[1], "y2": below[0] - 4} for above, below in pairwise(boxes))


def _groups(rows: tuple[FlowRow, ...], places: list[int], theme: str) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "y": place + row.height / 2,
            "colour": look_of(row.group, row.position).colour(theme),
            "symbol": look_of(row.group, row.position).symbol,
        }
        for row, place in zip(rows, places, strict=True)
        if row.kind == "group"
    )


@built_once
def _structure(theme: str) -> Specification:
    ink = INKS[theme]
    y = alt.Y("y:Q", axis=None, scale=alt.Scale(nice=False, zero=False))
    x = alt.X("x:Q", axis=None, scale=alt.Scale(nice=False, zero=False))
    arrows = alt.Chart(alt.NamedData("arrows")).encode(x=alt.value(14))

    def words(name: str, shift: int, **font: Any) -> list[alt.Chart]:
        chart = alt.Chart(alt.NamedData(name)).encode(y=y)
        room: Any = {"expr": f"width - {shift + 30}"} if name == "names" else {"expr": f"width - {shift}"}
        return [
            chart.mark_text(align="left", fontSize=12, x=shift, limit=room, **font).encode(text="left:N"),
            chart.mark_text(align="right", fontSize=12, x=alt.expr("width - 8"), **font).encode(
                text="right:N"
            ),
        ]

    layers = [
        arrows.mark_rule(color=ink.muted).encode(y=y, y2="y2:Q"),
        arrows.mark_point(shape="triangle-down", size=40, filled=True, color=ink.muted).encode(
            y=alt.Y("y2:Q", axis=None)
        ),
        alt.Chart(alt.NamedData("boxes"))
        .mark_rect(fill=ink.ground, stroke=ink.muted, strokeWidth=1, cornerRadius=3)
        .encode(x=x, x2="x2:Q", y=y, y2="y2:Q"),
        *words("counts", 10, fontWeight=600, color=ink.text),
        *words("notes", 26, color=ink.muted),
        *words("names", 30, color=ink.text),
        alt.Chart(alt.NamedData("groups"))
        .mark_point(filled=True, size=70, opacity=1)
        .encode(
            x=alt.value(18),
            y=y,
            color=alt.Color("colour:N", scale=None),
            shape=alt.Shape("symbol:N", scale=None),
        ),
    ]
    return structure_of(alt.layer(*layers).properties(width="container", height=100))


def caption_flow(flow: PatientFlow) -> str:
    """Write the caption under the picture."""
    overlap = " A remitter is also counted among responders or non-responders." if flow.overlap else ""
    return f"Flow of patients, with those who have {flow.measure.label} at every visit on the right.{overlap}"


def alt_flow(flow: PatientFlow) -> str:
    """Describe the picture for a reader who cannot see it."""
    parts = [" ".join(part for part in (row.text, row.right) if part) for row in rows_flow(flow)]
    return f"Flow chart. {'; '.join(part for part in parts if part)}."


def table_flow(flow: PatientFlow) -> PrintTable:
    """Set the numbers behind the picture: patients at every step, and of them with the measure at every visit."""
    headings = (
        Heading("Step", text=True),
        Heading("Patients"),
        Heading(f"{flow.measure.label} at every visit"),
    )
    lines = [Line(("Enrolled", str(flow.enrolled), ""))]
    lines += [Line((f"Removed by the filter: {step.sentence}", str(step.removed), "")) for step in flow.steps]
    lines.append(Line(("Selected", str(flow.selected), str(flow.complete))))
    lines += [Line((f"Not evaluable: {reason}", str(n), "")) for reason, n in flow.not_evaluable]
    if flow.evaluable is not None:
        lines.append(Line(("Evaluable", str(flow.evaluable), "")))
    lines += [
        Line((group.label, str(group.n), str(group.complete)))
        for group in flow.groups
        if group.name != EVERYONE
    ]
    notes = (
        ("The groups overlap: a remitter is also a responder or a non-responder.",) if flow.overlap else ()
    )
    return PrintTable("Flow of patients", headings, tuple(lines), notes)
