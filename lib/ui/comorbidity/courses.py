"""A measure in each feature: the panels, all on the same axes, and Table 2 live."""

import streamlit as st

from lib.analysis.common.question import Question
from lib.analysis.comorbidity.course_results import Courses
from lib.analysis.comorbidity.courses import analyse_courses
from lib.analysis.settings.kinds import Several
from lib.cohort.codebook import Column
from lib.cohort.units import Unit, is_magnesium, magnesium_unit
from lib.present.common.figure import Figure
from lib.present.common.provenance import provenance_of
from lib.present.comorbidity.course_tables import (
    table_course_means,
    table_courses,
    table_courses_shown,
    table_main_effects,
)
from lib.present.comorbidity.course_words import (
    caption_courses,
    limits_courses,
    lines_courses,
    sentence_courses,
    sentence_no_values,
)
from lib.present.comorbidity.courses import MAX_PANELS, chart_courses, choose_rows, join_courses, scale_of
from lib.present.comorbidity.panels import html_panels
from lib.ui.comorbidity.blocks import choose_kind, show_limits, show_with_files
from lib.ui.state.session import answer, current_cohort, current_settings, seed_control
from lib.ui.widgets.blocks import current_theme, show_answer, show_figure_files, show_quiet
from lib.ui.widgets.code import show_code
from lib.ui.widgets.controls import choose_one
from lib.ui.widgets.plain import escape_markdown


def show_courses(question: Question, kind: str) -> None:
    """Draw a measure with and without each feature: answer, panels, limits, tables."""
    settings = current_settings()
    result = answer(analyse_courses, question, settings.measure, kind, settings.correct)
    show_answer(sentence_courses(result))
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
        choose_kind()
        choose_measure()
    show_panels(question, result, "courses")
    show_limits(limits_courses(result))
    show_course_tables(question, result, "courses")
    show_code(question, "courses")


def choose_measure() -> None:
    """Let the reader choose the measure, and the unit of magnesium."""
    choose_one("measure", "Measure")
    if _unit(current_cohort().codebook.column(current_settings().measure)) is not None:
        choose_one("unit", "Unit")


def _unit(measure: Column) -> Unit | None:
    return magnesium_unit(current_settings().unit) if is_magnesium(measure) else None


def show_panels(question: Question, result: Courses, name: str) -> None:
    """Draw a panel a feature, all on the same axes; of many those that differ most, or that are chosen."""
    rows = choose_rows(result, current_settings().panels if name == "courses" else ())
    if not rows:
        st.info(escape_markdown(sentence_no_values(result)))
        return
    unit = _unit(result.measure)
    caption = caption_courses(result, len(rows))
    st.html(html_panels(result, rows, unit, caption, current_theme()))
    show_quiet(caption)
    if name == "courses" and len(result.rows) > MAX_PANELS:
        labels = dict(seed_control("panels", Several).options(current_cohort()))
        offered = [row.name for row in result.rows if row.name in labels]
        st.multiselect(
            f"Courses drawn, at most {MAX_PANELS}", offered, format_func=labels.__getitem__, key="panels",
            placeholder="Those that differ most", max_selections=MAX_PANELS,
        )  # fmt: skip
    figure = Figure(
        lambda theme: join_courses(chart_courses(result, rows, unit, theme)),
        caption,
        f"Line charts. {caption}",
        provenance_of(question),
        lines_courses(result),
    )
    show_figure_files(f"comorbidity-{name}", figure)


def show_course_tables(question: Question, result: Courses, name: str) -> None:
    """Draw Table 2 live, and the main effects below it."""
    if not result.withheld:
        show_with_files(name, table_courses_shown(result), question, table_courses(result))
        with st.expander("Correction for departures from sphericity"):
            choose_one("correct", "Correction of p")
        st.header("Is the level different over all visits?", anchor=False)
        show_with_files(f"{name}-level", table_main_effects(result), question)
    box = st.expander("The courses in numbers", key=f"{name} means box", on_change="rerun")
    if box.open:
        with box:
            factor, _, decimals = scale_of(result, _unit(result.measure))
            show_with_files(f"{name}-means", table_course_means(result, factor, decimals + 1), question)
    lines = lines_courses(result)
    if lines:
        with st.expander("Lines to copy (APA)"):
            st.code(lines, language=None, wrap_lines=True)
