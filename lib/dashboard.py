"""The script behind every page: page set-up, navigation, sidebar, current page."""

from pathlib import Path

import streamlit as st

from lib.ui.navigation import navigate
from lib.ui.sharing.shared import show_opening
from lib.ui.sidebar import show_sidebar
from lib.ui.state.first_click import repeat_first_click
from lib.ui.state.log import watch_page
from lib.ui.state.sync import begin_run
from lib.ui.style import show_style

ICON = Path(__file__).parent.parent / "data" / "icon.svg"
NAME = "Magnesium in ketamine treatment"
SIDEBAR_WIDTH = 272

st.set_page_config(page_title=NAME, page_icon=str(ICON), layout="wide", initial_sidebar_state=SIDEBAR_WIDTH)
show_style()
if begin_run():
    page = navigate()
    watch_page(page.url_path)
    # The browser's tab names the page first: several tabs of one dashboard are told apart by it.
    st.set_page_config(page_title=f"{page.title} · {NAME}")
    with st.sidebar:
        show_sidebar()
    page.run()
    repeat_first_click()
else:
    navigate(hidden=True)
    show_opening()
