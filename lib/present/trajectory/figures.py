"""A measure over the visits as a figure, for the page and the report."""

from dataclasses import replace

from lib.analysis.common.question import Question
from lib.analysis.trajectory.summary import Trajectory
from lib.present.common.charts import Specification
from lib.present.common.figure import Figure
from lib.present.common.panels import join_in_rows
from lib.present.common.provenance import provenance_of
from lib.present.trajectory.chart import chart_trajectory
from lib.present.trajectory.panes import chart_facets
from lib.present.trajectory.view import TrajectoryView
from lib.present.trajectory.words import alt_trajectory, caption_trajectory

#: What a caption says of a picture on a page, and not in a document, where there is nothing to click.
#: Width of a panel and panels in a row, in the picture that leaves the page.
PRINTED_WIDTH, PRINTED_COLUMNS = 220, 3
CLICK = "; click one to look at that patient"


def is_facet(result: Trajectory, view: TrajectoryView) -> bool:
    """Whether each group has a panel: where that is asked for, and there are several."""
    return view.panes == "facet" and sum(bool(group.n) for group in result.grouping.groups) > 1


def figure_trajectory(
    question: Question, result: Trajectory, view: TrajectoryView, *, on_page: bool = True
) -> Figure:
    """Give a measure over the visits, for a page or for a document."""
    said = CLICK if on_page else ""
    patients = question.cohort.patients

    def draw(theme: str) -> Specification:
        themed = replace(view, theme=theme)
        if is_facet(result, view):
            return join_in_rows(chart_facets(result, patients, themed), PRINTED_WIDTH, PRINTED_COLUMNS)
        return chart_trajectory(result, patients, themed)

    return Figure(
        draw,
        caption_trajectory(result, view).replace(CLICK, said),
        alt_trajectory(result, view).replace(CLICK, said),
        provenance_of(question),
    )
