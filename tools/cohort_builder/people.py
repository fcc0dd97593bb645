"""Deals the counts of Table 1 to patients: exact margins, sensible company.

Within an outcome group each block of columns (an occupation, a set of comorbidities, the antipsychotics …)
is dealt to the patients so that its counts are exact. Then blocks change hands between patients of the same
group, and items between patients who keep their number of items. Neither move can change a count; the
Metropolis rule makes the pairs of `affinities` likely and the rest random.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cohort_builder.affinities import AFFINITIES, NEVER
from cohort_builder.codebook import Codebook
from cohort_builder.published import GROUP_SIZES, GROUPS, Counts

CATEGORIES = ("sex", "occupation", "education", "diagnosis")
SETS = (
    "somatic_comorbidities",
    "tca",
    "ssri",
    "snri",
    "other_antidepressants",
    "antipsychotics",
    "mood_stabilisers",
)
AGE_THRESHOLDS = (20, 24, 35, 45)
MOVES_PER_PATIENT = 600


@dataclass(frozen=True)
class Block:
    """Columns that change hands together.

    Attributes
    ----------
    names : tuple of str
        Features, one a column of the block.
    exchange : bool
        Whether single items may be exchanged between patients (sets), or only whole rows.
    """

    names: tuple[str, ...]
    exchange: bool


def deal_category(levels: dict[str, int], rng: np.random.Generator) -> np.ndarray:
    """Return a 0/1 array (patients, levels) with one level a patient and the given counts."""
    codes = rng.permutation(np.repeat(np.arange(len(levels)), list(levels.values())))
    return np.eye(len(levels), dtype=int)[codes]


def deal_set(sizes: np.ndarray, items: list[int], rng: np.random.Generator) -> np.ndarray:
    """Return a 0/1 array (patients, items) with the given row sums and column sums.

    Parameters
    ----------
    sizes : ndarray of int, shape (patients,)
        Number of items each patient has.
    items : list of int
        Number of patients who have each item.
    rng : numpy.random.Generator
        Breaks ties.

    Raises
    ------
    ValueError
        When no table has these margins.

    Notes
    -----
    The most frequent item goes first, to the patients with most room (Gale–Ryser construction).
    """
    room = sizes.copy()
    table = np.zeros((len(sizes), len(items)), dtype=int)
    for item in np.argsort(items)[::-1]:
        order = np.argsort(room + rng.random(len(room)) / 2)[::-1][: items[item]]
        table[order, item] = 1
        room = room - table[:, item]
    if room.any():
        raise ValueError(f"No table has row sums {sizes.tolist()} and column sums {items}.")
    return table


def set_sizes(counts: Counts, block: str, group: str, rng: np.random.Generator) -> np.ndarray:
    """Return how many items of `block` each patient of `group` has, shuffled; unprinted levels are 0."""
    levels = counts.levels(block, group)
    size_of = {"yes": 1}
    filled = np.repeat([size_of.get(level) or int(level) for level in levels], list(levels.values()))
    return rng.permutation(np.concatenate([filled, np.zeros(GROUP_SIZES[group] - len(filled), dtype=int)]))


def score_matrix(names: tuple[str, ...]) -> np.ndarray:
    """Return the affinities as a symmetric matrix (features, features); unknown names raise KeyError."""
    place = {name: i for i, name in enumerate(names)}
    weights = np.zeros((len(names), len(names)))
    for first, second, weight in AFFINITIES:
        weights[place[first], place[second]] += weight / 2
        weights[place[second], place[first]] += weight / 2
    return weights


def dealt_blocks(
    counts: Counts, codebook: Codebook, group: str, rng: np.random.Generator
) -> list[tuple[Block, np.ndarray]]:
    """Deal every category and set of `group`; each comes with its array (patients, names)."""
    dealt = []
    for column in CATEGORIES:
        levels = counts.levels(column, group)
        block = Block(tuple(f"{column}={level}" for level in levels), exchange=False)
        dealt.append((block, deal_category(levels, rng)))
    for column in SETS:
        members = codebook.members[column]
        items = [counts.yes(member, group) for member in members]
        table = deal_set(set_sizes(counts, column, group, rng), items, rng)
        dealt.append((Block(members, exchange=True), table))
    return dealt


class Table:
    """The patients of one group as a feature table that is rearranged in place.

    Parameters
    ----------
    dealt : list of (Block, ndarray)
        The dealt blocks.
    age, bmi : ndarray, shape (patients,)
        Years and kg/m².
    codebook : Codebook
        Gives the members of the medicine classes.
    """

    def __init__(
        self, dealt: list[tuple[Block, np.ndarray]], age: np.ndarray, bmi: np.ndarray, codebook: Codebook
    ) -> None:
        extra = tuple(f"age<{limit}" for limit in AGE_THRESHOLDS)
        self.blocks = [block for block, _ in dealt] + [Block(("age", *extra), False), Block(("bmi",), False)]
        young = [age < limit for limit in AGE_THRESHOLDS]
        age_columns = np.column_stack([(age - 50) / 12, *young])
        parts = [part for _, part in dealt] + [age_columns, ((bmi - 28) / 5.7)[:, None]]
        self.values = np.hstack(parts).astype(float)
        self.names = tuple(name for block in self.blocks for name in block.names)
        self.place = {name: i for i, name in enumerate(self.names)}
        self.classes = ("ssri", "snri", "tca", "mood_stabilisers")
        self.members = [[self.place[m] for m in codebook.members[c]] for c in self.classes]
        self.weights = score_matrix(self.names + self.classes)

    def score(self, rows: np.ndarray) -> float:
        """Return the summed affinity of patients given as feature rows (patients, features)."""
        classes = [rows[:, members].max(axis=1) for members in self.members]
        full = np.column_stack([rows, *classes])
        return float(((full @ self.weights) * full).sum())

    def propose(self, block: Block, pair: np.ndarray, rng: np.random.Generator) -> np.ndarray | None:
        """Return the two patients' rows after a move that keeps every count, or None if none exists."""
        rows = self.values[pair].copy()
        columns = np.array([self.place[name] for name in block.names])
        if not block.exchange or rng.random() < 0.5:
            rows[:, columns] = rows[::-1][:, columns]
            return rows
        mine = columns[(rows[0, columns] == 1) & (rows[1, columns] == 0)]
        yours = columns[(rows[1, columns] == 1) & (rows[0, columns] == 0)]
        if not len(mine) or not len(yours):
            return None
        give, take = rng.choice(mine), rng.choice(yours)
        rows[0, [give, take]], rows[1, [give, take]] = (0, 1), (1, 0)
        return rows

    def rearrange(self, rng: np.random.Generator) -> None:
        """Make Metropolis moves at temperature 1.

        Raises
        ------
        RuntimeError
            When a pair that never meets is left in a patient.
        """
        for _ in range(MOVES_PER_PATIENT * len(self.values)):
            block = self.blocks[rng.integers(len(self.blocks))]
            pair = rng.choice(len(self.values), size=2, replace=False)
            rows = self.propose(block, pair, rng)
            if rows is None:
                continue
            gain = self.score(rows) - self.score(self.values[pair])
            if np.log(rng.random()) < gain:
                self.values[pair] = rows
        lowest = min(self.score(row[None, :]) for row in self.values)
        if lowest < NEVER / 2:
            raise RuntimeError(f"A patient was left with features that never meet (score {lowest:.1f}).")


def psychiatric_comorbidity(
    diagnosis: list[str], counts: Counts, group: str, rng: np.random.Generator
) -> dict[str, list[str]]:
    """Deal the psychiatric comorbidities, each among the patients treated for that diagnosis only."""
    columns = {}
    for treated_for in ("BP", "MDD"):
        column = f"comorbid_{treated_for.lower()}"
        eligible = [i for i, name in enumerate(diagnosis) if name == treated_for]
        chosen = set(rng.choice(eligible, size=counts.yes(column, group), replace=False).tolist())
        columns[column] = ["yes" if i in chosen else "no" for i in range(len(diagnosis))]
    return columns


def deal_group(
    group: str,
    numbers: dict[str, np.ndarray],
    counts: Counts,
    codebook: Codebook,
    rng: np.random.Generator,
) -> list[dict[str, str]]:
    """Return the patients of one outcome group: base columns without patient, visit and measures.

    Parameters
    ----------
    group : str
        Outcome group.
    numbers : dict
        ``age`` (years) and ``bmi`` (0.1 kg/m²), each ndarray of int, shape (patients,).
    counts : Counts
        The counts to meet.
    codebook : Codebook
        Columns and members.
    rng : numpy.random.Generator
        Seeded source of chance.
    """
    bmi = numbers["bmi"] / 10
    dealt = dealt_blocks(counts, codebook, group, rng)
    table = Table(dealt, numbers["age"], bmi, codebook)
    table.rearrange(rng)
    ages = np.rint(table.values[:, table.place["age"]] * 12 + 50).astype(int)
    bmis = table.values[:, table.place["bmi"]] * 5.7 + 28
    people = []
    for i, row in enumerate(table.values):
        person = {"age": str(ages[i]), "bmi": f"{bmis[i]:.1f}"}
        for name, value in zip(table.names, row, strict=True):
            column, _, level = name.partition("=")
            if level and value == 1:
                person[column] = level
            elif column in codebook.yes_no:
                person[column] = "yes" if value == 1 else "no"
        people.append(person)
    extra = psychiatric_comorbidity([person["diagnosis"] for person in people], counts, group, rng)
    return [person | {column: extra[column][i] for column in extra} for i, person in enumerate(people)]


def deal_people(
    age: list[np.ndarray], bmi: list[np.ndarray], counts: Counts, codebook: Codebook, seed: int
) -> dict[str, list[dict[str, str]]]:
    """Return the patients of each outcome group; each group has its own stream of chance."""
    return {
        group: deal_group(
            group, {"age": age[g], "bmi": bmi[g]}, counts, codebook, np.random.default_rng([seed, g])
        )
        for g, group in enumerate(GROUPS)
    }
