"""Families of measures that the catalogue does not know: columns that share a stem."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from lib.cohort.catalogue import conversion_factor
from lib.cohort.mapping.columns.family import Family, Member, keys_of, one_a_visit
from lib.cohort.mapping.columns.recognise import Header, find_words
from lib.cohort.mapping.model import Doubt
from lib.cohort.vocabulary import read_header_words


def own_families(
    names: Sequence[str], headers: Mapping[str, Header], left_out: dict[str, str], doubts: list[Doubt]
) -> list[Family]:
    """Group columns of one stem; those in a unit that cannot be converted are left out and told."""
    groups: dict[tuple[str, ...], list[Member]] = defaultdict(list)
    for name in names:
        header = headers[name]
        if header.measure is None and _may_be_a_family(header):
            groups[header.rest].append(Member(name, header.visit, unit=header.unit))
    families = []
    for stem, members in groups.items():
        unit = (
            Counter(m.unit for m in members if m.unit).most_common(1)[0][0]
            if any(m.unit for m in members)
            else ""
        )
        families += _in_units(stem, unit, members, left_out, doubts)
    return families


def _in_units(
    stem: tuple[str, ...], unit: str, members: list[Member], left_out: dict[str, str], doubts: list[Doubt]
) -> list[Family]:
    """Make one family of the columns of a stem, or one a unit where visits stand in both."""
    others = [m for m in members if m.unit and m.unit != unit]
    if not others:
        return [Family(None, stem, unit, tuple(one_a_visit(_without_unit(members))))]
    own = [m for m in members if m not in others]
    if keys_of(own) & keys_of(others):
        units = dict.fromkeys(m.unit for m in members)
        of_unit = [(u, [m for m in members if m.unit == u]) for u in units]
        return [Family(None, stem, u, tuple(one_a_visit(_without_unit(part)))) for u, part in of_unit]
    odd = [m for m in others if conversion_factor(None, m.unit, unit) is None]
    kept = [*_without_unit(own), *(m for m in others if m not in odd)]
    for bad in odd:
        left_out[bad.column] = f"its unit {bad.unit} cannot be converted to {unit}"
    columns = tuple(m.column for m in (odd or others))
    named = " and ".join(dict.fromkeys(m.unit for m in (odd or others)))
    found = f"“{' '.join(stem)}” in {unit} and in {named}"
    advice = (
        f"What is measured is not known well enough to convert it: the columns in {named} are left out. "
        "Bring them to one unit in the file."
        if odd
        else f"They are one measure: values in {named} are converted to {unit}. Check some of them."
    )
    code = "several_units" if odd else "units_joined"
    doubts.append(Doubt(code, columns, found, "one unit for each measure", advice))
    return [Family(None, stem, unit, tuple(one_a_visit(kept)))]


def _without_unit(members: Sequence[Member]) -> list[Member]:
    return [replace(member, unit="") for member in members]


def _may_be_a_family(header: Header) -> bool:
    words = set(header.rest)
    named = find_words(header.words)
    return bool(header.visit and words) and not words & read_header_words("not_a_total") and named is None
