"""The small multiples in words: name, caption and description, and the figure that holds them."""

from lib.analysis.common.question import Question
from lib.analysis.trajectory.summary import Trajectory
from lib.cohort.codebook import in_sentence
from lib.present.common.figure import Figure
from lib.present.common.formats import format_whole
from lib.present.common.provenance import provenance_of
from lib.present.overview.multiples import chart_multiples, shown_groups
from lib.present.trajectory.reference import range_words
from lib.present.trajectory.view import MAX_LINES, TrajectoryView, unit_label


def figure_multiples(question: Question, result: Trajectory, view: TrajectoryView) -> Figure:
    """Give the measure by outcome group; the view is that of the page Trajectories but for interval and lines."""
    return Figure(
        lambda theme: chart_multiples(result, question.cohort.patients, view, theme),
        caption_multiples(result, view),
        alt_multiples(result, view),
        provenance_of(question),
        draw_on_paper=lambda: chart_multiples(result, question.cohort.patients, view, "light", titled=True),
    )


def title_multiples(result: Trajectory, view: TrajectoryView) -> str:
    """Name the picture."""
    by = f" by {in_sentence(result.grouping.label)}" if len(shown_groups(result)) > 1 else ""
    return f"{result.measure.label} ({unit_label(result, view)}){by}"


def caption_multiples(result: Trajectory, view: TrajectoryView) -> str:
    """Write the caption under the picture: what lines, points, bars and band are."""
    what = f"{title_multiples(result, view)}, one panel a group on one scale"
    parts = [what if len(shown_groups(result)) > 1 else title_multiples(result, view)]
    parts.append(
        f"shaded in the colour of the group: the middle half of the {format_whole(result.n)} patients"
        if result.n > MAX_LINES
        else "thin lines: patients"
    )
    parts.append("points: means with 95 % confidence intervals; n below the visits named")
    if view.reference and view.limits:
        parts.append(f"shaded: {in_sentence(view.limits.label)} {range_words(result, view, view.limits)}")
    if result.grouping.note:
        parts.append("a remitter may also be in another panel")
    return "; ".join(parts) + "."


def sentence_unmeasured(result: Trajectory) -> str:
    """Say that there is nothing to draw."""
    return f"No selected patient has a value of {result.measure.label} at any visit."


def alt_multiples(result: Trajectory, view: TrajectoryView) -> str:
    """Describe the picture for a reader who cannot see it."""
    decimals = (view.unit.decimals if view.unit else result.measure.decimals) + 1
    parts = []
    for _, name, label in shown_groups(result):
        points = [point for point in result.of(name) if point.description.n]
        if points:
            ends = [
                f"{point.description.mean * view.factor():.{decimals}f} at {point.visit.short}"
                for point in (points[0], points[-1])
            ]
            parts.append(f"{label}: mean {' and '.join(ends)}")
    return f"Line chart in panels. {caption_multiples(result, view)} {'; '.join(parts)}."
