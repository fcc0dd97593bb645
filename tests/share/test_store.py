"""The store on SQLite and PostgreSQL: what opens, what does not, limits, deletion, and what its bytes reveal."""

import logging
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

import lib.share.store as store_module
from lib.cohort.cohort import read_bundled_cohort
from lib.share.crypt import lookup_hash
from lib.share.engine import make_engine, make_file
from lib.share.faults import StoreError
from lib.share.limits import LimitError, Limits
from lib.share.link import random_link, read_owner_key, write_owner_key
from lib.share.rows import note_opening
from lib.share.schema import METADATA, PUBLICATIONS, SNAPSHOTS, SchemaError
from lib.share.snapshot import clean_name, open_snapshot, publish_cohort, with_codes
from lib.share.store import SnapshotStore
from tests.pages.odd_cohorts import HOSTILE, ODD_COHORTS

PAYLOAD = b"MADRS 34" * 4000
INJECTIONS = ("'; DROP TABLE snapshots; --", 'x" OR ""="', "\x00", "%s", ":id", HOSTILE, "🙂" * 200)


def open_link(store, published):
    return store.open(published.link.id_text, published.link.key_text)


def test_a_cohort_comes_back_under_its_name_with_coded_patients(store):
    cohort = ODD_COHORTS["four diagnoses, one hostile"]
    published = publish_cohort(store, cohort, "Ward 7", 30)
    snapshot = open_snapshot(store, published.link.id_text, published.link.key_text)
    assert snapshot.cohort.fingerprint == with_codes(cohort).fingerprint
    assert snapshot.cohort.name == "Ward 7"
    assert snapshot.cohort.patients[:2] == ("P001", "P002")
    assert publish_cohort(store, read_bundled_cohort(), "x", 1).link.key not in repr(snapshot).encode()


def rows_of(store):
    with store.engine.connect() as connection:
        return connection.execute(select(SNAPSHOTS)).all()


def test_expiry_is_to_the_second_and_a_day_later_the_row_is_gone(store, clock):
    published = store.publish(PAYLOAD, 2)
    assert published.expires == datetime.fromtimestamp(clock.now + 2 * 86_400, UTC)
    clock.move(days=2, seconds=-1)
    assert open_link(store, published).payload == PAYLOAD
    clock.move(seconds=1)
    assert store.still_open(published.link) is None
    assert store.prolong(published.owner_key, 5) is None
    assert not store.revoke(published.owner_key)
    assert open_link(store, published) is None
    assert store.usage().snapshots == 0
    clock.move(days=1, seconds=-1)
    assert open_link(store, published) is None
    assert len(rows_of(store)) == 1
    clock.move(seconds=1)
    assert open_link(store, published) is None
    assert rows_of(store) == []


def test_purge_deletes_what_expired_and_nothing_else(store, clock):
    short, long = store.publish(PAYLOAD, 1), store.publish(PAYLOAD, 3)
    clock.move(days=1)
    assert store.purge() == 0
    clock.move(days=1)
    assert store.purge() == 1
    assert store.purge() == 0
    store.vacuum()
    assert open_link(store, short) is None
    assert open_link(store, long).payload == PAYLOAD


def test_a_clock_that_jumps_ahead_and_is_set_right_deletes_nothing(store, clock):
    published = store.publish(PAYLOAD, 30)
    before = clock.now
    clock.move(days=4000)
    assert store.purge() == 0
    assert open_link(store, published) is None
    clock.move(hours=23)
    assert store.purge() == 0
    clock.now = before
    store.purge()
    assert open_link(store, published).payload == PAYLOAD
    # The expiry that the wrong clock noticed counts for nothing once it comes.
    clock.move(days=30)
    assert store.purge() == 0
    assert open_link(store, published) is None
    clock.move(days=1)
    assert store.purge() == 1


def test_a_clock_that_jumps_back_keeps_what_has_expired_closed_to_deletion(store, clock):
    store.publish(PAYLOAD, 1)
    clock.move(days=2)
    assert store.purge() == 0
    clock.move(days=-10)
    assert store.purge() == 0
    assert len(rows_of(store)) == 1


def test_prolong_counts_from_today_and_revoke_ends_it(store, clock):
    published = store.publish(PAYLOAD, 1)
    clock.move(hours=12)
    assert store.prolong(published.owner_key, 365) == datetime.fromtimestamp(clock.now + 365 * 86_400, UTC)
    clock.move(days=364)
    assert open_link(store, published).payload == PAYLOAD
    assert store.prolong(f"  {published.owner_key}\n", 1) is not None
    assert store.revoke(published.owner_key)
    assert open_link(store, published) is None
    assert not store.revoke(published.owner_key)
    assert store.prolong(published.owner_key, 1) is None


@pytest.mark.parametrize("days", [0, -1, 366])
def test_days_out_of_range_are_refused(store, days):
    with pytest.raises(ValueError, match="1 to 365 days"):
        store.publish(PAYLOAD, days)
    with pytest.raises(ValueError, match="1 to 365 days"):
        store.prolong(store.publish(PAYLOAD).owner_key, days)


def bad_links(store, clock):
    """One link of every kind that leads nowhere, beside one that opens."""
    good, revoked, expired = (store.publish(PAYLOAD, days) for days in (30, 30, 1))
    store.revoke(revoked.owner_key)
    clock.move(days=1)
    store.purge()
    clock.move(days=1)
    assert store.purge() == 1
    i, k = good.link.id_text, good.link.key_text
    other = random_link()
    return good, {
        "guessed": (other.id_text, other.key_text),
        "key of another": (i, other.key_text),
        "id of another": (other.id_text, k),
        "altered": (i, ("A" if k[0] != "A" else "B") + k[1:]),
        "cut": (i, k[:-1]),
        "id cut": (i[:-1], k),
        "no key": (i, ""),
        "nothing": ("", ""),
        "the other way round": (k, i),
        "owner's key": (i, good.owner_key),
        "replayed after revoking": (revoked.link.id_text, revoked.link.key_text),
        "replayed after expiry": (expired.link.id_text, expired.link.key_text),
        **{f"injected {n}": (words, words) for n, words in enumerate(INJECTIONS)},
    }


def test_every_bad_link_gets_one_answer_by_the_same_work(store, clock, monkeypatch):
    """The same statements and one decryption of the same length, whatever is wrong."""
    good, bad = bad_links(store, clock)
    real, work = store_module.unseal, []
    monkeypatch.setattr(
        store_module, "unseal", lambda sealed, *rest: work.append(len(sealed)) or real(sealed, *rest)
    )
    from sqlalchemy import event

    event.listen(store.engine, "before_cursor_execute", lambda _c, _u, statement, *_: work.append(statement))
    seen = set()
    for link in bad.values():
        work.clear()
        assert store.open(*link) is None
        seen.add(tuple(work))
    assert len(seen) == 1
    assert open_link(store, good).payload == PAYLOAD


def test_owners_keys_that_lead_nowhere(store):
    store.publish(PAYLOAD)
    link = random_link()
    for key in ("", "owner-", link.key_text, write_owner_key(link.key), *INJECTIONS):
        assert not store.revoke(key)
        assert store.prolong(key, 1) is None
    assert store.usage().snapshots == 1


def test_limits(store, clock):
    store.limits = Limits(bytes_each=60_000, an_hour=3, snapshots=4, bytes_in_all=45_000)
    noise = bytes(range(256)) * 3
    with pytest.raises(LimitError, match="a snapshot"):
        store.publish(random_bytes(70_000))
    published = [store.publish(noise) for _ in range(3)]
    with pytest.raises(LimitError, match="an hour"):
        store.publish(noise)
    assert store.revoke(published[0].owner_key)
    with pytest.raises(LimitError, match="an hour"):
        store.publish(noise)
    clock.move(hours=1)
    store.publish(noise)
    store.publish(noise)
    with pytest.raises(LimitError, match="at most 4 snapshots"):
        store.publish(noise)
    store.revoke(published[1].owner_key)
    with pytest.raises(LimitError, match="MB of snapshots"):
        store.publish(random_bytes(40_000))
    assert store.usage().snapshots == 3


def test_one_visitor_cannot_use_up_what_all_may_publish(store, clock):
    store.limits = Limits(an_hour=5, an_hour_each=2)
    for _ in range(2):
        store.publish(PAYLOAD, 1, "address 10.0.0.1")
    with pytest.raises(LimitError, match="2 snapshots within an hour, as many as this server allows one"):
        store.publish(PAYLOAD, 1, "address 10.0.0.1")
    store.publish(PAYLOAD, 1, "address 10.0.0.2")
    store.publish(PAYLOAD, 1)
    clock.move(hours=1)
    store.publish(PAYLOAD, 1, "address 10.0.0.1")


def test_who_published_is_kept_as_a_hash_that_differs_between_stores(store, engine_url, tmp_path, clock):
    other = SnapshotStore(make_engine(f"sqlite:///{tmp_path}/other/s.sqlite"), clock=clock)
    other.migrate()
    kept = []
    for one in (store, other):
        one.publish(PAYLOAD, 1, "user 4711-secret")
        with one.engine.connect() as connection:
            kept.append(bytes(connection.execute(select(PUBLICATIONS.c.visitor)).scalar_one()))
    assert kept[0] != kept[1]
    assert b"4711-secret" not in everything_in(store, engine_url)
    other.engine.dispose()


def random_bytes(n: int) -> bytes:
    import random

    return random.Random(7).randbytes(n)


def test_the_stores_bytes_tell_nothing(store, engine_url):
    cohort = ODD_COHORTS["four diagnoses, one hostile"]
    published = publish_cohort(store, cohort, "Zażółć gęślą", 30)
    told = everything_in(store, engine_url)
    for secret in secrets_of(cohort, published):
        assert secret not in told
    assert published.link.key in told + published.link.key


def secrets_of(cohort, published):
    yield from (published.link.snapshot_id, published.link.key, read_owner_key(published.owner_key))
    for words in (
        published.link.id_text,
        published.link.key_text,
        published.owner_key,
        "Zażółć gęślą",
        HOSTILE,
    ):
        yield words.encode()
    yield from (column.label.encode() for column in cohort.codebook.columns if len(column.label) > 4)
    yield from (b"P001", cohort.fingerprint.encode(), bytes.fromhex(cohort.fingerprint))
    yield from (values.tobytes() for values in cohort.measures.values())


def everything_in(store, engine_url) -> bytes:
    """Every byte of SQLite's files, or every column of every row on PostgreSQL."""
    with store.engine.connect() as connection:
        rows = [row for table in METADATA.sorted_tables for row in connection.execute(select(table))]
    told = b"\n".join(
        bytes(v) if isinstance(v, bytes | memoryview) else repr(v).encode() for r in rows for v in r
    )
    if engine_url.startswith("sqlite"):
        folder = Path(engine_url.removeprefix("sqlite:///")).parent
        told += b"".join(file.read_bytes() for file in sorted(folder.iterdir()))
    return told


def test_deleted_ciphertext_leaves_sqlites_files(tmp_path, clock):
    url = f"sqlite:///{tmp_path}/own/s.sqlite"
    store = SnapshotStore(make_engine(url), clock=clock)
    store.migrate()
    revoked, expired = store.publish(random_bytes(20_000)), store.publish(random_bytes(20_000), 1)
    with store.engine.connect() as connection:
        pieces = [row.ciphertext[5000:5064] for row in connection.execute(select(SNAPSHOTS))]
    assert all(piece in everything_in(store, url) for piece in pieces)
    store.revoke(revoked.owner_key)
    clock.move(days=1)
    assert store.purge() == 0
    clock.move(days=1)
    assert store.purge() == 1
    assert expired.link.key_text
    assert not [piece for piece in pieces if piece in everything_in(store, url)]
    assert {oct(path.stat().st_mode)[-3:] for path in (tmp_path / "own").iterdir()} == {"600"}
    store.engine.dispose()


def test_revoked_ciphertext_leaves_the_log_also_when_somebody_was_reading(tmp_path, clock, monkeypatch):
    monkeypatch.setattr("lib.share.schema.BUSY_SECONDS", 0)
    url = f"sqlite:///{tmp_path}/busy/s.sqlite"
    store = SnapshotStore(make_engine(url), clock=clock)
    store.migrate()
    published = store.publish(random_bytes(20_000))
    piece = rows_of(store)[0].ciphertext[5000:5064]
    reader = sqlite3.connect(tmp_path / "busy" / "s.sqlite")
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM snapshots").fetchone()
    assert store.revoke(published.owner_key)
    assert piece in everything_in(store, url)
    reader.close()
    store.purge()
    assert piece not in everything_in(store, url)
    store.engine.dispose()


def test_files_open_to_others_are_closed(tmp_path):
    folder = tmp_path / "open"
    folder.mkdir()
    for name in ("s.sqlite", "s.sqlite-wal"):
        (folder / name).touch(mode=0o666)
        (folder / name).chmod(0o666)
    make_file(f"sqlite:///{folder}/s.sqlite")
    assert {oct(path.stat().st_mode)[-3:] for path in folder.iterdir()} == {"600"}


def test_a_damaged_file_is_said_and_left_as_it_is(tmp_path, clock):
    path = tmp_path / "damaged.sqlite"
    path.write_bytes(b"no database at all " * 400)
    store = SnapshotStore(make_engine(f"sqlite:///{path}"), clock=clock)
    with pytest.raises(StoreError, match="damaged or no store"):
        store.migrate()
    with pytest.raises(StoreError, match="damaged or no store"):
        store.usage()
    assert path.read_bytes() == b"no database at all " * 400
    store.engine.dispose()


@pytest.mark.parametrize("words", INJECTIONS)
def test_injection_through_the_name_stays_a_name(store, words):
    published = publish_cohort(store, ODD_COHORTS["five patients"], words, 1)
    snapshot = open_snapshot(store, published.link.id_text, published.link.key_text)
    assert snapshot.cohort.name == (clean_name(words) or "Shared cohort")
    assert len(snapshot.cohort.name) <= 80
    assert snapshot.cohort.name.isprintable()
    assert store.usage().snapshots == 1


def test_nothing_of_a_link_enters_logs_or_errors(store, caplog):
    with caplog.at_level(logging.DEBUG):
        published = publish_cohort(store, ODD_COHORTS["five patients"], "Zażółć", 1)
        open_link(store, published)
        store.prolong(published.owner_key, 3)
        with store.engine.begin() as connection:
            connection.execute(text("DROP TABLE snapshots"))
        with pytest.raises(StoreError) as raised:
            open_link(store, published)
        with pytest.raises(StoreError):
            store.revoke(published.owner_key)
        with pytest.raises(StoreError):
            store.publish(PAYLOAD)
    told = (
        caplog.text + str(raised.value) + repr(raised.value) + str(raised.value.__context__) + repr(published)
    )
    for secret in (published.link.id_text, published.link.key_text, published.owner_key, "Zażółć"):
        assert secret not in told
    assert "search_path" not in str(raised.value)


def test_a_damaged_row_is_a_link_that_opens_nothing(store):
    published = store.publish(PAYLOAD)
    with store.engine.begin() as connection:
        connection.execute(SNAPSHOTS.update().values(ciphertext=b"\x01" + bytes(200)))
    assert open_link(store, published) is None


def test_rows_cannot_be_swapped(store):
    """The id is authenticated: whoever writes to the store cannot pass one snapshot off as another."""
    one, two = store.publish(b"one"), store.publish(b"two")
    with store.engine.begin() as connection:
        rows = connection.execute(select(SNAPSHOTS)).all()
        for row, other in zip(rows, reversed(rows), strict=True):
            connection.execute(
                SNAPSHOTS.update()
                .where(SNAPSHOTS.c.id_hash == row.id_hash)
                .values(ciphertext=other.ciphertext)
            )
    assert open_link(store, one) is None
    assert open_link(store, two) is None


def test_a_later_store_is_left_alone(store, clock):
    with store.engine.begin() as connection:
        connection.execute(text("UPDATE snapshot_state SET version = 99"))
    with pytest.raises(SchemaError, match="version 99"):
        store.migrate()


def test_a_store_from_before_the_first_step_is_brought_up(store):
    with store.engine.begin() as connection:
        connection.execute(text("DROP TABLE snapshots"))
        connection.execute(text("UPDATE snapshot_state SET version = 0"))
    assert store.migrate() == 3
    assert open_link(store, store.publish(PAYLOAD)).payload == PAYLOAD


def test_a_store_of_the_first_version_gains_its_columns_and_keeps_its_rows(store):
    published = store.publish(PAYLOAD)
    with store.engine.begin() as connection:
        for table, column in (
            ("snapshots", "noticed"),
            ("snapshots", "once"),
            ("snapshots", "opened"),
            ("snapshot_publications", "visitor"),
            ("snapshot_state", "salt"),
        ):
            connection.execute(text(f"ALTER TABLE {table} DROP COLUMN {column}"))
        connection.execute(text("UPDATE snapshot_state SET version = 1"))
    assert store.migrate() == 3
    assert open_link(store, published).payload == PAYLOAD
    store.publish(PAYLOAD, 1, "address 10.0.0.1")


def test_a_link_that_opens_once_opens_once_and_its_bytes_are_gone(store):
    published = store.publish(PAYLOAD, once=True)
    assert store.count_openings(published.owner_key) == 0
    assert open_link(store, published).payload == PAYLOAD
    assert open_link(store, published) is None
    # Whoever opened it may go on looking: it was not revoked.
    assert store.still_open(published.link) is not None
    with store.engine.connect() as connection:
        assert connection.execute(select(func.length(SNAPSHOTS.c.ciphertext))).scalar_one() == 0
    assert store.count_openings(published.owner_key) == 1
    assert store.revoke(published.owner_key)
    assert store.still_open(published.link) is None


def test_of_two_who_come_at_once_one_opens(store):
    published = store.publish(PAYLOAD, once=True)
    wanted = lookup_hash(published.link.snapshot_id, published.link.key)
    with store._writing() as connection:
        assert note_opening(connection, wanted, once=True)
        assert not note_opening(connection, wanted, once=True)


def test_openings_are_counted_for_the_owner_alone(store):
    published = store.publish(PAYLOAD)
    for _ in range(3):
        open_link(store, published)
    assert store.count_openings(published.owner_key) == 3
    assert store.count_openings("owner-nonsense") is None
    assert store.count_openings(published.link.key_text) is None
