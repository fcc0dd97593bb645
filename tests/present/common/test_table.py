"""A printed table keeps every text a text in HTML."""

import pytest

from lib.export.tables.clipboard import clipboard_html, clipboard_text
from lib.export.tables.data_csv import notes_of
from lib.export.tables.excel import excel_of
from lib.export.tables.latex import latex_of
from lib.export.tables.word import word_of
from lib.present.common.table import Heading, Line, PrintTable, html_document, html_of
from tests.export.shown_tables import provenance

TABLE = PrintTable(
    "Caption <b>",
    (Heading("Row"), Heading("<img onerror=x>", "n = 9")),
    (Line(("Section & more",), "section"), Line(("=HYPERLINK(1)", "1 (2.0)"), indent=True)),
    ("A note.",),
)


def test_html_escapes_every_text():
    html = html_of(TABLE)
    assert "<b>" not in html
    assert "<img" not in html
    assert "&lt;img onerror=x&gt;" in html
    assert "Section &amp; more" in html


def test_html_names_rows_and_columns_for_a_screen_reader():
    html = html_of(TABLE)
    assert html.count('scope="col"') == 2
    assert 'scope="row"' in html
    assert "<caption>" in html


def test_document_says_that_the_data_are_synthetic():
    assert "No row is a real patient" in html_document(TABLE.about(provenance()))
    assert "No row is a real patient" not in html_document(TABLE.about(provenance(synthetic=False)))


@pytest.mark.parametrize(
    "write", [html_document, word_of, excel_of, latex_of, notes_of, clipboard_html, clipboard_text]
)
def test_no_writer_takes_a_table_without_provenance(write):
    with pytest.raises(ValueError, match="has no provenance"):
        write(TABLE)
    assert write(TABLE.about(provenance()))
