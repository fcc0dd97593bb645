"""What changed between the file that a mapping was saved for and the next export, in sentences."""

from __future__ import annotations

import difflib
from collections.abc import Mapping as Profiles
from collections.abc import Sequence
from dataclasses import replace

from lib.cohort.mapping.columns.profile import ColumnProfile, profile_columns
from lib.cohort.mapping.guess import filled_down, guess_mapping
from lib.cohort.mapping.model import ColumnMapping, Mapping
from lib.cohort.mapping.storage import plain_column_name
from lib.cohort.reading import RawTable
from lib.cohort.reading.table import shorten
from lib.cohort.words import fold

MOSTLY = 0.5
"""Of the filled cells, that have to be numbers where the mapping says so."""

NEW_COLUMN = "the saved mapping has no such column"
MOST_NAMED = 4
ALIKE = 0.75
"""Likeness of two names, 0 to 1, from which one may be the other, written otherwise."""


def with_new_columns(mapping: Mapping, raw: RawTable) -> Mapping:
    """Let a mapping name the columns that only the new file has, left out, so that the reader can take them."""
    named = {column.column for column in mapping.columns}
    new = (ColumnMapping(name, "ignore", NEW_COLUMN) for name in raw.columns if name not in named)
    return replace(mapping, columns=(*mapping.columns, *new))


def list_lacking(mapping: Mapping, raw: RawTable) -> tuple[str, ...]:
    """List the columns that a mapping takes and the file does not have."""
    return tuple(c.column for c in mapping.columns if c.role != "ignore" and c.column not in raw.columns)


def list_changes(saved: Mapping, fitted: Mapping, raw: RawTable) -> tuple[str, ...]:
    """Say what is otherwise in the file than the saved mapping has it.

    Parameters
    ----------
    saved : Mapping
        As it was saved.
    fitted : Mapping
        The same with the names of the new file (see `fit_mapping`).
    raw : RawTable
        The new file.

    Returns
    -------
    tuple of str
        A sentence for each kind of change: columns renamed, gone and new, other contents, units and visits.
    """
    mapped = [c for c in fitted.columns if c.role != "ignore" and c.column in raw.columns]
    known = {c.column for c in saved.columns} | {c.column for c in mapped}
    new = [name for name in raw.columns if name not in known and not _was_left_out(name, saved)]
    gone = list_lacking(fitted, raw)
    profiles = profile_columns(raw, filled_down(raw)[0], [c.column for c in mapped])
    return (
        *_renamed(saved, fitted, raw),
        *_gone(gone, new),
        *_new(new),
        *_other_contents(mapped, profiles),
        *_other_units(fitted, raw),
        *_other_visits(fitted, profiles),
    )


def _was_left_out(name: str, saved: Mapping) -> bool:
    plain = plain_column_name(name)
    return any(c.role == "ignore" and plain_column_name(c.column) == plain for c in saved.columns)


def _plain(name: str) -> str:
    return " ".join(fold(name).split())


def _renamed(saved: Mapping, fitted: Mapping, raw: RawTable) -> list[str]:
    here = {plain_column_name(c.column): c.column for c in fitted.columns if c.column in raw.columns}
    pairs = [
        f"“{shorten(c.column)}” is “{shorten(here[plain_column_name(c.column)])}” now"
        for c in saved.columns
        if c.role != "ignore" and c.column not in raw.columns and plain_column_name(c.column) in here
    ]
    return [f"Written otherwise: {_some(pairs)}."] if pairs else []


def _gone(gone: Sequence[str], new: Sequence[str]) -> list[str]:
    if not gone:
        return []
    by_plain = {_plain(name): name for name in new}
    found = []
    for name in gone:
        close = difflib.get_close_matches(_plain(name), by_plain, 1, ALIKE)
        like = f" (“{shorten(by_plain[close[0]])}” may be it: give it its role below)" if close else ""
        found.append(f"“{shorten(name)}”{like}")
    return [f"Not in this file: {_some(found)}."]


def _new(new: Sequence[str]) -> list[str]:
    return [f"New in this file, and left out: {_some([f'“{shorten(n)}”' for n in new])}."] if new else []


def _other_contents(mapped: Sequence[ColumnMapping], profiles: Profiles[str, ColumnProfile]) -> list[str]:
    found = []
    for column in mapped:
        profile = profiles[column.column]
        if not profile.n_filled:
            found.append(f"“{shorten(column.column)}” is empty")
        elif (column.measure or column.kind == "number") and profile.numeric_proportion < MOSTLY:
            found.append(f"“{shorten(column.column)}” holds words instead of numbers")
        elif column.kind == "yes_no" and profile.yes_no_proportion < MOSTLY:
            found.append(f"“{shorten(column.column)}” holds something else than yes and no")
        elif column.kind == "category" and column.levels:
            texts = {text for level in column.levels for text in level.texts}
            others = [f"“{shorten(text)}”" for text in profile.texts if text not in texts]
            if others:
                found.append(f"“{shorten(column.column)}” has new levels: {_some(others)}")
    return [f"Other contents: {_some(found)}."] if found else []


def _other_units(fitted: Mapping, raw: RawTable) -> list[str]:
    """Compare the units that the new file names with those of the mapping."""
    guessed = guess_mapping(raw, layout=fitted.layout)
    found = []
    for measure in fitted.measures:
        columns = [c.column for c in fitted.columns if c.measure == measure.name]
        theirs = [guessed.measure(c.measure) for c in guessed.columns if c.column in columns and c.measure]
        units = {m.unit for m in theirs if m is not None and m.unit_named and m.unit}
        others = sorted(units - {measure.unit})
        if others and measure.unit:
            found.append(f"{measure.label} is in {', '.join(others)} and was in {measure.unit}")
    return (
        [f"Other units: {_some(found)}. Correct the unit under “Scales and laboratory values”."]
        if found
        else []
    )


def _other_visits(fitted: Mapping, profiles: Profiles[str, ColumnProfile]) -> list[str]:
    visit = fitted.visit
    if fitted.layout != "long" or visit is None or visit.column not in profiles:
        return []
    texts = profiles[visit.column].texts
    known = {text for v in fitted.visits for text in v.texts}
    new = [f"“{shorten(text)}”" for text in texts if text not in known]
    absent = [f"“{shorten(v.label)}”" for v in fitted.visits if v.texts and not set(v.texts) & set(texts)]
    said = []
    if new:
        said.append(f"Visits that the mapping does not know: {_some(new)}.")
    if absent:
        said.append(f"Visits without a row in this file: {_some(absent)}.")
    return said


def _some(words: Sequence[str]) -> str:
    rest = len(words) - MOST_NAMED
    return ", ".join(words[:MOST_NAMED]) + (f" and {rest} more" if rest > 0 else "")
