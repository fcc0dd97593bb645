"""A baseline that stands in a column of its own beside rows of later visits, and a column of changes from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from lib.cohort.catalogue import Scale
from lib.cohort.mapping.columns.family import Family, Member
from lib.cohort.mapping.columns.profile import ColumnProfile, values_of
from lib.cohort.mapping.columns.recognise import Header
from lib.cohort.mapping.model import ColumnMapping, Doubt, MeasureMapping, VisitMapping
from lib.cohort.reading.table import shorten
from lib.cohort.vocabulary import read_header_words
from lib.cohort.words import safe_name

AGREES = 0.95
"""Share of rows on which a column must be the difference of two others, or equal another."""

MIN_ROWS = 6


@dataclass(frozen=True)
class BaselineColumn:
    """A column with the baseline of a measure: the measure's column, the column of changes, the visit it repeats."""

    column: str
    measured: str
    change: str = ""
    same_as: str = ""


def find_baselines(
    profiles: Mapping[str, ColumnProfile],
    headers: Mapping[str, Header],
    patients: np.ndarray,
    measured: Mapping[str, MeasureMapping],
    constant: Sequence[str],
    visit: ColumnProfile | None,
) -> list[BaselineColumn]:
    """Find the columns that hold a baseline.

    Parameters
    ----------
    profiles, headers : mapping by column name
        Contents and names of the columns.
    patients : ndarray of int, shape (n_rows,)
        Patient of each row.
    measured : mapping of column name to MeasureMapping
        Columns that change by visit.
    constant : sequence of str
        Columns of numbers with one value a patient.
    visit : ColumnProfile or None
        The column of visits.

    Returns
    -------
    list of BaselineColumn
        At most one a measure: told by a column of changes, else by its name.
    """
    values = {name: values_of(profiles[name]) for name in (*measured, *constant)}
    found: list[BaselineColumn] = []
    for base in constant:
        by_change = _by_change(base, values, measured)
        if by_change is None and _is_named(base, headers):
            column = _named_after(base, headers, measured)
            by_change = BaselineColumn(base, column) if column else None
        if by_change is None or any(by_change.measured == other.measured for other in found):
            continue
        same = _repeated_visit(values[base], values[by_change.measured], visit)
        found.append(BaselineColumn(base, by_change.measured, by_change.change, same))
    return found


def _by_change(
    base: str, values: Mapping[str, np.ndarray], measured: Mapping[str, MeasureMapping]
) -> BaselineColumn | None:
    """Find measure and change such that the change is the measure minus the baseline (or the reverse)."""
    for column in measured:
        difference = values[column] - values[base]
        for change in measured:
            both = ~np.isnan(difference) & ~np.isnan(values[change])
            if change == column or both.sum() < MIN_ROWS or len(set(values[change][both])) < 3:
                continue
            agree = np.isclose(np.abs(values[change][both]), np.abs(difference[both]))
            if agree.mean() >= AGREES:
                return BaselineColumn(base, column, change)
    return None


def _is_named(name: str, headers: Mapping[str, Header]) -> bool:
    words = set(headers[name].words.split())
    return bool(words & read_header_words("baseline_name")) and not words & {"age", "wiek", "alter", "bmi"}


def _named_after(base: str, headers: Mapping[str, Header], measured: Mapping[str, MeasureMapping]) -> str:
    """Give the measure a baseline column belongs to by its other words, else the one scale of depression."""
    header = headers[base]
    if header.measure is not None:
        return next((c for c in measured if headers[c].measure is header.measure), "")
    rest = set(header.words.split()) - read_header_words("baseline_name")
    if rest:
        return next((c for c in measured if rest <= set(headers[c].words.split())), "")
    scales = [column for column, measure in measured.items() if measure.role == "depression"]
    return scales[0] if len(scales) == 1 else ""


def _repeated_visit(base: np.ndarray, column: np.ndarray, visit: ColumnProfile | None) -> str:
    """Name the visit at which a measure is its baseline column in every patient, empty where there is none."""
    if visit is None:
        return ""
    for code, text in enumerate(visit.texts):
        here = (visit.codes == code) & ~np.isnan(base) & ~np.isnan(column)
        if here.sum() >= MIN_ROWS and (base[here] == column[here]).mean() >= AGREES:
            return text
    return ""


def apply_baselines(
    found: Sequence[BaselineColumn],
    columns: list[ColumnMapping],
    measured: Mapping[str, MeasureMapping],
    visits: tuple[VisitMapping, ...],
) -> tuple[list[ColumnMapping], tuple[VisitMapping, ...], list[Doubt]]:
    """Take baseline columns as the first visit, and leave out those that repeat a visit and the changes."""
    doubts: list[Doubt] = []
    changed = {column.column: column for column in columns}
    name = ""
    for base in found:
        measure = measured[base.measured]
        if base.change:
            reason = f"it is the change of “{shorten(base.measured)}” from “{shorten(base.column)}”"
            changed[base.change] = ColumnMapping(base.change, "ignore", reason)
        if base.same_as:
            reason = f"it repeats “{shorten(base.measured)}” at the visit “{shorten(base.same_as)}”"
            changed[base.column] = ColumnMapping(base.column, "ignore", reason)
            continue
        if not name:
            name = safe_name("baseline", [visit.name for visit in visits])
            visits = (VisitMapping(name, "Baseline", "Baseline", _first_day(visits)), *visits)
        reason = f"it holds {measure.label} before the first visit, the same on all rows of a patient"
        changed[base.column] = ColumnMapping(
            base.column, measure.role, reason, measure=measure.name, visit=name
        )
        told = f"“{shorten(base.column)}”, one value a patient, beside {measure.label} at later visits"
        advice = "It is taken as the first visit; leave the column out if it is something else."
        doubts.append(
            Doubt("baseline_column", (base.column,), told, "a baseline on a row of its own", advice)
        )
    return [changed[column.column] for column in columns], visits, doubts


def _first_day(visits: tuple[VisitMapping, ...]) -> float | None:
    days = [visit.day for visit in visits]
    return 0.0 if days and all(day is not None and day > 0 for day in days) else None


def join_baselines(
    families: Sequence[Family],
    profiles: Mapping[str, ColumnProfile],
    headers: Mapping[str, Header],
    left_out: Sequence[str],
) -> tuple[list[Family], dict[str, str], list[Doubt]]:
    """Find columns of a wide table called baseline and no more: that of the one scale of depression, or a repeat.

    Returns
    -------
    list of Family, dict of str to str, list of Doubt
        The families, the reason of columns that repeat a visit, and what has to be confirmed.
    """
    taken = {m.column for family in families for m in family.members} | set(left_out)
    scales = [
        (i, f.measure.label)
        for i, f in enumerate(families)
        if isinstance(f.measure, Scale) and f.measure.role == "depression" and not f.stem
    ]
    result = list(families)
    reasons: dict[str, str] = {}
    doubts: list[Doubt] = []
    if len(scales) != 1:
        return result, reasons, doubts
    place, scale = scales[0]
    for name, profile in profiles.items():
        if name in taken or not _is_called_baseline(headers[name], profile):
            continue
        family, visit = result[place], headers[name].visit
        same = next((m.column for m in family.members if _equal(profile, profiles[m.column])), None)
        if same is not None:
            reasons[name] = f"it repeats “{shorten(same)}”"
        elif visit is not None and not any(m.visit and m.visit.rank == 0 for m in family.members):
            result[place] = replace(family, members=(*family.members, Member(name, visit)))
            doubts.append(_doubt_baseline(name, scale))
    return result, reasons, doubts


def _is_called_baseline(header: Header, profile: ColumnProfile) -> bool:
    """Whether a column of numbers is called baseline, or the like, and no more."""
    words = set(header.words.split())
    return (
        bool(words) and not words - read_header_words("baseline_name") and profile.numeric_proportion >= 0.9
    )


def _doubt_baseline(name: str, scale: str) -> Doubt:
    """Ask whether a column called baseline is the scale's first visit."""
    found = f"“{shorten(name)}” beside {scale} at later visits"
    advice = "It is taken as the first visit; leave the column out if it is something else."
    return Doubt("baseline_column", (name,), found, "the name of the scale in the header", advice)


def _equal(first: ColumnProfile, second: ColumnProfile) -> bool:
    one, two = values_of(first), values_of(second)
    both = ~np.isnan(one) & ~np.isnan(two)
    return bool(both.sum() >= MIN_ROWS and (one[both] == two[both]).mean() >= AGREES)
