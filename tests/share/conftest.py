"""Stores for the tests: on SQLite always, on PostgreSQL where there is one, each test with tables of its own."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text

from lib.share.engine import make_engine
from lib.share.store import SnapshotStore


@pytest.fixture(params=["sqlite", "postgresql"])
def engine_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Address of an empty store; SNAPSHOT_TEST_URL names a PostgreSQL other than the tests' own."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/store/snapshots.sqlite"
        return
    url = os.environ.get("SNAPSHOT_TEST_URL") or request.getfixturevalue("postgresql_url")
    schema = f"share_{uuid.uuid4().hex}"
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE SCHEMA {schema}"))
    own = make_url(url).update_query_dict({"options": f"-csearch_path={schema}"})
    yield own.render_as_string(hide_password=False)
    with engine.connect() as connection:
        connection.execute(text(f"DROP SCHEMA {schema} CASCADE"))
    engine.dispose()


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now

    def move(self, *, days: float = 0, hours: float = 0, seconds: float = 0) -> None:
        self.now += days * 86_400 + hours * 3600 + seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(engine_url: str, clock: Clock) -> Iterator[SnapshotStore]:
    made = SnapshotStore(make_engine(engine_url), clock=clock)
    made.migrate()
    yield made
    made.engine.dispose()
