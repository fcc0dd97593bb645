"""A measure that the file gives in several units is one measure: its columns are joined, never split in silence."""

from __future__ import annotations

from collections.abc import Mapping as Map
from dataclasses import replace
from itertools import combinations

import numpy as np

from lib.cohort.catalogue import Analyte, conversion_factor, find_analyte
from lib.cohort.mapping.columns.measures import fitting_units, usual_in
from lib.cohort.mapping.columns.profile import ColumnProfile
from lib.cohort.mapping.columns.recognise import read_header
from lib.cohort.mapping.model import ColumnMapping, Doubt, Mapping, MeasureMapping
from lib.cohort.reading.table import name_some, shorten

AGREES = 0.03
"""Part by which a value may differ from the same one in another unit: both are rounded (rule of ours)."""

MOSTLY = 0.9
"""Share of the rows with both on which they have to agree, to be the same value twice (rule of ours)."""


def join_units(mapping: Mapping, profiles: Map[str, ColumnProfile]) -> Mapping:
    """Join measures that differ in nothing but their unit, and read each column in its own unit.

    Where every column fills a place of its own (another visit, or rows that the others leave empty) they become one
    measure, converted. Where both stand for the same value the second is left out. Where they cannot be converted, or
    contradict each other, they stay apart. Each of these is a doubt.
    """
    largest_first = sorted(mapping.measures, key=lambda measure: -len(_columns(mapping, measure)))
    for measure, other in combinations(largest_first, 2):
        still_there = mapping.measure(measure.name) and mapping.measure(other.name)
        if still_there and _same_but_unit(measure, other):
            mapping = _join(mapping, measure, other, profiles)
    return _units_of_columns(mapping, profiles)


def _same_but_unit(measure: MeasureMapping, other: MeasureMapping) -> bool:
    if measure.role != "analyte" or other.role != "analyte" or measure.catalogue != other.catalogue:
        return False
    return measure.label == other.label and bool(measure.unit) and measure.unit != other.unit


def _columns(mapping: Mapping, measure: MeasureMapping) -> list[ColumnMapping]:
    return [column for column in mapping.columns if column.measure == measure.name]


def _join(
    mapping: Mapping, measure: MeasureMapping, other: MeasureMapping, profiles: Map[str, ColumnProfile]
) -> Mapping:
    first, second = _columns(mapping, measure), _columns(mapping, other)
    names = tuple(column.column for column in (*first, *second))
    found = f"{measure.label} in {measure.unit} and in {other.unit}"
    factor = conversion_factor(find_analyte(measure.catalogue), other.unit, measure.unit)
    if factor is None:
        advice = (
            "They cannot be converted here and are taken as two measures; bring them to one unit in the file."
        )
        return _with(mapping, mapping.columns, "several_units", names, found, advice)
    pairs = [(a, b) for a in first for b in second if a.visit == b.visit]
    both, agree = _compare(pairs, profiles, factor)
    if not both:
        joined = {column.column: replace(column, measure=measure.name, unit=other.unit) for column in second}
        advice = f"They are one measure: values in {other.unit} are converted to {measure.unit}. Check some of them."
        code = "units_joined"
    elif agree >= MOSTLY * both and len({b.column for _, b in pairs}) == len(second):
        reason = f"it gives {measure.label} once more, in {other.unit}"
        joined = {column.column: ColumnMapping(column.column, "ignore", reason) for column in second}
        advice = f"They agree, and {measure.label} counts once: the columns in {other.unit} are left out."
        code = "given_in_two_units"
    else:
        advice = (
            f"They differ on {both - agree:,} of {both:,} rows that have both and are taken as two measures: "
            "check the units, or leave one out."
        )
        return _with(mapping, mapping.columns, "units_contradict", names, found, advice)
    columns = tuple(joined.get(column.column, column) for column in mapping.columns)
    kept = replace(mapping, measures=tuple(m for m in mapping.measures if m is not other))
    return _with(kept, columns, code, tuple(joined), found, advice)


def _with(
    mapping: Mapping,
    columns: tuple[ColumnMapping, ...],
    code: str,
    names: tuple[str, ...],
    found: str,
    advice: str,
) -> Mapping:
    doubt = Doubt(code, names, found, "one unit for each measure", advice)
    return replace(mapping, columns=columns, doubts=(*mapping.doubts, doubt))


def _compare(
    pairs: list[tuple[ColumnMapping, ColumnMapping]], profiles: Map[str, ColumnProfile], factor: float
) -> tuple[int, int]:
    """Count the rows that hold both, and those on which they are the same value."""
    both = agree = 0
    for one, two in pairs:
        first, second = profiles[one.column].on_rows, profiles[two.column].on_rows * factor
        known = ~np.isnan(first) & ~np.isnan(second)
        both += int(known.sum())
        near = np.abs(first[known] - second[known]) <= AGREES * np.abs(first[known])
        agree += int(near.sum())
    return both, agree


def _units_of_columns(mapping: Mapping, profiles: Map[str, ColumnProfile]) -> Mapping:
    """Read a column whose name gives no unit in the unit in which its values are usual."""
    for measure in mapping.measures:
        analyte = find_analyte(measure.catalogue)
        columns = _columns(mapping, measure)
        if analyte is None or len(columns) < 2:
            continue
        unnamed = [
            column.column for column in columns if not column.unit and not read_header(column.column).unit
        ]
        medians = {column.column: _median(profiles[column.column]) for column in columns}
        usual = [value for value in medians.values() if usual_in(analyte, measure.unit, value)]
        odd = {name: medians[name] for name in unnamed if _is_odd(analyte, measure.unit, medians[name])}
        if not usual or not odd:
            continue
        units = {
            name: _nearest_unit(analyte, measure.unit, value, float(np.median(usual)))
            for name, value in odd.items()
        }
        changed = tuple(
            replace(column, unit=units[column.column]) if units.get(column.column) else column
            for column in mapping.columns
        )
        read = {name: unit for name, unit in units.items() if unit}
        for unit in dict.fromkeys(read.values()):
            names = tuple(name for name in read if read[name] == unit)
            listed = name_some([f"“{shorten(name)}”" for name in names])
            found = f"no unit, and in {listed} values usual in {unit}, not in {measure.unit} like the others"
            advice = f"They are converted from {unit} to {measure.unit}: check the unit of these columns."
            mapping = _with(mapping, changed, "unit_of_visit", names, found, advice)
    return mapping


def _median(profile: ColumnProfile) -> float:
    values = profile.on_rows[~np.isnan(profile.on_rows)]
    return float(np.median(values)) if len(values) else float("nan")


def _is_odd(analyte: Analyte, unit: str, value: float) -> bool:
    return not np.isnan(value) and not usual_in(analyte, unit, value)


def _nearest_unit(analyte: Analyte, unit: str, value: float, usual: float) -> str:
    """Choose the unit that brings a middle value nearest to that of the other columns; empty where none fits."""
    distance = {}
    for other in fitting_units(analyte, value):
        factor = conversion_factor(analyte, other, unit)
        if other != unit and factor is not None:
            distance[other] = abs(float(np.log(value * factor / usual)))
    return min(distance, key=lambda other: distance[other]) if distance else ""
