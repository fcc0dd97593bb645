"""The database of the store: an engine for its address, and a file nobody else on the machine can read."""

import os
import socket
import stat
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, NullPool, create_engine
from sqlalchemy.engine import make_url

#: Seconds after which a database that takes no connection counts as away.
CONNECT_SECONDS = 5
#: Seconds that a statement may take on PostgreSQL, and then the whole transaction before its connection is cut.
STATEMENT_SECONDS, TRANSACTION_SECONDS = 10, 12


def engine_options(url: str) -> dict[str, Any]:
    """Give the options of an engine: no parameter in an error's words, dead connections replaced, no endless wait.

    PostgreSQL gets a connection for each transaction: to ask a kept one whether it is alive has no time limit, and
    would hold a reader for as long as a frozen server is silent.
    """
    options: dict[str, Any] = {"hide_parameters": True, "pool_pre_ping": True}
    if make_url(url).get_backend_name() == "postgresql":
        options = {"hide_parameters": True, "poolclass": NullPool}
        options["connect_args"] = {
            "connect_timeout": CONNECT_SECONDS,
            # Whoever is cut off in the middle is noticed, too.
            "keepalives_idle": CONNECT_SECONDS,
            "keepalives_interval": 5,
            "keepalives_count": 2,
            "tcp_user_timeout": 1000 * CONNECT_SECONDS,
        }
    return options


def make_engine(url: str) -> Engine:
    """Make the engine for a store; for an SQLite file, the folder and the file too, for this user alone."""
    make_file(url)
    return create_engine(url, **engine_options(url))


def make_file(url: str) -> None:
    """Make the folder (mode 700) and the empty file (mode 600) of an SQLite address; nothing for any other."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite" or parsed.database in (None, "", ":memory:"):
        return
    path = Path(parsed.database)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    # A file that was there already, and SQLite's own beside it, may be open to others.
    for file in (path, *(path.with_name(path.name + end) for end in ("-wal", "-shm"))):
        if file.exists() and stat.S_IMODE(file.stat().st_mode) & 0o077:
            file.chmod(0o600)


@contextmanager
def cut_in_time(connection: Connection, seconds: float = TRANSACTION_SECONDS) -> Iterator[None]:
    """Cut a connection to PostgreSQL that has not ended its work in time; whoever waits for it gets an error.

    A frozen server acknowledges what it gets and answers nothing: neither its own time limits nor TCP's see it.
    """
    if connection.engine.dialect.name != "postgresql":
        yield
        return
    with cut_socket(connection.connection.driver_connection.fileno(), seconds):  # type: ignore[union-attr]
        yield


@contextmanager
def cut_socket(number: int, seconds: float) -> Iterator[None]:
    """Shut a socket down, by its file number, unless the block ends in time."""
    guard, ended = threading.Lock(), threading.Event()

    def cut() -> None:
        with guard:
            # The number may be another file's once the block has ended.
            if not ended.is_set():
                with socket.socket(fileno=os.dup(number)) as held:
                    held.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(seconds, cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        with guard:
            ended.set()
