"""Least-squares means of visits and groups in a mixed model, and their differences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, product

import numpy as np

from ..common.adjust import ADJUSTMENT_NAMES, adjust_p
from ..common.result import FloatArray, IndexArray, Result
from .design import VISIT, Factor, model_rows
from .hypotheses import covariate_means
from .model import Data, Estimate, MixedModel, estimate_rows

#: How levels of factors that are averaged over weigh, by name.
WEIGHTS = {
    "equal": "levels of other factors weigh equally",
    "proportional": "levels of other factors weigh as often as they occur among the values",
}


@dataclass(frozen=True, kw_only=True)
class Mean:
    """Least-squares mean: `levels`, one for each factor asked for, and its `estimate`."""

    levels: tuple[str, ...]
    estimate: Estimate


@dataclass(frozen=True, kw_only=True)
class Means(Result):
    """Least-squares means: factors (`by`) and `rows`, the last factor's levels changing fastest."""

    by: tuple[str, ...]
    rows: tuple[Mean, ...]


def least_squares_means(
    model: MixedModel, by: Sequence[str] = (VISIT,), *, weights: str = "equal", confidence: float = 0.95
) -> Means:
    """Estimate the mean of each combination of levels, covariates at their mean over the values that enter.

    Parameters
    ----------
    model : MixedModel
        A fitted model.
    by : sequence of str
        Factors whose levels are told apart: "visit", the group's name.
    weights : str
        Key of `WEIGHTS`.
    confidence : float
        Level of the intervals.

    References
    ----------
    Searle, Speed & Milliken 1980, doi 10.1080/00031305.1980.10483031.
    """
    effects = model.fitted.data.effects
    cells = list(product(*(effects.levels(name) or () for name in by)))
    rows = mean_rows(model.fitted.data, by, weights)
    names = tuple(", ".join(cell) for cell in cells)
    estimates = estimate_rows(model.fitted, rows, names, confidence)
    return Means(
        n=model.n,
        method="Least-squares means",
        by=tuple(by),
        settings=(("weights", WEIGHTS[weights]),),
        rows=tuple(Mean(levels=c, estimate=e) for c, e in zip(cells, estimates, strict=True)),
    )


def mean_rows(data: Data, by: Sequence[str], weights: str = "equal") -> FloatArray:
    """Give each mean as a combination of the treatment-coded effects, shape (cells, q)."""
    if weights not in WEIGHTS:
        raise ValueError(f"unknown weights {weights!r}; choose one of {', '.join(WEIGHTS)}")
    effects = data.effects
    unknown = [name for name in by if name not in effects.factors]
    if unknown:
        raise ValueError(
            f"no factor of the model: {', '.join(unknown)}; there are {', '.join(effects.factors)}"
        )
    others = [name for name in effects.factors if name not in by]
    sizes = [len(effects.levels(name) or ()) for name in (*by, *others)]
    grid = np.indices(sizes).reshape(len(sizes), -1)
    setting: dict[str, IndexArray | FloatArray] = {VISIT: np.zeros(grid.shape[1], dtype=np.intp)}
    setting |= dict(zip((*by, *others), grid, strict=True))
    setting |= {name: np.full(grid.shape[1], value) for name, value in covariate_means(data).items()}
    rows, _ = model_rows(effects, setting)
    averaged = int(np.prod(sizes[len(by) :], dtype=int))
    share = np.full(averaged, 1 / averaged) if weights == "equal" else _frequencies(data, others)
    weighted: FloatArray = np.tensordot(share, rows.reshape(-1, averaged, rows.shape[1]), (0, 1))
    return weighted


def _frequencies(data: Data, others: Sequence[str]) -> FloatArray:
    """Proportion of the values in each combination of levels, over all other factors."""
    seen = np.isfinite(data.values)
    patient, visit = np.nonzero(seen)
    sizes, codes = [], []
    for name in others:
        sizes.append(len(data.effects.levels(name) or ()))
        column = None if name == VISIT else data.effects.column(name)
        codes.append(column.codes[patient] if isinstance(column, Factor) else visit)
    cell = np.ravel_multi_index(tuple(codes), sizes) if codes else np.zeros(len(patient), dtype=np.intp)
    return np.bincount(cell, minlength=int(np.prod(sizes, dtype=int))) / len(patient)


@dataclass(frozen=True, kw_only=True)
class Difference:
    """One difference of least-squares means, first minus second.

    Attributes
    ----------
    visit, from_visit : str
        The visit, and the visit it is compared with; `from_visit` is "" where groups differ at one visit.
    level, against : str
        The group, and the group it is compared with; "" where visits differ within a group or over all.
    estimate : Estimate
        In the measure's unit; its p is not adjusted.
    p_adjusted : float
        Adjusted over the family.
    """

    visit: str
    from_visit: str
    level: str
    against: str
    estimate: Estimate
    p_adjusted: float


@dataclass(frozen=True, kw_only=True)
class Differences(Result):
    """Differences of one kind, which are one family of tests: `rows`."""

    rows: tuple[Difference, ...]


#: Differences that can be asked for, by name.
KINDS = {
    "from first": "each visit minus the first, groups weigh equally",
    "from first in groups": "each visit minus the first, in each group",
    "groups": "groups in pairs at each visit",
    "groups from first": "groups in pairs: difference of the changes from the first visit",
}


def mean_differences(
    model: MixedModel,
    kind: str,
    *,
    group: str = "group",
    weights: str = "equal",
    adjustment: str = "bonferroni",
    confidence: float = 0.95,
) -> Differences:
    """Estimate differences of least-squares means.

    Parameters
    ----------
    model : MixedModel
        A fitted model.
    kind : str
        Key of `KINDS`.
    group : str
        Name of the factor of the groups.
    weights : str
        Key of `WEIGHTS`.
    adjustment : str
        Adjustment of p over all rows, as in `adjust_p`. Intervals are not adjusted.
    confidence : float
        Level of the intervals.
    """
    if kind not in KINDS:
        raise ValueError(f"unknown differences {kind!r}; choose one of {', '.join(KINDS)}")
    data = model.fitted.data
    by = (VISIT,) if kind == "from first" else (VISIT, group)
    levels = ("",) if kind == "from first" else data.effects.levels(group) or ()
    means = mean_rows(data, by, weights)
    cells = means.reshape(len(data.effects.visits), len(levels), means.shape[1])
    labels, rows = _contrasts(kind, data.effects.visits, levels, cells)
    names = tuple(_name(*label) for label in labels)
    estimates = estimate_rows(model.fitted, rows, names, confidence)
    adjusted = adjust_p([e.p for e in estimates], adjustment).tolist()
    return Differences(
        n=model.n,
        method="Differences of least-squares means",
        settings=(
            ("differences", KINDS[kind]),
            ("weights", WEIGHTS[weights]),
            ("adjustment", f"{ADJUSTMENT_NAMES[adjustment]} over {len(rows)} tests"),
        ),
        rows=tuple(
            Difference(visit=v, from_visit=f, level=a, against=b, estimate=e, p_adjusted=p)
            for (v, f, a, b), e, p in zip(labels, estimates, adjusted, strict=True)
        ),
    )


Label = tuple[str, str, str, str]


def _contrasts(
    kind: str, visits: Sequence[str], levels: Sequence[str], cells: FloatArray
) -> tuple[list[Label], FloatArray]:
    changes = cells[1:] - cells[:1]
    pairs = list(combinations(range(len(levels)), 2))
    labels: list[Label] = []
    rows = []
    if kind.startswith("from first"):
        for g, level in enumerate(levels):
            for j, visit in enumerate(visits[1:]):
                labels.append((visit, visits[0], level, ""))
                rows.append(changes[j, g])
        return labels, np.array(rows)
    compared, named, first = (cells, visits, "") if kind == "groups" else (changes, visits[1:], visits[0])
    for j, visit in enumerate(named):
        for a, b in pairs:
            labels.append((visit, first, levels[a], levels[b]))
            rows.append(compared[j, a] - compared[j, b])
    return labels, np.array(rows)


def _name(visit: str, from_visit: str, level: str, against: str) -> str:
    time = f"{visit} − {from_visit}" if from_visit else visit
    who = f"{level} − {against}" if against else level
    return f"{time}: {who}" if who else time
