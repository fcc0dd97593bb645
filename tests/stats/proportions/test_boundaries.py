"""Where a rule begins and ends: each limit is stated here by hand, so that a moved one is noticed."""

import pytest

from lib.stats.proportions.contingency import exact_independence
from lib.stats.proportions.fisher import fisher_p, rejected_tables
from lib.stats.proportions.risk_difference import EXACT, NEWCOMBE, risk_difference


@pytest.mark.parametrize(
    ("table", "exact"),
    [
        ([[50, 30, 20], [50, 30, 20], [50, 30, 20]], True),  # 300 counts
        ([[50, 30, 20], [50, 30, 20], [50, 30, 21]], False),
        ([[1500, 1000], [1500, 1000]], True),  # 5,000 counts in two rows
        ([[1500, 1000], [1500, 1001]], False),
    ],
)
def test_tables_up_to_the_limit_are_exact(table, exact):
    assert ("exact" in exact_independence(table).method) == exact


def test_chi_square_stands_in_from_expected_counts_of_five_on():
    # 400 counts in 3 × 3: at the least 40 · 50 / 400 = 5 expected, then 40 · 50 / 401.
    five = exact_independence([[180, 90, 40], [30, 15, 5], [15, 20, 5]])
    assert (five.method, dict(five.settings)["least expected count"]) == ("Pearson's χ² test", "5.0")
    assert "Monte-Carlo" in exact_independence([[181, 90, 40], [30, 15, 5], [15, 20, 5]]).method


@pytest.mark.parametrize(("first", "second", "alpha"), [(1, 19, 0.05), (2, 3, 0.1), (3, 3, 0.1)])
def test_a_p_of_exactly_alpha_is_significant(first, second, alpha):
    # Everybody of the first group and nobody of the second: 1 of 20, 1 of 10, 2 of 20 tables.
    assert rejected_tables(first, second, alpha)[first, 0]
    assert not rejected_tables(first, second, alpha - 1e-6)[first, 0]


def test_outcomes_up_to_the_limit_have_an_exact_interval():
    assert risk_difference(8, 8, 40, 59).method == EXACT  # 17 · 100 = 1,700 outcomes
    assert risk_difference(8, 12, 40, 40).method == NEWCOMBE  # 21 · 81 = 1,701


@pytest.mark.parametrize(
    ("table", "p"),
    [
        # C(2,0) C(8,5) = C(2,2) C(8,3) = 56 and C(2,1) C(8,4) = 140, of 252 in all.
        ((0, 2, 5, 3), 112 / 252),
        # C(2,1) C(8,2) = C(2,0) C(8,3) = 56 and C(2,2) C(8,1) = 8, of 120 in all.
        ((1, 1, 2, 6), 1.0),
    ],
)
def test_tables_as_likely_as_the_one_seen_count_whatever_their_rounding(table, p):
    assert fisher_p([table])[0] == pytest.approx(p, rel=1e-12)
