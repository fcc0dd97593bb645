"""The mapping of a table with one row a visit."""

from __future__ import annotations

import numpy as np

from lib.cohort.mapping.characteristics import (
    DAYS_SUFFIX,
    RESERVED_NAMES,
    Shape,
    guess_characteristic,
    label_of,
)
from lib.cohort.mapping.families import can_be_measured
from lib.cohort.mapping.layout import LayoutGuess, count_pairs
from lib.cohort.mapping.measures import make_measure
from lib.cohort.mapping.model import UNCODED_VISIT, ColumnMapping, Mapping, MeasureMapping, VisitMapping
from lib.cohort.mapping.profile import ColumnProfile, varies_within
from lib.cohort.mapping.recognise import Header, find_words
from lib.cohort.mapping.settle import say_measure, settle_names
from lib.cohort.mapping.visits import NamedVisit, VisitName, order_visits, read_visit_text
from lib.cohort.words import fold, spaced

OFTEN_VARIES = 0.1
"""Share of patients with several rows from which a number that changes is a measure and not a fault."""


def map_long(profiles: dict[str, ColumnProfile], headers: dict[str, Header], guess: LayoutGuess) -> Mapping:
    """Map a table with one row a visit."""
    if guess.visit or not guess.patient:
        visits, reason = list_long_visits(profiles.get(guess.visit) if guess.visit else None)
    else:
        visits, reason = _counted_visits(profiles[guess.patient])
    patients = profiles[guess.patient].codes if guess.patient else np.arange(_n_rows(profiles))
    shape = Shape(profiles[guess.patient].n_distinct if guess.patient else _n_rows(profiles))
    columns: list[ColumnMapping] = []
    measures: list[MeasureMapping] = []
    for name, profile in profiles.items():
        if name == guess.patient:
            columns.append(ColumnMapping(name, "patient", guess.patient_reason, "patient", "Patient"))
        elif name == guess.visit:
            columns.append(ColumnMapping(name, "visit", guess.visit_reason, "visit", "Visit"))
        elif (
            guess.visit and headers[name].measure is None and _says_the_visit(profile, profiles[guess.visit])
        ):
            columns.append(ColumnMapping(name, "ignore", f"it says the same as “{guess.visit}”"))
        else:
            column, measure = _long_column(profile, headers[name], patients, shape, measures)
            columns.append(column)
            measures += [measure] if measure is not None else []
    return Mapping(
        "long",
        settle_names(columns, tuple(measures)),
        tuple(measures),
        visits,
        guess.layout_reason,
        reason,
    )


def _n_rows(profiles: dict[str, ColumnProfile]) -> int:
    return next(iter(profiles.values())).n_rows if profiles else 0


def _counted_visits(patient: ColumnProfile) -> tuple[tuple[VisitMapping, ...], str]:
    """Count visits by the rows of a patient, as no column names them."""
    most = int(patient.counts.max(initial=1))
    visits = tuple(VisitMapping(f"visit_{i}", f"Visit {i}", f"V {i}") for i in range(1, most + 1))
    return visits, "no column names the visits: the rows of a patient are counted in the order of the file"


def list_long_visits(profile: ColumnProfile | None) -> tuple[tuple[VisitMapping, ...], str]:
    """List the visits of a visit column; spellings that say the same are one visit."""
    if profile is None or not profile.texts:
        return (VisitMapping(UNCODED_VISIT, "Visit 1", "V 1"),), "no column tells the visit"
    words = spaced(profile.name).split()
    merged: dict[object, tuple[str, list[str], VisitName | None]] = {}
    for text in profile.texts:
        shown = profile.value_labels.get(text, text)
        name = read_visit_text(shown, words)
        key = name.key if name is not None else fold(shown)
        merged.setdefault(key, (shown, [], name))[1].append(text)
    return order_visits([NamedVisit(shown, tuple(texts), name) for shown, texts, name in merged.values()])


def _says_the_visit(profile: ColumnProfile, visit: ColumnProfile) -> bool:
    """Tell whether a column is another name for the visit: one value for each visit and the reverse."""
    if profile.n_distinct != visit.n_distinct or profile.n_distinct < 2:
        return False
    return count_pairs(profile.codes, visit.codes)[1] == profile.n_distinct


def _long_column(
    profile: ColumnProfile,
    header: Header,
    patients: np.ndarray,
    shape: Shape,
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
    if find_words(header.words, "patient") or _numbers_rows(profile):
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
    return ColumnMapping(profile.name, "analyte", reason, measure=measure.name), measure


def _numbers_rows(profile: ColumnProfile) -> bool:
    """Tell whether a column counts the rows: 1, 2, 3 …"""
    numbers = profile.numbers
    if profile.n_distinct != profile.n_rows or not profile.is_whole or len(numbers) < 3:
        return False
    return bool((np.diff(numbers) == 1).all())


def _is_a_measure(profile: ColumnProfile) -> bool:
    return profile.numeric_share > 0.9 and profile.n_distinct > 2 and not profile.has_leading_zeros


def _share_varying(profile: ColumnProfile, patients: np.ndarray) -> float:
    """Share of patients with several values known whose values differ."""
    known = (patients >= 0) & (profile.codes >= 0)
    rows = np.bincount(patients[known], minlength=1)
    several = rows > 1
    if not several.any():
        return 0.0
    return float(varies_within(patients, profile.codes)[: len(several)][several].mean())
