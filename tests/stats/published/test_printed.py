"""Printed numbers: their intervals, and how values agree with them. Every expectation is a hand sum."""

from fractions import Fraction

import pytest

from lib.stats.published.printed import (
    EXACT,
    NONE,
    TO_EVEN,
    TWICE,
    agreement,
    read_printed,
    round_half_even,
    round_half_up,
)


@pytest.mark.parametrize(
    ("text", "value", "decimals", "low", "high"),
    [
        ("21", 21, 0, 20.5, 21.5),
        ("42.9", 42.9, 1, 42.85, 42.95),
        (".050", 0.05, 3, 0.0495, 0.0505),
        ("0.00", 0.0, 2, -0.005, 0.005),
        ("−0.02", -0.02, 2, -0.025, -0.015),
    ],
)
def test_a_printed_number_is_the_interval_that_rounds_to_it(text, value, decimals, low, high):
    printed = read_printed(text)
    assert (float(printed.value), printed.decimals) == (value, decimals)
    assert printed.low == pytest.approx(low, abs=1e-12)
    assert printed.high == pytest.approx(high, abs=1e-12)


@pytest.mark.parametrize("text", ["", "-", "–", "p", "1.2.3", "1,2", "NaN", "inf", "1e3"])
def test_what_is_no_number_is_none(text):
    assert read_printed(text) is None


@pytest.mark.parametrize(
    ("value", "decimals", "up", "even"),
    [
        (Fraction(18 * 100, 32), 1, "56.3", "56.2"),
        (Fraction(6 * 100, 32), 1, "18.8", "18.8"),
        (Fraction(2 * 100, 32), 1, "6.3", "6.2"),
        (0.615, 2, "0.62", "0.62"),
        (0.625, 2, "0.63", "0.62"),
        (-0.125, 2, "-0.13", "-0.12"),
    ],
)
def test_both_ways_to_round_a_half(value, decimals, up, even):
    assert (str(round_half_up(value, decimals)), str(round_half_even(value, decimals))) == (up, even)


@pytest.mark.parametrize(
    ("text", "value", "expected"),
    [
        ("56.3", Fraction(1800, 32), EXACT),
        ("56.2", Fraction(1800, 32), TO_EVEN),
        ("56.1", Fraction(1800, 32), NONE),
        (".36", 0.36452, EXACT),
        (".37", 0.36452, TWICE),  # .36452 → .365 → .37
        (".37", 0.36449, NONE),  # .36449 → .364 → .36
        (".09", 0.0906, EXACT),
        (".10", 0.0906, NONE),
        ("1.000", 1.0, EXACT),
        ("<.001", 0.0009, EXACT),
        ("<.001", 0.001, NONE),
        (">.05", 0.06, EXACT),
        ("0.5", float("nan"), NONE),
    ],
)
def test_how_a_value_agrees(text, value, expected):
    assert agreement(read_printed(text), value) == expected
