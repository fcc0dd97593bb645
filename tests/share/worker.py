"""A process of its own that uses a store: many threads at once, or publishing and killed at a step of it.

`python -m tests.share.worker crowd URL MARK CALLS` and `python -m tests.share.worker killed URL TIMES`.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import event

import lib.share.store as store_module
from lib.share.engine import make_engine
from lib.share.limits import LimitError, Limits
from lib.share.link import Link, random_link
from lib.share.store import SnapshotStore

THREADS = 8
#: The limit that the crowd runs into.
CROWD_LIMIT = 60


def crowd(url: str, mark: str, calls: int) -> list[dict]:
    """Publish, open, prolong, revoke from threads at once; report what each one was told."""
    limits = Limits(an_hour=CROWD_LIMIT, snapshots=10_000)
    store = SnapshotStore(make_engine(url), limits)
    store.migrate()
    with ThreadPoolExecutor(THREADS) as threads:
        return list(
            threads.map(lambda n: one_of_the_crowd(store, f"{mark}{n}".encode() * 500, n), range(calls))
        )


def one_of_the_crowd(store: SnapshotStore, payload: bytes, n: int) -> dict:
    try:
        published = store.publish(payload)
    except LimitError:
        return {"limited": True}
    link = (published.link.id_text, published.link.key_text)
    own = store.open(*link)
    told = {"link": link, "own": own is not None and own.payload == payload, "payload": payload.decode()}
    if n % 3 == 0:
        told["revoked"] = store.revoke(published.owner_key)
        told["open after"] = store.open(*link) is not None
    elif n % 3 == 1:
        told["expires"] = store.prolong(published.owner_key, 200).timestamp()
    return told


def killed(url: str, times: int) -> list[dict]:
    """Let a child publish and end at a step, again and again; report whether each snapshot is whole or absent.

    Every second child ends itself at a step, each step in its turn; the others are ended from outside at a moment
    that is drawn.
    """
    draw = random.Random(times)
    payload = draw.randbytes(30_000)
    steps, seconds = rehearse(url, payload)
    store = SnapshotStore(make_engine(url), Limits(an_hour=10_000))
    told = []
    for n in range(times):
        link = random_link()
        child = start_child(url, link, payload, n // 2 % steps if n % 2 == 0 else None)
        if n % 2:
            time.sleep(seconds * 1.3 * draw.random())
            os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        told.append({"died": os.WIFSIGNALED(status), **state_of(store, link, payload)})
        # A child must not inherit an open connection.
        store.engine.dispose()
    return told


def rehearse(url: str, payload: bytes) -> tuple[int, float]:
    """Publish in a child that lives: how many steps it has, and how many seconds it takes."""
    reading, writing = os.pipe()
    began = time.monotonic()
    os.waitpid(start_child(url, random_link(), payload, None, writing), 0)
    seconds = time.monotonic() - began
    return int(os.read(reading, 20)), seconds


def start_child(url: str, link: Link, payload: bytes, step: int | None, report: int | None = None) -> int:
    """Fork a child that publishes under a given link, and ends without a word when a step is reached."""
    child = os.fork()
    if child:
        return child
    seen = 0

    def reached(*_: object) -> None:
        nonlocal seen
        if seen == step:
            os.kill(os.getpid(), signal.SIGKILL)
        seen += 1

    store_module.random_link = lambda: link
    store = SnapshotStore(make_engine(url), Limits(an_hour=10_000))
    for name in ("connect", "begin", "before_cursor_execute", "after_cursor_execute", "commit"):
        event.listen(store.engine, name, reached)
    reached()
    store.publish(payload)
    reached()
    if report is not None:
        os.write(report, str(seen).encode())
    os._exit(0)


def state_of(store: SnapshotStore, link: Link, payload: bytes) -> dict:
    """Open the store: is the snapshot there, and whole, and how many are there?"""
    opened = store.open(link.id_text, link.key_text)
    state = "absent" if opened is None else "whole" if opened.payload == payload else "part"
    return {"state": state, "count": store.usage().snapshots}


if __name__ == "__main__":
    command, url, *rest = sys.argv[1:]
    told = crowd(url, rest[0], int(rest[1])) if command == "crowd" else killed(url, int(rest[0]))
    print(json.dumps(told))
