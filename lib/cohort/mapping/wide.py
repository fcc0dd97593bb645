"""The mapping of a table with one row a patient."""

from __future__ import annotations

from dataclasses import dataclass, replace

from lib.cohort.mapping.characteristics import RESERVED_NAMES, Shape, guess_characteristic
from lib.cohort.mapping.families import Family, stem_label
from lib.cohort.mapping.layout import LayoutGuess
from lib.cohort.mapping.measures import make_measure
from lib.cohort.mapping.model import UNCODED_VISIT, ColumnMapping, Mapping, MeasureMapping, VisitMapping
from lib.cohort.mapping.profile import ColumnProfile
from lib.cohort.mapping.settle import say_measure, settle_names
from lib.cohort.mapping.visits import NamedVisit, VisitName, order_visits


@dataclass(frozen=True)
class _Wide:
    """Measures, visits and column mappings of a wide table."""

    measures: tuple[MeasureMapping, ...]
    visits: tuple[VisitMapping, ...]
    visit_reason: str
    columns: dict[str, ColumnMapping]


def map_wide(profiles: dict[str, ColumnProfile], families: list[Family], guess: LayoutGuess) -> Mapping:
    """Map a table with one row a patient, whose measures stand in families of columns."""
    wide = _map_families(profiles, families)
    shape = Shape(next(iter(profiles.values())).n_rows if profiles else 0)
    columns = []
    for name, profile in profiles.items():
        if name == guess.patient:
            columns.append(ColumnMapping(name, "patient", guess.patient_reason, "patient", "Patient"))
        elif name in wide.columns:
            columns.append(wide.columns[name])
        else:
            columns.append(guess_characteristic(profile, shape))
    return Mapping(
        "wide",
        settle_names(columns, wide.measures),
        wide.measures,
        wide.visits,
        guess.layout_reason,
        wide.visit_reason,
    )


def _map_families(profiles: dict[str, ColumnProfile], families: list[Family]) -> _Wide:
    families = [_share_units(family, families) for family in families]
    named: dict[object, NamedVisit] = {}
    for family in families:
        for member in family.members:
            name = member.visit
            key = name.key if name is not None else None
            text = (name.text or name.label) if name is not None else UNCODED_VISIT
            named.setdefault(key, NamedVisit(text, (text,), name))
    visits, reason = order_visits(list(named.values())) if named else ((), "no measure was found")
    place = {visit.texts[0]: visit.name for visit in visits}
    measures: list[MeasureMapping] = []
    columns: dict[str, ColumnMapping] = {}
    for family in families:
        taken = (*RESERVED_NAMES, *(measure.name for measure in measures))
        parts = [profiles[member.column] for member in family.members]
        label = stem_label(family, profiles) if family.measure is None else ""
        measure = make_measure(family.measure, label, family.unit, parts, taken)
        if family.measure is not None and family.stem:
            measure = replace(measure, label=f"{measure.label} {' '.join(family.stem)}")
        measures.append(measure)
        for member in family.members:
            text = member.visit.label if member.visit is not None else UNCODED_VISIT
            columns[member.column] = ColumnMapping(
                member.column,
                measure.role,
                say_measure(family.measure, member.column, text, measure),
                measure=measure.name,
                visit=place[named[member.visit.key if member.visit else None].texts[0]],
            )
    return _Wide(tuple(measures), visits, reason, columns)


def _share_units(family: Family, families: list[Family]) -> Family:
    """Give bare numbers the unit that all numbered visits of the other measures use (`mg_4` beside `madrs_wk4`)."""
    names = [m.visit for f in families for m in f.members if m.visit is not None and m.visit.rank == 1]
    by_unit = {(name.unit, name.days): name for name in names if name.unit}
    if len(by_unit) != 1:
        return family
    pattern = next(iter(by_unit.values()))
    numbers = {name.number for name in names if name.unit}

    def with_unit(visit: VisitName | None) -> VisitName | None:
        if visit is None or visit.rank != 1 or visit.unit or visit.number not in numbers:
            return visit
        return next(name for name in names if name.unit and name.number == visit.number)

    if not pattern.unit:
        return family
    return replace(family, members=tuple(replace(m, visit=with_unit(m.visit)) for m in family.members))
