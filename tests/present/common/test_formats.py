"""The ladder of formats, rung by rung."""

import pytest

from lib.present.common.formats import (
    format_count,
    format_fraction,
    format_number,
    format_p,
    format_p_equation,
    format_proportion,
    plural,
)


@pytest.mark.parametrize(
    ("p", "text"),
    [
        (0.0314, ".031"),
        (0.0009, "<.001"),
        (0.001, ".001"),
        (0.9994, ".999"),
        (0.9996, ">.999"),
        (1 - 1e-12, "1.000"),
        (0.0498, ".0498"),
        (0.0502, ".050"),
        (1.0, "1.000"),
        (float("nan"), "–"),
    ],
)
def test_p(p, text):
    assert format_p(p) == text


def test_p_in_a_sentence():
    assert [format_p_equation(p) for p in (0.0314, 0.0001, 0.9996)] == ["p = .031", "p < .001", "p > .999"]
    assert format_p_equation(0.0498) == "p = .0498"  # never .050 beside a word that it is found


@pytest.mark.parametrize(("k", "percent"), [(0, "0"), (1, "<1"), (2999, ">99"), (3000, "100")])
def test_none_and_all_are_0_and_100_percent_and_nothing_else_is(k, percent):
    assert format_fraction(k, 3000) == f"{k:,} of 3,000 patients ({percent} %)"


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [(6.25, 1, "6.3"), (-0.04, 1, "0.0"), (-1.25, 1, "−1.3"), (float("nan"), 2, "–"), (1234.5, 0, "1235")],
)
def test_halves_go_away_from_zero(value, decimals, text):
    assert format_number(value, decimals) == text


def test_counts_are_the_papers():
    assert [format_count(*pair) for pair in ((21, 49), (2, 32), (0, 8), (0, 0))] == [
        "21 (42.9)",
        "2 (6.3)",
        "0 (0)",
        "–",
    ]


def test_proportions_and_plurals():
    assert [format_proportion(v) for v in (0.2551, 1.0, -0.02)] == [".255", "1.000", "−.020"]
    assert [plural(n, "patient") for n in (1, 2, 1204)] == ["1 patient", "2 patients", "1,204 patients"]
