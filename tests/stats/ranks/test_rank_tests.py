"""Kruskal–Wallis, Mann–Whitney and Wilcoxon, against R and by hand."""

import numpy as np
import pytest

from lib.stats.common.result import Refusal
from lib.stats.ranks.rank_tests import kruskal_wallis, mann_whitney, wilcoxon_signed_rank
from tests.stats.reference_sets import check, figures

R = figures("other")


def test_kruskal_wallis_with_ties_against_r():
    values = [1, 1, 2, 2, 2, 3, 4, 4, 5, 5, 6, 9]
    test = kruskal_wallis(values, np.repeat([1, 2, 3], [3, 4, 5]))
    check([("H", test.h, R["kruskal_tied"]["h"]), ("H p", test.p_asymptotic, R["kruskal_tied"]["p"])])
    assert test.eta_squared == pytest.approx((test.h - 3 + 1) / (12 - 3), rel=1e-12)


def test_kruskal_wallis_by_hand_and_its_floor():
    # Ranks 1 2 | 3 4: H = 12 / (4 · 5) · (3² / 2 + 7² / 2) − 3 · 5 = 2.4; η²_H = (2.4 − 1) / 2.
    test = kruskal_wallis([1.0, 2.0, 3.0, 4.0], ["a", "a", "b", "b"])
    assert test.h == pytest.approx(2.4, rel=1e-12)
    assert test.eta_squared == pytest.approx(0.7, rel=1e-12)
    # Ranks 1 4 | 2 3: H = 0, and η²_H would be −.5.
    assert kruskal_wallis([1.0, 4.0, 2.0, 3.0], ["a", "a", "b", "b"]).eta_squared == 0


def test_kruskal_wallis_leaves_out_missing_values_and_says_so():
    test = kruskal_wallis([1, 2, 3, 4, np.nan], ["a", "a", "b", "b", "b"], levels=["b", "a"])
    assert (test.n, test.missing, test.levels, test.sizes) == (4, 1, ("b", "a"), (2, 2))
    assert test.notes == ("1 patient left out: no value.",)


@pytest.mark.parametrize(
    ("values", "groups", "said"),
    [
        ([1, 2, 3], ["a", "a", "a"], "at least 2 groups"),
        ([1, 2, 3], ["a", "a", "b"], "“b” has 1 patient"),
        ([5, 5, 5, 5], ["a", "a", "b", "b"], "All 4 values are equal"),
        ([], [], "at least 2 groups with patients; found 0"),
    ],
)
@pytest.mark.parametrize("function", [kruskal_wallis, mann_whitney])
def test_too_little_is_refused(function, values, groups, said):
    answer = function(values, groups)
    assert isinstance(answer, Refusal)
    assert said in answer.reason


def test_mann_whitney_of_three_groups_is_refused():
    answer = mann_whitney([1, 2, 3, 4, 5, 6], list("aabbcc"))
    assert "compares 2 groups; found 3" in answer.reason


def test_mann_whitney_exact_by_hand():
    # The two smallest of five: U = 0, and 1 of C(5, 2) = 10 arrangements on each side.
    test = mann_whitney([1, 2, 3, 4, 5], ["a", "a", "b", "b", "b"])
    assert (test.u, test.exact, test.rank_biserial) == (0, True, -1)
    assert test.p == pytest.approx(0.2, rel=1e-12)


def test_a_missing_group_is_an_error():
    with pytest.raises(ValueError, match="every patient needs a group"):
        kruskal_wallis([1, 2], ["a", None])
    with pytest.raises(ValueError, match="'c' is not among the levels"):
        kruskal_wallis([1, 2], ["a", "c"], levels=["a", "b"])


def test_wilcoxon_exact_by_hand():
    # Five positive differences: 1 of 2⁵ sign patterns on each side.
    test = wilcoxon_signed_rank([2, 4, 6, 8, 10], [1, 2, 3, 4, 5])
    assert (test.statistic, test.exact, test.rank_biserial, test.zeros) == (15, True, 1, 0)
    assert test.p == pytest.approx(2 / 32, rel=1e-12)


def test_wilcoxon_sees_ties_that_binary_fractions_hide():
    first, second = (
        [0.82, 0.85, 0.90, 0.71, 0.80, 0.83, 0.77, 0.90],
        [0.80, 0.83, 0.85, 0.70, 0.86, 0.83, 0.70, 0.86],
    )
    test = wilcoxon_signed_rank(first, second)
    check(
        [("V", test.statistic, R["wilcoxon_ties"]["v"]), ("V p", test.p_asymptotic, R["wilcoxon_ties"]["p"])]
    )
    assert (test.zeros, test.tied, test.exact) == (1, 2, True)
    assert "1 difference of zero dropped; 7 ranked." in test.notes
    assert dict(test.settings)["zero differences"] == "dropped"


def test_wilcoxon_refusals():
    assert "All 3 differences are zero" in wilcoxon_signed_rank([1, 2, 3], [1, 2, 3]).reason
    assert "found 1 patient" in wilcoxon_signed_rank([1, np.nan], [2, 3]).reason
    with pytest.raises(ValueError, match="paired values"):
        wilcoxon_signed_rank([1, 2], [1])
