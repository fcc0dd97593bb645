"""Rows of snapshots as time and readers change them: noticed, deleted, opened."""

from sqlalchemy import Connection, delete, func, or_, select, update

from lib.share.crypt import owner_hash
from lib.share.schema import SNAPSHOTS

DAY = 86_400
#: Seconds between the moment an expiry is noticed and the deletion: a clock that jumped can be set right meanwhile.
GRACE_SECONDS = DAY


def delete_overdue(connection: Connection, now: int) -> int:
    """Notice what has expired; delete what was noticed long enough ago; take back what a wrong clock noticed."""
    expired, noticed = SNAPSHOTS.c.expires <= now, SNAPSHOTS.c.noticed
    connection.execute(
        update(SNAPSHOTS)
        .where(noticed.is_not(None), or_(noticed > now, SNAPSHOTS.c.expires > now))
        .values(noticed=None)
    )
    connection.execute(update(SNAPSHOTS).where(expired, noticed.is_(None)).values(noticed=now))
    return connection.execute(delete(SNAPSHOTS).where(expired, noticed <= now - GRACE_SECONDS)).rowcount


def note_opening(connection: Connection, wanted: bytes, *, once: bool) -> bool:
    """Count an opening; of a link that opens once delete the bytes, and say False to whoever came second.

    Parameters
    ----------
    connection : Connection
        In a transaction that writes.
    wanted : bytes
        Hash by which the row is found.
    once : bool
        Whether its link opens a single time. Its row stays until it expires, so that who looks at it is not taken for
        somebody whose link was revoked.
    """
    opened = SNAPSHOTS.c.opened
    change = update(SNAPSHOTS).where(SNAPSHOTS.c.id_hash == wanted)
    if once:
        change = change.where(or_(opened.is_(None), opened == 0)).values(opened=1, ciphertext=b"", size=0)
    else:
        change = change.values(opened=func.coalesce(opened, 0) + 1)
    return connection.execute(change).rowcount == 1


def count_openings(connection: Connection, owner: bytes, now: int) -> int | None:
    """Count how often the snapshot of an owner's key was opened, None where there is none, or none any more."""
    row = connection.execute(
        select(SNAPSHOTS.c.opened).where(
            SNAPSHOTS.c.owner_hash == owner_hash(owner), SNAPSHOTS.c.expires > now
        )
    ).first()
    return None if row is None else int(row.opened or 0)
