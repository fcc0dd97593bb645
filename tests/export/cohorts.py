"""Cohorts for the scripts: the bundled one, an upload with odd names, missing values everywhere, hostile names."""

from __future__ import annotations

from functools import cache

import numpy as np

from lib.cohort.codebook import NO, YES, Codebook, Column, Level, Visit
from lib.cohort.cohort import Cohort, make_cohort, read_bundled_cohort
from lib.cohort.intake import import_cohort
from tests.cohort.small_cohort import small_cohort
from tests.pages.odd_cohorts import AGE, DIAGNOSIS, MADRS, MG, ODD_COHORTS, SEX, make

ILLNESSES = tuple(
    Column(f"illness_{i}", f"Illness {i}", "yes_no", "comorbidity", "Comorbidity", levels=(YES, NO))
    for i in range(3)
)
COUNT = Column(
    "illnesses", "Number of illnesses", "count_of", "comorbidity_count", "Comorbidity",
    members=tuple(column.name for column in ILLNESSES),
)  # fmt: skip
MEDICINES = tuple(
    Column(name, name, "yes_no", "medicine", "Treatment", levels=(YES, NO)) for name in ("one", "two")
)
CLASS = Column(
    "class", "A class", "any_of", "medicine_class", "Treatment", levels=(YES, NO), members=("one", "two")
)

#: What could break out of a text in Python or R, or be taken for a place in a block.
NASTY = (
    '"); import os; os.abort()  # ',
    "x'; system('true') #\nraise SystemExit(1)",
    '"""\\N{BULLET} <<measure>> {cells} %s $x `y` \\',
    "coding: utf-7 \u202e \u2028 \x0c Ł 😀 +AG8-",
)


@cache
def upload() -> Cohort:
    """A wide file in Polish, decimal commas, semicolons, magnesium in mg/dL, empty cells."""
    draw = np.random.default_rng(11)
    heads = [
        "Nr pacjenta",
        "Płeć",
        "Wiek (lata)",
        "Rozpoznanie",
        "Nadciśnienie",
        "Cukrzyca",
        "Udar mózgu",
        "Sertralina",
    ]
    heads += [f"MADRS tydz. {week}" for week in (0, 2, 4)] + [
        f"Mg [mg/dl] tydz. {week}" for week in (0, 2, 4)
    ]
    lines = [";".join(heads)]
    for patient in range(36):
        start = int(draw.integers(24, 45))
        scores = [start, start - int(draw.integers(0, 15)), start - int(draw.integers(0, 40)) % start]
        cells = [f"{1000 + patient * 7}", "km"[patient % 2], str(draw.integers(19, 64)),
                 ("F32", "F33", "F31.3")[int(draw.integers(0, 3))],
                 *("tak" if draw.random() < 0.4 else "nie" for _ in range(4)), *map(str, scores),
                 *(f"{value:.2f}".replace(".", ",") for value in draw.normal(2.1, 0.18, 3))]  # fmt: skip
        lines.append(";".join("" if i > 2 and draw.random() < 0.03 else cell for i, cell in enumerate(cells)))
    cohort = import_cohort("\n".join(lines).encode(), "Wyniki kliniczne.csv").validated.cohort
    return cohort


@cache
def with_gaps() -> Cohort:
    """Sixty patients with a tenth of everything missing, derived columns among them."""
    cohort = make(
        60, 4, MADRS, MG, SEX, AGE, DIAGNOSIS, *ILLNESSES, *MEDICINES, missing=0.1, seed=5
    )  # fmt: skip
    safe = tuple(Level(level.code, level.label) for level in DIAGNOSIS.levels)
    columns = [*cohort.codebook.columns, COUNT, CLASS]
    columns = [
        c if c.name != "diagnosis" else DIAGNOSIS.__class__(**{**vars(c), "levels": safe}) for c in columns
    ]
    stored = dict(cohort.characteristics)
    book = Codebook(tuple(columns), cohort.codebook.visits)
    return make_cohort("With gaps", book, cohort.patients, stored, cohort.measures)


@cache
def hostile() -> Cohort:
    """Names, labels, levels, visits and ids that would run if they were not quoted."""
    draw = np.random.default_rng(3)
    n = 40
    book = (
        Column("patient", NASTY[0], "identifier", "patient"),
        Column("visit", NASTY[1], "visit", "visit"),
        Column(NASTY[0], NASTY[2], "category", "sex", NASTY[1],
               levels=(Level(NASTY[1], NASTY[0]), Level(NASTY[2], NASTY[3]))),
        Column(NASTY[1], NASTY[3], "category", "diagnosis", NASTY[3],
               levels=tuple(Level(text, text) for text in NASTY)),
        Column("age" + NASTY[2], NASTY[0], "number", "age", unit=NASTY[2]),
        Column("ill" + NASTY[0], NASTY[1], "yes_no", "comorbidity", levels=(YES, NO)),
        Column("madrs" + NASTY[3], NASTY[1], "measure", "depression", unit=NASTY[1], minimum=0, maximum=60),
        Column("mg" + NASTY[2], NASTY[2], "measure", "analyte", unit=NASTY[3], decimals=2),
    )  # fmt: skip
    visits = tuple(Visit(text, text, text, None) for text in NASTY[:3])
    start = draw.integers(25, 45, n).astype(float)
    scores = np.column_stack([start, start - draw.integers(0, 12, n), start - draw.integers(0, 25, n)])
    return make_cohort(
        NASTY[3] + NASTY[1],
        Codebook(book, visits),
        tuple(f"{NASTY[i % 4]} {i}" for i in range(n)),
        {
            NASTY[0]: draw.integers(0, 2, n), NASTY[1]: draw.integers(0, 4, n),
            "age" + NASTY[2]: draw.integers(19, 64, n).astype(float), "ill" + NASTY[0]: draw.integers(0, 2, n),
        },
        {"madrs" + NASTY[3]: scores, "mg" + NASTY[2]: np.round(draw.normal(0.85, 0.08, (n, 3)), 2)},
    )  # fmt: skip


@cache
def rare() -> Cohort:
    """Four hundred patients: tables too large for the exact test, with common levels and with rare ones."""
    draw = np.random.default_rng(8)
    often = Column(
        "often",
        "Often",
        "category",
        "characteristic",
        levels=(Level("a", "A"), Level("b", "B"), Level("c", "C")),
    )
    seldom = Column(
        "seldom",
        "Seldom",
        "category",
        "characteristic",
        levels=tuple(Level(f"r{i}", f"R{i}") for i in range(5)),
    )
    made = make(400, 2, MADRS, SEX, missing=0, seed=2)
    book = Codebook((*made.codebook.columns, often, seldom), made.codebook.visits)
    values = {
        **made.characteristics, "often": draw.integers(0, 3, 400),
        "seldom": np.minimum(draw.geometric(0.75, 400) - 1, 4),
    }  # fmt: skip
    return make_cohort("Rare", book, made.patients, values, made.measures)


def threshold() -> Cohort:
    """Falls of exactly a fifth, which 1 - 24 / 30 >= 0.2 misses, a baseline of 0, and missing ratings."""
    nan = float("nan")
    return small_cohort(
        [[30, 26, 24], [35, 30, 28], [25, 21, 20], [30, 27, 25], [0, 1, 0], [nan, 20, 10], [40, 20, nan],
         [20, 11, 10], [15, 12, 12], [45, nan, 36], [10, 9, 8], [33, 30, 27]],
        sex=[0, 1] * 6, epilepsy=[0, 1, -1] * 4, stroke=[1, 0, 1, -1] * 3, age=[40, 41, 42, nan] * 3,
    )  # fmt: skip


COHORTS = {
    "threshold": threshold,
    "bundled": read_bundled_cohort,
    "upload": upload,
    "gaps": with_gaps,
    "hostile": hostile,
    "rare": rare,
    **{name: lambda cohort=cohort: cohort for name, cohort in ODD_COHORTS.items()},
}
