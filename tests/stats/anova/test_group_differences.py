"""Groups compared at each visit, against R: t.test, oneway.test, wilcox.test, emmeans' pairs(group | visit)."""

import numpy as np
import pytest

from lib.stats.anova.group_differences import group_differences
from lib.stats.common.groups import Groups, read_groups
from lib.stats.common.pairs import family_alpha
from lib.stats.common.result import Refusal
from lib.stats.ranks.group_shifts import group_shifts
from lib.stats.ranks.shift import hodges_lehmann
from tests.stats.reference_sets import check, columns, figures, matrix

R = figures("groups")
SETS = {entry["data"]: entry for entry in R["sets"]}


def read(entry):
    values = matrix(entry["data"], entry["visits"])
    labels = np.array(columns(entry["data"])[entry["group"]])
    kept = np.isfinite(values).all(axis=1) & ~np.isin(labels, ("", "NA"))
    return values[kept], read_groups(labels[kept], entry["levels"])


def cells(entry):
    """R's figures of every pair at every visit, then of the mean over the visits."""
    return [row for at in (*entry["at"], entry["mean"]) for row in at["pairs"]]


def with_mean(values, groups, compare, **asked):
    """Ours in the same order."""
    return (
        *compare(values, groups, **asked).pairs,
        *compare(np.round(values.mean(axis=1), 10)[:, None], groups, **asked).pairs,
    )


@pytest.mark.parametrize("name", SETS)
def test_welch_of_each_pair_is_that_of_r(name):
    entry = SETS[name]
    rows = with_mean(*read(entry), group_differences)
    wide = with_mean(*read(entry), group_differences, confidence=0.99)
    pairs = []
    for row, wider, expected in zip(rows, wide, cells(entry), strict=True):
        assert (row.first, row.second) == (expected["first"], expected["second"])
        r = expected["welch"]
        place = f"{name} {row.visit} {row.first}-{row.second}"
        pairs += [
            (f"{place} {key}", getattr(row, key), r[key]) for key in ("difference", "se", "t", "df", "p")
        ]
        pairs += [(f"{place} d", row.cohens_d, r["d"]), (f"{place} low", row.ci_low, r["ci"][0]),
                  (f"{place} high", row.ci_high, r["ci"][1]), (f"{place} low 99", wider.ci_low, r["ci99"][0]),
                  (f"{place} high 99", wider.ci_high, r["ci99"][1])]  # fmt: skip
    check(pairs)


@pytest.mark.parametrize("name", SETS)
def test_pooled_pairs_are_those_of_emmeans(name):
    entry = SETS[name]
    rows = with_mean(*read(entry), group_differences, test="pooled")
    expected = [*entry["pooled"], *entry["pooled_mean"]]
    check(
        (f"{name} {row.visit} {key}", found, r)
        for row, e in zip(rows, expected, strict=True)
        for key, found, r in (
            ("difference", row.difference, e["difference"]), ("se", row.se, e["se"]), ("df", row.df, e["df"]),
            ("t", row.t, e["t"]), ("p", row.p, e["p"]), ("low", row.ci_low, e["ci"][0]),
            ("high", row.ci_high, e["ci"][1]),
        )
    )  # fmt: skip


@pytest.mark.parametrize("name", SETS)
@pytest.mark.parametrize("test", ["welch", "pooled"])
def test_all_groups_together_are_oneway_test_and_lm(name, test):
    entry = SETS[name]
    rows = group_differences(*read(entry), test=test).omnibus
    check(
        (f"{name} {row.visit} {key}", getattr(row, key), at[test][key])
        for row, at in zip(rows, entry["at"], strict=True)
        for key in ("f", "df1", "df2", "p")
    )


@pytest.mark.parametrize("name", SETS)
def test_ranks_are_those_of_r(name):
    entry = SETS[name]
    rows = with_mean(*read(entry), group_shifts)
    wide = with_mean(*read(entry), group_shifts, confidence=0.99)
    pairs = []
    for row, wider, expected in zip(rows, wide, cells(entry), strict=True):
        r, place = expected["ranks"], f"{name} {row.visit} {row.first}-{row.second}"
        pairs += [
            (f"{place} u", row.u, r["u"]),
            (f"{place} p", row.p if row.exact_interval else row.p_asymptotic, r["p"]),
        ]
        limits = [row.ci_low, row.ci_high, wider.ci_low, wider.ci_high]
        # R's limits are roots found to 1e-11; ours the differences themselves.
        np.testing.assert_allclose(limits, [*r["ci"], *r["ci99"]], atol=1e-9, err_msg=place)
        assert row.shift == pytest.approx(r["shift"], abs=1e-9), place
    check(pairs)


@pytest.mark.parametrize("entry", R["exact"])
def test_limits_without_ties_are_exact(entry):
    for level, key in ((0.95, "ci"), (0.99, "ci99")):
        found = hodges_lehmann(entry["a"], entry["b"], confidence=level)
        assert found.exact
        assert [found.estimate, found.ci_low, found.ci_high] == pytest.approx(
            [entry["shift"], *entry[key]], abs=1e-12
        )


def test_family_holds_all_visits_or_one():
    values, groups = read(SETS["sim_9_8_28"])
    raw = [row.p for row in group_differences(values, groups, adjust="none").pairs]
    for method, expected in SETS["sim_9_8_28"]["adjusted"].items():
        rows = group_differences(values, groups, adjust=method).pairs
        assert [row.p_adjusted for row in rows] == pytest.approx(expected)
    rows = group_differences(values, groups, adjust="bonferroni", family="visit").pairs
    assert [row.p_adjusted for row in rows] == pytest.approx([min(1, 3 * p) for p in raw])
    assert rows[0].adjusted_ci_low < rows[0].ci_low
    assert family_alpha(0.05, "bonferroni", 3) == pytest.approx(0.05 / 3)


@pytest.mark.parametrize("compare", [group_differences, group_shifts])
def test_names_of_the_groups_the_other_way_round_turn_the_sign_alone(compare):
    values, groups = read(SETS["btheb"])
    turned = Groups(groups.levels[::-1], 1 - groups.codes, groups.sizes[::-1])
    for row, other in zip(compare(values, groups).pairs, compare(values, turned).pairs, strict=True):
        assert (row.ci_low, row.ci_high) == pytest.approx((-other.ci_high, -other.ci_low), abs=1e-12)
        assert row.p == pytest.approx(other.p)


def test_pairs_are_the_same_where_all_groups_are_not_compared_at_once():
    whole, pairs = (group_differences(*read(SETS["btheb"]), together=asked) for asked in (True, False))
    assert (pairs.pairs, pairs.omnibus) == (whole.pairs, ())


def test_groups_without_spread_and_of_one_are_sentences_and_not_figures():
    values = np.array([[1.0, 2.0], [1.0, 3.0], [1.0, 4.0], [1.0, 6.0]])
    found = group_differences(values, read_groups(["a", "a", "b", "b"]))
    assert np.isnan(found.pairs[0].p)
    assert found.pairs[0].difference == 0
    assert found.notes == ("1: a and b have no spread, so there is no test.",)
    assert np.isfinite(found.pairs[1].p)
    ranked = group_shifts(values, read_groups(["a", "a", "b", "b"]))
    assert np.isnan(ranked.pairs[0].p)
    assert (ranked.pairs[0].ci_low, ranked.pairs[0].ci_high) == (0, 0)
    for compare in (group_differences, group_shifts):
        assert isinstance(compare(values, read_groups(["a", "a", "a", "b"])), Refusal)


def test_equal_shifts_in_decimal_units_are_one_difference():
    # 0.82 - 0.80 and 0.85 - 0.83 are both 0.02: the median of 0.02, 0.05, -0.01 and 0.02 is 0.02 exactly.
    assert hodges_lehmann([0.82, 0.85], [0.80, 0.83]).estimate == 0.02
