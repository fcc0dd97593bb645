"""Hodges–Lehmann limits at the places that counting gives."""

import pytest

from lib.stats.ranks.shift import hodges_lehmann


@pytest.mark.parametrize(("confidence", "place"), [(0.9, 1), (0.8, 1), (0.79, 2)])
def test_exact_limits_are_the_differences_at_the_place_counted(confidence, place):
    # Of 20 arrangements of 3 and 3 one has U = 0, two U ≤ 1, four U ≤ 2: a tail of 2/20 ends at U = 1, the next at 2.
    first, second = [1.0, 5.0, 12.0], [0.0, 2.5, 3.25]
    apart = sorted(a - b for a in first for b in second)
    found = hodges_lehmann(first, second, confidence=confidence)
    assert found.exact
    assert (found.ci_low, found.ci_high) == (apart[place - 1], apart[-place])
    assert found.estimate == apart[4]


def test_limits_are_exact_below_50_patients_in_each_group_as_in_r():
    # R's wilcox.test: exact where n.x < 50 and n.y < 50, without ties.
    values = [i + 0.001 * i * i for i in range(60)]
    assert hodges_lehmann(values[:49], values[49:60], decimals=9).exact
    assert not hodges_lehmann(values[:50], values[50:60], decimals=9).exact
