"""Response by feature: two forest plots side by side, and the table."""

import streamlit as st

from lib.analysis.common.question import Question
from lib.analysis.comorbidity.response import Responses, analyse_responses
from lib.present.comorbidity.figures import figure_forest
from lib.present.comorbidity.forest import DIFFERENCE, ODDS
from lib.present.comorbidity.response_words import (
    limits_responses,
    sentence_responses,
)
from lib.present.comorbidity.tests import table_responses
from lib.ui.comorbidity.blocks import choose_kind, show_limits, show_with_files
from lib.ui.state.session import answer, current_settings
from lib.ui.widgets.blocks import show_answer, show_figure
from lib.ui.widgets.code import show_code
from lib.ui.widgets.controls import choose_one


def show_responses(question: Question, kind: str) -> None:
    """Draw response with and without each feature: answer, forest plots, limits, table."""
    result = answer(analyse_responses, question, current_settings().target, kind)
    show_answer(sentence_responses(result))
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
        choose_kind()
        choose_one("target", "Outcome counted")
    show_forests(question, result, "response")
    if result.rows:
        show_code(question, "response")


def show_forests(question: Question, result: Responses, name: str) -> None:
    """Draw both forest plots side by side, what could be found, and the table."""
    if not result.rows:
        return
    columns = st.columns(2, gap="large")
    for column, effect in zip(columns, (DIFFERENCE, ODDS), strict=True):
        with column:
            show_figure(f"comorbidity-{name}-{effect}", figure_forest(question, result, effect))
    show_limits(limits_responses(result))
    show_with_files(name, table_responses(result), question)
