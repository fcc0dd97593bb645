"""The Comorbidity page: one view at a time is asked for, computed and sent."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from lib.analysis.common.question import Question
from lib.analysis.comorbidity.cooccurrence import Cooccurrence, analyse_cooccurrence
from lib.analysis.comorbidity.courses import analyse_courses
from lib.analysis.comorbidity.features import CLASS, DIAGNOSIS, MEDICINE, list_features
from lib.analysis.comorbidity.response import analyse_responses
from lib.analysis.settings.kinds import Choice
from lib.cohort.cohort import MEDICINES_NOTICE
from lib.present.common.charts import Specification
from lib.present.common.figure import Figure
from lib.present.common.provenance import provenance_of
from lib.present.comorbidity.combinations import (
    COMBINATION,
    MAX_MATRIX,
    chart_combinations,
    chart_matrix,
    combinations_drawn,
    features_drawn,
)
from lib.present.comorbidity.course_words import limits_courses, sentence_courses
from lib.present.comorbidity.response_words import sentence_responses
from lib.present.comorbidity.settings import BREAKDOWNS, COURSES, DIAGNOSES, RESPONSES, TOGETHER, WHO
from lib.present.comorbidity.tables import table_combinations, table_numbers, table_pairs
from lib.present.comorbidity.words import (
    alt_chart,
    caption_combinations,
    caption_matrix,
    limits_together,
    sentence_together,
    title_breakdown,
)
from lib.ui.comorbidity.blocks import choose_kind, show_limits, show_with_files
from lib.ui.comorbidity.courses import choose_measure, show_course_tables, show_courses, show_panels
from lib.ui.comorbidity.prevalence import compare_columns, show_prevalence
from lib.ui.comorbidity.response import show_forests, show_responses
from lib.ui.navigation import show_page_link
from lib.ui.state.patient import show_only, why_no_patient
from lib.ui.state.session import answer, current_cohort, current_settings, seed_control
from lib.ui.widgets.blocks import show_answer, show_figure, show_quiet
from lib.ui.widgets.code import show_code
from lib.ui.widgets.controls import choose_one
from lib.ui.widgets.plain import escape_markdown


def title_view() -> str:
    """Give the question of the view that is open."""
    settings, book = current_settings(), current_cohort().codebook
    return title_breakdown(settings.breakdown, settings.kind, book.column(settings.measure))


def choose_view() -> None:
    """Let the reader choose the view; the others are neither computed nor sent."""
    seed_control("breakdown", Choice)
    st.segmented_control(
        "View", list(BREAKDOWNS), format_func=BREAKDOWNS.__getitem__, key="breakdown", required=True,
        label_visibility="collapsed",
    )  # fmt: skip


def show_view(question: Question) -> None:
    """Draw the view that is open."""
    settings = current_settings()
    view, kind = settings.breakdown, settings.kind
    if view == DIAGNOSES:
        _show_diagnoses(question)
        return
    if not answer(list_features, question, kind):
        _show_nothing()
        return
    if question.cohort.synthetic and kind in (MEDICINE, CLASS):
        show_quiet(MEDICINES_NOTICE)
    VIEWS[view](question, kind)


def _show_nothing() -> None:
    """Say what makes a comorbidity or a medicine, where the cohort has none."""
    st.info("This cohort has no column that is marked as a comorbidity or as a medicine.")
    st.markdown(
        "On the page Upload, give each yes/no column its role: *comorbidity*, *psychiatric comorbidity*, *medicine* or "
        "*medicine class*. A column of 0 and 1 counts as yes/no. It then takes part in every view of this page."
    )
    show_page_link("upload")


def _show_who(question: Question, kind: str) -> None:
    def controls() -> None:
        choose_kind()
        choose_one("compare", "Groups side by side")

    show_prevalence(question, "who", kind, current_settings().compare, controls)
    show_code(question, "prevalence")


def _show_together(question: Question, kind: str) -> None:
    result = answer(analyse_cooccurrence, question, kind)
    show_answer(sentence_together(result))
    choose_kind()
    if not features_drawn(result):
        st.info("No selected patient has any of them.")
        return
    if result.intersections:
        _show_upset(question, result)
    else:
        st.info(
            "No patient is known in every one of them, so there are no whole combinations; pairs are below."
        )
    show_limits(limits_together(result))
    if result.intersections:
        _show_combinations(question, result)
    _show_pairs(question, result)
    show_code(question, "together")


def _show_upset(question: Question, result: Cooccurrence) -> None:
    """Draw the combinations; a click on a column filters by its patients."""
    caption = caption_combinations(result)
    figure = Figure(
        lambda theme: chart_combinations(result, theme), caption, alt_chart(caption), provenance_of(question)
    )
    follow = {} if why_no_patient() else {COMBINATION: partial(_show_column, result)}
    state = f" {hash(current_settings().only)}"
    hint = "A click on a column shows its patients alone; Escape shows all again." if follow else ""
    show_figure("comorbidity-together", figure, follow, state=state, hint=hint)


def _show_column(result: Cooccurrence, columns: list[dict[str, str]]) -> None:
    place = int(columns[-1].get(COMBINATION, "-1"))
    drawn = combinations_drawn(result)
    if 0 <= place < len(drawn):
        show_only(drawn[place].patients)


def _show_combinations(question: Question, result: Cooccurrence) -> None:
    """Draw how many they have; which exactly is folded."""
    show_with_files("numbers", table_numbers(result), question)
    box = st.expander("Every combination in numbers", key="combinations box", on_change="rerun")
    if box.open:
        with box:
            whole = table_combinations(result, len(result.intersections))
            show_with_files("combinations", table_combinations(result), question, whole)


def _show_pairs(question: Question, result: Cooccurrence) -> None:
    drawn = min(len(features_drawn(result)), MAX_MATRIX)
    if drawn < 2:
        return
    st.header("Which two occur together?", anchor=False)
    _draw(question, "pairs", lambda theme: chart_matrix(result, theme), caption_matrix(result, drawn))
    show_with_files("pairs", table_pairs(result), question, table_pairs(result, len(result.pairs)))


def _draw(question: Question, name: str, build: Callable[[str], Specification], caption: str) -> None:
    show_figure(f"comorbidity-{name}", Figure(build, caption, alt_chart(caption), provenance_of(question)))


def _show_diagnoses(question: Question) -> None:
    """Draw the three views for the diagnosis: what patients have, the course of a measure, response."""
    columns = compare_columns(question, "diagnosis")
    if not columns or not answer(list_features, question, DIAGNOSIS):
        st.info(
            "This cohort has no column that is marked as the diagnosis, or all its patients have the same."
        )
        show_page_link("upload")
        return
    settings = current_settings()
    responses = answer(analyse_responses, question, settings.target, DIAGNOSIS)
    courses = answer(analyse_courses, question, settings.measure, DIAGNOSIS, settings.correct)
    show_answer(f"{sentence_responses(responses)} {sentence_courses(courses)}")
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
        choose_one("target", "Outcome counted")
        choose_one("effect", "Effect drawn")
        choose_measure()
    st.header("Response", anchor=False)
    show_forests(question, responses, "diagnosis-response")
    if responses.rows:
        show_code(question, "response", kind=DIAGNOSIS)
    st.header(escape_markdown(courses.measure.label), anchor=False)
    show_panels(question, courses, "diagnosis-courses")
    show_limits(limits_courses(courses))
    show_course_tables(question, courses, "diagnosis-courses")
    show_code(question, "courses", kind=DIAGNOSIS)
    box = st.expander("Frequency by diagnosis", key="diagnosis who box", on_change="rerun")
    if box.open:
        with box:
            _show_who_by_diagnosis(question, columns[0])


def _show_who_by_diagnosis(question: Question, column: str) -> None:
    kind = current_settings().kind
    if not answer(list_features, question, kind):
        _show_nothing()
        return
    show_prevalence(question, "diagnosis", kind, column, choose_kind)
    show_code(question, "prevalence", compare=column)


#: What draws each view.
VIEWS: dict[str, Callable[[Question, str], None]] = {
    WHO: _show_who,
    TOGETHER: _show_together,
    COURSES: show_courses,
    RESPONSES: show_responses,
}
