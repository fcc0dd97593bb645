"""Association in an r × c table of counts: exact p, χ² and Cramér's V.

The p of a categorical row is Fisher–Freeman–Halton's exact p, the V is Cramér's V from the uncorrected χ².
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..common.result import Refusal, Result, Settings, count_of

MONTE_CARLO_TABLES = 100_000
MONTE_CARLO_SEED = 20210503
# Least expected count for Pearson's χ² to stand in for the exact p (Cochran 1954, doi 10.2307/3001616).
MIN_EXPECTED = 5.0
# Beyond these totals the network algorithm may run for minutes before it gives up (measured).
EXACT_LIMIT_TWO_ROWS = 5_000
EXACT_LIMIT = 300


@dataclass(frozen=True, kw_only=True)
class ExactIndependence(Result):
    """Test of independence in a table of counts.

    Attributes
    ----------
    p : float
        Two-sided p; `method` names how it was obtained.
    standard_error : float
        Monte-Carlo standard error of p; NaN where p is not simulated.
    rows, columns : int
        Size of the table after empty rows and columns were dropped.
    """

    p: float
    standard_error: float
    rows: int
    columns: int


@dataclass(frozen=True, kw_only=True)
class ChiSquareIndependence(Result):
    """Pearson's χ² test without continuity correction: `statistic`, `df`, `p`, `smallest_expected` count."""

    statistic: float
    df: int
    p: float
    smallest_expected: float


@dataclass(frozen=True, kw_only=True)
class CramersV(Result):
    """Cramér's V, 0 (no association) to 1; `statistic` is the χ² it is made of."""

    v: float
    statistic: float


def exact_independence(table: ArrayLike) -> ExactIndependence | Refusal:
    """Fisher–Freeman–Halton exact test of independence.

    Parameters
    ----------
    table : array_like of int, shape (r, c)
        Counts. Empty rows and columns are dropped, and a note says so.

    Returns
    -------
    ExactIndependence or Refusal
        Where the table is too large for the exact algorithm: Pearson's χ² if every expected count is at
        least 5, else a seeded Monte-Carlo p with its standard error; `method` names which. Refused with
        fewer than two rows or columns left.

    Raises
    ------
    ValueError
        If the table is not two-dimensional or holds anything but whole counts.

    References
    ----------
    Freeman & Halton 1951, doi 10.1093/biomet/38.1-2.141; Mehta & Patel 1986, doi 10.1145/6497.214326.
    """
    prepared = _prepare(table)
    if isinstance(prepared, Refusal):
        return prepared
    counts, notes = prepared
    p = _network_p(counts)
    method, error = "Fisher–Freeman–Halton exact test", float("nan")
    settings: Settings = ()
    if p is None:
        notes = (*notes, "The table is too large for the exact algorithm.")
        chi_square = _chi_square(counts)
        if chi_square.smallest_expected >= MIN_EXPECTED:
            p, method = chi_square.p, chi_square.method
            settings = (("least expected count", f"{chi_square.smallest_expected:.1f}"),)
        else:
            p, error = _monte_carlo_p(counts)
            method = "Fisher–Freeman–Halton test, Monte-Carlo p"
            settings = (("simulated tables", str(MONTE_CARLO_TABLES)), ("seed", str(MONTE_CARLO_SEED)))
    rows, columns = counts.shape
    return ExactIndependence(
        n=int(counts.sum()),
        method=method,
        settings=settings,
        notes=notes,
        p=p,
        standard_error=error,
        rows=rows,
        columns=columns,
    )


def chi_square_independence(table: ArrayLike) -> ChiSquareIndependence | Refusal:
    """Pearson's χ² test of independence without continuity correction.

    Parameters
    ----------
    table : array_like of int, shape (r, c)
        Counts. Empty rows and columns are dropped, and a note says so.
    """
    prepared = _prepare(table)
    if isinstance(prepared, Refusal):
        return prepared
    return _chi_square(*prepared)


def cramers_v(table: ArrayLike) -> CramersV | Refusal:
    """Cramér's V = √(χ² / (n (min(r, c) − 1))), without continuity or bias correction.

    Parameters
    ----------
    table : array_like of int, shape (r, c)
        Counts. Empty rows and columns are dropped, and a note says so.

    References
    ----------
    Cramér 1946, Mathematical Methods of Statistics, p. 282.
    """
    prepared = _prepare(table)
    if isinstance(prepared, Refusal):
        return prepared
    from scipy.stats.contingency import association

    test = _chi_square(*prepared)
    v = float(association(prepared[0], method="cramer", correction=False))
    settings = (("continuity correction", "none"), ("bias correction", "none"))
    return CramersV(
        n=test.n, method="Cramér's V", settings=settings, notes=test.notes, v=v, statistic=test.statistic
    )


def _prepare(table: ArrayLike) -> tuple[NDArray[np.int64], tuple[str, ...]] | Refusal:
    counts = np.asarray(table)
    if counts.ndim != 2:
        raise ValueError(f"a table of counts has two dimensions; got {counts.ndim}")
    whole = np.asarray(counts, dtype=float)
    if not np.isfinite(whole).all() or (whole < 0).any() or (whole != np.rint(whole)).any():
        raise ValueError("a table of counts holds whole numbers of 0 or more")
    filled_rows, filled_columns = whole.any(axis=1), whole.any(axis=0)
    kept = np.ascontiguousarray(whole[np.ix_(filled_rows, filled_columns)].astype(np.int64))
    rows, columns = kept.shape
    if rows < 2 or columns < 2:
        found = f"{count_of(rows, 'row')} and {count_of(columns, 'column')} with patients"
        return Refusal(f"A test of independence needs at least 2 rows and 2 columns; found {found}.")
    dropped = counts.size - kept.size
    note = "Empty rows or columns of the table were left out of the test."
    return kept, (note,) if dropped else ()


def _network_p(counts: NDArray[np.int64]) -> float | None:
    """The exact p, or None where the table is too large for it."""
    limit = EXACT_LIMIT_TWO_ROWS if min(counts.shape) == 2 else EXACT_LIMIT
    if counts.sum() > limit:
        return None
    from fexact import fexact

    try:
        return min(1.0, float(fexact(counts)))  # rounding can leave it at 1 + 1e-14
    except ValueError:  # its workspace is too small
        return None


def _monte_carlo_p(counts: NDArray[np.int64]) -> tuple[float, float]:
    from fexact import fexact_simulate

    p = float(fexact_simulate(counts, samples=MONTE_CARLO_TABLES, seed=MONTE_CARLO_SEED))
    return p, float(np.sqrt(p * (1 - p) / MONTE_CARLO_TABLES))


def _chi_square(counts: NDArray[np.int64], notes: tuple[str, ...] = ()) -> ChiSquareIndependence:
    from scipy.stats import chi2_contingency

    test = chi2_contingency(counts, correction=False)
    return ChiSquareIndependence(
        n=int(counts.sum()),
        method="Pearson's χ² test",
        settings=(("continuity correction", "none"),),
        notes=notes,
        statistic=float(test.statistic),
        df=int(test.dof),
        p=float(test.pvalue),
        smallest_expected=float(test.expected_freq.min()),
    )
