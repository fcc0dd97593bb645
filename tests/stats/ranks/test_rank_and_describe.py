"""Descriptions, rank tests and adjustments against base R, the paper and hand calculations."""

import numpy as np
import pytest

from lib.stats.anova.effect_size import eta_squared_interval
from lib.stats.common.adjust import adjust_p
from lib.stats.common.result import Refusal, complete_rows
from lib.stats.description.describe import describe, within_subject_sem
from lib.stats.ranks.friedman import friedman, friedman_post_hoc
from lib.stats.ranks.rank_tests import kruskal_wallis, mann_whitney, wilcoxon_signed_rank
from tests.stats.reference_sets import check, columns, figures, matrix

R = figures("other")


def test_describe_against_r():
    expected = R["description"]
    found = describe([*expected["values"], np.nan])
    low, q1, median, q3, high = expected["quantiles"]
    check([("mean", found.mean, expected["mean"]), ("sd", found.sd, expected["sd"]),
           ("sem", found.sem, expected["sem"]), ("min", found.minimum, low), ("q1", found.q1, q1),
           ("median", found.median, median), ("q3", found.q3, q3), ("max", found.maximum, high),
           ("low", found.ci_low, expected["ci"][0]), ("high", found.ci_high, expected["ci"][1])])  # fmt: skip
    assert (found.n, found.missing) == (11, 1)
    assert dict(found.settings)["quartiles"] == "linear interpolation (R type 7)"


def test_describe_one_value_and_none():
    one = describe([4.0, np.nan])
    assert (one.n, one.mean, one.median) == (1, 4.0, 4.0)
    assert np.isnan([one.sd, one.sem, one.ci_low, one.ci_high]).all()
    assert "spread is unknown" in one.notes[0]
    none = describe([np.nan, np.nan])
    assert isinstance(none, Refusal)
    assert "2 missing" in none.reason


def test_within_subject_sem_against_r():
    values = matrix("md_15_1", list(columns("md_15_1")))
    found = within_subject_sem(values)
    check(("sem", ours, r) for ours, r in zip(found.sem, R["morey"], strict=True))
    # Patients who differ by a constant leave nothing within patients.
    assert within_subject_sem([[1.0, 2.0], [11.0, 12.0], [5.0, 6.0]]).sem == pytest.approx((0, 0), abs=1e-12)


def test_within_subject_sem_needs_complete_rows_and_two_of_each():
    assert "complete rows" in within_subject_sem([[1, np.nan], [2, 3]]).reason
    assert "found 1 patient and 2 visits" in within_subject_sem([[1, 2]]).reason


def test_complete_rows():
    assert complete_rows([[1, 2], [np.nan, 3], [4, np.inf]]).tolist() == [True, False, False]


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


@pytest.mark.parametrize("method", ["bonferroni", "holm", "sidak", "fdr", "none"])
def test_adjusted_p_against_r(method):
    expected = R["adjusted"]
    found = adjust_p(expected["p"], method)
    check((f"{method} {i} p", p, r) for i, (p, r) in enumerate(zip(found, expected[method], strict=True)))


def test_an_unknown_p_does_not_count_towards_the_family():
    assert adjust_p([0.01, np.nan, 0.02])[[0, 2]] == pytest.approx([0.02, 0.04])
    assert np.isnan(adjust_p([0.01, np.nan])[1])
    with pytest.raises(ValueError, match="unknown adjustment 'tukey'"):
        adjust_p([0.1], "tukey")


def test_eta_squared_interval_of_a_large_effect_against_r():
    expected = R["noncentral"]
    f, df1, df2 = (expected[key] for key in ("f", "df1", "df2"))
    found = eta_squared_interval(f, df1, df2)
    check(("η²", ours, ncp / (ncp + df2)) for ours, ncp in zip(found, expected["ncp"], strict=True))
