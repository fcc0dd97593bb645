"""A patient's course before the band of the group, one picture a measure."""

from dataclasses import dataclass

import altair as alt
import numpy as np
import pandas as pd

from lib.analysis.patient.profile import PatientCourse, PatientProfile
from lib.cohort.codebook import unit_words
from lib.present.common.charts import (
    AxisRange,
    Specification,
    built_once,
    fill_chart,
    structure_of,
    value_axis,
    visit_axis,
)
from lib.present.common.palette import INKS
from lib.present.common.panels import panel_title
from lib.stats.description.describe import Description

PANEL_HEIGHT, PRINTED_WIDTH, PRINTED_COLUMNS = 250, 260, 3
#: Room around what is drawn, as a proportion of it.
ROOM = 0.08


@dataclass(frozen=True)
class Band:
    """What stands around the group's mean: code, words for the control, words for the caption."""

    code: str
    label: str
    caption: str


BANDS = (
    Band("sd", "Mean ± SD", "mean ± 1 standard deviation"),
    Band("ci", "95 % CI of the mean", "95 % confidence interval of the mean (t distribution)"),
    Band("range", "Range", "lowest to highest value"),
)
BAND_BY_CODE = {band.code: band for band in BANDS}


@dataclass(frozen=True)
class CourseLayout:
    """What the structure of a picture depends on."""

    title: str
    decimals: int
    theme: str


def band_ends(figures: Description, code: str) -> tuple[float, float]:
    """Give both ends of a band at one visit; NaN where the group has none."""
    if code == "ci":
        return figures.ci_low, figures.ci_high
    if code == "range":
        return figures.minimum, figures.maximum
    return figures.mean - figures.sd, figures.mean + figures.sd


def chart_courses(profile: PatientProfile, band: str, theme: str) -> tuple[Specification, ...]:
    """Draw each measure of the patient that has a value: band and mean of the group, the patient in front."""
    return tuple(_chart(profile, course, band, theme) for course in drawn_courses(profile))


def drawn_courses(profile: PatientProfile) -> tuple[PatientCourse, ...]:
    """List the measures that the patient has a value of."""
    return tuple(course for course in profile.courses if np.isfinite(course.values).any())


def _chart(profile: PatientProfile, course: PatientCourse, band: str, theme: str) -> Specification:
    places = list(range(len(profile.visits)))
    ends = np.array([band_ends(figures, band) for figures in course.group], dtype=float)
    means = [figures.mean for figures in course.group]
    visits = [visit.label for visit in profile.visits]
    data = {
        "group": pd.DataFrame(
            {
                "x": places,
                "visit": visits,
                "low": ends[:, 0],
                "high": ends[:, 1],
                "mean": means,
                "n": [figures.n for figures in course.group],
            }
        ).dropna(subset=["mean"]),
        "patient": pd.DataFrame(
            {"x": places, "visit": visits, "value": course.values, "patient": profile.patient}
        ).dropna(),
    }
    seen = np.concatenate([ends.ravel(), means, course.values])
    low, high = float(np.nanmin(seen)), float(np.nanmax(seen))
    room = (high - low) * ROOM or max(abs(high), 1.0) * ROOM
    labels = tuple((visit.short,) for visit in profile.visits)
    axes = {
        "x": AxisRange((-0.3, len(places) - 0.7), tuple(float(place) for place in places), labels),
        "y": AxisRange((max(low - room, 0.0) if low >= 0 else low - room, high + room)),
    }
    layout = CourseLayout(unit_words(course.measure), course.measure.decimals, theme)
    filled = fill_chart(_structure(layout), _with_breaks(data), axes)
    return {**filled, "title": panel_title(course.measure.label, _subtitle(profile, course), theme)}


def _with_breaks(data: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Leave a band out where the group has none; a mean alone stays."""
    return {**data, "band": data["group"].dropna(subset=["low", "high"])}


def _subtitle(profile: PatientProfile, course: PatientCourse) -> str:
    missing = int(np.isnan(course.values).sum())
    return f"{missing} of {len(profile.visits)} visits missing" if missing else "measured at every visit"


@built_once
def _structure(layout: CourseLayout) -> Specification:
    ink = INKS[layout.theme]
    y = {field: value_axis(field, layout.title, layout.decimals) for field in ("low", "mean", "value")}
    form = f".{layout.decimals + 1}f"
    about = [
        alt.Tooltip("visit:N", title="Visit"),
        alt.Tooltip("mean:Q", title="Mean of the group", format=form),
        alt.Tooltip("low:Q", title="Band from", format=form),
        alt.Tooltip("high:Q", title="to", format=form),
        alt.Tooltip("n:Q", title="n"),
    ]
    own = [
        alt.Tooltip("patient:N", title="Patient"),
        alt.Tooltip("visit:N", title="Visit"),
        alt.Tooltip("value:Q", title=layout.title, format=f".{layout.decimals}f"),
    ]
    group, patient = alt.Chart(alt.NamedData("group")), alt.Chart(alt.NamedData("patient"))
    band = alt.Chart(alt.NamedData("band"))
    layers = [
        band.mark_area(color=ink.band, opacity=0.16).encode(x=visit_axis(), y=y["low"], y2="high:Q"),
        band.mark_rule(color=ink.band, strokeWidth=1, opacity=0.5).encode(
            x=visit_axis(), y=y["low"], y2="high:Q"
        ),
        group.mark_line(color=ink.muted, strokeDash=[5, 3], strokeWidth=1.6).encode(
            x=visit_axis(), y=y["mean"]
        ),
        group.mark_point(color=ink.muted, filled=True, opacity=1, shape="diamond", size=36).encode(
            x=visit_axis(), y=y["mean"], tooltip=about
        ),
        patient.mark_line(color=ink.text, strokeWidth=2.6).encode(x=visit_axis(), y=y["value"]),
        patient.mark_point(color=ink.text, filled=True, opacity=1, size=70).encode(
            x=visit_axis(), y=y["value"], tooltip=own
        ),
    ]
    return structure_of(alt.layer(*layers).properties(height=PANEL_HEIGHT, width="container"))
