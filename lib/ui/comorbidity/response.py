"""Response by feature: a forest plot, and the table."""

from functools import partial

import streamlit as st

from lib.analysis.common.question import Question
from lib.analysis.comorbidity.response import Responses, analyse_responses
from lib.present.common.forest import ROW_SELECTION
from lib.present.comorbidity.figures import figure_forest
from lib.present.comorbidity.response_words import (
    limits_responses,
    sentence_responses,
)
from lib.present.comorbidity.rows import click_choice
from lib.present.comorbidity.tests import table_responses
from lib.ui.comorbidity.blocks import (
    CLICK_HINT,
    choose_kind,
    follow_rows,
    is_on,
    show_limits,
    show_with_files,
)
from lib.ui.state.session import answer, current_settings
from lib.ui.widgets.blocks import show_answer, show_figure
from lib.ui.widgets.code import show_code
from lib.ui.widgets.controls import choose_one


def show_responses(question: Question, kind: str) -> None:
    """Draw response with and without each feature: answer, forest plot, limits, table."""
    result = answer(analyse_responses, question, current_settings().target, kind)
    show_answer(sentence_responses(result))
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
        choose_kind()
        choose_one("target", "Outcome counted")
        choose_one("effect", "Effect drawn")
    show_forests(question, result, "response")
    if result.rows:
        show_code(question, "response")


def show_forests(question: Question, result: Responses, name: str) -> None:
    """Draw the forest plot, what could be found, and the table."""
    if not result.rows:
        return
    choices = {row.feature.name: click_choice(row.feature) for row in result.rows}
    on = [code for code, choice in choices.items() if is_on(choice)]
    figure = figure_forest(question, result, effect := current_settings().effect, on[0] if on else "")
    follow = {ROW_SELECTION: partial(follow_rows, choices)}
    hint = CLICK_HINT if any(choices.values()) else ""
    show_figure(f"comorbidity-{name}-{effect}", figure, follow, state=f" {' '.join(on)}", hint=hint)
    show_limits(limits_responses(result))
    show_with_files(name, table_responses(result), question)
