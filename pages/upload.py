"""Upload: a file becomes the reader's own cohort."""

import streamlit as st

from lib.ui.frame import show_frame
from lib.ui.navigation import go_to_first_page
from lib.ui.upload.steps import show_upload

show_frame("Bring your own cohort", needs_patients=False)
show_upload()
if st.session_state.pop("explore now", False):
    go_to_first_page()
