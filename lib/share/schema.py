"""Tables of the store, and how an older store becomes today's: forward only, under a lock."""

import secrets
import sqlite3
import time
from collections.abc import Callable

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Engine,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    event,
    inspect,
    select,
    text,
)
from sqlalchemy.exc import OperationalError

from lib.share.engine import STATEMENT_SECONDS

METADATA = MetaData()
#: One row: the version of the tables. Whoever counts and then writes holds it locked.
STATE = Table(
    "snapshot_state",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("version", Integer, nullable=False),
    Column("salt", LargeBinary(32), nullable=True),
)
#: Times in seconds since 1970 (UTC). No column holds an id, a key, a name or a cell. `noticed` is when a snapshot was
#: first seen to be expired; `once` is 1 where it opens a single time; `opened` counts how often it was opened.
SNAPSHOTS = Table(
    "snapshots",
    METADATA,
    Column("id_hash", LargeBinary(32), primary_key=True),
    Column("owner_hash", LargeBinary(32), nullable=False, unique=True),
    Column("created", BigInteger, nullable=False),
    Column("expires", BigInteger, nullable=False, index=True),
    Column("size", BigInteger, nullable=False),
    Column("ciphertext", LargeBinary, nullable=False),
    Column("noticed", BigInteger, nullable=True),
    Column("once", Integer, nullable=True),
    Column("opened", BigInteger, nullable=True),
)
#: When something was published in the last hour, also what has been revoked since; by whom as a salted hash.
PUBLICATIONS = Table(
    "snapshot_publications",
    METADATA,
    Column("number", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("at", BigInteger, nullable=False, index=True),
    Column("visitor", LargeBinary(32), nullable=True),
)
STATE_ROW = 1
#: Key of the lock that PostgreSQL holds while one replica migrates; any number nobody else uses.
MIGRATION_LOCK = 6_721_334_905
#: Seconds a writer waits for another one on SQLite.
BUSY_SECONDS = 20
WRITES = "snapshots_write"


def _first_tables(connection: Connection) -> None:
    METADATA.create_all(connection, tables=[SNAPSHOTS, PUBLICATIONS], checkfirst=True)


def _grace_and_visitors(connection: Connection) -> None:
    """Add when an expiry was noticed, who published, and the salt of the hash that says who."""
    for column in (SNAPSHOTS.c.noticed, PUBLICATIONS.c.visitor, STATE.c.salt):
        if column.name not in {found["name"] for found in inspect(connection).get_columns(column.table.name)}:
            kind = column.type.compile(connection.dialect)
            connection.execute(text(f"ALTER TABLE {column.table.name} ADD COLUMN {column.name} {kind}"))
    connection.execute(STATE.update().values(salt=secrets.token_bytes(32)))


def _openings(connection: Connection) -> None:
    """Add whether a snapshot opens once, and how often it was opened."""
    there = {found["name"] for found in inspect(connection).get_columns(SNAPSHOTS.name)}
    for column in (SNAPSHOTS.c.once, SNAPSHOTS.c.opened):
        if column.name not in there:
            kind = column.type.compile(connection.dialect)
            connection.execute(text(f"ALTER TABLE {SNAPSHOTS.name} ADD COLUMN {column.name} {kind}"))


#: Steps from one version to the next; a step once released is never changed.
MIGRATIONS: tuple[Callable[[Connection], None], ...] = (_first_tables, _grace_and_visitors, _openings)


class SchemaError(Exception):
    """A store that this version of the dashboard cannot use."""


def prepare_engine(engine: Engine) -> Engine:
    """Set an engine up for the store; doing it twice changes nothing.

    On SQLite every connection gets a busy timeout, secure deletion, foreign keys and full synchronisation, and a
    transaction that writes takes the write lock at its start (`WRITES`), so that what was counted stays true.
    """
    if engine.dialect.name == "sqlite" and not event.contains(engine, "begin", _begin):
        event.listen(engine, "connect", _set_up_connection)
        event.listen(engine, "begin", _begin)
    if engine.dialect.name == "postgresql" and not event.contains(engine, "begin", _limit):
        event.listen(engine, "begin", _limit)
    return engine


def migrate(engine: Engine) -> int:
    """Bring the tables to today's version; safe when several processes start at once.

    Returns
    -------
    int
        The version.

    Raises
    ------
    SchemaError
        The store was written by a later version of the dashboard.
    """
    if engine.dialect.name == "sqlite":
        _use_wal(engine)
    with engine.connect().execution_options(**{WRITES: True}) as connection, connection.begin():
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": MIGRATION_LOCK})
        return _migrate(connection)


def _migrate(connection: Connection) -> int:
    if not inspect(connection).has_table(STATE.name):
        STATE.create(connection)
        connection.execute(STATE.insert().values(id=STATE_ROW, version=0))
    version = connection.execute(select(STATE.c.version).where(STATE.c.id == STATE_ROW)).scalar_one()
    if version > len(MIGRATIONS):
        raise SchemaError(
            f"The store of snapshots has version {version}; this dashboard knows version {len(MIGRATIONS)}. "
            "Start the newer dashboard, or name another store."
        )
    for step in MIGRATIONS[version:]:
        step(connection)
    if version < len(MIGRATIONS):
        connection.execute(STATE.update().values(version=len(MIGRATIONS)))
    return len(MIGRATIONS)


def _use_wal(engine: Engine) -> None:
    """Switch the file to a write-ahead log; SQLite does not wait for others here, so we do."""
    end = time.monotonic() + BUSY_SECONDS
    while True:
        raw = engine.raw_connection()
        try:
            raw.cursor().execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError:
            if time.monotonic() > end:
                raise OperationalError("PRAGMA journal_mode = WAL", None, TimeoutError()) from None
            time.sleep(0.05)
        finally:
            raw.close()


def _set_up_connection(connection: object, _record: object) -> None:
    # SQLAlchemy begins transactions (see `_begin`), not the driver.
    connection.isolation_level = None  # type: ignore[attr-defined]
    for pragma in (
        f"busy_timeout = {BUSY_SECONDS * 1000}",
        "secure_delete = ON",
        "foreign_keys = ON",
        "synchronous = FULL",
    ):
        connection.execute(f"PRAGMA {pragma}")  # type: ignore[attr-defined]


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get(WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _limit(connection: Connection) -> None:
    connection.exec_driver_sql(f"SET LOCAL statement_timeout = '{STATEMENT_SECONDS}s'")
