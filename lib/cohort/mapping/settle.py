"""Names of columns in the cohort, made unique, and how a guess is put into words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from lib.cohort.catalogue import Analyte, Scale
from lib.cohort.mapping.columns.characteristics import LONGEST_LABEL, RESERVED_NAMES
from lib.cohort.mapping.columns.profile import ColumnProfile
from lib.cohort.mapping.model import (
    ROLE_BY_CODE,
    UNCODED_VISIT,
    ColumnMapping,
    Doubt,
    MeasureMapping,
    VisitMapping,
)
from lib.cohort.reading import parse_yes_no
from lib.cohort.reading.table import name_some, shorten
from lib.cohort.words import safe_name

GIVEN_ONCE = ("comorbidity", "psychiatric_comorbidity", "medicine", "medicine_class")
"""Roles of which the same illness or medicine may stand in one column only."""


def settle_names(
    columns: list[ColumnMapping], measures: tuple[MeasureMapping, ...]
) -> tuple[ColumnMapping, ...]:
    """Make names in the cohort unique; a second column of a role that only one may have becomes a characteristic."""
    taken = {*RESERVED_NAMES, *(measure.name for measure in measures)}
    seen: set[str] = set()
    settled = []
    for column in columns:
        if column.measure or column.role in ("ignore", "patient", "visit"):
            settled.append(column)
            continue
        if ROLE_BY_CODE[column.role].single and column.role in seen:
            label = column.column[:LONGEST_LABEL]
            column = replace(column, role="characteristic", label=label, name=safe_name(column.column))
        seen.add(column.role)
        name = safe_name(column.name or column.column, taken)
        taken.add(name)
        settled.append(replace(column, name=name))
    return tuple(settled)


def settle_twice(
    columns: list[ColumnMapping], profiles: Mapping[str, ColumnProfile]
) -> tuple[list[ColumnMapping], list[Doubt]]:
    """Leave out a second column of an illness or medicine that says the same; keep one that differs, and say so."""
    first: dict[tuple[str, str], ColumnMapping] = {}
    settled, doubts = [], []
    for column in columns:
        if column.role not in GIVEN_ONCE or (column.role, column.name) not in first:
            first.setdefault((column.role, column.name), column)
            settled.append(column)
            continue
        other = first[(column.role, column.name)]
        one, two = _answers(profiles[other.column]), _answers(profiles[column.column])
        differ = int((one != two)[~np.isnan(one) & ~np.isnan(two)].sum())
        found = (
            f"“{shorten(column.column)}” beside “{shorten(other.column)}”, both read as {other.label.lower()}"
        )
        if differ:
            label = column.column[:LONGEST_LABEL]
            settled.append(replace(column, name=safe_name(column.column), label=label))
            advice = f"They differ on {differ:,} rows and count as two; leave one out if they are the same."
        else:
            settled.append(
                ColumnMapping(column.column, "ignore", f"it says the same as “{other.column[:60]}”")
            )
            advice = "They agree, and it counts once: the second column is left out."
        doubts.append(Doubt("given_twice", (column.column,), found, "one column for each of them", advice))
    return settled, doubts


def _answers(profile: ColumnProfile) -> np.ndarray:
    """Give yes (1), no (0) or NaN on every row; shape (n_rows,)."""
    words = pd.Series([profile.value_labels.get(text, text) for text in profile.texts], dtype="str")
    answers: np.ndarray = np.append(parse_yes_no(words, empty_means_no=False).values, np.nan)[profile.codes]
    return answers


def say_measure(known: Scale | Analyte | None, column: str, visit: str, measure: MeasureMapping) -> str:
    """Say why a column is taken as a measure."""
    what = measure.label if known is not None else f"the measure “{measure.label}”"
    at = "" if visit == UNCODED_VISIT else f" and the visit {visit.lower()}"
    return f"the name “{column[:60]}” holds {what}{at}"


def order_doubt(visits: tuple[VisitMapping, ...]) -> Doubt:
    """Say that the names of the visits do not give their order."""
    found = f"the visits {name_some([visit.label for visit in visits])}, whose names do not give their order"
    advice = (
        "They are taken in this order: check it, since the first is the baseline and the last the endpoint."
    )
    return Doubt("visit_order_unsure", (), found, "visits whose order is known", advice)
