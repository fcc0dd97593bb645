"""What the operator allows: how large, how many an hour, how many in all, for how long."""

from dataclasses import dataclass

from sqlalchemy import Connection, delete, func, select

from lib.share.schema import PUBLICATIONS, SNAPSHOTS

HOUR = 3600
MIN_DAYS, MAX_DAYS, USUAL_DAYS = 1, 365, 30


class LimitError(Exception):
    """A limit of the operator forbids publishing now; the sentence says which."""


@dataclass(frozen=True)
class Limits:
    """What the operator allows.

    Attributes
    ----------
    bytes_each : int
        Bytes a snapshot, encrypted.
    an_hour, an_hour_each : int
        Snapshots an hour: of all visitors together, and of one.
    snapshots, bytes_in_all : int
        Snapshots and bytes in all.
    """

    bytes_each: int = 10_000_000
    an_hour: int = 60
    an_hour_each: int = 10
    snapshots: int = 1000
    bytes_in_all: int = 1_000_000_000


@dataclass(frozen=True)
class Usage:
    """How full the store is; for monitoring."""

    snapshots: int
    bytes_in_all: int
    last_hour: int


def check_days(days: int) -> None:
    """Refuse an expiry out of range.

    Raises
    ------
    ValueError
        With a sentence.
    """
    if not MIN_DAYS <= days <= MAX_DAYS:
        raise ValueError(f"A snapshot is kept for {MIN_DAYS} to {MAX_DAYS} days.")


def check_size(size: int, limits: Limits) -> None:
    """Refuse a snapshot that is too large.

    Raises
    ------
    LimitError
        How large it may be.
    """
    if size > limits.bytes_each:
        raise LimitError(
            f"Encrypted, this cohort takes {_megabytes(size)}; this server keeps at most "
            f"{_megabytes(limits.bytes_each)} a snapshot. Leave columns out and try again."
        )


def check_limits(
    connection: Connection, now: int, size: int, limits: Limits, visitor: bytes | None = None
) -> None:
    """Refuse a snapshot that is one too many; call it in the transaction that keeps it.

    Parameters
    ----------
    connection : Connection
        In that transaction.
    now : int
        Seconds since 1970.
    size : int
        Bytes, encrypted.
    limits : Limits
        What the operator allows.
    visitor : bytes or None
        Hash of who publishes; None where nobody can be told apart.

    Raises
    ------
    LimitError
        Which limit.
    """
    connection.execute(delete(PUBLICATIONS).where(PUBLICATIONS.c.at <= now - HOUR))
    usage = count_usage(connection, now)
    if visitor is not None and _published_by(connection, visitor) >= limits.an_hour_each:
        raise LimitError(
            f"You have published {limits.an_hour_each:,} snapshots within an hour, as many as this server allows "
            "one visitor. Try again later."
        )
    if usage.last_hour >= limits.an_hour:
        raise LimitError(
            f"This server publishes at most {limits.an_hour:,} snapshots an hour. Try again later."
        )
    if usage.snapshots >= limits.snapshots:
        raise LimitError(
            f"This server keeps at most {limits.snapshots:,} snapshots, and has them. Revoke one that is not "
            "needed any more, or ask its operator."
        )
    if usage.bytes_in_all + size > limits.bytes_in_all:
        raise LimitError(
            f"This server keeps at most {_megabytes(limits.bytes_in_all)} of snapshots, and this one is too much. "
            "Revoke one that is not needed any more, or ask its operator."
        )


def count_usage(connection: Connection, now: int) -> Usage:
    """Count what can be opened, and what was published in the last hour."""
    size = func.coalesce(func.sum(SNAPSHOTS.c.size), 0)
    count, total = connection.execute(
        select(func.count(), size).select_from(SNAPSHOTS).where(SNAPSHOTS.c.expires > now)
    ).one()
    lately = connection.execute(
        select(func.count()).select_from(PUBLICATIONS).where(PUBLICATIONS.c.at > now - HOUR)
    ).scalar_one()
    return Usage(count, int(total), lately)


def _published_by(connection: Connection, visitor: bytes) -> int:
    return connection.execute(
        select(func.count()).select_from(PUBLICATIONS).where(PUBLICATIONS.c.visitor == visitor)
    ).scalar_one()


def _megabytes(n: int) -> str:
    return f"{n / 1e6:,.1f} MB"
