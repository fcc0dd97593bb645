"""Demographics: Table 1 for the current selection."""

import streamlit as st

from lib.analysis.table1.table import summarise_table1
from lib.present.table1.table import records_table1, sentence_table1, table_table1
from lib.ui.frame import show_frame
from lib.ui.state.session import answer, current_settings
from lib.ui.table1.blocks import show_row_choices
from lib.ui.widgets.blocks import show_answer, show_table, show_table_files
from lib.ui.widgets.code import show_code
from lib.ui.widgets.controls import choose_one

question = show_frame("Who are these patients, and do the groups differ?")
if question:
    settings = current_settings()
    names = ("by", "rownumbers", "rowcounts", "rowadjust")
    result = answer(summarise_table1, question, *(settings[name] for name in names))
    show_answer(sentence_table1(result))
    choose_one("by", "Columns")
    show_row_choices()
    table = table_table1(result, settings.smd)
    show_table(table)
    show_table_files("table-1", table, question)
    show_code(question, "table1")
    box = st.expander("Sortable view with unrounded numbers", key="sortable", on_change="rerun")
    if box.open:
        box.dataframe(records_table1(result), hide_index=True, alt=table.caption)
