"""Run by `parent` as a process of its own: a file from standard input, what it holds to standard output.

Whatever a stranger's bytes do to the libraries below, they do it here, within limits of processor time and memory,
and take only this process with them. Nothing is written to a disk: no core file, no other file.

Input: one line of JSON (name, options, kind of the limits), then the file. Output: lines of JSON that give the part
read, then one with the table's head and its cells after it, or one that says why not.
"""

from __future__ import annotations

import gc
import json
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[3]))

from lib.cohort.apart.answers import pack_taken, unpack_choices
from lib.cohort.apart.tables import pack_table, unpack_options, unpack_table
from lib.cohort.reading import RawTable, UnreadableFileError, read_table
from lib.cohort.steps import check_table, take_file, take_table

try:
    import resource
except (
    ImportError
):  # Windows has no such limits; the process is still a separate one, and ended when its time is up.
    resource = None  # type: ignore[assignment]

SECONDS_OF_PROCESSOR = 60
MEMORY_BYTES = 4 * 1024**3


def limit_resources() -> None:
    """Bound processor time and memory, and forbid files, core files among them."""
    if resource is None:
        return
    limits = {
        "RLIMIT_CORE": 0,
        "RLIMIT_FSIZE": 0,
        "RLIMIT_CPU": SECONDS_OF_PROCESSOR,
        "RLIMIT_AS": MEMORY_BYTES,
    }
    for name, amount in limits.items():
        kind = getattr(resource, name, None)
        if kind is None:
            continue
        _, hard = resource.getrlimit(kind)
        most = amount if hard == resource.RLIM_INFINITY else min(amount, hard)
        try:
            resource.setrlimit(kind, (most, hard))
        except (ValueError, OSError):  # macOS takes no bound of the address space.
            continue


def main() -> int:
    """Serve one file."""
    limit_resources()
    gc.disable()  # the process ends with its answer: nothing is worth looking for
    request = json.loads(sys.stdin.buffer.readline())
    data = sys.stdin.buffer.read()
    out = sys.stdout.buffer

    def tell(share: float) -> None:
        out.write(json.dumps({"share": float(share)}).encode() + b"\n")
        out.flush()

    try:
        head, blocks = _answer(request, data, tell)
    except UnreadableFileError as error:
        out.write(json.dumps({"refused": asdict(error.finding)}).encode() + b"\n")
        return 0
    out.write(json.dumps({"answer": head, "sizes": [len(block) for block in blocks]}).encode() + b"\n")
    for block in blocks:
        out.write(block)
    out.flush()
    return 0


def _answer(
    request: dict[str, Any], data: bytes, tell: Callable[[float], None]
) -> tuple[dict[str, Any], list[bytes]]:
    """Do the task: read alone, or read (or take the table sent) and go as far as is possible without the reader."""
    if request["task"] == "read":
        head, body = pack_table(read_table(data, request["name"], unpack_options(request["options"]), tell))
        return json.loads(head), [body]
    choices = unpack_choices(request["choices"])
    if request["task"] == "file":
        sent: RawTable | None = None
        taken = take_file(data, request["name"], unpack_options(request["options"]), choices, tell)
    else:
        sent = unpack_table(request["table"], data)
        taken = take_table(sent, choices) if request["task"] == "table" else check_table(sent, choices)
    return pack_taken(taken, sent)


if __name__ == "__main__":
    sys.exit(main())
