"""Corrections to a mapping: another role for a column, another scale or unit, another order of visits."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from lib.cohort.catalogue import conversion_factor, find_analyte, find_scale
from lib.cohort.mapping.columns.characteristics import (
    RESERVED_NAMES,
    ColumnShape,
    guess_by_contents,
    guess_characteristic,
    label_of,
)
from lib.cohort.mapping.columns.levels import list_known_levels, list_levels
from lib.cohort.mapping.columns.measures import make_measure
from lib.cohort.mapping.columns.profile import ColumnProfile, profile_columns
from lib.cohort.mapping.columns.recognise import read_header
from lib.cohort.mapping.guess import filled_down
from lib.cohort.mapping.long import list_long_visits
from lib.cohort.mapping.model import (
    MEASURES,
    ROLE_BY_CODE,
    ColumnMapping,
    Doubt,
    Mapping,
    MeasureMapping,
)
from lib.cohort.reading import RawTable
from lib.cohort.words import safe_name


class MappingError(Exception):
    """A change that a mapping cannot take, or a file that holds no mapping; the sentence says why."""


def change_column(mapping: Mapping, raw: RawTable, column: str, **changes: Any) -> Mapping:
    """Correct what a column is.

    Parameters
    ----------
    mapping : Mapping
        As guessed or corrected so far.
    raw : RawTable
        The table, from which the new role takes its levels and measure.
    column : str
        Name of the column in the file.
    **changes
        Fields of `ColumnMapping`, `role` first of all. What the new role needs besides (name, kind, levels, measure)
        is filled in; what is given stays.

    Returns
    -------
    Mapping
        A role that only one column may have is taken from its holder, who is left out then. Measures without a
        column are dropped.

    Raises
    ------
    MappingError
        No such column, field, role or kind.
    """
    old = mapping.column(column)
    if old is None or column not in raw.columns:
        raise MappingError(f"The file has no column “{column[:60]}”.")
    _check_changes(changes)
    new = replace(old, **changes)
    measures = mapping.measures
    if "role" in changes and changes["role"] != old.role:
        profile = profile_columns(raw, filled_down(raw)[0], [column])[column]
        new, measures = _with_role(mapping, raw, profile, changes)
    columns = tuple(
        new if c.column == column else _give_way(c, new) for c in mapping.columns
    )  # fmt: skip
    changed = replace(mapping, columns=columns, measures=measures, doubts=_without(mapping, column))
    if new.role == "visit" and old.role != "visit":
        ordered = list_long_visits(profile_columns(raw, filled_down(raw)[0], [column])[column])
        changed = replace(changed, visits=ordered.visits, visit_reason=ordered.reason, dated_by="")
    return without_unused(changed)


def _without(mapping: Mapping, column: str) -> tuple[Doubt, ...]:
    """Settle what concerned a column: a reader has decided about it."""
    settled = []
    for doubt in mapping.doubts:
        if column not in doubt.columns:
            settled.append(doubt)
        elif len(doubt.columns) > 1 and doubt.code not in ("items_summed", "items_left_out"):
            settled.append(replace(doubt, columns=tuple(c for c in doubt.columns if c != column)))
    return tuple(settled)


def settle_doubts(mapping: Mapping, *codes: str) -> Mapping:
    """Take what was guessed as right: doubts of these codes (all without any) no longer become findings."""
    return replace(mapping, doubts=tuple(d for d in mapping.doubts if codes and d.code not in codes))


def _check_changes(changes: dict[str, Any]) -> None:
    unknown = set(changes) - set(ColumnMapping.__dataclass_fields__)
    if unknown or "column" in changes:
        raise MappingError(f"A column of a mapping has no {', '.join(sorted(unknown)) or 'other column'}.")
    role = changes.get("role")
    if role is not None and role not in ROLE_BY_CODE:
        raise MappingError(f"There is no role “{str(role)[:60]}”.")
    if role is not None and changes.get("kind") and changes["kind"] not in ROLE_BY_CODE[role].kinds:
        raise MappingError(f"The role {role} takes {' or '.join(ROLE_BY_CODE[role].kinds) or 'no kind'}.")


def _give_way(column: ColumnMapping, new: ColumnMapping) -> ColumnMapping:
    if new.role == column.role and ROLE_BY_CODE[new.role].single:
        return ColumnMapping(column.column, "ignore", f"“{new.column[:60]}” has its role now")
    return column


def without_unused(mapping: Mapping) -> Mapping:
    """Drop the measures that no column has."""
    used = {column.measure for column in mapping.columns}
    return replace(mapping, measures=tuple(m for m in mapping.measures if m.name in used))


def _with_role(
    mapping: Mapping, raw: RawTable, profile: ColumnProfile, changes: dict[str, Any]
) -> tuple[ColumnMapping, tuple[MeasureMapping, ...]]:
    role = changes["role"]
    if role in MEASURES:
        return _as_measure(mapping, profile, changes)
    if role in ("patient", "visit", "ignore"):
        label = "" if role == "ignore" else ROLE_BY_CODE[role].label
        start = ColumnMapping(profile.name, role, "chosen", "" if role == "ignore" else role, label)
        return replace(start, **changes), mapping.measures
    return _as_characteristic(mapping, raw, profile, changes), mapping.measures


def _as_measure(
    mapping: Mapping, profile: ColumnProfile, changes: dict[str, Any]
) -> tuple[ColumnMapping, tuple[MeasureMapping, ...]]:
    """Give a column the role of a measure: one that exists already, or a new one."""
    header, role = read_header(profile.name), changes["role"]
    given = mapping.measure(changes.get("measure", ""))
    measures = mapping.measures
    if given is None:
        taken = (*RESERVED_NAMES, *(m.name for m in measures), *(c.name for c in mapping.columns))
        known = header.measure if getattr(header.measure, "role", "analyte") == role else None
        given = make_measure(known, label_of(profile), header.unit, [profile], taken)
        name = changes.get("measure") or given.name
        given = replace(given, role=role, name=safe_name(name, taken, "measure"))
        measures = (*measures, given)
    visit = changes.get("visit", "")
    if mapping.layout == "wide" and not visit and len(mapping.visits) == 1:
        visit = mapping.visits[0].name
    start = ColumnMapping(profile.name, role, "chosen")
    return replace(start, **{**changes, "measure": given.name, "visit": visit}), measures


def _as_characteristic(
    mapping: Mapping, raw: RawTable, profile: ColumnProfile, changes: dict[str, Any]
) -> ColumnMapping:
    role = ROLE_BY_CODE[changes["role"]]
    shape = ColumnShape(len(raw.frame))
    guessed = guess_characteristic(profile, shape)
    if guessed.role != role.code:
        contents = guess_by_contents(profile, shape)
        guessed = replace(contents, name=guessed.name or contents.name, label=guessed.label or contents.label)
    kind = changes.get("kind") or (guessed.kind if guessed.kind in role.kinds else role.kinds[0])
    levels = guessed.levels
    if kind == "category" and (not levels or guessed.role != role.code):
        levels = list_known_levels(profile, role.code)[0] or list_levels(profile)
    taken = {c.name for c in mapping.columns if c.column != profile.name} | {m.name for m in mapping.measures}
    name = safe_name(guessed.name or profile.name, (*RESERVED_NAMES, *taken))
    start = ColumnMapping(
        profile.name, role.code, "chosen", name, guessed.label or label_of(profile), kind, role.section,
        guessed.unit, levels if kind == "category" else (), group=guessed.group,
    )  # fmt: skip
    return replace(start, **changes)


def change_measure(mapping: Mapping, name: str, **changes: Any) -> Mapping:
    """Correct a measure: its scale or analyte, unit, limits, remission cutoff, label.

    With a new `catalogue` entry the label, role, limits and cutoff come from the catalogue, except those given.

    Raises
    ------
    MappingError
        No such measure or field, or an entry the catalogue does not have.
    """
    old = mapping.measure(name)
    if old is None or set(changes) - (set(MeasureMapping.__dataclass_fields__) - {"name"}):
        raise MappingError(f"The mapping has no measure “{name[:60]}”, or a measure has no such field.")
    new = replace(old, **{"unit_named": True, **changes} if "unit" in changes else changes)
    if changes.get("catalogue") or "unit" in changes:
        new = replace(_from_catalogue(new, "catalogue" in changes), **changes)
    columns = tuple(replace(c, role=new.role) if c.measure == name else c for c in mapping.columns)
    if set(changes) & {"label", "catalogue"}:
        mapping = settle_doubts(mapping, "measure_unnamed")
    return replace(
        mapping, columns=columns, measures=tuple(new if m.name == name else m for m in mapping.measures)
    )


def lead_with(mapping: Mapping, name: str) -> Mapping:
    """Let a measure come first, so that it is the one of its role that the analyses take.

    Raises
    ------
    MappingError
        No such measure.
    """
    leader = mapping.measure(name)
    if leader is None:
        raise MappingError(f"The mapping has no measure “{name[:60]}”.")
    return replace(mapping, measures=(leader, *(m for m in mapping.measures if m.name != name)))


def _from_catalogue(measure: MeasureMapping, is_new: bool) -> MeasureMapping:
    scale, analyte = find_scale(measure.catalogue), find_analyte(measure.catalogue)
    if scale is not None:
        return replace(
            measure, label=scale.label, role=scale.role, unit="points", minimum=scale.minimum,
            maximum=scale.maximum, remission_cutoff=scale.remission_cutoff,
        )  # fmt: skip
    if analyte is not None:
        convertible = conversion_factor(analyte, measure.unit, analyte.unit) is not None
        return replace(
            measure,
            label=analyte.label if is_new else measure.label,
            role="analyte",
            minimum=analyte.minimum if convertible else None,
            maximum=analyte.maximum if convertible else None,
            decimals=max(measure.decimals, analyte.decimals),
        )
    if is_new:
        raise MappingError(f"The catalogue has no scale or analyte “{measure.catalogue[:60]}”.")
    return measure
