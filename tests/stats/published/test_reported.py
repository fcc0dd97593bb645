"""What printed test statistics imply, against R (`tests/reference/published_table1.R`) and hand sums."""

import json
import math
from pathlib import Path

import pytest

from lib.stats.published.granularity import Span
from lib.stats.published.printed import EXACT, NONE, SPAN, read_printed
from lib.stats.published.reported import (
    AS_BOUND,
    MAX_ERROR_DF,
    agreement_of_p,
    epsilon_squared,
    error_df_allowed,
    eta_of_f,
    eta_squared_h,
    f_allowed,
    h_of_p,
    p_of_chi_square,
    p_of_f,
    partial_eta_squared,
    yates_p,
)

R = json.loads(
    (Path(__file__).parents[2] / "reference" / "published_table1.json").read_text(encoding="utf-8")
)
read = read_printed


@pytest.mark.parametrize("line", R["tails"], ids=str)
def test_p_and_eta_of_an_f(line):
    printed = read(f"{line['f']:.2f}")
    assert p_of_f(printed, line["df1"], line["df2"]).centre == pytest.approx(line["p"], rel=1e-9)
    assert eta_of_f(printed, line["df1"], line["df2"]).centre == pytest.approx(line["eta"], rel=1e-12)
    assert partial_eta_squared(line["f"], line["df1"], line["df2"]) == pytest.approx(line["eta"], rel=1e-12)


@pytest.mark.parametrize("line", R["error_df"], ids=str)
def test_error_df_allowed(line):
    p, eta = read(f"{line['p']:.3f}"), read(f"{line['eta']:.2f}")
    allowed = error_df_allowed(read(f"{line['f']:.2f}"), line["df1"], p, eta)
    assert [allowed.low, allowed.high] == line["range"]
    assert not allowed.open


def test_no_error_df_where_the_figures_contradict_one_another():
    assert error_df_allowed(read("6.26"), 4, read(".900"), read(".39")) is None


def test_without_p_and_eta_every_error_df_is_allowed():
    allowed = error_df_allowed(read("2.00"), 3)
    assert (allowed.low, allowed.high, allowed.open) == (1, MAX_ERROR_DF, True)


@pytest.mark.parametrize(
    ("text", "low", "centre", "high", "expected"),
    [
        (".001", 0.00052, 0.00054, 0.00056, EXACT),
        (".001", 0.00002, 0.00003, 0.00004, AS_BOUND),
        (".000", 0.0006, 0.0007, 0.0008, AS_BOUND),
        (".002", 0.00002, 0.00003, 0.00004, NONE),
        (".031", 0.0303, 0.0304, 0.0306, SPAN),
        ("<.001", 0.0002, 0.0003, 0.0004, EXACT),
        ("<.001", 0.0008, 0.0011, 0.0012, SPAN),
        ("<.001", 0.002, 0.003, 0.004, NONE),
        (">.05", 0.06, 0.07, 0.08, EXACT),
        (">.05", 0.03, 0.04, 0.045, NONE),
    ],
)
def test_how_a_printed_p_agrees(text, low, centre, high, expected):
    assert agreement_of_p(read(text), Span(low, centre, high)) == expected


def test_f_allowed_holds_the_f_it_was_computed_from():
    low, high = f_allowed(4, 39, read(".001"), read(".39"))
    assert low < 6.26 < high
    for f in (low, high):
        assert 0.385 - 1e-9 <= partial_eta_squared(f, 4, 39) <= 0.395 + 1e-9
    assert f_allowed(4, 39, read(".900"), read(".39")) is None


def test_p_of_a_rounded_chi_square():
    assert p_of_chi_square(read("0.1877"), 1).centre == pytest.approx(R["chi_tail"]["p"], rel=1e-9)


@pytest.mark.parametrize("line", R["yates"], ids=str)
def test_yates(line):
    a, b, c, d = line["table"]
    assert yates_p([[a, c], [b, d]]) == pytest.approx(line["p"], rel=1e-9)


def test_yates_of_an_empty_row_or_another_table_is_nan():
    assert math.isnan(yates_p([[0, 0], [3, 4]]))
    assert math.isnan(yates_p([[1, 2, 3], [3, 4, 5]]))


def test_kruskal_wallis_from_its_p():
    h = h_of_p(R["kruskal"]["p"], 3)
    assert h == pytest.approx(R["kruskal"]["h"], rel=1e-9)
    assert eta_squared_h(h, 3, 49) == pytest.approx((h - 2) / 46)  # −.022
    assert epsilon_squared(h, 49) == pytest.approx(h / 48)  # .020
