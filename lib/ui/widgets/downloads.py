"""What leaves the page as files: the menu of a table, and the menu of a figure.

A menu is a fragment: opening it runs its own lines and not the page, and what is closed is neither made nor sent.
A file is made at the click on its button, in a thread that knows neither the session nor its number style: both
menus bind the style in force when the page was drawn.
"""

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from lib.export.pictures import (
    PICTURE_WIDTHS,
    RESOLUTIONS,
    journal_pdf,
    journal_png,
    journal_svg,
    picture_caption,
)
from lib.export.tables.data_csv import csv_of, notes_of
from lib.export.tables.excel import excel_of
from lib.export.tables.latex import latex_of
from lib.export.tables.word import word_of
from lib.present.common.charts import Specification
from lib.present.common.number_style import NumberStyle, in_style
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
#: What the CSV is where the decimal mark is a comma.
SEMICOLONS = (
    "Data alone; its notes are a file of their own. The decimal mark is a comma, so cells are parted by semicolons, as "
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
def show_figure_menu(
    name: str, printed: Callable[[], Specification], style: NumberStyle, alt_text: str, test: str
) -> None:
    """Draw the menu of a figure.

    Parameters
    ----------
    name : str
        Key of the menu and stem of its files.
    printed : callable
        Builds the chart in light colours with its caption below; called when the menu is open only.
    style : NumberStyle
        In which the page writes numbers.
    alt_text, test : str
        Words for a reader who cannot see it, and the test that belongs to it; both go beside it as text.
    """
    menu = st.popover("Download figure", key=f"{name} figure files", on_change="rerun", width="content")
    if not menu.open:
        return
    with in_style(style):
        chart = printed()
    with menu, st.container(horizontal=True, width=MENU_WIDTH, gap="small"):
        labels = {code: width.label for code, width in PICTURE_WIDTHS.items()}
        width = st.radio("Width", list(labels), format_func=labels.get, key=f"{name} width")
        grey = st.toggle(
            GREY_WORDS,
            key=f"{name} grey",
            help="Greys in place of colours; dashes and symbols tell the groups apart.",
        )
        _show_figure_buttons(name, chart, width, grey)
        text = figure_text(picture_caption(chart), alt_text, test)
        st.download_button(
            "Caption",
            text,
            f"{name}.txt",
            "text/plain",
            key=f"{name} txt",
            on_click="ignore",
        )


def _show_figure_buttons(name: str, chart: Specification, width: str, grey: bool) -> None:
    stem = f"{name}-{width}" + ("-bw" if grey else "")
    forms: list[tuple[str, str, str, str, Callable[[], bytes]]] = [
        ("SVG", "svg", f"{stem}.svg", "image/svg+xml", lambda: journal_svg(chart, width, grey=grey)),
        ("PDF", "pdf", f"{stem}.pdf", "application/pdf", lambda: journal_pdf(chart, width, grey=grey)),
    ]
    for dpi in RESOLUTIONS:
        forms.append(
            (
                f"PNG, {dpi} dpi",
                f"png {dpi}",
                f"{stem}-{dpi}dpi.png",
                "image/png",
                _png(chart, width, dpi, grey),
            )
        )
    for label, key, file, mime, data in forms:
        st.download_button(label, data, file, mime, key=f"{name} {key}", on_click="ignore")


def _png(chart: Specification, width: str, dpi: int, grey: bool) -> Callable[[], bytes]:
    return lambda: journal_png(chart, width, dpi, grey=grey)


def figure_text(caption: str, alt_text: str, test: str) -> str:
    """Write what belongs beside a figure: caption, test, and words for a reader who cannot see it."""
    parts = [caption]
    if test:
        parts.append(f"Test:\n{test}" if "\n" in test else f"Test: {test}")
    if alt_text:
        parts.append(f"Alternative text: {alt_text}")
    return "\n\n".join(parts) + "\n"
