"""Corrections to the visits of a mapping: order, names and days, more visits, columns stacked into a measure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from lib.cohort.mapping.change import MappingError, settle_doubts, without_unused
from lib.cohort.mapping.columns.characteristics import RESERVED_NAMES
from lib.cohort.mapping.columns.measures import make_measure
from lib.cohort.mapping.columns.profile import profile_columns
from lib.cohort.mapping.columns.recognise import read_header
from lib.cohort.mapping.guess import filled_down
from lib.cohort.mapping.model import MIXUPS, REPEATS, ColumnMapping, Mapping, VisitMapping
from lib.cohort.mapping.visits.order import (
    LONGEST_LABEL,
    NamedVisit,
    distinct_shorts,
    label_visit,
    shorten_label,
)
from lib.cohort.reading import RawTable
from lib.cohort.words import safe_name


def change_visits(mapping: Mapping, visits: Sequence[VisitMapping]) -> Mapping:
    """Put visits into another order, name them anew, leave some out, or add some.

    Names tie visits to the columns of a wide table and cannot change; labels, days and order can. A visit that is
    added waits for its columns (wide) or has texts of the file (long).

    Raises
    ------
    MappingError
        Two visits of one name or label.
    """
    names = [visit.name for visit in visits]
    if len(set(names)) != len(names):
        raise MappingError("Each visit has to be one of the mapping's, once.")
    labels = Counter(" ".join(visit.label.split()) for visit in visits)
    twice = next((label for label, times in labels.items() if times > 1), None)
    if twice is not None:
        raise MappingError(f"Two visits are called “{twice[:60]}”: give each a name of its own.")
    columns = tuple(
        ColumnMapping(c.column, "ignore", "its visit is left out") if c.visit and c.visit not in names else c
        for c in mapping.columns
    )
    settled = settle_doubts(mapping, "visit_order_unsure", "visits_mixed", "visits_out_of_time")
    changed = replace(settled, visits=distinct_shorts(visits), visit_reason="chosen", columns=columns)
    return without_unused(changed)


def add_visit(mapping: Mapping, label: str) -> Mapping:
    """Add a visit at the end, to which columns of a wide table can be given.

    Raises
    ------
    MappingError
        An empty label, or one in use.
    """
    plain = " ".join(label.split())[:LONGEST_LABEL]
    if not plain or plain in [visit.label for visit in mapping.visits]:
        raise MappingError("Name the new visit, and not as another one.")
    name = safe_name(plain, [visit.name for visit in mapping.visits], "visit")
    name = safe_name(f"visit {name}", [visit.name for visit in mapping.visits]) if name.isdigit() else name
    return replace(
        mapping, visits=distinct_shorts((*mapping.visits, VisitMapping(name, plain, shorten_label(plain))))
    )


def stack_columns(
    mapping: Mapping, raw: RawTable, columns: Sequence[str], label: str, role: str = "scale"
) -> Mapping:
    """Take columns as one measure at one visit each, in the order given: for `id, t1, t2, t3` and the like.

    Visits are named by the columns; where there are as many visits already as columns, those are kept.

    Raises
    ------
    MappingError
        Fewer than two columns, one that the file lacks, or one that holds the id.
    """
    patient = mapping.patient.column if mapping.patient else ""
    wrong = [name for name in columns if name not in raw.columns or name == patient]
    if len(columns) < 2 or wrong:
        raise MappingError("Choose two columns or more that hold the measure, one for each visit.")
    start = replace(mapping, layout="wide", layout_reason="chosen", dated_by="")
    if len(mapping.visits) == len(columns) and mapping.layout == "wide":
        visits = mapping.visits
    else:
        ordered = [NamedVisit(name, (name,), read_header(name).visit) for name in columns]
        visits = tuple(label_visit(visit) for visit in ordered)
        visits = distinct_shorts(_named_apart(visits))
    taken = (*RESERVED_NAMES, *(m.name for m in mapping.measures), *(c.name for c in mapping.columns))
    profiles = profile_columns(raw, filled_down(raw)[0], list(columns))
    known = next((read_header(name).measure for name in columns if read_header(name).measure), None)
    measure = make_measure(known, label or "Value", "", list(profiles.values()), taken)
    if known is None:
        measure = replace(measure, role=role)
    places = dict(zip(columns, visits, strict=True))
    changed = tuple(
        ColumnMapping(c.column, measure.role, "chosen", measure=measure.name, visit=places[c.column].name)
        if c.column in places
        else ColumnMapping(c.column, "ignore", "left out: chosen")
        if c.role == "visit"
        else c
        for c in start.columns
    )
    doubts = tuple(
        d for d in mapping.doubts if not set(d.columns) & set(columns) and d.code != "measure_unnamed"
    )
    result = replace(
        start, columns=changed, measures=(*start.measures, measure), visits=visits, doubts=doubts,
        numbered_rows=not patient,
    )  # fmt: skip
    return without_unused(result)


def _named_apart(visits: Sequence[VisitMapping]) -> tuple[VisitMapping, ...]:
    """Give visits names of their own."""
    result: list[VisitMapping] = []
    for visit in visits:
        result.append(replace(visit, name=safe_name(visit.name, [v.name for v in result], "visit")))
    return tuple(result)


def settle_rows(
    mapping: Mapping, repeats: str, factor: str = "", level: str = "", *, averaged: bool = False
) -> Mapping:
    """Choose what becomes of several rows of one patient and visit: a level of a second factor, and a rule.

    Parameters
    ----------
    mapping : Mapping
        As it is.
    repeats : str
        A key of `REPEATS`.
    factor, level : str
        Column of a second factor and the text of it whose rows are taken; both empty: all rows.
    averaged : bool
        Take the mean over the levels of the factor instead of one of them.

    Raises
    ------
    MappingError
        No such rule, or a factor that is the patient, the visit or a measure.
    """
    column = mapping.column(factor) if factor else None
    if repeats not in REPEATS:
        raise MappingError(f"There is no rule “{repeats[:40]}” for several rows.")
    if factor and (column is None or column.measure or column.role in ("patient", "visit")):
        raise MappingError(f"“{factor[:60]}” cannot be a second factor.")
    used = factor if level or averaged else ""
    columns = mapping.columns
    if used and averaged:
        gone = ColumnMapping(factor, "ignore", "the mean over its levels is taken")
        columns = tuple(gone if c.column == factor else c for c in columns)
    chosen = replace(
        mapping,
        repeats=repeats,
        factor=used,
        factor_level="" if averaged or not factor else level,
        columns=columns,
    )
    return settle_doubts(chosen, "second_factor") if repeats or used else chosen


def average_measures(mapping: Mapping, names: Sequence[str], label: str) -> Mapping:
    """Take measures of a wide table as the levels of a second factor: the mean of their columns at each visit.

    Parameters
    ----------
    mapping : Mapping
        Of a wide table.
    names : sequence of str
        Measures, two or more, none of them a sum or a mean itself; all of one role, scale and unit.
    label : str
        Name of the mean.

    Raises
    ------
    MappingError
        Measures that cannot be averaged, or a name in use.
    """
    chosen = [measure for measure in mapping.measures if measure.name in names]
    if mapping.layout != "wide" or len(chosen) < 2 or any(measure.combine for measure in chosen):
        raise MappingError("Choose two or more measures in columns that are neither sums nor means.")
    if len({(measure.role, measure.catalogue, measure.unit) for measure in chosen}) > 1:
        raise MappingError("Only measures of one scale or analyte in one unit can be averaged.")
    plain = " ".join(label.split())[:LONGEST_LABEL]
    others = [measure.label for measure in mapping.measures if measure not in chosen]
    if not plain or plain in others:
        raise MappingError("Name the mean, and not as another measure.")
    first = replace(chosen[0], label=plain, combine="mean", decimals=chosen[0].decimals + 1)
    columns = tuple(
        replace(c, measure=first.name) if c.measure in {m.name for m in chosen} else c
        for c in mapping.columns
    )
    measures = tuple(first if measure is chosen[0] else measure for measure in mapping.measures)
    changed = settle_doubts(replace(mapping, columns=columns, measures=measures), "measure_crossed")
    return without_unused(changed)


def allow_missing_items(mapping: Mapping, name: str, missing: int) -> Mapping:
    """Say how many items of a summed score may be missing at a visit.

    Raises
    ------
    MappingError
        No such measure, or fewer items left than half.
    """
    measure = mapping.measure(name)
    if measure is None or measure.combine != "sum":
        raise MappingError("Only a score that is summed from items has items that may be missing.")
    visits = max(len({c.visit for c in mapping.columns if c.measure == name}), 1)
    n_items = sum(c.measure == name for c in mapping.columns) // visits
    if not 0 <= missing <= n_items // 2:
        raise MappingError(f"Of {n_items} items at most {n_items // 2} may be missing.")
    changed = tuple(replace(m, missing_items=missing) if m.name == name else m for m in mapping.measures)
    return replace(mapping, measures=changed)


def settle_mixups(mapping: Mapping, rule: str) -> Mapping:
    """Choose what becomes of values that look as if they were written in another unit.

    Raises
    ------
    MappingError
        No such rule.
    """
    if rule not in MIXUPS:
        raise MappingError(f"There is no rule “{rule[:40]}” for values in another unit.")
    return replace(mapping, mixups=rule)
