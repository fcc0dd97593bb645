"""Blocks that pages are made of: a chart with its caption and files, a printed table with its files."""

import re
from collections.abc import Callable, Mapping
from functools import partial
from html import escape
from types import MappingProxyType
from typing import Any

import streamlit as st

from lib.analysis.common.question import Question
from lib.present.common.charts import Specification
from lib.present.common.figure import Figure
from lib.present.common.provenance import provenance_of
from lib.present.common.table import PrintTable, html_of
from lib.ui.state.patient import PATIENT_SELECTIONS, follow_chart, patient_name, why_no_patient
from lib.ui.widgets.downloads import show_figure_menu, show_table_menu

#: Where a line must not break: around a sign before a number, before a per cent sign, before "CI".
_NUMBER_SPACE = re.compile(
    r" (?=[=<>≤≥≈] [−+-]?[.\d])|(?<=[=<>≤≥≈]) (?=[−+-]?[.\d])|(?<=\d) (?=%)|(?<=%) (?=CI\b)"
)
#: What is done with what was picked in a chart: the marks of a selection of points, or the ends of a region.
Follow = Callable[[Any], None]
NOTHING_FOLLOWED: Mapping[str, Follow] = MappingProxyType({})


def show_quiet(text: str) -> None:
    """Draw a line of small print: captions, context, notes."""
    show_paragraph(text, "quiet")


def show_answer(sentence: str) -> None:
    """Draw the answer: the one sentence a reader should leave with."""
    show_paragraph(sentence, "answer")


def show_paragraph(text: str, style: str) -> None:
    """Draw plain text in one of the style sheet's classes; "p = .057" is never cut by the end of a line."""
    st.html(f'<p class="{style}">{escape(keep_numbers_whole(text))}</p>')


def keep_numbers_whole(text: str) -> str:
    """Give the text with no-break spaces inside its statistics."""
    return _NUMBER_SPACE.sub("\N{NO-BREAK SPACE}", text)


def current_theme() -> str:
    """Tell whether the reader's page is `light` or `dark`."""
    return "dark" if st.context.theme.type == "dark" else "light"


def show_figure(
    name: str,
    figure: Figure,
    follow: Mapping[str, Follow] = NOTHING_FOLLOWED,
    *,
    state: str = "",
    hint: str = "",
) -> None:
    """Draw a figure with its caption, and offer it as files.

    Parameters
    ----------
    name : str
        Its key, and the stem of the files.
    figure : Figure
        What to draw.
    follow : mapping of str to callable
        What a selection of the chart does, by its name, beside those that choose a patient.
    state : str
        What a selection changes: once it does, the chart forgets what was picked in it.
    hint : str
        What a click does, behind the caption.
    """
    show_chart(figure.on_screen(current_theme()), f"chart {name}{state}", figure.alt, follow)
    show_quiet(f"{figure.caption} {hint}".strip())
    show_figure_files(name, figure)


def show_chart(
    chart: Specification, key: str, alt: str, follow: Mapping[str, Follow] = NOTHING_FOLLOWED
) -> None:
    """Draw a chart; a click on a mark that stands for a patient chooses the patient, other selections do theirs."""
    named = {param["name"] for param in chart.get("params", ())}
    patients = [name for name in PATIENT_SELECTIONS if name in named and not why_no_patient()]
    chosen = [*patients, *(name for name in follow if name in named)]
    if not chosen:
        st.vega_lite_chart(chart, key=key, alt=alt)
        return
    st.vega_lite_chart(
        chart, key=key, alt=alt, on_select=partial(_follow, key, follow), selection_mode=chosen
    )


def _follow(key: str, follow: Mapping[str, Follow]) -> None:
    """Do what was picked in the chart of a key asks for."""
    follow_chart(key)
    picked = st.session_state[key].get("selection", {})
    for name, act in follow.items():
        if picked.get(name):
            act(picked[name])


def show_figure_files(name: str, figure: Figure) -> None:
    """Offer a figure as SVG, PDF and PNG at journal widths; it is drawn for them at the click alone."""
    show_figure_menu(name, figure)


def show_table(table: PrintTable) -> None:
    """Draw a printed table, the row of the patient looked at marked."""
    st.html(html_of(table, explained=True, picked=patient_name()))


def show_table_with_files(name: str, table: PrintTable, question: Question) -> None:
    """Draw a printed table and offer it as files; `name` is its key and the stem of the files."""
    show_table(table)
    show_table_files(name, table, question)


def show_table_files(name: str, table: PrintTable, question: Question) -> None:
    """Offer a table as Word, Excel, CSV, LaTeX and HTML, and to copy."""
    show_table_menu(name, table.about(provenance_of(question)))
