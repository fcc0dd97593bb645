"""Two measures against each other as pictures: one pair large, a panel a visit, all patients' own lines."""

from dataclasses import dataclass

import altair as alt
import numpy as np
import pandas as pd

from lib.analysis.association.correlations import Association, AssociationRow
from lib.analysis.association.groups import AssociationGroups
from lib.present.association.axes import (
    Axes,
    axes_of,
    encode_on,
    labels_of,
    layers_chosen,
    legend_of_groups,
    range_of,
    tooltip_of,
)
from lib.present.association.words import SYMBOLS
from lib.present.common.charts import AxisRange, Specification, built_once, fill_chart, structure_of
from lib.present.common.formats import format_p_equation, format_proportion
from lib.present.common.group_lines import GroupChannels
from lib.present.common.one_patient import CHOSEN, choose_by, choose_region, chosen_rows
from lib.present.common.palette import INKS
from lib.present.common.panels import join_in_rows, panel_title
from lib.stats.common.result import Refusal

PANEL_HEIGHT, PAIR_HEIGHT = 270, 330
#: Width of a panel and panels in a row, in the picture that leaves the page.
PRINTED_WIDTH, PRINTED_COLUMNS = 220, 3
#: Most points drawn in a panel.
MAX_POINTS = 600
#: Most points of a drawn line.
MAX_STEPS = 60


@dataclass(frozen=True)
class PanelLayout:
    """What the structure of a scatter depends on.

    Attributes
    ----------
    axes : Axes
        Titles, decimals, groups and theme.
    height : int
        In pixels.
    chosen : bool
        Whether a patient is in front.
    legend, region : bool
        Whether the groups are named, and whether a region can be drawn up with the mouse.
    """

    axes: Axes
    height: int
    chosen: bool
    legend: bool
    region: bool


def chart_pair(
    result: Association,
    groups: AssociationGroups,
    patients: tuple[str, ...],
    code: str,
    theme: str,
    patient: str = "",
) -> Specification:
    """Draw one row of an association large, its groups named; a region drawn up with the mouse is `REGION`.

    Parameters
    ----------
    result, groups : Association, AssociationGroups
        What to draw.
    patients : tuple of str
        Identifiers of the selected patients, in the order of the values.
    code : str
        Code of a row with values.
    theme : str
        `light` or `dark`.
    patient : str
        Identifier of the patient in front; empty for nobody.
    """
    row = next(row for row in result.rows if row.code == code)
    layout = PanelLayout(
        axes_of(result, groups, row.part, theme), PAIR_HEIGHT, bool(patient), len(groups.points) > 1, True
    )
    ends = {
        "x": AxisRange(range_of([row.first], [row.second])),
        "y": AxisRange(range_of([row.second], [row.first])),
    }
    chart = fill_chart(_panel_structure(layout), _panel_data(row, groups, patients, patient), ends)
    return {**chart, "title": panel_title(row.label, _figures(row, result.method), theme)}


def chart_panels(
    result: Association,
    groups: AssociationGroups,
    patients: tuple[str, ...],
    part: str,
    theme: str,
    patient: str = "",
    *,
    legend: bool = False,
) -> tuple[Specification, ...]:
    """Draw a scatter with its line for each visit, or each change, all on the same scale.

    Parameters
    ----------
    result, groups : Association, AssociationGroups
        What to draw.
    patients : tuple of str
        Identifiers of the selected patients, in the order of the values.
    part : str
        `visit` or `change`.
    theme : str
        `light` or `dark`.
    patient : str
        Identifier of the patient in front; empty for nobody.
    legend : bool
        Whether each panel names the groups; panels in one picture share one legend.

    Returns
    -------
    tuple of dict
        One Vega-Lite specification a row with values.
    """
    rows = _drawn(result, part)
    if not rows:
        return ()
    x = range_of([row.first for row in rows], [row.second for row in rows])
    y = range_of([row.second for row in rows], [row.first for row in rows])
    named = legend and len(groups.points) > 1
    layout = PanelLayout(axes_of(result, groups, part, theme), PANEL_HEIGHT, bool(patient), named, False)
    structure = _panel_structure(layout)
    return tuple(
        {
            **fill_chart(
                structure, _panel_data(row, groups, patients, patient), {"x": AxisRange(x), "y": AxisRange(y)}
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


def _figures(row: AssociationRow, method: str) -> str:
    if isinstance(row.test, Refusal):
        seen = int((np.isfinite(row.first) & np.isfinite(row.second)).sum())
        return f"no correlation, n = {seen}"
    r, p = format_proportion(row.test.r), format_p_equation(row.test.p)
    return f"{SYMBOLS[method]} = {r}, {p} (unadjusted), n = {row.test.n}"


def _panel_data(
    row: AssociationRow, groups: AssociationGroups, patients: tuple[str, ...], patient: str
) -> dict[str, pd.DataFrame]:
    """Give points and line of a panel; the patient in front is there however many points are drawn."""
    seen = np.flatnonzero(np.isfinite(row.first) & np.isfinite(row.second))
    labels = labels_of(groups, len(patients))
    every = _points_frame(row, patients, labels, seen)
    if len(seen) > MAX_POINTS:
        seen = seen[np.linspace(0, len(seen) - 1, MAX_POINTS).astype(int)]
    points = _points_frame(row, patients, labels, seen)
    x, y = row.line
    if len(x) > MAX_STEPS:
        kept = np.linspace(0, len(x) - 1, MAX_STEPS).astype(int)
        x, y = x[kept], y[kept]
    line = pd.DataFrame({"x": x, "y": y.round(row_decimals(y))})
    chosen = {CHOSEN: chosen_rows(every, patient)} if patient else {}
    return {"points": points, "line": line, **chosen}


def row_decimals(values: np.ndarray) -> int:
    """Decimals that leave a drawn line as it is: four digits of its largest value."""
    top = float(np.abs(values).max()) if len(values) else 0.0
    return 4 if top == 0 else max(0, 4 - int(np.floor(np.log10(top))))


def _points_frame(
    row: AssociationRow, patients: tuple[str, ...], labels: list[str], seen: np.ndarray
) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "x": row.first[seen],
            "y": row.second[seen],
            "patient": [patients[i] for i in seen],
            "group": [labels[i] for i in seen],
        }
    )


@built_once
def _panel_structure(layout: PanelLayout) -> Specification:
    axes = layout.axes
    ink, groups = (
        INKS[axes.theme],
        GroupChannels(axes.groups, axes.theme, legend_of_groups() if layout.legend else None),
    )
    line = encode_on(
        alt.Chart(alt.NamedData("line")).mark_line(strokeWidth=2, color=ink.text, clip=True), axes
    )
    dots = alt.Chart(alt.NamedData("points")).mark_point(filled=True, size=44, opacity=0.75, cursor="pointer")
    marks = encode_on(dots, axes).encode(
        color=groups.colour(), shape=groups.symbol(), tooltip=tooltip_of(axes)
    )
    marks = marks.add_params(choose_by(), *([choose_region()] if layout.region else []))
    return structure_of(
        alt.layer(marks, line, *(layers_chosen(axes, line=False) if layout.chosen else [])).properties(
            height=layout.height, width="container"
        )
    )


def join_panels(panels: tuple[Specification, ...]) -> Specification:
    """Set panels side by side in one specification, for the picture that leaves the page."""
    return join_in_rows(panels, PRINTED_WIDTH, PRINTED_COLUMNS)
