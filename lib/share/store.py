"""The store of snapshots: publish, open, revoke, prolong, purge; SQLite or PostgreSQL by the engine it is given."""

import hashlib
import hmac
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

from sqlalchemy import Connection, Engine, delete, insert, select, text, update

from lib.cohort.payload import MAX_PLAIN_BYTES
from lib.share.crypt import (
    ID_BYTES,
    KEY_BYTES,
    CannotOpenError,
    lookup_hash,
    owner_hash,
    random_key,
    seal,
    unseal,
)
from lib.share.engine import cut_in_time
from lib.share.faults import FAULTS, store_error
from lib.share.limits import USUAL_DAYS, Limits, Usage, check_days, check_limits, check_size, count_usage
from lib.share.link import Link, random_link, read_link, read_owner_key, write_owner_key
from lib.share.rows import DAY, count_openings, delete_overdue, note_opening
from lib.share.schema import (
    BUSY_SECONDS,
    PUBLICATIONS,
    SNAPSHOTS,
    STATE,
    STATE_ROW,
    WRITES,
    migrate,
    prepare_engine,
)

#: What is decrypted when a link leads nowhere, so that the answer takes its usual time.
_NOBODYS = Link(bytes(ID_BYTES), bytes(KEY_BYTES))
_NOTHING = seal(b"", _NOBODYS.snapshot_id, _NOBODYS.key)


@dataclass(frozen=True)
class Published:
    """What the owner gets: link, owner's key (neither shows in the repr), and until when the link opens."""

    link: Link
    owner_key: str = field(repr=False)
    expires: datetime


@dataclass(frozen=True)
class Opened:
    """What a link opens: the bytes that were published, when, and until when."""

    payload: bytes = field(repr=False)
    created: datetime
    expires: datetime


class SnapshotStore:
    """Snapshots in a SQL database.

    Every method may raise `StoreError`. What a link or an owner's key leads to is told by one plain answer: None or
    False, whether it is wrong, altered, cut, expired or revoked.

    Parameters
    ----------
    engine : Engine
        SQLite or PostgreSQL; one store an engine.
    limits : Limits
        What the operator allows.
    clock : callable
        Gives the time in seconds since 1970 (UTC).
    """

    def __init__(
        self, engine: Engine, limits: Limits | None = None, clock: Callable[[], float] = time.time
    ) -> None:
        self.engine = prepare_engine(engine)
        self.limits = limits or Limits()
        self._clock = clock
        self._scrub_due = False

    def migrate(self) -> int:
        """Create the tables or bring them to today's version, and give the version; call it once at start."""
        try:
            return migrate(self.engine)
        except FAULTS as error:
            raise store_error(error) from None

    def publish(
        self, payload: bytes, days: int = USUAL_DAYS, visitor: str = "", *, once: bool = False
    ) -> Published:
        """Encrypt and keep a payload for a number of days.

        Parameters
        ----------
        payload : bytes
            What is kept.
        days : int
            Until it expires.
        visitor : str
            Who publishes, for the limit of each; kept for an hour as a salted hash. Empty where nobody can be told.
        once : bool
            Whether its link opens a single time; the bytes are deleted then.

        Raises
        ------
        LimitError
            When a limit forbids it; nothing was kept.
        ValueError
            When the days are out of range.
        """
        check_days(days)
        link, owner = random_link(), random_key()
        sealed = seal(payload, link.snapshot_id, link.key)
        check_size(len(sealed), self.limits)
        now = self._now()
        with self._writing() as connection:
            if self.engine.dialect.name == "postgresql":
                connection.execute(text(f"SET LOCAL lock_timeout = '{BUSY_SECONDS}s'"))
            # Whoever holds this row counts and writes alone, on either database.
            salt = connection.execute(
                select(STATE.c.salt).where(STATE.c.id == STATE_ROW).with_for_update()
            ).scalar_one()
            who = hashlib.sha256(bytes(salt) + visitor.encode()).digest() if visitor else None
            gone = delete_overdue(connection, now)
            check_limits(connection, now, len(sealed), self.limits, who)
            connection.execute(
                insert(SNAPSHOTS).values(
                    id_hash=lookup_hash(link.snapshot_id, link.key),
                    owner_hash=owner_hash(owner),
                    created=now,
                    expires=now + days * DAY,
                    size=len(sealed),
                    ciphertext=sealed,
                    once=int(once),
                    opened=0,
                )
            )
            connection.execute(insert(PUBLICATIONS).values(at=now, visitor=who))
        if gone:
            self._scrub()
        return Published(link, write_owner_key(owner), _moment(now + days * DAY))

    def open(self, id_text: str, key_text: str) -> Opened | None:
        """Give what a link leads to, None for any link that leads nowhere.

        The work is the same whatever is wrong with a link: one hash, one look-up by primary key, one decryption.
        """
        link = read_link(id_text, key_text) or _NOBODYS
        wanted = lookup_hash(link.snapshot_id, link.key)
        now = self._now()
        with self._reading() as connection:
            overdue = connection.execute(
                select(SNAPSHOTS.c.expires).where(SNAPSHOTS.c.expires <= now).limit(1)
            ).first()
            row = connection.execute(
                select(SNAPSHOTS).where(SNAPSHOTS.c.id_hash == wanted, SNAPSHOTS.c.expires > now)
            ).first()
        found = row if row is not None and hmac.compare_digest(bytes(row.id_hash), wanted) else None
        if found is not None and found.once and found.opened:
            found = None
        sealed, opener = (bytes(found.ciphertext), link) if found is not None else (_NOTHING, _NOBODYS)
        try:
            payload = unseal(sealed, opener.snapshot_id, opener.key, MAX_PLAIN_BYTES)
        except CannotOpenError:
            found, payload = None, b""
        if found is not None:
            with self._writing() as connection:
                found = found if note_opening(connection, wanted, once=bool(found.once)) else None
            if found is not None and found.once:
                self._scrub()
        if overdue is not None:
            self.purge()
        return None if found is None else Opened(payload, _moment(found.created), _moment(found.expires))

    def count_openings(self, owner_key: str) -> int | None:
        """Count how often a snapshot was opened, None when the owner's key leads to none."""
        owner = read_owner_key(owner_key)
        if owner is None:
            return None
        with self._reading() as connection:
            return count_openings(connection, owner, self._now())

    def still_open(self, link: Link) -> datetime | None:
        """Give until when a link opens, None when it does not open any more; nothing is decrypted."""
        wanted = lookup_hash(link.snapshot_id, link.key)
        with self._reading() as connection:
            expires = connection.execute(
                select(SNAPSHOTS.c.expires).where(
                    SNAPSHOTS.c.id_hash == wanted, SNAPSHOTS.c.expires > self._now()
                )
            ).scalar_one_or_none()
        return None if expires is None else _moment(expires)

    def revoke(self, owner_key: str) -> bool:
        """Delete a snapshot at once; False when the owner's key leads to none."""
        row = owner_hash(read_owner_key(owner_key) or b"")
        with self._writing() as connection:
            done = connection.execute(
                delete(SNAPSHOTS).where(SNAPSHOTS.c.owner_hash == row, SNAPSHOTS.c.expires > self._now())
            ).rowcount
        if done:
            self._scrub()
        return bool(done)

    def prolong(self, owner_key: str, days: int) -> datetime | None:
        """Let a snapshot expire so many days from now; None when the owner's key leads to none.

        Raises
        ------
        ValueError
            When the days are out of range.
        """
        check_days(days)
        row, now = owner_hash(read_owner_key(owner_key) or b""), self._now()
        with self._writing() as connection:
            done = connection.execute(
                update(SNAPSHOTS)
                .where(SNAPSHOTS.c.owner_hash == row, SNAPSHOTS.c.expires > now)
                .values(expires=now + days * DAY)
            ).rowcount
        return _moment(now + days * DAY) if done else None

    def purge(self) -> int:
        """Delete what expired a day ago or earlier, and give how many snapshots that were.

        From its expiry on a snapshot opens no more. Its bytes stay until its expiry has been seen for
        `GRACE_SECONDS`, so that a clock that jumps ahead and is set right destroys nothing.
        """
        with self._writing() as connection:
            gone = delete_overdue(connection, self._now())
        if gone or self._scrub_due:
            self._scrub()
        return gone

    def usage(self) -> Usage:
        """Count what is kept; for monitoring, and to see whether the store answers."""
        with self._reading() as connection:
            return count_usage(connection, self._now())

    def _now(self) -> int:
        return int(self._clock())

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with self._connection(writes=True) as connection:
            yield connection

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with self._connection(writes=False) as connection:
            yield connection

    @contextmanager
    def _connection(self, *, writes: bool) -> Iterator[Connection]:
        """Give a connection in a transaction, which is kept when the block ends well and undone otherwise."""
        try:
            with self.engine.connect() as connection:
                connection = connection.execution_options(**{WRITES: writes})
                with cut_in_time(connection), connection.begin():
                    yield connection
        except FAULTS as error:
            raise store_error(error) from None

    def _scrub(self) -> None:
        """Take deleted bytes out of SQLite's log too; its pages are overwritten at once (secure_delete)."""
        if self.engine.dialect.name != "sqlite":
            return
        try:
            raw = self.engine.raw_connection()
            try:
                cursor = raw.cursor()
                # First of its answer: whether somebody's reading kept it from emptying the log.
                busy = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
            finally:
                raw.close()
        except sqlite3.OperationalError:
            busy = 1
        # What is still in the log goes with the next look for expired snapshots.
        self._scrub_due = bool(busy)

    def vacuum(self) -> None:
        """Give the space of deleted rows back on PostgreSQL, where they stay in the table's file until then."""
        if self.engine.dialect.name == "postgresql":
            try:
                with self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                    connection.execute(text(f"VACUUM {SNAPSHOTS.name}"))
            except FAULTS as error:
                raise store_error(error) from None


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
