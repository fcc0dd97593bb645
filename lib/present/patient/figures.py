"""A patient's courses as a figure, for the page and its files."""

from lib.analysis.common.question import Question
from lib.analysis.patient.profile import PatientProfile
from lib.present.common.figure import Figure
from lib.present.common.panels import join_in_rows
from lib.present.common.provenance import provenance_of
from lib.present.patient.chart import PRINTED_COLUMNS, PRINTED_WIDTH, chart_courses, drawn_courses
from lib.present.patient.words import alt_courses, caption_courses


def figure_courses(question: Question, profile: PatientProfile, band: str) -> Figure | None:
    """Give every measure of the patient beside the group; None where the patient has no value at all."""
    if not drawn_courses(profile):
        return None
    return Figure(
        lambda theme: join_in_rows(chart_courses(profile, band, theme), PRINTED_WIDTH, PRINTED_COLUMNS),
        caption_courses(profile, band),
        alt_courses(profile, band),
        provenance_of(question),
    )
