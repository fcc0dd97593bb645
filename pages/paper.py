"""Paper: every published number beside its recomputation, and which of them hold."""

import streamlit as st

from lib.analysis.published.judgement import judge_paper
from lib.present.published.notes import PAPER_BASIS
from lib.present.published.verdicts import sentence_paper, sentence_patients
from lib.ui.frame import show_frame
from lib.ui.navigation import show_page_link
from lib.ui.published.blocks import show_how_checked, show_list, show_maps, show_paper_table
from lib.ui.state.session import answer, current_settings
from lib.ui.widgets.blocks import show_answer, show_quiet
from lib.ui.widgets.controls import choose_many
from lib.ui.widgets.plain import escape_markdown

show_frame("Do the published numbers hold?", needs_patients=False)
result = answer(judge_paper)
show_answer(sentence_paper(result))
st.markdown(escape_markdown(sentence_patients(result)))
show_quiet(PAPER_BASIS)
choose_many("verdict", "Verdicts shown", result.counts)
show_paper_table(result)
show_maps(result)
st.header("Every printed number", anchor=False)
show_list(result.findings, current_settings().verdict)
show_how_checked()
show_page_link("check_table")
