"""The figures of a report: those of the pages, with what a document has no room for left out."""

from dataclasses import replace

from lib.analysis.answers import Answers
from lib.analysis.association.correlations import Association
from lib.analysis.trajectory.summary import Trajectory
from lib.present.anova.means_chart import chart_means
from lib.present.anova.words import alt_means, caption_means, lines_apa
from lib.present.association.chart import MAX_LINES, MAX_POINTS, chart_panels, chart_within, join_panels
from lib.present.association.words import caption_panels, caption_within, figures_within, lines_association
from lib.present.common.figure import Figure
from lib.present.common.provenance import provenance_of
from lib.present.trajectory.chart import chart_trajectory
from lib.present.trajectory.view import TrajectoryView
from lib.present.trajectory.words import alt_trajectory, caption_trajectory
from lib.stats.common.result import Refusal, unwrap

#: What a caption says of a picture on a page, and not in a document.
CLICK = "; click one to keep it highlighted"
#: Most panels of a picture that has to fit a page.
MAX_PANELS = 9
#: Pictures of an association by the setting: which rows they draw.
PARTS = {"visits": "visit", "changes": "change"}


def figure_trajectory(answers: Answers, result: Trajectory, view: TrajectoryView) -> Figure:
    """Give a measure over the visits; a document has nothing to click."""
    question = answers.question
    return Figure(
        lambda theme: chart_trajectory(result, question.cohort.patients, replace(view, theme=theme)),
        caption_trajectory(result, view).replace(CLICK, ""),
        alt_trajectory(result, view).replace(CLICK, ""),
        provenance_of(question),
    )


def figure_means(answers: Answers) -> Figure:
    """Give the estimated marginal means."""
    result = unwrap(answers.anova)
    return Figure(
        lambda theme: chart_means(result, theme),
        caption_means(result),
        alt_means(result),
        provenance_of(answers.question),
        lines_apa(result, answers.settings.correct),
    )


def figure_association(answers: Answers, result: Association) -> Figure | None:
    """Give the picture chosen of two measures: panels, or the lines of patients; None where there is none."""
    question, picture = answers.question, answers.settings.picture
    patients = tuple(p for p, chosen in zip(question.cohort.patients, question.mask, strict=True) if chosen)
    about = provenance_of(question), lines_association(result)
    if picture == "within":
        if isinstance(result.within, Refusal):
            return None
        caption = caption_within(result, MAX_LINES)
        alt = f"Scatter chart. {caption} {figures_within(result.within)}."
        return Figure(lambda theme: chart_within(result, patients, theme), caption, alt, *about)
    panels = chart_panels(result, patients, PARTS[picture], "light")
    if not panels:
        return None
    caption = caption_panels(result, PARTS[picture], MAX_POINTS)
    if len(panels) > MAX_PANELS:
        caption += f" The first {MAX_PANELS} of {len(panels)} panels are drawn."
    panels = panels[:MAX_PANELS]
    seen = "; ".join(f"{panel['title']['text']}: {panel['title']['subtitle']}" for panel in panels)
    return Figure(
        lambda theme: join_panels(chart_panels(result, patients, PARTS[picture], theme)[:MAX_PANELS]),
        caption,
        f"Scatter charts. {caption} {seen}.",
        *about,
    )
