"""The pictures of two measures as figures, for the page and the report."""

from lib.analysis.association.correlations import Association
from lib.analysis.association.groups import WITHIN, AssociationGroups
from lib.analysis.common.question import Question
from lib.present.association.chart import MAX_POINTS, chart_pair, chart_panels, join_panels, words_panels
from lib.present.association.forest import chart_coefficients, forest_rows
from lib.present.association.within import MAX_LINES, chart_within
from lib.present.association.words import (
    caption_forest,
    caption_pair,
    caption_panels,
    caption_within,
    figures_within,
    lines_association,
    words_groups,
)
from lib.present.common.figure import Figure
from lib.present.common.provenance import provenance_of
from lib.stats.common.result import Refusal

#: Pictures by the setting: which rows they draw.
PARTS = {"visits": "visit", "changes": "change"}


def selected_patients(question: Question) -> tuple[str, ...]:
    """List the patients selected, in the order of the values."""
    return tuple(p for p, chosen in zip(question.cohort.patients, question.mask, strict=True) if chosen)


def figure_forest(question: Question, result: Association, front: str = "") -> Figure:
    """Give the forest of all coefficients, one row in front on the page."""
    rows = "; ".join(f"{row.labels[0]}: {row.words}" for row in forest_rows(result))
    caption = caption_forest(result)
    return Figure(
        lambda theme: chart_coefficients(result, theme, front),
        caption,
        f"Forest chart. {rows}. {caption}",
        provenance_of(question),
        lines_association(result),
        draw_on_paper=lambda: chart_coefficients(result, "light"),
    )


def figure_pair(
    question: Question, result: Association, groups: AssociationGroups, code: str, patient: str = ""
) -> Figure | None:
    """Give one pair drawn large; None where no patient has both values."""
    if code == WITHIN:
        return figure_within(question, result, groups, patient)
    row = next(row for row in result.rows if row.code == code)
    words = [w for w in words_panels(result, row.part) if w.startswith(f"{row.label}: ")]
    if not words:
        return None
    patients = selected_patients(question)
    caption = caption_pair(result, code, MAX_POINTS) + words_groups(groups)
    return Figure(
        lambda theme: chart_pair(result, groups, patients, code, theme, patient),
        caption,
        f"Scatter chart. {words[0]}. {caption}",
        provenance_of(question),
        lines_association(result),
    )


def figure_panels(
    question: Question,
    result: Association,
    groups: AssociationGroups,
    part: str,
    most: int | None = None,
    patient: str = "",
) -> Figure | None:
    """Give the panels of the visits or the changes, at most so many; None where no patient has both values.

    The patient named stands in front.
    """
    seen, patients = words_panels(result, part), selected_patients(question)
    if not seen:
        return None
    caption = caption_panels(result, part, MAX_POINTS) + words_groups(groups)
    if most is not None and len(seen) > most:
        caption += f" The first {most} of {len(seen)} panels are drawn."
    return Figure(
        lambda theme: join_panels(
            chart_panels(result, groups, patients, part, theme, patient, legend=True)[:most]
        ),
        caption,
        f"Scatter charts. {'; '.join(seen[:most])}. {caption}",
        provenance_of(question),
        lines_association(result),
    )


def figure_within(
    question: Question, result: Association, groups: AssociationGroups, patient: str = ""
) -> Figure | None:
    """Give the patients' own lines, one patient in front; None where there is no correlation within patients."""
    within, patients = result.within, selected_patients(question)
    if isinstance(within, Refusal):
        return None
    caption = caption_within(result, MAX_LINES) + words_groups(groups)
    return Figure(
        lambda theme: chart_within(result, groups, patients, theme, patient),
        caption,
        f"Scatter chart. {caption} {figures_within(within)}.",
        provenance_of(question),
        lines_association(result),
    )
