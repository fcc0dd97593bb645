"""A reported F with its degrees of freedom, p and partial η²: read from a line of text, and checked."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from lib.analysis.published.verdicts import (
    INCONSISTENT,
    OTHER_READING,
    REPRODUCED,
    STATISTIC,
    UNCHECKED,
    Check,
    verdict_of,
)
from lib.stats.published.granularity import Span
from lib.stats.published.printed import NONE, Printed, as_decimal, read_printed
from lib.stats.published.reported import (
    AS_BOUND,
    ErrorDf,
    agreement_of_p,
    error_df_allowed,
    eta_of_f,
    f_allowed,
    p_of_f,
)

METHOD = "p and partial η² from F and df"
_NUMBER = r"(\d+(?:\.\d*)?|\.\d+)"
_F = re.compile(r"\bF\s*\(\s*([^)]*?)\s*\)\s*=\s*" + _NUMBER, re.IGNORECASE)
_P = re.compile(r"\bp\s*([=<>])\s*" + _NUMBER, re.IGNORECASE)
#: The ways partial η² is written: ηp², η²p, η_p^2, np2, eta2p, partial eta squared.
_ETA = re.compile(
    r"(?:partial\s+)?(?:η|\b(?:eta)|\bn(?=\W*p|2))[\s_^²2p()-]*(?:-?squared)?\s*(?:\(partial\))?\s*=\s*"
    + _NUMBER,
    re.IGNORECASE,
)
_DECIMAL_COMMA = re.compile(r"([=<>]\s*\d*),(\d)")
_TWO_DF = re.compile(rf"{_NUMBER}\s*[,;]\s*{_NUMBER}")
_ONE_DF = re.compile(_NUMBER)


@dataclass(frozen=True)
class ReportedF:
    """One reported F.

    Attributes
    ----------
    f : Printed
        The statistic.
    df_text : str
        What stands between the brackets.
    df1, df2 : float or None
        Numerator and error degrees of freedom; None where not printed.
    point_for_comma : bool
        Whether `4.39` was read as 4 and 39.
    p, eta : Printed or None
        What is printed beside it.
    p_as_bound : bool
        Whether `p = .001` was taken for `p < .001`.
    """

    f: Printed
    df_text: str
    df1: float
    df2: float | None
    point_for_comma: bool = False
    p: Printed | None = None
    eta: Printed | None = None
    p_as_bound: bool = False


@dataclass(frozen=True)
class LineFault:
    """Why a line could not be read: what was found and what was expected."""

    found: str
    expected: str


EXPECTED = "F(4, 39) = 6.26, p = .001, ηp² = .39"


def read_reported_f(line: str) -> ReportedF | LineFault:
    """Read a line such as `F(4, 39) = 6.26, p = .001, ηp² = .39`.

    Parameters
    ----------
    line : str
        One result; the order is free, p and partial η² may be missing, a decimal comma is understood.

    Returns
    -------
    ReportedF or LineFault
    """
    text = _DECIMAL_COMMA.sub(r"\1.\2", line.strip())
    found = _F.search(text)
    if not found:
        return LineFault("no F with its degrees of freedom in brackets", EXPECTED)
    df = read_df(found[1])
    if df is None:
        return LineFault(f"F({found[1]}), where the brackets hold no degrees of freedom", "F(4, 39) or F(4)")
    p, eta = _P.search(text), _ETA.search(text)
    number = read_printed(eta[1]) if eta else None
    if number is not None and number.value > 1:
        return LineFault(f"a partial η² of {number.text}", "a number from 0 to 1")
    p_number = read_printed(p[2], p[1]) if p else None
    if p_number is not None and p_number.value > 1:
        return LineFault(f"a p of {p_number.text}", "a number from 0 to 1")
    if number is None and p_number is None:
        return LineFault("neither p nor partial η² beside F", EXPECTED)
    f = read_printed(found[2])
    if f is None:
        return LineFault(f"an F of {found[2]}", EXPECTED)
    return ReportedF(f, found[1], df[0], df[1], df[2], p_number, number)


def read_df(text: str) -> tuple[float, float | None, bool] | None:
    """Read degrees of freedom as printed.

    Returns
    -------
    tuple of (float, float or None, bool) or None
        Numerator df, error df where printed, and whether `4.39` was read as 4 and 39; None for other text.
    """
    if two := _TWO_DF.fullmatch(text):
        df = float(two[1]), float(two[2])
        return (*df, False) if min(df) > 0 else None
    if not _ONE_DF.fullmatch(text) or float(text) <= 0:
        return None
    whole, point, behind = text.partition(".")
    if point and behind.isdigit() and int(behind) > 0 and whole.isdigit() and int(whole) > 0:
        return float(whole), float(behind), True
    return float(text), None, False


def check_reported_f(reported: ReportedF, keys: Mapping[str, str]) -> Iterator[Check]:
    """Recompute what a printed F, its df, p and partial η² imply of one another.

    Parameters
    ----------
    reported : ReportedF
        As printed.
    keys : mapping of str to str
        Keys of the printed numbers by quantity: `F`, `df`, `p`, `partial_eta_squared`; others are passed over.

    Yields
    ------
    Check
        One a key.

    References
    ----------
    Nuijten et al. 2016, doi 10.3758/s13428-015-0664-2.
    """
    reported = _with_bound(reported)
    allowed = error_df_allowed(reported.f, reported.df1, reported.p, reported.eta)
    if reported.df2 is None:
        checks = _checks_without_error_df(reported, allowed)
    else:
        checks = _checks_with_error_df(reported, reported.df2, allowed)
    for quantity, verdict, value, reading, words in checks:
        if quantity in keys:
            yield Check(keys[quantity], STATISTIC, METHOD, verdict, value, reading, words)


def _with_bound(reported: ReportedF) -> ReportedF:
    """Take `p = .001` for `p < .001` where that is the only way for it to hold."""
    if reported.p is None or reported.df2 is None:
        return reported
    how = agreement_of_p(reported.p, p_of_f(reported.f, reported.df1, reported.df2))
    if how != AS_BOUND:
        return reported
    least = max(reported.p.value, as_decimal(1).scaleb(-reported.p.decimals))
    return replace(reported, p=Printed(reported.p.text, least, reported.p.decimals, "<"), p_as_bound=True)


Found = tuple[str, str, tuple[float, ...], str, str]


def _checks_without_error_df(reported: ReportedF, allowed: ErrorDf | None) -> Iterator[Found]:
    """Without the error df, F, p and partial η² can only be held against one another."""
    both = reported.p is not None and reported.eta is not None
    figures = ("F", "p", "partial_eta_squared")
    if allowed is None:
        words = f"No error df makes {_figures(reported)} agree."
        for quantity in (*figures, "df"):
            yield quantity, INCONSISTENT, (), "", words
        return
    words = f"{_figures(reported)} hold together for an error df {range_words(allowed)}."
    missing = f"The error df is not printed; {words}"
    for quantity in figures:
        yield quantity, REPRODUCED if both else UNCHECKED, (), "", missing
    yield "df", OTHER_READING, (reported.df1,), "numerator df alone; the error df is not printed", missing


def _checks_with_error_df(reported: ReportedF, df2: float, allowed: ErrorDf | None) -> Iterator[Found]:
    df1, df = reported.df1, f"{reported.df1:g}, {df2:g}"
    wrong = []
    figures: list[tuple[str, Printed, Span, str]] = []
    if reported.p is not None:
        span = p_of_f(reported.f, df1, df2)
        how = AS_BOUND if reported.p_as_bound else agreement_of_p(reported.p, span)
        figures.append(("p", reported.p, span, how))
    if reported.eta is not None:
        span = eta_of_f(reported.f, df1, df2)
        figures.append(("partial_eta_squared", reported.eta, span, span.agreement(reported.eta)))
    for quantity, printed, span, how in figures:
        name = "p" if quantity == "p" else "ηp²"
        verdict, reading = verdict_of(how)
        words = f"F({df}) = {reported.f.text} gives {name} {_shown(span.centre, printed.decimals + 1)}"
        words += "." if how != NONE else f"; printed: {name} {printed.sign} {printed.text}."
        wrong += [name] if how == NONE else []
        yield quantity, verdict, (span.centre,), reading, words
    yield from _check_f_itself(reported, wrong, len(figures))
    reading = f"F({df}): the point stands for a comma" if reported.point_for_comma else ""
    verdict = OTHER_READING if reading else REPRODUCED
    if wrong:
        verdict = INCONSISTENT if len(wrong) == len(figures) else UNCHECKED
    words = f"No error df makes {_figures(reported)} agree."
    if allowed is not None:
        words = f"{_figures(reported)} allow an error df {range_words(allowed)}."
    yield "df", verdict, (df1, df2), "" if wrong else reading, words


def _check_f_itself(reported: ReportedF, wrong: list[str], told: int) -> Iterator[Found]:
    if reported.df2 is None:
        return
    span = f_allowed(reported.df1, reported.df2, reported.p, reported.eta)
    words = ""
    if span is not None:
        ends = (
            f"from {span[0]:.3f} to {span[1]:.3f}" if span[1] < float("inf") else f"of {span[0]:.3f} or more"
        )
        words = f"The other printed figures allow an F {ends}."
    if wrong and len(wrong) == told:
        yield "F", INCONSISTENT, (), "", words or f"F agrees with neither {' nor '.join(wrong)}."
    elif not wrong:
        yield "F", REPRODUCED, (float(reported.f.value),), "", words
    else:
        yield "F", UNCHECKED, (), "", f"F agrees with one of p and ηp² and not with {wrong[0]}."


def _figures(reported: ReportedF) -> str:
    """Name what is printed: `F = 5.22, p = 0.001 and ηp² = 0.11`."""
    parts = [f"F = {reported.f.text}"]
    parts += [f"p {reported.p.sign} {reported.p.text.lstrip('<>= ')}"] if reported.p else []
    parts += [f"ηp² = {reported.eta.text}"] if reported.eta else []
    return f"{', '.join(parts[:-1])} and {parts[-1]}" if len(parts) > 1 else parts[0]


def _shown(value: float, decimals: int) -> str:
    least = 10.0**-decimals
    return f"= {value:.{decimals}f}" if value >= least / 2 else f"< {least:.{decimals}f}"


def range_words(allowed: ErrorDf) -> str:
    """Put a range of error df into words."""
    if allowed.open:
        return f"of {allowed.low} or more"
    return f"of {allowed.low}" if allowed.low == allowed.high else f"from {allowed.low} to {allowed.high}"
