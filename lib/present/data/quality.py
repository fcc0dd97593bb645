"""What is in the data, as pictures, tables and a sentence."""

from collections.abc import Sequence
from dataclasses import dataclass

import altair as alt
import numpy as np
import pandas as pd

from lib.analysis.data.completeness import DataSummary
from lib.cohort.codebook import Column
from lib.present.common.charts import AxisRange, Specification, built_once, fill_chart, structure_of
from lib.present.common.formats import format_fraction, format_whole, plural
from lib.present.common.one_patient import choose_by
from lib.present.common.palette import INKS
from lib.present.common.table import Heading, Line, PrintTable

#: Up to this many patients each has a row of the picture; beyond, each pattern of missing values has one.
MAX_ROWS = 120
#: Patterns drawn, and patients whose names stand beside their rows.
MAX_DRAWN, MAX_NAMED = 24, 60
#: Columns that all have their label.
MAX_LABELS = 36
#: Height of the rows together, of one of them at least and at most, and of what stands above and below, in pixels.
MAP_HEIGHT, MIN_STEP, MAX_STEP, ROOM_FOR_LABELS = 560, 5, 22, 70
#: Patterns listed in the table.
MAX_PATTERNS = 12


def sentence_data(summary: DataSummary) -> str:
    """Say how many patients are complete, measure by measure."""
    parts = [
        f"{column.label} {format_whole(complete)} of {format_whole(summary.n)}"
        + (f" (at the {plural(n, 'visit')} that measured it)" if 0 < n < len(summary.visits) else "")
        + ("" if n else " (not measured)")
        for column, complete, n in zip(summary.measures, summary.complete, summary.n_visits, strict=True)
    ]
    return f"{plural(summary.n, 'patient')}, complete at {_all_visits(summary)}: {', '.join(parts)}."


def _all_visits(summary: DataSummary) -> str:
    return "the one visit" if len(summary.visits) == 1 else f"all {len(summary.visits)} visits"


def chart_completeness(summary: DataSummary, theme: str) -> Specification:
    """Draw which values are there: a row a patient (or pattern), a column a measure and visit, an empty tile a gap."""
    rows, columns = _rows(summary), _columns(summary)
    step = float(np.clip(MAP_HEIGHT / len(rows), MIN_STEP, MAX_STEP))
    structure = _map_structure(theme, round(step * len(rows)) + ROOM_FOR_LABELS, rows[0].label != "")
    ends = (-0.7, max(column.place for column in columns) + 0.7)
    axes = {
        "x": AxisRange(
            ends, tuple(c.place for c in columns), tuple((_every(c, columns, summary),) for c in columns)
        ),
        "y": AxisRange(
            (len(rows) - 0.5, -1.5), tuple(map(float, range(len(rows)))), tuple((row.label,) for row in rows)
        ),
    }
    return fill_chart(structure, {"tiles": _tiles(rows, columns), "names": _names(summary, columns)}, axes)


@dataclass(frozen=True)
class _Row:
    """A patient or a pattern: words beside it, words for the tooltip, patients it stands for, and what is known."""

    label: str
    who: str
    patients: str
    known: Sequence[bool]


@dataclass(frozen=True)
class _Place:
    """A measure at a visit, and where it stands on the axis."""

    measure: Column
    visit: str
    place: float


def _rows(summary: DataSummary) -> list[_Row]:
    if summary.n > MAX_ROWS:
        return [
            _Row(format_whole(p.n), p.example or f"Pattern {i + 1}", plural(p.n, "patient"), p.known)
            for i, p in enumerate(summary.patterns[:MAX_DRAWN])
        ]
    missing = (~summary.known).sum(axis=1)
    order = sorted(np.flatnonzero(missing).tolist(), key=lambda i: (-missing[i], i))
    named = len(order) <= MAX_NAMED
    rows = [
        _Row(summary.patients[i] if named else "", summary.patients[i], "1 patient", summary.known[i])
        for i in order
    ]
    n = count_complete(summary)
    if n:
        words = f"{format_whole(n)} complete"
        rows.append(_Row(words, words, plural(n, "patient"), summary.known[int(np.argmin(missing))]))
    return rows


def count_complete(summary: DataSummary) -> int:
    """Count the patients without a missing value."""
    return int(summary.known.all(axis=1).sum())


def _columns(summary: DataSummary) -> list[_Place]:
    """Place the visits of each measure side by side, with a gap between measures."""
    n = len(summary.visits)
    return [
        _Place(column, visit, float(position * (n + 1) + i))
        for position, column in enumerate(summary.measures)
        for i, visit in enumerate(summary.visits)
    ]


def _every(column: _Place, columns: list[_Place], summary: DataSummary) -> str:
    """Give the label below a column: all of them where there is room, else the first and last visit of each measure."""
    ends = (summary.visits[0], summary.visits[-1])
    return column.visit if len(columns) <= MAX_LABELS or column.visit in ends else ""


def _tiles(rows: list[_Row], columns: list[_Place]) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "x": column.place - 0.44,
                "x2": column.place + 0.44,
                "y": position - 0.4,
                "y2": position + 0.4,
                "patient": row.who,
                "value": f"{column.measure.label}, {column.visit}",
                "state": "measured" if there else "missing",
                "patients": row.patients,
            }
            for position, row in enumerate(rows)
            for column, there in zip(columns, row.known, strict=True)
        ]
    )


def _names(summary: DataSummary, columns: list[_Place]) -> pd.DataFrame:
    """Place the name of each measure above its columns."""
    first = [column for column in columns if column.visit == summary.visits[0]]
    starts = dict.fromkeys(column.measure for column in first)
    return pd.DataFrame(
        {
            "x": [min(c.place for c in columns if c.measure is measure) - 0.44 for measure in starts],
            "y": -1.0,
            "name": [measure.label for measure in starts],
        }
    )


@built_once
def _map_structure(theme: str, height: int, named: bool) -> Specification:
    ink = INKS[theme]
    axis = alt.Axis(grid=False, ticks=False, domain=False, labelOverlap=True, labelPadding=6)
    x = alt.X("x:Q", title=None, scale=alt.Scale(nice=False, zero=False), axis=axis)
    y = alt.Y(
        "y:Q", title=None, scale=alt.Scale(nice=False, zero=False),
        axis=alt.Axis(grid=False, ticks=False, domain=False, labelOverlap=True, labels=named),
    )  # fmt: skip
    filled = alt.Scale(domain=["measured", "missing"], range=[ink.band, ink.ground])
    tiles = (
        alt.Chart(alt.NamedData("tiles"))
        .mark_rect(stroke=ink.muted, strokeWidth=0.4, opacity=0.85)
        .encode(
            x=x,
            x2="x2:Q",
            y=y,
            y2="y2:Q",
            color=alt.Color("state:N", scale=filled, legend=None),
            tooltip=[
                alt.Tooltip("patient:N", title="Who"),
                alt.Tooltip("value:N", title="Value"),
                alt.Tooltip("state:N", title="State"),
                alt.Tooltip("patients:N", title="Stands for"),
            ],
        )
    )
    tiles = tiles.add_params(choose_by())
    names = (
        alt.Chart(alt.NamedData("names"))
        .mark_text(align="left", fontSize=12, fontWeight=600, color=ink.text)
        .encode(x=x, y=y, text="name:N")
    )
    return structure_of(alt.layer(tiles, names).properties(height=height, width="container"))


def caption_completeness(summary: DataSummary) -> str:
    """Write the caption of the picture."""
    n = count_complete(summary)
    folded = f"; the last row stands for {plural(n, 'patient')} with every value" if n else ""
    what = f"one row a patient with a missing value, the most of them first{folded}"
    if summary.n > MAX_ROWS:
        shown = summary.patterns[:MAX_DRAWN]
        hidden = len(summary.patterns) - len(shown)
        what = "one row a pattern of missing values, with its number of patients, the most frequent first"
        if hidden:
            rest = summary.n - sum(pattern.n for pattern in shown)
            what += f"; {plural(hidden, 'further pattern')} of {plural(rest, 'patient')} not drawn"
    missing = int((~summary.known).sum())
    return (
        f"Which values are there: {what}; columns are the visits of each measure. A filled tile is a value, an empty "
        f"one is missing: {format_whole(missing)} of {format_whole(summary.known.size)}."
    )


def table_patterns(summary: DataSummary) -> PrintTable:
    """Set the patterns of missing values, most frequent first."""
    lines = []
    names = [f"{column.label} {visit}" for column in summary.measures for visit in summary.visits]
    for pattern in summary.patterns[:MAX_PATTERNS]:
        lacking = [name for name, there in zip(names, pattern.known, strict=True) if not there]
        words = "nothing" if not lacking else ", ".join(lacking[:6]) + (" …" if len(lacking) > 6 else "")
        lines.append(Line((words, str(pattern.n), pattern.example)))
    hidden = len(summary.patterns) - MAX_PATTERNS
    notes = (f"And {plural(hidden, 'further pattern')}.",) if hidden > 0 else ()
    headings = (Heading("Missing", text=True), Heading("Patients"), Heading("Who", text=True))
    return PrintTable("Patterns of missing values", headings, tuple(lines), notes)


def table_left_out(summary: DataSummary) -> PrintTable:
    """Set what each analysis leaves out, and why: by measure, by outcome, by characteristic."""
    pairs = list(zip(summary.measures, summary.complete, summary.seen, strict=True))
    lines = [_section("ANOVA: a value at every visit that measured it")]
    lines += [_left_out(column.label, complete, summary) for column, complete, _ in pairs]
    lines.append(_section("Trajectories: at each visit the patients with a value; association: with both"))
    lines += [_at_visits(column.label, i, summary) for i, (column, _, seen) in enumerate(pairs) if seen]
    if summary.evaluable is not None:
        lines.append(_section("Outcome groups: a rating at the first visit and at the endpoint"))
        lines.append(_left_out("Outcome", summary.evaluable, summary))
    lines.append(_section("Table 1 and groups: the value itself"))
    lines += [_left_out(label, summary.n - missing, summary) for label, missing in summary.lacking]
    if not summary.lacking:
        lines.append(_left_out("Every characteristic", summary.n, summary))
    headings = (Heading("Analysis, and what it needs", text=True), Heading("Uses"), Heading("Leaves out"))
    return PrintTable("What each analysis leaves out", headings, tuple(lines))


def _section(words: str) -> Line:
    return Line((words,), "section")


def _at_visits(label: str, place: int, summary: DataSummary) -> Line:
    """Give the fewest and the most patients that a visit of a measure uses, and leaves out."""
    visits = len(summary.visits)
    measured = summary.known[:, place * visits : (place + 1) * visits].sum(axis=0)
    used = measured[measured > 0]
    fewest, most = int(used.min()), int(used.max())
    if fewest == most:
        return _left_out(label, most, summary)
    return Line(
        (
            label,
            f"{format_whole(fewest)} to {format_whole(most)} of {plural(summary.n, 'patient')}",
            f"{format_whole(summary.n - most)} to {format_whole(summary.n - fewest)}",
        )
    )


def _left_out(label: str, used: int, summary: DataSummary) -> Line:
    return Line((label, format_fraction(used, summary.n), format_whole(summary.n - used)))


def alt_completeness(summary: DataSummary) -> str:
    """Write the words in place of the picture."""
    return f"Tile map. {sentence_data(summary)} {caption_completeness(summary)}"
