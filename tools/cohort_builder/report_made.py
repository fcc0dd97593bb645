"""The tables of the data README on what the builder made: missing ratings, and comparisons nobody reported."""

from __future__ import annotations

import numpy as np

from cohort_builder.codebook import Codebook
from cohort_builder.unreported import (
    MEDICINE_SETS,
    Person,
    compared_cells,
    p_of_courses,
    p_of_takers,
    view_of,
)

LABELS = {"mg": "Mg²⁺", "madrs": "MADRS", "ymrs": "YMRS"}


def gaps_table(people: list[Person], ratings: dict[str, np.ndarray], codebook: Codebook) -> str:
    """Return who misses which rating, as Markdown; ratings (patients, visits)."""
    lines = ["| rating | missing | patient and visit |", "|---|---|---|"]
    for name, values in ratings.items():
        cells = [f"{people[i]['patient']} {codebook.visits[v]}" for i, v in np.argwhere(np.isnan(values))]
        lines.append(f"| {LABELS[name]} | {len(cells)} of {values.size} | {', '.join(cells)} |")
    return "\n".join(lines)


def holm(p: np.ndarray) -> np.ndarray:
    """Return Holm's adjusted p of one family, shape (tests,)."""
    order = np.argsort(p)
    steps = np.minimum(1, p[order] * np.arange(len(p), 0, -1))
    out = np.empty(len(p))
    out[order] = np.maximum.accumulate(steps)
    return out


def family_line(name: str, p: np.ndarray) -> str:
    """Return one line: the family, its tests, the smallest p and the smallest adjusted p; NaN is no test."""
    tested = p[~np.isnan(p)]
    return f"| {name} | {len(tested)} | {tested.min():.3f} | {holm(tested).min():.3f} |"


def unreported_table(people: list[Person], measures: dict[str, np.ndarray], codebook: Codebook) -> str:
    """Return the smallest p of every family of comparisons nobody reported, as Markdown.

    Parameters
    ----------
    people : list of dict
        In file order.
    measures : dict
        Measure to ndarray of float, shape (patients, visits), NaN where missing.
    codebook : Codebook
        Columns and members.
    """
    diagnoses = [person["diagnosis"] for person in people]
    cells, owner, is_class = [], 0, []
    families = {}
    for column in MEDICINE_SETS:
        part, owners = compared_cells(people, codebook, (column,))
        yes_no = 2 * (len(codebook.members[column]) + 1)  # the comparison by number is no row of a family
        cells.append(part[:yes_no])
        is_class += [False] * len(codebook.members[column]) + [True]
        owner += len(np.unique(owners[:yes_no]))
    stacked, places = np.concatenate(cells), np.repeat(np.arange(owner), 2)
    kinds = {"medicine classes": np.array(is_class), "medicines": ~np.array(is_class)}
    for name, values in measures.items():
        course, level = np.split(p_of_courses(view_of(values, diagnoses, "", 0), stacked, places), 2)
        for kind, chosen in kinds.items():
            families[f"{LABELS[name]}, course, {kind}"] = course[chosen]
            families[f"{LABELS[name]}, level, {kind}"] = level[chosen]
    for kind, chosen in kinds.items():
        families[f"Taken, MDD against BP, {kind}"] = p_of_takers(stacked, places, diagnoses)[chosen]
    lines = ["| family | tests | smallest p | smallest p (Holm) |", "|---|---|---|---|"]
    return "\n".join(lines + [family_line(name, p) for name, p in families.items()])
