"""Items told by their values: neighbouring columns of small whole numbers whose sum stands beside them."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from lib.cohort.catalogue import Scale
from lib.cohort.mapping.columns.profile import ColumnProfile, values_of
from lib.cohort.mapping.columns.recognise import Header, find_named_scale

MIN_ITEMS = 4
MAX_ITEMS = 60
"""Columns looked at on each side of a total; no scale has more items."""

HIGHEST_ITEM = 10.0
ROWS_LOOKED_AT = 60
ENOUGH = 5
MIN_DISTINCT = 4
AGREES = 0.9
"""Share of complete rows on which the total must be the sum of its items; the rest are slips (rule of ours)."""


def find_summed_blocks(
    profiles: Mapping[str, ColumnProfile], headers: Mapping[str, Header]
) -> dict[str, tuple[str, ...]]:
    """Find totals and the columns that they are the sum of.

    Parameters
    ----------
    profiles, headers : mapping by column name, in the order of the file

    Returns
    -------
    dict
        By the name of the total, its items: the longest run of at least four neighbours, before or after it.
    """
    names = [name for name, p in profiles.items() if p.n_filled and p.numeric_proportion >= 0.5]
    small = [_is_small(profiles[name]) and not _is_short_scale(headers[name]) for name in names]
    totals = [j for j, name in enumerate(names) if not small[j] and _may_be_total(profiles[name])]
    found: dict[str, tuple[str, ...]] = {}
    used: set[str] = set()
    for j in totals:
        for run in (_run(names, small, j, -1), _run(names, small, j, 1)):
            block = _longest_sum(run, names[j], profiles)
            if block and not used & set(block):
                found[names[j]] = block
                used |= set(block)
                break
    return found


def _is_small(profile: ColumnProfile) -> bool:
    numbers = profile.numbers
    known = numbers[~np.isnan(numbers)]
    return len(known) > 0 and profile.is_whole and known.min() >= 0 and known.max() <= HIGHEST_ITEM


def _may_be_total(profile: ColumnProfile) -> bool:
    return profile.is_whole and profile.n_distinct >= MIN_DISTINCT


def _is_short_scale(header: Header) -> bool:
    """Tell a scale of one item (CGI) from items."""
    return isinstance(header.measure, Scale) and header.measure.maximum <= HIGHEST_ITEM


def _run(names: list[str], small: list[bool], total: int, step: int) -> list[str]:
    """List the small columns that follow on one side of a total, nearest first."""
    run: list[str] = []
    place = total + step
    while 0 <= place < len(names) and small[place] and len(run) < MAX_ITEMS:
        run.append(names[place])
        place += step
    return run


def _longest_sum(run: list[str], total: str, profiles: Mapping[str, ColumnProfile]) -> tuple[str, ...]:
    if len(run) < MIN_ITEMS:
        return ()
    some = slice(0, ROWS_LOOKED_AT)
    wanted = values_of(profiles[total], some)
    sums = np.cumsum([values_of(profiles[name], some) for name in run], axis=0)
    agree = np.nan_to_num(
        (sums == wanted).sum(axis=1) / np.maximum((~np.isnan(sums + wanted)).sum(axis=1), 1)
    )
    for n in np.flatnonzero(agree[MIN_ITEMS - 1 :] >= AGREES)[::-1] + MIN_ITEMS:
        whole = np.sum([values_of(profiles[name]) for name in run[:n]], axis=0)
        target = values_of(profiles[total])
        both = ~np.isnan(whole) & ~np.isnan(target)
        if both.sum() < ENOUGH or len(np.unique(whole[both])) < MIN_DISTINCT:
            continue
        if (whole[both] == target[both]).mean() >= AGREES:
            return tuple(name for name in profiles if name in set(run[:n]))
    return ()


def scale_of_block(total: str, items: tuple[str, ...], headers: Mapping[str, Header]) -> Scale | None:
    """Read the scale from the name of a total, else from the names of its items."""
    return find_named_scale(headers[total].words) or find_named_scale(headers[items[0]].words)
