"""Two measures within patients as a picture: all patients' own lines."""

import altair as alt
import numpy as np
import pandas as pd

from lib.analysis.association.correlations import Association
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
from lib.present.association.chart import PAIR_HEIGHT
from lib.present.common.charts import AxisRange, Specification, built_once, fill_chart, structure_of
from lib.present.common.group_lines import GroupChannels
from lib.present.common.one_patient import CHOSEN, choose_by, chosen_rows
from lib.stats.common.result import unwrap

#: Most patients drawn with a line.
MAX_LINES = 200


def chart_within(
    result: Association,
    groups: AssociationGroups,
    patients: tuple[str, ...],
    theme: str,
    patient: str = "",
) -> Specification:
    """Draw every patient's visits with an own line, all lines with the common slope.

    Parameters
    ----------
    result, groups : Association, AssociationGroups
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
    labels = np.array(labels_of(groups, len(patients)))[rows]
    data = {
        "points": _by_patient(names, labels, x, y).dropna(),
        "line": _by_patient(names, labels, ends, fitted),
    }
    if patient:
        data[CHOSEN] = chosen_rows(data["points"], patient)
    first, second = data["points"]["x"].to_numpy(), data["points"]["y"].to_numpy()
    ends_y = [second, data["line"]["y"].to_numpy()]
    axes = {"x": AxisRange(range_of([first], [second])), "y": AxisRange(range_of(ends_y, ends_y))}
    return fill_chart(_within_structure(axes_of(result, groups, "visit", theme), bool(patient)), data, axes)


def _by_patient(names: np.ndarray, labels: np.ndarray, x: np.ndarray, y: np.ndarray) -> pd.DataFrame:
    """One row a patient and column of `x` and `y`, both of shape (n_patients, k)."""
    return pd.DataFrame(
        {
            "x": x.ravel(),
            "y": y.ravel(),
            "patient": np.repeat(names, x.shape[1]),
            "group": np.repeat(labels, x.shape[1]),
        }
    )


@built_once
def _within_structure(axes: Axes, chosen: bool) -> Specification:
    legend = legend_of_groups() if len(axes.groups) > 1 else None
    groups = GroupChannels(axes.groups, axes.theme, legend)
    picked = alt.selection_point(name="hover", fields=["patient"], on="pointerover", empty=False)
    strong = alt.when(picked).then(alt.value(1.0)).otherwise(alt.value(0.4))
    width = alt.when(picked).then(alt.value(3)).otherwise(alt.value(1.1))
    line = alt.Chart(alt.NamedData("line")).mark_line(cursor="pointer")
    line = encode_on(line, axes).encode(
        detail="patient:N", opacity=strong, strokeWidth=width, color=groups.colour()
    )
    line = line.add_params(choose_by("_line"))
    dots = alt.Chart(alt.NamedData("points")).mark_point(filled=True, size=30)
    dots = encode_on(dots, axes).encode(
        opacity=strong, tooltip=tooltip_of(axes), color=groups.colour(), shape=groups.symbol()
    )
    dots = dots.add_params(choose_by(), picked)
    return structure_of(
        alt.layer(line, dots, *(layers_chosen(axes, line=False) if chosen else [])).properties(
            height=PAIR_HEIGHT, width="container"
        )
    )
