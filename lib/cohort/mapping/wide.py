"""The mapping of a table with one row a patient."""

from __future__ import annotations

from dataclasses import dataclass, replace

from lib.cohort.catalogue import Scale
from lib.cohort.mapping.columns.characteristics import RESERVED_NAMES, ColumnShape, guess_characteristic
from lib.cohort.mapping.columns.families import stem_label
from lib.cohort.mapping.columns.family import Families, Family
from lib.cohort.mapping.columns.measures import make_measure
from lib.cohort.mapping.columns.profile import ColumnProfile, numbers_rows
from lib.cohort.mapping.columns.recognise import Header
from lib.cohort.mapping.layout import LayoutGuess, say_families
from lib.cohort.mapping.model import (
    UNCODED_VISIT,
    ColumnMapping,
    Doubt,
    Mapping,
    MeasureMapping,
    VisitMapping,
)
from lib.cohort.mapping.settle import order_doubt, say_measure, settle_names, settle_twice
from lib.cohort.mapping.visits.baseline import join_baselines
from lib.cohort.mapping.visits.order import NamedVisit, OrderedVisits, order_visits
from lib.cohort.mapping.visits.timing import from_first, time_wide
from lib.cohort.mapping.visits.unify import join_stragglers, nearly_fits, one_count, share_units
from lib.cohort.reading.table import name_some, shorten


@dataclass(frozen=True)
class _Wide:
    """Measures, visits and column mappings of a wide table."""

    measures: tuple[MeasureMapping, ...]
    visits: tuple[VisitMapping, ...]
    visit_reason: str
    columns: dict[str, ColumnMapping]
    sure: bool = True


def map_wide(
    profiles: dict[str, ColumnProfile], found: Families, headers: dict[str, Header], guess: LayoutGuess
) -> Mapping:
    """Map a table with one row a patient, whose measures stand in families of columns."""
    families, doubts = _settle_families(profiles, found, headers, guess)
    wide = _map_families(profiles, families)
    timed, late = time_wide(OrderedVisits(wide.visits, wide.visit_reason, wide.sure), profiles, headers)
    wide = replace(wide, visits=from_first(timed.visits), visit_reason=timed.reason, sure=timed.sure)
    doubts += late
    shape = ColumnShape(next(iter(profiles.values())).n_rows if profiles else 0)
    left_over = {c for doubt in doubts if doubt.code == "column_left_over" for c in doubt.columns}
    columns = []
    for name, profile in profiles.items():
        if name == guess.patient:
            columns.append(ColumnMapping(name, "patient", guess.patient_reason, "patient", "Patient"))
        elif name in wide.columns:
            columns.append(wide.columns[name])
        elif name in found.reasons or name in left_over:
            columns.append(ColumnMapping(name, "ignore", found.reasons.get(name, "it nearly fits a measure")))
        elif guess.patient is not None and numbers_rows(profile):
            columns.append(ColumnMapping(name, "ignore", "it numbers the rows"))
        else:
            columns.append(guess_characteristic(profile, shape))
    columns, twice = settle_twice(columns, profiles)
    doubts += twice
    numbered = guess.patient is None and len(wide.visits) > 1
    doubts += [ROWS_NUMBERED] if numbered else []
    doubts += [] if wide.sure else [order_doubt(wide.visits)]
    return Mapping(
        "wide",
        settle_names(columns, wide.measures),
        wide.measures,
        wide.visits,
        # Columns that nearly fit have joined their measure since the layout was guessed.
        say_families(len(wide.measures)) if len(wide.visits) > 1 and wide.measures else guess.layout_reason,
        wide.visit_reason,
        doubts=tuple(doubts),
        numbered_rows=numbered,
    )


def _settle_families(
    profiles: dict[str, ColumnProfile], found: Families, headers: dict[str, Header], guess: LayoutGuess
) -> tuple[list[Family], list[Doubt]]:
    """Let the measures speak of visits in one language, and add the columns that nearly fit."""
    known = [*found.reasons, *([guess.patient] if guess.patient else [])]
    near, doubts = join_stragglers(found.families, profiles, headers, known)
    near, repeated, based = join_baselines(near, profiles, headers, known)
    doubts += based
    found.reasons.update(repeated)
    counted: list[Family] = []
    for family in near:
        one, mixed = one_count(family)
        counted.append(one)
        doubts += mixed
    families = [share_units(family, counted) for family in counted]
    doubts += _crossed(families)
    for family in families:
        if family.measure is not None and not family.combine:
            odd = [m.column for m in family.members if headers[m.column].visit is not None
                   and headers[m.column].rest not in ((), family.stem)]  # fmt: skip
            doubts += [nearly_fits(family, odd)] if odd else []
        elif not family.stem and family.measure is None:
            doubts.append(_unnamed_doubt(family))
    return families, [*found.doubts, *doubts]


def _crossed(families: list[Family]) -> list[Doubt]:
    """Say where a scale stands several times at a visit, told apart by other words (`madrs_ket_pre`)."""
    doubts = []
    scales = {f.measure.name: f.measure for f in families if isinstance(f.measure, Scale)}
    for name, scale in scales.items():
        same = [f for f in families if f.measure is not None and f.measure.name == name and not f.combine]
        if len(same) < 2:
            continue
        words = name_some([f"“{' '.join(family.stem) or 'no further word'}”" for family in same])
        found = f"{scale.label} in several columns of a visit, told apart by {words}"
        advice = (
            f"They are taken as {len(same)} measures, and the first leads: leave out those that are not meant, or "
            "stack the columns of one of them."
        )
        columns = tuple(member.column for family in same for member in family.members)
        doubts.append(
            Doubt("measure_crossed", columns, found, "one column for each measure and visit", advice)
        )
    return doubts


def _unnamed_doubt(family: Family) -> Doubt:
    names = name_some([f"“{shorten(member.column)}”" for member in family.members])
    found = f"columns named by nothing but the visit: {names}"
    advice = "They are taken as one measure at these visits: name it under “Scales and laboratory values”."
    return Doubt(
        "measure_unnamed", tuple(m.column for m in family.members), found, "the name of a measure", advice
    )


ROWS_NUMBERED = Doubt(
    "rows_numbered",
    (),
    "no column with the patient id",
    "an id for each patient",
    "Every row is taken as a patient of its own and numbered.",
)


def _map_families(profiles: dict[str, ColumnProfile], families: list[Family]) -> _Wide:
    named: dict[object, NamedVisit] = {}
    for family in families:
        for member in family.members:
            name = member.visit
            key = name.key if name is not None else None
            text = (name.text or name.label) if name is not None else UNCODED_VISIT
            named.setdefault(key, NamedVisit(text, (text,), name))
    ordered = order_visits(list(named.values())) if named else OrderedVisits((), "no measure was found")
    visits = ordered.visits
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
        if family.combine:
            measure = replace(measure, combine=family.combine)
        if family.measure is None and not family.stem and not measure.unit:
            measure = replace(
                measure, role="scale"
            )  # of numbers without name and unit, the one asked for here
        measures.append(measure)
        for member in family.members:
            text = member.visit.label if member.visit is not None else UNCODED_VISIT
            columns[member.column] = ColumnMapping(
                member.column,
                measure.role,
                say_measure(family.measure, member.column, text, measure),
                unit=member.unit,
                measure=measure.name,
                visit=place[named[member.visit.key if member.visit else None].texts[0]],
            )
    return _Wide(tuple(measures), visits, ordered.reason, columns, ordered.sure)
