"""Fixed effects: which columns enter, and their rows in treatment or sum coding."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from ..common.result import BoolArray, FloatArray, IndexArray

#: The factor of the visits, which every design has.
VISIT = "visit"
#: Columns that a term multiplies, as ("visit", "group").
Term = tuple[str, ...]


@dataclass(frozen=True)
class Factor:
    """A categorical column of patients.

    Attributes
    ----------
    name : str
        The column's name, as terms call it.
    levels : tuple of str
        Levels in their order; the first is the reference of treatment coding.
    codes : ndarray of int, shape (n,)
        Level of each patient; −1 where missing.
    """

    name: str
    levels: tuple[str, ...]
    codes: IndexArray


@dataclass(frozen=True)
class Covariate:
    """A numeric column of patients: `values`, shape (n,), in the column's own unit; NaN where missing."""

    name: str
    values: FloatArray


Column = Factor | Covariate
#: Values of a column in rows of a design: codes of a factor, numbers of a covariate.
Setting = Mapping[str, IndexArray | FloatArray]


@dataclass(frozen=True)
class FixedEffects:
    """The fixed part of a model.

    Attributes
    ----------
    visits : tuple of str
        Names of the visits, in their order.
    columns : tuple of Column
        Columns of patients that terms name.
    terms : tuple of Term
        Terms after the intercept, each after its margins.
    """

    visits: tuple[str, ...]
    columns: tuple[Column, ...]
    terms: tuple[Term, ...]

    def levels(self, name: str) -> tuple[str, ...] | None:
        """Give the levels of a factor; None for a covariate."""
        if name == VISIT:
            return self.visits
        column = self.column(name)
        return column.levels if isinstance(column, Factor) else None

    def column(self, name: str) -> Column:
        """Give a column by its name."""
        return next(column for column in self.columns if column.name == name)

    @property
    def factors(self) -> tuple[str, ...]:
        """Names of the factors that terms hold, the visit first."""
        named = [column.name for column in self.columns if isinstance(column, Factor)]
        return tuple(name for name in (VISIT, *named) if any(name in term for term in self.terms))

    @property
    def covariates(self) -> tuple[str, ...]:
        """Names of the covariates."""
        return tuple(column.name for column in self.columns if isinstance(column, Covariate))

    def has_columns(self) -> BoolArray:
        """Tell which patients have a value in every column, shape (n,)."""
        present = [
            column.codes >= 0 if isinstance(column, Factor) else np.isfinite(column.values)
            for column in self.columns
        ]
        return np.asarray(np.logical_and.reduce(present)) if present else np.ones(0, dtype=bool)

    def take(self, kept: BoolArray) -> FixedEffects:
        """Keep some patients; levels that nobody is left in are dropped."""
        return FixedEffects(self.visits, tuple(_take(column, kept) for column in self.columns), self.terms)


def fixed_effects(visits: Sequence[str], columns: Sequence[Column], terms: Sequence[Term]) -> FixedEffects:
    """Write the fixed part of a model; margins of every term are added, and terms ordered as R orders them.

    Parameters
    ----------
    visits : sequence of str
        Names of the visits, in their order.
    columns : sequence of Column
        Columns of patients, all of one length.
    terms : sequence of Term
        Terms beside the intercept, as ("visit",), ("visit", "group"), ("visit", "baseline").

    Raises
    ------
    ValueError
        Where a term names no column, a name occurs twice, or columns differ in length.
    """
    names = [VISIT, *(column.name for column in columns)]
    if len(set(names)) < len(names):
        raise ValueError(f"two columns have one name: {', '.join(names)}")
    sizes = {len(c.codes if isinstance(c, Factor) else c.values) for c in columns}
    if len(sizes) > 1:
        raise ValueError(f"columns differ in length: {sorted(sizes)}")
    unknown = sorted({name for term in terms for name in term} - set(names))
    if unknown:
        raise ValueError(f"terms name no column: {', '.join(unknown)}; there are {', '.join(names)}")
    closed: dict[frozenset[str], Term] = {}
    for term in terms:
        for size in range(1, len(term) + 1):
            for margin in combinations(term, size):
                closed.setdefault(frozenset(margin), margin)
    ordered = sorted(closed.values(), key=len)
    used = tuple(column for column in columns if any(column.name in term for term in ordered))
    return FixedEffects(tuple(visits), used, tuple(ordered))


def _take(column: Column, kept: BoolArray) -> Column:
    if isinstance(column, Covariate):
        return Covariate(column.name, column.values[kept])
    codes = column.codes[kept]
    present = np.unique(codes)
    return Factor(column.name, tuple(column.levels[c] for c in present), np.searchsorted(present, codes))


def patient_setting(effects: FixedEffects, n: int) -> Setting:
    """Give the columns of every patient and visit, patients × visits in one line."""
    k = len(effects.visits)
    setting: dict[str, IndexArray | FloatArray] = {VISIT: np.tile(np.arange(k), n)}
    for column in effects.columns:
        if isinstance(column, Factor):
            setting[column.name] = np.repeat(column.codes, k)
        else:
            setting[column.name] = np.repeat(column.values, k)
    return setting


def model_rows(
    effects: FixedEffects, setting: Setting, *, sums: bool = False, centres: Mapping[str, float] | None = None
) -> tuple[FloatArray, IndexArray]:
    """Give rows of the design and the term of each column, 0 for the intercept.

    Parameters
    ----------
    effects : FixedEffects
        The fixed part.
    setting : Setting
        Values of every column in m rows.
    sums : bool
        Sum coding, in place of treatment coding with the first level as reference.
    centres : mapping, optional
        Values of covariates to be taken off.
    """
    m = len(setting[VISIT])
    blocks, terms = [np.ones((m, 1))], [0]
    for number, term in enumerate(effects.terms, start=1):
        block = np.ones((m, 1))
        for name in term:
            coded = _coded(effects, name, setting[name], sums, (centres or {}).get(name, 0.0))
            # In R's order: levels of the first factor change fastest.
            block = (coded[:, :, None] * block[:, None, :]).reshape(m, -1)
        blocks.append(block)
        terms += [number] * block.shape[1]
    return np.concatenate(blocks, axis=1), np.array(terms)


def _coded(
    effects: FixedEffects, name: str, values: IndexArray | FloatArray, sums: bool, centre: float
) -> FloatArray:
    levels = effects.levels(name)
    if levels is None:
        return (np.asarray(values, dtype=float) - centre)[:, None]
    g = len(levels)
    coding = np.vstack([np.eye(g - 1), -np.ones((1, g - 1))]) if sums else np.eye(g)[:, 1:]
    coded: FloatArray = coding[np.asarray(values, dtype=np.intp)]
    return coded


def effect_names(effects: FixedEffects) -> tuple[str, ...]:
    """Name the columns of treatment coding: "intercept", "visit V2", "visit V2 × group B"."""
    names = ["intercept"]
    for term in effects.terms:
        block = [""]
        for name in term:
            levels = effects.levels(name)
            parts = [name] if levels is None else [f"{name} {level}" for level in levels[1:]]
            block = [f"{left} × {part}" if left else part for part in parts for left in block]
        names += block
    return tuple(names)


def term_name(term: Term) -> str:
    """Write a term: "visit × group"."""
    return " × ".join(term)
