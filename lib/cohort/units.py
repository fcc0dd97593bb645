"""Units of analytes, conversions between them and reference ranges: facts as tables."""

from dataclasses import dataclass

#: Molar mass of magnesium in g/mol (IUPAC standard atomic weight 24.305).
MAGNESIUM_MOLAR_MASS = 24.305
#: Charge of the ion: 1 mmol of Mg²⁺ is 2 mEq.
MAGNESIUM_VALENCE = 2


@dataclass(frozen=True)
class Unit:
    """A unit of a magnesium concentration: how many of it make 1 mmol/L, and its usual decimals."""

    code: str
    label: str
    per_mmol_per_litre: float
    decimals: int


MAGNESIUM_UNITS = (
    Unit("mmol", "mmol/L", 1.0, 2),
    Unit("mg", "mg/dL", MAGNESIUM_MOLAR_MASS / 10, 2),
    Unit("meq", "mEq/L", float(MAGNESIUM_VALENCE), 2),
)


@dataclass(frozen=True)
class ReferenceRange:
    """Limits between which healthy adults lie, in the unit named, and who says so."""

    low: float
    high: float
    unit: str
    source: str


#: Serum magnesium of adults.
MAGNESIUM_REFERENCE = ReferenceRange(
    0.66,
    1.07,
    "mmol/L",
    "a common laboratory range for adults; laboratories differ (Rosanoff et al. 2022, Table 2, "
    "doi 10.1007/s00394-022-02916-w)",
)


def magnesium_unit(code: str) -> Unit:
    """Look a unit of magnesium up by code or label.

    Raises
    ------
    KeyError
        When there is no such unit.
    """
    return {key: unit for unit in MAGNESIUM_UNITS for key in (unit.code, unit.label)}[code]
