"""Two selections set side by side: A, and B or the rest."""

from __future__ import annotations

from dataclasses import dataclass

from lib.cohort.selection import Selection

#: Longest name of a pinned selection.
MAX_NAME = 40


@dataclass(frozen=True)
class Pinned:
    """A selection that was kept: its name, which may be empty, and its filters."""

    name: str
    selection: Selection


@dataclass(frozen=True)
class Comparison:
    """The selections kept as A and as B; None where nothing is."""

    a: Pinned | None = None
    b: Pinned | None = None


def clean_name(name: str) -> str:
    """Bring a name into one line of printable characters, short enough for the head of a column."""
    printable = "".join(character if character.isprintable() else " " for character in name)
    return " ".join(printable.split())[:MAX_NAME]
