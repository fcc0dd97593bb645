"""The first page: three answers with their pages, the flow of patients, the waterfall, the measure by outcome."""

from html import escape

import streamlit as st

from lib.analysis.common.question import Question
from lib.analysis.overview.study import Study, analyse_study, study_measure
from lib.analysis.overview.summary import summarise_cohort
from lib.analysis.overview.waterfall import Waterfall
from lib.analysis.trajectory.summary import Trajectory
from lib.cohort.cohort import MEDICINES_NOTICE
from lib.cohort.reference_ranges import find_range
from lib.cohort.units import is_magnesium, magnesium_unit
from lib.present.common.figure import Figure
from lib.present.common.table import PrintTable
from lib.present.overview.answers import StudyAnswer, answers_study
from lib.present.overview.flow import figure_flow, table_flow
from lib.present.overview.multiples_words import figure_multiples, sentence_unmeasured, title_multiples
from lib.present.overview.summary import sentence_overview, table_completeness, table_groups
from lib.present.overview.waterfall_words import (
    figure_waterfall,
    sentence_waterfall,
    table_waterfall,
    title_waterfall,
)
from lib.present.trajectory.view import TrajectoryView
from lib.present.trajectory.words import table_trajectory
from lib.ui.navigation import link_page
from lib.ui.state.patient import patient_name
from lib.ui.state.session import answer, current_settings
from lib.ui.widgets.blocks import (
    current_theme,
    show_chart,
    show_figure,
    show_figure_files,
    show_paragraph,
    show_quiet,
    show_table,
    show_table_files,
)
from lib.ui.widgets.code import show_code
from lib.ui.widgets.controls import choose_one
from lib.ui.widgets.plain import escape_markdown

#: Widths of flow, waterfall and measure by outcome, one beside the other.
WIDTHS = (22, 39, 39)
#: The answers are set smaller than a page's one answer: three stand side by side.
_STYLE = """
.finding{font-size:.9375rem;line-height:1.35;margin:0}
[class*=st-key-finding-]{border-top:2px solid currentColor;padding-top:.25rem}
[class*=st-key-finding-] [data-testid=stPageLink-NavLink]{padding:0 .25rem;min-height:1.5rem}
[class*=st-key-finding-] [data-testid=stPageLink-NavLink] p{font-size:.875rem}
"""


def show_study(question: Question) -> None:
    """Draw the whole page below its title."""
    settings = current_settings()
    measure = study_measure(question.cohort, settings.measure)
    study = analyse_study(question, measure, settings.sumsq, settings.correct, settings.corr, answer)
    _show_answers(answers_study(study, settings.correct))
    flow, waterfall, multiples = st.columns(WIDTHS, gap="medium")
    view = _view(study.trajectory)
    with flow:
        _show_picture("Patients", "", "overview-flow", figure_flow(question, study.flow))
    with waterfall:
        show_waterfall(question, study.waterfall)
    with multiples:
        _show_multiples(question, study.trajectory, view)
    _show_tables(question, study, view)
    show_code(question, "overview")


def _show_answers(answers: tuple[StudyAnswer, ...]) -> None:
    """Draw the answers side by side, each below its name and the links to its pages."""
    st.html(f"<style>{_STYLE}</style>")
    for place, (column, found) in enumerate(
        zip(st.columns(len(answers), gap="medium"), answers, strict=True)
    ):
        with column, st.container(key=f"finding-{place}", gap=None):
            with st.container(horizontal=True, gap="small", vertical_alignment="center"):
                st.html(f'<p class="finding"><b>{escape(found.heading)}</b></p>', width="content")
                for file, words in found.pages:
                    link_page(file, words)
            show_paragraph(found.sentence, "finding")


def _show_picture(title: str, sentence: str, name: str, figure: Figure) -> None:
    st.markdown(f"**{escape_markdown(title)}**")
    if sentence:
        show_quiet(sentence)
    show_figure(name, figure)


def show_waterfall(question: Question, result: Waterfall | None) -> None:
    """Draw each patient's change of the depression scale, or say why there is none."""
    if result is None:
        st.markdown("**Outcome**")
        st.info("No outcome: the cohort has no depression scale that was rated at two visits.")
        return
    if not result.rows:
        st.markdown(f"**{escape_markdown(title_waterfall(result))}**")
        st.info(escape_markdown(sentence_waterfall(result)))
        return
    by = current_settings().waterfall
    figure = figure_waterfall(question, result, by, patient_name())
    st.markdown(f"**{escape_markdown(title_waterfall(result))}**")
    show_quiet(sentence_waterfall(result))
    show_chart(figure.on_screen(current_theme()), "chart overview-waterfall", figure.alt)
    choose_one("waterfall", "Change in")
    show_quiet(figure.caption)
    show_figure_files("overview-waterfall", figure)


def _show_multiples(question: Question, result: Trajectory, view: TrajectoryView) -> None:
    title = title_multiples(result, view)
    if not any(point.description.n for point in result.points):
        st.markdown(f"**{escape_markdown(title)}**")
        st.info(escape_markdown(sentence_unmeasured(result)))
        return
    _show_picture(title, "", "overview-measure", figure_multiples(question, result, view))


def _view(result: Trajectory) -> TrajectoryView:
    """Give the unit and range of the page Trajectories; patients and interval are always drawn."""
    settings = current_settings()
    limits = find_range(result.measure, settings.range)
    return TrajectoryView(
        error="ci",
        lines=True,
        axis=settings.axis,
        unit=magnesium_unit(settings.unit) if is_magnesium(result.measure) else None,
        limits=limits,
        reference=limits is not None,
        theme=current_theme(),
        patient=patient_name(),
    )


def _show_tables(question: Question, study: Study, view: TrajectoryView) -> None:
    """Give the numbers behind the pictures where they are asked for."""
    box = st.expander("Numbers behind the pictures", key="overview tables", on_change="rerun")
    if not box.open:
        return
    overview = answer(summarise_cohort, question)
    tables: list[tuple[str, PrintTable]] = [
        ("overview-flow", table_flow(study.flow)),
        ("overview-groups", table_groups(overview)),
        ("overview-measured", table_completeness(overview)),
        ("overview-measure", table_trajectory(study.trajectory, view)),
    ]
    if study.waterfall is not None and study.waterfall.rows:
        tables.append(("overview-waterfall", table_waterfall(study.waterfall, current_settings().waterfall)))
    with box:
        show_quiet(sentence_overview(overview, question))
        for name, table in tables:
            show_table(table)
            show_table_files(name, table, question)
        if question.cohort.synthetic:
            show_quiet(MEDICINES_NOTICE)
