"""Which visits a family of comparisons holds."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from .adjust import ADJUSTMENT_NAMES


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
