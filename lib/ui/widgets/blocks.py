"""Blocks that pages are made of: a chart with its caption and files, a printed table with its files."""

from collections.abc import Callable
from html import escape

import streamlit as st

from lib.analysis.common.question import Question
from lib.present.common.charts import Specification, with_text_colours
from lib.present.common.number_style import current_style
from lib.present.common.provenance import provenance_of
from lib.present.common.table import PrintTable, html_of
from lib.ui.widgets.controls import escape_markdown
from lib.ui.widgets.downloads import show_figure_menu, show_table_menu


def provenance(question: Question) -> str:
    """Say in one line what a file was made from."""
    return provenance_of(question).text


def show_quiet(text: str) -> None:
    """Draw a line of small print: captions, context, notes."""
    st.html(f'<p class="quiet">{escape(text)}</p>')


def show_answer(sentence: str) -> None:
    """Draw the answer: the one sentence a reader should leave with."""
    st.markdown(f"##### {escape_markdown(sentence)}")


def current_theme() -> str:
    """Tell whether the reader's page is `light` or `dark`."""
    return "dark" if st.context.theme.type == "dark" else "light"


def show_chart(
    name: str,
    chart: Specification,
    caption: str,
    alt_text: str,
    printed: Callable[[], Specification],
    *,
    test: str = "",
) -> None:
    """Draw a chart with its caption, and offer it as files.

    Parameters
    ----------
    name : str
        Key of the chart and stem of its files.
    chart : dict
        Vega-Lite specification for the page.
    caption, alt_text : str
        Words below the picture, and in its place for a reader who cannot see it.
    printed : callable
        Builds the chart for the files, in light colours and with its caption; called when they are asked for only.
    test : str
        The test that belongs to the picture; it goes beside its files as text.
    """
    st.vega_lite_chart(with_text_colours(chart, current_theme()), key=f"chart {name}", alt=alt_text)
    show_quiet(caption)
    show_chart_files(name, printed, alt_text=alt_text, test=test)


def show_chart_files(
    name: str, printed: Callable[[], Specification], *, alt_text: str = "", test: str = ""
) -> None:
    """Offer a chart as SVG, PDF and PNG at journal widths; `printed` builds it when the menu is open only."""
    show_figure_menu(name, printed, current_style(), alt_text, test)


def show_table(table: PrintTable) -> None:
    """Draw a printed table."""
    st.html(html_of(table))


def show_table_files(name: str, table: PrintTable, question: Question) -> None:
    """Offer a table as Word, Excel, CSV, LaTeX and HTML, and to copy."""
    show_table_menu(name, table.about(provenance_of(question)))
