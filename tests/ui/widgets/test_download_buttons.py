"""Buttons of figures and tables: names of the files, and what makes them."""

import pytest

from lib.present.common.number_style import NumberStyle, in_style
from lib.present.common.table import Heading, PrintTable
from lib.ui.widgets import downloads


@pytest.fixture
def buttons(monkeypatch):
    """What each button offers: name of the file, what makes it, help."""
    drawn = []

    def draw(label, data, name, mime, **about):
        drawn.append((name, data, about.get("help")))

    monkeypatch.setattr(downloads.st, "download_button", draw)
    return drawn


@pytest.mark.parametrize(("grey", "stem"), [(True, "means-single-bw"), (False, "means-single")])
def test_a_figure_in_greys_is_made_in_greys_and_named_so(buttons, grey, stem):
    downloads._show_figure_buttons("means", None, "single", grey)
    assert [name.split(".")[0].removesuffix("-300dpi").removesuffix("-600dpi") for name, *_ in buttons] == (
        [stem] * len(buttons)
    )
    assert all(make.keywords["grey"] is grey and make.args == (None, "single") for _, make, _ in buttons)


@pytest.mark.parametrize(("mark", "warned"), [("comma", True), ("point", False)])
def test_a_csv_with_decimal_commas_says_that_semicolons_separate_its_cells(buttons, mark, warned):
    with in_style(NumberStyle(mark)):
        table = PrintTable("T", (Heading("Row"),), ())
    for form in downloads.TABLE_FORMS:
        downloads._show_table_button("t", table, form)
    helps = {name: words for name, _, words in buttons}
    assert ("semicolon" in helps["t.csv"]) is warned
    assert "semicolon" not in helps["t.docx"]
