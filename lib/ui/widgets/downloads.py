"""What leaves the page as files: the menu of a table, and the menu of a figure.

A menu is a fragment: opening it runs its own lines and not the page, and what is closed is neither made nor sent.
A file is made at the click on its button, in a thread that knows neither the session nor its number style: a figure
and a table carry the style in force when the page was drawn.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import streamlit as st

from lib.export.pictures import (
    PICTURE_WIDTHS,
    RESOLUTIONS,
    journal_pdf,
    journal_png,
    journal_svg,
)
from lib.export.tables.data_csv import csv_of, notes_of
from lib.export.tables.excel import excel_of
from lib.export.tables.latex import latex_of
from lib.export.tables.word import word_of
from lib.present.common.figure import Figure
from lib.present.common.table import PrintTable, html_document
from lib.ui.widgets.copy_table import show_copy_table

#: Width of an open menu, in CSS pixels.
MENU_WIDTH = 310
GREY_WORDS = "Black and white"


@dataclass(frozen=True)
class TableForm:
    """A form a table can be had in: ending of the file, words on the button, type, help, and what makes it."""

    ending: str
    label: str
    mime: str
    help: str
    make: Callable[[PrintTable], str | bytes]


TABLE_FORMS = (
    TableForm(
        "docx",
        "Word",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "A table to edit: header repeated on every page, numbers on their decimal marks, notes below.",
        word_of,
    ),
    TableForm(
        "xlsx",
        "Excel",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "Numbers as numbers, shown with the decimals of the table; Excel writes them with your own decimal mark.",
        excel_of,
    ),
    TableForm(
        "csv",
        "CSV",
        "text/csv",
        "Data alone: one header row, numbers as numbers, an interval in two columns. Its notes are another file.",
        csv_of,
    ),
    TableForm(
        "txt",
        "Notes",
        "text/plain",
        "What belongs beside the CSV: caption, notes and provenance, as they stand under the table.",
        notes_of,
    ),
    TableForm("tex", "LaTeX", "application/x-tex", "Rules of booktabs; \\input it into a paper.", latex_of),
    TableForm(
        "html",
        "HTML",
        "text/html",
        "A page of its own that opens and prints anywhere.",
        html_document,
    ),
)


@dataclass(frozen=True)
class FigureForm:
    """A form a figure can be had in: words on the button, its key, ending of the file, type, and what makes it."""

    label: str
    key: str
    ending: str
    mime: str
    make: Callable[..., bytes]


FIGURE_FORMS = (
    FigureForm("SVG", "svg", ".svg", "image/svg+xml", journal_svg),
    FigureForm("PDF", "pdf", ".pdf", "application/pdf", journal_pdf),
    *(
        FigureForm(
            f"PNG, {dpi} dpi", f"png {dpi}", f"-{dpi}dpi.png", "image/png", partial(journal_png, dpi=dpi)
        )
        for dpi in RESOLUTIONS
    ),
)
#: What the CSV is where the decimal mark is a comma.
SEMICOLONS = (
    "Data alone; its notes are a file of their own. The decimal mark is a comma, so semicolons separate the cells, as "
    "Excel expects them in the countries that write numbers so."
)


@st.fragment
def show_table_menu(name: str, table: PrintTable) -> None:
    """Draw the menu of a table.

    Parameters
    ----------
    name : str
        Key of the menu and stem of its files.
    table : PrintTable
        Written in the number style in force, with its provenance.
    """
    menu = st.popover("Download table", key=f"{name} table files", on_change="rerun", width="content")
    if not menu.open:
        return
    with menu, st.container(horizontal=True, width=MENU_WIDTH, gap="small"):
        for form in TABLE_FORMS:
            _show_table_button(name, table, form)
        show_copy_table(name, table)


def _show_table_button(name: str, table: PrintTable, form: TableForm) -> None:
    def data() -> str | bytes:
        return form.make(table)

    st.download_button(
        form.label,
        data,
        f"{name}.{form.ending}",
        form.mime,
        key=f"{name} {form.ending}",
        help=SEMICOLONS if form.ending == "csv" and table.style.comma else form.help,
        on_click="ignore",
    )


@st.fragment
def show_figure_menu(name: str, figure: Figure) -> None:
    """Draw the menu of a figure; `name` is its key and the stem of the files."""
    menu = st.popover("Download figure", key=f"{name} figure files", on_change="rerun", width="content")
    if not menu.open:
        return
    with menu, st.container(horizontal=True, width=MENU_WIDTH, gap="small"):
        labels = {code: width.label for code, width in PICTURE_WIDTHS.items()}
        width = st.radio("Width", list(labels), format_func=labels.__getitem__, key=f"{name} width")
        grey = st.toggle(
            GREY_WORDS,
            key=f"{name} grey",
            help="Greys in place of colours; dashes and symbols tell the groups apart.",
        )
        _show_figure_buttons(name, figure, width, grey)
        st.download_button(
            "Caption",
            figure.text,
            f"{name}.txt",
            "text/plain",
            key=f"{name} txt",
            on_click="ignore",
        )


def _show_figure_buttons(name: str, figure: Figure, width: str, grey: bool) -> None:
    stem = f"{name}-{width}" + ("-bw" if grey else "")
    for form in FIGURE_FORMS:
        st.download_button(
            form.label,
            partial(form.make, figure, width, grey=grey),
            f"{stem}{form.ending}",
            form.mime,
            key=f"{name} {form.key}",
            on_click="ignore",
        )
