"""Items of a scale: blocks of numbered columns with small scores, which are no visits and no totals."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from lib.cohort.catalogue import Scale, read_scales
from lib.cohort.mapping.columns.profile import ColumnProfile, values_of
from lib.cohort.mapping.columns.recognise import Header, find_named_scale, read_header
from lib.cohort.mapping.columns.summed_blocks import find_summed_blocks, scale_of_block
from lib.cohort.mapping.model import Doubt
from lib.cohort.mapping.visits.names import VisitName, split_visit
from lib.cohort.vocabulary import find_visit_word, read_header_words

MIN_ITEMS = 4
"""Columns from which a numbered block can be items."""

WITHIN_ITEM = 0.98
"""Share of scores that must lie within the range of an item (the rest are faults)."""

AGREES = 0.9
"""Share of complete rows on which a total must be the sum of the items to be believed by its values alone."""

MAX_UNKNOWN_ITEM = 10.0
"""Highest score of an item of a questionnaire the catalogue does not know."""


@dataclass(frozen=True)
class ItemBlock:
    """The items of one scale at one visit (None: no visit in the name); `scale` is None for an unknown one."""

    scale: Scale | None
    visit: VisitName | None
    columns: tuple[str, ...]
    total: str = ""

    @property
    def is_complete(self) -> bool:
        """Whether the block has all items of its scale."""
        return self.scale is not None and len(self.columns) == self.scale.items


@dataclass(frozen=True)
class Items:
    """All blocks of items of a table, what each column is, and what has to be confirmed."""

    blocks: tuple[ItemBlock, ...] = ()
    reasons: Mapping[str, str] = field(default_factory=dict)
    doubts: tuple[Doubt, ...] = ()

    @property
    def summed(self) -> tuple[ItemBlock, ...]:
        """Complete blocks without a total."""
        return tuple(block for block in self.blocks if block.is_complete and not block.total)


def find_items(profiles: Mapping[str, ColumnProfile], headers: Mapping[str, Header]) -> Items:
    """Find the blocks of items, with or without the text of each question (`PHQ 1. Little interest`).

    Parameters
    ----------
    profiles, headers : mapping by column name
        Contents and names of the columns.

    Returns
    -------
    Items
        Columns numbered 1 to k under one name whose scores fit an item and not a total.
    """
    numeric = [
        name for name, profile in profiles.items() if profile.n_filled and profile.numeric_proportion >= 0.5
    ]
    headers = _without_questions(numeric, headers)
    blocks: list[ItemBlock] = []
    used: set[str] = set()
    for columns in _numbered_groups(numeric, headers).values():
        block = _block([name for name in columns if name not in used], headers, profiles)
        if block is not None:
            blocks.append(block)
            used |= set(block.columns)
    settled = [_with_total(block, blocks, numeric, headers, profiles, used) for block in blocks]
    settled += _by_their_sum({name: p for name, p in profiles.items() if name not in used}, headers, settled)
    reasons = {
        name: _reason(block, place) for block in settled for place, name in enumerate(block.columns, 1)
    }
    return Items(tuple(settled), reasons, tuple(_doubts(settled, profiles)))


def _by_their_sum(
    profiles: Mapping[str, ColumnProfile], headers: Mapping[str, Header], others: Collection[ItemBlock]
) -> list[ItemBlock]:
    """Find the blocks whose names do not tell that they are items, but whose sum stands beside them."""
    taken = {block.total for block in others}
    return [
        ItemBlock(scale_of_block(total, items, headers), headers[total].visit, items, total)
        for total, items in find_summed_blocks(profiles, headers).items()
        if total not in taken
    ]


def _without_questions(names: Collection[str], headers: Mapping[str, Header]) -> Mapping[str, Header]:
    """Leave out the words of the question where columns of a scale are numbered from one and each has its own."""
    groups: dict[tuple[str, ...], list[tuple[int, str]]] = defaultdict(list)
    for name in names:
        words = headers[name].words.split()
        place = next((i for i, word in enumerate(words) if word.isdigit() and len(word) <= 2), 0)
        if 0 < place < len(words) - 1:
            groups[tuple(words[:place])].append((int(words[place]), name))
    short = dict(headers)
    item_words = read_header_words("item_word")
    for stem, group in groups.items():
        numbers = sorted(number for number, _ in group)
        named = find_named_scale(" ".join(stem)) is not None or bool(item_words & set(stem))
        if len(group) < MIN_ITEMS or not named or numbers[0] != 1 or not _nearly_all(numbers):
            continue
        tails = {name: headers[name].words.split()[len(stem) + 1 :] for _, name in group}
        if len({tuple(tail) for tail in tails.values()}) == len(tails) and not any(
            map(_has_number, tails.values())
        ):
            for number, name in group:
                short[name] = replace(headers[name], words=" ".join([*stem, str(number)]))
    return short


def _has_number(words: list[str]) -> bool:
    return any(word.isdigit() for word in words)


def _numbered_groups(
    names: Collection[str], headers: Mapping[str, Header]
) -> dict[tuple[object, ...], list[str]]:
    """Group columns by their words without one of their numbers, larger groups first, in order of that number."""
    groups: dict[tuple[object, ...], list[tuple[int, str]]] = defaultdict(list)
    for name in names:
        words = headers[name].words.split()
        for place, word in enumerate(words):
            if word.isdigit() and len(word) <= 2:
                groups[(tuple(words[:place]), tuple(words[place + 1 :]))].append((int(word), name))
    ordered = sorted(groups.items(), key=lambda item: -len(item[1]))
    return {key: [name for _, name in sorted(group)] for key, group in ordered if len(group) >= MIN_ITEMS}


def _block(
    columns: list[str], headers: Mapping[str, Header], profiles: Mapping[str, ColumnProfile]
) -> ItemBlock | None:
    """Make a block of the columns of one group, None when they are visits, totals or something else."""
    found = _scale_and_visit(columns, headers)
    if found is None or len(columns) < MIN_ITEMS:
        return None
    scale, visit = found
    most = scale.item_maximum if scale is not None and scale.item_maximum else MAX_UNKNOWN_ITEM
    small = [name for name in columns if _share_within(profiles[name], most) >= WITHIN_ITEM]
    numbers = _varying_numbers(small, headers)
    if len(small) < MIN_ITEMS or not numbers or numbers[0] != 1 or not _nearly_all(numbers):
        return None
    if scale is not None:
        scale = next((s for s in _relatives(scale) if s.items == len(small)), scale)
    return ItemBlock(scale, visit, tuple(small))


def _nearly_all(numbers: list[int]) -> bool:
    """Tell whether numbers run from one without many holes and each once."""
    return len(set(numbers)) == len(numbers) and numbers[-1] <= 1.25 * len(numbers) + 1


def _varying_numbers(columns: list[str], headers: Mapping[str, Header]) -> list[int]:
    words = [headers[name].words.split() for name in columns]
    if not words or len({len(w) for w in words}) != 1:
        return []
    varying = [place for place in range(len(words[0])) if len({w[place] for w in words}) > 1]
    if len(varying) != 1 or not all(w[varying[0]].isdigit() for w in words):
        return []
    return sorted(int(w[varying[0]]) for w in words)


def _scale_and_visit(
    columns: list[str], headers: Mapping[str, Header]
) -> tuple[Scale | None, VisitName | None] | None:
    """Read the scale and the visit from the words that the columns of a group share; None when they name neither."""
    words = [headers[name].words.split() for name in columns]
    if not words or len({len(w) for w in words}) != 1:
        return None
    varying = [place for place in range(len(words[0])) if len({w[place] for w in words}) > 1]
    if len(varying) != 1:
        return None
    place = varying[0]
    shared = [*words[0][:place], *words[0][place + 1 :]]
    item_words = read_header_words("item_word")
    named_items = bool(item_words & set(shared))
    plain = [word for word in shared if word not in item_words]
    header = read_header(" ".join(plain)) if plain else None
    scale = find_named_scale(" ".join(plain)) if plain else None
    if scale is not None and header is not None:
        near = words[0][place - 1] if place else ""
        if _counts_visits(near):
            return None
        return scale, header.visit
    if named_items:
        visit, rest = split_visit(plain)
        return (None, visit) if len(rest) <= 2 else None
    return None


def _counts_visits(word: str) -> bool:
    """Tell whether the word before a number says that it counts visits; `i`, `s` and the like say nothing."""
    entry = find_visit_word(word)
    return entry is not None and entry.kind == "unit" and (len(word) > 1 or word in "vwdt")


def _relatives(scale: Scale) -> list[Scale]:
    """List the versions of a scale that differ in their number of items."""
    stem = scale.name.rstrip("0123456789")
    return [entry for entry in read_scales() if entry.name.rstrip("0123456789") == stem]


def _share_within(profile: ColumnProfile, most: float) -> float:
    numbers = profile.numbers
    known = ~np.isnan(numbers)
    weights = profile.counts[: len(numbers)][known]
    inside = (numbers[known] >= 0) & (numbers[known] <= most)
    return float(weights[inside].sum() / weights.sum()) if weights.sum() else 0.0


def _with_total(
    block: ItemBlock,
    blocks: list[ItemBlock],
    numeric: list[str],
    headers: Mapping[str, Header],
    profiles: Mapping[str, ColumnProfile],
    used: Collection[str],
) -> ItemBlock:
    """Find the total of a block: the sum of its items by its values, else named as the scale at the same visit."""
    sums = np.sum([values_of(profiles[name]) for name in block.columns], axis=0)
    known = ~np.isnan(sums)
    others = [name for name in numeric if name not in used]
    for name in others:
        values = values_of(profiles[name])
        both = known & ~np.isnan(values)
        if both.sum() >= 3 and (values[both] == sums[both]).mean() >= AGREES and len(set(sums[both])) > 1:
            return ItemBlock(block.scale, block.visit, block.columns, name)
    names = {scale.name for scale in _relatives(block.scale)} if block.scale is not None else set()
    key = block.visit.key if block.visit is not None else None
    for name in others:
        header = headers[name]
        own = header.visit.key if header.visit is not None else None
        if header.measure is not None and header.measure.name in names and (own == key or len(blocks) == 1):
            return ItemBlock(block.scale, block.visit, block.columns, name)
    return block


def _reason(block: ItemBlock, place: int) -> str:
    what = block.scale.label if block.scale is not None else "a questionnaire"
    if block.total:
        return f"it is an item ({place} of {len(block.columns)}) of {what}; the total “{block.total[:60]}” is taken"
    return f"it is an item ({place} of {len(block.columns)}) of {what}"


def _doubts(blocks: list[ItemBlock], profiles: Mapping[str, ColumnProfile]) -> list[Doubt]:
    doubts = []
    for block in blocks:
        what = block.scale.label if block.scale is not None else "a questionnaire"
        span = f"“{block.columns[0][:40]}” to “{block.columns[-1][:40]}”"
        if block.total:
            doubts += _differing_total(block, what, profiles) + _unknown_total(block, span)
        elif block.is_complete:
            found = f"{len(block.columns)} items of {what} ({span}) without their total"
            advice = "Their sum is taken as the score; where an item is missing there is none, unless you allow it."
            doubts.append(Doubt("items_summed", block.columns, found, f"the total of {what}", advice))
        else:
            found = f"{len(block.columns)} columns that look like items of {what} ({span})"
            advice = "They are left out. Choose the column with the total, or take their sum as a measure."
            doubts.append(Doubt("items_left_out", block.columns, found, f"the total of {what}", advice))
    return doubts


def _unknown_total(block: ItemBlock, span: str) -> list[Doubt]:
    """Ask which scale a total is, where neither its name nor that of its items says so."""
    if block.scale is not None:
        return []
    found = f"“{block.total[:60]}” is the sum of {len(block.columns)} columns ({span}), which are taken as its items"
    advice = "It is a measure of its own without limits: choose which scale it is, if the catalogue has it."
    return [Doubt("total_unnamed", (block.total,), found, "the name of a scale", advice)]


def _differing_total(block: ItemBlock, what: str, profiles: Mapping[str, ColumnProfile]) -> list[Doubt]:
    sums = np.sum([values_of(profiles[name]) for name in block.columns], axis=0)
    total = values_of(profiles[block.total])
    both = ~np.isnan(sums) & ~np.isnan(total)
    differ = int((sums[both] != total[both]).sum())
    if not differ:
        return []
    found = f"“{block.total[:60]}” is not the sum of the items of {what} on {differ:,} of {int(both.sum()):,} rows"
    advice = "The total of the file is taken; check these rows, or whether items are scored in reverse."
    return [Doubt("total_differs", (block.total,), found, "a total that is the sum of its items", advice)]
