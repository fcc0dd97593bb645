"""Groups compared in pairs at each visit on ranks: Mann–Whitney tests with the Hodges–Lehmann difference."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..common.differences import difference_decimals
from ..common.distributions import CONFIDENCE
from ..common.groups import Groups, refuse_groups
from ..common.pairs import (
    GroupPair,
    adjust_families,
    check_adjustment,
    family_alpha,
    group_pairs,
    pairs_family,
    visit_names,
)
from ..common.result import FloatArray, Refusal, Result, as_matrix
from .rank_tests import MannWhitney, mann_whitney
from .shift import Shift, hodges_lehmann


@dataclass(frozen=True, kw_only=True)
class GroupShift(GroupPair):
    """Two groups at one visit, on ranks.

    Attributes
    ----------
    shift : float
        Hodges–Lehmann difference, whose intervals these are.
    u, p_asymptotic, rank_biserial : float
        Mann–Whitney test.
    exact, exact_interval : bool
        Whether p, and the interval, are exact.
    """

    shift: float
    u: float
    p_asymptotic: float
    rank_biserial: float
    exact: bool
    exact_interval: bool


@dataclass(frozen=True, kw_only=True)
class GroupShifts(Result):
    """Groups compared on ranks: `family`, and `pairs`, visit by visit."""

    family: str
    pairs: tuple[GroupShift, ...]


def group_shifts(
    values: FloatArray,
    groups: Groups,
    *,
    visits: Sequence[str] | None = None,
    adjust: str = "bonferroni",
    family: str = "all",
    confidence: float = CONFIDENCE,
    decimals: int | None = None,
) -> GroupShifts | Refusal:
    """Compare groups at each visit on ranks; the parameters are those of `group_differences`.

    `decimals` are those of the recorded values, to which their differences are rounded.
    """
    adjustment, matrix = check_adjustment(adjust), as_matrix(values)
    names = visit_names(visits, matrix.shape[1])
    if refusal := refuse_groups(groups):
        return refusal
    if decimals is None:
        decimals = difference_decimals(matrix)
    pairs = group_pairs(groups)
    size, words = pairs_family(len(pairs), len(names), family)
    levels = confidence, 1 - family_alpha(1 - confidence, adjust, size)
    cells = [(visit, pair) for visit in range(len(names)) for pair in pairs]
    tests, shifts = [], []
    for visit, (first, second) in cells:
        a, b = (matrix[groups.codes == code, visit] for code in (first, second))
        tests.append(mann_whitney(np.concatenate((a, b)), [0] * len(a) + [1] * len(b), (0, 1)))
        shifts.append([hodges_lehmann(a, b, confidence=level, decimals=decimals) for level in levels])
    p = np.array([np.nan if isinstance(test, Refusal) else test.p for test in tests])
    adjusted = adjust_families(p, len(pairs), family, adjust).tolist()
    rows = tuple(
        _row(names[visit], pair, groups, test, found, value)
        for (visit, pair), test, found, value in zip(cells, tests, shifts, adjusted, strict=True)
    )
    notes = tuple(f"{row.visit}: {row.first} and {row.second} have one value only, so there is no test."
                  for row in rows if np.isnan(row.p))  # fmt: skip
    return GroupShifts(
        n=matrix.shape[0], method="Groups compared by Mann–Whitney tests", family=words, pairs=rows, notes=notes,
        settings=(("family", words), ("adjustment", adjustment), ("confidence", f"{confidence:.0%}")),
    )  # fmt: skip


def _row(
    visit: str,
    pair: tuple[int, int],
    groups: Groups,
    test: MannWhitney | Refusal,
    shifts: list[Shift],
    p_adjusted: float,
) -> GroupShift:
    plain, wide = shifts
    tested = test if isinstance(test, MannWhitney) else None
    first, second = pair
    nan = float("nan")
    return GroupShift(
        visit=visit, first=groups.levels[first], second=groups.levels[second],
        n_first=int(groups.sizes[first]), n_second=int(groups.sizes[second]),
        shift=plain.estimate, ci_low=plain.ci_low, ci_high=plain.ci_high,
        adjusted_ci_low=wide.ci_low, adjusted_ci_high=wide.ci_high,
        u=tested.u if tested else nan, p=tested.p if tested else nan,
        p_asymptotic=tested.p_asymptotic if tested else nan, p_adjusted=p_adjusted,
        rank_biserial=tested.rank_biserial if tested else nan, exact=tested is not None and tested.exact,
        exact_interval=plain.exact,
    )  # fmt: skip
