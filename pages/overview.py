"""Overview: what this is, the cohort at a glance, the main trajectory, and where to go next."""

import streamlit as st

from lib.analysis.anova.visits import analyse_anova
from lib.analysis.overview.summary import summarise_cohort
from lib.cohort.cohort import MEDICINES_NOTICE
from lib.present.anova.words import sentence_anova
from lib.present.overview.summary import sentence_overview, table_completeness, table_groups, title_overview
from lib.ui.frame import show_frame
from lib.ui.navigation import show_page_links
from lib.ui.state.session import answer, current_cohort, current_settings
from lib.ui.trajectory.blocks import show_trajectory
from lib.ui.widgets.blocks import show_answer, show_quiet, show_table
from lib.ui.widgets.code import show_code
from lib.ui.widgets.controls import escape_markdown

question = show_frame(escape_markdown(title_overview(current_cohort())))
if question:
    overview = answer(summarise_cohort, question)
    settings = current_settings()
    change = answer(analyse_anova, question, settings.measure)
    show_answer(f"{sentence_overview(overview, question)} {sentence_anova(change, settings['correct'])}")
    left, right = st.columns([5, 4], gap="large")
    with left:
        show_trajectory(question, "overview-trajectory", with_controls=False)
    with right:
        show_table(table_groups(overview))
        show_table(table_completeness(overview))
        if question.cohort.synthetic:
            show_quiet(MEDICINES_NOTICE)
    show_code(question, "overview")
    st.header("Where to go next", anchor=False)
    show_page_links()
