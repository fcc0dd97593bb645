"""Comparisons that the paper does not report, and how significant they are.

A medicine or class is compared with its absence (and a class counted in medicines by its number) in each measure:
time × medicine and the medicine's difference between patients, of a mixed model of the complete patients. The same
among the patients treated for MDD and for BP alone. Besides, who takes what is compared between the diagnoses,
and the ratings between patients with and without each comorbidity.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import stats

from cohort_builder.codebook import Codebook
from cohort_builder.mg_statistics import CONTRASTS

MEDICINE_SETS = ("tca", "ssri", "snri", "other_antidepressants", "antipsychotics", "mood_stabilisers")
# Smallest unadjusted p that may remain: of everybody's courses, of one diagnosis' courses, of who takes what.
# With .02 the smallest p of six classes is .12 after Holm's adjustment, that of 21 medicines .42.
LIMIT_EVERYBODY, LIMIT_DIAGNOSIS, LIMIT_TAKERS = 0.02, 0.01, 0.012
# Of the ratings' courses by comorbidity; with .006 the smallest of nine is .054 after Holm's adjustment.
LIMIT_COMORBIDITY = 0.006
FEWEST = 2  # patients a compared cell needs

Person = dict[str, str]


@dataclass(frozen=True)
class View:
    """One measure among some patients.

    Attributes
    ----------
    rows : ndarray of int
        Places of the complete patients in the cohort.
    contrasts : ndarray, shape (complete patients, 4)
        Their visit contrasts.
    means : ndarray, shape (complete patients, 1)
        Their means over the visits.
    limit : float
        Smallest p allowed.
    """

    rows: np.ndarray
    contrasts: np.ndarray
    means: np.ndarray
    limit: float


def views_of(measures: dict[str, np.ndarray], diagnoses: list[str]) -> list[View]:
    """Return every measure among everybody and among the patients of each diagnosis."""
    limits = {"": LIMIT_EVERYBODY, "MDD": LIMIT_DIAGNOSIS, "BP": LIMIT_DIAGNOSIS}
    return [
        view_of(values, diagnoses, within, limit)
        for values in measures.values()
        for within, limit in limits.items()
    ]


def view_of(values: np.ndarray, diagnoses: list[str], within: str, limit: float) -> View:
    """Return a measure (patients, visits) among the complete patients treated for `within`; empty for all."""
    chosen = np.array([within in ("", diagnosis) for diagnosis in diagnoses])
    rows = np.flatnonzero(chosen & ~np.isnan(values).any(axis=1))
    return View(rows, values[rows] @ CONTRASTS, values[rows].mean(axis=1, keepdims=True), limit)


def compared_cells(
    people: list[Person], codebook: Codebook, sets: tuple[str, ...] = MEDICINE_SETS
) -> tuple[np.ndarray, np.ndarray]:
    """Return the cells of every comparison: indicator (cells, patients), and the comparison of each cell.

    Each set is compared item by item, as having any, and by the number of its items.
    """
    factors = []
    for column in sets:
        has = np.array([[person[name] == "yes" for name in codebook.members[column]] for person in people])
        count = has.sum(axis=1)
        numbers = [count == level for level in range(count.max() + 1)]
        factors += [[one, ~one] for one in has.T] + [[count > 0, count == 0]]
        factors += [numbers] if len(numbers) > 2 else []
    owner = np.repeat(np.arange(len(factors)), [len(factor) for factor in factors])
    return np.array([cell for factor in factors for cell in factor], dtype=float), owner


def p_of_courses(view: View, cells: np.ndarray, owner: np.ndarray) -> np.ndarray:
    """Return p of time × factor and of the factor of every comparison; NaN where a cell has too few patients."""
    inside = cells[:, view.rows]
    sizes = inside.sum(axis=1)
    firsts = np.flatnonzero(np.diff(owner, prepend=-1))
    usable = np.minimum.reduceat(sizes, firsts) >= FEWEST
    count = np.bincount(owner)
    out = []
    for values in (view.contrasts, view.means):
        centred = values - values.mean(axis=0)
        sums = inside @ centred
        squares = (sums**2).sum(axis=1) / np.maximum(sizes, 1)
        between = np.add.reduceat(squares, firsts)
        width = values.shape[1]
        df1, df2 = width * (count - 1), width * (len(view.rows) - count)
        f = (between / df1) / (((centred**2).sum() - between) / df2)
        out.append(np.where(usable, stats.f.sf(f, df1, df2), np.nan))
    return np.concatenate(out)


def p_of_takers(cells: np.ndarray, owner: np.ndarray, diagnoses: list[str]) -> np.ndarray:
    """Return Fisher's p of each medicine and class against the diagnosis; NaN for counted classes."""
    bipolar = np.array(diagnoses) == "BP"
    firsts, count = np.flatnonzero(np.diff(owner, prepend=-1)), np.bincount(owner)
    out = np.full(len(count), np.nan)
    for place in np.flatnonzero(count == 2):
        takes = cells[firsts[place]] == 1
        table = [[(takes & bipolar).sum(), (takes & ~bipolar).sum()]]
        table += [[(~takes & bipolar).sum(), (~takes & ~bipolar).sum()]]
        out[place] = stats.fisher_exact(table).pvalue
    return out


def goes_with_comorbidity(values: np.ndarray, people: list[Person], codebook: Codebook) -> bool:
    """Say whether a rating's course (patients, visits) differs with a comorbidity more than allowed."""
    diagnoses = [person["diagnosis"] for person in people]
    everybody = view_of(values, diagnoses, "", LIMIT_COMORBIDITY)
    found = [p_of_courses(everybody, *compared_cells(people, codebook, ("somatic_comorbidities",)))]
    for within in ("BP", "MDD"):
        has = np.array([person[f"comorbid_{within.lower()}"] == "yes" for person in people])
        view = view_of(values, diagnoses, within, LIMIT_COMORBIDITY)
        found.append(p_of_courses(view, np.array([has, ~has], dtype=float), np.zeros(2, dtype=int)))
    return bool(np.nanmin(np.concatenate(found)) < LIMIT_COMORBIDITY)


def excess_of(people: list[Person], views: list[View], diagnoses: list[str], codebook: Codebook) -> float:
    """Return how far below their limits the p values lie, summed in natural logs; 0 when none is."""
    cells, owner = compared_cells(people, codebook)
    found = [(p_of_courses(view, cells, owner), view.limit) for view in views]
    found.append((p_of_takers(cells, owner, diagnoses), LIMIT_TAKERS))
    return float(sum(np.nansum(np.maximum(np.log(limit / p), 0)) for p, limit in found))
