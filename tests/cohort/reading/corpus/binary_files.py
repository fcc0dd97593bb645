"""Awkward workbooks and SPSS files, written by openpyxl and pyreadstat in memory."""

import datetime as dt
import io
import tempfile
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
        [("P1", "1", "0.8"), (None, "2", "0.9"), ("P2", "1", "0.7"), (None, "2", "0.6")],
        {"fill_down_candidates": ("id",)},
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
BINARY_CASES = [*WORKBOOKS, *SPSS_CASES]
