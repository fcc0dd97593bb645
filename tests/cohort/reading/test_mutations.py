"""Broken files give a raw table or the one error: never another error, a hang or a warning."""

import io
import zipfile
import zlib
from collections.abc import Callable
from contextlib import nullcontext

import pandas as pd
import pytest

from lib.cohort.apart import read_apart
from lib.cohort.reading import RawTable, ReadingOptions, UnreadableFileError, read_table
from tests.cohort.reading.corpus.binary_files import SPSS_CASES, WORKBOOKS
from tests.cohort.reading.corpus.text_files import TEXT_CASES
from tests.cohort.reading.mutations import mutate
from tests.work import at_most

TEXT_FILES = 440
SPSS_FILES = 4
WORKBOOK_FILES = 250
CALLS_AT_MOST = 2_000_000
COUNTED_OF = 8
"""Counting slows: the work of one file in eight is counted."""
PARTS = (
    "xl/worksheets/sheet1.xml",
    "xl/workbook.xml",
    "xl/styles.xml",
    "[Content_Types].xml",
    "xl/_rels/workbook.xml.rels",
)


def read_or_refuse(
    data: bytes, name: str, options: ReadingOptions | None = None, read: Callable[..., RawTable] = read_table
) -> RawTable | None:
    table = refusal = None
    with at_most(CALLS_AT_MOST) if zlib.crc32(data) % COUNTED_OF == 0 else nullcontext():
        try:
            table = read(data, name, options)
        except UnreadableFileError as error:
            refusal = error
    if refusal is not None:
        # "unexpected" is the last net: whatever reaches it has slipped through a check that is missing.
        assert refusal.code != "unexpected", refusal.__cause__
        assert refusal.sentence.endswith(".")
    return table


def check(table: RawTable) -> None:
    assert table.frame.shape == (table.detected.n_rows, table.detected.n_columns)
    assert tuple(table.frame.columns) == table.columns
    assert len(set(table.columns)) == len(table.columns)
    assert all(table.columns)
    assert len(table.row_numbers) == len(table.frame)
    assert (pd.Series(table.row_numbers).diff().dropna() > 0).all()


@pytest.mark.parametrize("part", range(4))
def test_broken_text_files(part: int):
    read = 0
    for seed in range(part, TEXT_FILES, 4):
        case = TEXT_CASES[seed // 4 % len(TEXT_CASES)]
        options = case.options if seed % 3 else None
        table = read_or_refuse(mutate(case.data, seed), case.file_name, options)
        if table is not None:
            check(table)
            read += 1
    assert 50 < read < TEXT_FILES / 4


KILLERS = (714, 4890, 5230)
"""Seeds whose files bring down the C library that reads SPSS: they must cost one refusal, not the server."""


def test_broken_spss_files():
    for seed in (*KILLERS, *range(SPSS_FILES)):
        case = SPSS_CASES[seed % len(SPSS_CASES)]
        table = read_or_refuse(mutate(case.data, seed), case.file_name, read=read_apart)
        if table is not None:
            check(table)


def break_part(data: bytes, part: str, seed: int) -> bytes:
    """Break one file inside a workbook and pack it again, so that the damage lies behind a sound zip."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, mutate(content, seed) if name == part else content)
    return buffer.getvalue()


ZIPPED = [case for case in WORKBOOKS if case.detected.get("kind", "xlsx") == "xlsx"]


def test_broken_workbooks():
    read = 0
    for seed in range(WORKBOOK_FILES):
        case = ZIPPED[seed % len(ZIPPED)]
        broken = (
            mutate(case.data, seed)
            if seed % 10 == 0
            else break_part(case.data, PARTS[seed % len(PARTS)], seed)
        )
        table = read_or_refuse(broken, "broken.xlsx")
        if table is not None:
            check(table)
            read += 1
    assert read > 10
