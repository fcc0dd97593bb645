"""Tables of counts against the paper's printed Table 1, R's fisher.test and chisq.test, and hand counts."""

from decimal import ROUND_HALF_UP, Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.stats.common.result import Refusal
from lib.stats.proportions.contingency import chi_square_independence, cramers_v, exact_independence
from tests.stats.reference_sets import check, columns, figures

R = figures("other")


def paper_rows():
    table = columns("paper_table1")
    for index, name in enumerate(table["row"]):
        groups = [[int(count) for count in table[key][index].split()]
                  for key in ("responder", "remitter", "non_responder")]  # fmt: skip
        yield name, np.array(groups).T, table["p"][index], table["v"][index], R["tables"][index]


def as_printed(value, decimals):
    return str(Decimal(repr(value)).quantize(Decimal(10) ** -decimals, ROUND_HALF_UP))


@pytest.mark.parametrize(
    ("name", "table", "p", "v", "r"), list(paper_rows()), ids=lambda value: str(value)[:20]
)
def test_the_papers_rows(name, table, p, v, r):
    exact, association = exact_independence(table), cramers_v(table)
    chi_square = chi_square_independence(table)
    check([("exact p", exact.p, r["p"]), ("V", association.v, r["v"]),
           ("χ²", chi_square.statistic, r["chi_square"]), ("df", chi_square.df, r["df"]),
           ("χ² p", chi_square.p, r["chi_square_p"])])  # fmt: skip
    assert exact.method == "Fisher–Freeman–Halton exact test"
    assert np.isnan(exact.standard_error)
    assert as_printed(exact.p, 3) == p
    # Hypertension: V = .3645, printed .37, so some V were rounded to three decimals on the way to two.
    twice = as_printed(float(as_printed(association.v, 3)), 2)
    assert v in (as_printed(association.v, 2), twice)


def test_the_papers_chi_square_of_sex():
    test = chi_square_independence([[8, 9], [13, 19]])
    assert f"{test.statistic:.4f} {test.p:.4f}" == "0.1877 0.6649"
    check([("χ²", test.statistic, R["sex"]["statistic"]), ("χ² p", test.p, R["sex"]["p"])])


def test_a_table_too_large_for_the_exact_algorithm_is_simulated_and_says_so():
    test = exact_independence(R["large"]["sparse"])
    assert test.method == "Fisher–Freeman–Halton test, Monte-Carlo p"
    assert test.standard_error == pytest.approx(np.sqrt(test.p * (1 - test.p) / 100_000), rel=1e-9)
    assert abs(test.p - R["large"]["sparse_p"]) < 4 * test.standard_error
    assert test.p == exact_independence(R["large"]["sparse"]).p
    assert dict(test.settings)["simulated tables"] == "100000"


def test_a_large_and_full_table_takes_chi_square_and_says_so():
    test = exact_independence(R["large"]["dense"])
    assert test.method == "Pearson's χ² test"
    assert any("too large" in note for note in test.notes)
    check([("χ² p", test.p, R["large"]["dense_chi_square_p"])])


def test_two_by_two_by_hand():
    # 3 of 4 against 1 of 4: p = 2 (C(4,3) C(4,1) + C(4,4) C(4,0)) / C(8,4) = 34/70; χ² = 8 (9 − 1)² / 256 = 2.
    table = [[3, 1], [1, 3]]
    assert exact_independence(table).p == pytest.approx(34 / 70, rel=1e-12)
    assert cramers_v(table).v == pytest.approx(0.5, rel=1e-12)


def test_empty_rows_and_columns_change_nothing_but_the_note():
    plain, padded = [[3, 1], [1, 3]], [[3, 0, 1], [0, 0, 0], [1, 0, 3]]
    for function in (exact_independence, cramers_v, chi_square_independence):
        assert not function(plain).notes
        assert "left out" in function(padded).notes[0]
    assert exact_independence(padded).p == exact_independence(plain).p
    assert (exact_independence(padded).rows, exact_independence(padded).columns) == (2, 2)


@pytest.mark.parametrize(
    "table", [[[4, 5]], [[4], [5]], [[4, 5], [0, 0]], [[0, 0], [0, 0]], np.zeros((0, 2))]
)
@pytest.mark.parametrize("function", [exact_independence, cramers_v, chi_square_independence])
def test_one_row_or_column_is_refused_with_a_reason(function, table):
    answer = function(table)
    assert isinstance(answer, Refusal)
    assert "needs at least 2 rows and 2 columns; found" in answer.reason


@pytest.mark.parametrize("table", [[[1.5, 2], [3, 4]], [[-1, 2], [3, 4]], [[np.nan, 2], [3, 4]]])
def test_what_is_not_a_count_is_an_error(table):
    with pytest.raises(ValueError, match="whole numbers"):
        exact_independence(table)


def test_one_dimension_is_an_error():
    with pytest.raises(ValueError, match="two dimensions"):
        cramers_v([1, 2, 3])


@settings(deadline=None)
@given(
    st.lists(st.lists(st.integers(0, 9), min_size=3, max_size=3), min_size=2, max_size=4),
    st.randoms(use_true_random=False),
)
def test_order_of_rows_and_columns_does_not_matter(rows, random):
    table = np.array(rows)
    row_order, column_order = list(range(len(rows))), [0, 1, 2]
    random.shuffle(row_order)
    random.shuffle(column_order)
    shuffled = table[np.ix_(row_order, column_order)]
    first, second = exact_independence(table), exact_independence(shuffled)
    if isinstance(first, Refusal):
        assert first == second
        return
    assert 0 < first.p <= 1
    assert second.p == pytest.approx(first.p, rel=1e-8)
    assert cramers_v(shuffled).v == pytest.approx(cramers_v(table).v, rel=1e-9, abs=1e-12)
    assert 0 <= cramers_v(table).v <= 1 + 1e-12
    assert exact_independence(table.T).p == pytest.approx(first.p, rel=1e-8)
