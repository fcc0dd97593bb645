"""The codebook of an uploaded cohort, made from its mapping."""

from __future__ import annotations

from collections.abc import Sequence

from lib.cohort.catalogue import find_analyte, find_scale
from lib.cohort.codebook import NO, YES, Codebook, Column, Level, Visit, read_bundled_codebook
from lib.cohort.mapping.model import ColumnMapping, Mapping, MeasureMapping
from lib.cohort.mapping.visits.order import distinct_shorts
from lib.cohort.validation.characteristics import limits_of
from lib.cohort.validation.measured import cohort_unit
from lib.cohort.vocabulary import read_medicine_classes
from lib.cohort.words import safe_name

COUNT_NAME, COUNT_LABEL = "somatic_comorbidities", "Number of somatic comorbidities"
SECTION_MEASURES = "Measures"


def make_codebook(mapping: Mapping, decimals: dict[str, int]) -> Codebook:
    """Make the codebook of a cohort from its mapping.

    Parameters
    ----------
    mapping : Mapping
        Roles, measures and visits.
    decimals : dict of str to int
        Decimals of the number columns, by name in the cohort.

    Returns
    -------
    Codebook
        In the order of the file; a derived column (number of comorbidities, medicine classes) stands before the
        first column it is counted from; measures last.
    """
    columns = [
        Column("patient", "Patient", "identifier", "patient"),
        Column("visit", "Visit", "visit", "visit"),
    ]
    described = [c for c in mapping.columns if not c.measure and c.role not in ("patient", "visit", "ignore")]
    taken = [c.name for c in described] + [measure.name for measure in mapping.measures]
    before = _derived_columns(mapping, described, taken)
    for column in described:
        columns += before.get(column.name, [])
        columns.append(_column(column, described, decimals.get(column.name, 0)))
    used = {column.measure for column in mapping.columns}
    columns += [_measure_column(measure) for measure in mapping.measures if measure.name in used]
    visits = tuple(Visit(v.name, v.label, v.short, v.day) for v in distinct_shorts(mapping.visits))
    return Codebook(tuple(columns), visits)


def _column(column: ColumnMapping, described: Sequence[ColumnMapping], decimals: int) -> Column:
    levels: tuple[Level, ...] = ()
    if column.kind == "yes_no":
        levels = (YES, NO)
    elif column.kind != "number":
        levels = tuple(Level(level.code, level.label) for level in column.levels)
    limits = limits_of(column.role) or (None, None)
    return Column(
        column.name,
        column.label or column.column,
        column.kind or "category",
        column.role,
        column.section,
        column.unit,
        levels,
        limits[0] if column.kind == "number" else None,
        limits[1] if column.kind == "number" else None,
        decimals,
        tested_within=_tested_within(column, described),
        source=f"Column “{column.column}” of the file",
    )


def _tested_within(column: ColumnMapping, described: Sequence[ColumnMapping]) -> tuple[str, str] | None:
    """Confine the test of a comorbidity as the bundled codebook does, where the cohort has that level."""
    known = read_bundled_codebook()
    if column.role != "psychiatric_comorbidity" or not known.has(column.name):
        return None
    within = known.column(column.name).tested_within
    levels = {(c.name, level.code) for c in described for level in c.levels}
    return within if within in levels else None


def _measure_column(measure: MeasureMapping) -> Column:
    unit, _ = cohort_unit(measure)
    entry = find_scale(measure.catalogue) or find_analyte(measure.catalogue)
    return Column(
        measure.name,
        measure.label,
        "measure",
        measure.role,
        SECTION_MEASURES,
        unit,
        minimum=measure.minimum,
        maximum=measure.maximum,
        decimals=measure.decimals,
        source=entry.source if entry is not None else "As given with the file",
        remission_cutoff=measure.remission_cutoff,
    )


def _derived_columns(
    mapping: Mapping, described: Sequence[ColumnMapping], taken: list[str]
) -> dict[str, list[Column]]:
    """Make the columns that are counted from others, by the column they stand before."""
    before: dict[str, list[Column]] = {}
    somatic = [c.name for c in described if c.role == "comorbidity"]
    if len(somatic) > 1 and not mapping.with_role("comorbidity_count"):
        source = f"Counted from the {len(somatic)} somatic columns"
        name = safe_name(COUNT_NAME, taken)
        section = next(c.section for c in described if c.role == "comorbidity")
        count = Column(
            name, COUNT_LABEL, "count_of", "comorbidity_count", section, members=tuple(somatic), source=source
        )
        before.setdefault(somatic[0], []).append(count)
        taken = [*taken, name]
    groups: dict[str, list[ColumnMapping]] = {}
    for column in described:
        if column.role == "medicine" and column.group:
            groups.setdefault(column.group, []).append(column)
    classes = {entry.name: entry for entry in read_medicine_classes()}
    for group, members in groups.items():
        entry = classes.get(group)
        name = safe_name(group, taken)
        taken = [*taken, name]
        label, kind = (entry.label, entry.kind) if entry is not None else (group, "any_of")
        names = tuple(member.name for member in members)
        source = "Counted from its medicines" if kind == "count_of" else "Any of its medicines"
        levels = (YES, NO) if kind == "any_of" else ()
        section = members[0].section
        before.setdefault(names[0], []).append(
            Column(name, label, kind, "medicine_class", section, levels=levels, members=names, source=source)
        )
    return before
