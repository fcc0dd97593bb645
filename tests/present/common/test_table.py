"""A printed table keeps every text a text in HTML."""

from lib.present.common.table import Heading, Line, PrintTable, html_document, html_of

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
    assert "No row is a real patient" in html_document(TABLE, synthetic=True)
    assert "No row is a real patient" not in html_document(TABLE, synthetic=False)
