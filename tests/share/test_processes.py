"""Several processes on one store: a crowd at once, replicas that start together, and a killed publisher."""

import json
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from sqlalchemy import text

from lib.share.engine import make_engine
from lib.share.limits import Limits
from lib.share.store import SnapshotStore
from tests.share.worker import CROWD_LIMIT

ROOT = Path(__file__).parents[2]


def work(*words: str) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.share.worker", *words],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def told_by(process: subprocess.Popen) -> list[dict]:
    out, err = process.communicate()
    assert process.returncode == 0, err
    return json.loads(out)


def test_two_hundred_calls_from_threads_of_two_processes(engine_url):
    """Both start on an empty store, so that they make its tables together too."""
    told = [
        one
        for process in [work("crowd", engine_url, mark, "50") for mark in "ab"]
        for one in told_by(process)
    ]
    done = [one for one in told if "link" in one]
    assert len(told) == 100
    assert len(done) == CROWD_LIMIT
    assert sum(4 if "revoked" in one else 3 if "expires" in one else 2 for one in done) + 40 >= 200
    assert all(one["own"] for one in done)
    assert all(one["revoked"] and not one["open after"] for one in done if "revoked" in one)
    store = SnapshotStore(make_engine(engine_url))
    kept = [one for one in done if "revoked" not in one]
    assert store.usage().snapshots == len(kept)
    for one in kept:
        opened = store.open(*one["link"])
        assert opened.payload.decode() == one["payload"]
        assert "expires" not in one or opened.expires.timestamp() == one["expires"]
    store.engine.dispose()


def test_one_of_many_revokes_and_the_last_prolonging_stands(store):
    published = store.publish(b"x")
    with ThreadPoolExecutor(8) as threads:
        days = list(range(2, 42))
        assert None not in threads.map(lambda d: store.prolong(published.owner_key, d), days)
        left = (store.still_open(published.link).timestamp() - store._clock()) / 86_400
        assert left in days
        answers = Counter(threads.map(lambda _: store.revoke(published.owner_key), range(20)))
    assert answers == {True: 1, False: 19}


def test_the_limit_is_not_passed_by_many_at_once(store):
    store.limits = Limits(snapshots=5)

    def try_to_publish(_):
        try:
            return store.publish(b"x") is not None
        except Exception as error:
            return type(error).__name__

    with ThreadPoolExecutor(8) as threads:
        assert Counter(threads.map(try_to_publish, range(24))) == {True: 5, "LimitError": 19}


def link_texts(published) -> tuple[str, str]:
    return published.link.id_text, published.link.key_text


def test_killed_at_every_step_of_publishing(engine_url):
    """A hundred times on SQLite: whole or absent, the store opens, works, and nothing else is lost."""
    times = 100 if engine_url.startswith("sqlite") else 24
    store = SnapshotStore(make_engine(engine_url), Limits(an_hour=10_000))
    store.migrate()
    before = store.publish(b"was there before")
    told = told_by(work("killed", engine_url, str(times)))
    states = Counter(one["state"] for one in told)
    assert len(told) == times
    assert set(states) == {"whole", "absent"}
    count = 2  # the one before, and the one of the rehearsal
    for one in told:
        count += one["state"] == "whole"
        assert one["count"] == count
    assert store.open(before.link.id_text, before.link.key_text).payload == b"was there before"
    assert sum(one["died"] for one in told) >= times / 2
    assert store.open(*link_texts(store.publish(b"next"))).payload == b"next"
    if engine_url.startswith("sqlite"):
        with store.engine.connect() as connection:
            assert connection.execute(text("PRAGMA integrity_check")).scalar_one() == "ok"
            assert connection.execute(text("PRAGMA journal_mode")).scalar_one() == "wal"
            assert connection.execute(text("PRAGMA secure_delete")).scalar_one() == 1
            assert connection.execute(text("PRAGMA foreign_keys")).scalar_one() == 1
    store.engine.dispose()
