"""This session's log of what was looked at, and its sealed plan: both in the session's memory and nowhere else."""

import datetime
from typing import Any

import streamlit as st

from lib.analysis.common.question import Question
from lib.analysis.robustness.log import MAX_LOGGED, Looked, read_looked
from lib.export.sealed_plan import SealedPlan, find_departures, read_plan, seal_plan
from lib.ui.state.address import encode_settings
from lib.ui.state.session import Key, current_cohort, current_settings, watch_answers

_LOG, _PLAN, _FILE = "results looked at", "sealed plan", "file of the sealed plan"


def watch_page(page: str) -> None:
    """Write down the results that a page shows from now on; called at the start of every run."""
    st.session_state[Key.PAGE] = page
    watch_answers(note_answer)


def note_answer(arguments: tuple[Any, ...], found: Any) -> None:
    """Write down the results of an answer that the page open now shows."""
    page = st.session_state.get(Key.PAGE)
    if not page or not arguments or not isinstance(arguments[0], Question):
        return
    rows = [row for row in read_looked(arguments[0], found) if row.page == page]
    if not rows:
        return
    log: dict[Looked, Looked] = st.session_state.setdefault(_LOG, {})
    departures = current_departures()
    for row in rows:
        if row not in log and len(log) < MAX_LOGGED:
            log[row] = Looked(**{**vars(row), "departures": departures})


def current_log() -> tuple[Looked, ...]:
    """Give the results looked at in this session, the first first."""
    return tuple(st.session_state.get(_LOG, {}).values())


def current_plan() -> SealedPlan | None:
    """Give the plan sealed or opened in this session; None where there is none."""
    return st.session_state.get(_PLAN)


def plan_file() -> str:
    """Give the file of the plan sealed in this session; empty where there is none."""
    text: str = st.session_state.get(_FILE, "")
    return text


def seal_current_plan() -> None:
    """Seal the settings in force; for the callback of a button."""
    cohort = current_cohort()
    now = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
    text = seal_plan(encode_settings(current_settings(), cohort), cohort.fingerprint, now)
    open_plan(text.encode("utf-8"))


def open_plan(data: bytes) -> None:
    """Take up a plan from a file; `PlanError` where its seal is broken."""
    st.session_state[_PLAN] = read_plan(data)
    st.session_state[_FILE] = data.decode("utf-8")


def current_departures() -> tuple[str, ...] | None:
    """List what departs from the sealed plan now; None without a plan."""
    plan, cohort = current_plan(), current_cohort()
    if plan is None:
        return None
    return find_departures(plan, encode_settings(current_settings(), cohort), cohort)
