"""Settings saved as a file, and opened again."""

from __future__ import annotations

import streamlit as st

from lib.export.settings_file import SettingsFileError, read_settings_file, settings_file
from lib.ui.state.address import encode_settings
from lib.ui.state.cohort_choice import open_settings
from lib.ui.state.session import current_cohort, current_message, current_notices, current_settings
from lib.ui.widgets.files import choose_file
from lib.ui.widgets.plain import escape_markdown

_UPLOADER, _FAULT = "settings file", "fault of the settings file"


def show_settings_file() -> None:
    """Draw the download of all settings, and the place to open such a file; what does not fit is told."""
    cohort = current_cohort()
    saved = settings_file(encode_settings(current_settings(), cohort), cohort.fingerprint)
    st.download_button(
        "Save settings",
        saved,
        f"settings-{cohort.fingerprint[:12]}.json",
        "application/json",
        key="save settings",
        on_click="ignore",
    )
    choose_file(
        "Open settings",
        ["json"],
        key=_UPLOADER,
        on_change=_open,
        help="A file saved here: it holds settings and a fingerprint, never a row.",
    )
    if st.session_state.get(_UPLOADER) is not None:
        _show_what_came_of_it()


def _show_what_came_of_it() -> None:
    """Say beside the file, as on top of the page, whether it was opened and what of it did not fit."""
    fault, message = st.session_state.get(_FAULT), current_message()
    if fault:
        st.error(escape_markdown(fault))
    elif message is not None:
        (st.success if message.well else st.warning)(escape_markdown(message.sentence))
        for notice in current_notices():
            st.warning(escape_markdown(notice))


def _open() -> None:
    """Take up the settings of the file that was chosen; for the callback of the uploader."""
    st.session_state.pop(_FAULT, None)
    chosen = st.session_state.get(_UPLOADER)
    if chosen is None:
        return
    try:
        found = read_settings_file(chosen.getvalue())
    except SettingsFileError as error:
        st.session_state[_FAULT] = str(error)
        return
    open_settings(found.query, found.fingerprint)
