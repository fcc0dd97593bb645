"""Where this session keeps the file on its way to be a cohort, and nobody else does."""

import streamlit as st

from lib.ui.upload.state import Upload

UPLOAD, GENERATION, FAULT = "upload", "upload generation", "upload fault"


def current_upload() -> Upload | None:
    """Give the file on its way to be a cohort, None when there is none."""
    return st.session_state.get(UPLOAD)


def keep_upload(upload: Upload | None) -> None:
    """Keep the file's next state in this session, or discard it."""
    if upload is None:
        st.session_state.pop(UPLOAD, None)
    else:
        st.session_state[UPLOAD] = upload
