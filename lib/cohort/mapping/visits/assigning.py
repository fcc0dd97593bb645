"""Which visit each row of a table is: by the column of visits, by dates, or counted."""

from __future__ import annotations

import numpy as np
import pandas as pd

from lib.cohort.mapping.columns.profile import profile_columns
from lib.cohort.mapping.model import Mapping
from lib.cohort.mapping.visits.timing import days_of, since_first
from lib.cohort.reading import RawTable
from lib.cohort.words import fold


def visits_of_rows(frame: pd.DataFrame, raw: RawTable, mapping: Mapping) -> tuple[np.ndarray, np.ndarray]:
    """Give the visit of each row, -1 unknown, and the rows with a text that is no visit."""
    nothing = np.zeros(0, dtype=np.int64)
    if mapping.layout == "long" and mapping.visit is None and len(mapping.visits) > 1:
        return _told_by_time(frame, raw, mapping), nothing
    if mapping.layout == "wide" or mapping.visit is None:
        return np.zeros(len(frame), dtype=np.int64), nothing
    places: dict[str, int] = {}
    for place, visit in enumerate(mapping.visits):
        for text in (*visit.texts, visit.name, visit.label):
            places.setdefault(fold(text), place)
    codes, texts = pd.factorize(frame[mapping.visit.column])
    known = np.array([places.get(fold(str(text)), -1) for text in texts] + [-1], dtype=np.int64)
    visits = known[codes]
    return visits, np.flatnonzero((visits < 0) & (codes >= 0))


def _told_by_time(frame: pd.DataFrame, raw: RawTable, mapping: Mapping) -> np.ndarray:
    """Tell the visit of each row by its date where there is a column of dates, else count the rows of a patient."""
    if mapping.patient is None:
        return np.zeros(len(frame), dtype=np.int64)
    patient = frame[mapping.patient.column]
    days = _days(frame, raw, mapping)
    if days is None:
        # Rows without an id have no count.
        count = frame.groupby(mapping.patient.column).cumcount().where(patient.notna(), -1)
        places = count.to_numpy().astype(np.int64)
    else:
        nominal = np.array([np.nan if visit.day is None else visit.day for visit in mapping.visits])
        if np.isnan(nominal).any():
            count = pd.Series(days).groupby(patient.to_numpy()).rank(method="first") - 1
            places = count.fillna(-1).to_numpy().astype(np.int64)
        else:
            shifted = nominal - nominal[0]
            nearest = np.abs(days[:, None] - shifted[None, :])
            unknown = np.isnan(days)
            places = np.where(unknown, -1, np.argmin(np.where(np.isnan(nearest), np.inf, nearest), axis=1))
    return np.where((places < len(mapping.visits)) & (places >= 0), places, -1)


def _days(frame: pd.DataFrame, raw: RawTable, mapping: Mapping) -> np.ndarray | None:
    if not mapping.dated_by:
        return None
    profile = profile_columns(raw, frame, [mapping.dated_by])[mapping.dated_by]
    days = days_of(profile)
    if days is None:
        return None
    return since_first(days, pd.factorize(frame[mapping.patient_column])[0])
