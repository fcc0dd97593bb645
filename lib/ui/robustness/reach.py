"""What this cohort could show, on the page."""

import streamlit as st

from lib.analysis.common.question import Question
from lib.analysis.robustness.reach import assess_reach
from lib.analysis.robustness.request import inquiry_of
from lib.present.robustness.reach import figure_reach, sentence_reach, table_reach
from lib.ui.state.session import answer, current_settings
from lib.ui.widgets.blocks import show_answer, show_figure, show_table_with_files
from lib.ui.widgets.controls import choose_one, choose_whole


def show_reach(question: Question) -> None:
    """Draw what each kind of test could show, against margins that the reader sets."""
    settings = current_settings()
    asked = inquiry_of(settings)
    reach = answer(assess_reach, question, asked, settings.margin, settings.marginr)
    show_answer(sentence_reach(question, asked, reach))
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
        choose_one("measure", "Measure")
        choose_one("curvegroup", "Group")
        choose_whole("margin", "Margin of a change (% of its SD)")
        choose_whole("marginr", "Margin of a correlation (hundredths)")
    show_table_with_files("reach", table_reach(question, asked, reach), question)
    show_figure("next-study", figure_reach(question, reach))
