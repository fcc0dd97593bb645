"""Numbers into text: one ladder for p values, one rule of decimals a column."""

import math
from decimal import ROUND_HALF_UP, Decimal

MINUS, MISSING = "−", "–"


def format_p(p: float) -> str:
    """Format a p value as in the paper: three decimals without a leading zero, `<.001` below.

    Returns
    -------
    str
        `.031`, `<.001`, `>.999` for anything that would round to 1.000 without being 1, `1.000`, or a
        dash for NaN.
    """
    if math.isnan(p):
        return MISSING
    if p < 0.001:
        return "<.001"
    if 0.9995 <= p < 1:
        return ">.999"
    return "1.000" if p >= 1 else f"{p:.3f}"[1:]


def format_p_equation(p: float) -> str:
    """Format a p value with its sign for a sentence: `p = .031` or `p < .001`."""
    text = format_p(p)
    return f"p {text[0]} {text[1:]}" if text[0] in "<>" else f"p = {text}"


def format_number(value: float, decimals: int) -> str:
    """Format a number with fixed decimals and a true minus sign; a dash for NaN.

    Halves are rounded away from zero, as SPSS, Excel and the paper do (6.25 is 6.3), not to even.
    """
    if math.isnan(value):
        return MISSING
    text = str(Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP))
    return text.replace("-", MINUS) if float(text) else text.lstrip("-")


def format_proportion(value: float, decimals: int = 3) -> str:
    """Format a number that cannot exceed 1 without its leading zero: `.262`."""
    text = format_number(value, decimals)
    return text[1:] if text.startswith("0.") else text.replace(f"{MINUS}0.", f"{MINUS}.")


def format_count(n: int, total: int) -> str:
    """Format a count with its percentage of the total: `21 (42.9)`; `0 (0)` as in the paper."""
    if not total:
        return MISSING
    if not n:
        return "0 (0)"
    return f"{n} ({format_number(100 * n / total, 1)})"


def format_share(n: int, total: int) -> str:
    """Format a share for a sentence: `12 of 49 patients (24 %)`."""
    percent = f" ({100 * n / total:.0f} %)" if total else ""
    return f"{n:,} of {total:,} patients{percent}"


def plural(n: int, word: str) -> str:
    """Number and noun: `1 patient`, `1,204 patients`."""
    return f"{n:,} {word}" if n == 1 else f"{n:,} {word}s"


def format_df(df: float) -> str:
    """Format degrees of freedom: `4` when whole, `3.44` when a correction made them fractions."""
    return f"{df:.0f}" if abs(df - round(df)) < 1e-9 else format_number(df, 2)


def format_interval(low: float, high: float, decimals: int) -> str:
    """Format an interval as `0.81 to 0.85`; a dash where it has no ends."""
    if math.isnan(low) or math.isnan(high):
        return MISSING
    return f"{format_number(low, decimals)} to {format_number(high, decimals)}"


def format_share_interval(low: float, high: float) -> str:
    """Format an interval of a number that cannot exceed 1, without leading zeros: `.019 to .146`."""
    if math.isnan(low) or math.isnan(high):
        return MISSING
    return f"{format_proportion(low)} to {format_proportion(high)}"
