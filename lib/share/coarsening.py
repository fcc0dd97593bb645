"""Coarsening a cohort before it leaves: numbers in bands, rare levels joined, columns left out."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from lib.cohort.codebook import DERIVED_KINDS, Codebook, Column, Level
from lib.cohort.cohort import Cohort, make_cohort
from lib.cohort.protection.suspects import OLDEST_SHOWN

OTHER = Level("other", "Other")
#: Years of an age band, and about how many bands any other number is cut into before small ones are joined.
AGE_BAND_YEARS, USUAL_BANDS = 10, 8


@dataclass(frozen=True)
class Coarsening:
    """How a cohort is coarsened.

    Attributes
    ----------
    bands : tuple of (str, int)
        Numbers cut into bands, by name: neighbouring bands are joined until each has that many patients.
    joins : tuple of (str, int)
        Categories, by name, whose levels with fewer patients than that are joined to one.
    dropped : tuple of str
        Columns left out, by name; what is counted from them is left out with them.
    """

    bands: tuple[tuple[str, int], ...] = ()
    joins: tuple[tuple[str, int], ...] = ()
    dropped: tuple[str, ...] = ()

    @property
    def n_changes(self) -> int:
        """Columns that are changed or left out."""
        return len(self.bands) + len(self.joins) + len(self.dropped)


def coarsen(cohort: Cohort, how: Coarsening) -> Cohort:
    """Make the coarser cohort.

    Parameters
    ----------
    cohort : Cohort
        It is not changed.
    how : Coarsening
        Names that the cohort lacks, or that are of another kind, are passed over, and so are patient and visit.

    Returns
    -------
    Cohort
        With its own fingerprint. A number in bands becomes a category; ages of 90 and more are one band. Rare levels
        become `Other`; where one alone is rare, the next smallest joins it; a column of which one level would be
        left is left out. Missing values stay missing. A test that was confined to a level no longer there is confined
        no more.
    """
    columns, values = [], {}
    bands, joins = dict(how.bands), dict(how.joins)
    for column in _kept(cohort, how.dropped):
        stored = cohort.characteristics.get(column.name)
        if stored is None or column.kind in DERIVED_KINDS:
            columns.append(column)
            continue
        coarser = coarser_column(column, stored, bands.get(column.name, 0), joins.get(column.name, 0))
        if coarser is not None:
            columns.append(coarser[0])
            values[column.name] = coarser[1]
    gone = {c.name for c in cohort.codebook.columns} - {c.name for c in columns}
    columns = [column for column in columns if not gone & set(column.members)]
    measures = {c.name: cohort.measures[c.name] for c in columns if c.kind == "measure"}
    codebook = Codebook(tuple(_unconfined(column, columns) for column in columns), cohort.codebook.visits)
    return make_cohort(cohort.name, codebook, cohort.patients, values, measures, synthetic=cohort.synthetic)


def coarser_column(
    column: Column, values: np.ndarray, band: int = 0, join: int = 0
) -> tuple[Column, np.ndarray] | None:
    """Make one column coarser: a number by bands, a category by joining rare levels; None where it is left out.

    Parameters
    ----------
    column : Column
        A stored characteristic.
    values : ndarray of shape (n_patients,)
        Its values.
    band, join : int
        Least patients of a band or of a level; 0 leaves the column as it is.
    """
    if band and column.kind == "number":
        return _banded(column, values, band)
    if join and column.kind == "category":
        return _joined(column, values, join)
    return column, values


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
    return [c for c in cohort.codebook.columns if c.name not in out]


def _banded(column: Column, values: np.ndarray, least: int) -> tuple[Column, np.ndarray] | None:
    """Turn numbers into a category of bands, in order, each with enough patients; None where one would be left."""
    known = ~np.isnan(values)
    top = OLDEST_SHOWN + 1 if column.role == "age" else np.inf
    width = float(AGE_BAND_YEARS) if column.role == "age" else _usual_width(values[known], column.decimals)
    # Nine digits are more than any value has: 0.3 / 0.1 is just below 3 in binary.
    starts = np.floor(np.round(values[known] / width, 9)) * width
    lows, codes = np.unique(np.where(values[known] >= top, top, starts), return_inverse=True)
    edges = _joined_edges(np.bincount(codes.ravel()), least)
    if len(edges) < 2:
        return None
    out = np.full(len(values), -1, dtype=np.int64)
    out[known] = np.searchsorted(edges, codes.ravel(), side="right") - 1
    ends = [*(lows[edge - 1] for edge in edges[1:]), lows[-1]]
    levels = tuple(
        _band(column, float(lows[edge]), float(end) + width, top)
        for edge, end in zip(edges, ends, strict=True)
    )
    label = f"{column.label} band"
    banded = replace(
        column, label=label, kind="category", levels=levels, minimum=None, maximum=None, decimals=0
    )
    return banded, out


def _usual_width(values: np.ndarray, decimals: int) -> float:
    """Give the width 1, 2 or 5 × a power of ten that cuts the range into about the usual number of bands."""
    spread = float(np.ptp(values)) if len(values) else 0.0
    if not spread:
        return 1.0
    power = 10.0 ** np.floor(np.log10(spread / USUAL_BANDS))
    width = power * next(step for step in (1, 2, 5, 10) if step * power >= spread / USUAL_BANDS)
    return float(max(width, 10.0**-decimals))


def _joined_edges(sizes: np.ndarray, least: int) -> list[int]:
    """Join the smallest band to its smaller neighbour until each is large enough; give where each band starts."""
    counts, edges = sizes.tolist(), list(range(len(sizes)))
    while len(counts) > 1 and min(counts) < least:
        at = counts.index(min(counts))
        beside = min((i for i in (at - 1, at + 1) if 0 <= i < len(counts)), key=counts.__getitem__)
        low = min(at, beside)
        counts[low : low + 2] = [counts[low] + counts[low + 1]]
        del edges[low + 1]
    return edges


def _band(column: Column, low: float, high: float, top: float) -> Level:
    """Name a band from its lower end to below its upper end."""
    places = column.decimals
    start = f"{low:.{places}f}".replace("-", "−")
    if high > top:
        return Level(f"from_{low:.{places}f}", f"{start} and older")
    end = f"{high - 10.0**-places:.{places}f}".replace("-", "−")
    return Level(f"from_{low:.{places}f}", start if start == end else f"{start}–{end}")


def _joined(column: Column, codes: np.ndarray, least: int) -> tuple[Column, np.ndarray] | None:
    """Join rare levels to one, at the end of the list; None where one level would be left."""
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
        return None
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
