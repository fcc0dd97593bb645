"""Awkward workbooks and SPSS files, written by openpyxl and pyreadstat in memory."""

import datetime as dt
import io
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pandas as pd
import pyreadstat

from lib.cohort.reading import ReadingOptions
from tests.cohort.reading.corpus.case import Case


def workbook(**sheets: list[list[object]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title.replace("_", " "))
        for row in rows:
            sheet.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def merged_workbook() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in [["id", "visit", "mg"], ["P1", 1, 0.8], [None, 2, 0.9], ["P2", 1, 0.7], [None, 2, 0.6]]:
        sheet.append(row)
    sheet.merge_cells("A2:A3")
    sheet.merge_cells("A4:A5")
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def spss(frame: pd.DataFrame, **how: object) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "made.sav"
        pyreadstat.write_sav(frame, path, **how)
        return path.read_bytes()


FILES = Path(__file__).parent / "files"
ODS_TABLE = """<table:table table:name="Dane">
<table:table-row><table:table-cell office:value-type="string"><text:p>id</text:p></table:table-cell>
<table:table-cell table:number-columns-repeated="2" office:value-type="string"><text:p>mg</text:p></table:table-cell>
<table:table-cell office:value-type="string"><text:p>day</text:p></table:table-cell>
<table:table-cell office:value-type="string"><text:p>rate</text:p></table:table-cell>
<table:table-cell office:value-type="string"><text:p>ok</text:p></table:table-cell></table:table-row>
<table:table-row><table:table-cell office:value-type="string"><text:p>P1</text:p></table:table-cell>
<table:table-cell table:number-columns-repeated="2" office:value-type="float" office:value="0.85"/>
<table:table-cell office:value-type="date" office:date-value="2020-01-02"/>
<table:table-cell office:value-type="percentage" office:value="0.5"/>
<table:table-cell office:value-type="boolean" office:boolean-value="true"/></table:table-row>
<table:table-row><table:table-cell table:number-columns-repeated="6"/></table:table-row>
<table:table-row><table:table-cell office:value-type="string"><text:p>P2</text:p></table:table-cell>
<table:table-cell office:value-type="float" office:value="0.9"/><table:table-cell table:number-columns-repeated="3"/>
<table:table-cell office:value-type="boolean" office:boolean-value="false"/></table:table-row>
<table:table-row table:number-rows-repeated="1048572"><table:table-cell/></table:table-row></table:table>"""


def open_document(table: str) -> bytes:
    """Pack one table as an .ods file: the mimetype first and uncompressed, as the standard wants it."""
    spaces = "".join(
        f' xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{short}:1.0"'
        for short in ("office", "table", "text")
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content{spaces} office:version="1.2"><office:body>'
        f"<office:spreadsheet>{table}</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = (
        '<?xml version="1.0" encoding="UTF-8"?><manifest:manifest '
        'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:
        made.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        made.writestr("content.xml", content, zipfile.ZIP_DEFLATED)
        made.writestr("META-INF/manifest.xml", manifest)
    return buffer.getvalue()


SIMPLE = [["id", "mg", "age"], ["P1", 0.85, 33], ["P2", 0.9, 44]]
SIMPLE_COLUMNS = ("id", "mg", "age")
SIMPLE_ROWS = [("P1", "0.85", "33"), ("P2", "0.9", "44")]

WORKBOOKS = [
    Case(
        "plain workbook",
        workbook(Data=SIMPLE),
        SIMPLE_COLUMNS,
        SIMPLE_ROWS,
        {"kind": "xlsx", "sheet": "Data"},
        (2, 3),
    ),
    Case(
        "numbers without binary noise, dates in ISO, yes and no, leading zeros, formulas as text",
        workbook(
            Data=[
                ["id", "mg", "big", "day", "moment", "ok", "code", "text"],
                [
                    "P1",
                    0.85 + 1e-16,
                    123456,
                    dt.date(2020, 1, 2),
                    dt.datetime(2020, 1, 2, 3, 4, 5),
                    True,
                    "007",
                    "'=1+1",
                ],
                ["P2", 0.1 + 0.2, 1.0, dt.date(1999, 12, 31), dt.datetime(2020, 1, 3), False, "010", "@x"],
            ]
        ),
        ("id", "mg", "big", "day", "moment", "ok", "code", "text"),
        [
            ("P1", "0.85", "123456", "2020-01-02", "2020-01-02 03:04:05", "yes", "007", "'=1+1"),
            ("P2", "0.3", "1", "1999-12-31", "2020-01-03", "no", "010", "@x"),
        ],
    ),
    Case(
        "first sheet is only a remark",
        workbook(Remark=[["see the next sheet"]], Data=SIMPLE),
        SIMPLE_COLUMNS,
        SIMPLE_ROWS,
        {"sheet": "Data", "sheets": ("Remark", "Data")},
    ),
    Case(
        "sheet chosen",
        workbook(Data=SIMPLE, Other_one=[["a", "b"], ["x", 1]]),
        ("a", "b"),
        [("x", "1")],
        {"sheet": "Other one"},
        options=ReadingOptions(sheet="Other one"),
    ),
    Case(
        "titles, blank rows and columns",
        workbook(
            Data=[["Study of magnesium"], [], ["id", None, "mg"], ["P1", None, 0.8], [], ["P2", None, 0.9]]
        ),
        ("id", "mg"),
        [("P1", "0.8"), ("P2", "0.9")],
        {"skipped_lines": 1, "dropped_columns": (2,)},
        (4, 6),
    ),
    Case(
        "merged identifier cells",
        merged_workbook(),
        ("id", "visit", "mg"),
        [("P1", "1", "0.8"), ("P1", "2", "0.9"), ("P2", "1", "0.7"), ("P2", "2", "0.6")],
        {"fill_down_candidates": ()},
        findings=("merged_cells",),
    ),
    Case(
        "numbers typed as text with a comma beside true numbers",
        workbook(Data=[["id", "mg"], ["P1", 0.85], ["P2", "0,9"], ["P3", 0.7]]),
        ("id", "mg"),
        [("P1", "0.85"), ("P2", "0,9"), ("P3", "0.7")],
        {"decimal": "."},
    ),
    Case(
        "a CSV pasted into one column",
        workbook(Data=[["id;mg;age"], ["P1;0,85;33"], ["P2;0,9;44"]]),
        SIMPLE_COLUMNS,
        [("P1", "0,85", "33"), ("P2", "0,9", "44")],
        {"kind": "xlsx", "delimiter": ";", "decimal": ","},
        (2, 3),
    ),
    Case(
        "one sheet a visit: the same patients and columns",
        workbook(
            Baseline=[["id", "MADRS", "Mg"], ["P1", 30, 0.8], ["P2", 31, 0.9]],
            Week_4=[["id", "MADRS", "Mg"], ["P2", 11, 0.7], ["P1", 10, 0.6]],
        ),
        ("id", "visit", "MADRS", "Mg"),
        [
            ("P1", "Baseline", "30", "0.8"),
            ("P2", "Baseline", "31", "0.9"),
            ("P2", "Week 4", "11", "0.7"),
            ("P1", "Week 4", "10", "0.6"),
        ],
        {"sheets": ("Baseline", "Week 4")},
        (2, 3, 5, 6),
    ),
    Case(
        "one of two sheets with the same patients, chosen",
        workbook(A=[["id", "MADRS"], ["P1", 30]], B=[["id", "MADRS"], ["P1", 10]]),
        ("id", "MADRS"),
        [("P1", "10")],
        {"sheet": "B"},
        options=ReadingOptions(sheet="B"),
    ),
    Case(
        "two sheets of like columns and other patients: one table with the sheet in a column",
        workbook(Ward_1=[["id", "MADRS"], ["P1", 30]], Ward_2=[["MADRS", "id"], [10, "P7"], [12, "P8"]]),
        ("id", "sheet", "MADRS"),
        [("P1", "Ward 1", "30"), ("P7", "Ward 2", "10"), ("P8", "Ward 2", "12")],
        {"sheets": ("Ward 1", "Ward 2")},
        findings=("sheets_joined",),
    ),
    Case(
        "two sheets of like columns and one patient of three the same: the first is read, the other named",
        workbook(
            Ward_1=[["id", "MADRS"], ["P1", 30], ["P2", 31], ["P3", 32]],
            Ward_2=[["id", "MADRS"], ["P1", 10], ["P7", 10], ["P8", 10]],
        ),
        ("id", "MADRS"),
        [("P1", "30"), ("P2", "31"), ("P3", "32")],
        {"sheet": "Ward 1"},
        findings=("other_sheets",),
    ),
    Case(
        "a second sheet of other columns is no visit",
        workbook(Data=SIMPLE, Labels=[["code", "meaning"], ["P1", "x"]]),
        SIMPLE_COLUMNS,
        SIMPLE_ROWS,
        {"sheet": "Data"},
    ),
    Case(
        "old Excel, dates and a hidden sheet",
        (FILES / "excel_97.xls").read_bytes(),
        ("id", "płeć", "Mg", "data"),
        [("P1", "k", "0.85", "2020-01-02"), ("P2", "m", "0.9", "2021-03-04")],
        {"kind": "xls", "sheet": "Dane", "sheets": ("Dane", "Hidden")},
        (2, 3),
        file_name="a.xls",
    ),
    Case(
        "OpenDocument: repeated cells, a date, a percentage, a truth value",
        open_document(ODS_TABLE.replace("\n", "")),
        ("id", "mg", "mg (2)", "day", "rate", "ok"),
        [("P1", "0.85", "0.85", "2020-01-02", "0.5", "yes"), ("P2", "0.9", None, None, None, "no")],
        {"kind": "ods", "sheet": "Dane"},
        (2, 4),
        file_name="a.ods",
    ),
    Case(
        "workbook with a wrong name",
        workbook(Data=SIMPLE),
        SIMPLE_COLUMNS,
        SIMPLE_ROWS,
        {"kind": "xlsx"},
        file_name="cohort.csv",
    ),
]

SPSS_FRAME = pd.DataFrame(
    {
        "id": ["P1", "P2", "P3"],
        "plec": [1.0, 2.0, 1.0],
        "mg": [0.85, -9.0, 0.1 + 0.2],
        "day": pd.to_datetime(["2020-01-02", "2021-03-04", None]),
        "note": ["ąę", "", "x"],
    }
)
SPSS_CASES = [
    Case(
        "value labels, variable labels, user-missing, dates",
        spss(
            SPSS_FRAME,
            column_labels={"mg": "Mg²⁺ [mmol/l]"},
            variable_value_labels={"plec": {1.0: "kobieta", 2.0: "mężczyzna"}},
            missing_ranges={"mg": [-9.0]},
        ),
        ("id", "plec", "mg", "day", "note"),
        [
            ("P1", "1", "0.85", "2020-01-02", "ąę"),
            ("P2", "2", None, "2021-03-04", None),
            ("P3", "1", "0.3", None, "x"),
        ],
        {"kind": "sav", "encoding": "UTF-8", "decimal": "."},
        (1, 2, 3),
        labels={"mg": "Mg²⁺ [mmol/l]"},
        value_labels={"plec": {"1": "kobieta", "2": "mężczyzna"}},
        file_name="cohort.sav",
    ),
    Case(
        "compressed .zsav",
        spss(SPSS_FRAME[["id", "mg"]], compress=True),
        ("id", "mg"),
        [("P1", "0.85"), ("P2", "-9"), ("P3", "0.3")],
        {"kind": "sav"},
        file_name="cohort.zsav",
    ),
]


def written(write: Callable[..., None], frame: pd.DataFrame, **how: object) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "made"
        write(frame, path, **how)
        return path.read_bytes()


PACKAGE_ROWS = [
    ("P1", "1", "0.85", "2020-01-02"),
    ("P2", "2", "-9", "2021-03-04"),
    ("P3", "1", "0.3", None),
]
PACKAGE_CASES = [
    *(
        Case(
            f"Stata's form of number {version}: labels, dates",
            written(
                pyreadstat.write_dta,
                SPSS_FRAME.drop(columns="note"),
                version=version,
                column_labels={"mg": "Mg [mmol/l]"},
                variable_value_labels={"plec": {1: "kobieta", 2: "mezczyzna"}},
            ),
            ("id", "plec", "mg", "day"),
            PACKAGE_ROWS,
            {"kind": "dta", "decimal": "."},
            (1, 2, 3),
            labels={"mg": "Mg [mmol/l]"},
            value_labels={"plec": {"1": "kobieta", "2": "mezczyzna"}},
            file_name="cohort.dta",
        )
        for version in (12, 15)
    ),
    *(
        Case(
            f"SAS transport, version {version}: labels, dates",
            written(
                pyreadstat.write_xport,
                SPSS_FRAME.drop(columns="note"),
                file_format_version=version,
                column_labels={"mg": "Mg [mmol/l]"},
            ),
            ("id", "plec", "mg", "day"),
            PACKAGE_ROWS,
            {"kind": "xpt"},
            (1, 2, 3),
            labels={"mg": "Mg [mmol/l]"},
            file_name="cohort.xpt",
        )
        for version in (5, 8)
    ),
]
BINARY_CASES = [*WORKBOOKS, *SPSS_CASES, *PACKAGE_CASES]
