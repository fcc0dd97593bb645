"""The distribution at each visit behind the means: a strip of patients, or half a violin with its box."""

from collections.abc import Iterator

import altair as alt
import numpy as np
import pandas as pd

from lib.analysis.common.grouping import Group
from lib.analysis.trajectory.summary import Trajectory
from lib.present.common.group_lines import GroupChannels
from lib.present.common.one_patient import choose_by
from lib.present.trajectory.view import MAX_LINES, TrajectoryView, group_step, visit_places
from lib.stats.description.density import box_of, kernel_density

#: What is drawn at each visit, by the setting.
SPREADS = {"none": "None", "strip": "Dots", "violin": "Violin"}
#: Fewest values with a violin; fewer have their box alone.
MIN_VIOLIN = 5
#: Points along a violin.
STEPS = 24
#: Half the width of a box, and the width of a violin and a strip, as proportions of the room of a group.
BOX, VIOLIN, STRIP = 0.09, 0.62, 0.5


def spread_frames(
    result: Trajectory, patients: tuple[str, ...], view: TrajectoryView
) -> dict[str, pd.DataFrame]:
    """Give the data sets of the distributions: `strip`, or `violins` and `boxes`; none where none is asked for."""
    if view.spread == "strip":
        return {"strip": _strip(result, patients, view)}
    return (
        {"violins": _violins(result, view), "boxes": _boxes(result, view)} if view.spread == "violin" else {}
    )


def _columns(result: Trajectory, view: TrajectoryView) -> Iterator[tuple[Group, int, float, np.ndarray]]:
    """Give each group and visit with its place and its values, one a patient."""
    for group in result.grouping.groups:
        if group.n:
            values = result.values[group.mask] * view.factor()
            for visit, place in enumerate(visit_places(result, view, group.name)):
                yield group, visit, place, values[:, visit]


def _strip(result: Trajectory, patients: tuple[str, ...], view: TrajectoryView) -> pd.DataFrame:
    """Give a point a value, those near one another side by side; at most `MAX_LINES` patients a group."""
    rows: list[dict[str, object]] = []
    width = group_step(result, view) * STRIP
    for group, visit, place, values in _columns(result, view):
        members = np.flatnonzero(group.mask)
        known = np.flatnonzero(np.isfinite(values))
        if len(known) > MAX_LINES:
            known = known[np.linspace(0, len(known) - 1, MAX_LINES).astype(int)]
        for row, side in zip(known, _sides(values[known]), strict=True):
            rows.append(
                {
                    "x": round(place + width * side, 4), "value": values[row], "patient": patients[members[row]],
                    "group": group.label, "visit": result.visits[visit].label,
                }
            )  # fmt: skip
    return pd.DataFrame(rows, columns=["x", "value", "patient", "group", "visit"])


def _sides(values: np.ndarray) -> np.ndarray:
    """Place values that would hide one another side by side, from −0.5 to 0.5: no chance is in the picture."""
    span = float(np.ptp(values)) if len(values) else 0.0
    bins = (
        np.round((values - values.min()) / span * STEPS).astype(int) if span else np.zeros(len(values), int)
    )
    sides = np.zeros(len(values))
    most = max(int(np.bincount(bins).max()), 4) if len(values) else 4
    for place in np.unique(bins):
        inside = np.flatnonzero(bins == place)
        sides[inside] = (np.arange(len(inside)) - (len(inside) - 1) / 2) / most
    return sides


def _violins(result: Trajectory, view: TrajectoryView) -> pd.DataFrame:
    """Give the outline of each half violin, to the right of its place and no further than the values reach."""
    rows = []
    width = group_step(result, view) * VIOLIN
    for group, visit, place, values in _columns(result, view):
        known = values[np.isfinite(values)]
        if len(known) < MIN_VIOLIN or np.ptp(known) == 0:
            continue
        at = np.linspace(known.min(), known.max(), STEPS)
        density = kernel_density(known, at)
        for value, share in zip(at, density / density.max(), strict=True):
            rows.append((place, round(place + width * share, 4), round(float(value), 5), group.label, visit))
    return pd.DataFrame(rows, columns=["x", "x2", "value", "group", "visit"])


def _boxes(result: Trajectory, view: TrajectoryView) -> pd.DataFrame:
    rows = []
    half = group_step(result, view) * BOX
    for group, _, place, values in _columns(result, view):
        if np.isfinite(values).any():
            box = box_of(values)
            rows.append(
                (
                    place - half,
                    place + half,
                    place,
                    box.low,
                    box.q1,
                    box.median,
                    box.q3,
                    box.high,
                    group.label,
                )
            )
    columns = ["x", "x2", "middle", "low", "q1", "median", "q3", "high", "group"]
    return pd.DataFrame(rows, columns=columns)


def spread_layers(
    spread: str, group: GroupChannels, x: alt.X, y: dict[str, alt.Y], tooltip: list[alt.Tooltip], ground: str
) -> list[alt.Chart]:
    """Draw what `spread_frames` gives.

    Parameters
    ----------
    spread : str
        Code of `SPREADS`.
    group : GroupChannels
        Colours of the groups.
    x : X
        Of the field `x`.
    y : dict of str to Y
        By field: `value`, `q1`, `median` and `low`.
    tooltip : list of Tooltip
        Of a patient's point.
    ground : str
        Colour of the page.
    """
    if spread == "strip":
        dots = alt.Chart(alt.NamedData("strip")).mark_circle(size=22, opacity=0.4, cursor="pointer")
        return [
            dots.encode(x=x, y=y["value"], color=group.colour(), tooltip=tooltip).add_params(
                choose_by("_strip")
            )
        ]
    if spread != "violin":
        return []
    violins = alt.Chart(alt.NamedData("violins")).mark_area(opacity=0.25, orient="horizontal")
    boxes = alt.Chart(alt.NamedData("boxes")).encode(color=group.colour())
    middle = x.copy()
    middle.shorthand = "middle:Q"
    return [
        violins.encode(x=x, x2="x2:Q", y=y["value"], color=group.colour(), detail=["group:N", "visit:N"]),
        boxes.mark_rule(strokeWidth=1, opacity=0.7).encode(x=middle, y=y["low"], y2="high:Q"),
        boxes.mark_rect(opacity=1, strokeWidth=1).encode(
            x=x, x2="x2:Q", y=y["q1"], y2="q3:Q", fill=alt.value(ground), stroke=group.stroke()
        ),
        boxes.mark_rule(strokeWidth=2).encode(x=x, x2="x2:Q", y=y["median"]),
    ]


def words_spread(spread: str) -> str:
    """Say in a caption what the distributions are; empty where there are none."""
    if spread == "strip":
        return "dots: patients at each visit"
    if spread == "violin":
        return (
            f"half violins: kernel density (Gaussian, Silverman’s bandwidth), of {MIN_VIOLIN} values or more; boxes: "
            "median and quartiles, whiskers to the last value within 1.5 interquartile ranges"
        )
    return ""
