"""Check a table: another paper's Table 1 or lines of results, by arithmetic on print alone."""

import streamlit as st

from lib.present.published.notes import OWN_TABLE_BASIS
from lib.ui.frame import show_frame
from lib.ui.published.blocks import show_how_checked
from lib.ui.published.own_table import show_own_lines, show_own_table
from lib.ui.widgets.blocks import show_quiet

show_frame("Does a printed table add up?", needs_patients=False)
show_quiet(OWN_TABLE_BASIS)
table, lines = st.tabs(["A table of counts by group", "Lines of results"], key="own text", on_change="rerun")
if table.open:
    with table:
        show_own_table()
if lines.open:
    with lines:
        show_own_lines()
show_how_checked()
