"""Results without single patients on the page."""

import streamlit as st

from lib.analysis.common.question import Question
from lib.analysis.robustness.left_out import leave_out
from lib.analysis.robustness.request import inquiry_of
from lib.present.robustness.left_out import figure_left_out, sentence_left_out, table_left_out
from lib.stats.common.result import Refusal
from lib.ui.state.session import answer, current_settings
from lib.ui.widgets.blocks import show_answer, show_figure, show_table_with_files
from lib.ui.widgets.controls import choose_one
from lib.ui.widgets.plain import escape_markdown


def show_left_out(question: Question) -> None:
    """Draw every headline result without each patient."""
    asked = inquiry_of(current_settings())
    found = answer(leave_out, question, asked)
    if isinstance(found, Refusal):
        st.info(escape_markdown(found.reason))
        return
    show_answer(sentence_left_out(question, asked, found))
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
        choose_one("measure", "Measure")
        choose_one("curvegroup", "Group")
        choose_one("curvefeature", "Condition or medicine")
    if any(one.full.p == one.full.p for one in found):
        show_figure("without-single-patients", figure_left_out(question, asked, found))
    show_table_with_files("left-out", table_left_out(question, asked, found), question)
