"""The pictures of two measures as figures, for the page and the report."""

from lib.analysis.association.correlations import Association
from lib.analysis.common.question import Question
from lib.present.association.chart import (
    MAX_LINES,
    MAX_POINTS,
    chart_panels,
    chart_within,
    join_panels,
    words_panels,
)
from lib.present.association.words import caption_panels, caption_within, figures_within, lines_association
from lib.present.common.figure import Figure
from lib.present.common.provenance import provenance_of
from lib.stats.common.result import Refusal

#: Pictures by the setting: which rows they draw.
PARTS = {"visits": "visit", "changes": "change"}


def selected_patients(question: Question) -> tuple[str, ...]:
    """List the patients selected, in the order of the values."""
    return tuple(p for p, chosen in zip(question.cohort.patients, question.mask, strict=True) if chosen)


def figure_panels(
    question: Question, result: Association, part: str, most: int | None = None, patient: str = ""
) -> Figure | None:
    """Give the panels of the visits or the changes, at most so many; None where no patient has both values.

    The patient named stands in front.
    """
    seen, patients = words_panels(result, part), selected_patients(question)
    if not seen:
        return None
    caption = caption_panels(result, part, MAX_POINTS)
    if most is not None and len(seen) > most:
        caption += f" The first {most} of {len(seen)} panels are drawn."
    return Figure(
        lambda theme: join_panels(chart_panels(result, patients, part, theme, patient)[:most]),
        caption,
        f"Scatter charts. {'; '.join(seen[:most])}. {caption}",
        provenance_of(question),
        lines_association(result),
    )


def figure_within(question: Question, result: Association, patient: str = "") -> Figure | None:
    """Give the patients' own lines, one patient in front; None where there is no correlation within patients."""
    within, patients = result.within, selected_patients(question)
    if isinstance(within, Refusal):
        return None
    caption = caption_within(result, MAX_LINES)
    return Figure(
        lambda theme: chart_within(result, patients, theme, patient),
        caption,
        f"Scatter chart. {caption} {figures_within(within)}.",
        provenance_of(question),
        lines_association(result),
    )
