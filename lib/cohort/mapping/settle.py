"""Names of columns in the cohort, made unique, and how a guess is put into words."""

from __future__ import annotations

from dataclasses import replace

from lib.cohort.catalogue import Analyte, Scale
from lib.cohort.mapping.characteristics import LONGEST_LABEL, RESERVED_NAMES
from lib.cohort.mapping.model import ROLE_BY_CODE, UNCODED_VISIT, ColumnMapping, MeasureMapping
from lib.cohort.words import safe_name


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


def say_measure(known: Scale | Analyte | None, column: str, visit: str, measure: MeasureMapping) -> str:
    """Say why a column is taken as a measure."""
    what = measure.label if known is not None else f"the measure “{measure.label}”"
    at = "" if visit == UNCODED_VISIT else f" and the visit {visit.lower()}"
    return f"the name “{column[:60]}” holds {what}{at}"
