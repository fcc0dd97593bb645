"""CSV as data: what is printed as a number is one for pandas; nothing else stands in the file."""

import io
import re

import pandas as pd
import pytest

from lib.export.report.build import build_report
from lib.export.tables.data_csv import csv_of, notes_of, read_cell
from lib.present.common.formats import format_p
from lib.present.common.number_style import ENGLISH, NumberStyle, in_style, style_of
from lib.present.common.table import Heading, Line, PrintTable
from tests.export.report_reading import ORIGIN
from tests.export.requests_made import ask
from tests.export.shown_tables import LAST_LINE, provenance

COMMA = NumberStyle("comma")
SECTIONS = ("table1", "trajectories", "anova", "association", "comorbidity", "checks")


def frame_of(table):
    table = table.about(provenance())
    if table.style.comma:
        return pd.read_csv(
            io.StringIO(csv_of(table)[1:]), sep=";", decimal=",", dtype_backend="numpy_nullable"
        )
    return pd.read_csv(io.BytesIO(csv_of(table).encode()), dtype_backend="numpy_nullable")


@pytest.mark.parametrize(
    ("cell", "numbers"),
    [
        ("−.240", {"": "-0.240"}),
        ("1,204", {"": "1204"}),
        ("0.81 to 0.85", {"low": "0.81", "high": "0.85"}),
        ("−0.42 to ∞", {"low": "-0.42", "high": "Inf"}),
        ("21 (42.9)", {"": "21", "in brackets": "42.9"}),
        ("10 (20.4) [11.5 to 33.6]", {"": "10", "in brackets": "20.4", "low": "11.5", "high": "33.6"}),
        ("+9 [−20 to +62]", {"": "9", "low": "-20", "high": "62"}),
        ("7/45 (15.6)", {"": "7", "of": "45", "in brackets": "15.6"}),
        ("4, 39", {"1": "4", "2": "39"}),
        ("d 1.71", {"": "1.71"}),
        ("≥ 82", {"": "82"}),
        ("52.0 [45.0–58.0]", {"": "52.0", "low": "45.0", "high": "58.0"}),
        ("–", None),
        ("no test", None),
        ("12 patients", None),
        ("≤ 5 or ≥ 78", None),
        ("2 (a)", None),
    ],
)  # fmt: skip
def test_a_cell_is_taken_apart(cell, numbers):
    found = read_cell(cell, ENGLISH)
    assert (found.numbers if found else None) == numbers


def test_a_p_that_is_printed_as_smaller_is_the_number():
    table = PrintTable(
        "T", (Heading("Row"), Heading("p")), (Line(("a", format_p(2.34e-7))), Line(("b", format_p(0.031))))
    )
    assert table.lines[0].cells[1] == "<.001"
    assert frame_of(table)["p"].tolist() == [2.34e-7, 0.031]


def test_one_header_row_and_the_notes_in_a_file_of_their_own():
    table = PrintTable(
        "Caption", (Heading("Row"), Heading("Both", "n (%)"), Heading("Name", text=True)),
        (Line(("Ages",), "section"), Line(("x", "0 (0)", "=1+1")), Line(("y", "–", "−5")),
         Line(("z", "not tested", ""))),
        ("A note, with a comma.",),
    ).about(provenance())  # fmt: skip
    assert csv_of(table).removeprefix("\ufeff").split("\n") == [
        'Section,Row,Both (n),Both (%),"Both (n (%)), words",Name',
        "Ages,x,0,0,,'=1+1",
        "Ages,y,,,,−5",
        "Ages,z,,,not tested,",
        "",
    ]
    own = table.about(provenance(synthetic=False))
    assert notes_of(own) == f"Caption\n\nA note, with a comma.\n\n{LAST_LINE}\n"
    assert "No row is a real patient" in notes_of(table.about(provenance()))


@pytest.mark.parametrize("mark", ["point", "comma"])
@pytest.mark.parametrize(
    "changed", [{"between": "outcome"}, {"between": "sex", "compare": "all", "ranktest": "conover"}]
)
def test_every_column_of_numbers_of_a_report_is_numeric(mark, changed):
    request = ask("bundled", mark=mark, **changed)
    with in_style(style_of(request.settings)):
        report = build_report(request.question, request.settings, SECTIONS, ORIGIN)
    seen = 0
    for block in report.tables[:-1]:
        frame, table = frame_of(block.table), block.table
        rows = [line.cells for line in table.lines if line.kind != "section"]
        assert len(frame) == len(rows)
        for place, heading in enumerate(table.headings[1:], 1):
            printed = [row[place] for row in rows if row[place] not in ("", "–")]
            if heading.text or not any(re.match(r"[<>]?[−+]?[\d.,]", cell) for cell in printed):
                continue
            name = f"{heading.label} ({heading.detail})" if heading.detail else heading.label
            own = [
                c
                for c in frame
                if c == name or c.startswith((f"{name}, ", f"{heading.label} (", name.split(" (")[0] + " ("))
            ]
            assert own, name
            for column in own:
                if not column.endswith((", words", ", sign")):
                    assert pd.api.types.is_numeric_dtype(frame[column]) or frame[column].isna().all(), column
                    seen += 1
        texts = "".join(csv_of(table.about(provenance())).splitlines()[1:])
        assert "−" not in re.sub(r"[A-Za-z][^,;]*", "", texts)
    assert seen > 150


def test_a_table_that_nobody_said_the_origin_of_is_no_file():
    with pytest.raises(ValueError, match="has no provenance"):
        csv_of(PrintTable("Caption", (Heading("Row"),), ()))
