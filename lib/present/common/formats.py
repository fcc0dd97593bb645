"""Numbers into text: one ladder for p values, one rule of decimals a column, one style for all."""

import math
from decimal import ROUND_HALF_UP, Decimal

from lib.present.common.number_style import ENGLISH, always_in, current_style
from lib.stats.common.distributions import ALPHA

MINUS, MISSING = "−", "–"
#: Below this, and half as near to `ALPHA`, a p value keeps three decimals.
HUNDREDTH = 0.01
#: Most decimals that a p value just below `ALPHA` is given to show on which side it lies.
MAX_P_DECIMALS = 8


class Printed(str):
    """A text that does not show its number, `<.001`, with the number, for files that hold data."""

    __slots__ = ("value",)
    value: float

    def __new__(cls, text: str, value: float) -> "Printed":
        """Bind a text to its number."""
        printed = super().__new__(cls, text)
        printed.value = float(value)
        return printed

    def __reduce__(self) -> tuple[type["Printed"], tuple[str, float]]:
        """Keep the number when copied."""
        return Printed, (str(self), self.value)


#: From here a p is 1: what lacks is the noise of binary fractions in a sum of probabilities.
ONE = 1 - 1e-9


def format_p(p: float) -> str:
    """Format a p value as in the paper: three decimals without a leading zero, `<.001` below.

    With one decimal more the ladder goes on to `<.0001`. With one fewer a p of .01 or more has two decimals,
    unless these would hide on which side of .05 it lies, and a smaller one three, as the AMA Manual of Style
    (11th ed., 2020, § 19.5) prints them. A p below .05 that would round to it is given the decimals it needs.

    Returns
    -------
    str
        `.031`, `.0498`, `<.001`, `>.999` for anything that would round to 1.000 without being 1, `1.000`, or a
        dash for NaN.
    """
    if math.isnan(p):
        return MISSING
    decimals = _p_decimals(p)
    least = 10.0**-decimals
    if p < ALPHA <= float(f"{p:.{decimals}f}"):
        text = f"<{ALPHA:g}".replace("0.", ".")
    elif p < least:
        text = f"<{least:.{decimals}f}".replace("0.", ".")
    elif 1 - least / 2 <= p < ONE:
        text = f">{1 - least:.{decimals}f}".replace("0.", ".")
    else:
        text = f"{1:.{decimals}f}" if p >= ONE else f"{p:.{decimals}f}"[1:]
    written = current_style().write(text)
    return Printed(written, p) if text[0] in "<>" else written


def _p_decimals(p: float) -> int:
    usual = 3
    wanted = current_style().shift(usual)
    if wanted < usual and (p < HUNDREDTH or abs(p - ALPHA) < HUNDREDTH / 2):
        wanted = usual
    while p < ALPHA <= float(f"{p:.{wanted}f}") and wanted < MAX_P_DECIMALS:
        wanted += 1
    return wanted


def format_p_equation(p: float) -> str:
    """Format a p value with its sign for a sentence: `p = .031` or `p < .001`."""
    text = format_p(p)
    return f"p {text[0]} {text[1:]}" if text[0] in "<>" else f"p = {text}"


def format_level(level: float = ALPHA) -> str:
    """Write a level of significance for a sentence: `p < .05`."""
    return f"p < {current_style().write(f'{level:g}'[1:])}"


def format_number(value: float, decimals: int) -> str:
    """Format a number with its column's decimals, in the style in force; a dash for NaN.

    Halves are rounded away from zero, as SPSS, Excel and the paper do (6.25 is 6.3), not to even.
    """
    style = current_style()
    return style.write(_rounded(value, style.shift(decimals)))


@always_in(ENGLISH)
def format_printed(value: float, decimals: int) -> str:
    """Format a number as a paper in English printed it, whatever style the reader chose."""
    return format_number(value, decimals)


def _rounded(value: float, decimals: int) -> str:
    if math.isnan(value):
        return MISSING
    text = str(Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP))
    return text.replace("-", MINUS) if float(text) else text.lstrip("-")


def format_proportion(value: float, decimals: int = 3) -> str:
    """Format a number that cannot exceed 1 without its leading zero: `.262`."""
    style = current_style()
    text = _rounded(value, style.shift(decimals))
    return style.write(text[1:] if text.startswith("0.") else text.replace(f"{MINUS}0.", f"{MINUS}."))


def format_count(n: int, total: int) -> str:
    """Format a count with its percentage of the total: `21 (42.9)`; `0 (0)` as in the paper."""
    if not total:
        return MISSING
    if not n:
        return "0 (0)"
    return f"{n} ({format_percent(n / total, 1)})"


def format_percent(proportion: float, decimals: int = 0) -> str:
    """Format a proportion of counted patients as a percentage without its sign: `41`, `40.8`.

    Only none is 0 and only all is 100: one of 3,000 is `<1`, 2,999 of them are `>99`.
    """
    text = format_number(100 * proportion, decimals)
    step = 10.0 ** -current_style().shift(decimals)
    if proportion > 0 and text == format_number(0, decimals):
        return f"<{format_number(step, decimals)}"
    if proportion < 1 and text == format_number(100, decimals):
        return f">{format_number(100 - step, decimals)}"
    return text


def format_fraction(n: int, total: int) -> str:
    """Format a proportion for a sentence: `12 of 49 patients (24 %)`."""
    percent = f" ({format_percent(n / total)} %)" if total else ""
    return f"{format_whole(n)} of {plural(total, 'patient')}{percent}"


def plural(n: int, word: str) -> str:
    """Number and noun: `1 patient`, `1,204 patients`."""
    return f"{format_whole(n)} {word}" if n == 1 else f"{format_whole(n)} {word}s"


def format_whole(n: int) -> str:
    """Format a whole number with its thousands apart: `1,204`."""
    return current_style().write(f"{n:,}")


def format_df(df: float) -> str:
    """Format degrees of freedom: `4` when whole, `3.44` when a correction made them fractions."""
    return f"{df:.0f}" if abs(df - round(df)) < 1e-9 else format_number(df, 2)


def format_dfs(df1: float, df2: float) -> str:
    """Format two degrees of freedom: `4, 176`; `3,44; 151,4` where the comma is the decimal mark."""
    return f"{format_df(df1)}{current_style().separator}{format_df(df2)}"


def format_interval(low: float, high: float, decimals: int) -> str:
    """Format an interval as `0.81 to 0.85`; a dash where it has no ends."""
    if math.isnan(low) or math.isnan(high):
        return MISSING
    return f"{format_number(low, decimals)} to {format_number(high, decimals)}"


def format_proportion_interval(low: float, high: float) -> str:
    """Format an interval of a number that cannot exceed 1, without leading zeros: `.019 to .146`."""
    if math.isnan(low) or math.isnan(high):
        return MISSING
    return f"{format_proportion(low)} to {format_proportion(high)}"
