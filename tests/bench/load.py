"""How many readers one server process serves: sessions that click at a person's pace, for some minutes.

    make load
    make load ARGS="--sessions 100 --minutes 5 --write"

Each session opens a page over HTTP and Streamlit's WebSocket, as a browser does, then changes filters and pages.
Timed is from the click to the end of the script's run with every message of it received; a browser's drawing comes
on top (make bench measures it). `--write` puts the table into docs/hosting.md.
"""

from __future__ import annotations

import argparse
import os
import platform
import random
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles

from tests.browser.server import ROOT
from tests.hosting.services import Replica
from tests.hosting.visitor import VisitError, Visitor

GUIDE = ROOT / "docs" / "hosting.md"
BEGIN, END = "<!-- load: begin -->", "<!-- load: end -->"
#: Pages that answer questions; the others are read, not clicked.
PAGES = ("", "demographics", "trajectories", "anova", "association", "paper", "data")
#: Filters of the sidebar and what they are set to, none included.
FILTERS = {
    "sex": (["Female"], ["Male"], []),
    "diagnosis": (["BP"], ["MDD"], []),
    "outcome": (["Responder"], []),
}
#: One click in so many goes to another page.
PAGE_EVERY = 4
MEGABYTE = 2**20


@dataclass
class Measured:
    """What all sessions saw, in seconds, and what went wrong."""

    views: list[float] = field(default_factory=list)
    clicks: list[float] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    received: int = 0


@dataclass(frozen=True)
class Process:
    """Memory and processor time of the server's process at one moment."""

    resident: int
    peak: int
    seconds: float
    at: float


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, and write where asked; 1 when anything went wrong."""
    asked = read_arguments(arguments)
    measured = Measured()
    with tempfile.TemporaryDirectory() as folder, server(Path(folder)) as replica:
        # A first reader of every page: what is loaded then is the server's, not a session's.
        with Visitor(replica.url) as first:
            first.open()
            for page in PAGES[1:]:
                first.go(page)
        time.sleep(2)
        pid = replica.service.process.pid
        before = inspect_columns(pid)
        after = run_sessions(replica.url, asked, measured, pid, before.at)
    rows = [("measured", "value"), ("---", "---:"), *table(asked, measured, before, after)]
    text = "\n".join(f"| {name} | {value} |" for name, value in rows)
    print(text)
    for fault in measured.faults[:10]:
        print(fault, file=sys.stderr)
    if asked.write:
        write(text, asked)
    return 1 if measured.faults else 0


def read_arguments(arguments: Sequence[str] | None) -> argparse.Namespace:
    """What the command line asks for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sessions", type=int, default=50, help="readers at the same time")
    parser.add_argument("--minutes", type=float, default=3.0, help="how long they click")
    parser.add_argument(
        "--pause", type=float, nargs=2, default=(5.0, 10.0), metavar=("LEAST", "MOST"),
        help="seconds between a reader's clicks",
    )  # fmt: skip
    parser.add_argument("--seed", type=int, default=1, help="of the readers' choices")
    parser.add_argument("--write", action="store_true", help="put the table into docs/hosting.md")
    return parser.parse_args(arguments)


@contextmanager
def server(folder: Path) -> Iterator[Replica]:
    """One server process with the project's own settings."""
    replica = Replica("server", folder)
    replica.start()
    try:
        yield replica
    finally:
        replica.stop()


def run_sessions(url: str, asked: argparse.Namespace, measured: Measured, pid: int, began: float) -> Process:
    """Let all sessions come within one pause, click until the time is over, and look while they are there."""
    end = began + 60 * asked.minutes
    threads = [
        threading.Thread(target=visit, args=(url, random.Random(asked.seed + n), asked.pause, end, measured))
        for n in range(asked.sessions)
    ]
    for thread in threads:
        thread.start()
    time.sleep(max(0.0, end - time.monotonic()))
    after = inspect_columns(pid)
    for thread in threads:
        thread.join()
    return after


def visit(
    url: str, choice: random.Random, pause: tuple[float, float], end: float, measured: Measured
) -> None:
    """One reader from the first page to the last click."""
    time.sleep(choice.uniform(0, pause[1]))
    with Visitor(url) as visitor:
        try:
            measured.views.append(visitor.open(choice.choice(PAGES)))
            note(visitor, measured)
            while time.monotonic() + pause[1] < end:
                time.sleep(choice.uniform(*pause))
                measured.clicks.append(click(visitor, choice))
                note(visitor, measured)
            # Everybody is still there when the server's memory is looked at.
            time.sleep(max(0.0, end + 1 - time.monotonic()))
        except (VisitError, OSError, TimeoutError) as error:
            measured.faults.append(f"{visitor.page or 'first page'}: {type(error).__name__} {error}")
        measured.received += visitor.bytes_in


def click(visitor: Visitor, choice: random.Random) -> float:
    """Do one thing; seconds until the script has finished."""
    if choice.randrange(PAGE_EVERY) == 0:
        return visitor.go(choice.choice([page for page in PAGES if page != visitor.page]))
    key = choice.choice(list(FILTERS))
    return visitor.set(key, string_array_value=choice.choice(FILTERS[key]))


def note(visitor: Visitor, measured: Measured) -> None:
    """Keep what the page shows of errors."""
    measured.faults += [f"{visitor.page or 'first page'}: shows an error" for _ in visitor.exceptions()]


def inspect_columns(pid: int) -> Process:
    """Read the process's figures from Linux."""
    status = dict(
        line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines()
    )
    times = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(") ")[2].split()
    ticks = os.sysconf("SC_CLK_TCK")
    return Process(
        resident=int(status["VmRSS"].split()[0]) * 1024,
        peak=int(status["VmHWM"].split()[0]) * 1024,
        seconds=(int(times[11]) + int(times[12])) / ticks,
        at=time.monotonic(),
    )


def table(
    asked: argparse.Namespace, measured: Measured, before: Process, after: Process
) -> list[tuple[str, str]]:
    """Put the figures into words."""
    lasted = after.at - before.at
    busy = (after.seconds - before.seconds) / lasted
    each = (after.resident - before.resident) / asked.sessions / MEGABYTE
    return [
        ("sessions at the same time", f"{asked.sessions}"),
        ("duration", f"{lasted / 60:.1f} min"),
        ("pause between a reader’s clicks", f"{asked.pause[0]:g}–{asked.pause[1]:g} s"),
        ("clicks", f"{len(measured.clicks):,}"),
        ("errors", f"{len(measured.faults)}"),
        ("click to finished script, median", f"{1000 * median(measured.clicks):.0f} ms"),
        ("click to finished script, 95th percentile", f"{1000 * percentile(measured.clicks):.0f} ms"),
        ("first view, median", f"{1000 * median(measured.views):.0f} ms"),
        ("first view, 95th percentile", f"{1000 * percentile(measured.views):.0f} ms"),
        ("sent to a reader, a click", f"{measured.received / len(measured.clicks) / 1024:.0f} kB"),
        ("memory of the server before", f"{before.resident / MEGABYTE:.0f} MB"),
        ("memory with all sessions open", f"{after.resident / MEGABYTE:.0f} MB"),
        ("memory a session", f"{each:.1f} MB"),
        ("processor time", f"{100 * busy:.0f} % of one core"),
    ]


def percentile(values: list[float]) -> float:
    """95th percentile."""
    return quantiles(values, n=20, method="inclusive")[-1]


def write(text: str, asked: argparse.Namespace) -> None:
    """Put the table between its marks in the guide, with the command that makes it anew."""
    command = f"make load ARGS='--sessions {asked.sessions} --minutes {asked.minutes:g} --write'"
    words = (
        f"Measured by `{command}` on {os.cpu_count()} cores, Python {platform.python_version()}, one server "
        "process, the readers on the same machine:"
    )
    guide = GUIDE.read_text(encoding="utf-8")
    head, tail = guide.split(BEGIN)[0], guide.split(END)[1]
    GUIDE.write_text(f"{head}{BEGIN}\n{words}\n\n{text}\n{END}{tail}", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
