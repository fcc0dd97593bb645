"""The codebook: every column and visit of a cohort, as tables that are read and never restated."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

DATA_FOLDER = Path(__file__).parents[2] / "data"

#: Kinds of column. `count_of` and `any_of` are derived from other columns, never stored.
KINDS = ("identifier", "visit", "category", "number", "yes_no", "count_of", "any_of", "measure")
#: Kinds whose values are a few named levels.
LEVELLED_KINDS = ("category", "yes_no", "count_of", "any_of")
DERIVED_KINDS = ("count_of", "any_of")
MAGNESIUM = "mg"
MEASURE_ROLES = ("depression", "mania", "scale", "analyte")


def in_sentence(label: str) -> str:
    """Write a label as it stands inside a sentence: `Responder` becomes `responder`, `MDD` stays `MDD`."""
    ordinary = label[:1].isupper() and label[1:2].islower()
    return label[0].lower() + label[1:] if ordinary else label


@dataclass(frozen=True)
class Level:
    """One value a levelled column can take: its code in the file and its words on the page."""

    code: str
    label: str


YES, NO = Level("yes", "Yes"), Level("no", "No")


@dataclass(frozen=True)
class Column:
    """One line of the codebook.

    Attributes
    ----------
    name, label : str
        Name in the file and words on the page.
    kind : str
        One of `KINDS`.
    role : str
        What the column is to the analyses: `sex`, `comorbidity`, `analyte`, ...
    section : str
        Heading under which Table 1 and the filters show it.
    unit : str
        Unit of a number, empty where there is none.
    levels : tuple of Level
        Named levels in their order; empty for numbers.
    minimum, maximum : float or None
        Limits outside of which a value is impossible; None where there is no limit.
    decimals : int
        Decimals with which values are recorded.
    members : tuple of str
        Columns from which a derived column is counted.
    tested_within : tuple of (str, str) or None
        Column and level to which a test is confined, with None for all patients.
    source : str
        Where the definition comes from.
    remission_cutoff : float or None
        Highest score of a scale that is a remission, in points; None where the scale has no usual one.
    """

    name: str
    label: str
    kind: str
    role: str
    section: str = ""
    unit: str = ""
    levels: tuple[Level, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    decimals: int = 0
    members: tuple[str, ...] = ()
    tested_within: tuple[str, str] | None = None
    source: str = ""
    remission_cutoff: float | None = None

    @property
    def label_with_unit(self) -> str:
        """The label, followed by the unit where there is one: `BMI (kg/m²)`."""
        return f"{self.label} ({self.unit})" if self.unit else self.label


def unit_words(column: Column) -> str:
    """Give the unit of a measure in words: scales without one count points, a laboratory value has none named."""
    return column.unit or ("no unit given" if column.role == "analyte" else "points")


@dataclass(frozen=True)
class Visit:
    """One planned visit; `day` is its nominal day since the first, None when unknown."""

    name: str
    label: str
    short: str
    day: float | None


@dataclass(frozen=True)
class Codebook:
    """All columns and visits of a cohort, in their order."""

    columns: tuple[Column, ...]
    visits: tuple[Visit, ...]

    def column(self, name: str) -> Column:
        """Look a column up by name.

        Raises
        ------
        KeyError
            When the codebook has no such column.
        """
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(f"The codebook has no column named {name!r}.")

    def has(self, name: str) -> bool:
        """Tell whether the codebook has a column of this name."""
        return any(column.name == name for column in self.columns)

    def with_role(self, *roles: str) -> tuple[Column, ...]:
        """List the columns of the given roles, in codebook order."""
        return tuple(column for column in self.columns if column.role in roles)

    @property
    def measures(self) -> tuple[Column, ...]:
        """The columns measured at every visit."""
        return tuple(column for column in self.columns if column.kind == "measure")

    def measure_of(self, role: str) -> Column | None:
        """Find the first measure of a role (`depression`, `mania`, `analyte`), None where absent."""
        return next((column for column in self.measures if column.role == role), None)

    @property
    def depression(self) -> Column:
        """The depression scale, where it is known that there is one.

        Raises
        ------
        ValueError
            When there is none.
        """
        scale = self.measure_of("depression")
        if scale is None:
            raise ValueError("the cohort has no depression scale")
        return scale

    @property
    def leading_measure(self) -> Column:
        """The measure that leads: magnesium where it was measured, else the depression scale, else the first."""
        magnesium = next((c for c in self.measures if c.role == "analyte" and c.name == MAGNESIUM), None)
        return magnesium or self.measure_of("depression") or self.measures[0]

    @property
    def characteristics(self) -> tuple[Column, ...]:
        """The columns that describe a patient: all but identifier, visit and measures."""
        return tuple(c for c in self.columns if c.kind not in ("identifier", "visit", "measure"))

    @property
    def levelled(self) -> tuple[Column, ...]:
        """The characteristics with named levels."""
        return tuple(c for c in self.characteristics if c.kind in LEVELLED_KINDS)

    def visit(self, name: str) -> Visit:
        """Look a visit up by name.

        Raises
        ------
        KeyError
            When the codebook has no such visit.
        """
        for visit in self.visits:
            if visit.name == name:
                return visit
        raise KeyError(f"The codebook has no visit named {name!r}.")


def _levels(kind: str, text: str) -> tuple[Level, ...]:
    if kind in ("yes_no", "any_of"):
        return (YES, NO)
    return tuple(Level(*pair.split("=", 1)) for pair in text.split("|") if pair)


def _column(row: dict[str, str]) -> Column:
    within = row["tested_within"].partition("=")
    return Column(
        name=row["column"],
        label=row["label"],
        kind=row["kind"],
        role=row["role"],
        section=row["section"],
        unit=row["unit"],
        levels=_levels(row["kind"], row["levels"]),
        minimum=float(row["minimum"]) if row["minimum"] else None,
        maximum=float(row["maximum"]) if row["maximum"] else None,
        decimals=int(row["decimals"] or 0),
        members=tuple(name for name in row["members"].split("|") if name),
        tested_within=(within[0], within[2]) if within[1] else None,
        source=row["source"],
    )


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def read_bundled_codebook() -> Codebook:
    """Read the codebook of the bundled cohort from `data/codebook.csv` and `data/visits.csv`."""
    columns = tuple(_column(row) for row in _rows(DATA_FOLDER / "codebook.csv"))
    visits = tuple(
        Visit(row["visit"], row["label"], row["short"], float(row["day"]) if row["day"] else None)
        for row in _rows(DATA_FOLDER / "visits.csv")
    )
    return Codebook(columns, visits)
