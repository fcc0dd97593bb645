"""Sentences on what leaves, what is shared and until when."""

from datetime import datetime

from lib.cohort.codebook import Column
from lib.cohort.cohort import Cohort
from lib.cohort.protection.suspects import KINDS
from lib.share.disclosure import Disclosure
from lib.share.groups import Alike
from lib.share.snapshot import Snapshot


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
    """Say how small the smallest group of patients alike is, and whether that is enough."""
    alike = leaving.alike
    if not alike.by:
        everyone = count_words(leaving.n_patients, "patient")
        head = f"Nothing here tells patients apart: the smallest group is all {everyone}"
        return f"{head}." if leaving.holds else f"{head}; at least {leaving.k} are asked for."
    columns = "this column" if len(alike.by) == 1 else f"all {len(alike.by)} columns that tell patients apart"
    head = f"The smallest group of patients alike in {columns} has {count_words(leaving.smallest, 'patient')}"
    if leaving.holds:
        return f"{head}; none is smaller than {leaving.k}, and none is by fewer of the columns."
    where = "is in a group" if alike.n_patients == 1 else "are in groups"
    return (
        f"{head}; at least {leaving.k} are asked for. {count_words(alike.n_patients, 'patient')} {where} smaller than "
        f"that{_alone(alike)}."
    )


def _alone(alike: Alike) -> str:
    return f", {alike.n_alone:,} of them the only one of {'its' if alike.n_alone == 1 else 'their'} kind" * (
        alike.n_alone > 0
    )


def sentence_worst(leaving: Disclosure) -> str:
    """Name the few columns by which most patients would be recognised; empty where they make no small group."""
    worst = leaving.worst
    if worst is None:
        return ""
    by = " × ".join(worst.by)
    if worst.n_alone:
        single = "is a single patient" if worst.n_alone == 1 else "are single patients"
        return f"By {by} alone, {worst.n_alone:,} of {count_words(worst.n_groups, 'group')} {single}."
    groups, small = count_words(worst.n_groups, "group"), "is" if worst.n_small == 1 else "are"
    return f"By {by} alone, {worst.n_small:,} of {groups} {small} smaller than {leaving.k}."


def sentence_unique(leaving: Disclosure) -> str:
    """Say how many patients could be found by somebody who knows everything about them, measures included."""
    if not leaving.n_unique:
        return ""
    return (
        f"With every value of every measure, {leaving.n_unique:,} of {count_words(leaving.n_patients, 'patient')} "
        f"{'is' if leaving.n_unique == 1 else 'are'} unique: whoever has a patient’s chart finds the patient’s row."
    )


def sentence_told(leaving: Disclosure) -> str:
    """Say in how many groups all patients have one outcome, so that who knows the group knows the outcome.

    Nothing while a group is small: a patient alone has one outcome in any case.
    """
    if not leaving.n_told or not leaving.holds:
        return ""
    groups = "1 group" if leaving.n_told == 1 else f"{leaving.n_told:,} groups"
    return (
        f"In {groups} of patients alike ({count_words(leaving.n_told_patients, 'patient')}) all have the same outcome: "
        "who knows that a patient is in the group knows the outcome."
    )


def sentence_coarsened(snapshot: Snapshot) -> str:
    """Say what was done to a cohort before it was shared; columns left out are counted, not named."""
    done = snapshot.coarsened
    if done is None:
        return ""
    parts = []
    if done.bands:
        parts.append(f"{count_words(done.bands, 'number')} cut into bands")
    if done.joins:
        parts.append(f"rare levels joined in {count_words(done.joins, 'column')}")
    if done.dropped:
        parts.append(f"{count_words(done.dropped, 'column')} left out")
    how = f"Coarsened before it was shared: {', '.join(parts)}" if parts else "Shared without coarsening"
    return f"{how}; at least {done.k:,} patients are alike in every characteristic."


def list_changes(before: Cohort, after: Cohort) -> list[tuple[str, str, str]]:
    """List the characteristics that coarsening changes: label, values before, values after."""
    changes = []
    for column in before.codebook.characteristics:
        kept = next((c for c in after.codebook.columns if c.name == column.name), None)
        if kept is None:
            changes.append((column.label, _holds(column), "left out"))
        elif kept.kind != column.kind or kept.levels != column.levels:
            changes.append((column.label, _holds(column), _holds(kept)))
    return changes


def _holds(column: Column) -> str:
    return ", ".join(level.label for level in column.levels) or column.unit or "numbers"


def list_obstacles(leaving: Disclosure, confirmed: frozenset[str], name: str) -> tuple[str, ...]:
    """List what stands in the way of publishing, one sentence each; nothing when it may go.

    Parameters
    ----------
    leaving : Disclosure
        What would leave.
    confirmed : frozenset of str
        Suspected columns that the owner says identify nobody.
    name : str
        What the snapshot is to be called.
    """
    obstacles = [
        f"Column “{suspicion.column[:60]}” may hold {KINDS[suspicion.kind]}: leave it out, or confirm that it "
        "identifies nobody."
        for suspicion in leaving.undecided(confirmed)
    ]
    if not leaving.holds:
        obstacles.append(
            f"The smallest group of patients alike has {leaving.smallest:,}: coarsen the cohort until each has at "
            f"least {leaving.k}."
        )
    if not name.strip():
        obstacles.append("Give the snapshot a name.")
    return tuple(obstacles)
