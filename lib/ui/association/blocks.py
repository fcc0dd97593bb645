"""Blocks of the Association page: answer, pictures, table, and the matrix that is computed when it is opened."""

import streamlit as st

from lib.analysis.association.correlations import Association, analyse_association, correlate_visits
from lib.analysis.common.question import Question
from lib.present.association.chart import chart_panels, words_panels
from lib.present.association.figures import PARTS, figure_panels, figure_within, selected_patients
from lib.present.association.tables import table_association, table_matrix
from lib.present.association.words import (
    alt_panel,
    lines_association,
    sentence_association,
)
from lib.present.common.charts import with_text_colours
from lib.present.common.formats import plural
from lib.present.common.table import table_of_pairs
from lib.stats.common.result import reason_of
from lib.ui.state.patient import patient_name
from lib.ui.state.session import answer, current_settings
from lib.ui.widgets.blocks import (
    current_theme,
    show_answer,
    show_chart,
    show_figure,
    show_figure_files,
    show_quiet,
    show_table,
    show_table_files,
    show_table_with_files,
)
from lib.ui.widgets.code import show_code
from lib.ui.widgets.controls import choose_one, escape_markdown

#: Width of a panel in CSS pixels; on a phone there is one a row.
PANEL_WIDTH = 300


def show_association_answer(question: Question) -> Association:
    """Draw the answer with its lines to copy, and the controls; give the result."""
    settings = current_settings()
    result = answer(analyse_association, question, settings.x, settings.y, settings.corr)
    show_answer(sentence_association(result))
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
        choose_one("x", "x axis")
        choose_one("y", "y axis")
        choose_one("corr", "Correlation")
        choose_one("picture", "Show")
    return result


def show_pictures(question: Question, result: Association) -> None:
    """Draw the picture asked for: a panel a visit, a panel a change, or the lines of all patients."""
    if not result.rows:
        return
    picture = current_settings().picture
    if picture == "within":
        _show_within(question, result)
    else:
        _show_panels(question, result, PARTS[picture])


def _show_panels(question: Question, result: Association, part: str) -> None:
    figure = figure_panels(question, result, part, patient=patient_name())
    if figure is None:
        st.info("No patient in this selection has both values at any visit.")
        return
    panels = chart_panels(result, selected_patients(question), part, current_theme(), patient_name())
    with st.container(horizontal=True, gap="small"):
        for number, (panel, words) in enumerate(zip(panels, words_panels(result, part), strict=True)):
            with st.container(width=PANEL_WIDTH):
                alt = alt_panel(words, figure.caption)
                readable = with_text_colours(panel, current_theme())
                show_chart(readable, f"panel {part} {number}", alt)
    show_quiet(figure.caption)
    show_figure_files(f"association-{part}s", figure)


def _show_within(question: Question, result: Association) -> None:
    figure = figure_within(question, result, patient_name())
    if figure is None:
        st.info(escape_markdown(reason_of(result.within)))
    else:
        show_figure("association-within", figure)


def show_association_tables(question: Question, result: Association) -> None:
    """Draw the table, the lines to copy, who misses a value, and the matrix of all visits."""
    if not result.rows:
        return
    table = table_association(result)
    show_table(table)
    show_table_files("association", table, question)
    lines = lines_association(result)
    if lines:
        with st.expander("Lines to copy (APA)"):
            st.code(lines, language=None, wrap_lines=True)
    if result.left_out:
        with st.expander(
            f"{plural(len(result.left_out), 'patient')} of {result.n} without a value at some visit"
        ):
            pairs = [(row.patient, row.reason) for row in result.left_out]
            listed = table_of_pairs("Patients without a value at some visit", ("Patient", "Missing"), pairs)
            show_table_with_files("left-out-patients", listed, question)
    box = st.expander("Matrix of all visits", key="matrix box", on_change="rerun")
    if box.open:
        with box:
            settings = current_settings()
            matrix = answer(correlate_visits, question, settings.x, settings.y, settings.corr)
            table = table_matrix(matrix, settings.corr)
            show_table(table)
            show_table_files("association-matrix", table, question)
    show_code(question, "association")
