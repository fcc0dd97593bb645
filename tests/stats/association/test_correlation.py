"""Correlations against base R (cor.test, lm) and pingouin."""

import numpy as np
import pytest

from lib.stats.association.correlation import correlation, correlation_matrix, repeated_measures_correlation
from lib.stats.common.differences import changes_from_first
from lib.stats.common.result import Refusal
from tests.stats.reference_sets import check, figures, matrix

R = figures("other")
X = matrix("association", ["x1", "x2", "x3", "x4"])
Y = matrix("association", ["y1", "y2", "y3", "y4"])
FAMILIES = [(X[:, j], Y[:, j], R["visits"][j]) for j in range(4)]
CHANGES = zip(changes_from_first(X), changes_from_first(Y), R["changes"], strict=True)
FAMILIES += list(CHANGES)


@pytest.mark.parametrize(("first", "second", "expected"), FAMILIES)
def test_pearson(first, second, expected):
    found, wanted = correlation(first, second, "pearson"), expected["pearson"]
    check([("n", found.n, expected["n"]), ("r", found.r, wanted["r"]), ("t", found.t, wanted["t"]),
           ("r p", found.p, wanted["p"]), ("low", found.ci_low, wanted["ci"][0]),
           ("high", found.ci_high, wanted["ci"][1])])  # fmt: skip
    assert found.missing == len(first) - found.n


@pytest.mark.parametrize(("first", "second", "expected"), FAMILIES)
@pytest.mark.parametrize("variance", ["fisher", "fieller", "bonett-wright"])
def test_spearman(first, second, expected, variance):
    found, wanted = correlation(first, second, spearman_variance=variance), expected["spearman"]
    check([("ρ", found.r, wanted["r"]), ("ρ p", found.p, wanted["p"]),
           ("low", found.ci_low, wanted[variance][0]), ("high", found.ci_high, wanted[variance][1])])  # fmt: skip


def test_repeated_measures_correlation_against_r():
    found, expected = repeated_measures_correlation(X, Y), R["rm"]
    check([("r", found.r, expected["r"]), ("df", found.df, expected["df"]), ("rm p", found.p, expected["p"]),
           ("slope", found.slope, expected["slope"]), ("low", found.ci_low, expected["ci"][0]),
           ("high", found.ci_high, expected["ci"][1])])  # fmt: skip
    assert (found.n, found.observations) == (expected["patients"], expected["observations"])
    assert found.notes == ("1 patient left out: fewer than two visits with both values.",)


# pingouin 0.7 still calls pandas' methods with `inplace`, which pandas 3.1 announces to drop.
@pytest.mark.filterwarnings("ignore:The inplace keyword:pandas.errors.Pandas4Warning")
def test_repeated_measures_correlation_against_pingouin():
    import pandas as pd
    import pingouin

    kept = np.isfinite(X) & np.isfinite(Y)
    kept &= kept.sum(axis=1, keepdims=True) >= 2
    rows, _ = np.nonzero(kept)
    table = pd.DataFrame({"id": rows, "x": X[kept], "y": Y[kept]})
    expected = pingouin.rm_corr(table, x="x", y="y", subject="id").iloc[0]
    found = repeated_measures_correlation(X, Y)
    assert found.r == pytest.approx(expected["r"], rel=1e-9)
    assert found.p == pytest.approx(expected.filter(regex="^p").iloc[0], rel=1e-6)


def test_matrix_with_pairwise_n():
    found = correlation_matrix(np.hstack([X, Y]))
    check((f"{i},{j}", found.r[i, j], R["spearman_matrix"][i][j]) for i in range(8) for j in range(8))
    assert found.pairs.tolist() == R["pairs"]
    assert np.isnan(np.diag(found.p)).all()
    assert found.reasons == {}


def test_matrix_says_why_a_cell_is_empty():
    found = correlation_matrix(np.column_stack([X[:, 0], np.ones(len(X))]))
    assert np.isnan(found.r[0, 1])
    assert "one value in all" in found.reasons[0, 1]


@pytest.mark.parametrize(
    ("first", "second", "said"),
    [
        ([1, 2, 3], [3, 1, 2], "at least 4 pairs; found 3 pairs"),
        ([1, 2, 3, np.nan, 4], [3, np.nan, 2, 1, 5], "found 3 pairs"),
        ([1, 1, 1, 1, 1], [3, 1, 2, 4, 5], "one value in all 5 pairs"),
        ([1, 2, 3, 4, 5], [2, 4, 6, 8, 10], "determine each other exactly (r = +1, 5 pairs)"),
        ([1, 2, 3, 4, 5], [5, 4, 3, 2, 1], "r = -1"),
    ],
)
@pytest.mark.parametrize("method", ["spearman", "pearson"])
def test_too_little_is_refused(first, second, said, method):
    answer = correlation(first, second, method)
    assert isinstance(answer, Refusal)
    assert said in answer.reason


def test_repeated_measures_refusals():
    flat = np.ones((5, 3))
    assert "does not change within any patient" in repeated_measures_correlation(flat, flat).reason
    once = np.full((5, 3), np.nan)
    once[:, 0] = [1, 2, 3, 4, 5]
    assert "found 0 patients" in repeated_measures_correlation(once, once).reason
    assert "exactly" in repeated_measures_correlation(X, 2 * X + 1).reason


def test_wrong_calls_are_errors():
    with pytest.raises(ValueError, match="method is one of spearman, pearson"):
        correlation([1, 2], [1, 2], "kendall")
    with pytest.raises(ValueError, match="paired values"):
        correlation([1, 2], [1, 2, 3])
    with pytest.raises(ValueError, match="same patients and visits"):
        repeated_measures_correlation(X, Y[:, :2])
