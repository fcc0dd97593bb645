"""Run by `apart` as a process of its own: a file from standard input, its raw table to standard output.

Whatever a stranger's bytes do to the libraries below, they do it here, within limits of processor time and memory,
and take only this process with them. Nothing is written to a disk: no core file, no other file.

Input: one line of JSON (name, options, kind of the limits), then the file. Output: lines of JSON that give the part
read, then one with the table's head and its cells after it, or one that says why not.
"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[3]))

from lib.cohort.reading.packing import pack_table, unpack_options
from lib.cohort.reading.reader import read_table
from lib.cohort.reading.table import UnreadableFileError

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
    request = json.loads(sys.stdin.buffer.readline())
    data = sys.stdin.buffer.read()
    out = sys.stdout.buffer

    def report_progress(proportion: float) -> None:
        out.write(json.dumps({"proportion": float(proportion)}).encode() + b"\n")
        out.flush()

    try:
        table = read_table(data, request["name"], unpack_options(request["options"]), report_progress)
    except UnreadableFileError as error:
        out.write(json.dumps({"refused": asdict(error.finding)}).encode() + b"\n")
        return 0
    head, body = pack_table(table)
    out.write(b'{"size": ' + str(len(body)).encode() + b', "table": ' + head + b"}\n")
    out.write(body)
    out.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
