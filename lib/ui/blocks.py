"""Blocks that pages are made of: a chart with its caption and files, a printed table with its files."""

from collections.abc import Callable
from html import escape

import streamlit as st

from lib.analysis.question import Question
from lib.cohort.outcome import describe_definition
from lib.cohort.selection import describe_selection
from lib.export.pictures import png_of, svg_of
from lib.present.charts import Specification
from lib.present.html_table import PrintTable, csv_of, html_document, html_of
from lib.ui.controls import plain


def provenance(question: Question) -> str:
    """Say in one line what a file was made from: cohort, selection, definition and fingerprint."""
    cohort = question.cohort
    return (
        f"{cohort.name}, {question.selected.n} of {cohort.n_patients} patients "
        f"({describe_selection(cohort, question.selection)}). "
        f"{describe_definition(cohort, question.definition)} Data fingerprint {cohort.fingerprint[:12]}."
    )


def show_quiet(text: str) -> None:
    """Draw a line of small print: captions, context, notes."""
    st.html(f'<p class="quiet">{escape(text)}</p>')


def show_answer(sentence: str) -> None:
    """Draw the answer: the one sentence a reader should leave with."""
    st.markdown(f"##### {plain(sentence)}")


def current_theme() -> str:
    """Tell whether the reader's page is `light` or `dark`."""
    return "dark" if st.context.theme.type == "dark" else "light"


def show_chart(
    name: str, chart: Specification, caption: str, alt_text: str, printed: Callable[[], Specification]
) -> None:
    """Draw a chart with its caption, and offer it as SVG and PNG.

    Parameters
    ----------
    name : str
        Key of the chart and stem of its files.
    chart : dict
        Vega-Lite specification for the page.
    caption, alt_text : str
        Words below the picture, and in its place for a reader who cannot see it.
    printed : callable
        Builds the chart for the files, in light colours and with its caption; called at the click only.
    """
    st.vega_lite_chart(chart, key=f"chart {name}", alt=alt_text)
    show_quiet(caption)
    show_chart_files(name, printed)


def show_chart_files(name: str, printed: Callable[[], Specification]) -> None:
    """Offer a chart as SVG and PNG; `printed` builds it at the click only."""
    with st.container(horizontal=True, gap="small"):
        st.download_button(
            "Download SVG",
            lambda: svg_of(printed()),
            f"{name}.svg",
            "image/svg+xml",
            key=f"{name} svg",
            on_click="ignore",
        )
        st.download_button(
            "Download PNG",
            lambda: png_of(printed()),
            f"{name}.png",
            "image/png",
            key=f"{name} png",
            on_click="ignore",
        )


def show_table(table: PrintTable) -> None:
    """Draw a printed table."""
    st.html(html_of(table))


def show_table_files(name: str, table: PrintTable, question: Question) -> None:
    """Offer a table as CSV and as an HTML page for print."""
    synthetic, footer = question.cohort.synthetic, provenance(question)
    with st.container(horizontal=True, gap="small"):
        st.download_button(
            "Download CSV",
            lambda: csv_of(table, synthetic=synthetic, footer=footer),
            f"{name}.csv",
            "text/csv",
            key=f"{name} csv",
            on_click="ignore",
        )
        st.download_button(
            "Download HTML",
            lambda: html_document(table, synthetic=synthetic, footer=footer),
            f"{name}.html",
            "text/html",
            key=f"{name} html",
            on_click="ignore",
        )
