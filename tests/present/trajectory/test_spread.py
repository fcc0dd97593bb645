"""Distributions and panels of a trajectory: everybody measured is drawn, at the places of the group's means."""

from collections import Counter
from itertools import pairwise

import numpy as np
import pytest

from lib.analysis.common.question import Question
from lib.analysis.trajectory.summary import summarise_trajectory
from lib.cohort.cohort import read_bundled_cohort
from lib.export.pictures import svg_of
from lib.present.trajectory.chart import chart_trajectory
from lib.present.trajectory.figures import figure_trajectory
from lib.present.trajectory.panes import chart_facets
from lib.present.trajectory.view import TrajectoryView, lines_frame, points_frame

QUESTION = Question(read_bundled_cohort())
PATIENTS = QUESTION.cohort.patients
RESULT = summarise_trajectory(QUESTION, "mg", "outcome")


@pytest.mark.parametrize("spread", ["none", "strip", "violin"])
def test_patients_stand_where_the_means_of_their_group_stand(spread):
    view = TrajectoryView(lines=True, spread=spread)
    means, courses = points_frame(RESULT, view), lines_frame(RESULT, PATIENTS, view)
    for group, own in courses.groupby("group"):
        assert set(own["x"]) <= set(means.loc[means["group"] == group, "x"])
    assert means["x"].nunique() == 15


def test_the_strip_holds_every_value_once():
    data = chart_trajectory(RESULT, PATIENTS, TrajectoryView(spread="strip"))["datasets"]["strip"]
    assert len(data) == int(np.isfinite(RESULT.values).sum())
    assert max(Counter((dot["patient"], dot["visit"]) for dot in data).values()) == 1


def test_a_violin_ends_where_the_values_end_and_the_box_holds_the_median():
    data = chart_trajectory(RESULT, PATIENTS, TrajectoryView(spread="violin"))["datasets"]
    members = next(group for group in RESULT.grouping.groups if group.label == "Responder").mask
    values = np.sort(RESULT.values[members, 0])
    outline = [row["value"] for row in data["violins"] if row["group"] == "Responder" and row["visit"] == 0]
    assert (min(outline), max(outline)) == pytest.approx((values[0], values[-1]), abs=1e-5)
    assert data["boxes"][0]["median"] == pytest.approx(values[4])  # the fifth of nine
    assert len(data["boxes"]) == 15


def test_panels_share_their_scale_and_hold_one_group_each():
    view = TrajectoryView(panes="facet", spread="violin", lines=True)
    panels = chart_facets(RESULT, PATIENTS, view)
    assert [panel["title"]["text"] for panel in panels] == ["Responder", "Remitter", "Non-responder"]
    domains = [panel["layer"][-1]["encoding"]["y"]["scale"]["domain"] for panel in panels]
    assert all(one == other for one, other in pairwise(domains))
    for panel in panels:
        assert {row["group"] for row in panel["datasets"]["courses"]} == {panel["title"]["text"]}
    picture = svg_of(figure_trajectory(QUESTION, RESULT, view).printed())
    assert "Non-responder" in picture
    assert "n = 32" in picture


def test_the_caption_says_what_the_distributions_are():
    caption = figure_trajectory(QUESTION, RESULT, TrajectoryView(spread="violin", panes="facet")).caption
    assert "a panel a group on one scale" in caption
    assert "whiskers to the last value within 1.5 interquartile ranges" in caption
