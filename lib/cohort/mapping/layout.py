"""Long or wide, and which columns hold the patient and the visit."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from lib.cohort.mapping.columns.profile import ColumnProfile
from lib.cohort.mapping.columns.recognise import find_words
from lib.cohort.mapping.model import MAX_VISITS
from lib.cohort.mapping.visits.names import NUMBER, read_visit_text
from lib.cohort.vocabulary import read_identifying_words
from lib.cohort.words import spaced, without_brackets

MAX_VISIT_TEXTS = 60
MOSTLY_DATES = 0.5
REPEATED = 0.9
"""An id with fewer distinct values than this proportion of its rows is repeated: one row a visit."""

UNDERSTOOD_VISITS = 0.8
COMMON_DUPLICATES = 0.3
WEAK_NAMES = ("lp", "l p", "nr", "no", "lfd nr", "case", "fall nr")
"""Names that number rows as often as patients."""

PERSONAL_IDS = {"national_number": 1.9, "record_number": 1.8, "name": 1.5}
"""What else may tell patients apart, less certain than a column named as their id."""


@dataclass(frozen=True)
class LayoutGuess:
    """Layout, columns of patient and visit (None: none), and the reasons."""

    layout: str
    patient: str | None
    visit: str | None
    layout_reason: str
    patient_reason: str = ""
    visit_reason: str = ""


@dataclass(frozen=True)
class _Candidate:
    name: str
    score: float
    reason: str


def guess_layout(
    profiles: Mapping[str, ColumnProfile],
    measured: Collection[str],
    wide_families: int,
    *,
    layout: str | None = None,
    patient: str | None = None,
    visit: str | None = None,
) -> LayoutGuess:
    """Guess how rows make patients and visits.

    Parameters
    ----------
    profiles : mapping of str to ColumnProfile
        Contents of the columns.
    measured : collection of str
        Columns whose names are measures: neither patient nor visit.
    wide_families : int
        Number of measures found in the columns at two visits or more.
    layout, patient, visit : str or None
        What is known already.

    Returns
    -------
    LayoutGuess
    """
    patients = [_Candidate(patient, 9, "chosen")] if patient else _patient_candidates(profiles, measured)
    visits = [_Candidate(visit, 9, "chosen")] if visit else _visit_candidates(profiles, measured)
    pair = _best_pair(profiles, patients, visits) if layout != "wide" else None
    named = next((c for c in patients if c.score >= 2), None)
    if layout == "long" or (
        pair is not None and (layout is None) and _is_long(profiles, pair, wide_families)
    ):
        return _long(profiles, pair, patients, visits, named)
    counted = next((c for c in patients if c.score >= 4 and _repeats(profiles[c.name])), None)
    if layout is None and counted is not None and not wide_families:
        return _long(profiles, None, [counted], [], counted)
    chosen = named or _unique_column(profiles, measured)
    if chosen is None and patients:
        chosen = patients[0]
    reason = "each patient has one row" if chosen else "no column repeats a patient"
    if wide_families:
        reason = say_families(wide_families)
    return LayoutGuess("wide", chosen.name if chosen else None, None, reason, chosen.reason if chosen else "")


def _repeats(profile: ColumnProfile) -> bool:
    """Tell whether an id clearly stands on several rows, and not on too many for visits."""
    several = profile.n_distinct <= REPEATED * profile.n_filled
    return several and int(profile.counts.max(initial=0)) <= MAX_VISITS


def _long(
    profiles: Mapping[str, ColumnProfile],
    pair: tuple[_Candidate, _Candidate] | None,
    patients: Sequence[_Candidate],
    visits: Sequence[_Candidate],
    named: _Candidate | None,
) -> LayoutGuess:
    if pair is None:
        best = named or (patients[0] if patients else None)
        visit = visits[0] if visits and (best is None or visits[0].name != best.name) else None
        reason = f"“{best.name}” is repeated" if best is not None else "chosen"
        return LayoutGuess(
            "long",
            best.name if best else None,
            visit.name if visit else None,
            reason,
            best.reason if best else "",
            visit.reason if visit else "",
        )
    patient, visit = pair
    profile = profiles[patient.name]
    rows = profile.n_filled / max(profile.n_distinct, 1)
    return LayoutGuess(
        "long",
        patient.name,
        visit.name,
        f"“{patient.name}” has {profile.n_distinct:,} values on {profile.n_filled:,} rows, "
        f"{rows:.1f} rows each, told apart by “{visit.name}”",
        patient.reason,
        visit.reason,
    )


def _is_long(
    profiles: Mapping[str, ColumnProfile], pair: tuple[_Candidate, _Candidate], wide_families: int
) -> bool:
    """Tell whether rows repeat patients; a table with measures by visit in its columns must repeat clearly."""
    profile = profiles[pair[0].name]
    proportion = profile.n_distinct / max(profile.n_filled, 1)
    if wide_families:
        return proportion < 0.6
    return proportion <= REPEATED or pair[1].score >= 2


def _patient_candidates(profiles: Mapping[str, ColumnProfile], measured: Collection[str]) -> list[_Candidate]:
    found = []
    for profile in profiles.values():
        words = spaced(without_brackets(profile.name))
        labelled = spaced(profile.label)
        by_name = find_words(words, "patient") or (labelled and find_words(labelled, "patient"))
        if not by_name or not profile.n_filled:
            continue
        score = 2.0 if words in WEAK_NAMES else 4.0
        found.append(_Candidate(profile.name, score, f"the name holds “{profile.name}”, a word for patients"))
    found += _personal_ids(profiles)
    found.sort(key=lambda c: (-c.score, profiles[c.name].position))
    if found and found[0].score >= 4:
        return found
    return found + [c for c in _unnamed_ids(profiles, measured) if c.name not in {f.name for f in found}]


def _personal_ids(profiles: Mapping[str, ColumnProfile]) -> list[_Candidate]:
    """Columns that tell patients apart though they should not be passed on: national numbers, records, names."""
    found = []
    for profile in profiles.values():
        words = spaced(without_brackets(profile.name))
        kind = next((kind for kind, pattern in read_identifying_words() if pattern.fullmatch(words)), "")
        if kind in PERSONAL_IDS and profile.n_filled >= 0.5 * profile.n_rows and profile.n_distinct > 1:
            reason = f"“{profile.name}” tells patients apart"
            found.append(_Candidate(profile.name, PERSONAL_IDS[kind], reason))
    return found


def _unnamed_ids(profiles: Mapping[str, ColumnProfile], measured: Collection[str]) -> list[_Candidate]:
    """Columns near the left edge that could be codes though their names do not say so."""
    found = []
    for profile in [p for p in list(profiles.values())[:4] if p.name not in measured]:
        code_like = profile.n_filled >= 0.5 * profile.n_rows and profile.date_proportion == 0
        whole = profile.numeric_proportion < 0.5 or profile.is_whole
        if code_like and whole and profile.n_distinct > 4 and profile.yes_no_proportion < 0.5:
            found.append(_Candidate(profile.name, 1.0, "its values look like codes of patients"))
    return found


def _unique_column(profiles: Mapping[str, ColumnProfile], measured: Collection[str]) -> _Candidate | None:
    for candidate in _unnamed_ids(profiles, measured):
        profile = profiles[candidate.name]
        if profile.n_distinct == profile.n_rows:
            return _Candidate(candidate.name, 1.0, "its values are all different")
    return None


def _visit_candidates(profiles: Mapping[str, ColumnProfile], measured: Collection[str]) -> list[_Candidate]:
    found = []
    for profile in profiles.values():
        dated = profile.date_proportion >= MOSTLY_DATES
        if profile.name in measured or dated or not 1 <= profile.n_distinct <= MAX_VISIT_TEXTS:
            continue
        words = spaced(without_brackets(profile.name))
        named = find_words(words, "visit") or (profile.label and find_words(spaced(profile.label), "visit"))
        texts = [profile.value_labels.get(text, text) for text in profile.texts]
        if not named and all(NUMBER.fullmatch(text) for text in texts):
            continue  # numbers alone are no words for visits
        read = [read_visit_text(text, words.split() if named else ()) for text in texts]
        spoken = [r is not None and (r.rank != 1 or r.unit != "") for r in read]
        worded = sum(int(n) for n, ok in zip(profile.counts, spoken, strict=True) if ok)
        proportion = worded / max(profile.n_filled, 1)
        if named:
            timed = 0.5 if any(r is not None and r.days for r in read) else 0.0
            reason = f"the name “{profile.name}” is a word for visits"
            found.append(_Candidate(profile.name, 3 + proportion * 0.4 + timed, reason))
        elif proportion >= UNDERSTOOD_VISITS and profile.n_distinct > 1:
            shown = ", ".join(f"“{text}”" for text in texts[:3])
            found.append(_Candidate(profile.name, 2, f"its values are words for visits ({shown})"))
    return sorted(found, key=lambda c: (-c.score, profiles[c.name].position))


def say_families(n_measures: int) -> str:
    """Say that measures stand in columns, one for each visit."""
    measures = "measure stands" if n_measures == 1 else "measures stand"
    return f"{n_measures} {measures} in columns by visit"


def count_pairs(first: np.ndarray, second: np.ndarray) -> tuple[int, int]:
    """Count rows that have both values, and how many different pairs they make."""
    known = (first >= 0) & (second >= 0)
    pairs = first[known].astype(np.int64) * (int(second.max(initial=0)) + 1) + second[known]
    return len(pairs), len(pd.unique(pairs))


def _best_pair(
    profiles: Mapping[str, ColumnProfile], patients: Sequence[_Candidate], visits: Sequence[_Candidate]
) -> tuple[_Candidate, _Candidate] | None:
    """Choose patient and visit so that few rows share both and patients have several visits."""
    best, best_rank = None, None
    for patient in patients:
        for visit in visits:
            if patient.name == visit.name:
                continue
            rows, pairs = count_pairs(profiles[patient.name].codes, profiles[visit.name].codes)
            duplicates = 1 - pairs / rows if rows else 1.0
            repeats = profiles[patient.name].n_distinct < profiles[patient.name].n_filled
            if duplicates > COMMON_DUPLICATES and not (patient.score >= 4 and visit.score >= 3):
                continue
            rank = (repeats, patient.score + visit.score - 20 * max(duplicates - 0.05, 0), -duplicates)
            if best_rank is None or rank > best_rank:
                best, best_rank = (patient, visit), rank
    return best
