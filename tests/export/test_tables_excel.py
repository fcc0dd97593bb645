"""A workbook is opened again by openpyxl: numbers are numbers, texts are texts, and nothing in it runs."""

import csv
import io

import openpyxl
import pytest

from lib.export.tables.cells import read_number
from lib.export.tables.clipboard import clipboard_html, clipboard_text
from lib.export.tables.data_csv import csv_of
from lib.export.tables.excel import excel_of, sheet_name
from lib.present.common.number_style import NumberStyle, in_style
from lib.present.common.table import Heading, Line, PrintTable, neutralise_formula
from tests.export.shown_tables import FORMULAS, LAST_LINE, PRINTED_ROWS, odd_tables, paper_table, provenance

COMMA = NumberStyle("comma")


def sheet_of(table):
    file = io.BytesIO(excel_of(table.about(provenance())))
    return openpyxl.load_workbook(file).active


def test_table_1_reads_back_as_the_paper_prints_it():
    sheet = sheet_of(paper_table())
    rows = {row[0]: row for row in sheet.iter_rows(min_row=2, values_only=True)}
    for label, printed in PRINTED_ROWS.items():
        assert list(rows[label][2:6]) == printed
    assert rows["Hyperlipidaemia"][1] == 49
    assert rows["Hyperlipidaemia"][6] == 0.545
    p = next(row[6] for row in sheet.iter_rows(min_row=2) if row[0].value == "Hyperlipidaemia")
    assert (p.data_type, p.number_format) == ("n", ".000")
    below = [row[0] for row in sheet.iter_rows(min_row=len(paper_table().lines) + 3, values_only=True)]
    assert below[0] == paper_table().caption
    assert below[-1] == LAST_LINE
    assert "No row is a real patient" in below[-2]
    assert sheet.freeze_panes == "B2"
    assert sheet.title == "Table 1. Characteristics of 49"


@pytest.mark.parametrize("name", odd_tables())
def test_no_cell_is_a_formula(name):
    for row in sheet_of(odd_tables()[name]).iter_rows():
        for cell in row:
            assert cell.data_type in ("n", "s")
            if cell.data_type == "s":
                assert not cell.value.lstrip()[:1] or cell.value.lstrip()[0] not in "=+-@＝"


@pytest.mark.parametrize("text", FORMULAS)
def test_formulas_are_texts_in_every_spreadsheet_form(text):
    table = PrintTable(
        "T", (Heading(text), Heading("B", text)), (Line((text, text)), Line((text,), "section"))
    ).about(provenance())
    rows = list(csv.reader(io.StringIO(csv_of(table).lstrip("\ufeff"))))
    found = [cell for row in rows for cell in row if "1+1" in cell or "SUM" in cell]
    assert len(found) >= 3
    found += [cell for line in clipboard_text(table).split("\n") for cell in line.split("\t") if cell]
    assert not [cell for cell in found if cell.lstrip(" ")[:1] in ("=", "+", "-", "@", "\t", "\r", "＝")]
    assert f">{text}<" not in clipboard_html(table)


def test_a_formula_behind_another_separator_is_a_text():
    assert neutralise_formula("a;=1+1") == "a;'=1+1"
    assert neutralise_formula("a, -1") == "a, '-1"
    assert neutralise_formula("−0.2, −0.1") == "−0.2, −0.1"


@pytest.mark.parametrize(
    ("text", "value", "shown"),
    [
        ("49", 49, "0"),
        ("1,204", 1204, "#,##0"),
        ("0.83", 0.83, "0.00"),
        (".031", 0.031, ".000"),
        ("−.217", -0.217, ".000"),
        ("−1.5", -1.5, "0.0"),
        ("1.000", 1.0, "0.000"),
    ],
)
def test_plain_numbers_are_read(text, value, shown):
    found = read_number(text, NumberStyle())
    assert (found.value, found.format) == (value, shown)
    comma = text.replace(",", "\u00a0").replace(".", ",")
    assert read_number(comma, COMMA) == found


@pytest.mark.parametrize(
    "text",
    [
        "",
        "–",
        "−",
        "<.001",
        ">.999",
        "21 (42.9)",
        "4, 39",
        "007",
        "1e5",
        "5%",
        ".",
        ",",
        "1,2",
        "12345678901234567890",
    ],
)
def test_other_cells_stay_texts(text):
    assert read_number(text, NumberStyle()) is None


def test_a_comma_number_is_a_number():
    with in_style(COMMA):
        table = PrintTable("T", (Heading("A"), Heading("B")), (Line(("x", "5,22")),))
    assert sheet_of(table)["B2"].value == 5.22


@pytest.mark.parametrize(
    ("caption", "name"),
    [
        ("Mg²⁺ (mmol/L): all", "Mg²⁺ (mmol L) all"),
        ("", "Table"),
        ("'History'", "Table"),
        ("[?]*", "Table"),
        ("w" * 40, "w" * 31),
    ],
)
def test_names_of_sheets(caption, name):
    assert sheet_name(caption) == name
