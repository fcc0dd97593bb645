"""Which visits, or groups, a family of comparisons holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from .adjust import ADJUSTMENT_NAMES, adjust_p
from .groups import Groups
from .result import FloatArray, count_of


@dataclass(frozen=True, kw_only=True)
class Pair:
    """Two visits, or two groups, compared; every difference is first − second.

    Attributes
    ----------
    p, p_adjusted : float
        Raw, and adjusted for the family. NaN, as all figures of a test that cannot be made; a note says why.
    ci_low, ci_high : float
        Interval of the difference, not adjusted.
    adjusted_ci_low, adjusted_ci_high : float
        Interval at the family's level: Šidák for Šidák, plain for "none", Bonferroni otherwise.
    """

    first: str
    second: str
    p: float
    p_adjusted: float
    ci_low: float
    ci_high: float
    adjusted_ci_low: float
    adjusted_ci_high: float


@dataclass(frozen=True, kw_only=True)
class GroupPair(Pair):
    """Two groups at one `visit`, with their patients, `n_first` and `n_second`."""

    visit: str
    n_first: int
    n_second: int


def visit_names(names: Sequence[str] | None, count: int) -> tuple[str, ...]:
    """The visits' names, or their numbers from 1 where none are given."""
    found = tuple(map(str, names)) if names is not None else tuple(str(i + 1) for i in range(count))
    if len(found) != count:
        raise ValueError(f"one name a visit is needed; got {len(found)} names for {count} visits")
    return found


def visit_pairs(count: int, reference: int | None = None) -> list[tuple[int, int]]:
    """Pairs of visit indices: all of them in protocol order, or each with the reference first."""
    if reference is None:
        return list(combinations(range(count), 2))
    if not 0 <= reference < count:
        raise ValueError(f"the reference visit is an index from 0 to {count - 1}; got {reference}")
    return [(reference, other) for other in range(count) if other != reference]


def family_name(pairs: int, names: Sequence[str], reference: int | None, within: str = "") -> str:
    """Say which comparisons are adjusted together."""
    what = "all pairs of visits" if reference is None else f"each visit against {names[reference]}"
    return f"{pairs} comparisons: {what}{within}"


def check_adjustment(method: str) -> str:
    """The adjustment's printed name; `ValueError` where there is none of that name."""
    if method not in ADJUSTMENT_NAMES:
        raise ValueError(f"unknown adjustment {method!r}; choose one of {', '.join(ADJUSTMENT_NAMES)}")
    return ADJUSTMENT_NAMES[method]


@dataclass(frozen=True)
class VisitPairs:
    """Pairs of visits by their indices, with the names that are printed, and how they are adjusted."""

    first: NDArray[np.intp]
    second: NDArray[np.intp]
    names: tuple[str, ...]
    reference: int | None
    adjust: str
    confidence: float

    @property
    def alphas(self) -> tuple[float, float]:
        """Error level of the plain interval, and of the family's: Šidák's, Bonferroni's, or the plain one."""
        alpha = 1 - self.confidence
        return alpha, family_alpha(alpha, self.adjust, len(self.first))

    @property
    def interval_name(self) -> str:
        """Name the adjusted interval: Holm's method and the FDR have none of their own, and take Bonferroni's."""
        return interval_name(self.confidence, self.adjust)


def read_pairs(
    visits: Sequence[str] | None, count: int, reference: int | None, adjust: str, confidence: float
) -> VisitPairs:
    """Read which of so many visits are compared; `ValueError` for a wrong name, reference or adjustment."""
    check_adjustment(adjust)
    names = visit_names(visits, count)
    first, second = np.array(visit_pairs(count, reference), dtype=np.intp).reshape(-1, 2).T
    return VisitPairs(first, second, names, reference, adjust, confidence)


def family_alpha(alpha: float, adjust: str, size: int) -> float:
    """Level of each interval that holds `alpha` over the family: Šidák's for Šidák, Bonferroni's else, none's own."""
    if adjust == "none":
        return alpha
    return 1 - (1 - alpha) ** (1 / size) if adjust == "sidak" else alpha / size


def interval_name(confidence: float, adjust: str) -> str:
    """Name the interval at that level."""
    if adjust == "none":
        return f"{confidence:.0%} CI, not adjusted"
    return f"simultaneous {confidence:.0%} CI ({'Šidák' if adjust == 'sidak' else 'Bonferroni'})"


def group_pairs(groups: Groups) -> list[tuple[int, int]]:
    """Codes of the groups in pairs, in their order."""
    return list(combinations(range(len(groups.levels)), 2))


def pairs_family(pairs: int, visits: int, family: str) -> tuple[int, str]:
    """Size and words of the family of comparisons that are adjusted together."""
    size = pairs if family == "visit" else pairs * visits
    where = " at all visits" if family == "all" and visits > 1 else " at one visit" if visits > 1 else ""
    return size, f"{count_of(size, 'comparison')}: all pairs of groups{where}"


def adjust_families(p: FloatArray, pairs: int, family: str, adjust: str) -> FloatArray:
    """Adjust p values that stand visit by visit, within the family."""
    if family == "all":
        return adjust_p(p, adjust)
    return np.concatenate([adjust_p(part, adjust) for part in np.split(p, len(p) // pairs)])
