"""The frame around every page: context line, notices, question, and the page for an empty selection."""

from html import escape
from typing import Literal, overload

import streamlit as st

from lib.analysis.common.question import Question
from lib.analysis.settings.question import FILTER_NAMES
from lib.cohort.cohort import SYNTHETIC_NOTICE
from lib.cohort.outcome import describe_definition_briefly
from lib.present.common.formats import format_whole, plural
from lib.present.common.table import table_of_pairs
from lib.present.report.words import words_step
from lib.share.words import sentence_coarsened, sentence_shared
from lib.ui.navigation import show_page_link
from lib.ui.serving.startup import hosting_settings
from lib.ui.sharing.shared import snapshot_of
from lib.ui.state.cohort_choice import forget_link
from lib.ui.state.patient import patient_name
from lib.ui.state.session import (
    current_message,
    current_notices,
    current_question,
    reset_settings,
    waiting_link,
)
from lib.ui.widgets.blocks import show_quiet, show_table
from lib.ui.widgets.comparison import show_comparison, show_kept_chips
from lib.ui.widgets.copy_link import show_copy_link
from lib.ui.widgets.patient import show_patient_chip, show_patient_finder
from lib.ui.widgets.plain import escape_markdown


@overload
def show_frame(title: str, *, needs_patients: Literal[False], finder: bool = True) -> Question: ...
@overload
def show_frame(title: str) -> Question | None: ...
def show_frame(title: str, *, needs_patients: bool = True, finder: bool = True) -> Question | None:
    """Draw what stands on top of every page.

    Parameters
    ----------
    title : str
        The page's question.
    needs_patients : bool
        Whether the page has nothing to say about an empty selection.
    finder : bool
        Whether the search for a patient stands in the frame; a page that has its own draws none.

    Returns
    -------
    Question or None
        What the page is to answer; None when no patient is selected, and the page is done.
    """
    question = current_question()
    # What comes and goes stands in a container of its own: the browser tells parts of a page apart by their place,
    # and would draw everything below anew.
    with st.container():
        _show_context(question, finder)
    with st.container():
        _show_messages()
    st.title(title, anchor=False)
    if question.mask.any() or not needs_patients:
        return question
    _show_empty(question)
    return None


def _show_messages() -> None:
    """Tell what of the address could not be applied, and about data a link was made on."""
    for notice in current_notices():
        st.warning(escape_markdown(notice))
    message = current_message()
    if message is not None:
        (st.success if message.well else st.warning)(escape_markdown(message.sentence))
    link = waiting_link()
    if link is not None:
        st.warning(
            f"This link was made on data that are not here (fingerprint {escape_markdown(link.fingerprint)}): "
            "a link carries settings, never patients. Choose the file on the page Upload, and the link’s settings "
            "are applied to it. Until then the bundled synthetic cohort is shown."
        )
        with st.container(horizontal=True, gap="small"):
            show_page_link("upload")
            st.button("Stay with the bundled cohort", on_click=forget_link)


def _show_context(question: Question, finder: bool) -> None:
    """Say whose data these are, how many, and under which definition; below, in one row, what can be taken away.

    The row is there without a filter too: a filter does not push the page down.
    """
    cohort = question.cohort
    who = f"{cohort.name} · {format_whole(question.selected.n)} of {plural(cohort.n_patients, 'patient')}"
    words = f"{who} · {describe_definition_briefly(cohort, question.definition)}"
    st.html(f'<p class="quiet context">{escape(words)}</p>')
    with st.container(key="context", horizontal=True, vertical_alignment="center", gap="small"):
        if hosting_settings().demonstration:
            st.html('<span class="notice">Demonstration: nothing is taken in or kept</span>', width="content")
        if cohort.synthetic:
            _show_notice()
        with st.container(key="chips", horizontal=True, gap="small"):
            show_patient_chip()
            _show_chips(question)
            show_kept_chips(question)
        if question.classification is not None:
            _show_unevaluable(question)
        show_comparison(question)
        if finder:
            show_patient_finder()
        with st.container(width="content"):
            show_copy_link()
    snapshot = snapshot_of(cohort)
    if snapshot is not None:
        show_quiet(" ".join(filter(None, (sentence_shared(snapshot), sentence_coarsened(snapshot)))))


def _show_notice() -> None:
    """Draw the badge of synthetic data; pointed at or reached with the Tab key, it says the whole sentence."""
    st.html(
        '<span class="notice tip" tabindex="0">Synthetic data: no row is a real patient'
        f'<span role="tooltip">{escape(SYNTHETIC_NOTICE)}</span></span>',
        width="content",
    )


def _show_chips(question: Question) -> None:
    """Draw a chip for each active filter; a click takes the filter away."""
    for step in question.selected.steps:
        st.button(
            f"{escape_markdown(step.sentence[:1].upper() + step.sentence[1:])}  ✕",
            key=f"chip {step.filter}",
            help=f"Take this filter away. {escape_markdown(words_step(step))}.",
            on_click=reset_settings,
            args=((step.filter,),),
            shortcut="esc" if step.filter == "only" and not patient_name() else None,
        )
    if question.selection.keep_missing:
        st.button(
            "Patients with missing values kept  ✕",
            key="chip keep_missing",
            help="Take this rule away: patients without the value a filter asks for are then removed.",
            on_click=reset_settings,
            args=(("keep_missing",),),
        )


def _show_unevaluable(question: Question) -> None:
    """Name the patients whose endpoint is missing, folded: in a row of its own they would push the page down."""
    classification = question.classified
    _show_listed("not evaluable", "Why", classification.reasons)
    _show_listed("carried forward", "Visit carried forward", classification.carried)


def _show_listed(words: str, heading: str, listed: tuple[tuple[str, str], ...]) -> None:
    if not listed:
        return
    with st.popover(f"{format_whole(len(listed))} {words}", type="tertiary", key=f"listed {words}"):
        show_table(table_of_pairs(f"Patients {words}", ("Patient", heading), listed))


def _show_empty(question: Question) -> None:
    st.info("No patient fulfils all filters, so there is nothing to compute.")
    st.markdown(
        "\n".join(f"- {escape_markdown(words_step(step))}" for step in question.selected.steps)
        + "\n\nWiden one of the filters in the sidebar, or start again with all patients."
    )
    st.button("Show all patients", on_click=reset_settings, args=(FILTER_NAMES,), type="primary")
