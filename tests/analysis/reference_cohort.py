"""Cohorts made of the reference data sets, incomplete patients included, so that the whole way can be held to R."""

import numpy as np

from lib.cohort.codebook import Codebook, Column, Level, Visit
from lib.cohort.cohort import Cohort, make_cohort
from tests.stats.reference_sets import columns, figures, matrix

SETS = figures("anova")["sets"]


def cohort_of(entry: dict) -> Cohort:
    """Make a cohort of one entry of anova.json: its measure is `value`, its groups the column `group`."""
    values = matrix(entry["data"], entry["visits"])
    book = [Column("patient", "Patient", "identifier", "patient"), Column("visit", "Visit", "visit", "visit")]
    characteristics = {}
    if entry["group"]:
        levels = tuple(Level(level, f"Group {level}") for level in entry["levels"])
        codes = [level.code for level in levels]
        cells = columns(entry["data"])[entry["group"]]
        characteristics["group"] = np.array([codes.index(c) if c in codes else -1 for c in cells])
        book.append(Column("group", "Group", "category", "characteristic", levels=levels))
    book.append(Column("value", "Value", "measure", "analyte", unit="units", decimals=2))
    visits = tuple(Visit(name, name, name, None) for name in entry["visits"])
    patients = tuple(f"P{i + 1}" for i in range(len(values)))
    return make_cohort(
        "Reference", Codebook(tuple(book), visits), patients, characteristics, {"value": values}
    )


def pairs_cohort() -> Cohort:
    """Make a cohort of the reference set of associations: measures `x` and `y` at four visits."""
    x, y = (matrix("association", [f"{name}{i}" for i in range(1, 5)]) for name in "xy")
    book = (
        Column("patient", "Patient", "identifier", "patient"),
        Column("visit", "Visit", "visit", "visit"),
        Column("y", "Rating", "measure", "scale", unit="points"),
        Column("x", "Mg²⁺", "measure", "analyte", unit="mmol/L", decimals=2),
    )
    visits = tuple(Visit(f"v{i}", f"Visit {i}", f"V{i}", None) for i in range(1, 5))
    patients = tuple(f"P{i + 1}" for i in range(len(x)))
    return make_cohort("Pairs", Codebook(book, visits), patients, {}, {"x": x, "y": y})
