"""Proportions, odds ratios and differences of proportions against R (`tests/reference/comorbidity.R`)."""

import math
from itertools import product

import numpy as np
import pytest

from lib.stats.common.result import Refusal
from lib.stats.proportions.fisher import fisher_p, rejected_tables
from lib.stats.proportions.proportion import wilson
from lib.stats.proportions.risk_difference import (
    EXACT,
    NEWCOMBE,
    newcombe_limits,
    risk_difference,
    risk_differences,
)
from lib.stats.proportions.two_by_two import odds_ratio
from tests.stats.reference_sets import figures

R = figures("comorbidity")
TABLES = {tuple(entry["table"]): entry for entry in R["two_by_two"]}
DIFFERENCES = {tuple(entry["table"]): entry for entry in R["exact_difference"]}
SMALL = [table for table in product(range(4), repeat=4) if table[0] + table[1] and table[2] + table[3]]


def number(value):
    return math.nan if value is None else float(value)


def has_contrast(a, b, c, d):
    return a + c > 0 and b + d > 0


@pytest.mark.parametrize("share", R["shares"], ids=str)
def test_wilson_is_prop_test_without_correction(share):
    found = wilson(share["count"], share["n"])
    assert (found.ci_low, found.ci_high) == pytest.approx(share["wilson"], abs=1e-9)
    assert found.ci_low < found.ci_high


def test_wilson_at_the_ends_and_without_patients():
    assert wilson(0, 5).ci_low == 0.0
    assert wilson(5, 5).ci_high == 1.0
    assert isinstance(wilson(0, 0), Refusal)
    with pytest.raises(ValueError, match="between 0 and its total"):
        wilson(6, 5)


@pytest.mark.parametrize("table", TABLES, ids=str)
def test_odds_ratio_is_that_of_fisher_test(table):
    """R's own uniroot stops at about 1e-4 of the odds ratio (or of its inverse); the precise roots hold to 1e-8."""
    entry, found = TABLES[table], odds_ratio(*table)
    if not has_contrast(*table):
        assert (found.ci_low, found.ci_high) == (0.0, math.inf)
        assert math.isnan(found.estimate)
        assert math.isnan(found.p)
        assert "not bounded" in found.notes[0]
        return
    assert found.p == pytest.approx(entry["p"], rel=1e-7)
    for name, ours in (("estimate", found.estimate), ("low", found.ci_low), ("high", found.ci_high)):
        assert ours == pytest.approx(number(entry["precise"][name]), rel=1e-8)
        assert ours == pytest.approx(number(entry[f"fisher_{name}"]), rel=2e-2)


def test_sample_odds_ratio_by_hand():
    assert odds_ratio(9, 7, 8, 25).sample == pytest.approx(225 / 56)
    assert odds_ratio(3, 0, 14, 32).sample == math.inf
    assert odds_ratio(0, 3, 14, 32).sample == 0.0
    assert math.isnan(odds_ratio(0, 3, 0, 5).sample)


def test_odds_ratios_turn_with_the_table():
    """Exchanging the groups inverts the odds ratio and its limits, zero cells and all."""
    for a, b, c, d in SMALL:
        one, other = odds_ratio(a, b, c, d), odds_ratio(c, d, a, b)
        assert 0 <= one.ci_low <= one.ci_high
        if has_contrast(a, b, c, d):
            assert one.ci_low <= one.estimate <= one.ci_high
            with np.errstate(divide="ignore"):
                turned = 1 / np.array([other.ci_high, other.estimate, other.ci_low])
            assert [one.ci_low, one.estimate, one.ci_high] == pytest.approx(turned.tolist(), rel=1e-8)
            assert one.p == pytest.approx(other.p)


def test_the_odds_ratio_interval_goes_with_the_one_sided_tests():
    """A limit is where the tail from the table seen holds 2.5 %: checked on the distribution itself."""
    from scipy.stats import nchypergeom_fisher

    for a, b, c, d in ((9, 7, 8, 25), (1, 1, 1, 1), (30, 70, 12, 88)):
        found, margins = odds_ratio(a, b, c, d), (a + b + c + d, a + c, a + b)
        assert nchypergeom_fisher.sf(a - 1, *margins, found.ci_low) == pytest.approx(0.025, rel=1e-6)
        assert nchypergeom_fisher.cdf(a, *margins, found.ci_high) == pytest.approx(0.025, rel=1e-6)
        assert nchypergeom_fisher.mean(*margins, found.estimate) == pytest.approx(a, rel=1e-6)


def test_many_fisher_p_are_those_one_by_one():
    from scipy.stats import fisher_exact

    tables = [t for t in SMALL if has_contrast(*t)]
    expected = [fisher_exact([[a, b], [c, d]])[1] for a, b, c, d in tables]
    assert fisher_p(tables) == pytest.approx(expected, rel=1e-9)
    assert fisher_p([]).size == 0
    assert np.isnan(fisher_p([(0, 0, 3, 4), (0, 3, 0, 4), (3, 0, 4, 0)])).all()


def test_rejected_tables_are_those_with_a_small_p():
    found = rejected_tables(7, 12, 0.05)
    for i, j in product(range(8), range(13)):
        p = fisher_p([(i, 7 - i, j, 12 - j)])[0]
        assert found[i, j] == (p <= 0.05)


@pytest.mark.parametrize("table", TABLES, ids=str)
def test_newcombe_is_made_of_rs_wilson_limits(table):
    found = risk_difference(*table)
    estimate, low, high = TABLES[table]["newcombe"]
    assert found.estimate == pytest.approx(estimate, abs=1e-12)
    assert (found.newcombe_low, found.newcombe_high) == pytest.approx((low, high), abs=1e-9)


def test_newcombe_is_that_of_statsmodels():
    from statsmodels.stats.proportion import confint_proportions_2indep

    for a, b, c, d in ((9, 7, 8, 25), (1, 2, 3, 4), (30, 70, 12, 88)):
        limits = confint_proportions_2indep(a, a + b, c, c + d, method="newcomb", compare="diff")
        assert newcombe_limits(a, b, c, d) == pytest.approx(limits, abs=1e-9)


@pytest.mark.parametrize("table", DIFFERENCES, ids=str)
def test_exact_difference_is_that_of_the_search_in_r(table):
    """R maximises each restricted likelihood and walks 2001 proportions; its search ends within 2e-4."""
    found = risk_difference(*table)
    assert found.method == EXACT
    assert found.ci_low == pytest.approx(DIFFERENCES[table]["low"], abs=3e-4)
    assert found.ci_high == pytest.approx(DIFFERENCES[table]["high"], abs=3e-4)


def highest_chance(table, delta):
    """P(score ≥ score seen) by halving the slope of each restricted likelihood and walking 2,000 proportions."""
    from scipy.stats import binom

    a, b, c, d = table
    n1, n2 = a + b, c + d
    x1, x2 = np.meshgrid(np.arange(n1 + 1), np.arange(n2 + 1), indexing="ij")
    low, high = np.full(x1.shape, max(0.0, delta)), np.full(x1.shape, min(1.0, 1 + delta))
    with np.errstate(divide="ignore", invalid="ignore"):
        for _ in range(60):
            p = (low + high) / 2
            q = p - delta
            terms = (x1, p), (x1 - n1, 1 - p), (x2, q), (x2 - n2, 1 - q)
            rises = sum(np.where(x == 0, 0.0, x / share) for x, share in terms) > 0
            low, high = np.where(rises, p, low), np.where(rises, high, p)
        spread = np.sqrt(p * (1 - p) / n1 + np.clip(q * (1 - q), 0, None) / n2)
        gap = x1 / n1 - x2 / n2 - delta
        score = np.where(np.abs(gap) < 1e-12, 0.0, gap / spread)
    extreme = (score >= score[a, c] - 1e-10).astype(float)

    def chances(q):
        ours, theirs = binom.pmf(np.arange(n1 + 1), n1, q + delta), binom.pmf(np.arange(n2 + 1), n2, q)
        return np.einsum("ki,ij,kj->k", ours, extreme, theirs)

    low, high, step = max(0.0, -delta), min(1.0, 1 - delta), 2000
    for _ in range(3):
        q = np.linspace(low, high, step + 1)[:, None]
        at = chances(q)
        low, high, step = q[max(at.argmax() - 1, 0), 0], q[min(at.argmax() + 1, step), 0], 100
    return at.max()


@pytest.mark.parametrize(
    "table",
    [(9, 7, 8, 25), (1, 0, 1, 2), (0, 16, 2, 15), (10, 1, 5, 4), (13, 2, 5, 12), (7, 3, 6, 4), (6, 13, 5, 2)],
    ids=str,
)
def test_exact_limits_are_where_the_chance_crosses_its_level(table):
    """A hair inside the limit the one-sided p is above .025, a hair outside it is not."""
    a, b, c, d = table
    found = risk_difference(*table)
    for limit, turned in ((found.ci_low, table), (-found.ci_high, (c, d, a, b))):
        assert highest_chance(turned, limit - 2e-9) <= 0.025 < highest_chance(turned, limit + 2e-9)


def test_exact_difference_of_nobody_by_hand():
    """With no event at all the limits are those of one group: 1 − 0.025^(1/n)."""
    found = risk_difference(0, 5, 0, 8)
    assert found.ci_high == pytest.approx(1 - 0.025 ** (1 / 5), abs=1e-9)
    assert found.ci_low == pytest.approx(-(1 - 0.025 ** (1 / 8)), abs=1e-9)


def test_differences_turn_with_the_groups_and_hold_their_estimate():
    found = dict(zip(SMALL, risk_differences(SMALL), strict=True))
    for (a, b, c, d), one in found.items():
        other = found[c, d, a, b]
        assert -1 <= one.ci_low <= one.estimate <= one.ci_high <= 1
        assert one.ci_high - one.ci_low > 0.1
        assert (one.ci_low, one.ci_high) == pytest.approx((-other.ci_high, -other.ci_low), abs=1e-9)


def test_the_exact_interval_covers_at_its_level():
    """Over two groups of 7 and 9 the chance that the interval holds the true difference is never below 95 %."""
    from scipy.stats import binom

    tables = [(i, 7 - i, j, 9 - j) for i, j in product(range(8), range(10))]
    limits = np.array([(r.ci_low, r.ci_high) for r in risk_differences(tables)]).reshape(8, 10, 2)
    for p, q in product(np.linspace(0.02, 0.98, 13), repeat=2):
        holds = (limits[..., 0] - 1e-9 <= p - q) & (p - q <= limits[..., 1] + 1e-9)
        chances = np.outer(binom.pmf(range(8), 7, p), binom.pmf(range(10), 9, q))
        assert (chances * holds).sum() >= 0.95 - 1e-9


def test_the_exact_interval_covers_where_events_are_rare():
    """Two groups of 24: more than seven events are so rare that they may count as covered."""
    from scipy.stats import binom

    tables = [(i, 24 - i, j, 24 - j) for i, j in product(range(8), repeat=2)]
    limits = np.array([(r.ci_low, r.ci_high) for r in risk_differences(tables)]).reshape(8, 8, 2)
    for p, q in product((0.005, 0.01, 0.02, 0.04, 0.07), repeat=2):
        misses = (limits[..., 0] - 1e-9 > p - q) | (p - q > limits[..., 1] + 1e-9)
        chances = np.outer(binom.pmf(range(8), 24, p), binom.pmf(range(8), 24, q))
        assert (chances * misses).sum() <= 0.05 + 1e-9


def test_large_groups_are_named_as_newcombe():
    assert risk_difference(30, 70, 12, 88).method == NEWCOMBE
    found = risk_differences([(30, 70, 12, 88), (1, 2, 3, 4), (0, 0, 3, 4)])
    assert [getattr(row, "method", "") for row in found] == [NEWCOMBE, EXACT, ""]
    assert "at least 1 patient on either side; found 0 and 7" in found[2].reason
    assert isinstance(odds_ratio(1, 2, 0, 0), Refusal)
