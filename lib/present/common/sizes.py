"""Sizes that a reader can judge: a difference with its unit and direction, before any test."""

from lib.cohort.codebook import Column
from lib.present.common.formats import MINUS, format_interval, format_number
from lib.present.common.number_style import current_style

#: A difference of means has one decimal more than the values.
MORE_DECIMALS = 1


def decimals_of_means(measure: Column) -> int:
    """Decimals with which means of a measure, and their differences, are written."""
    return measure.decimals + MORE_DECIMALS


def with_unit(figure: str, measure: Column) -> str:
    """Put a figure and the unit of its measure together; a scale without a unit counts points."""
    unit = measure.unit or ("" if measure.role == "analyte" else "points")
    return f"{figure} {unit}" if unit else figure


def words_difference(difference: float, measure: Column) -> str:
    """Say how far and which way a mean lies from another: `0.012 mmol/L lower`, `2.1 points higher`.

    A difference that rounds to nothing is `less than 0.001 mmol/L higher` or lower; one of nothing is `equal`.
    """
    decimals = decimals_of_means(measure)
    if difference == 0:
        return "equal"
    way = "lower" if difference < 0 else "higher"
    text = format_number(abs(difference), decimals)
    if not any(character in text for character in "123456789"):
        least = format_number(10.0 ** -current_style().shift(decimals), decimals)
        return f"less than {with_unit(least, measure)} {way}"
    return f"{with_unit(text, measure)} {way}"


def words_than(difference: float) -> str:
    """Join what is compared to the words of its difference: `than`, or `to` after `equal`."""
    return "to" if difference == 0 else "than"


def format_signed(value: float, decimals: int) -> str:
    """Format a change with its sign: `+0.012`, `−0.034`, `0.000`."""
    text = format_number(value, decimals)
    moved = any(character in text for character in "123456789")
    return f"+{text}" if moved and not text.startswith(MINUS) else text


def words_interval(low: float, high: float, measure: Column, level: str = "95 %") -> str:
    """Write an interval of a difference with its level: `95 % CI −0.034 to 0.012`."""
    return f"{level} CI {format_interval(low, high, decimals_of_means(measure))}"
