"""The trajectory block: controls, sentence, picture and table; shared by Overview and Trajectories."""

import streamlit as st

from lib.analysis.common.question import Question
from lib.analysis.trajectory.reference import compare_with_range
from lib.analysis.trajectory.summary import Trajectory, summarise_trajectory
from lib.cohort.reference_ranges import find_range
from lib.cohort.units import is_magnesium, magnesium_unit
from lib.present.common.charts import with_text_colours
from lib.present.trajectory.figures import figure_trajectory, is_facet
from lib.present.trajectory.panes import chart_facets
from lib.present.trajectory.reference import sentence_range, table_range
from lib.present.trajectory.view import TrajectoryView
from lib.present.trajectory.words import (
    sentence_no_values,
    sentence_trajectory,
    table_changes,
    table_trajectory,
    words_own_limits,
)
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
)
from lib.ui.widgets.code import show_code
from lib.ui.widgets.controls import choose_flag, choose_one, choose_one_or_limits
from lib.ui.widgets.plain import escape_markdown

#: Width of a panel in CSS pixels; on a phone there is one a row.
PANEL_WIDTH = 320


def show_trajectory(question: Question, name: str, *, with_controls: bool) -> None:
    """Draw a measure over the visits.

    Parameters
    ----------
    question : Question
        With at least one patient selected.
    name : str
        Key of the block and stem of its files.
    with_controls : bool
        Whether the reader chooses measure, groups and looks here; else the settings in force are shown.
    """
    settings = current_settings()
    result = answer(summarise_trajectory, question, settings.measure, settings.split)
    view = _view(result)
    if with_controls:
        show_answer(sentence_trajectory(result, view))
        _show_controls(result)
    if not any(point.description.n for point in result.points):
        st.info(escape_markdown(sentence_no_values(result)))
        return
    _show_picture(name, question, result, view)
    if with_controls:
        table = table_trajectory(result, view)
        show_table(table)
        show_table_files(name, table, question)
        changes = table_changes(result, view)
        if changes is not None:
            show_table(changes)
            show_table_files(f"{name}-changes", changes, question)
        _show_range(question, result, view, name)
        show_code(question, "trajectory")


def _view(result: Trajectory) -> TrajectoryView:
    settings = current_settings()
    magnesium = is_magnesium(result.measure)
    return TrajectoryView(
        error=settings.error,
        lines=settings.lines,
        axis=settings.axis,
        unit=magnesium_unit(settings.unit) if magnesium else None,
        limits=find_range(result.measure, settings.range),
        reference=settings.reference,
        theme=current_theme(),
        patient=patient_name(),
        spread=settings.spread,
        panes=settings.panes,
    )


def _show_picture(name: str, question: Question, result: Trajectory, view: TrajectoryView) -> None:
    """Draw all groups in one picture, or a panel a group."""
    figure = figure_trajectory(question, result, view)
    if not is_facet(result, view):
        show_figure(name, figure)
        return
    panels = chart_facets(result, question.cohort.patients, view)
    with st.container(horizontal=True, gap="small"):
        for number, panel in enumerate(panels):
            with st.container(width=PANEL_WIDTH):
                words = f"{panel['title']['text']}. {figure.alt}"
                show_chart(with_text_colours(panel, current_theme()), f"{name} panel {number}", words)
    show_quiet(figure.caption)
    show_figure_files(name, figure)


def _show_controls(result: Trajectory) -> None:
    magnesium = is_magnesium(result.measure)
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
        choose_one("measure", "Measure")
        with st.container(width=260):
            choose_one("split", "Groups")
        if len([group for group in result.grouping.groups if group.n]) > 1:
            choose_one("panes", "Groups drawn")
        choose_one("spread", "Distribution")
        choose_flag("lines", "Individual patients")
    box = st.expander("Error bars, axis, unit and reference range", key="display box", on_change="rerun")
    if not box.open:
        return
    with box, st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
        with st.container(width=220):
            choose_one("error", "Error bars")
        choose_one("axis", "Axis")
        if magnesium:
            choose_one("unit", "Unit")
        if result.measure.role == "analyte":
            with st.container(width=300):
                choose_one_or_limits(
                    "range",
                    "Reference range",
                    help=words_own_limits(result.measure.unit),
                )
            choose_flag("reference", "Shade the range")


def _show_range(question: Question, result: Trajectory, view: TrajectoryView, name: str) -> None:
    """Say and tabulate how many patients lie outside of the reference range, where one is in force."""
    settings = current_settings()
    found = answer(compare_with_range, question, result.measure.name, settings.split, settings.range)
    if found is None:
        return
    st.header("Against the reference range", anchor=False)
    st.markdown(escape_markdown(sentence_range(found, result, view)))
    table = table_range(found, result, view)
    show_table(table)
    show_table_files(f"{name}-range", table, question)
