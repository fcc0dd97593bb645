"""Protecting: columns dropped or coarsened as decided, patient ids replaced by codes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd

from lib.cohort.cohort import fingerprint_of
from lib.cohort.mapping.columns.characteristics import DAYS_SUFFIX
from lib.cohort.mapping.columns.profile import decimal_sign
from lib.cohort.mapping.guess import filled_down, inspect_columns
from lib.cohort.protection.coded_dates import read_all_dates
from lib.cohort.protection.identify import YEAR_OF_BIRTH, Suspicion, find_identifying
from lib.cohort.protection.suspects import OLDEST_POSSIBLE, OLDEST_SHOWN
from lib.cohort.reading import RawTable, ReadingFinding, parse_numbers
from lib.cohort.validation.build import Validated
from lib.cohort.validation.finding import with_patients

ACTIONS = {
    "drop": "Leave the column out",
    "coarsen": "Coarsen it",
    "code": "Replace the ids by codes",
    "confirm": "Keep it: it identifies nobody",
}
BAND_SUFFIX = " (band)"
CODE_LENGTH = 3
DAYS_A_YEAR = 365.2425


class ProtectionError(Exception):
    """A decision that cannot be carried out; the sentence says why."""


def list_undecided(suspicions: Sequence[Suspicion], decisions: Mapping[str, str]) -> tuple[str, ...]:
    """List the suspected columns without a decision; nothing may be shown while there are any."""
    return tuple(s.column for s in suspicions if decisions.get(s.column) not in s.actions)


def protect(
    raw: RawTable,
    decisions: Mapping[str, str],
    suspicions: Sequence[Suspicion] | None = None,
    patient: str | None = None,
) -> RawTable:
    """Carry out what was decided about suspected columns.

    Parameters
    ----------
    raw : RawTable
        As read; it is not changed.
    decisions : mapping of str to str
        `drop`, `coarsen`, `code` or `confirm` by column; a column that is not suspected may be dropped too.
    suspicions : sequence of Suspicion or None
        As found; found again when None.
    patient : str or None
        Column with the patient id; guessed when None.

    Returns
    -------
    RawTable
        Without the dropped columns. Dates become days since the patient's first visit under the name
        `… (days since first visit)`, dates of birth `age`, ages `… (band)`. Cells that are no dates become empty, and a
        finding says how many. Dates of birth become years of birth where no visit has a date.

    Raises
    ------
    ProtectionError
        A column without a decision, one that is not in the file, or an action that it does not allow.
    """
    found = {s.column: s for s in (find_identifying(raw, patient) if suspicions is None else suspicions)}
    _check(raw, decisions, found)
    if any(action in ("coarsen", "code") for action in decisions.values()) and patient is None:
        patient = inspect_columns(raw).guess.patient
    frame, _ = filled_down(raw, patient)
    owners = _patients(frame, patient)
    coarsened = [column for column, action in decisions.items() if action == "coarsen"]
    dates = {
        c: _dates(frame[c], serials=found[c].kind == "birth_date")
        for c in coarsened
        if found[c].kind in ("exact_date", "birth_date")
    }
    visits = [c for c in found if found[c].kind == "exact_date"]
    first = _first_dates([dates[c] if c in dates else _dates(frame[c]) for c in visits], owners)
    findings: list[ReadingFinding] = []
    renamed: dict[str, str] = {}
    columns: dict[str, pd.Series] = {}
    for name in raw.columns:
        action = decisions.get(name, "confirm")
        if action == "drop":
            continue
        new, values = name, raw.frame[name]
        if action == "code":
            values = _codes(frame[name])
        elif action == "coarsen":
            new, values = _coarsen(raw, frame, found[name], dates, first)
            findings += _lost(name, raw.frame[name], values)
        while new in columns or (new != name and new in raw.columns):
            new = f"{new} 2"
        columns[new], renamed[name] = values, new
    return _assemble(raw, columns, renamed, findings)


def _check(raw: RawTable, decisions: Mapping[str, str], found: Mapping[str, Suspicion]) -> None:
    for column, action in decisions.items():
        if column not in raw.columns:
            raise ProtectionError(f"The file has no column “{column[:60]}”.")
        allowed = found[column].actions if column in found else ("drop", "confirm")
        if action not in allowed:
            raise ProtectionError(
                f"Column “{column[:60]}” cannot be treated so: choose {' or '.join(allowed)}."
            )
    undecided = list_undecided(tuple(found.values()), decisions)
    if undecided:
        raise ProtectionError(f"Decide about column “{undecided[0][:60]}” first.")


def _patients(frame: pd.DataFrame, patient: str | None) -> np.ndarray:
    if patient is None or patient not in frame:
        return np.arange(len(frame))
    return pd.factorize(frame[patient])[0]


def _dates(cells: pd.Series, *, serials: bool = False) -> np.ndarray:
    codes, texts = pd.factorize(cells)
    days, _ = read_all_dates([str(text) for text in texts], serials=serials)
    return np.append(days, np.datetime64("NaT", "D"))[codes]


def _first_dates(columns: Sequence[np.ndarray], owners: np.ndarray) -> np.ndarray:
    """Give each row the first date of its patient over all visit dates, NaT where there is none."""
    latest = np.iinfo(np.int64).max
    n = int(owners.max(initial=-1)) + 1
    first = np.full(n + 1, latest, dtype=np.int64)
    for days in columns:
        known = ~np.isnat(days) & (owners >= 0)
        np.minimum.at(first, owners[known], days[known].astype(np.int64))
    found = first[owners]
    result: np.ndarray = found.astype("datetime64[D]")
    result[(found == latest) | (owners < 0)] = np.datetime64("NaT")
    return result


def _coarsen(
    raw: RawTable,
    frame: pd.DataFrame,
    suspicion: Suspicion,
    dates: Mapping[str, np.ndarray],
    first: np.ndarray,
) -> tuple[str, pd.Series]:
    name, kind = suspicion.column, suspicion.kind
    if kind == "exact_date":
        return f"{name}{DAYS_SUFFIX}", _whole((dates[name] - first) / np.timedelta64(1, "D"))
    if kind == "birth_date":
        if suspicion.coarsening == YEAR_OF_BIRTH:
            return "year of birth", _whole(_birth_years(dates[name]))
        years = _years_between(dates[name], first)
        # The oldest are given as 90, as nobody is to be known by a great age.
        years = np.where(years <= OLDEST_POSSIBLE, np.minimum(years, OLDEST_SHOWN + 1), years)
        return ("age" if "age" not in raw.columns else "age from date of birth"), _whole(years)
    ages = parse_numbers(frame[name], decimal_sign(raw, name)).values
    return f"{name}{BAND_SUFFIX}", pd.Series([_band(age) for age in ages], dtype="str", index=frame.index)


def _birth_years(birth: np.ndarray) -> np.ndarray:
    """Years of birth, NaN where unknown; whoever is 90 or older this year gets the year of those who become 90."""
    years = birth.astype("datetime64[Y]").astype(float) + 1970
    years[np.isnat(birth)] = np.nan
    latest = date.today().year
    known = np.where((years <= latest) & (years >= latest - OLDEST_POSSIBLE), years, np.nan)
    clipped: np.ndarray = np.maximum(known, latest - OLDEST_SHOWN - 1)
    return clipped


def _years_between(birth: np.ndarray, day: np.ndarray) -> np.ndarray:
    """Whole years between two dates, NaN where one is unknown."""
    months = (day.astype("datetime64[M]") - birth.astype("datetime64[M]")).astype(float)
    months[np.isnat(birth) | np.isnat(day)] = np.nan
    in_month = (day - day.astype("datetime64[M]")) < (birth - birth.astype("datetime64[M]"))
    years: np.ndarray = np.floor((months - in_month) / 12)
    return years


def _whole(values: np.ndarray) -> pd.Series:
    return pd.Series([None if np.isnan(v) else f"{v:.0f}" for v in values], dtype="str")


def _band(age: float) -> str | None:
    if np.isnan(age):
        return None
    if age > OLDEST_SHOWN:
        return f"{OLDEST_SHOWN + 1} and older"
    low = int(age // 10) * 10
    return f"{low}–{low + 9}"


def _codes(cells: pd.Series) -> pd.Series:
    codes, ids = pd.factorize(cells)
    names = [*code_names(len(ids)), None]
    return pd.Series([names[code] for code in codes], dtype="str", index=cells.index)


def code_names(n: int) -> list[str]:
    """Make the codes of patients: P001, P002, … in the order of the file."""
    length = max(CODE_LENGTH, len(str(n)))
    return [f"P{number:0{length}d}" for number in range(1, n + 1)]


def _lost(name: str, before: pd.Series, after: pd.Series) -> list[ReadingFinding]:
    lost = int((before.notna().to_numpy() & after.isna().to_numpy()).sum())
    if not lost:
        return []
    return [
        ReadingFinding(
            "not_coarsened",
            "warning",
            f"column “{name[:60]}”",
            f"{lost:,} cell{'s' * (lost != 1)} that could not be coarsened",
            "dates or ages",
            "They are empty now.",
        )
    ]


def _assemble(
    raw: RawTable,
    columns: Mapping[str, pd.Series],
    renamed: Mapping[str, str],
    findings: Sequence[ReadingFinding],
) -> RawTable:
    detected = raw.detected
    kept = {name for name, new in renamed.items() if name == new}
    detected = replace(
        detected,
        fill_down_candidates=tuple(c for c in detected.fill_down_candidates if c in kept),
        once_per_patient=tuple(renamed[c] for c in detected.once_per_patient if c in renamed),
        decimal_by_column={renamed[c]: s for c, s in detected.decimal_by_column.items() if c in kept},
        n_columns=len(columns),
        renamed=(),
    )
    return replace(
        raw,
        columns=tuple(columns),
        frame=pd.DataFrame(dict(columns), index=raw.frame.index),
        detected=detected,
        findings=(*raw.findings, *findings),
        labels={renamed[c]: text for c, text in raw.labels.items() if c in kept},
        value_labels={renamed[c]: words for c, words in raw.value_labels.items() if c in kept},
    )


def code_identifiers(validated: Validated) -> Validated:
    """Replace the patient ids of a cohort and its findings by codes P001, P002, … in the order of the file.

    Returns
    -------
    Validated
        With another fingerprint, since the ids are part of it; row numbers still lead back to the file.
    """
    names = code_names(len(validated.patients))
    codes = dict(zip(validated.patients, names, strict=True))
    cohort = validated.cohort
    if cohort is not None:
        cohort = replace(cohort, patients=tuple(codes[patient] for patient in cohort.patients))
        cohort = replace(cohort, fingerprint=fingerprint_of(cohort))
    return Validated(cohort, with_patients(validated.findings, codes), tuple(names))
