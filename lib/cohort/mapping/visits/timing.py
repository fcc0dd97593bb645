"""When the visits of a long table took place: columns of dates or days, the order they give, and nominal days."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from lib.cohort.dates import read_dates
from lib.cohort.mapping.columns.characteristics import DAYS_SUFFIX, MOSTLY_DATES
from lib.cohort.mapping.columns.profile import ColumnProfile
from lib.cohort.mapping.columns.recognise import Header
from lib.cohort.mapping.model import Doubt, VisitMapping
from lib.cohort.mapping.visits.order import OrderedVisits
from lib.cohort.reading.table import name_some, shorten
from lib.cohort.vocabulary import find_visit_word, read_header_words
from lib.cohort.words import spaced, without_brackets

MOSTLY_KNOWN = 0.5
DATE_WORDS = frozenset(("date", "dates", "data", "dat", "datum", "fecha", "day", "when"))


@dataclass(frozen=True, eq=False)
class Timing:
    """A column that says when each row was, in days; NaN unknown, shape (n_rows,).

    Dates count from the patient's first row; a column of days counts from where it does.
    """

    column: str
    days: np.ndarray
    dated: bool


def find_timing(
    profiles: Mapping[str, ColumnProfile], patients: np.ndarray, others: Sequence[str]
) -> Timing | None:
    """Find the column of dates or days of a long table.

    Parameters
    ----------
    profiles : mapping by column name
        Contents of the columns.
    patients : ndarray of int, shape (n_rows,)
        Patient of each row, -1 unknown.
    others : sequence of str
        Columns that are something else.
    """
    for name, profile in profiles.items():
        if name in others or profile.n_filled < MOSTLY_KNOWN * profile.n_rows or profile.n_distinct < 2:
            continue
        days = days_of(profile)
        if days is None:
            continue
        since = since_first(days, patients)
        if np.nanmax(since, initial=0) > 0 and _differs_within(since):
            dated = profile.date_proportion >= MOSTLY_DATES
            return Timing(name, since if dated else np.where(patients >= 0, days, np.nan), dated)
    return None


def days_of(profile: ColumnProfile) -> np.ndarray | None:
    """Read a column as days, None where it holds neither certain dates nor days by its name; shape (n_rows,)."""
    if profile.date_proportion >= MOSTLY_DATES:
        days, certain = read_dates(profile.texts)
        if not certain:
            return None
        numbers = days.astype("datetime64[D]").astype(np.int64).astype(float)
        numbers[np.isnat(days)] = np.nan
        on_rows: np.ndarray = np.append(numbers, np.nan)[profile.codes]
        return on_rows
    if (
        not (profile.name.endswith(DAYS_SUFFIX) or _named_days(profile.name))
        or profile.numeric_proportion < 0.9
    ):
        return None
    return profile.on_rows


def _named_days(name: str) -> bool:
    words = spaced(without_brackets(name)).split()
    units = [entry for entry in map(find_visit_word, words) if entry is not None and entry.kind == "unit"]
    is_day = any(entry.days == 1 and len(entry.word) > 1 for entry in units) and not any(
        w.isdigit() for w in words
    )
    return is_day or "".join(words) in read_header_words("day_name")


def since_first(days: np.ndarray, patients: np.ndarray) -> np.ndarray:
    """Count days from the first row of each patient."""
    known = np.where(patients >= 0, days, np.nan)
    first = pd.Series(known).groupby(patients).transform("min").to_numpy()
    return np.asarray(known - first, dtype=float)


def _differs_within(since: np.ndarray) -> bool:
    known = since[~np.isnan(since)]
    return len(known) > 0 and float((known > 0).mean()) >= 0.2


def time_visits(
    ordered: OrderedVisits, visit: ColumnProfile, timing: Timing | None
) -> tuple[OrderedVisits, list[Doubt]]:
    """Order visits by their dates where names do not give it, give them nominal days, and say where both disagree."""
    if timing is None or len(ordered.visits) < 2:
        return ordered, []
    medians = [_median_of(entry, visit, timing.days) for entry in ordered.visits]
    return _by_medians(ordered, medians, f"“{shorten(timing.column)}”")


def time_wide(
    ordered: OrderedVisits, profiles: Mapping[str, ColumnProfile], headers: Mapping[str, Header]
) -> tuple[OrderedVisits, list[Doubt]]:
    """The same for a wide table, whose dates stand in a column for each visit (`date_t1`, `date_t2`)."""
    dated = {}
    for visit in ordered.visits:
        column = next((name for name in profiles if _dates(profiles[name], headers[name], visit)), None)
        days = None if column is None else days_of(profiles[column])
        if column is None or days is None:
            return ordered, []
        dated[column] = days
    if len(dated) < max(len(ordered.visits), 2):
        return ordered, []
    days = np.vstack(list(dated.values()))
    known = days[:, ~np.isnan(days).any(axis=0)]
    if not known.shape[1]:
        return ordered, []
    since = np.median(known - known.min(axis=0), axis=1)
    columns = name_some([f"“{shorten(column)}”" for column in dated])
    return _by_medians(ordered, [float(day) for day in since], columns)


def _dates(profile: ColumnProfile, header: Header, visit: VisitMapping) -> bool:
    """Tell whether a column holds the dates of a visit: its name without the words for dates is the visit's."""
    if profile.date_proportion < MOSTLY_DATES:
        return False
    if header.visit is not None:
        return visit.label == header.visit.label or header.visit.text in visit.texts
    return " ".join(word for word in header.rest if word not in DATE_WORDS) == visit.label.lower()


def _by_medians(
    ordered: OrderedVisits, medians: list[float], columns: str
) -> tuple[OrderedVisits, list[Doubt]]:
    if any(np.isnan(medians)) or len(set(medians)) < len(medians):
        return ordered, []
    visits = ordered.visits
    if not ordered.sure:
        order = np.argsort(medians, kind="stable")
        visits, medians = tuple(visits[i] for i in order), [medians[i] for i in order]
        ordered = OrderedVisits(visits, f"ordered by the dates in {columns}", True)
    elif sorted(medians) != medians:
        found = f"visits in another order than the dates in {columns}"
        advice = "The names of the visits give the order now: check it against the dates."
        return ordered, [Doubt("visits_out_of_time", (), found, "later visits at later dates", advice)]
    if all(entry.day is None for entry in visits):
        visits = tuple(replace(v, day=float(round(day))) for v, day in zip(visits, medians, strict=True))
    return OrderedVisits(visits, ordered.reason, ordered.sure), []


def _median_of(entry: VisitMapping, visit: ColumnProfile, days: np.ndarray) -> float:
    codes = [i for i, text in enumerate(visit.texts) if text in entry.texts]
    values = days[np.isin(visit.codes, codes)]
    values = values[~np.isnan(values)]
    return float(np.median(values)) if len(values) else np.nan


def nominal_days(days: np.ndarray, patients: np.ndarray, n_visits: int) -> list[float] | None:
    """Give the nominal days of visits counted by date: the medians among patients with all of them.

    Returns
    -------
    list of float or None
        None when two would be the same.
    """
    known = np.flatnonzero((patients >= 0) & ~np.isnan(days))
    table = pd.DataFrame({"patient": patients[known], "day": days[known]}).sort_values(["patient", "day"])
    size = table.groupby("patient")["day"].transform("size")
    full = table[size == n_visits]
    if full.empty:
        return None
    place = full.groupby("patient").cumcount()
    medians = [float(round(value)) for value in full.groupby(place.to_numpy())["day"].median()]
    return medians if len(set(medians)) == len(medians) else None


def from_first(visits: tuple[VisitMapping, ...]) -> tuple[VisitMapping, ...]:
    """Count the nominal days from the first visit, where all are known."""
    days = [visit.day for visit in visits if visit.day is not None]
    if not visits or len(days) < len(visits):
        return visits
    return tuple(replace(visit, day=day - days[0]) for visit, day in zip(visits, days, strict=True))
