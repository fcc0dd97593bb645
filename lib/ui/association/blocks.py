"""Blocks of the Association page: answer, pictures, table, and the matrix that is computed when it is opened."""

from functools import partial

import streamlit as st

from lib.analysis.association.correlations import Association, analyse_association, correlate_visits
from lib.analysis.association.groups import (
    WITHIN,
    AssociationGroups,
    divide_association,
    row_in_front,
    rows_inside,
)
from lib.analysis.common.question import Question
from lib.present.association.axes import group_styles
from lib.present.association.chart import chart_panels, words_panels
from lib.present.association.figures import (
    PARTS,
    figure_forest,
    figure_pair,
    figure_panels,
    selected_patients,
)
from lib.present.association.tables import table_association, table_groups, table_matrix
from lib.present.association.words import (
    alt_panel,
    lines_association,
    sentence_association,
)
from lib.present.common.charts import with_text_colours
from lib.present.common.forest import ROW_FIELD, ROW_SELECTION
from lib.present.common.formats import format_whole, plural
from lib.present.common.group_lines import html_of_key
from lib.present.common.one_patient import REGION
from lib.present.common.table import table_of_pairs
from lib.present.settings import SETTING_BY_NAME
from lib.stats.common.result import reason_of
from lib.ui.state.patient import patient_name, show_only, why_no_patient
from lib.ui.state.session import answer, change_setting, current_cohort, current_settings
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
from lib.ui.widgets.controls import choose_one
from lib.ui.widgets.plain import escape_markdown

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
        choose_one("picture", "Show")
    return result


def show_pictures(question: Question, result: Association) -> None:
    """Draw the picture asked for: all coefficients and one pair, a panel a visit or change, or all patients' lines."""
    if not result.rows:
        return
    settings = current_settings()
    code = WITHIN if settings.picture == "within" else row_in_front(result, settings.pair)
    groups = divide_association(question, result, code, settings.colour)
    if settings.picture == "pair":
        _show_pair(question, result, groups, code)
    elif settings.picture == "within":
        _show_scatter(question, result, groups, WITHIN)
    else:
        _show_panels(question, result, groups, PARTS[settings.picture])
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
        if settings.picture == "pair":
            with st.container(width=240):
                choose_one("pair", "Pair drawn")
        with st.container(width=240):
            choose_one("colour", "Points coloured by")
        choose_one("corr", "Correlation")
    if groups.rows and settings.picture in ("pair", "within"):
        box = st.expander("Correlation within each group", key="group box", on_change="rerun")
        if box.open:
            with box:
                show_table_with_files("association-groups", table_groups(result, code, groups), question)


def _show_pair(question: Question, result: Association, groups: AssociationGroups, code: str) -> None:
    forest, scatter = st.columns((2, 3), gap="medium")
    with forest:
        figure = figure_forest(question, result, code)
        follow = {ROW_SELECTION: _choose_pair}
        show_figure("association-forest", figure, follow, state=f" {code}", hint="A click on a row draws it.")
    with scatter:
        _show_scatter(question, result, groups, code)


def _choose_pair(rows: list[dict[str, str]]) -> None:
    """Draw the pair whose row was clicked."""
    codes = SETTING_BY_NAME["pair"].codes(current_cohort()) or ()
    code = str(rows[-1].get(ROW_FIELD, ""))
    if code in codes:
        change_setting("pair", code)


def _show_scatter(question: Question, result: Association, groups: AssociationGroups, code: str) -> None:
    figure = figure_pair(question, result, groups, code, patient_name())
    if figure is None:
        reason = reason_of(result.within) if code == WITHIN else "No patient here has both values."
        st.info(escape_markdown(reason))
        return
    if code == WITHIN:
        show_figure("association-within", figure)
        return
    follow = {} if why_no_patient() else {REGION: partial(_show_region, question, result, code)}
    state = f" {code} {hash(current_settings().only)}"
    hint = "A click on a point chooses the patient, a region drawn with the mouse shows its patients alone."
    show_figure("association-pair", figure, follow, state=state, hint=hint if follow else "")


def _show_region(question: Question, result: Association, code: str, region: dict[str, list[float]]) -> None:
    """Filter by the patients whose values lie in a region."""
    row = next(row for row in result.rows if row.code == code)
    names = selected_patients(question)
    show_only(names[place] for place in rows_inside(row, region.get("x", ()), region.get("y", ())))


def _show_panels(question: Question, result: Association, groups: AssociationGroups, part: str) -> None:
    figure = figure_panels(question, result, groups, part, patient=patient_name())
    if figure is None:
        st.info("No patient in this selection has both values at any visit.")
        return
    panels = chart_panels(result, groups, selected_patients(question), part, current_theme(), patient_name())
    key = html_of_key(group_styles(groups), current_theme())
    if key:
        st.html(key)
    with st.container(horizontal=True, gap="small"):
        for number, (panel, words) in enumerate(zip(panels, words_panels(result, part), strict=True)):
            with st.container(width=PANEL_WIDTH):
                alt = alt_panel(words, figure.caption)
                readable = with_text_colours(panel, current_theme())
                show_chart(readable, f"panel {part} {number}", alt)
    show_quiet(figure.caption)
    show_figure_files(f"association-{part}s", figure)


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
            f"{plural(len(result.left_out), 'patient')} of {format_whole(result.n)} without a value at some visit"
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
