"""Blocks of the page ANOVA for all patients: the mixed model, methods side by side, and who is missing."""

from collections.abc import Callable

import streamlit as st

from lib.analysis.common.question import Question
from lib.analysis.mixed.checks import check_mixed
from lib.analysis.mixed.fit import (
    COVARIANCE_SETTINGS,
    MIXED_SETTINGS,
    MixedAnswer,
    analyse_mixed,
    compare_covariances,
)
from lib.analysis.mixed.imputed import IMPUTED_SETTINGS, impute_endpoint
from lib.analysis.mixed.missingness import describe_missingness
from lib.analysis.mixed.sides import ContrastBySide, MethodsCompared, compare_methods
from lib.present.common.table import table_of_pairs
from lib.present.mixed.checks import sentence_checks, table_checks
from lib.present.mixed.estimand import lines_estimand
from lib.present.mixed.figures import figure_means
from lib.present.mixed.imputed import sentence_imputed, table_imputed, table_tipping
from lib.present.mixed.missingness import sentence_missingness, tables_missingness
from lib.present.mixed.sides import TITLE, figure_sides, name_contrast, sentence_sides, table_sides
from lib.present.mixed.tables import (
    table_covariance,
    table_covariances,
    table_effects,
    table_means,
    table_tests,
    tables_differences,
)
from lib.present.mixed.words import sentence_agreement, sentence_covariances, sentence_mixed
from lib.stats.common.result import Refusal
from lib.stats.mixed.covariance import COVARIANCES
from lib.stats.mixed.feasibility import CannotFit
from lib.ui.state.session import answer, change_setting, current_settings
from lib.ui.widgets.blocks import show_answer, show_figure, show_table, show_table_with_files
from lib.ui.widgets.code import show_code
from lib.ui.widgets.controls import choose_one, choose_several, choose_whole
from lib.ui.widgets.plain import escape_markdown


def show_mixed(question: Question) -> None:
    """Draw the page for all patients."""
    found = answer(analyse_mixed, question, *current_settings().pick(MIXED_SETTINGS))
    _show_answer(found)
    if isinstance(found.model, CannotFit):
        show_code(question, "mixed")
    else:
        _show_means(question, found)
        _show_tests(question, found)
    _show_differences(question, found)
    _show_sides(question)
    st.header("Who is missing?", anchor=False)
    show_missingness(question)
    _on_demand(
        "What if the missing had done worse? (imputation, tipping point)", _show_imputed, question, found
    )


def _show_answer(found: MixedAnswer) -> None:
    show_answer(sentence_mixed(found))
    simpler = found.model.simpler if isinstance(found.model, CannotFit) else None
    if simpler is not None:
        st.button(
            f"Fit with {escape_markdown(COVARIANCES[simpler].label)} covariance", key="mixed simpler",
            on_click=change_setting, args=("covariance", simpler), type="primary",
        )  # fmt: skip
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
        choose_one("measure", "Measure")
        with st.container(width=300):
            choose_one("between", "Groups compared")
        choose_one("cases", "Patients")
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
        with st.container(width=300):
            choose_one("covariance", "Covariance of the visits")
        choose_one("baseline", "First visit")
    with st.expander("Covariates and degrees of freedom"):
        choose_several("covariates", "Covariates")
        choose_one("ddf", "Degrees of freedom")


def _show_means(question: Question, found: MixedAnswer) -> None:
    show_figure("mixed-means", figure_means(question, found))
    with st.expander("Least-squares means in numbers"):
        show_table_with_files("mixed-means", table_means(found), question)


def _show_tests(question: Question, found: MixedAnswer) -> None:
    if found.tests:
        show_table_with_files("mixed-tests", table_tests(found), question)
        if found.agreement is not None:
            st.markdown(escape_markdown(sentence_agreement(found.agreement)))
    out = (*found.modelled.cases.left_out, *found.without)
    if out:
        with st.expander(f"{len(out)} of {found.modelled.cases.n_selected:,} patients cannot enter"):
            pairs = [(row.patient, row.reason) for row in out]
            table = table_of_pairs("Patients whom the model cannot use", ("Patient", "Why"), pairs)
            show_table_with_files("mixed-left-out", table, question)
    _on_demand("Covariances side by side (AIC, BIC)", _show_covariances, question, found)
    if not found.withheld:
        _on_demand("Fixed effects, and spread of the visits", _show_effects, question, found)
        _on_demand("Influence and residuals of single patients", _show_checks, question, found)
        with st.expander("Estimand"):
            st.markdown(escape_markdown(lines_estimand(question, found)))
    show_code(question, "mixed")


def _on_demand(
    label: str, show: Callable[[Question, MixedAnswer], None], question: Question, found: MixedAnswer
) -> None:
    box = st.expander(label, key=f"{label} box", on_change="rerun")
    if box.open:
        with box:
            show(question, found)


def _show_covariances(question: Question, found: MixedAnswer) -> None:
    fits = answer(compare_covariances, question, *current_settings().pick(COVARIANCE_SETTINGS))
    st.markdown(escape_markdown(sentence_covariances(fits, found.covariance)))
    show_table_with_files("mixed-covariances", table_covariances(found, fits), question)


def _show_effects(question: Question, found: MixedAnswer) -> None:
    show_table_with_files("mixed-effects", table_effects(found), question)
    show_table(table_covariance(found))


def _show_imputed(question: Question, found: MixedAnswer) -> None:
    """Draw imputation, jump to reference and tipping point; a second or more, so it is computed on demand."""
    with st.container(width=160):
        choose_whole("seed", "Seed")
    imputed = answer(impute_endpoint, question, *current_settings().pick(IMPUTED_SETTINGS))
    if isinstance(imputed, Refusal):
        st.info(escape_markdown(imputed.reason))
        return
    st.markdown(escape_markdown(sentence_imputed(imputed)))
    show_table_with_files("mixed-imputed", table_imputed(imputed), question)
    show_table_with_files("mixed-tipping-point", table_tipping(imputed), question)


def _show_checks(question: Question, found: MixedAnswer) -> None:
    checks = answer(check_mixed, question, *current_settings().pick(MIXED_SETTINGS))
    if not isinstance(checks, Refusal):
        st.markdown(escape_markdown(sentence_checks(checks)))
        show_table_with_files("mixed-influence", table_checks(checks), question)


def _show_differences(question: Question, found: MixedAnswer) -> None:
    tables = tables_differences(found)
    if not tables:
        return
    st.header("Which visits and groups differ?", anchor=False)
    with st.container(width=260):
        choose_one("adjust", "Adjustment of p")
    # The last family is what a trial reports: the difference of the changes.
    *others, first = enumerate(tables, start=1)
    show_table_with_files(f"mixed-differences-{first[0]}", first[1], question)
    for number, table in others:
        with st.expander(escape_markdown(table.caption)):
            show_table_with_files(f"mixed-differences-{number}", table, question)


def _show_sides(question: Question) -> None:
    st.header(f"{TITLE}", anchor=False)
    show_sides(question)


def show_sides(question: Question) -> None:
    """Draw the contrasts by every method; the difference of groups first, where two are compared."""
    settings = current_settings()
    found = answer(compare_methods, question, settings.measure, settings.between)
    if isinstance(found, Refusal):
        st.info(escape_markdown(found.reason))
        return
    first, *others = sorted(found.contrasts, key=lambda contrast: not contrast.first)
    _show_contrast(question, found, first, 1)
    for number, contrast in enumerate(others, start=2):
        name = name_contrast(found, contrast)
        with st.expander(escape_markdown(f"{name[:1].upper()}{name[1:]}")):
            _show_contrast(question, found, contrast, number)
    with st.expander("All methods in numbers"):
        show_table_with_files("methods-side-by-side", table_sides(found), question)


def _show_contrast(question: Question, found: MethodsCompared, contrast: ContrastBySide, number: int) -> None:
    st.markdown(escape_markdown(sentence_sides(found, contrast)))
    show_figure(f"methods-side-by-side-{number}", figure_sides(question, found, contrast))


def show_missingness(question: Question) -> None:
    """Draw who is missing: the sentence, patterns, dropout by visit and the first visit by completion."""
    settings = current_settings()
    found = answer(describe_missingness, question, settings.measure, settings.between)
    if found is None:
        return
    st.markdown(escape_markdown(sentence_missingness(found)))
    if found.n == found.n_complete:
        return
    first, *others = tables_missingness(found)
    show_table_with_files("missing-values-1", first, question)
    with st.expander("Dropout by visit, and who they were at the first visit"):
        for number, table in enumerate(others, start=2):
            show_table_with_files(f"missing-values-{number}", table, question)


def show_sides_on_demand(question: Question, left_out: bool) -> None:
    """Offer beside complete cases what the other methods say and who is missing, where somebody is left out."""
    if not left_out:
        return
    box = st.expander(TITLE, key="sides box", on_change="rerun")
    if box.open:
        with box:
            show_sides(question)
            show_missingness(question)
