"""Coarsening a cohort before it leaves: ages in bands, rare levels joined, columns left out."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from lib.cohort.codebook import DERIVED_KINDS, Codebook, Column, Level
from lib.cohort.cohort import Cohort, make_cohort
from lib.cohort.protection.small_groups import MIN_GROUP
from lib.cohort.protection.suspects import OLDEST_SHOWN
from lib.share.disclosure import describe_disclosure

#: Roles of the columns by which a patient might be recognised; the smallest group is counted over them.
RECOGNISABLE = ("sex", "age", "diagnosis")
#: Years of an age band that may be chosen; 0 leaves ages as they are.
BANDS = (0, 10, 20)
OTHER = Level("other", "Other")


@dataclass(frozen=True)
class Coarsening:
    """How a cohort is coarsened.

    Attributes
    ----------
    band_years : int
        Width of the age bands in years, 0 to leave ages as they are.
    join_below : int
        Levels of a category with fewer patients are joined to one, 0 for none.
    dropped : tuple of str
        Columns left out, by name; what is counted from them is left out with them.
    """

    band_years: int = 0
    join_below: int = 0
    dropped: tuple[str, ...] = ()


def coarsen(cohort: Cohort, how: Coarsening) -> Cohort:
    """Make the coarser cohort.

    Parameters
    ----------
    cohort : Cohort
        It is not changed.
    how : Coarsening
        Names in `dropped` that the cohort lacks, and those of patient and visit, are passed over.

    Returns
    -------
    Cohort
        With its own fingerprint. Age becomes a category; ages of 90 and more are one band. Rare levels become
        `Other`; where one alone is rare, the next smallest joins it; a category of which one level would be left is
        left out. Missing values stay missing. A test that was confined to a level no longer there is confined no more.
    """
    columns, values = [], {}
    for column in _kept(cohort, how.dropped):
        stored = cohort.characteristics.get(column.name)
        if stored is not None and column.role == "age" and column.kind == "number" and how.band_years:
            column, stored = _banded(column, stored, how.band_years)
        if stored is not None and column.kind == "category" and how.join_below:
            joined, stored = _joined(column, stored, how.join_below)
            if joined is None:
                continue
            column = joined
        columns.append(column)
        if stored is not None and column.kind not in DERIVED_KINDS:
            values[column.name] = stored
    measures = {c.name: cohort.measures[c.name] for c in columns if c.kind == "measure"}
    codebook = Codebook(tuple(_unconfined(column, columns) for column in columns), cohort.codebook.visits)
    return make_cohort(cohort.name, codebook, cohort.patients, values, measures, synthetic=cohort.synthetic)


def coarsen_until(cohort: Cohort, k: int = MIN_GROUP, dropped: Sequence[str] = ()) -> tuple[Coarsening, bool]:
    """Find the mildest coarsening with which no group is smaller than k.

    Parameters
    ----------
    cohort : Cohort
        As uploaded.
    k : int
        Least size of a group that is not small.
    dropped : sequence of str
        Columns left out in any case.

    Returns
    -------
    how : Coarsening
        From mild to hard: bands of ten years; rare levels joined; bands of twenty years; age, diagnosis, or both left
        out; sex too.
    holds : bool
        Whether it is enough; it never is for a cohort of fewer than k patients.
    """
    names = {role: tuple(column.name for column in cohort.codebook.with_role(role)) for role in RECOGNISABLE}
    ladder = [Coarsening(10), Coarsening(10, k), Coarsening(20, k)]
    for years, roles in (
        (0, ("age",)), (10, ("diagnosis",)), (20, ("diagnosis",)), (0, ("age", "diagnosis")), (0, RECOGNISABLE),
    ):  # fmt: skip
        ladder.append(Coarsening(years, k, tuple(name for role in roles for name in names[role])))
    for how in ladder:
        how = replace(how, dropped=tuple(dict.fromkeys((*dropped, *how.dropped))))
        if describe_disclosure(coarsen(cohort, how), k).holds:
            return how, True
    return how, False


def droppable(cohort: Cohort) -> tuple[Column, ...]:
    """List the columns that may be left out: all but patient, visit, and the only measure there is."""
    alone = len(cohort.codebook.measures) == 1
    kinds = ("identifier", "visit", *(("measure",) if alone else ()))
    return tuple(column for column in cohort.codebook.columns if column.kind not in kinds)


def _kept(cohort: Cohort, dropped: Sequence[str]) -> list[Column]:
    out = {name for name in dropped if name in {column.name for column in droppable(cohort)}}
    measures = {column.name for column in cohort.codebook.measures}
    if measures and measures <= out:
        out -= {cohort.codebook.measures[0].name}
    return [c for c in cohort.codebook.columns if c.name not in out and not out & set(c.members)]


def _banded(column: Column, ages: np.ndarray, years: int) -> tuple[Column, np.ndarray]:
    """Turn ages into a category of bands, in order; only bands that occur are levels."""
    known = ~np.isnan(ages)
    top = OLDEST_SHOWN + 1
    lows = np.where(ages >= top, top, np.floor(ages / years) * years)
    occurring = np.unique(lows[known])
    codes = np.full(len(ages), -1, dtype=np.int64)
    codes[known] = np.searchsorted(occurring, lows[known])
    levels = tuple(_band(int(low), years, top) for low in occurring)
    banded = replace(
        column, label=f"{column.label} band", kind="category", levels=levels, minimum=None, maximum=None, decimals=0
    )  # fmt: skip
    return banded, codes


def _band(low: int, years: int, top: int) -> Level:
    if low >= top:
        return Level(f"from_{top}", f"{top} and older")
    high = min(low + years, top) - 1
    return Level(f"from_{low}", f"{low}–{high}")


def _joined(column: Column, codes: np.ndarray, least: int) -> tuple[Column | None, np.ndarray]:
    """Join rare levels to one, at the end of the list; bands of age keep their order and are left alone."""
    if column.role == "age":
        return column, codes
    counts = np.bincount(codes[codes >= 0], minlength=len(column.levels))
    order = np.argsort(counts, kind="stable")
    occurring = [int(code) for code in order if counts[code]]
    rare = [code for code in occurring if counts[code] < least]
    if not rare:
        return column, codes
    for code in occurring[len(rare) :]:
        if len(rare) > 1 and counts[rare].sum() >= least:
            break
        rare.append(code)
    kept = [code for code in range(len(column.levels)) if counts[code] and code not in rare]
    if not kept:
        return None, codes
    place = np.full(len(column.levels) + 1, -1, dtype=np.int64)
    place[kept], place[rare] = np.arange(len(kept)), len(kept)
    taken = {column.levels[code].code for code in kept}
    other = OTHER if OTHER.code not in taken else Level("other_joined", "Other, joined")
    levels = (*(column.levels[code] for code in kept), other)
    return replace(column, levels=levels), place[codes]


def _unconfined(column: Column, columns: Sequence[Column]) -> Column:
    if column.tested_within is None:
        return column
    name, code = column.tested_within
    there = any(c.name == name and code in {level.code for level in c.levels} for c in columns)
    return column if there else replace(column, tested_within=None)
