"""Errors, formulas without a result and the missing values of statistics programs are counted."""

from __future__ import annotations

import io
import struct
import zipfile

import openpyxl
import pandas as pd
import pyreadstat

from lib.cohort.reading import read_table
from lib.cohort.reading.workbook.error_cells import WORKBOOK_START, find_error_cells
from tests.cohort.reading.corpus.binary_files import open_document

CELLS = (
    '<row r="1"><c r="A1" t="inlineStr"><is><t>id</t></is></c><c r="B1" t="inlineStr"><is><t>madrs</t></is></c></row>'
    '<row r="2"><c r="A2"><v>1</v></c><c r="B2"><f>C2*2</f><v>31</v></c></row>'
    '<row r="3"><c r="A3"><v>2</v></c><c r="B3" t="e"><v>#DIV/0!</v></c></row>'
    '<row r="4"><c r="A4"><v>3</v></c><c r="B4"><f>C4*2</f><v></v></c></row>'
    '<row r="5"><c r="A5"><v>4</v></c><c r="B5" t="str"><f>IF(C5,C5,"")</f><v></v></c></row>'
    '<row r="6"><c r="A6" s="1"/><c r="B6"><v>12</v></c></row>'
)
RULE = (
    '<conditionalFormatting sqref="B2"><cfRule type="expression"><formula>B2&gt;1</formula>'
    "</cfRule></conditionalFormatting>"
)


def workbook(cells: str, rule: str = "") -> bytes:
    """Make a workbook with these cells, written as the spreadsheet programs write them."""
    made = io.BytesIO()
    openpyxl.Workbook().save(made)
    out = io.BytesIO()
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(out, "w") as new:
        for member in old.namelist():
            text = old.read(member)
            if member == "xl/worksheets/sheet1.xml":
                head, _, _ = text.decode().partition("<sheetData")
                text = f"{head}<sheetData>{cells}</sheetData>{rule}</worksheet>".encode()
            new.writestr(member, text)
    return out.getvalue()


def test_errors_and_formulas_without_a_result_are_counted_with_their_cells():
    table = read_table(workbook(CELLS, RULE), "f.xlsx")
    assert table.frame["madrs"].fillna("").tolist() == ["31", "", "", "", "12"]
    (finding,) = table.findings
    assert (finding.code, finding.severity, finding.rows) == ("cells_without_value", "warning", (3, 4))
    assert "cells B3 and B4" in finding.where
    assert "#DIV/0! in 1 cell" in finding.found
    assert "1 formula without a stored result" in finding.found


def test_a_formula_with_its_result_is_a_value():
    whole = CELLS.replace(' t="e"><v>#DIV/0!', "><v>8").replace("<f>C4*2</f><v></v>", "<f>C4*2</f><v>9</v>")
    assert read_table(workbook(whole, RULE), "f.xlsx").findings == ()


def test_missing_values_of_stata_and_spss_are_counted_by_column(tmp_path):
    frame = pd.DataFrame({"id": [1.0, 2, 3, 4], "madrs": [30.0, "a", "b", "a"], "mg": [0.8, 0.9, 1.0, -9.0]})
    pyreadstat.write_dta(frame, str(tmp_path / "f.dta"), missing_user_values={"madrs": ["a", "b"]})
    table = read_table((tmp_path / "f.dta").read_bytes(), "f.dta")
    assert table.frame["madrs"].fillna("").tolist() == ["30", "", "", ""]
    assert any("2 as .a in “madrs” and 1 as .b in “madrs”" in note for note in table.notes)
    frame = pd.DataFrame({"id": [1.0, 2, 3, 4], "mg": [0.8, -9.0, 1.0, -9.0]})
    pyreadstat.write_sav(frame, str(tmp_path / "f.sav"), missing_ranges={"mg": [-9]})
    table = read_table((tmp_path / "f.sav").read_bytes(), "f.sav")
    assert table.frame["mg"].fillna("").tolist() == ["0.8", "", "1", ""]
    assert any("2 in “mg”" in note for note in table.notes)


def record(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def test_errors_of_an_old_workbook_are_found_by_its_records():
    """Of two sheets the second: B3 an error, C3 a formula that gave one, B4 a truth value, C4 a formula of a number."""
    name = record(0x0085, bytes(8) + b"First")
    start = WORKBOOK_START + bytes(12)
    first = record(0x0809, bytes(16)) + record(0x000A, b"")
    cells = (
        record(0x0205, struct.pack("<HHHBB", 2, 1, 0, 0x2A, 1)),
        record(0x0006, struct.pack("<HHH", 2, 2, 0) + b"\x02\x00\x07\x00\x00\x00\xff\xff" + bytes(8)),
        record(0x0205, struct.pack("<HHHBB", 3, 1, 0, 1, 0)),
        record(0x0006, struct.pack("<HHHd", 3, 2, 0, 7.5) + bytes(8)),
    )
    places = [len(start) + 2 * len(name) + 4, len(start) + 2 * len(name) + 4 + len(first)]
    sheets = [
        record(0x0085, struct.pack("<IHBB", at, 0, 5, 0) + word)
        for at, word in zip(places, (b"First", b"Other"), strict=True)
    ]
    stream = (
        start + b"".join(sheets) + record(0x000A, b"") + first + record(0x0809, bytes(16)) + b"".join(cells)
    )
    data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + stream + record(0x000A, b"")
    assert find_error_cells(data, "Other") == [(3, "B", "#N/A"), (3, "C", "#DIV/0!")]
    assert find_error_cells(data, "First") == []


def test_errors_of_an_open_document_are_told():
    """The third row of the sheet, after two blank ones; the error stands in column C behind a repeated blank."""
    cell = "<table:table-cell{}><text:p>{}</text:p></table:table-cell>"
    number = cell.format(' office:value-type="float" office:value="{0}"', "{0}")
    blank = '<table:table-cell table:number-columns-repeated="2"/>'
    wrong = cell.format(' table:formula="of:=1/0" office:value-type="string"', "#DIV/0!")
    head = "".join(
        cell.format(' office:value-type="string"', word) for word in ("id", "madrs_pre", "madrs_post")
    )
    rows = "".join(
        f"<table:table-row>{number.format(i)}{number.format(30 + i)}{number.format(12 + i)}</table:table-row>"
        for i in range(1, 4)
    )
    gap = '<table:table-row table:number-rows-repeated="2"><table:table-cell/></table:table-row>'
    table = (
        f'<table:table table:name="Dane">{gap}<table:table-row>{head}</table:table-row>{rows}'
        f"<table:table-row>{number.format(4)}{number.format(34)}{wrong}</table:table-row>"
        f"<table:table-row>{blank}{wrong}</table:table-row></table:table>"
    )
    data = open_document(table)
    assert find_error_cells(data, "Dane") == [(7, "C", "#DIV/0!"), (8, "C", "#DIV/0!")]
    findings = [f for f in read_table(data, "a.ods").findings if f.code == "cells_without_value"]
    assert findings[0].found == "#DIV/0! in 2 cells; read as empty"
