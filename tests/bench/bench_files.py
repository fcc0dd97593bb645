"""Measure how long a file takes from bytes to findings, as the server reads it, and how others are served meanwhile.

Run with `python -m tests.bench.bench_files`. Each row: seconds until the cohort is checked, the memory of the reading
process at its largest, and the longest pause of a thread that stands for another reader's page.
"""

from __future__ import annotations

import io
import resource
import threading
import time
import zipfile
from collections.abc import Callable

import numpy as np
import openpyxl

from lib.cohort import apart
from lib.cohort.apart.parent import NURSERY
from lib.cohort.reading import UnreadableFileError
from lib.ui.upload.state import advance, begin_upload
from tests.bench.bench_intake import make_file

TICK = 0.01
HOSTILE_HEADER = b"(" * 25_000 + b",id,mg\n1,2,3\n2,3,4\n"


def wide_items(n_columns: int = 3_000, n_rows: int = 35) -> bytes:
    """A questionnaire of thousands of items."""
    rng = np.random.default_rng(1)
    head = ",".join(["id", *(f"item_{i}" for i in range(n_columns))])
    rows = [",".join([f"P{r}", *map(str, rng.integers(0, 5, n_columns))]) for r in range(n_rows)]
    return "\n".join([head, *rows]).encode()


def long_workbook(n_rows: int = 300_000) -> bytes:
    """Five columns and many rows, written as Excel would."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Data")
    rng = np.random.default_rng(1)
    mg, madrs = rng.normal(0.85, 0.1, n_rows).round(3), rng.integers(0, 60, n_rows)
    sheet.append(["id", "visit", "mg", "madrs", "sex"])
    for i in range(n_rows):
        sheet.append([f"P{i // 5}", i % 5 + 1, float(mg[i]), int(madrs[i]), "f" if i // 5 % 2 else "m"])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def empty_rows(n_rows: int = 1_000_000) -> bytes:
    """A small table above a million empty formatted rows."""
    book = openpyxl.Workbook()
    for row in (["id", "madrs_pre", "madrs_post"], ["P1", 30, 12], ["P2", 28, 9]):
        book.active.append(row)
    small, buffer = io.BytesIO(), io.BytesIO()
    book.save(small)
    blank = "".join(f'<row r="{r}"><c r="A{r}" s="0"/><c r="B{r}" s="0"/></row>' for r in range(4, n_rows))
    with zipfile.ZipFile(small) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "xl/worksheets/sheet1.xml":
                content = content.replace(b"</sheetData>", blank.encode() + b"</sheetData>")
            new.writestr(name, content)
    return buffer.getvalue()


FILES: dict[str, tuple[str, Callable[[], bytes]]] = {
    "49 × 5, text": ("a.csv", lambda: make_file(49, "long")),
    "100,000 × 5, text": ("a.csv", lambda: make_file(100_000, "long")),
    "300,000 rows, Excel": ("a.xlsx", long_workbook),
    "3,000 columns, text": ("a.csv", wide_items),
    "a million empty rows, Excel": ("a.xlsx", empty_rows),
    "header of brackets": ("a.csv", lambda: HOSTILE_HEADER),
}


class OtherReader(threading.Thread):
    """Wakes every hundredth of a second; its longest pause is what another reader's click would wait."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.over, self.longest = threading.Event(), 0.0

    def run(self) -> None:
        last = time.perf_counter()
        while not self.over.wait(TICK):
            now = time.perf_counter()
            self.longest, last = max(self.longest, now - last - TICK), now


def measure(label: str, name: str, data: bytes) -> None:
    """Print one row."""
    other = OtherReader()
    other.start()
    begin, used = time.perf_counter(), time.process_time()
    try:
        upload = advance(begin_upload(name, data), None, apart)
        outcome = upload.refusal or ("checked" if upload.validated is not None else "waits for decisions")
    except UnreadableFileError as error:
        outcome = error.code
    seconds, used = time.perf_counter() - begin, time.process_time() - used
    other.over.set()
    other.join()
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(
        f"{label:28} {len(data) / 1e6:6.2f} MB  {seconds:6.2f} s  server's processor {used:5.2f} s  "
        f"child's peak so far {peak:5.0f} MB  longest pause {other.longest * 1000:4.0f} ms  {outcome[:60]}"
    )


if __name__ == "__main__":
    apart.keep_child_waiting()
    made = {label: (name, make()) for label, (name, make) in FILES.items()}
    for label, (name, data) in made.items():
        time.sleep(2)
        measure(label, name, data)
    NURSERY.empty()
