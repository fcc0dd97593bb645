"""Slips of the hand that leave a table that reads well: a header or a level misspelt or lost, two headers swapped."""

from __future__ import annotations

import re
from collections.abc import Mapping as Map

import numpy as np

from lib.cohort.catalogue import Analyte, Scale, read_analytes, read_scales
from lib.cohort.mapping.columns.profile import ColumnProfile
from lib.cohort.mapping.columns.recognise import Header, find_words, is_measure
from lib.cohort.mapping.model import ColumnMapping, Doubt, Mapping
from lib.cohort.mapping.visits.unify import one_edit
from lib.cohort.reading.table import name_some, shorten

SHORTEST_NAME = 4
"""Letters of a name from which one letter more or less is a slip and not another name (rule of ours)."""

RARE = 0.05
"""Share of rows up to which a level that nearly reads as another one looks misspelt (rule of ours)."""

UNNAMED = re.compile(r"column \d{1,5}")


def find_slips(mapping: Mapping, profiles: Map[str, ColumnProfile], headers: Map[str, Header]) -> list[Doubt]:
    """Find what looks like a slip among the columns that are used."""
    used = [column for column in mapping.columns if column.role not in ("ignore", "patient", "visit")]
    doubts = [_unnamed(c) for c in used if UNNAMED.fullmatch(c.column) or _is_one_letter(c, headers)]
    for column in used:
        near = _analyte_with_words(column, headers[column.column]) or _nearly_known(
            column, headers[column.column], mapping
        )
        doubts += [near] if near is not None else []
        doubts += _levels_alike(column, profiles[column.column]) if column.kind == "category" else []
    if mapping.layout == "wide":
        doubts += _at_one_visit(mapping, used, profiles, headers) + _swapped_headers(mapping)
    return doubts


def _is_one_letter(column: ColumnMapping, headers: Map[str, Header]) -> bool:
    return bool(column.measure) and len(headers[column.column].words) == 1


def _unnamed(column: ColumnMapping) -> Doubt:
    what = "a measure" if column.measure else "a characteristic"
    return Doubt(
        "column_unnamed",
        (column.column,),
        "a column with no name or one letter for it",
        "a name for every column",
        f"It is taken as {what}: name it in the file or give it its role, or leave it out.",
    )


def _analyte_with_words(column: ColumnMapping, header: Header) -> Doubt | None:
    """Find a number whose name begins with an analyte and goes on with words that are not understood."""
    words = header.words.split()
    if column.measure or column.kind != "number" or len(words) < 2 or find_words(header.words) is not None:
        return None
    analyte = next((entry for entry in read_analytes() if entry.pattern.fullmatch(words[0])), None)
    if analyte is None or not (header.unit or header.visit is not None):
        return None
    found = f"a name that begins with {analyte.label} and goes on with words that are not known"
    advice = f"It is taken as a characteristic: if it is {analyte.label}, give it that role and its visit."
    return Doubt("name_nearly_known", (column.column,), found, f"{analyte.label} and a visit", advice)


def _nearly_known(column: ColumnMapping, header: Header, mapping: Mapping) -> Doubt | None:
    measure = mapping.measure(column.measure) if column.measure else None
    if header.measure is not None or (measure is not None and measure.catalogue) or find_words(header.words):
        return None
    if measure is None and column.kind != "number":
        return None
    entries: tuple[Scale | Analyte, ...] = (*read_scales(), *read_analytes())
    known = {entry.name.replace("_", ""): entry.label for entry in entries}
    for word in header.words.split():
        if is_measure(word):
            continue
        label = next(
            (v for name, v in known.items() if len(name) > SHORTEST_NAME and len(word) >= SHORTEST_NAME
             and one_edit(word, name)), None,
        )  # fmt: skip
        if label is not None:
            found, advice = (
                f"a name that is nearly {label}",
                f"It is not taken as {label}, so its limits are not checked: choose {label} if it is meant.",
            )
            return Doubt("name_nearly_known", (column.column,), found, f"{label}, or another name", advice)
    return None


def _levels_alike(column: ColumnMapping, profile: ColumnProfile) -> list[Doubt]:
    """Find rare levels whose words are one letter, or an ending, away from those of a common one."""
    rows = {text: int(n) for text, n in zip(profile.texts, profile.counts, strict=True)}
    counted = [(level.label, sum(rows.get(text, 0) for text in level.texts)) for level in column.levels]
    doubts = []
    for label, n in counted:
        if n > max(1, RARE * profile.n_filled) or not label.isalpha():
            continue
        near = next(
            (other for other, m in counted if m > n and other.isalpha() and _alike(label, other)), None
        )
        if near is not None:
            found = f"“{shorten(label)}” on {n:,} row{'s' * (n != 1)} beside “{shorten(near)}”"
            advice = (
                "It counts as a level of its own: put both together under the levels, if it is a misspelling."
            )
            doubts.append(
                Doubt("levels_alike", (column.column,), found, "one spelling of each level", advice)
            )
    return doubts


def _alike(one: str, two: str) -> bool:
    one, two = one.casefold(), two.casefold()
    starts = len(one) >= 3 and two.startswith(one)
    return one != two and (starts or (min(len(one), len(two)) >= SHORTEST_NAME and one_edit(one, two)))


def _at_one_visit(
    mapping: Mapping, used: list[ColumnMapping], profiles: Map[str, ColumnProfile], headers: Map[str, Header]
) -> list[Doubt]:
    """Find numbers at one visit that a measure lacks, and that belong to no measure."""
    visits = {visit.label: visit.name for visit in mapping.visits}
    filled = {(c.measure, c.visit) for c in used if c.measure}
    lacking = {v.name for v in mapping.visits for m in mapping.measures if (m.name, v.name) not in filled}
    doubts = []
    for column in used:
        visit = headers[column.column].visit
        name = visits.get(visit.label) if visit is not None else None
        if column.measure or name not in lacking or profiles[column.column].numeric_proportion < 0.9:
            continue
        if find_words(headers[column.column].words) is None and column.kind == "number":
            found = "numbers at one visit that belong to no measure, while a measure has none there"
            advice = (
                "It is taken as a characteristic: give it the role of that measure if its name is misspelt."
            )
            doubts.append(
                Doubt(
                    "column_left_over",
                    (column.column,),
                    found,
                    "every column of a measure at a visit",
                    advice,
                )
            )
    return doubts


def _swapped_headers(mapping: Mapping) -> list[Doubt]:
    """Find a measure whose columns stand in another order of visits than those of the other measures."""
    place = {visit.name: i for i, visit in enumerate(mapping.visits)}
    orders = {
        measure.name: [
            place[c.visit] for c in mapping.columns if c.measure == measure.name and c.visit in place
        ]
        for measure in mapping.measures
        if not measure.combine
    }
    turned = {name: bool((np.diff(order) < 0).any()) for name, order in orders.items() if len(order) > 2}
    odd = [name for name, back in turned.items() if back]
    if not odd or len(odd) == len(turned):
        return []
    labels = name_some([measure.label for measure in mapping.measures if measure.name in odd])
    columns = tuple(c.column for c in mapping.columns if c.measure in odd)
    found = f"the columns of {labels} in another order of visits than those of the other measures"
    advice = "The names give the visits: check that no two headers are swapped."
    return [Doubt("columns_out_of_order", columns, found, "columns in one order of visits", advice)]
