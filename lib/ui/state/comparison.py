"""Selections kept as A and as B: kept, taken away, and the groupings that need them."""

import streamlit as st

from lib.analysis.settings.pinned import UNPINNED, find_unpinned, write_pinned
from lib.analysis.settings.question import FILTER_NAMES
from lib.ui.state.session import change_setting, current_cohort, current_settings, reset_settings

#: Name for the selection that is kept next; a control, no setting.
NAME_KEY = "name of the selection"


def keep_selection(letter: str) -> None:
    """Keep the filters in force as A or B, and take them away, so that both are seen; for the callback of a button."""
    name = st.session_state.get(NAME_KEY) or ""
    change_setting(letter, write_pinned(name, current_settings(), current_cohort()))
    st.session_state[NAME_KEY] = ""
    reset_settings(FILTER_NAMES)


def drop_selection(letter: str) -> None:
    """Keep nothing as A or B; groups that need it go back to what they are at first."""
    change_setting(letter, UNPINNED)
    reset_settings(tuple(find_unpinned(current_settings())))
