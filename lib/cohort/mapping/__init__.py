"""Raw columns to roles: long or wide, measures, visits, characteristics; guessed with reasons, plain to correct."""

from __future__ import annotations

from .arrange import (
    add_visit,
    allow_missing_items,
    average_measures,
    change_visits,
    settle_mixups,
    settle_rows,
    stack_columns,
)
from .change import MappingError, change_column, change_measure, lead_with, settle_doubts
from .guess import filled_down, guess_mapping
from .model import (
    LAYOUTS,
    MAX_VISITS,
    MEASURES,
    MIXUPS,
    REPEATS,
    ROLE_BY_CODE,
    ROLES,
    ColumnMapping,
    Doubt,
    LevelMapping,
    Mapping,
    MeasureMapping,
    Role,
    VisitMapping,
)
from .storage import fit_mapping, mapping_from_json, mapping_to_json

__all__ = [
    "LAYOUTS",
    "MAX_VISITS",
    "MEASURES",
    "MIXUPS",
    "REPEATS",
    "ROLES",
    "ROLE_BY_CODE",
    "ColumnMapping",
    "Doubt",
    "LevelMapping",
    "Mapping",
    "MappingError",
    "MeasureMapping",
    "Role",
    "VisitMapping",
    "add_visit",
    "allow_missing_items",
    "average_measures",
    "change_column",
    "change_measure",
    "change_visits",
    "filled_down",
    "fit_mapping",
    "guess_mapping",
    "lead_with",
    "mapping_from_json",
    "mapping_to_json",
    "settle_doubts",
    "settle_mixups",
    "settle_rows",
    "stack_columns",
]
