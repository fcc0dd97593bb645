"""Frequency: rows that filter at a click, a list that does the same from the keyboard, and the table."""

from collections.abc import Callable, Mapping
from functools import partial

import streamlit as st

from lib.analysis.common.grouping import makes_groups
from lib.analysis.common.question import Question
from lib.analysis.comorbidity.prevalence import analyse_prevalence
from lib.present.common.figure import Figure
from lib.present.common.provenance import provenance_of
from lib.present.comorbidity.prevalence import KEY, PICK, chart_prevalence
from lib.present.comorbidity.rows import BarRow, Choice, bar_rows, noun_of
from lib.present.comorbidity.tables import table_prevalence
from lib.present.comorbidity.words import (
    alt_prevalence,
    caption_prevalence,
    limits_prevalence,
    sentence_prevalence,
)
from lib.ui.comorbidity.blocks import (
    CLICK_HINT,
    follow_rows,
    is_on,
    show_limits,
    show_with_files,
    switch_choice,
)
from lib.ui.state.session import answer, current_settings
from lib.ui.widgets.blocks import show_answer, show_figure
from lib.ui.widgets.controls import choose_one
from lib.ui.widgets.plain import escape_markdown


def compare_columns(question: Question, role: str) -> tuple[str, ...]:
    """Name the columns of a role whose groups can stand side by side."""
    cohort = question.cohort
    return tuple(c.name for c in cohort.codebook.with_role(role) if makes_groups(cohort, c))


def show_prevalence(
    question: Question, name: str, kind: str, by: str, show_controls: Callable[[], None]
) -> None:
    """Draw the frequencies.

    Parameters
    ----------
    question : Question
        With at least one patient selected, and a feature of the kind.
    name : str
        Key of the block and stem of its files.
    kind : str
        Kind of the features.
    by : str
        What divides the patients; `all` for no groups.
    show_controls : callable
        Draws the controls that the reader has here.
    """
    result = answer(analyse_prevalence, question, by, kind)
    order = current_settings().order
    rows = bar_rows(result, order)
    if name == "who":
        show_answer(sentence_prevalence(result))
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
        show_controls()
        _show_list(rows, name, kind)
    chosen = _chosen(rows)
    figure = Figure(
        lambda theme: chart_prevalence(result, chosen, theme, order=order),
        caption_prevalence(result),
        alt_prevalence(result),
        provenance_of(question),
        draw_on_paper=lambda: chart_prevalence(result, frozenset(), "light", whole=True, order=order),
    )
    choices = {row.key: row.choice for row in rows if row.choice is not None}
    follow = {PICK: partial(follow_rows, choices, field=KEY)}
    state = f" {' '.join(sorted(chosen))}"
    show_figure(f"comorbidity-{name}", figure, follow, state=state, hint=CLICK_HINT if choices else "")
    choose_one("order", "Order of the rows")
    show_limits(limits_prevalence(result))
    show_with_files(name, table_prevalence(result), question)


def _chosen(rows: tuple[BarRow, ...]) -> frozenset[str]:
    return frozenset(row.key for row in rows if is_on(row.choice))


def _show_list(rows: tuple[BarRow, ...], name: str, kind: str) -> None:
    """Let the reader choose the same from a list, for the keyboard and for a phone."""
    offered = {row.key: row for row in rows if row.choice is not None and row.block == "features"}
    if not offered:
        return
    key = f"only {name}"
    st.session_state[key] = [row for row in offered if is_on(offered[row].choice)]
    st.multiselect(
        f"Only patients with these {escape_markdown(noun_of(kind))}",
        list(offered),
        format_func=lambda row: offered[row].label,
        key=key,
        placeholder="All patients",
        on_change=_follow_list,
        args=(key, {row: offered[row].choice for row in offered}),
        width=360,
    )


def _follow_list(key: str, choices: Mapping[str, Choice]) -> None:
    """Bring the filter to what stands in the list."""
    wanted = set(st.session_state[key])
    for row, choice in choices.items():
        if is_on(choice) != (row in wanted):
            switch_choice(choice, row in wanted)
