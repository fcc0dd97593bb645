"""What a reported test statistic implies: p, effect size and degrees of freedom from what is printed.

The recomputation follows statcheck (Nuijten et al. 2016, doi 10.3758/s13428-015-0664-2): a printed F is every
value that rounds to it, so what follows from it is a span, and a printed p holds when it meets the span.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import overload

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from ..common.distributions import chi_square_tail, f_tail
from ..common.result import BoolArray, FloatArray
from .granularity import Span
from .printed import EXACT, NONE, SPAN, Printed, as_decimal

#: Largest error df looked at when it is not printed.
MAX_ERROR_DF = 5_000
#: Agreement of a p printed as the least number its decimals can show (`p = .001`) with a smaller p.
AS_BOUND = "bound"


@overload
def partial_eta_squared(f: float, df1: float, df2: float) -> float: ...


@overload
def partial_eta_squared(f: float, df1: float, df2: FloatArray) -> FloatArray: ...


def partial_eta_squared(f: float, df1: float, df2: float | FloatArray) -> float | FloatArray:
    """Partial η² of an F test: F·df1 / (F·df1 + df2).

    References
    ----------
    Cohen 1973, doi 10.1177/001316447303300111; Lakens 2013, doi 10.3389/fpsyg.2013.00863, eq. 13.
    """
    return f * df1 / (f * df1 + df2)


def p_of_f(printed: Printed, df1: float, df2: float) -> Span:
    """p of a printed F: the upper tail at F, and at the ends of its rounding.

    Parameters
    ----------
    printed : Printed
        F, at least 0.
    df1, df2 : float
        Numerator and error degrees of freedom.

    Returns
    -------
    Span
    """
    low, centre, high = _ends(printed)
    return Span(f_tail(high, df1, df2), f_tail(centre, df1, df2), f_tail(low, df1, df2))


def eta_of_f(printed: Printed, df1: float, df2: float) -> Span:
    """Partial η² of a printed F, with the ends of its rounding; see `partial_eta_squared`."""
    low, centre, high = (partial_eta_squared(f, df1, df2) for f in _ends(printed))
    return Span(low, centre, high)


def p_of_chi_square(printed: Printed, df: float) -> Span:
    """p of a printed χ²: the upper tail at χ², and at the ends of its rounding."""
    low, centre, high = _ends(printed)
    return Span(chi_square_tail(high, df), chi_square_tail(centre, df), chi_square_tail(low, df))


def _ends(printed: Printed) -> tuple[float, float, float]:
    return max(printed.low, 0.0), float(printed.value), max(printed.high, 0.0)


def agreement_of_p(printed: Printed, span: Span) -> str:
    """Tell how a printed p agrees with the span of a recomputed one.

    Returns
    -------
    str
        As for any span; `AS_BOUND` when print says `= .001` or `= .000` and
        the value is smaller, so that `< .001` is what it can mean.
    """
    found = span.agreement(printed) if printed.sign == "=" else _agreement_of_bound(printed, span)
    least = as_decimal(1).scaleb(-printed.decimals)
    if found == NONE and printed.sign == "=" and printed.value <= least and span.low < float(least):
        return AS_BOUND
    return found


def _agreement_of_bound(printed: Printed, span: Span) -> str:
    bound = float(printed.value)
    ends = (span.high, span.low) if printed.sign == "<" else (span.low, span.high)
    inside = [end < bound if printed.sign == "<" else end > bound for end in ends]
    return EXACT if inside[0] else SPAN if inside[1] else NONE


@dataclass(frozen=True)
class ErrorDf:
    """Error degrees of freedom that a printed F, p and partial η² allow together, `low` to `high`."""

    low: int
    high: int

    @property
    def open(self) -> bool:
        """Whether the upper end is only where the search stops."""
        return self.high == MAX_ERROR_DF


def error_df_allowed(
    f: Printed, df1: float, p: Printed | None = None, eta: Printed | None = None
) -> ErrorDf | None:
    """Find the error degrees of freedom at which the printed F, p and partial η² hold together.

    Parameters
    ----------
    f : Printed
        The F statistic.
    df1 : float
        Its numerator degrees of freedom.
    p, eta : Printed or None
        What is printed beside it; with neither, every df is allowed.

    Returns
    -------
    ErrorDf or None
        Least and greatest whole df from 1 to `MAX_ERROR_DF`; None when no df makes them agree.

    Notes
    -----
    Each printed number is the closed interval of all values that round to it. p falls as F grows, partial η²
    rises, so the ends of F bound both.
    """
    df2 = np.arange(1, MAX_ERROR_DF + 1, dtype=float)
    low, _, high = _ends(f)
    fits = np.ones(len(df2), dtype=bool)
    if eta is not None:
        fits &= _meets(eta, partial_eta_squared(low, df1, df2), partial_eta_squared(high, df1, df2))
    if p is not None:
        fits &= _meets(p, f_tail(high, df1, df2), f_tail(low, df1, df2))
    allowed = df2[fits]
    return ErrorDf(int(allowed[0]), int(allowed[-1])) if len(allowed) else None


def _meets(printed: Printed, low: FloatArray, high: FloatArray) -> BoolArray:
    return (low <= printed.high) & (high >= printed.low)


def f_allowed(
    df1: float, df2: float, p: Printed | None = None, eta: Printed | None = None
) -> tuple[float, float] | None:
    """Find the F values at which a printed p and partial η² hold, least and greatest; None when none do."""
    low, high = 0.0, float("inf")
    if eta is not None:
        ends = np.clip([eta.low, eta.high], 0.0, 1.0 - 1e-12)
        low, high = max(low, _f_of_eta(ends[0], df1, df2)), min(high, _f_of_eta(ends[1], df1, df2))
    if p is not None:
        least, most = max(p.low, 0.0), min(p.high, 1.0)
        low = max(low, float(special.fdtri(df1, df2, 1.0 - most)) if most < 1.0 else 0.0)
        high = min(high, float(special.fdtri(df1, df2, 1.0 - least)) if least > 0.0 else high)
    return (low, high) if low <= high else None


def _f_of_eta(eta: float, df1: float, df2: float) -> float:
    return float(eta * df2 / (df1 * (1.0 - eta)))


def yates_p(table: ArrayLike) -> float:
    """p of the χ² test of a 2 × 2 table with Yates' continuity correction; NaN for other tables.

    Parameters
    ----------
    table : array_like of int, shape (2, 2)
        Counts; an empty row or column gives NaN.

    References
    ----------
    Yates 1934, doi 10.2307/2983604.
    """
    counts = np.asarray(table, dtype=float)
    margins = [*counts.sum(axis=0), *counts.sum(axis=1)]
    if counts.shape != (2, 2) or min(margins) == 0:
        return float("nan")
    n, difference = counts.sum(), abs(counts[0, 0] * counts[1, 1] - counts[0, 1] * counts[1, 0])
    statistic = n * max(difference - n / 2, 0.0) ** 2 / np.prod(margins)
    return float(chi_square_tail(float(statistic), 1))


def h_of_p(p: float, groups: int) -> float:
    """Kruskal–Wallis H of a p value: the χ² quantile with groups − 1 degrees of freedom."""
    return float(special.chdtri(groups - 1, p))


def eta_squared_h(h: float, groups: int, n: int) -> float:
    """η²_H = (H − k + 1) / (n − k), not cut off at 0.

    References
    ----------
    Tomczak & Tomczak 2014, Trends in Sport Sciences 21, p. 24.
    """
    return (h - groups + 1) / (n - groups)


def epsilon_squared(h: float, n: int) -> float:
    """ε² of Kruskal–Wallis: H / (n − 1).

    References
    ----------
    Tomczak & Tomczak 2014, Trends in Sport Sciences 21, p. 24.
    """
    return h / (n - 1)
