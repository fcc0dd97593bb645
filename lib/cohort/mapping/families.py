"""Families of columns in a wide table: the same measure at several visits."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from lib.cohort.catalogue import Analyte, Scale
from lib.cohort.mapping.profile import ColumnProfile
from lib.cohort.mapping.recognise import Header, find_words, read_header
from lib.cohort.mapping.visits import VisitName
from lib.cohort.vocabulary import read_header_words
from lib.cohort.words import spaced

NUMERIC = 0.5
FEW_TEXTS = 12
Key = tuple[str, str, tuple[str, ...]]


@dataclass(frozen=True)
class Member:
    """One column of a family: its name, the visit its name tells (None: none), and words left over."""

    column: str
    visit: VisitName | None
    rest: tuple[str, ...] = ()


@dataclass(frozen=True)
class Family:
    """A measure and its columns, one a visit; `measure` is None for one the catalogue does not know."""

    measure: Scale | Analyte | None
    stem: tuple[str, ...]
    unit: str
    members: tuple[Member, ...]


def read_headers(profiles: Mapping[str, ColumnProfile]) -> dict[str, Header]:
    """Read every header, and the label where the name itself names no measure."""
    headers = {}
    for name, profile in profiles.items():
        header = read_header(name)
        if header.measure is None and profile.label:
            labelled = read_header(profile.label)
            if labelled.measure is not None:
                own = header.visit if header.rest else None
                header = replace(labelled, visit=labelled.visit or own)
        headers[name] = header
    return headers


def find_families(
    profiles: Mapping[str, ColumnProfile], headers: Mapping[str, Header], left_out: Sequence[str]
) -> list[Family]:
    """Find the measures of a wide table.

    Parameters
    ----------
    profiles, headers : mapping by column name
        Contents and names of the columns.
    left_out : sequence of str
        Columns that are something else already, such as the patient id.

    Returns
    -------
    list of Family
        In the order of the file; a family has two visits or more, or is a known measure rated once.
    """
    groups: dict[Key, list[Member]] = defaultdict(list)
    for name, profile in profiles.items():
        header = headers[name]
        if name in left_out or not can_be_measured(profile, header):
            continue
        if header.measure is not None:
            stem = header.rest if header.visit is not None else ()
            rest = header.rest if header.visit is None else ()
            groups[(header.measure.name, header.unit, stem)].append(Member(name, header.visit, rest))
        elif _may_be_a_family(header):
            groups[("", header.unit, header.rest)].append(Member(name, header.visit))
    families = [_family(key, members, headers) for key, members in groups.items()]
    known = [family for family in families if family is not None and family.measure is not None]
    has_visits = any(len(family.members) > 1 for family in known)
    return [family for family in families if family is not None and _accept(family, profiles, has_visits)]


def can_be_measured(profile: ColumnProfile, header: Header) -> bool:
    """Tell whether a column holds numbers, or is named as a measure and holds no few categories."""
    if header.measure is not None and not profile.n_filled:
        return True
    if header.measure is not None and profile.n_distinct > FEW_TEXTS:
        # Named as a measure and no category: its texts are faults to be told, not a reason to leave it out.
        return True
    return profile.numeric_share >= NUMERIC and not profile.has_leading_zeros


def _may_be_a_family(header: Header) -> bool:
    words = set(header.rest)
    named = find_words(header.words)
    return bool(header.visit and words) and not words & read_header_words("not_a_total") and named is None


def _family(key: Key, members: list[Member], headers: Mapping[str, Header]) -> Family | None:
    measure = headers[members[0].column].measure
    if measure is not None:
        members = _settle_visits(members)
    members = _one_a_visit(members)
    return Family(measure, key[2], key[1], tuple(members)) if members else None


def _settle_visits(members: list[Member]) -> list[Member]:
    """Find visits for the columns of a known measure whose names tell none.

    A name that is only the measure beside names with visits is the first visit; names that differ in words
    the vocabulary does not know are visits in the order of the file.
    """
    plain = [member for member in members if member.visit is None]
    if len(members) == 1 or not plain:
        return members
    if len(plain) == 1 and not plain[0].rest:
        others = [member.visit for member in members if member.visit is not None]
        if any(visit.rank == 0 or visit.number == 0 for visit in others):
            return [member for member in members if member.visit is not None]
        bare = all(visit.rank == 1 and not visit.unit for visit in others)
        if bare and min(visit.number for visit in others) == 2:
            first = VisitName(1, 1.0, label="1", short="1")
        else:
            first = VisitName(0, label="Baseline", short="Baseline")
        return [m if m.visit is not None else replace(m, visit=first) for m in members]
    words = [" ".join(member.rest) for member in plain]
    if len(plain) == len(members) and len(set(words)) == len(words):
        return [replace(m, visit=_unknown_visit(m.rest)) for m in members]
    return [member for member in members if member.visit is not None] or members[:1]


def _unknown_visit(rest: tuple[str, ...]) -> VisitName:
    label = " ".join(rest) or "first"
    return VisitName(0 if not rest else 2, label=label, short=label)


def _one_a_visit(members: list[Member]) -> list[Member]:
    """Keep the first column of each visit; a second one is something else (a second rater, a repeat)."""
    seen: set[object] = set()
    kept = []
    for member in members:
        key = member.visit.key if member.visit is not None else None
        if key not in seen:
            kept.append(member)
            seen.add(key)
    return kept


def _accept(family: Family, profiles: Mapping[str, ColumnProfile], has_visits: bool) -> bool:
    if family.measure is not None:
        return len(family.members) > 1 or not has_visits or family.members[0].visit is not None
    if len(family.members) < 2:
        return False
    numbers = [profiles[member.column].numbers for member in family.members]
    distinct = {number for column in numbers for number in column[~np.isnan(column)]}
    if len(distinct) < 3:
        return False
    bare = all(member.visit.rank == 1 and not member.visit.unit for member in family.members)
    return not (bare and has_visits) or len(family.members) > 2


def stem_label(family: Family, profiles: Mapping[str, ColumnProfile]) -> str:
    """Name a family the catalogue does not know: the words its headers share."""
    words = " ".join(family.stem)
    header = profiles[family.members[0].column].name
    for word in header.replace("_", " ").replace(".", " ").split():
        if spaced(word) == words:
            return word
    return words
