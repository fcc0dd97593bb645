"""A mapping as a small file: stable JSON with a version, read back with a clear error for anything else."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Sequence
from dataclasses import asdict, fields, replace
from functools import cache
from typing import Any, TypeGuard

from lib.cohort.mapping.change import MappingError
from lib.cohort.mapping.model import (
    LAYOUTS,
    MEASURES,
    MIXUPS,
    REPEATS,
    ROLE_BY_CODE,
    ColumnMapping,
    Doubt,
    LevelMapping,
    Mapping,
    MeasureMapping,
    VisitMapping,
)
from lib.cohort.reading import RawTable
from lib.cohort.words import fold

FORMAT, VERSION = "cohort mapping", 1
MAX_CHARACTERS = 5_000_000
LONGEST_TEXT = 10_000
KINDS = ("", "category", "number", "yes_no")
SAFE_NAME = re.compile(r"[A-Za-z0-9_]{1,80}")


def mapping_to_json(mapping: Mapping) -> str:
    """Write a mapping as JSON: `format`, `version` and the fields of `Mapping`, always in the same order."""
    content = {"format": FORMAT, "version": VERSION, **asdict(mapping)}
    return json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def mapping_from_json(text: str | bytes) -> Mapping:
    """Read a mapping that `mapping_to_json` wrote.

    Raises
    ------
    MappingError
        With a sentence, whatever the text is.
    """
    try:
        shown = text.decode("utf-8-sig") if isinstance(text, bytes) else text
        content = json.loads(shown) if len(shown) <= MAX_CHARACTERS else None
    except (ValueError, RecursionError) as error:
        raise MappingError("The file is not a mapping: it is not valid JSON.") from error
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise MappingError(f"The file is not a mapping: it does not say “{FORMAT}” as its format.")
    if content.get("version") != VERSION:
        raise MappingError(
            f"The mapping has version {str(content.get('version'))[:20]}; this dashboard reads version {VERSION}."
        )
    values = {key: value for key, value in content.items() if key not in ("format", "version")}
    mapping = mapping_from_parts(values)
    _check(mapping)
    return mapping


def mapping_from_parts(parts: object) -> Mapping:
    """Make a mapping of plain values as `asdict` gives them, each of its declared type.

    Raises
    ------
    MappingError
        Another type somewhere, or an entry too many.
    """
    mapping: Mapping = _make(Mapping, parts, "the mapping")
    return mapping


@cache
def _names(kind: type) -> frozenset[str]:
    return frozenset(field.name for field in fields(kind))


def _make(kind: type, content: object, where: str) -> Any:
    """Make a dataclass of parsed JSON, checking every field's type."""
    if not isinstance(content, dict):
        raise MappingError(f"The mapping is damaged: {where} is not a set of named values.")
    unknown = sorted(str(key)[:40] for key in set(content) - _names(kind))
    if unknown:
        raise MappingError(f"The mapping is damaged: {where} has an unknown entry “{unknown[0]}”.")
    made = {
        key: (PARTS.get((kind, key)) or _plain(kind, key))(value, f"{key} of {where}")
        for key, value in content.items()
    }
    try:
        return kind(**made)
    except TypeError as error:
        raise MappingError(f"The mapping is damaged: {where} lacks an entry.") from error


def _many(kind: type) -> Callable[[object, str], tuple[Any, ...]]:
    def make(value: object, where: str) -> tuple[Any, ...]:
        if not isinstance(value, list):
            raise MappingError(f"The mapping is damaged: {where} is not a list.")
        return tuple(_make(kind, item, f"entry {i + 1} of {where}") for i, item in enumerate(value))

    return make


def _texts(value: object, where: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise MappingError(f"The mapping is damaged: {where} is not a list of words.")
    return tuple(value)


def _numbers(value: object, where: str) -> tuple[float, ...]:
    if not isinstance(value, list) or not all(_is_number(item) for item in value):
        raise MappingError(f"The mapping is damaged: {where} is not a list of numbers.")
    return tuple(float(item) for item in value)


def _is_number(value: object) -> TypeGuard[int | float]:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return abs(value) < 1e15 and math.isfinite(value)


FITS: dict[str, Callable[[object], bool]] = {
    "str": lambda value: isinstance(value, str) and len(value) <= LONGEST_TEXT,
    "bool": lambda value: isinstance(value, bool),
    "float": _is_number,
    "int": lambda value: _is_number(value) and value == int(value),
}
"""Which values fit a plain field of a declared type."""


@cache
def _plain(kind: type, key: str) -> Callable[[object, str], Any]:
    """Choose the check of a plain field by its declared type."""
    declared = next(str(field.type) for field in fields(kind) if field.name == key)
    may_be_none, base = "None" in declared, declared.split(" |")[0]
    fits: Callable[[object], bool] = FITS.get(base, lambda _: False)

    def take(value: object, where: str) -> Any:
        if value is None and may_be_none:
            return None
        if not fits(value):
            raise MappingError(f"The mapping is damaged: {where} is not a {base}.")
        if _is_number(value):
            return float(value) if base == "float" else int(value)
        return value

    return take


PARTS: dict[tuple[type, str], Callable[[object, str], Any]] = {
    (Mapping, "columns"): _many(ColumnMapping),
    (Mapping, "measures"): _many(MeasureMapping),
    (Mapping, "visits"): _many(VisitMapping),
    (Mapping, "missing_codes"): _numbers,
    (Mapping, "fill_down"): _texts,
    (Mapping, "doubts"): _many(Doubt),
    (Doubt, "columns"): _texts,
    (ColumnMapping, "levels"): _many(LevelMapping),
    (LevelMapping, "texts"): _texts,
    (VisitMapping, "texts"): _texts,
}
"""How the fields that are no plain values are made."""


def _check(mapping: Mapping) -> None:
    """Check what types alone do not check: layouts, roles, kinds, names that have to be unique or known."""
    if mapping.layout not in LAYOUTS:
        raise MappingError(f"The mapping is damaged: there is no layout “{mapping.layout[:40]}”.")
    for column in mapping.columns:
        if column.role not in ROLE_BY_CODE or column.kind not in KINDS:
            raise MappingError(
                f"The mapping is damaged: column “{column.column[:60]}” has an unknown role or kind."
            )
        if bool(column.measure) != (column.role in MEASURES) or (
            column.measure and not mapping.measure(column.measure)
        ):
            raise MappingError(f"The mapping is damaged: column “{column.column[:60]}” has no measure.")
        if not column.measure and column.role not in ("ignore", "patient", "visit") and not column.name:
            raise MappingError(f"The mapping is damaged: column “{column.column[:60]}” has no name.")
    if mapping.repeats not in REPEATS:
        raise MappingError(
            f"The mapping is damaged: there is no rule “{mapping.repeats[:40]}” for several rows."
        )
    if mapping.mixups not in MIXUPS:
        raise MappingError(
            f"The mapping is damaged: there is no rule “{mapping.mixups[:40]}” for values in another unit."
        )
    for measure in mapping.measures:
        if measure.combine not in ("", "sum", "mean") or measure.missing_items < 0:
            raise MappingError(
                f"The mapping is damaged: measure “{measure.name[:60]}” is combined in an unknown way."
            )
        if measure.role not in MEASURES or not 0 <= measure.decimals <= 10:
            raise MappingError(f"The mapping is damaged: measure “{measure.name[:60]}” has an unknown role.")
    described = [c.name for c in mapping.columns if c.name and not c.measure and c.role != "ignore"]
    codes = [level.code for column in mapping.columns for level in column.levels]
    unsafe = [n for n in (*described, *codes, *_own_names(mapping)) if not SAFE_NAME.fullmatch(n)]
    if unsafe:
        raise MappingError(
            f"The mapping is damaged: “{unsafe[0][:60]}” is not a name of ASCII letters and digits."
        )
    names = {
        "columns": [c.column for c in mapping.columns],
        "names": [*described, *(m.name for m in mapping.measures)],
        "visits": [visit.name for visit in mapping.visits],
    }
    for what, values in names.items():
        if len(set(values)) != len(values):
            raise MappingError(f"The mapping is damaged: two {what} are the same.")


def _own_names(mapping: Mapping) -> list[str]:
    return [measure.name for measure in mapping.measures] + [visit.name for visit in mapping.visits]


def _finder(names: Sequence[str]) -> Callable[[str], str | None]:
    """Find a column whatever its case, blanks and accents; whatever its `_`, `.` and `-` too where only one fits."""
    folded: dict[str, str] = {}
    plain: dict[str, list[str]] = {}
    for name in names:
        folded.setdefault(" ".join(fold(name).split()), name)
        plain.setdefault(plain_column_name(name), []).append(name)

    def find(name: str) -> str | None:
        alike = plain.get(plain_column_name(name), [])
        return folded.get(" ".join(fold(name).split())) or (alike[0] if len(alike) == 1 else None)

    return find


def plain_column_name(name: str) -> str:
    """Write the name of a column without what exports change: case, accents, blanks, `_`, `.` and `-`."""
    return " ".join(re.sub(r"[_.\-]+", " ", fold(name)).split())


def fit_mapping(mapping: Mapping, raw: RawTable) -> Mapping:
    """Fit a saved mapping to the next export: columns found whatever their case, blanks and accents.

    Parameters
    ----------
    mapping : Mapping
        Saved earlier.
    raw : RawTable
        The new table.

    Returns
    -------
    Mapping
        With the names of the new table. Columns the table lacks stay in it: `build_cohort` reports them; those the
        mapping left out are dropped.
    """
    find = _finder(raw.columns)
    columns, used = [], {column.column for column in mapping.columns if column.column in raw.columns}
    for column in mapping.columns:
        found = find(column.column)
        if column.column in raw.columns:
            columns.append(column)
        elif found is not None and found not in used:
            columns.append(replace(column, column=found))
            used.add(found)
        elif column.role != "ignore":
            columns.append(column)
    factor, dated_by = (
        name if name in ("", *raw.columns) else find(name) or ""
        for name in (mapping.factor, mapping.dated_by)
    )
    filled = tuple(name for name in mapping.fill_down if name in raw.columns)
    return replace(
        mapping,
        columns=tuple(columns),
        fill_down=filled if len(filled) == len(mapping.fill_down) else (),
        factor=factor,
        dated_by=dated_by,
    )
