"""Two measures against each other as pictures: a panel a visit, and one of all patients' own lines."""

from dataclasses import dataclass

import altair as alt
import numpy as np
import pandas as pd

from lib.analysis.association.correlations import Association, AssociationRow
from lib.cohort.codebook import Column, unit_words
from lib.present.association.words import SYMBOLS
from lib.present.common.charts import AxisRange, Specification, built_once, fill_chart, structure_of
from lib.present.common.formats import format_p_equation, format_proportion
from lib.present.common.one_patient import CHOSEN, choose_by, chosen_layers, chosen_rows
from lib.present.common.palette import INKS
from lib.present.common.panels import join_in_rows, panel_title
from lib.stats.common.result import Refusal, unwrap

PANEL_HEIGHT, WITHIN_HEIGHT = 270, 400
#: Width of a panel and panels in a row, in the picture that leaves the page.
PRINTED_WIDTH, PRINTED_COLUMNS = 220, 3
#: Most points drawn in a panel, and most patients drawn with a line.
MAX_POINTS, MAX_LINES = 600, 200
#: Room around the points, as a proportion of what is drawn.
ROOM = 0.06


@dataclass(frozen=True)
class Axes:
    """What the structure of a scatter depends on: titles and decimals of both axes, and the theme."""

    x_title: str
    y_title: str
    x_decimals: int
    y_decimals: int
    theme: str


def chart_panels(
    result: Association, patients: tuple[str, ...], part: str, theme: str, patient: str = ""
) -> tuple[Specification, ...]:
    """Draw a scatter with its fitted line for each visit, or each change, all on the same scale.

    Parameters
    ----------
    result : Association
        What to draw.
    patients : tuple of str
        Identifiers of the selected patients, in the order of the values.
    part : str
        `visit` or `change`.
    theme : str
        `light` or `dark`.
    patient : str
        Identifier of the patient in front; empty for nobody.

    Returns
    -------
    tuple of dict
        One Vega-Lite specification a row with values.
    """
    rows = _drawn(result, part)
    if not rows:
        return ()
    x = _range([row.first for row in rows], [row.second for row in rows])
    y = _range([row.second for row in rows], [row.first for row in rows])
    structure = _panel_structure(_axes(result, part, theme), bool(patient))
    return tuple(
        {
            **fill_chart(
                structure, _panel_data(row, patients, patient), {"x": AxisRange(x), "y": AxisRange(y)}
            ),
            "title": panel_title(row.label, _figures(row, result.method), theme),
        }
        for row in rows
    )


def words_panels(result: Association, part: str) -> tuple[str, ...]:
    """Say what each panel shows: its name and its correlation."""
    return tuple(f"{row.label}: {_figures(row, result.method)}" for row in _drawn(result, part))


def _drawn(result: Association, part: str) -> list[AssociationRow]:
    return [row for row in result.of(part) if (np.isfinite(row.first) & np.isfinite(row.second)).any()]


def _axes(result: Association, part: str, theme: str) -> Axes:
    def title(column: Column) -> str:
        unit = unit_words(column)
        return f"Change of {column.label} ({unit})" if part == "change" else f"{column.label} ({unit})"

    first, second = result.first, result.second
    return Axes(title(first), title(second), first.decimals, second.decimals, theme)


def _figures(row: AssociationRow, method: str) -> str:
    if isinstance(row.test, Refusal):
        seen = int((np.isfinite(row.first) & np.isfinite(row.second)).sum())
        return f"no correlation, n = {seen}"
    r, p = format_proportion(row.test.r), format_p_equation(row.test.p)
    return f"{SYMBOLS[method]} = {r}, {p} (unadjusted), n = {row.test.n}"


def _range(values: list[np.ndarray], partners: list[np.ndarray]) -> tuple[float, float]:
    """Ends of an axis: every value whose partner is there, with room."""
    seen = np.concatenate([v[np.isfinite(v) & np.isfinite(p)] for v, p in zip(values, partners, strict=True)])
    low, high = float(seen.min()), float(seen.max())
    room = (high - low) * ROOM or max(abs(high), 1.0) * ROOM
    return low - room, high + room


def _panel_data(row: AssociationRow, patients: tuple[str, ...], patient: str) -> dict[str, pd.DataFrame]:
    """Give points and line of a panel; the patient in front is there however many points are drawn."""
    seen = np.flatnonzero(np.isfinite(row.first) & np.isfinite(row.second))
    ends = np.array([row.first[seen].min(), row.first[seen].max()])
    every = _points_frame(row, patients, seen)
    if len(seen) > MAX_POINTS:
        seen = seen[np.linspace(0, len(seen) - 1, MAX_POINTS).astype(int)]
    points = _points_frame(row, patients, seen)
    line = pd.DataFrame({"x": ends, "y": row.intercept + row.slope * ends}).dropna()
    chosen = {CHOSEN: chosen_rows(every, patient)} if patient else {}
    return {"points": points, "line": line, **chosen}


def _points_frame(row: AssociationRow, patients: tuple[str, ...], seen: np.ndarray) -> pd.DataFrame:
    return pd.DataFrame({"x": row.first[seen], "y": row.second[seen], "patient": [patients[i] for i in seen]})


@built_once
def _panel_structure(axes: Axes, chosen: bool) -> Specification:
    ink = INKS[axes.theme]
    line = _encode(alt.Chart(alt.NamedData("line")).mark_line(strokeWidth=2, color=ink.text, clip=True), axes)
    dots = alt.Chart(alt.NamedData("points")).mark_circle(size=34, color=ink.band, opacity=0.55)
    marks = _encode(dots, axes).encode(tooltip=_tooltip(axes)).add_params(choose_by())
    return structure_of(
        alt.layer(marks, line, *(_chosen(axes, line=False) if chosen else [])).properties(
            height=PANEL_HEIGHT, width="container"
        )
    )


def _chosen(axes: Axes, *, line: bool) -> list[alt.Chart]:
    return chosen_layers(*_xy(axes), _tooltip(axes), axes.theme, line=line)


def _encode(chart: alt.Chart, axes: Axes) -> alt.Chart:
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


def _tooltip(axes: Axes) -> list[alt.Tooltip]:
    return [
        alt.Tooltip("patient:N", title="Patient"),
        alt.Tooltip("x:Q", title=axes.x_title, format=f".{axes.x_decimals}f"),
        alt.Tooltip("y:Q", title=axes.y_title, format=f".{axes.y_decimals}f"),
    ]


def chart_within(
    result: Association, patients: tuple[str, ...], theme: str, patient: str = ""
) -> Specification:
    """Draw every patient's visits with an own line, all lines with the common slope.

    Parameters
    ----------
    result : Association
        With a correlation within patients, not a refusal.
    patients : tuple of str
        Identifiers of the selected patients, in the order of the values.
    theme : str
        `light` or `dark`.
    patient : str
        Identifier of the patient in front; empty for nobody.
    """
    both = np.isfinite(result.first_values) & np.isfinite(result.second_values)
    rows = np.flatnonzero(both.sum(axis=1) >= 2)
    if len(rows) > MAX_LINES:
        rows = rows[np.linspace(0, len(rows) - 1, MAX_LINES).astype(int)]
    x, y = (np.where(both, v, np.nan)[rows] for v in (result.first_values, result.second_values))
    names = np.array([patients[i] for i in rows])
    ends = np.column_stack([np.nanmin(x, axis=1), np.nanmax(x, axis=1)])
    fitted = np.nanmean(y, axis=1, keepdims=True) + unwrap(result.within).slope * (
        ends - np.nanmean(x, axis=1, keepdims=True)
    )
    data = {"points": _by_patient(names, x, y).dropna(), "line": _by_patient(names, ends, fitted)}
    if patient:
        data[CHOSEN] = chosen_rows(data["points"], patient)
    first, second = data["points"]["x"].to_numpy(), data["points"]["y"].to_numpy()
    ends_y = [second, data["line"]["y"].to_numpy()]
    axes = {"x": AxisRange(_range([first], [second])), "y": AxisRange(_range(ends_y, ends_y))}
    return fill_chart(_within_structure(_axes(result, "visit", theme), bool(patient)), data, axes)


def _by_patient(names: np.ndarray, x: np.ndarray, y: np.ndarray) -> pd.DataFrame:
    """One row a patient and column of `x` and `y`, both of shape (n_patients, k)."""
    return pd.DataFrame({"x": x.ravel(), "y": y.ravel(), "patient": np.repeat(names, x.shape[1])})


@built_once
def _within_structure(axes: Axes, chosen: bool) -> Specification:
    ink = INKS[axes.theme]
    picked = alt.selection_point(name="hover", fields=["patient"], on="pointerover", empty=False)
    strong = alt.when(picked).then(alt.value(1.0)).otherwise(alt.value(0.4))
    width = alt.when(picked).then(alt.value(3)).otherwise(alt.value(1.1))
    line = alt.Chart(alt.NamedData("line")).mark_line(color=ink.text)
    line = _encode(line, axes).encode(detail="patient:N", opacity=strong, strokeWidth=width)
    line = line.add_params(choose_by("_line"))
    dots = alt.Chart(alt.NamedData("points")).mark_circle(size=30, color=ink.band)
    dots = _encode(dots, axes).encode(opacity=strong, tooltip=_tooltip(axes)).add_params(choose_by(), picked)
    return structure_of(
        alt.layer(line, dots, *(_chosen(axes, line=False) if chosen else [])).properties(
            height=WITHIN_HEIGHT, width="container"
        )
    )


def join_panels(panels: tuple[Specification, ...]) -> Specification:
    """Set panels side by side in one specification, for the picture that leaves the page."""
    return join_in_rows(panels, PRINTED_WIDTH, PRINTED_COLUMNS)
