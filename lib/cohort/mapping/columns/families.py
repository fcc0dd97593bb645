"""Families of columns in a wide table: the same measure at several visits."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

import numpy as np

from lib.cohort.mapping.columns.family import Families, Family, Member, keys_of, one_a_visit
from lib.cohort.mapping.columns.items import Items, find_items
from lib.cohort.mapping.columns.own_families import own_families
from lib.cohort.mapping.columns.profile import ColumnProfile
from lib.cohort.mapping.columns.recognise import Header, find_words
from lib.cohort.mapping.model import Doubt
from lib.cohort.mapping.visits.names import VisitName
from lib.cohort.words import spaced

NUMERIC = 0.5
FEW_TEXTS = 12
MIN_COUNTED = 3
"""Visits that are told by bare numbers alone: from this many on, counted from 0 or 1."""


def find_families(
    profiles: Mapping[str, ColumnProfile], headers: Mapping[str, Header], left_out: Sequence[str]
) -> Families:
    """Find the measures of a wide table.

    Parameters
    ----------
    profiles, headers : mapping by column name
        Contents and names of the columns.
    left_out : sequence of str
        Columns that are something else already, such as the patient id.

    Returns
    -------
    Families
        In the order of the file; a family has two visits or more, or is a known measure rated once.
    """
    open_columns = {name: p for name, p in profiles.items() if name not in left_out}
    items = find_items(open_columns, headers)
    usable = [
        name
        for name, p in open_columns.items()
        if name not in items.reasons and can_be_measured(p, headers[name])
    ]
    left_out_units: dict[str, str] = {}
    doubts: list[Doubt] = []
    own = own_families(usable, headers, left_out_units, doubts)
    families = [*_known_families(usable, headers), *own]
    families += _summed_families(items, families)
    known = [family for family in families if family.measure is not None]
    has_visits = any(len(family.members) > 1 for family in known)
    numbers = {m.visit.number for f in known for m in f.members if m.visit is not None}
    accepted = [f for f in families if _accept(f, profiles, has_visits, numbers)] or _unnamed(usable, headers)
    places = {name: place for place, name in enumerate(profiles)}
    first = {id(f): min(places[member.column] for member in f.members) for f in accepted}
    lead = {
        id(f): min(first[id(g)] for g in accepted if (f.measure and g.measure is f.measure) or g is f)
        for f in accepted
    }
    accepted.sort(key=lambda family: (lead[id(family)], bool(family.stem), first[id(family)]))
    summed = {member.column for family in accepted if family.combine for member in family.members}
    reasons = {name: reason for name, reason in items.reasons.items() if name not in summed}
    return Families(tuple(accepted), {**reasons, **left_out_units}, (*items.doubts, *doubts))


def _known_families(names: Sequence[str], headers: Mapping[str, Header]) -> list[Family]:
    """Group the columns of each known measure; words left over part it only where visits would stand twice."""
    groups: dict[tuple[str, str], dict[tuple[str, ...], list[Member]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for name in names:
        header = headers[name]
        if header.measure is not None:
            stem = header.rest if header.visit is not None else ()
            rest = header.rest if header.visit is None else ()
            groups[(header.measure.name, header.unit)][stem].append(Member(name, header.visit, rest))
    families = []
    for (_, unit), stems in groups.items():
        parts = [(stem, one_a_visit(_settle_visits(members))) for stem, members in stems.items()]
        for stem, members in _merge_stems(parts):
            measure = headers[members[0].column].measure
            families.append(Family(measure, stem, unit, tuple(members)))
    return _merge_units(families)


def _merge_stems(
    parts: list[tuple[tuple[str, ...], list[Member]]],
) -> list[tuple[tuple[str, ...], list[Member]]]:
    """Put the columns of a measure together whose names differ in words, where each has a visit of its own."""
    parts = sorted(((stem, members) for stem, members in parts if members), key=lambda part: bool(part[0]))
    parts.sort(key=lambda part: -len(part[1]))
    merged: list[tuple[tuple[str, ...], list[Member]]] = []
    for stem, members in parts:
        keys = {m.visit.key for m in members if m.visit is not None}
        home = next((i for i, part in enumerate(merged) if keys and not keys & keys_of(part[1])), None)
        if home is None or any(m.visit is None for m in merged[home][1]):
            merged.append((stem, list(members)))
        else:
            shared = () if () in (stem, merged[home][0]) else merged[home][0]
            merged[home] = (shared if shared != stem else stem, [*merged[home][1], *members])
    return merged


def _merge_units(families: list[Family]) -> list[Family]:
    """Give columns without a unit that of the same measure's other visits."""
    result: list[Family] = []
    for family in sorted(families, key=lambda f: not f.unit):
        others = [f for f in result if f.measure is family.measure and f.stem == family.stem]
        if not family.unit and len(others) == 1 and others[0].unit and not others[0].visits & family.visits:
            both = replace(others[0], members=(*others[0].members, *family.members))
            result[result.index(others[0])] = both
        else:
            result.append(family)
    return result


def _summed_families(items: Items, families: Sequence[Family]) -> list[Family]:
    """Make a family of complete items that have no total, unless the scale has totals elsewhere."""
    groups: dict[str, list[Member]] = defaultdict(list)
    scales = {}
    for block in items.summed:
        if block.scale is None or any(family.measure is block.scale for family in families):
            continue
        scales[block.scale.name] = block.scale
        groups[block.scale.name] += [Member(column, block.visit) for column in block.columns]
    return [Family(scales[name], (), "", tuple(members), "sum") for name, members in groups.items()]


def _unnamed(names: Sequence[str], headers: Mapping[str, Header]) -> list[Family]:
    """Take columns named by nothing but visits (t1, t2, t3) as one measure, where the table has no other."""
    members = [
        Member(name, headers[name].visit) for name in names
        if headers[name].visit is not None and not headers[name].rest and find_words(headers[name].words) is None
    ]  # fmt: skip
    members = one_a_visit(members)
    return [Family(None, (), "", tuple(members))] if len(members) > 1 else []


def can_be_measured(profile: ColumnProfile, header: Header) -> bool:
    """Tell whether a column holds numbers, or is named as a measure and holds no few categories."""
    if header.measure is not None and not profile.n_filled:
        return True
    if header.measure is not None and profile.n_distinct > FEW_TEXTS:
        # Named as a measure and no category: its texts are faults to be told, not a reason to leave it out.
        return True
    return profile.numeric_proportion >= NUMERIC and not profile.has_leading_zeros


def _settle_visits(members: list[Member]) -> list[Member]:
    """Find visits for the columns of a known measure whose names give none.

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
        if bare and min((visit.number for visit in others if visit.number is not None), default=0) == 2:
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


def _accept(
    family: Family,
    profiles: Mapping[str, ColumnProfile],
    has_visits: bool,
    known_numbers: Collection[float | None],
) -> bool:
    if family.measure is not None:
        return len(family.members) > 1 or not has_visits or family.members[0].visit is not None
    if len(family.members) < 2:
        return False
    numbers = [profiles[member.column].numbers for member in family.members]
    distinct = {number for column in numbers for number in column[~np.isnan(column)]}
    if len(distinct) < 3:
        return False
    visits = [member.visit for member in family.members if member.visit is not None]
    if not all(visit.rank == 1 and not visit.unit for visit in visits):
        return True
    found = {visit.number for visit in visits}
    if has_visits and found <= set(known_numbers):
        return True
    counted = len(found) >= MIN_COUNTED and found in (set(range(len(found))), set(range(1, len(found) + 1)))
    return counted or (not has_visits and found in ({0, 1}, {1, 2}))


def stem_label(family: Family, profiles: Mapping[str, ColumnProfile]) -> str:
    """Name a family the catalogue does not know: the words its headers share."""
    if not family.stem:
        return "Value"
    words = " ".join(family.stem)
    header = profiles[family.members[0].column].name
    for word in re.split(r"[_.\s]+", header):
        if spaced(word).replace(" ", "") == words.replace(" ", ""):
            return word
    return words
