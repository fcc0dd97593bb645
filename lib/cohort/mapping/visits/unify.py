"""Visits of several measures in one language: shared units, one count for mixed units, columns that nearly fit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from lib.cohort.mapping.columns.family import Family, Member
from lib.cohort.mapping.columns.profile import ColumnProfile
from lib.cohort.mapping.columns.recognise import Header, find_words
from lib.cohort.mapping.model import Doubt
from lib.cohort.mapping.visits.names import VisitName, split_visit
from lib.cohort.reading.table import name_some, shorten
from lib.cohort.vocabulary import find_visit_word, read_header_words, read_number_words

MIN_MIXED = 4
"""Numbered columns from which mixed units may be one count."""

MIN_STRAGGLED = 3
"""Columns of a family from which one of nearly the same name is thought to belong to it."""


def share_units(family: Family, families: Sequence[Family]) -> Family:
    """Give bare numbers the unit that all numbered visits of the other measures use (`mg_4` beside `madrs_wk4`)."""
    names = [m.visit for f in families for m in f.members if m.visit is not None and m.visit.rank == 1]
    by_unit = {(name.unit, name.days): name for name in names if name.unit}
    if len(by_unit) != 1:
        return family
    numbers = {name.number for name in names if name.unit}

    def with_unit(visit: VisitName | None) -> VisitName | None:
        if visit is None or visit.rank != 1 or visit.unit or visit.number not in numbers:
            return visit
        return next(name for name in names if name.unit and name.number == visit.number)

    return replace(family, members=tuple(replace(m, visit=with_unit(m.visit)) for m in family.members))


def one_count(family: Family) -> tuple[Family, list[Doubt]]:
    """Take numbers with mixed units (`bdi1`, `wk2bdi`, `bdi_session5`) as one count where each stands once."""
    counted = {m: m.visit for m in family.members if m.visit is not None and m.visit.rank == 1}
    units = Counter(visit.unit for visit in counted.values())
    numbers = [visit.number for visit in counted.values() if visit.number is not None]
    if len(counted) < MIN_MIXED or len(units) < 2 or len(set(numbers)) < len(counted):
        return family, []
    if sorted(numbers) != list(range(int(min(numbers)), int(min(numbers)) + len(numbers))):
        return family, []
    unit = next(name for name, _ in units.most_common() if name)
    pattern = next(visit for visit in counted.values() if visit.unit == unit and not visit.side)
    members = tuple(
        replace(m, visit=_as(counted[m], pattern)) if m in counted else m for m in family.members
    )  # fmt: skip
    odd = tuple(m.column for m, visit in counted.items() if visit.unit != unit)
    named = name_some([f"“{shorten(column)}”" for column in odd])
    found = f"{named} beside columns counted by {unit.lower()}"
    advice = f"All numbers are taken as {unit.lower()}s. Check the visits of these columns."
    doubt = Doubt("visits_mixed", odd, found, "visits named in one way", advice)
    return replace(family, members=members), [doubt]


def _as(visit: VisitName, pattern: VisitName) -> VisitName:
    shown = f"{visit.number:g}"
    label = pattern.label.replace(f"{pattern.number:g}", shown)
    short = pattern.short.replace(f"{pattern.number:g}", shown)
    return replace(
        visit, unit=pattern.unit, days=pattern.days, side=0, label=label, short=short,
        text=f"{pattern.unit.lower()} {shown}",
    )  # fmt: skip


@dataclass(frozen=True)
class _Near:
    """A column that nearly fits a family: the family's place, and the visit its other words name."""

    family: int
    visit: VisitName | None


def join_stragglers(
    families: Sequence[Family],
    profiles: Mapping[str, ColumnProfile],
    headers: Mapping[str, Header],
    left_out: Sequence[str],
) -> tuple[list[Family], list[Doubt]]:
    """Find the columns that nearly fit a family: those whose visit can be told join it, and both are said.

    Parameters
    ----------
    families : sequence of Family
        As found by exact names.
    profiles, headers : mapping by column name
        Contents and names of the columns.
    left_out : sequence of str
        Columns that are something else already.
    """
    result, joined, doubts = *_near_families(families, profiles), []
    taken = {m.column for family in families for m in family.members} | set(left_out)
    for name, profile in profiles.items():
        near = None if name in taken else _near(profile, headers[name], result, profiles)
        if near is None:
            continue
        family = result[near.family]
        if near.visit is None or near.visit.key in family.visits:
            found = f"a column that nearly fits {_called(family)}"
            advice = "It is left out: say below which visit it is, or leave it so."
            doubts.append(
                Doubt("column_left_over", (name,), found, "every column of a measure at a visit", advice)
            )
        else:
            result[near.family] = replace(family, members=(*family.members, Member(name, near.visit)))
            joined.setdefault(near.family, []).append(name)
    return result, [*doubts, *(nearly_fits(result[place], names) for place, names in joined.items())]


def _near_families(
    families: Sequence[Family], profiles: Mapping[str, ColumnProfile]
) -> tuple[list[Family], dict[int, list[str]]]:
    """Put a small family into a larger one whose name is nearly the same and whose visits are others."""
    result: list[Family] = []
    joined: dict[int, list[str]] = {}
    for family in sorted(families, key=lambda f: -len(f.members)):
        stem = _stem_of(family)
        home = next(
            (
                place for place, larger in enumerate(result)
                if family.measure is None and larger.unit == family.unit and len(larger.members) >= MIN_MIXED
                and _beside(stem, _stem_of(larger)) is not None and not family.visits & larger.visits
                and all(_alike(profiles[m.column], larger, profiles) for m in family.members)
            ),
            None,
        )  # fmt: skip
        if home is None:
            result.append(family)
        else:
            result[home] = replace(result[home], members=(*result[home].members, *family.members))
            joined.setdefault(home, []).extend(m.column for m in family.members)
    order = sorted(range(len(result)), key=lambda place: _first_place(result[place], families))
    return [result[i] for i in order], {order.index(home): names for home, names in joined.items()}


def _first_place(family: Family, families: Sequence[Family]) -> int:
    return next(i for i, other in enumerate(families) if other.members[0] is family.members[0])


def nearly_fits(family: Family, names: Sequence[str]) -> Doubt:
    """Say which columns are taken as a measure though their names are odd."""
    listed = name_some([f"“{shorten(name)}”" for name in names])
    found = f"{listed}, which nearly {'fits' if len(names) == 1 else 'fit'} {_called(family)}"
    advice = f"{'It is' if len(names) == 1 else 'They are'} taken as that measure; check the visits below."
    return Doubt("family_nearly_fits", tuple(names), found, "names of one pattern", advice)


def _called(family: Family) -> str:
    return family.measure.label if family.measure is not None else f"“{' '.join(family.stem) or 'value'}”"


def _near(
    profile: ColumnProfile, header: Header, families: Sequence[Family], profiles: Mapping[str, ColumnProfile]
) -> _Near | None:
    words = header.words.split()
    if profile.numeric_proportion < 0.5 or profile.has_leading_zeros or find_words(header.words) is not None:
        return None
    if read_header_words("not_a_total") & set(words):
        return None
    for place, family in enumerate(families):
        stem, n_members = _stem_of(family), len(family.members)
        if header.measure is not None:
            if header.measure is family.measure and n_members > 1 and _alike(profile, family, profiles):
                return _Near(place, None if header.rest else header.visit)
            continue
        if n_members < MIN_STRAGGLED or len(stem) < 2 or not _alike(profile, family, profiles):
            continue
        for i, word in enumerate(words):
            left = _beside(word, stem)
            if left is not None:
                rest = [*words[:i], *([left] if len(left) > 1 else []), *words[i + 1 :]]
                visit, over = split_visit(rest) if rest else (None, ())
                return _Near(place, None if over else visit)
    return None


def _stem_of(family: Family) -> str:
    return family.measure.name if family.measure is not None else "".join(family.stem)


def _beside(word: str, stem: str) -> str | None:
    """Give what stands beside the stem in a word (`rqnine`: `nine`, `rqq`: `q`), None where the word is another."""
    if word == stem:
        return ""
    for left in (word.removeprefix(stem), word.removesuffix(stem)):
        if left != word and (
            len(left) == 1 or left in read_number_words() or find_visit_word(left) is not None
        ):
            return left
    if len(stem) >= 4 and len(word) >= 4 and one_edit(word, stem):
        return ""
    return None


def one_edit(first: str, second: str) -> bool:
    """Tell whether two words differ by one letter put in, left out or changed, or by two that changed places."""
    if abs(len(first) - len(second)) > 1 or first == second:
        return False
    short, long = sorted((first, second), key=len)
    start = next((i for i, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    if len(short) == len(long):
        swapped = short[:start] + short[start : start + 2][::-1] + short[start + 2 :]
        return short[start + 1 :] == long[start + 1 :] or swapped == long
    return short[start:] == long[start + 1 :]


def _alike(profile: ColumnProfile, family: Family, profiles: Mapping[str, ColumnProfile]) -> bool:
    """Tell whether the middle of a column lies within the range of a family."""
    numbers = np.concatenate([profiles[m.column].numbers for m in family.members])
    own = profile.numbers[~np.isnan(profile.numbers)]
    numbers = numbers[~np.isnan(numbers)]
    if not len(own) or not len(numbers):
        return False
    low, high = numbers.min(), numbers.max()
    return bool(low - (high - low) / 2 <= np.median(own) <= high + (high - low) / 2)
