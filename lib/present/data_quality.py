"""What is in the data, as pictures, tables and a sentence."""

import altair as alt
import pandas as pd

from lib.analysis.completeness import DataSummary, Distribution
from lib.present.charts import Specification, built_once, fill_chart, structure_of
from lib.present.formats import format_number, format_share, plural
from lib.present.html_table import Heading, Line, PrintTable
from lib.present.palette import INKS

#: Up to this many patients each has a row of the picture; beyond, each pattern of missing values has one.
MOST_ROWS = 120
ROW_HEIGHT, LEAST_HEIGHT = 7, 90
#: Patterns listed in the table.
MOST_PATTERNS = 12


def sentence_data(summary: DataSummary) -> str:
    """Say how many patients are complete, measure by measure."""
    parts = [
        f"{column.label} {complete} of {summary.n}"
        for column, complete in zip(summary.measures, summary.complete, strict=True)
    ]
    return (
        f"{plural(summary.n, 'patient')}, complete at all {len(summary.visits)} visits: {', '.join(parts)}."
    )


def chart_completeness(summary: DataSummary, theme: str) -> Specification:
    """Draw which values are there: a tile a patient (or pattern), measure and visit."""
    columns = [f"{column.label} {visit}" for column in summary.measures for visit in summary.visits]
    frame = _tiles(summary, columns)
    rows = frame["row"].nunique()
    structure = _map_structure(tuple(columns), theme, max(LEAST_HEIGHT, rows * ROW_HEIGHT))
    return fill_chart(structure, {"tiles": frame}, {})


def _tiles(summary: DataSummary, columns: list[str]) -> pd.DataFrame:
    if summary.n <= MOST_ROWS:
        order = sorted(range(summary.n), key=lambda i: (int((~summary.known[i]).sum()), i))
        rows = [(summary.patients[i], summary.known[i], "1 patient") for i in order]
    else:
        rows = [
            (p.example or f"pattern {i + 1}", p.known, plural(p.n, "patient"))
            for i, p in enumerate(summary.patterns[:MOST_ROWS])
        ]
    return pd.DataFrame(
        [
            {
                "row": position,
                "who": who,
                "column": column,
                "state": "known" if there else "missing",
                "patients": n,
            }
            for position, (who, known, n) in enumerate(rows)
            for column, there in zip(columns, known, strict=True)
        ]
    )


@built_once
def _map_structure(columns: tuple[str, ...], theme: str, height: int) -> Specification:
    ink = INKS[theme]
    states = alt.Scale(domain=["known", "missing"], range=[ink.rule, ink.band])
    chart = (
        alt.Chart(alt.NamedData("tiles"))
        .mark_rect(stroke=ink.ground, strokeWidth=0.5)
        .encode(
            x=alt.X(
                "column:N", sort=list(columns), title=None, axis=alt.Axis(labelAngle=-60, labelLimit=140)
            ),
            y=alt.Y("row:O", title="Patients, complete ones first", axis=alt.Axis(labels=False, ticks=False)),
            color=alt.Color("state:N", scale=states, legend=alt.Legend(title=None, orient="top")),
            tooltip=[
                alt.Tooltip("who:N", title="Patient or pattern"),
                alt.Tooltip("column:N", title="Value"),
                alt.Tooltip("state:N", title="State"),
                alt.Tooltip("patients:N", title="Stands for"),
            ],
        )
        .properties(height=height, width="container")
    )
    return structure_of(chart)


def caption_completeness(summary: DataSummary) -> str:
    """Write the caption of the picture."""
    what = "one row a patient" if summary.n <= MOST_ROWS else "one row a pattern of missing values"
    missing = int((~summary.known).sum())
    return (
        f"Which values are there: {what}, one column a measure and visit; {missing:,} of {summary.known.size:,} "
        "values are missing."
    )


def table_patterns(summary: DataSummary) -> PrintTable:
    """Set the patterns of missing values, most frequent first."""
    lines = []
    names = [f"{column.label} {visit}" for column in summary.measures for visit in summary.visits]
    for pattern in summary.patterns[:MOST_PATTERNS]:
        lacking = [name for name, there in zip(names, pattern.known, strict=True) if not there]
        words = "nothing" if not lacking else ", ".join(lacking[:6]) + (" …" if len(lacking) > 6 else "")
        lines.append(Line((words, str(pattern.n), pattern.example)))
    hidden = len(summary.patterns) - MOST_PATTERNS
    notes = (f"And {plural(hidden, 'rarer pattern')}.",) if hidden > 0 else ()
    headings = (Heading("Missing", text=True), Heading("Patients"), Heading("Who", text=True))
    return PrintTable("Patterns of missing values", headings, tuple(lines), notes)


def table_left_out(summary: DataSummary) -> PrintTable:
    """Set what each analysis leaves out: complete cases by measure, characteristics with missing values."""
    lines = [Line(("ANOVA and within-patient analyses (all visits needed)",), "section")]
    for column, complete in zip(summary.measures, summary.complete, strict=True):
        lines.append(Line((column.label, format_share(complete, summary.n), str(summary.n - complete))))
    lines.append(Line(("Table 1 and grouping (the value itself needed)",), "section"))
    if not summary.lacking:
        lines.append(Line(("Every characteristic is known", format_share(summary.n, summary.n), "0")))
    for label, missing in summary.lacking:
        lines.append(Line((label, format_share(summary.n - missing, summary.n), str(missing))))
    headings = (Heading("Analysis", text=True), Heading("Uses"), Heading("Leaves out"))
    return PrintTable("What each analysis leaves out", headings, tuple(lines))


def chart_distribution(distribution: Distribution, theme: str) -> Specification:
    """Draw a histogram."""
    bars = pd.DataFrame(
        {
            "low": distribution.edges[:-1],
            "high": distribution.edges[1:],
            "n": distribution.counts,
        }
    )
    unit = f" ({distribution.unit})" if distribution.unit else ""
    structure = _histogram_structure(f"{distribution.label}{unit}", theme)
    return fill_chart(structure, {"bars": bars}, {})


@built_once
def _histogram_structure(title: str, theme: str) -> Specification:
    chart = (
        alt.Chart(alt.NamedData("bars"))
        .mark_bar(color=INKS[theme].band, opacity=0.75)
        .encode(
            x=alt.X(
                "low:Q", title=title, scale=alt.Scale(zero=False, nice=False), axis=alt.Axis(tickCount=5)
            ),
            x2="high:Q",
            y=alt.Y("n:Q", title="Values", axis=alt.Axis(tickCount=3, format="d")),
            y2=alt.datum(0),
            tooltip=[
                alt.Tooltip("low:Q", title="From", format=".4~g"),
                alt.Tooltip("high:Q", title="to", format=".4~g"),
                alt.Tooltip("n:Q", title="Values"),
            ],
        )
        .properties(height=200, width="container")
    )
    return structure_of(chart)


def caption_distribution(distribution: Distribution) -> str:
    """Write the figures under a histogram."""
    d, decimals = distribution.description, distribution.decimals + 1
    if not d.n:
        return f"{distribution.label}: no value."
    return (
        f"n {d.n:,}, missing {d.missing:,}; "
        f"mean {format_number(d.mean, decimals)}, SD {format_number(d.sd, decimals)}, "
        f"{format_number(d.minimum, distribution.decimals)} to {format_number(d.maximum, distribution.decimals)}."
    )
