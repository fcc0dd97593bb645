"""Numbers as print gives them: text, decimals, and the interval of values that would be printed so.

Two conventions round a half: up (56.25 → 56.3) and to even (56.25 → 56.2). Spreadsheets do the first,
many statistics programs the second, so a printed number stands for every value that either would print so.
Programs print three decimals, tables often two, and a number copied from one to the other is rounded twice
(0.3645 → 0.365 → 0.37).
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction

#: How a value agrees with a printed number: a half rounded up, a half rounded to even, rounded twice, within
#: the rounding of what it is computed from, or not at all.
EXACT, TO_EVEN, TWICE, SPAN, NONE = "exact", "to even", "twice", "span", "none"
#: Significant digits kept of a computed float: more than any print, fewer than binary noise.
SIGNIFICANT_DIGITS = 12
_NUMBER = re.compile(r"[+\-−–]?(?:\d+(?:\.\d*)?|\.\d+)")

Value = float | int | Fraction


@dataclass(frozen=True)
class Printed:
    """A number as it stands in print.

    Attributes
    ----------
    text : str
        As printed, without surrounding blanks.
    value : Decimal
        The number it shows.
    decimals : int
        Digits behind the point; trailing zeros count.
    sign : str
        `=`, or `<` or `>` where print gives a bound.
    """

    text: str
    value: Decimal
    decimals: int
    sign: str = "="

    @property
    def low(self) -> float:
        """Least value that would be printed so; minus infinity for `<`."""
        return -math.inf if self.sign == "<" else float(self.value - self._half)

    @property
    def high(self) -> float:
        """Greatest value that would be printed so; infinity for `>`."""
        return math.inf if self.sign == ">" else float(self.value + self._half)

    @property
    def _half(self) -> Decimal:
        return Decimal(0) if self.sign != "=" else Decimal(5).scaleb(-self.decimals - 1)

    def overlaps(self, low: float, high: float) -> bool:
        """Tell whether any value from `low` to `high` would be printed so."""
        return low <= self.high and high >= self.low


def read_printed(text: str, sign: str = "=") -> Printed | None:
    """Read a printed number.

    Parameters
    ----------
    text : str
        With a decimal point; the leading zero may be missing, the minus may be a hyphen or a true minus.
    sign : str
        `=`, `<` or `>`; a sign at the start of the text takes precedence.

    Returns
    -------
    Printed or None
        None where the text is no number.
    """
    text = text.strip()
    digits = text
    if digits[:1] in "<>=" and digits:
        sign, digits = digits[0], digits[1:].strip()
    if not _NUMBER.fullmatch(digits):
        return None
    _, _, behind = digits.partition(".")
    return Printed(text, Decimal(digits.replace("−", "-").replace("–", "-")), len(behind), sign)


def as_decimal(value: Value) -> Decimal:
    """Turn a computed value into a Decimal: a fraction to 30 digits, a float without its binary noise.

    A float such as 0.615 is held as 0.61499999…; twelve significant digits bring the half back.
    """
    with localcontext() as context:
        context.prec = 30
        if isinstance(value, Fraction | int):
            fraction = Fraction(value)
            return Decimal(fraction.numerator) / Decimal(fraction.denominator)
        return Decimal(f"{float(value):.{SIGNIFICANT_DIGITS}g}")


def round_half_up(value: Value, decimals: int) -> Decimal:
    """Round as taught at school: a half goes away from zero."""
    return _quantised(value, decimals, ROUND_HALF_UP)


def round_half_even(value: Value, decimals: int) -> Decimal:
    """Round as IEEE 754 and most statistics programs do: a half goes to the even neighbour."""
    return _quantised(value, decimals, ROUND_HALF_EVEN)


def _quantised(value: Value, decimals: int, rounding: str) -> Decimal:
    with localcontext() as context:
        context.prec = 60
        return as_decimal(value).quantize(Decimal(1).scaleb(-decimals), rounding=rounding)


def agreement(printed: Printed, value: Value) -> str:
    """Tell how a computed value agrees with a printed one.

    Parameters
    ----------
    printed : Printed
        As it stands in print; a bound (`<.001`) agrees with every value it covers.
    value : float, int or Fraction
        Recomputed; a Fraction keeps a half exact. NaN agrees with nothing.

    Returns
    -------
    str
        `EXACT` when the value, a half rounded up, prints so; `TO_EVEN` when it does so with a half rounded
        to even; `TWICE` when it does so after it was rounded to one decimal more; `NONE` otherwise.
    """
    if isinstance(value, float) and not math.isfinite(value):
        return NONE
    if printed.sign != "=":
        bound = float(printed.value)
        return EXACT if (float(value) < bound if printed.sign == "<" else float(value) > bound) else NONE
    if round_half_up(value, printed.decimals) == printed.value:
        return EXACT
    if round_half_even(value, printed.decimals) == printed.value:
        return TO_EVEN
    once = Fraction(round_half_up(value, printed.decimals + 1))
    return TWICE if round_half_up(once, printed.decimals) == printed.value else NONE
