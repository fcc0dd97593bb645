"""Behaviour that is no quirk of one file: limits, line numbers, filling down, memory only, imports."""

import ast
import builtins
import io
import sys
import warnings
import zipfile
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from lib.cohort.apart import read_apart
from lib.cohort.reading import (
    ReadingOptions,
    UnreadableFileError,
    fill_down_identifier,
    parse_numbers,
    read_table,
)
from tests.arrows import imports
from tests.cohort.reading.corpus.binary_files import BINARY_CASES, SIMPLE, workbook
from tests.cohort.reading.corpus.text_files import TEXT_CASES
from tests.work import at_most

FOLDER = Path(__file__).parents[3] / "lib" / "cohort" / "reading"


def long_csv(n_rows: int) -> bytes:
    rows = [f"P{i // 5:06d};{i % 5 + 1};0,{i % 400 + 600};{i % 60};nie" for i in range(n_rows)]
    return "\n".join(["patient;visit;mg;madrs;diabetes", *rows]).encode()


def test_a_hundred_thousand_rows_are_read_right_and_as_columns():
    data = long_csv(100_000)
    with at_most(calls=300_000):  # three a row: the rows are read as columns
        table = read_table(data, "long.csv")
        numbers = parse_numbers(table.frame["mg"], table.detected.decimal)
    assert table.frame.shape == (100_000, 5)
    # 250 whole rounds of 0.600 … 0.999, summed by hand: 250 × 400 × 0.7995.
    assert numbers.values.sum() == pytest.approx(79_950.0, abs=1e-6)
    assert table.row_numbers[[0, -1]].tolist() == [2, 100_001]


def test_uneven_lines_far_down_are_found_and_cut_at_five():
    lines = long_csv(5_000).decode().split("\n")
    for number in range(1_000, 1_017):
        lines[number - 1] += ";extra"
    table = read_table("\n".join(lines).encode(), "long.csv")
    (finding,) = table.findings
    assert finding.code == "long_rows"
    assert finding.severity == "error"
    assert "line 1000, 1001, 1002, 1003, 1004 and 12 more" in finding.sentence
    assert finding.rows == tuple(range(1_000, 1_017))


def test_line_numbers_count_lines_inside_cells_and_blank_lines():
    data = b'id,note\n\nP1,"a\nb\nc"\n\nP2,x\n"P3",y\n'
    table = read_table(data, "x.csv")
    assert table.row_numbers.tolist() == [3, 7, 8]


def test_short_row_between_blanks_is_an_error():
    table = read_table(b"id week hamd bdi\n101 0 26 30\n101 1 20\n102 0 30 31\n", "x.dat")
    assert [(f.code, f.severity, f.rows) for f in table.findings] == [("short_rows", "error", (3,))]


def test_progress_goes_up_to_one():
    seen: list[float] = []
    read_table(long_csv(1_000), "long.csv", progress=seen.append)
    assert seen[-1] == 1.0
    assert seen == sorted(seen)


def test_fill_down_stays_within_the_patient_and_leaves_its_argument():
    frame = pd.DataFrame(
        {"id": [None, "P1", None, "P2", None], "sex": ["x", "K", None, None, None], "v": list("12312")},
        dtype="str",
    )
    before = frame.copy()
    filled = fill_down_identifier(frame, "id", ["sex"])
    assert filled["id"].tolist()[1:] == ["P1", "P1", "P2", "P2"]
    assert pd.isna(filled["id"][0])
    assert filled["sex"].tolist()[1:3] == ["K", "K"]
    assert filled["sex"].isna().tolist()[3:] == [True, True]
    pd.testing.assert_frame_equal(frame, before)
    with pytest.raises(KeyError):
        fill_down_identifier(frame, "nobody")


def test_complete_identifier_is_no_candidate_for_filling_down():
    table = read_table(b"id,mg\nP1,0.8\nP2,\nP3,\nP4,0.7\nP5,\n", "x.csv")
    assert table.detected.fill_down_candidates == ()


def test_overrides_win():
    data = b"a;b|1\nc;d|2\n"
    assert read_table(data, "x", ReadingOptions(delimiter="|", header_rows=1)).columns == ("a;b", "1")
    assert read_table(data, "x", ReadingOptions(delimiter=";", header_rows=0)).frame.shape == (2, 2)
    skipped = read_table(b"a,b\n1,2\n3,4\n", "x", ReadingOptions(skipped_lines=1, header_rows=1))
    assert skipped.columns == ("1", "2")
    assert read_table(b"a,b\n1,2\n", "x", ReadingOptions(decimal=",")).detected.decimal == ","


@pytest.mark.parametrize("case", [*TEXT_CASES[:3], *BINARY_CASES], ids=lambda case: case.quirk)
def test_rows_never_touch_the_disk(case, monkeypatch: pytest.MonkeyPatch):
    read_table(case.data, case.file_name, case.options)  # imports are over after this
    opened: list[object] = []
    original = builtins.open

    def watch(file, mode="r", *rest, **more):
        opened.append((file, mode))
        return original(file, mode, *rest, **more)

    monkeypatch.setattr(builtins, "open", watch)
    monkeypatch.setattr("tempfile.mkstemp", lambda *_, **__: pytest.fail("a temporary file was made"))
    read_table(case.data, case.file_name, case.options)
    assert not [entry for entry in opened if set(str(entry[1])) & set("wax+")]


def test_no_word_of_the_cells_reaches_a_warning_or_the_screen(capfd: pytest.CaptureFixture[str]):
    book = workbook(Data=[["id", "day"], ["SECRET", 1], ["SECRET", 2]])
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name.endswith("sheet1.xml"):
                content = content.replace(b"<v>1</v>", b"<v>99999999999</v>")
            new.writestr(name, content)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        read_table(buffer.getvalue(), "x.xlsx")
    assert not caught
    assert capfd.readouterr() == ("", "")


def test_error_shows_neither_path_nor_line_break_of_the_name():
    with pytest.raises(UnreadableFileError) as caught:
        read_table(b"", "C:\\Users\\someone\\wi\nth.csv")
    assert caught.value.sentence.startswith("wi th.csv: found an empty file")


@pytest.mark.parametrize("name", ["", ".", "x" * 1_000, "../../etc/passwd", "\x00"])
def test_any_name_will_do(name):
    assert read_table(b"id,mg\nP1,2\n", name).columns == ("id", "mg")
    with pytest.raises(UnreadableFileError):
        read_table(b"", name)


def with_sheet(*changes: tuple[bytes, bytes]) -> bytes:
    """The simple workbook, its sheet's XML changed."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook(Data=SIMPLE))) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name.endswith("sheet1.xml"):
                for before, after in changes:
                    assert before in content
                    content = content.replace(before, after)
            new.writestr(name, content)
    return buffer.getvalue()


def test_cell_far_beyond_the_sheet_is_refused_and_ends_no_server():
    data = with_sheet((b'r="A3"', b'r="A99999999999"'))
    with pytest.raises(UnreadableFileError, match="so far apart that they do not fit in memory"):
        read_apart(data, "x.xlsx")


def test_cells_stand_where_their_addresses_say_whatever_number_the_row_has():
    table = read_table(with_sheet((b'<row r="3"', b'<row r="99999999999"')), "x.xlsx")
    assert table.frame.to_numpy().tolist() == [["P1", "0.85", "33"], ["P2", "0.9", "44"]]
    assert table.row_numbers.tolist() == [2, 3]


def test_wide_table_within_the_limit_is_read():
    names = ",".join(f"c{i}" for i in range(2_000))
    table = read_table(
        f"{names}\n{','.join(['1.5'] * 2_000)}\n{','.join(['2.5'] * 2_000)}\n".encode(), "wide.csv"
    )
    assert table.frame.shape == (2, 2_000)
    assert table.detected.decimal == "."


def test_cells_are_text_with_one_missing_value():
    table = read_table(b"id,mg\nP1,2\nP2,\n", "x.csv")
    assert all(isinstance(dtype, pd.StringDtype) for dtype in table.frame.dtypes)
    assert table.frame.isna().to_numpy().tolist() == [[False, False], [False, True]]
    assert isinstance(table.frame.index, pd.RangeIndex)
    assert table.row_numbers.dtype == np.int64


def test_package_imports_nothing_of_the_dashboard():
    libraries = sys.stdlib_module_names | {"numpy", "pandas", "pyarrow", "pyreadstat", "python_calamine"}
    for path in FOLDER.rglob("*.py"):
        package = path.relative_to(FOLDER.parents[2]).parts[:-1]
        for found in imports(ast.parse(path.read_text(encoding="utf-8")), package):
            parts = found.name.split(".")
            assert parts[0] in libraries or parts[:2] == ["lib", "cohort"], (path, found.name)
