"""The database of the store: an engine for its address, and a file nobody else on the machine can read."""

import os
import stat
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine
from sqlalchemy.engine import make_url

#: Seconds after which a database that does not answer counts as away.
CONNECT_SECONDS = 10


def engine_options(url: str) -> dict[str, Any]:
    """Give the options of an engine: no parameter in an error's words, dead connections replaced, no endless wait."""
    options: dict[str, Any] = {"hide_parameters": True, "pool_pre_ping": True}
    if make_url(url).get_backend_name() == "postgresql":
        options["pool_timeout"] = CONNECT_SECONDS
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
