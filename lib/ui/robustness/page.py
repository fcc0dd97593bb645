"""The page Robustness: one view at a time is asked for, computed and sent."""

from collections.abc import Callable

import streamlit as st

from lib.analysis.common.question import Question
from lib.analysis.settings.kinds import Choice
from lib.present.robustness.settings import CURVE, LOG, PATIENTS, REACH, VIEWS
from lib.ui.robustness.curve import show_curve
from lib.ui.robustness.left_out import show_left_out
from lib.ui.robustness.log import show_log
from lib.ui.robustness.reach import show_reach
from lib.ui.state.session import current_settings, seed_control

TITLES = {
    CURVE: "Would another defensible choice say the same?",
    LOG: "What was looked at, and what was planned?",
    REACH: "Is there no effect, or was it merely not seen?",
    PATIENTS: "Would the results stand without a single patient?",
}
_SHOWN: dict[str, Callable[[Question], None]] = {
    CURVE: show_curve,
    PATIENTS: show_left_out,
    REACH: show_reach,
    LOG: show_log,
}


def title_view() -> str:
    """Give the question of the view that is open."""
    return TITLES[current_settings().robust]


def choose_view() -> None:
    """Let the reader choose the view; the others are neither computed nor sent."""
    seed_control("robust", Choice)
    st.segmented_control(
        "View",
        list(VIEWS),
        format_func=VIEWS.__getitem__,
        key="robust",
        required=True,
        label_visibility="collapsed",
    )


def show_view(question: Question) -> None:
    """Draw the view that is open."""
    _SHOWN[current_settings().robust](question)
