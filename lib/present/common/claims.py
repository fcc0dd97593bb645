"""What sentences claim of the rows of a table: which are found at the level of significance, and which are the most."""

import math
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from lib.present.common.formats import format_level, format_p_equation, plural
from lib.stats.common.adjust import ADJUSTMENT_NAMES
from lib.stats.common.distributions import ALPHA

#: Nearer than this, relative to their size, two numbers are a tie and not an order.
TIE = 1e-9
#: Most rows that a sentence names one by one.
MAX_NAMED = 3
Row = TypeVar("Row")


def is_found(p: float) -> bool:
    """Tell whether a p lies below the level of significance; never where there is none."""
    return p < ALPHA


def find_rows(rows: Iterable[Row], p: Callable[[Row], float]) -> list[Row]:
    """Give the rows whose p lies below the level of significance, the smallest p first."""
    return sorted((row for row in rows if is_found(p(row))), key=p)


def find_most(rows: Iterable[Row], size: Callable[[Row], float]) -> list[Row]:
    """Give the row with the largest size, and every row that ties with it; none of no rows.

    Rows without a number (NaN) do not take part.
    """
    known = [row for row in rows if size(row) == size(row)]
    if not known:
        return []
    top = max(size(row) for row in known)
    return [row for row in known if size(row) == top or math.isclose(size(row), top, rel_tol=TIE)]


def words_largest(tied: int, total: int, noun: str) -> str:
    """Say that a row has the most: `the largest of 3 differences`, and how many more have as much."""
    return f"the largest of {total} {noun}{f', tied with {tied - 1} more' if tied > 1 else ''}"


def words_found(found: int, total: int, noun: str) -> str:
    """Say how many of several tests are found: `none of 3 tests`, `2 of 3 tests`, `all 3 tests`."""
    if total == 1:
        return f"the one {noun}" if found else f"no {noun} (of 1 possible)"
    if found == total:
        return f"all {plural(total, noun)}"
    return f"{found or 'none'} of {plural(total, noun)}"


def words_level(adjustment: str, tests: int) -> str:
    """Name the level of significance and the adjustment behind it: `p < .05 after Holm’s adjustment`.

    Parameters
    ----------
    adjustment : str
        Key of `ADJUSTMENT_NAMES`.
    tests : int
        Tests adjusted together; a single one is not adjusted.
    """
    if adjustment == "none" or tests < 2:
        return f"{format_level()} without adjustment"
    name = "Benjamini–Hochberg" if adjustment == "fdr" else ADJUSTMENT_NAMES[adjustment]
    return f"{format_level()} after {name}’s adjustment"


def words_adjusted(p: float, tests: int) -> str:
    """Write an adjusted p with its name: `Holm-adjusted p = .108`; a single test has none."""
    return "not adjusted" if tests < 2 else f"Holm-adjusted {format_p_equation(p)}"


def words_p(p: float, adjusted: float, tests: int) -> str:
    """Write a p and the same p adjusted: `p = .012, Holm-adjusted p = .108`."""
    return f"{format_p_equation(p)}, {words_adjusted(adjusted, tests)}"


def words_correction(name: str, visits: int) -> str:
    """Name the correction for departures from sphericity behind a p; empty where two visits leave none to make.

    Parameters
    ----------
    name : str
        As in an ANOVA table: `none`, `Greenhouse–Geisser`, …
    visits : int
        Visits compared.
    """
    if visits < 3:
        return ""
    return "sphericity not corrected" if name == "none" else name


def join_words(words: Sequence[str]) -> str:
    """Join words for a sentence: `a`, `a and b`, `a, b and c`."""
    return " and ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)


def join_some(words: Sequence[str], most: int = MAX_NAMED) -> str:
    """Join words for a sentence, of many the first: `a, b, c and 4 more`."""
    if len(words) <= most:
        return join_words(words)
    return f"{', '.join(words[:most])} and {len(words) - most} more"
