"""Blocks of the Patient page: search, outcome, courses, characteristics, place, weight."""

import streamlit as st

from lib.analysis.common.question import Question
from lib.analysis.patient.profile import PatientProfile, profile_patient
from lib.present.common.charts import with_text_colours
from lib.present.patient.chart import chart_courses, drawn_courses
from lib.present.patient.figures import figure_courses
from lib.present.patient.tables import table_characteristics, table_places, table_values, table_weights
from lib.present.patient.words import (
    NOT_SELECTED,
    sentence_conditions,
    sentence_missing,
    sentence_outcome,
    sentence_unmeasured,
)
from lib.ui.state.patient import current_patient, why_no_patient
from lib.ui.state.session import answer, current_settings
from lib.ui.widgets.blocks import (
    current_theme,
    show_answer,
    show_figure_files,
    show_quiet,
    show_table,
    show_table_files,
)
from lib.ui.widgets.controls import choose_one
from lib.ui.widgets.patient import choose_patient
from lib.ui.widgets.plain import escape_markdown

#: Width of a picture in CSS pixels; on a phone there is one a row.
PANEL_WIDTH = 298


def show_patient(question: Question) -> None:
    """Draw the search and the patient's profile, or say why there is none."""
    refusal = why_no_patient()
    if refusal:
        st.info(escape_markdown(refusal))
        return
    row = current_patient()
    if row is None:
        show_answer("Choose a patient here, or by a click on a line or point in any chart.")
    else:
        profile = answer(profile_patient, question, row)
        show_answer(sentence_outcome(profile, question.definition))
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
        with st.container(width=220):
            choose_patient("Patient")
        if row is not None:
            choose_one("band", "Band of the group")
    if row is not None:
        _show_profile(question, profile)


def _show_profile(question: Question, profile: PatientProfile) -> None:
    if not profile.selected:
        st.warning(escape_markdown(NOT_SELECTED.format(patient=profile.patient)))
    _show_courses(question, profile)
    show_quiet(" ".join(filter(None, (sentence_missing(profile), sentence_conditions(profile)))))
    for name, table in (
        ("values", table_values(profile)),
        ("characteristics", table_characteristics(profile)),
    ):
        show_table(table)
        show_table_files(f"patient-{name}", table, question)
    for heading, name, found in (
        ("Place among the patients selected", "places", table_places(profile)),
        ("How far this patient moves the results", "weights", table_weights(profile)),
    ):
        if found is not None:
            st.subheader(heading, anchor=False)
            show_table(found)
            show_table_files(f"patient-{name}", found, question)


def _show_courses(question: Question, profile: PatientProfile) -> None:
    band = current_settings().band
    figure = figure_courses(question, profile, band)
    if figure is None:
        st.info(escape_markdown(sentence_unmeasured(profile)))
        return
    panels = chart_courses(profile, band, current_theme())
    with st.container(horizontal=True, gap="small"):
        for course, panel in zip(drawn_courses(profile), panels, strict=True):
            with st.container(width=PANEL_WIDTH):
                readable = with_text_colours(panel, current_theme())
                st.vega_lite_chart(readable, key=f"course {course.measure.name}", alt=figure.alt)
    show_quiet(figure.caption)
    show_figure_files("patient-courses", figure)
