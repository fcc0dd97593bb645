"""How a measure over the visits is looked at: error bars, unit, axis, and the frames a chart draws."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd

from lib.analysis.common.grouping import Group
from lib.analysis.trajectory.summary import Trajectory, VisitSummary
from lib.cohort.codebook import unit_words
from lib.cohort.reference_ranges import ReferenceRange
from lib.cohort.units import Unit
from lib.present.common.number_style import current_style
from lib.present.common.one_patient import chosen_rows

#: Most individual courses drawn: more is a grey surface, and a slow page.
MAX_LINES = 300
#: Up to this many groups have their own n below a visit; beyond, one n for all.
MAX_COUNTS = 4
#: Distance of two groups at a visit, as a proportion of the axis; with distributions, the proportion of the distance
#: of two visits that all groups together fill.
DODGE, FILLED = 0.018, 0.8


@dataclass(frozen=True)
class ErrorBar:
    """What an error bar shows: key, words for the control, words for the caption."""

    code: str
    label: str
    caption: str


ERROR_BARS = (
    ErrorBar("sem", "SEM", "standard error of the mean across patients"),
    ErrorBar("ci", "95 % CI", "95 % confidence interval of the mean (t distribution)"),
    ErrorBar("sd", "SD", "standard deviation across patients"),
    ErrorBar(
        "within",
        "Within-subject SEM",
        "within-subject standard error (Cousineau–Morey), patients measured at every visit",
    ),
    ErrorBar("none", "None", "no error bars"),
)


@dataclass(frozen=True)
class TrajectoryView:
    """How a trajectory is drawn.

    Attributes
    ----------
    error : str
        Code of an `ErrorBar`.
    lines : bool
        Whether individual courses are drawn.
    axis : str
        `visit` for equal steps, `day` for nominal days.
    unit : Unit or None
        Unit into which magnesium is converted; None leaves the values as recorded.
    limits : ReferenceRange or None
        Reference range in force, in the unit of the measure.
    reference : bool
        Whether it is shaded.
    theme : str
        `light` or `dark`.
    patient : str
        Identifier of the patient in front; empty for nobody.
    spread : str
        What is drawn of the distribution at each visit: `none`, `strip` or `violin`.
    panes : str
        `one` for all groups in one picture, `facet` for a panel a group.
    """

    error: str = "sem"
    lines: bool = False
    axis: str = "visit"
    unit: Unit | None = None
    limits: ReferenceRange | None = None
    reference: bool = False
    theme: str = "light"
    patient: str = ""
    spread: str = "none"
    panes: str = "one"

    def factor(self) -> float:
        """What recorded values are multiplied by."""
        return self.unit.per_mmol_per_litre if self.unit else 1.0

    def band(self) -> tuple[float | None, float | None]:
        """The limits of the range that is shaded, in the unit of the measure; None where a side has none."""
        return (self.limits.low, self.limits.high) if self.reference and self.limits else (None, None)


def find_error_bar(code: str) -> ErrorBar:
    """Look an error bar up by its code.

    Raises
    ------
    KeyError
        When there is none of that code.
    """
    return {bar.code: bar for bar in ERROR_BARS}[code]


def unit_label(result: Trajectory, view: TrajectoryView) -> str:
    """Give the unit on the axis: the one converted to, else the measure's own."""
    return view.unit.label if view.unit else unit_words(result.measure)


def _half_widths(point: VisitSummary, error: str) -> tuple[float, float]:
    description = point.description
    if error == "ci":
        return description.ci_low, description.ci_high
    half = {"sem": description.sem, "sd": description.sd, "within": point.within_sem}.get(error, np.nan)
    return description.mean - half, description.mean + half


def visit_positions(result: Trajectory, axis: str) -> list[float]:
    """Place the visits on the axis: at equal steps, or at their nominal days where all are known."""
    days = [visit.day for visit in result.visits if visit.day is not None]
    if axis == "day" and len(days) == len(result.visits):
        return [float(day) for day in days]
    return [float(position) for position in range(len(result.visits))]


def group_step(result: Trajectory, view: TrajectoryView) -> float:
    """Distance of two groups beside one another at a visit: a little, and enough for a distribution each."""
    places = visit_positions(result, view.axis)
    groups = sum(bool(group.n) for group in result.grouping.groups)
    if view.spread == "none" or len(places) < 2:
        return (
            (max(places) - min(places)) * DODGE if len(places) > 1 else 0.0 if view.spread == "none" else 0.5
        )
    return min(b - a for a, b in pairwise(sorted(places))) * FILLED / max(groups, 1)


def visit_places(result: Trajectory, view: TrajectoryView, group: str) -> list[float]:
    """Place the visits of a group: means and patients of a group stand at the same places, beside other groups."""
    names = [found.name for found in result.grouping.groups if found.n]
    shift = group_step(result, view) * (names.index(group) - (len(names) - 1) / 2)
    return [place + shift for place in visit_positions(result, view.axis)]


def points_frame(result: Trajectory, view: TrajectoryView) -> pd.DataFrame:
    """Give what the chart draws: one row a group and visit, in the unit of the view."""
    factor = view.factor()
    rows = []
    for point in result.points:
        low, high = _half_widths(point, view.error)
        places = visit_places(result, view, point.group)
        rows.append(
            {
                "x": places[result.visits.index(point.visit)],
                "visit": point.visit.label,
                "group": point.group_label,
                "mean": point.description.mean * factor,
                "low": low * factor,
                "high": high * factor,
                "sd": point.description.sd * factor,
                "n": point.description.n,
                "missing": point.description.missing,
            }
        )
    return pd.DataFrame(rows)


def lines_frame(result: Trajectory, patients: tuple[str, ...], view: TrajectoryView) -> pd.DataFrame:
    """Give the individual courses, at most `MAX_LINES` patients spread evenly over the selection."""
    frames = []
    shown = [group for group in result.grouping.groups if group.n]
    total = sum(group.n for group in shown)
    for group in shown:
        members = np.flatnonzero(group.mask)
        if total > MAX_LINES:
            keep = max(1, MAX_LINES * group.n // total)
            members = members[np.linspace(0, len(members) - 1, keep).astype(int)]
        frames.append(_members_frame(result, patients, view, members, group))
    return pd.concat(frames) if frames else pd.DataFrame()


def chosen_frame(result: Trajectory, patients: tuple[str, ...], view: TrajectoryView) -> pd.DataFrame:
    """Give the course of the patient in front; without rows where there is none among the groups shown."""
    for group in result.grouping.groups:
        members = [i for i in np.flatnonzero(group.mask) if patients[i] == view.patient]
        if members:
            return chosen_rows(_members_frame(result, patients, view, np.array(members), group), view.patient)
    return pd.DataFrame()


def _members_frame(
    result: Trajectory, patients: tuple[str, ...], view: TrajectoryView, members: np.ndarray, group: Group
) -> pd.DataFrame:
    """Give the courses of some patients of a group, a row a value."""
    places, values = visit_places(result, view, group.name), result.values[members] * view.factor()
    return pd.DataFrame(
        {
            "x": np.tile(places, len(members)),
            "value": values.ravel(),
            "patient": np.repeat([patients[i] for i in members], len(places)),
            "group": group.label,
            "visit": np.tile([visit.label for visit in result.visits], len(members)),
            "course": np.repeat(_courses(values, result, view), len(places)),
        }
    ).dropna(subset=["value"])


def _courses(values: np.ndarray, result: Trajectory, view: TrajectoryView) -> list[str]:
    """Write each patient's values in one line, for the tooltip."""
    decimals = view.unit.decimals if view.unit else result.measure.decimals
    write = current_style().write
    return [
        " · ".join("missing" if np.isnan(value) else write(f"{value:.{decimals}f}") for value in row)
        for row in values
    ]


def value_domain(
    frame: pd.DataFrame, courses: pd.DataFrame, result: Trajectory, view: TrajectoryView
) -> list[float]:
    """Give the ends of the vertical axis: everything drawn, with room, and never below 0 for a concentration."""
    drawn = [frame["mean"], frame["low"], frame["high"], *([courses["value"]] if len(courses) else [])]
    values = np.concatenate([column.to_numpy(float) for column in drawn])
    low, high = np.nanmin(values), np.nanmax(values)
    ends = [end * view.factor() for end in view.band() if end is not None]
    low, high = min(low, *ends, np.inf), max(high, *ends, -np.inf)
    room = (high - low) * 0.08 or max(abs(high), 1.0) * 0.05
    floor = 0.0 if low >= 0 else -np.inf
    return [float(max(low - room, floor)), float(high + room)]
