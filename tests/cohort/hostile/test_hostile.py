"""Texts made to stop a server: no pattern and no recogniser takes longer than its text is long."""

import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from lib.cohort.catalogue import find_unit
from lib.cohort.dates import read_dates
from lib.cohort.intake import check_file
from lib.cohort.mapping.columns.recognise import read_header
from lib.cohort.protection.national_numbers import find_national_number
from lib.cohort.reading import UnreadableFileError, parse_numbers, parse_yes_no, read_table
from lib.cohort.words import bracketed, fold, safe_name, spaced, without_brackets
from tests.cohort.hostile.patterns import CHARACTERS, UNITS, all_patterns

ROOT = Path(__file__).parents[3]
SECONDS_OF_PROCESSOR = 100
"""Ten times what the linear patterns take; one quadratic pattern at 100,000 characters takes longer."""


def bounded(code: list[str]) -> subprocess.CompletedProcess[str]:
    """Run Python with a bound of processor time, so that a busy machine does not matter."""
    resource = pytest.importorskip("resource")
    return subprocess.run(
        [sys.executable, *code],
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(
            resource.RLIMIT_CPU, (SECONDS_OF_PROCESSOR, SECONDS_OF_PROCESSOR)
        ),
    )


def test_every_pattern_is_linear_on_a_hundred_thousand_characters():
    done = bounded(["tests/cohort/hostile/patterns.py"])
    lines = done.stdout.split("\n")
    assert "done" in lines, f"not at its end within {SECONDS_OF_PROCESSOR} s of processor time: {lines[-2:]}"
    assert len(lines) > 200


def test_patterns_are_found_where_they_are():
    where = {place for place, _, _ in all_patterns().values()}
    assert {"lib.cohort.words.BRACKETED", "lib.cohort.protection.suspects.EMAIL"} <= where
    assert any(searched for place, _, searched in all_patterns().values() if place.endswith("EMAIL"))


RECOGNISERS = (
    *(fold, spaced, bracketed, without_brackets, safe_name, find_unit, find_national_number),
    lambda text: read_dates([text]),
)


@pytest.mark.parametrize("unit", UNITS[::3])
def test_recognisers_come_to_an_end(unit):
    text = unit * (CHARACTERS // len(unit))
    for recognise in RECOGNISERS:
        recognise(text)


HOSTILE_FILES = {
    "header of brackets": b"(" * 25_000 + b",id,mg\n1,2,3\n2,3,4\n",
    "closing brackets": b"id," + b"(a)" * 8_000 + b",b\n1,2,3\n2,3,4\n",
    "names of blanks": b'id,"' + b" " * 25_000 + b'x",b\n1,2,3\n2,3,4\n',
    "cells of digits": b"id,mg\n" + b"".join(b"%d,%s!\n" % (i, b"1" * 9_000) for i in range(10)),
    "cells of at signs": b"id,mail\n" + b"".join(b"%d,%s\n" % (i, b"a@" * 4_000) for i in range(10)),
    "cells of street": b"id,adr\n" + b"".join(b"%d,%s\n" % (i, b"ul. " * 2_000) for i in range(10)),
    "quotation marks": b'id,mg\n1,"' + b'""' * 20_000 + b'"\n2,3\n',
    "one long word": b"id,mg\n1," + b"a" * 100_000 + b"\n2,3\n",
}


@pytest.mark.parametrize("name", HOSTILE_FILES)
def test_hostile_file_is_taken_or_refused(name):
    report = check_file(HOSTILE_FILES[name], "hostile.csv")
    assert report.status in ("clean", "warnings", "errors", "unreadable")
    assert len(report.as_text()) < 40_000


def test_long_cells_and_names_are_cut_and_told():
    data = b"id,note," + b"n" * 3_000 + b"\n1," + b"x" * 5_000 + b",1\n2,y,2\n"
    table = read_table(data, "long.csv")
    assert [len(name) for name in table.columns] == [2, 4, 200]
    assert len(table.frame.iloc[0, 1]) == 2_000
    assert "long_cells" in [finding.code for finding in table.findings]


def test_long_names_that_differ_at_their_end_stay_two_columns():
    data = b"id," + b"n" * 300 + b"1," + b"n" * 300 + b"2\n1,2,3\n2,3,4\n"
    assert len(set(read_table(data, "a.csv").columns)) == 3


@pytest.mark.parametrize(
    "text", ["1" * CHARACTERS, "(" * CHARACTERS, "<" * CHARACTERS, "1," * (CHARACTERS // 2)]
)
def test_cells_of_any_length_are_no_numbers(text):
    cells = pd.Series([text, "1"])
    assert list(parse_numbers(cells, ".").not_a_number) == [0]
    assert list(parse_yes_no(cells).not_yes_no) == [0]


def test_headers_of_any_length_are_read():
    for unit in UNITS[::4]:
        read_header(unit * (CHARACTERS // len(unit)))


def test_three_thousand_columns_are_read_in_bounded_processor_time():
    code = (
        "import random; from lib.cohort.intake import check_file; n = 3000;"
        "rows = [','.join(str(random.Random(r * n + c).randint(0, 4)) for c in range(n)) for r in range(9)];"
        "head = ','.join(f'item_{i}' for i in range(n));"
        "data = '\\n'.join(['id,' + head, *(f'P{r},' + row for r, row in enumerate(rows))]);"
        "print(check_file(data.encode(), 'wide.csv').status)"
    )
    assert bounded(["-c", code]).stdout.strip() in ("warnings", "errors", "clean")


def test_a_refusal_of_a_hostile_name_is_short():
    with pytest.raises(UnreadableFileError) as caught:
        read_table(b"", "(" * 100_000)
    assert len(caught.value.sentence) < 400
