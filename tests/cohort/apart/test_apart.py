"""Reading in a process of its own: the same table, the same refusals, and an end to whatever does not end by itself."""

import io
import subprocess

import openpyxl
import pytest

from lib.cohort.apart import parent as apart_module
from lib.cohort.apart import read_apart
from lib.cohort.reading import ReadingOptions, UnreadableFileError, read_table
from tests.cohort.reading.corpus.binary_files import BINARY_CASES, workbook
from tests.cohort.reading.corpus.text_files import TEXT_CASES

SAMPLE = [*TEXT_CASES[::9], *BINARY_CASES[::5]]


@pytest.mark.parametrize("case", SAMPLE, ids=lambda case: case.quirk)
def test_a_table_read_apart_is_the_table_read_here(case):
    here, apart = (read(case.data, case.file_name, case.options) for read in (read_table, read_apart))
    assert apart.frame.equals(here.frame)
    assert list(apart.frame.dtypes) == list(here.frame.dtypes)
    assert list(apart.row_numbers) == list(here.row_numbers)
    for part in ("columns", "detected", "notes", "findings", "labels", "value_labels"):
        assert getattr(apart, part) == getattr(here, part), part


@pytest.mark.parametrize("data", [b"", b"\x89PNG\r\n\x1a\n....", b"id,mg\n"])
def test_a_refusal_is_the_refusal_here(data):
    sentences = []
    for read in (read_table, read_apart):
        with pytest.raises(UnreadableFileError) as caught:
            read(data, "a.csv", ReadingOptions())
        sentences.append((caught.value.code, caught.value.sentence))
    assert sentences[0] == sentences[1]


def test_cells_far_apart_end_the_child_not_the_server():
    book = openpyxl.Workbook()
    book.active["A1"], book.active["XFD1048576"] = "id", 1
    buffer = io.BytesIO()
    book.save(buffer)
    with pytest.raises(UnreadableFileError, match="do not fit in memory"):
        read_apart(buffer.getvalue(), "far.xlsx")


class NotWanted(Exception):
    """The reader left."""


def test_a_child_that_hangs_is_ended_when_nobody_wants_its_answer(monkeypatch):
    children = hang(monkeypatch)

    def leave(share):
        raise NotWanted

    with pytest.raises(NotWanted):
        read_apart(b"id,mg\n1,2\n", "a.csv", progress=leave)
    assert children[0].returncode is not None


def test_a_child_that_hangs_is_ended_when_its_time_is_up(monkeypatch):
    children = hang(monkeypatch)
    monkeypatch.setattr(apart_module, "SECONDS_TO_READ", 0.0)
    with pytest.raises(UnreadableFileError, match="takes too long"):
        read_apart(b"id,mg\n1,2\n", "a.csv")
    assert children[0].returncode is not None


def hang(monkeypatch):
    """Let children be processes that wait for ever."""
    children = []

    def start():
        endless = "import sys, time; sys.stdin.read(); time.sleep(1000)"
        children.append(
            subprocess.Popen(
                [apart_module.sys.executable, "-c", endless], stdin=subprocess.PIPE, stdout=subprocess.PIPE
            )
        )
        return children[-1]

    monkeypatch.setattr(apart_module, "_start_child", start)
    return children


def test_the_child_is_bound_by_the_system():
    resource = pytest.importorskip("resource")
    code = (
        "import resource; from lib.cohort.apart.child import limit_resources; limit_resources();"
        "print([resource.getrlimit(kind)[0] for kind in "
        "(resource.RLIMIT_CORE, resource.RLIMIT_FSIZE, resource.RLIMIT_CPU)])"
    )
    done = subprocess.run(
        [apart_module.sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[0, 0, 60]"
    assert resource.getrlimit(resource.RLIMIT_CPU)[0] != 60


def test_the_child_sees_no_secret_of_the_server(monkeypatch):
    seen = {}
    monkeypatch.setenv("MAGNESIUM_SECRET", "x")
    monkeypatch.setattr(subprocess, "Popen", lambda *_, env, **__: seen.update(env))
    apart_module._start_child()
    assert "MAGNESIUM_SECRET" not in seen


def test_a_kept_child_serves_one_file_and_the_next_one_waits():
    nursery = apart_module.Nursery()
    nursery.keeps_one = True
    nursery.fill()
    first = nursery.take()
    nursery.fill()
    second = nursery.take()
    assert first.pid != second.pid
    for child in (first, second):
        apart_module._end(child)


def test_workbook_of_many_empty_formatted_rows_is_read():
    book = openpyxl.load_workbook(io.BytesIO(workbook(Data=[["id", "mg"], ["P1", 0.8]])))
    for number in range(3, 3000):
        book.active.cell(number, 2).number_format = "0.00"
    buffer = io.BytesIO()
    book.save(buffer)
    assert read_table(buffer.getvalue(), "a.xlsx").frame.to_numpy().tolist() == [["P1", "0.8"]]


class Child:
    """A child that says how far it is, and answers."""

    def __init__(self, said: bytes) -> None:
        self.stdin, self.stdout = io.BytesIO(), io.BytesIO(said)


def test_how_far_the_child_is_reaches_the_one_who_waits():
    child = Child(b'{"share": 0.4}\n{"share": 0.7}\n{"answer": {"n": 1}, "sizes": [3]}\nabc')
    watch = apart_module._Watch(child, lambda _: None)
    watch.over.set()
    assert apart_module._converse(child, {}, b"", "a.csv", watch) == ({"n": 1}, [b"abc"])
    assert watch.proportion == pytest.approx(0.7)
