"""Deals the medicines anew among the patients of an outcome group so that no unreported comparison is significant.

The counts of Table 1 say nothing of who takes what. Sets of medicines, or single medicines of a set, change hands
between two patients of the same outcome group, so no printed count can change; the Metropolis rule keeps likely
company likely (`affinities`), and the sum of what is too significant (`unreported`) is driven to nothing.
"""

from __future__ import annotations

import numpy as np

from cohort_builder.codebook import Codebook
from cohort_builder.people import CATEGORIES, SETS, Block, Table
from cohort_builder.published import GROUPS, Counts
from cohort_builder.unreported import MEDICINE_SETS, Person, View, excess_of, views_of

MOVES = 60_000
STRICTNESS = 20.0  # log odds against a move for each natural log by which p values fall below their limits


def table_of(people: list[Person], group: str, counts: Counts, codebook: Codebook) -> Table:
    """Return the patients of one outcome group as the feature table that is rearranged."""
    dealt = []
    for column in CATEGORIES:
        levels = tuple(counts.levels(column, group))
        values = np.array([[person[column] == level for level in levels] for person in people], dtype=int)
        dealt.append((Block(tuple(f"{column}={level}" for level in levels), exchange=False), values))
    for column in SETS:
        members = codebook.members[column]
        values = np.array([[person[name] == "yes" for name in members] for person in people], dtype=int)
        dealt.append((Block(members, exchange=True), values))
    age, bmi = (np.array([float(person[name]) for person in people]) for name in ("age", "bmi"))
    return Table(dealt, age, bmi, codebook)


class Deal:
    """All patients with the medicines they have so far, and how far that is too significant.

    Parameters
    ----------
    people : list of dict
        In file order, with ``outcome``.
    views : list of View
        Measures that the medicines are compared in.
    counts : Counts
        Names the levels.
    codebook : Codebook
        Columns and members.
    """

    def __init__(self, people: list[Person], views: list[View], counts: Counts, codebook: Codebook) -> None:
        self.people, self.views, self.codebook = list(people), views, codebook
        self.diagnoses = [person["diagnosis"] for person in people]
        outcomes = np.array([person["outcome"] for person in people])
        self.places = {group: np.flatnonzero(outcomes == group) for group in GROUPS}
        self.tables = {
            group: table_of([people[i] for i in places], group, counts, codebook)
            for group, places in self.places.items()
        }
        self.excess = excess_of(self.people, self.views, self.diagnoses, codebook)

    def move(self, rng: np.random.Generator) -> None:
        """Propose one exchange between two patients, and make it by the Metropolis rule."""
        group = outcome_of(int(rng.integers(len(self.people))), self.places)
        table = self.tables[group]
        names = self.codebook.members[str(rng.choice(MEDICINE_SETS))]
        block = next(block for block in table.blocks if block.names == names)
        pair = rng.choice(len(table.values), size=2, replace=False)
        rows = table.propose(block, pair, rng)
        if rows is None or (rows == table.values[pair]).all():
            return
        gain = table.score(rows) - table.score(table.values[pair])
        chance = np.log(rng.random())
        if chance >= gain + STRICTNESS * self.excess:
            return
        trial = list(self.people)
        for place, row in zip(self.places[group][pair], rows, strict=True):
            given = {name: "yes" if row[table.place[name]] == 1 else "no" for name in block.names}
            trial[place] = trial[place] | given
        excess = excess_of(trial, self.views, self.diagnoses, self.codebook)
        if chance < gain + STRICTNESS * (self.excess - excess):
            self.people, self.excess, table.values[pair] = trial, excess, rows


def outcome_of(place: int, places: dict[str, np.ndarray]) -> str:
    """Return the outcome group of a patient given by place."""
    return next(group for group, members in places.items() if place in members)


def deal_medicines(
    people: list[Person],
    measures: dict[str, np.ndarray],
    counts: Counts,
    codebook: Codebook,
    rng: np.random.Generator,
) -> list[Person]:
    """Deal the medicines anew until no unreported comparison is too significant.

    Parameters
    ----------
    people : list of dict
        In file order, with ``outcome``.
    measures : dict
        Measure to ndarray of float, shape (patients, visits), NaN where missing.
    counts : Counts
        Names the levels.
    codebook : Codebook
        Columns and members.
    rng : numpy.random.Generator
        Seeded source of chance.

    Returns
    -------
    list of dict
        The same patients in the same order; only medicines differ, within the counts of each outcome group.

    Raises
    ------
    RuntimeError
        When the moves run out.
    """
    views = views_of(measures, [person["diagnosis"] for person in people])
    deal = Deal(people, views, counts, codebook)
    for _ in range(MOVES):
        if deal.excess == 0:
            return deal.people
        deal.move(rng)
    raise RuntimeError(
        f"An unreported comparison is too significant after {MOVES} moves ({deal.excess:.3f})."
    )
