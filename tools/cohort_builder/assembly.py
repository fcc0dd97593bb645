"""Puts people, ratings and Mg²⁺ together into the rows of the cohort file."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import numpy as np

from cohort_builder.codebook import Codebook
from cohort_builder.correlation import strengths, unrelate
from cohort_builder.gaps import leave_gaps
from cohort_builder.medicines import deal_medicines
from cohort_builder.numbers import AGE, BMI, meet, split_groups
from cohort_builder.people import deal_people
from cohort_builder.published import Counts
from cohort_builder.ratings import draw_ratings
from cohort_builder.unreported import goes_with_comorbidity

SEED = 2021
AGE_STREAM, BMI_STREAM, PEOPLE_STREAM, ORDER_STREAM, RATING_STREAM, GAP_STREAM, MEDICINE_STREAM = range(1, 8)
SOLUTION = Path(__file__).with_name("magnesium.csv")

Person = dict[str, str]


def build_people(counts: Counts, codebook: Codebook) -> list[Person]:
    """Return the 49 patients in file order: base columns, ``patient`` and the outcome group.

    The outcome group is kept under ``outcome`` for the builder; it is not a column of the file. The medicines
    are those first dealt, before `redeal_medicines`.
    """
    age = meet(AGE, np.random.default_rng([SEED, AGE_STREAM]))
    bmi = meet(BMI, np.random.default_rng([SEED, BMI_STREAM]))
    dealt = deal_people(split_groups(age), split_groups(bmi), counts, codebook, SEED * 10 + PEOPLE_STREAM)
    people = [person | {"outcome": group} for group, members in dealt.items() for person in members]
    order = np.random.default_rng([SEED, ORDER_STREAM]).permutation(len(people))
    return [people[i] | {"patient": f"P{place:02d}"} for place, i in enumerate(order, start=1)]


def build_ratings(people: list[Person], magnesium: np.ndarray, codebook: Codebook) -> dict[str, np.ndarray]:
    """Return MADRS and YMRS of the patients, each (patients, 5), in points, NaN in the gaps.

    No correlation with Mg²⁺ is significant, and no course goes with a comorbidity.
    """
    groups = [person["outcome"] for person in people]
    diagnoses = [person["diagnosis"] for person in people]
    rng = np.random.default_rng([SEED, RATING_STREAM])
    drawn = draw_ratings(groups, diagnoses, rng)
    complete = {
        "madrs": unrelate(magnesium, drawn["madrs"], groups, rng),
        "ymrs": unrelate(magnesium, drawn["ymrs"], diagnoses, rng),
    }

    def holds(values: np.ndarray) -> bool:
        related = np.abs(strengths(magnesium, values)).max() > 1
        return not related and not goes_with_comorbidity(values, people, codebook)

    return leave_gaps(complete, codebook.visits, holds, np.random.default_rng([SEED, GAP_STREAM]))


def redeal_medicines(
    people: list[Person],
    ratings: dict[str, np.ndarray],
    magnesium: np.ndarray,
    counts: Counts,
    codebook: Codebook,
) -> list[Person]:
    """Return the same patients with medicines that go with no measure's course; ratings (patients, 5)."""
    rng = np.random.default_rng([SEED, MEDICINE_STREAM])
    return deal_medicines(people, {"mg": magnesium, **ratings}, counts, codebook, rng)


def read_magnesium(path: Path = SOLUTION) -> np.ndarray:
    """Read the Mg²⁺ solution.

    Parameters
    ----------
    path : Path
        One row a patient in file order, one column a visit, in hundredths of a mmol/L; empty is missing.

    Returns
    -------
    ndarray of float, shape (49, 5)
        Hundredths of a mmol/L, NaN where missing.
    """
    with path.open(encoding="utf-8", newline="") as handle:
        rows = list(csv.reader(handle))[1:]
    return np.array([[float(cell) if cell else np.nan for cell in row[1:]] for row in rows])


def write_magnesium(values: np.ndarray, codebook: Codebook, path: Path = SOLUTION) -> None:
    """Write a Mg²⁺ solution (49, 5) in hundredths of a mmol/L; NaN is written as an empty cell."""
    lines = [",".join(("patient", *codebook.visits))]
    for place, row in enumerate(values, start=1):
        cells = ["" if np.isnan(value) else str(int(value)) for value in row]
        lines.append(",".join((f"P{place:02d}", *cells)))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")


def cohort_text(
    people: list[Person], ratings: dict[str, np.ndarray], magnesium: np.ndarray, codebook: Codebook
) -> str:
    """Return the cohort file: long form, one row a patient and visit, stored columns in codebook order."""
    out = io.StringIO()
    writer = csv.DictWriter(out, codebook.stored, lineterminator="\n", extrasaction="ignore")
    writer.writeheader()
    for i, person in enumerate(people):
        for v, visit in enumerate(codebook.visits):
            measures = {name: cell_text(values[i, v], 0) for name, values in ratings.items()}
            mg = cell_text(magnesium[i, v] / 100, 2)
            writer.writerow(person | measures | {"visit": visit, "mg": mg})
    return out.getvalue()


def cell_text(value: float, decimals: int) -> str:
    """Return a value as it stands in the file: with its decimals, empty where missing."""
    return "" if np.isnan(value) else f"{value:.{decimals}f}"
