"""Cohorts of other shapes, made in a few lines, for the pages to cope with."""

import numpy as np

from lib.cohort.codebook import NO, YES, Codebook, Column, Level, Visit
from lib.cohort.cohort import Cohort, make_cohort

HOSTILE = '<img src=x onerror=alert(1)> [x](javascript:alert(1)) $\\LaTeX$ =HYPERLINK("x") **bold**'
MADRS = Column("madrs", "MADRS", "measure", "depression", "Measures", "points", minimum=0, maximum=60)
HAMD = Column(
    "hamd17",
    "HAM-D17",
    "measure",
    "depression",
    "Measures",
    "points",
    minimum=0,
    maximum=54,
    remission_cutoff=7,
)
MG = Column("mg", "Mg²⁺", "measure", "analyte", "Measures", "mmol/L", minimum=0.1, maximum=10, decimals=2)
CORTISOL = Column("cortisol", "Kortyzol", "measure", "analyte", "Measures", "nmol/L", minimum=1, maximum=5000)
SEX = Column(
    "sex", "Płeć", "category", "sex", "Demographics", levels=(Level("k", "kobieta"), Level("m", "mężczyzna"))
)
AGE = Column("age", "Alter", "number", "age", "Demographics", "years", minimum=18, maximum=120)
DIAGNOSIS = Column(
    "diagnosis",
    "Rozpoznanie",
    "category",
    "diagnosis",
    "Diagnosis",
    levels=tuple(
        Level(code, label) for code, label in (("a", "F32"), ("b", "F33"), ("c", "F31"), ("d", HOSTILE))
    ),
)


def _illness(i: int) -> Column:
    return Column(f"illness_{i}", f"Illness {i}", "yes_no", "comorbidity", "Comorbidity", levels=(YES, NO))


def make(n: int, visits: int, *columns: Column, missing: float = 0.1, seed: int = 1) -> Cohort:
    """Make a cohort of n patients with these columns; a share of every value is missing."""
    draw = np.random.default_rng(seed)

    def lost(shape: int | tuple[int, int]) -> np.ndarray:
        return draw.random(shape) < missing

    characteristics, measures = {}, {}
    for column in columns:
        if column.kind == "measure":
            high = {"analyte": 1.0, "depression": 40.0}.get(column.role, 10.0)
            values = np.round(draw.random((n, visits)) * high / 2 + high / 2, column.decimals)
            measures[column.name] = np.where(lost((n, visits)), np.nan, values)
        elif column.kind == "number":
            characteristics[column.name] = np.where(lost(n), np.nan, draw.integers(18, 80, n).astype(float))
        else:
            codes = draw.integers(0, len(column.levels), n)
            characteristics[column.name] = np.where(lost(n), -1, codes)
    fixed = (
        Column("patient", "Patient", "identifier", "patient"),
        Column("visit", "Visit", "visit", "visit"),
    )
    planned = tuple(Visit(f"v{i}", f"Wizyta {i}", f"W{i}", float(7 * i)) for i in range(visits))
    names = tuple(f"P{i + 1:03d}" for i in range(n))
    return make_cohort(HOSTILE, Codebook((*fixed, *columns), planned), names, characteristics, measures)


CENTRE = Column(
    "centre", "Ośrodek", "category", "characteristic", "Characteristics",
    levels=tuple(Level(f"c{i}", f"Centre {i}") for i in range(500)),
)  # fmt: skip

ODD_COHORTS = {
    "five hundred centres": make(900, 3, MADRS, MG, SEX, CENTRE),
    "no depression scale": make(12, 3, MG, SEX, AGE),
    "no analyte": make(12, 3, HAMD, SEX, AGE, DIAGNOSIS),
    "one measure and nothing else": make(12, 3, MADRS),
    "another analyte": make(20, 4, CORTISOL, HAMD, SEX),
    "two visits": make(15, 2, MADRS, MG, SEX),
    "thirty visits": make(30, 30, MADRS, MG, SEX, AGE, missing=0.01),
    "five patients": make(5, 5, MADRS, MG, SEX, AGE, DIAGNOSIS, missing=0),
    "four diagnoses, one hostile": make(80, 5, MADRS, MG, SEX, AGE, DIAGNOSIS),
    "forty comorbidities": make(60, 5, MADRS, MG, *(_illness(i) for i in range(40))),
    "everything missing": make(10, 3, MADRS, MG, SEX, AGE, missing=1.0),
    "two thousand patients": make(2000, 5, MADRS, MG, SEX, AGE, DIAGNOSIS, missing=0.05),
}
