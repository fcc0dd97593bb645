"""Friedman's test by hand, and what it refuses."""

import numpy as np
import pytest

from lib.stats.ranks.friedman import friedman, friedman_post_hoc


def test_friedman_by_hand():
    # Three patients in full agreement over three visits: W = 1, χ² = n (k − 1) = 6.
    test = friedman([[1, 2, 3], [2, 4, 9], [0, 1, 5]], visits=["pre", "inf3", "post"])
    assert test.kendalls_w == pytest.approx(1, rel=1e-12)
    assert test.chi_square == pytest.approx(6, rel=1e-12)
    assert test.mean_ranks == (1, 2, 3)


def test_friedman_refusals_and_notes():
    assert "needs values that differ" in friedman([[1, 1], [2, 2]]).reason
    assert "some are missing" in friedman([[1, np.nan], [2, 2]]).reason
    assert "found 1 patient and 2 visits" in friedman([[1, 2]]).reason
    # Same order in every patient: Conover's error is 0, and a note stands in place of p.
    conover = friedman_post_hoc([[1, 2, 3], [2, 4, 9], [0, 1, 5]], test="conover")
    assert all(np.isnan(row.p) for row in conover.comparisons)
    assert len(conover.notes) == 3
    with pytest.raises(ValueError, match="test is one of dunn, conover, wilcoxon"):
        friedman_post_hoc([[1, 2], [2, 1]], test="nemenyi")


def test_conover_of_nearly_one_order_by_hand():
    # Five patients 1, 2, 3 and one 1, 3, 2: rank sums 6, 13, 17; 6 · 84 − 494 = 10 over 10 df; t = −7 / √2.
    found = friedman_post_hoc([[1, 2, 3]] * 5 + [[1, 3, 2]], test="conover", adjust="none")
    assert found.comparisons[0].statistic == pytest.approx(-7 / np.sqrt(2), rel=1e-12)
    assert found.comparisons[0].df == 10
    same = friedman_post_hoc([[1, 2, 3]] * 6, test="conover", adjust="none")
    assert np.isnan(same.comparisons[0].statistic)
