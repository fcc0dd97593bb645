"""The frame around every page: context line, notices, question, and the page for an empty selection."""

from typing import Literal, overload

import streamlit as st

from lib.analysis.common.question import Question
from lib.analysis.settings.question import FILTER_NAMES
from lib.cohort.cohort import SYNTHETIC_NOTICE
from lib.cohort.outcome import describe_definition
from lib.present.common.formats import format_whole, plural
from lib.present.common.palette import INKS
from lib.present.common.table import STYLE
from lib.present.report.words import words_step
from lib.share.words import sentence_shared
from lib.ui.navigation import show_page_link
from lib.ui.sharing.shared import snapshot_of
from lib.ui.state.cohort_choice import forget_link
from lib.ui.state.session import (
    current_message,
    current_notices,
    current_question,
    reset_settings,
    waiting_link,
)
from lib.ui.widgets.blocks import current_theme, show_quiet
from lib.ui.widgets.controls import escape_markdown
from lib.ui.widgets.copy_link import show_copy_link
from lib.ui.widgets.records import show_records

#: Small print, a little more room for the page, and the ground behind the first column of a wide table.
_PAGE_STYLE = """
.quiet{font-size:.875rem;line-height:1.45;opacity:.78;margin:0;max-width:95ch;overflow-wrap:anywhere}
[data-testid=stMainBlockContainer]{padding-top:4rem;max-width:1320px}
.paper-table{--paper-table-ground:%s}
"""


@overload
def show_frame(title: str, *, needs_patients: Literal[False]) -> Question: ...
@overload
def show_frame(title: str) -> Question | None: ...
def show_frame(title: str, *, needs_patients: bool = True) -> Question | None:
    """Draw what stands on top of every page.

    Parameters
    ----------
    title : str
        The page's question.
    needs_patients : bool
        Whether the page has nothing to say about an empty selection.

    Returns
    -------
    Question or None
        What the page is to answer; None when no patient is selected, and the page is done.
    """
    question = current_question()
    st.html(f"<style>{STYLE}{_PAGE_STYLE % INKS[current_theme()].ground}</style>")
    # What comes and goes stands in a container of its own: the browser tells parts of a page apart by their place,
    # and would draw everything below anew.
    with st.container():
        _show_context(question)
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


def _show_context(question: Question) -> None:
    cohort = question.cohort
    who = f"{cohort.name} · {format_whole(question.selected.n)} of {plural(cohort.n_patients, 'patient')}"
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        with st.container():
            show_quiet(f"{who} · {describe_definition(cohort, question.definition)}")
        with st.container(width="content"):
            show_copy_link()
    if question.selection.active:
        show_quiet(_account(question))
    if cohort.synthetic:
        show_quiet(SYNTHETIC_NOTICE)
    snapshot = snapshot_of(cohort)
    if snapshot is not None:
        show_quiet(sentence_shared(snapshot))
    if question.classification is not None:
        _show_unevaluable(question)


def _account(question: Question) -> str:
    """Say how many patients each filter removed, one after another."""
    start = f"Filters: {plural(question.cohort.n_patients, 'patient')}"
    return " → ".join((start, *(words_step(step) for step in question.selected.steps)))


def _show_unevaluable(question: Question) -> None:
    classification = question.classified
    if classification.reasons:
        n = len(classification.reasons)
        with st.expander(f"{plural(n, 'patient')} not evaluable under this definition"):
            show_records(
                {
                    "Patient": [p for p, _ in classification.reasons],
                    "Why": [w for _, w in classification.reasons],
                },
            )
    if classification.carried:
        n = len(classification.carried)
        with st.expander(f"{plural(n, 'patient')} with the last observation carried forward"):
            show_records(
                {
                    "Patient": [p for p, _ in classification.carried],
                    "Visit carried forward": [v for _, v in classification.carried],
                },
            )


def _show_empty(question: Question) -> None:
    st.info("No patient fulfils all filters, so there is nothing to compute.")
    st.markdown(
        "\n".join(f"- {escape_markdown(words_step(step))}" for step in question.selected.steps)
        + "\n\nWiden one of the filters in the sidebar, or start again with all patients."
    )
    st.button("Show all patients", on_click=reset_settings, args=(FILTER_NAMES,), type="primary")
