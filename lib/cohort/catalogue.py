"""What columns can be: rating scales, and analytes with their units.

Every fact stands in a table under `data/`; this module reads them and looks things up.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache

from lib.cohort.codebook import DATA_FOLDER
from lib.cohort.words import fold

Pattern = re.Pattern[str]


@dataclass(frozen=True)
class Scale:
    """A rating scale: range and remission cutoff in points, and the names it goes by.

    `role` is `depression`, `mania` or `scale` (any other); `remission_cutoff` is the highest score that is a
    remission, None where there is no usual one; `items` and `item_maximum` are the number of items and the highest
    score of one, None where versions differ or there are none.
    """

    name: str
    label: str
    full_name: str
    role: str
    minimum: float
    maximum: float
    remission_cutoff: float | None
    pattern: Pattern
    source: str
    items: int | None = None
    item_maximum: float | None = None


@dataclass(frozen=True)
class AnalyteUnit:
    """A unit of concentration: what it counts (`amount`, `mass`, `charge`, `activity`) and how much a litre.

    `per_litre` is in mol, g, Eq or IU.
    """

    name: str
    label: str
    basis: str
    per_litre: float
    pattern: Pattern


@dataclass(frozen=True)
class Analyte:
    """Something a laboratory measures.

    Attributes
    ----------
    name, label : str
        Name in the cohort and words on the page.
    unit : str
        Label of the unit in which the cohort holds it.
    molar_mass, valence : float or None
        In g/mol, and the charge of the ion; needed to convert units.
    minimum, maximum : float
        Limits outside of which a value is impossible, in `unit`.
    usual_low, usual_high : float
        Where nearly all values of patients lie, in `unit`; tells one unit from another.
    decimals : int
        Usual decimals in `unit`.
    pattern : Pattern
        Names it goes by.
    source : str
        Where the figures come from.
    """

    name: str
    label: str
    unit: str
    molar_mass: float | None
    valence: float | None
    minimum: float
    maximum: float
    usual_low: float
    usual_high: float
    decimals: int
    pattern: Pattern
    source: str


def read_rows_of(name: str) -> list[dict[str, str]]:
    """Read a table of facts under `data/`, one mapping a row."""
    with (DATA_FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def number_or_none(text: str) -> float | None:
    """Read a cell of such a table; an empty one is None."""
    return float(text) if text else None


@cache
def read_scales() -> tuple[Scale, ...]:
    """Read the rating scales from `data/scales.csv`, special versions before general ones."""
    return tuple(
        Scale(
            row["scale"],
            row["label"],
            row["full_name"],
            row["role"],
            float(row["minimum"]),
            float(row["maximum"]),
            number_or_none(row["remission_cutoff"]),
            re.compile(row["patterns"]),
            row["source"],
            int(row["items"]) if row["items"] else None,
            number_or_none(row["item_maximum"]),
        )
        for row in read_rows_of("scales")
    )


@cache
def read_units() -> tuple[AnalyteUnit, ...]:
    """Read the units of concentration from `data/units_of_analytes.csv`."""
    return tuple(
        AnalyteUnit(
            row["unit"], row["label"], row["basis"], float(row["per_litre"]), re.compile(row["patterns"])
        )
        for row in read_rows_of("units_of_analytes")
    )


@cache
def read_analytes() -> tuple[Analyte, ...]:
    """Read the analytes from `data/analytes.csv`."""
    return tuple(
        Analyte(
            row["analyte"],
            row["label"],
            row["unit"],
            number_or_none(row["molar_mass"]),
            number_or_none(row["valence"]),
            float(row["minimum"]),
            float(row["maximum"]),
            float(row["usual_low"]),
            float(row["usual_high"]),
            int(row["decimals"]),
            re.compile(row["patterns"]),
            row["source"],
        )
        for row in read_rows_of("analytes")
    )


def find_scale(name: str) -> Scale | None:
    """Look a scale up by its name in the catalogue."""
    return next((scale for scale in read_scales() if scale.name == name), None)


def find_analyte(name: str) -> Analyte | None:
    """Look an analyte up by its name in the catalogue."""
    return next((analyte for analyte in read_analytes() if analyte.name == name), None)


def find_unit(text: str) -> AnalyteUnit | None:
    """Recognise a unit however it is written: `mmol/L`, `mmol/l`, `[mg/dl]`, `mEq·L-1`."""
    plain = re.sub(r"[\s\[\](){}.·*]", "", fold(text)).replace("l-1", "/l").replace("dl-1", "/dl")
    return next((unit for unit in read_units() if unit.pattern.fullmatch(plain)), None)


def conversion_factor(analyte: Analyte | None, unit: str, target: str) -> float | None:
    """Tell by what a value in one unit is multiplied to be in another.

    Parameters
    ----------
    analyte : Analyte or None
        Its molar mass and valence join amount, mass and charge.
    unit, target : str
        Units as written.

    Returns
    -------
    float or None
        None when the units cannot be converted; 1.0 when they are the same.
    """
    if unit == target:
        return 1.0
    source, goal = find_unit(unit), find_unit(target)
    if source is None or goal is None:
        return None
    there, back = _moles_per_unit(analyte, source.basis), _moles_per_unit(analyte, goal.basis)
    if source.basis == goal.basis:
        return source.per_litre / goal.per_litre
    if there is None or back is None:
        return None
    return source.per_litre * there / (goal.per_litre * back)


def _moles_per_unit(analyte: Analyte | None, basis: str) -> float | None:
    if basis == "amount":
        return 1.0
    if analyte is None:
        return None
    if basis == "mass" and analyte.molar_mass:
        return 1 / analyte.molar_mass
    if basis == "charge" and analyte.valence:
        return 1 / analyte.valence
    return None
