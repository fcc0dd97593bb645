"""A measure over the visits as a figure, for the page and the report."""

from dataclasses import replace

from lib.analysis.common.question import Question
from lib.analysis.trajectory.summary import Trajectory
from lib.present.common.figure import Figure
from lib.present.common.provenance import provenance_of
from lib.present.trajectory.chart import chart_trajectory
from lib.present.trajectory.view import TrajectoryView
from lib.present.trajectory.words import alt_trajectory, caption_trajectory

#: What a caption says of a picture on a page, and not in a document, where there is nothing to click.
CLICK = "; click one to look at that patient"


def figure_trajectory(
    question: Question, result: Trajectory, view: TrajectoryView, *, on_page: bool = True
) -> Figure:
    """Give a measure over the visits, for a page or for a document."""
    said = CLICK if on_page else ""
    return Figure(
        lambda theme: chart_trajectory(result, question.cohort.patients, replace(view, theme=theme)),
        caption_trajectory(result, view).replace(CLICK, said),
        alt_trajectory(result, view).replace(CLICK, said),
        provenance_of(question),
    )
