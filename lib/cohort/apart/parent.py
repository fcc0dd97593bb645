"""Reading, mapping and checks in a process of their own, with limits, that can be ended at any moment.

The server goes on whatever a file does: the child is bound in processor time and memory, ended when its time is up or
nobody wants the answer any more, and serves one file only. The file and its table pass through pipes.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any

from lib.cohort import steps
from lib.cohort.apart.answers import pack_choices, unpack_taken
from lib.cohort.apart.tables import pack_table, unpack_refusal, unpack_table
from lib.cohort.payload import PayloadError
from lib.cohort.reading import RawTable, ReadingOptions, UnreadableFileError
from lib.cohort.reading.limits import refuse
from lib.cohort.steps import Choices, Taken

Progress = Callable[[float], None]
CHILD = Path(__file__).with_name("child.py")
SECONDS_TO_READ = 120
"""On the clock; the child's own limit of processor time is shorter."""

SECONDS_BETWEEN_LOOKS = 0.2
SMALL_CELLS = 20_000
"""A table of so few cells, read already, is mapped and checked in the server: sooner than a process would start."""

KEPT_VARIABLES = ("PATH", "SYSTEMROOT", "LANG", "LC_ALL", "LC_CTYPE", "TMPDIR", "TEMP", "LD_LIBRARY_PATH")
"""What the child sees of the server's surroundings: no secret, and what Python needs to start."""


class Nursery:
    """At most one child that has loaded its libraries and waits for a file, so that small files open at once."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: subprocess.Popen[bytes] | None = None
        self.keeps_one = False

    def take(self) -> subprocess.Popen[bytes]:
        """Give a child that waits for a file."""
        with self._lock:
            child, self._waiting = self._waiting, None
        return child if child is not None and child.poll() is None else _start_child()

    def fill(self) -> None:
        """Start the next child where one is to be kept waiting."""
        with self._lock:
            if self.keeps_one and (self._waiting is None or self._waiting.poll() is not None):
                self._waiting = _start_child()

    def empty(self) -> None:
        """End the waiting child."""
        with self._lock:
            child, self._waiting = self._waiting, None
        if child is not None:
            _end(child)


NURSERY = Nursery()


def keep_child_waiting() -> None:
    """Have a child ready from now on, as a server does; it ends with this process."""
    NURSERY.keeps_one = True
    NURSERY.fill()


def read_apart(
    data: bytes,
    name: str,
    overrides: ReadingOptions | None = None,
    progress: Progress | None = None,
) -> RawTable:
    """Read an uploaded file as `read_table` does, in a process of its own.

    Parameters
    ----------
    data, name, overrides
        As in `read_table`.
    progress : callable or None
        Called several times a second with the proportion read; an error it raises ends the child and is raised here.

    Raises
    ------
    UnreadableFileError
        Also where the file takes more time or memory than one file may, or brings the library that reads it down.
    """
    request = {"task": "read", "name": str(name), "options": asdict(overrides or ReadingOptions())}
    head, blocks = _ask(request, data, str(name), progress)
    return unpack_table(head, blocks[0])


def take_file(
    data: bytes, name: str, options: ReadingOptions, choices: Choices, progress: Progress | None = None
) -> Taken:
    """Do what `steps.take_file` does, in a process of its own.

    Raises
    ------
    UnreadableFileError
        As `read_apart`.
    """
    request = {
        "task": "file",
        "name": str(name),
        "options": asdict(options),
        "choices": pack_choices(choices),
    }
    head, blocks = _ask(request, data, str(name), progress)
    return _unpack(head, blocks, None, name)


def take_table(raw: RawTable, choices: Choices, progress: Progress | None = None) -> Taken:
    """Do what `steps.take_table` does, a large table in a process of its own."""
    return _with_table("table", raw, choices, progress)


def check_table(table: RawTable, choices: Choices, progress: Progress | None = None) -> Taken:
    """Do what `steps.check_table` does, a large table in a process of its own."""
    return _with_table("check", table, choices, progress)


def _with_table(task: str, raw: RawTable, choices: Choices, progress: Progress | None) -> Taken:
    if raw.frame.size <= SMALL_CELLS:
        return steps.take_table(raw, choices) if task == "table" else steps.check_table(raw, choices)
    head, body = pack_table(raw)
    request = {"task": task, "choices": pack_choices(choices), "table": json.loads(head)}
    answer, blocks = _ask(request, body, choices.name, progress)
    return _unpack(answer, blocks, raw, choices.name)


def _unpack(head: dict[str, Any], blocks: list[bytes], sent: RawTable | None, name: str) -> Taken:
    try:
        return unpack_taken(head, blocks, sent)
    except (ValueError, TypeError, LookupError, AttributeError, StopIteration, PayloadError) as error:
        raise _no_answer(name) from error


def _ask(
    request: dict[str, Any], data: bytes, name: str, progress: Progress | None
) -> tuple[dict[str, Any], list[bytes]]:
    """Put one request to a child, and give the head and the blocks of its answer."""
    child = NURSERY.take()
    watch = _Watch(child, progress or (lambda _: None))
    try:
        return _converse(child, request, data, name, watch)
    finally:
        watch.over.set()
        _end(child)
        watch.join()
        NURSERY.fill()


class _Watch(threading.Thread):
    """Look from time to time whether the answer is still wanted and in time; end the child where not."""

    def __init__(self, child: subprocess.Popen[bytes], progress: Progress) -> None:
        super().__init__(name="reading", daemon=True)
        self.over = threading.Event()
        self.proportion = 0.0
        self.fault: BaseException | None = None
        self.late = False
        self._child, self._progress = child, progress
        self._end = time.monotonic() + SECONDS_TO_READ

    def run(self) -> None:
        while not self.over.wait(SECONDS_BETWEEN_LOOKS):
            self.late = time.monotonic() > self._end
            try:
                self._progress(self.proportion)
            except BaseException as fault:  # whatever it is, it is raised where the table is asked for
                self.fault = fault
            if self.late or self.fault is not None:
                self._child.kill()
                return


def _converse(
    child: subprocess.Popen[bytes], request: dict[str, Any], data: bytes, name: str, watch: _Watch
) -> tuple[dict[str, Any], list[bytes]]:
    watch.start()
    to_child, from_child = _pipes(child)
    try:
        to_child.write(json.dumps(request).encode() + b"\n")
        to_child.write(data)
        to_child.close()
        while line := from_child.readline():
            answer = json.loads(line)
            if "refused" in answer:
                raise unpack_refusal(answer["refused"])
            if "answer" in answer:
                blocks = [from_child.read(size) for size in answer["sizes"]]
                if [len(block) for block in blocks] == answer["sizes"]:
                    return answer["answer"], blocks
                break
            watch.proportion = float(answer["share"])
    except (OSError, ValueError, TypeError, LookupError, AttributeError):
        pass  # the child ended, or what it said is no answer
    if watch.fault is not None:
        raise watch.fault
    raise _brought_down(child, name, watch.late)


def _brought_down(child: subprocess.Popen[bytes], name: str, late: bool) -> UnreadableFileError:
    """Say why there is no answer: out of time, or the library that reads the file was brought down by it."""
    child.wait()
    if late or -child.returncode == getattr(signal, "SIGXCPU", None):
        step = (
            "Leave out columns, rows and empty formatted cells that are not needed, or save the table as CSV."
        )
        return refuse(
            "too_slow", name, "a file that takes too long to read", "one that opens in a minute", step
        )
    return _no_answer(name)


def _no_answer(name: str) -> UnreadableFileError:
    step = "Open it in the program that made it, save the table in a new file or as CSV, and upload that."
    found = "a damaged file, or cells so far apart that they do not fit in memory"
    return refuse("damaged", name, found, "a file that its program opens", step)


def _start_child() -> subprocess.Popen[bytes]:
    kept = {key: os.environ[key] for key in KEPT_VARIABLES if key in os.environ}
    return subprocess.Popen(
        [sys.executable, "-I", str(CHILD)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**kept, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
    )


def _pipes(child: subprocess.Popen[bytes]) -> tuple[IO[bytes], IO[bytes]]:
    """Give the pipes that `_start_child` asks for."""
    if child.stdin is None or child.stdout is None:
        raise ValueError("the child was started without pipes")
    return child.stdin, child.stdout


def _end(child: subprocess.Popen[bytes]) -> None:
    """End a child, whatever it does, and close its pipes."""
    child.kill()
    for pipe in _pipes(child):
        with contextlib.suppress(OSError):
            pipe.close()
    child.wait()
