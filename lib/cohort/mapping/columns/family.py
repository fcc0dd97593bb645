"""A family: the columns of one measure in a wide table, one a visit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lib.cohort.catalogue import Analyte, Scale
from lib.cohort.mapping.model import Doubt
from lib.cohort.mapping.visits.names import VisitName


@dataclass(frozen=True)
class Member:
    """One column of a family: its name, the visit its name gives (None: none), words left over, and its own unit."""

    column: str
    visit: VisitName | None
    rest: tuple[str, ...] = ()
    unit: str = ""


@dataclass(frozen=True)
class Family:
    """A measure and its columns, one a visit; `measure` is None for one the catalogue does not know.

    `combine` is `sum` when several columns at a visit are its items.
    """

    measure: Scale | Analyte | None
    stem: tuple[str, ...]
    unit: str
    members: tuple[Member, ...]
    combine: str = ""

    @property
    def visits(self) -> set[object]:
        """Keys of its visits."""
        return {member.visit.key if member.visit is not None else None for member in self.members}


@dataclass(frozen=True)
class Families:
    """The measures of a wide table, why other columns of theirs are left out, and what has to be confirmed."""

    families: tuple[Family, ...]
    reasons: dict[str, str]
    doubts: tuple[Doubt, ...] = ()

    def uses(self, column: str) -> bool:
        """Tell whether a column is a member of a family, is left out for one, or is doubted."""
        members = (member.column for family in self.families for member in family.members)
        doubted = (name for doubt in self.doubts for name in doubt.columns)
        return column in self.reasons or column in members or column in doubted


def keys_of(members: Sequence[Member]) -> set[object]:
    """Keys of the visits that columns name."""
    return {member.visit.key for member in members if member.visit is not None}


def one_a_visit(members: list[Member]) -> list[Member]:
    """Keep the first column of each visit; a second one is something else (a second rater, a repeat)."""
    seen: set[object] = set()
    kept = []
    for member in members:
        key = member.visit.key if member.visit is not None else None
        if key not in seen:
            kept.append(member)
            seen.add(key)
    return kept
