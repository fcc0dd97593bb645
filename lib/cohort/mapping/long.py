"""The mapping of a table with one row a visit."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

import numpy as np

from lib.cohort.mapping.columns.characteristics import (
    DAYS_SUFFIX,
    RESERVED_NAMES,
    ColumnShape,
    guess_characteristic,
    label_of,
)
from lib.cohort.mapping.columns.factor import second_factor
from lib.cohort.mapping.columns.families import can_be_measured
from lib.cohort.mapping.columns.items import Items, find_items
from lib.cohort.mapping.columns.measures import make_measure
from lib.cohort.mapping.columns.profile import ColumnProfile, numbers_rows, varies_within
from lib.cohort.mapping.columns.recognise import Header, find_words
from lib.cohort.mapping.layout import LayoutGuess, count_pairs
from lib.cohort.mapping.model import (
    UNCODED_VISIT,
    ColumnMapping,
    Doubt,
    Mapping,
    MeasureMapping,
    VisitMapping,
)
from lib.cohort.mapping.settle import order_doubt, say_measure, settle_names, settle_twice
from lib.cohort.mapping.visits.baseline import apply_baselines, find_baselines
from lib.cohort.mapping.visits.names import VisitName, read_visit_texts, split_visit
from lib.cohort.mapping.visits.order import NamedVisit, OrderedVisits, order_visits
from lib.cohort.mapping.visits.signs import are_negative, signed
from lib.cohort.mapping.visits.timing import Timing, find_timing, from_first, nominal_days, time_visits
from lib.cohort.reading.table import shorten
from lib.cohort.words import fold, spaced

ARM_OF_EVENT = re.compile(r"_arm_\d{1,2}$")
"""What REDCap puts after the name of an event: the same event of another arm is the same visit."""

OFTEN_VARIES = 0.1
"""Share of patients with several rows from which a number that changes is a measure and not a fault."""


def map_long(profiles: dict[str, ColumnProfile], headers: dict[str, Header], guess: LayoutGuess) -> Mapping:
    """Map a table with one row a visit."""
    patients = profiles[guess.patient].codes if guess.patient else np.arange(_n_rows(profiles))
    known = [name for name in (guess.patient, guess.visit) if name]
    timing = find_timing(profiles, patients, known) if guess.patient else None
    told = _visits_of(profiles, guess, patients, timing)
    items = find_items({name: p for name, p in profiles.items() if name not in known}, headers)
    columns, measures = _map_columns(profiles, headers, guess, patients, items, timing)
    measured = {c.column: m for c in columns for m in measures if c.measure == m.name and not m.combine}
    constant = [
        c.column for c in columns if c.kind == "number" and c.role == "characteristic" and not c.measure
    ]
    visit = profiles.get(guess.visit) if guess.visit else None
    based = find_baselines(profiles, headers, patients, measured, constant, visit)
    columns, visits, doubts = apply_baselines(based, columns, measured, told.visits)
    used = {column.measure for column in columns}
    measures = [measure for measure in measures if measure.name in used]
    columns, twice = settle_twice(columns, profiles)
    doubts += twice
    doubts = [*items.doubts, *told.doubts, *doubts]
    doubts += (
        second_factor(profiles, columns, guess.patient, guess.visit) if guess.patient and guess.visit else []
    )
    return Mapping(
        "long",
        settle_names(columns, tuple(measures)),
        tuple(measures),
        from_first(visits),
        guess.layout_reason,
        told.reason,
        doubts=tuple(doubts),
        dated_by=told.dated_by,
    )


def _map_columns(
    profiles: dict[str, ColumnProfile],
    headers: dict[str, Header],
    guess: LayoutGuess,
    patients: np.ndarray,
    items: Items,
    timing: Timing | None,
) -> tuple[list[ColumnMapping], list[MeasureMapping]]:
    shape = ColumnShape(profiles[guess.patient].n_distinct if guess.patient else _n_rows(profiles))
    columns: list[ColumnMapping] = []
    measures: list[MeasureMapping] = []
    sums = _sums(items, measures)
    for name, profile in profiles.items():
        if name == guess.patient:
            columns.append(ColumnMapping(name, "patient", guess.patient_reason, "patient", "Patient"))
        elif name == guess.visit:
            columns.append(ColumnMapping(name, "visit", guess.visit_reason, "visit", "Visit"))
        elif name in items.reasons:
            sum_name = sums.get(name, "")
            role = "ignore" if not sum_name else next(m.role for m in measures if m.name == sum_name)
            columns.append(ColumnMapping(name, role, items.reasons[name], measure=sum_name))
        elif timing is not None and name == timing.column and headers[name].measure is None:
            columns.append(ColumnMapping(name, "ignore", "it says when the visits were"))
        elif (
            guess.visit and headers[name].measure is None and _says_the_visit(profile, profiles[guess.visit])
        ):
            columns.append(ColumnMapping(name, "ignore", f"it says the same as “{guess.visit}”"))
        else:
            column, measure = _long_column(profile, headers[name], patients, shape, measures)
            columns.append(column)
            measures += [measure] if measure is not None else []
    return columns, measures


def _sums(items: Items, measures: list[MeasureMapping]) -> dict[str, str]:
    """Add a measure for each complete block of items without a total; give the measure of each item."""
    sums: dict[str, str] = {}
    for block in items.summed:
        scale = block.scale
        if scale is None or block.visit is not None or any(m.catalogue == scale.name for m in measures):
            continue
        measure = replace(make_measure(scale, "", "", [], RESERVED_NAMES), combine="sum")
        measures.append(measure)
        sums |= dict.fromkeys(block.columns, measure.name)
    return sums


def _n_rows(profiles: dict[str, ColumnProfile]) -> int:
    return next(iter(profiles.values())).n_rows if profiles else 0


@dataclass(frozen=True)
class _Told:
    """Visits of a long table, why, what has to be confirmed, and the column of dates that gives them."""

    visits: tuple[VisitMapping, ...]
    reason: str
    doubts: tuple[Doubt, ...] = ()
    dated_by: str = ""


def _visits_of(
    profiles: dict[str, ColumnProfile], guess: LayoutGuess, patients: np.ndarray, timing: Timing | None
) -> _Told:
    if guess.patient and not guess.visit:
        return _counted_visits(profiles[guess.patient], patients, timing)
    profile = profiles.get(guess.visit) if guess.visit else None
    ordered = list_long_visits(profile)
    doubts: list[Doubt] = []
    if profile is not None:
        ordered, doubts = time_visits(ordered, profile, timing)
    if not ordered.sure and len(ordered.visits) > 1:
        doubts = [order_doubt(ordered.visits), *doubts]
    return _Told(ordered.visits, ordered.reason, tuple(doubts))


def _counted_visits(patient: ColumnProfile, patients: np.ndarray, timing: Timing | None) -> _Told:
    """Tell visits by their dates, else count them by the rows of a patient, as no column names them."""
    most = int(patient.counts.max(initial=1))
    visits = tuple(VisitMapping(f"visit_{i}", f"Visit {i}", f"V {i}") for i in range(1, most + 1))
    if timing is None:
        return _Told(
            visits, "no column names the visits: the rows of a patient are counted in the order of the file"
        )
    days = nominal_days(timing.days, patients, most)
    if days is not None:
        visits = tuple(replace(visit, day=day) for visit, day in zip(visits, days, strict=True))
    how = (
        "each row is the visit whose usual day is nearest"
        if days is not None
        else "rows are counted in their order"
    )
    reason = f"no column names the visits: “{shorten(timing.column)}” says when they were, and {how}"
    found = f"no column that names the visit; “{shorten(timing.column)}” says when each was"
    advice = "Visits are numbered by it: name them under “Visits and their order”."
    doubt = Doubt("visits_from_dates", (timing.column,), found, "a column that names the visit", advice)
    return _Told(visits, reason, (doubt,), timing.column)


def list_long_visits(profile: ColumnProfile | None) -> OrderedVisits:
    """List the visits of a visit column; spellings that say the same are one visit."""
    if profile is None or not profile.texts:
        return OrderedVisits((VisitMapping(UNCODED_VISIT, "Visit 1", "V 1"),), "no column names the visit")
    words = spaced(profile.name).split()
    merged: dict[object, tuple[str, list[str], VisitName | None]] = {}
    shown_texts = [profile.value_labels.get(text, text) for text in profile.texts]
    negative = are_negative(shown_texts)
    names = list(map(signed, read_visit_texts(shown_texts, words), negative))
    if all(name is None for name in names):
        names = _numbered_alike(shown_texts)
    for text, shown, name in zip(profile.texts, shown_texts, names, strict=True):
        key = name.key if name is not None else fold(ARM_OF_EVENT.sub("", shown))
        merged.setdefault(key, (shown, [], name))[1].append(text)
    return order_visits([NamedVisit(shown, tuple(texts), name) for shown, texts, name in merged.values()])


def _numbered_alike(texts: list[str]) -> list[VisitName | None]:
    """Read texts that share an unknown word and differ by their number (`X0`, `X7`) as numbered visits."""
    split = [split_visit(spaced(text).split()) for text in texts]
    numbers = [name.number for name, _ in split if name is not None and name.number is not None]
    if len({rest for _, rest in split}) != 1 or len(set(numbers)) != len(texts):
        return [None] * len(texts)
    return [
        VisitName(1, n, label=text, short=text, text=text) for n, text in zip(numbers, texts, strict=True)
    ]


def _says_the_visit(profile: ColumnProfile, visit: ColumnProfile) -> bool:
    """Tell whether a column is another name for the visit: one value for each visit and the reverse."""
    if profile.n_distinct != visit.n_distinct or profile.n_distinct < 2:
        return False
    return count_pairs(profile.codes, visit.codes)[1] == profile.n_distinct


def _long_column(
    profile: ColumnProfile,
    header: Header,
    patients: np.ndarray,
    shape: ColumnShape,
    measures: list[MeasureMapping],
) -> tuple[ColumnMapping, MeasureMapping | None]:
    taken = (*RESERVED_NAMES, *(measure.name for measure in measures))
    known = header.measure if header.visit is None and not header.rest else None
    if header.text.endswith(DAYS_SUFFIX):
        known = None
    if known is not None and can_be_measured(profile, header):
        measure = make_measure(known, "", header.unit, [profile], taken)
        reason = say_measure(known, profile.name, UNCODED_VISIT, measure)
        return ColumnMapping(profile.name, measure.role, reason, measure=measure.name), measure
    if find_words(header.words, "patient") or numbers_rows(profile):
        return ColumnMapping(profile.name, "ignore", "it numbers rows or is another id"), None
    column = guess_characteristic(profile, shape)
    if column.role != "characteristic":
        return column, None
    changing = _share_varying(profile, patients)
    if changing < OFTEN_VARIES:
        return column, None
    if column.kind != "number" and not _is_a_measure(profile):
        reason = f"it changes between the visits of {changing:.0%} of patients and is no number"
        return ColumnMapping(profile.name, "ignore", reason), None
    measure = make_measure(None, label_of(profile), header.unit, [profile], taken)
    reason = f"a number that changes between the visits of {changing:.0%} of patients"
    return ColumnMapping(profile.name, measure.role, reason, measure=measure.name), measure


def _is_a_measure(profile: ColumnProfile) -> bool:
    return profile.numeric_proportion > 0.9 and profile.n_distinct > 2 and not profile.has_leading_zeros


def _share_varying(profile: ColumnProfile, patients: np.ndarray) -> float:
    """Share of patients with several values known whose values differ."""
    known = (patients >= 0) & (profile.codes >= 0)
    rows = np.bincount(patients[known], minlength=1)
    several = rows > 1
    if not several.any():
        return 0.0
    return float(varies_within(patients, profile.codes)[: len(several)][several].mean())
