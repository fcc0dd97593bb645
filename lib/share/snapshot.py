"""A cohort published, and opened again."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any

from lib.cohort.cohort import Cohort, fingerprint_of
from lib.cohort.payload import PayloadError, cohort_from_bytes, cohort_to_bytes
from lib.cohort.protection.protect import code_names
from lib.share.coarsening import Coarsening
from lib.share.link import Link, read_link
from lib.share.passphrase import is_locked, lock, unlock
from lib.share.store import Opened, Published, SnapshotStore

LONGEST_NAME = 80
#: Name under which a payload says how its cohort was coarsened.
COARSENED = "coarsened"


@dataclass(frozen=True)
class Coarsened:
    """What was done to a cohort before it left: numbers in bands, columns joined and left out, the least group."""

    bands: int
    joins: int
    dropped: int
    k: int


def coarsened_by(how: Coarsening, k: int) -> Coarsened:
    """Count the changes of a coarsening that holds for k."""
    return Coarsened(len(how.bands), len(how.joins), len(how.dropped), k)


@dataclass(frozen=True, eq=False)
class Snapshot:
    """A cohort that somebody shared: when, until when its link opens, and how it was coarsened, where that is known."""

    cohort: Cohort
    created: datetime
    expires: datetime
    link: Link = field(repr=False)
    coarsened: Coarsened | None = None


def publish_cohort(
    store: SnapshotStore,
    cohort: Cohort,
    name: str,
    days: int,
    visitor: str = "",
    coarsened: Coarsened | None = None,
    passphrase: str = "",
    *,
    once: bool = False,
) -> Published:
    """Publish a cohort under a name.

    Parameters
    ----------
    store : SnapshotStore
        Where it is kept.
    cohort : Cohort
        As it is to leave: already coarsened. Its patients leave as P001, P002, …, whatever they are called in it.
    name : str
        What those who open it read; kept inside the encryption.
    days : int
        Until it expires, 1–365.
    visitor : str
        Who publishes, see `SnapshotStore.publish`.
    coarsened : Coarsened or None
        What was done to it, for its readers.
    passphrase : str
        What readers have to know beside the link; empty for none.
    once : bool
        Whether the link opens a single time.

    Raises
    ------
    LimitError, StoreError, PayloadError, ValueError
        Nothing was published.
    """
    # What is invented is told by the bundled cohort alone: charts of a snapshot are never kept for all sessions.
    leaving = with_codes(replace(cohort, name=clean_name(name) or "Shared cohort", synthetic=False))
    facts = {COARSENED: asdict(coarsened)} if coarsened else {}
    return store.publish(lock(cohort_to_bytes(leaving, facts), passphrase), days, visitor, once=once)


@dataclass(frozen=True, eq=False)
class Locked:
    """What a link opens where its owner set a passphrase: still encrypted under it."""

    opened: Opened = field(repr=False)
    link: Link = field(repr=False)


def open_snapshot(store: SnapshotStore, id_text: str, key_text: str) -> Snapshot | Locked | None:
    """Open a link; None for any link that leads nowhere."""
    opened, link = store.open(id_text, key_text), read_link(id_text, key_text)
    if opened is None or link is None:
        return None
    return Locked(opened, link) if is_locked(opened.payload) else _read_snapshot(opened, link)


def unlock_snapshot(locked: Locked, passphrase: str) -> Snapshot | None:
    """Open what a passphrase locks; None for a wrong one."""
    payload = unlock(locked.opened.payload, passphrase)
    return None if payload is None else _read_snapshot(replace(locked.opened, payload=payload), locked.link)


def _read_snapshot(opened: Opened, link: Link) -> Snapshot | None:
    try:
        cohort, facts = cohort_from_bytes(opened.payload)
    except PayloadError:
        return None
    return Snapshot(cohort, opened.created, opened.expires, link, _read_coarsened(facts))


def _read_coarsened(facts: Mapping[str, Any]) -> Coarsened | None:
    """Read what was done to a cohort; None for a snapshot of before, or for anything but whole numbers."""
    found = facts.get(COARSENED)
    if not isinstance(found, dict) or set(found) != set(Coarsened.__dataclass_fields__):
        return None
    return Coarsened(**found) if all(isinstance(value, int) for value in found.values()) else None


def with_codes(cohort: Cohort) -> Cohort:
    """Call the patients P001, P002, … in the order of the file; the fingerprint follows."""
    coded = replace(cohort, patients=tuple(code_names(cohort.n_patients)))
    return replace(coded, fingerprint=fingerprint_of(coded))


def clean_name(name: str) -> str:
    """Bring a name into one line of printable characters, short enough for the head of a page."""
    printable = "".join(character if character.isprintable() else " " for character in name)
    return " ".join(printable.split())[:LONGEST_NAME]
