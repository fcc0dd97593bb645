"""What was looked at in this session, and the sealed plan, on the page."""

import streamlit as st

from lib.analysis.common.question import Question
from lib.analysis.robustness.log import adjust_log
from lib.export.sealed_plan import PlanError
from lib.present.robustness.log import sentence_log, sentence_plan, table_log
from lib.ui.state.log import (
    current_departures,
    current_log,
    current_plan,
    open_plan,
    plan_file,
    seal_current_plan,
)
from lib.ui.widgets.blocks import show_answer, show_quiet, show_table_with_files
from lib.ui.widgets.plain import escape_markdown

_UPLOADER, _FAULT = "plan file", "fault of the plan file"


def show_log(question: Question) -> None:
    """Draw the log, and the plan."""
    family = adjust_log(current_log())
    show_answer(sentence_log(family))
    if family.results:
        show_table_with_files("log", table_log(family), question)
    show_quiet("The log is in this session’s memory alone: it ends with it, and no other session sees it.")
    st.header("Plan", anchor=False)
    show_quiet(
        "A plan freezes settings, fingerprint of the data and time before results are looked at. What is looked at "
        "later is then “as planned”, or says what departs. The file can be verified here, and offline with "
        "“python -m lib verify FILE”."
    )
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        st.button("Seal the settings in force", on_click=seal_current_plan, key="seal plan")
        if plan_file():
            st.download_button(
                "Download the plan",
                plan_file(),
                "plan.json",
                "application/json",
                key="save plan",
                on_click="ignore",
            )
    st.file_uploader("Verify a plan", type=["json"], key=_UPLOADER, on_change=_open)
    _show_plan()


def _show_plan() -> None:
    fault, plan, departures = st.session_state.get(_FAULT), current_plan(), current_departures()
    if fault:
        st.error(escape_markdown(fault))
    if plan is not None and departures is not None:
        (st.warning if departures else st.success)(escape_markdown(sentence_plan(departures, plan.sealed_at)))
        show_quiet(f"SHA-256 {plan.sha256}")


def _open() -> None:
    """Verify the file that was chosen, and take it up; for the callback of the uploader."""
    st.session_state.pop(_FAULT, None)
    chosen = st.session_state.get(_UPLOADER)
    if chosen is None:
        return
    try:
        open_plan(chosen.getvalue())
    except PlanError as error:
        st.session_state[_FAULT] = str(error)
