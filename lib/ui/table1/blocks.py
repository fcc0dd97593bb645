"""Blocks of the page Demographics: how rows are shown and tested."""

import streamlit as st

from lib.ui.widgets.controls import choose_flag, choose_one


def show_row_choices() -> None:
    """Draw the choices of what numbers and counts are tested by, and which columns stand in the table."""
    with st.expander("Numbers, tests and columns"):
        choose_one("rownumbers", "Numbers")
        choose_one("rowcounts", "Test of counts")
        choose_one("rowadjust", "Adjustment of p over the rows")
        choose_flag("smd", "Standardised differences")
