"""The fewest changes to a cohort with which no group of patients alike is small."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from lib.cohort.codebook import DERIVED_KINDS, Column
from lib.cohort.cohort import Cohort
from lib.cohort.protection.small_groups import MIN_GROUP
from lib.share.coarsening import Coarsening, coarser_column
from lib.share.groups import CALL_ROWS, codes_of, refine

#: Rows grouped, at most, in the search; what it has found by then is proposed.
MAX_GROUPED = 10_000_000
#: Roles of the columns that are kept before all others unless the owner says otherwise: the analyses ask by them.
LEADING_ROLES = ("sex", "diagnosis", "age")
#: Least patients of a band or a joined level, in multiples of k, from mild to hard.
MILDNESS = (1, 2, 3, 4, 6, 8, 12, 16, 24, 32)


@dataclass(frozen=True)
class Proposal:
    """Changes with which no group is small.

    Attributes
    ----------
    how : Coarsening
        The changes.
    holds : bool
        Whether they are enough; they never are for a cohort of fewer than k patients.
    fewest : bool
        Whether it is proven that fewer columns changed would not be enough.
    """

    how: Coarsening
    holds: bool
    fewest: bool


def leading_names(cohort: Cohort) -> tuple[str, ...]:
    """List the columns that are kept first unless the owner says otherwise."""
    return tuple(column.name for role in LEADING_ROLES for column in cohort.codebook.with_role(role))


def propose(
    cohort: Cohort, k: int = MIN_GROUP, first: Sequence[str] = (), dropped: Sequence[str] = ()
) -> Proposal:
    """Propose the fewest changes with which no group of patients alike in every column that leaves is small.

    Parameters
    ----------
    cohort : Cohort
        As uploaded.
    k : int
        Least size of a group that is not small.
    first : sequence of str
        Columns that matter most, by name: one after another they stay in the mildest form that k allows, whatever it
        costs the others.
    dropped : sequence of str
        Columns left out in any case.

    Returns
    -------
    Proposal
        Beside these as many columns as possible stay as they are. Each other column is then kept in the mildest form
        that k allows: a number in bands, a category with its rare levels joined; else it is left out.

    Notes
    -----
    Columns that make no small group make none with one of them left out. So the largest set that may stay is found
    as the largest clique is in a graph: a set grows by columns that still fit, and is given up when even all of them
    would not beat the best one found (Carraghan and Pardalos 1990, doi 10.1016/0167-6377(90)90057-C).
    """
    if cohort.n_patients < k:
        return Proposal(Coarsening(dropped=tuple(dropped)), holds=False, fewest=False)
    columns = {
        c.name: c
        for c in cohort.codebook.characteristics
        if c.kind not in DERIVED_KINDS and c.name not in dropped
    }
    draft = _Draft(cohort, k, dropped=list(dropped))
    for name in dict.fromkeys(first):
        if name in columns:
            draft.keep_mildest(columns.pop(name))
    search = _Search([codes_of(cohort.characteristics[name]) for name in columns], draft.group, k)
    kept = search.run()
    for i in kept:
        draft.group = refine(draft.group, search.columns[i])
    for i, column in enumerate(columns.values()):
        if i not in kept:
            draft.keep_mildest(column)
    how = Coarsening(tuple(draft.bands), tuple(draft.joins), tuple(draft.dropped))
    return Proposal(how, holds=True, fewest=search.proven)


@dataclass
class _Draft:
    """Changes so far, and the groups that the columns kept make."""

    cohort: Cohort
    k: int
    dropped: list[str]
    bands: list[tuple[str, int]] = field(default_factory=list)
    joins: list[tuple[str, int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.group = np.zeros(self.cohort.n_patients, dtype=np.int64)

    def keep_mildest(self, column: Column) -> None:
        """Keep a column as it is, else in the mildest form that makes no small group, else leave it out."""
        values = self.cohort.characteristics[column.name]
        for least in (0, *(step * self.k for step in MILDNESS)):
            coarser = coarser_column(column, values, least, least)
            if coarser is None or (least and column.kind not in ("number", "category")):
                break
            finer = refine(self.group, codes_of(coarser[1]))
            if np.bincount(finer).min() >= self.k:
                self.group = finer
                if least:
                    (self.bands if column.kind == "number" else self.joins).append((column.name, least))
                return
        self.dropped.append(column.name)


@dataclass
class _Search:
    """The search for the largest set of columns that makes no small group within given groups."""

    columns: list[np.ndarray]
    given: np.ndarray
    k: int
    best: list[int] = field(default_factory=list)
    proven: bool = True
    _left: int = MAX_GROUPED

    def run(self) -> frozenset[int]:
        rows, counts = np.unique(np.column_stack([self.given, *self.columns]), axis=0, return_counts=True)
        self._rows, self._counts = rows[:, 1:], counts.astype(float)
        self._grow([], rows[:, 0], list(range(len(self.columns))))
        return frozenset(self.best)

    def _grow(self, chosen: list[int], group: np.ndarray, candidates: list[int]) -> None:
        fitting = []
        for i in candidates:
            finer = self._refined(group, i)
            if finer is not None:
                fitting.append((i, finer))
        if len(chosen) > len(self.best):
            self.best = chosen
        for place, (i, finer) in enumerate(fitting):
            if len(chosen) + len(fitting) - place <= len(self.best):
                return
            if self._left < 0:
                self.proven = False
                return
            self._grow([*chosen, i], finer, [j for j, _ in fitting[place + 1 :]])

    def _refined(self, group: np.ndarray, i: int) -> np.ndarray | None:
        """Split the groups by one more column; None where one gets small."""
        self._left -= len(group) + CALL_ROWS
        finer = refine(group, self._rows[:, i])
        return finer if np.bincount(finer, self._counts).min() >= self.k else None
