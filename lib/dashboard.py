"""The script behind every page: page set-up, navigation, sidebar, current page."""

from pathlib import Path

import streamlit as st

from lib.ui.navigation import navigate
from lib.ui.sharing.shared import show_opening
from lib.ui.sidebar import show_sidebar
from lib.ui.state.sync import begin_run

ICON = Path(__file__).parent.parent / "data" / "icon.svg"

st.set_page_config(page_title="Magnesium in ketamine treatment", page_icon=str(ICON), layout="wide")
if begin_run():
    page = navigate()
    with st.sidebar:
        show_sidebar()
    page.run()
else:
    navigate(hidden=True)
    show_opening()
