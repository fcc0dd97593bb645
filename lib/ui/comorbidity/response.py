"""Response by feature: two forest plots side by side, and the table."""

import streamlit as st

from lib.analysis.common.question import Question
from lib.analysis.comorbidity.response import Responses, analyse_responses
from lib.present.common.figure import Figure
from lib.present.common.provenance import provenance_of
from lib.present.comorbidity.forest import DIFFERENCE, ODDS, chart_forest
from lib.present.comorbidity.response_words import (
    alt_forest,
    caption_forest,
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
            _show_forest(question, result, name, effect)
    show_limits(limits_responses(result))
    show_with_files(name, table_responses(result), question)


def _show_forest(question: Question, result: Responses, name: str, effect: str) -> None:
    figure = Figure(
        lambda theme: chart_forest(result, effect, theme),
        caption_forest(result, effect),
        alt_forest(result, effect),
        provenance_of(question),
        draw_on_paper=lambda: chart_forest(result, effect, "light", whole=True),
    )
    show_figure(f"comorbidity-{name}-{effect}", figure)
