"""Magnesium: the units in which it is read."""

from dataclasses import dataclass

from lib.cohort.catalogue import Analyte, conversion_factor, find_analyte
from lib.cohort.codebook import Column


def _magnesium() -> Analyte:
    found = find_analyte("mg")
    if found is None:
        raise LookupError("data/analytes.csv has no row “mg”")
    return found


MAGNESIUM = _magnesium()


@dataclass(frozen=True)
class Unit:
    """A unit of a magnesium concentration: how many of it make 1 mmol/L, and its usual decimals."""

    code: str
    label: str
    per_mmol_per_litre: float
    decimals: int = 2


def _unit(code: str, label: str) -> Unit:
    factor = conversion_factor(MAGNESIUM, MAGNESIUM.unit, label)
    if factor is None:
        raise LookupError(f"{MAGNESIUM.label} is not converted to {label}")
    return Unit(code, label, factor)


#: Codes as they stand in the address; factors come from the molar mass and valence in `data/analytes.csv`.
MAGNESIUM_UNITS = tuple(
    _unit(code, label) for code, label in (("mmol", "mmol/L"), ("mg", "mg/dL"), ("meq", "mEq/L"))
)


def is_magnesium(column: Column) -> bool:
    """Tell whether a measure is magnesium in the unit in which cohorts hold it, mmol/L."""
    return column.role == "analyte" and column.name == MAGNESIUM.name and column.unit == MAGNESIUM.unit


def magnesium_unit(code: str) -> Unit:
    """Look a unit of magnesium up by code or label.

    Raises
    ------
    KeyError
        When there is no such unit.
    """
    return {key: unit for unit in MAGNESIUM_UNITS for key in (unit.code, unit.label)}[code]
