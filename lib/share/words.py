"""Sentences on what leaves, what is shared and until when."""

from datetime import datetime

from lib.cohort.protection.suspects import KINDS
from lib.share.disclosure import Disclosure
from lib.share.snapshot import Snapshot

#: What an owner writes to publish although a group is smaller than k.
CONFIRMATION = "patients may be recognised"


def count_words(n: int, noun: str) -> str:
    """Say `1 patient` or `1,200 patients`."""
    return f"{n:,} {noun}{'' if n == 1 else 's'}"


def day_words(moment: datetime) -> str:
    """Say a day as `23 November 2026`, in UTC."""
    return f"{moment.day} {moment:%B %Y}"


def sentence_shared(snapshot: Snapshot) -> str:
    """Say what a reader of a link looks at."""
    return (
        f"Shared snapshot of {day_words(snapshot.created)}; its link opens until {day_words(snapshot.expires)} "
        f"({snapshot.expires:%H:%M} UTC). It cannot be changed."
    )


def sentence_disclosure(leaving: Disclosure) -> str:
    """Say how much would leave the session."""
    return (
        f"{count_words(leaving.n_patients, 'patient')} × {count_words(leaving.n_visits, 'visit')} and "
        f"{count_words(len(leaving.columns), 'column')} would leave this session."
    )


def sentence_smallest(leaving: Disclosure) -> str:
    """Say how small the smallest group is, and whether that is enough."""
    groups = leaving.groups
    if not groups.by:
        alike = "Nothing here tells patients apart by sex, age or diagnosis"
        return f"{alike}: the smallest group is all {count_words(leaving.n_patients, 'patient')}."
    verdict = f"none is smaller than {groups.k}" if leaving.holds else f"at least {groups.k} are asked for"
    more = ""
    if groups.n_small:
        where = "is in a group" if groups.n_patients == 1 else "are in groups"
        more = f" {count_words(groups.n_patients, 'patient')} {where} smaller than that."
    return (
        f"The smallest group of patients alike in {' × '.join(groups.by)} has "
        f"{count_words(leaving.smallest, 'patient')}; {verdict}.{more}"
    )


def list_obstacles(
    leaving: Disclosure, confirmed: frozenset[str], name: str, written: str
) -> tuple[str, ...]:
    """List what stands in the way of publishing, one sentence each; nothing when it may go.

    Parameters
    ----------
    leaving : Disclosure
        What would leave.
    confirmed : frozenset of str
        Suspected columns that the owner says identify nobody.
    name : str
        What the snapshot is to be called.
    written : str
        What the owner wrote to confirm a small group.
    """
    obstacles = [
        f"Column “{suspicion.column[:60]}” may hold {KINDS[suspicion.kind]}: leave it out, or confirm that it "
        "identifies nobody."
        for suspicion in leaving.undecided(confirmed)
    ]
    if not leaving.holds and " ".join(written.split()).casefold() != CONFIRMATION:
        obstacles.append(f"A group is too small: coarsen the cohort, or write “{CONFIRMATION}”.")
    if not name.strip():
        obstacles.append("Give the snapshot a name.")
    return tuple(obstacles)
