"""Differences against exact fractions, in any unit."""

from fractions import Fraction

import numpy as np
import pytest

from lib.stats.common.differences import difference_decimals, differences, recorded_decimals

TENTHS_OF_MG = 2.4305  # mg/dL a mmol/L of magnesium


def _recorded(seed, decimals, size=60):
    """Whole numbers of the last decimal, and the same as recorded values."""
    whole = np.random.default_rng(seed).integers(-30, 140, (size, 3))
    return whole, np.array([[float(Fraction(v, 10**decimals)) for v in row] for row in whole.tolist()])


def _equal_sets(values):
    return np.unique(values, return_inverse=True)[1].tolist()


@pytest.mark.parametrize("decimals", [0, 1, 2, 3, 5])
def test_every_difference_is_the_double_nearest_to_the_exact_fraction(decimals):
    whole, values = _recorded(decimals, decimals)
    exact = [float(Fraction(a - b, 10**decimals)) for a, b in whole[:, :2].tolist()]
    assert differences(values[:, 0], values[:, 1]).tolist() == exact
    assert recorded_decimals(values) == decimals


def test_one_change_of_two_hundredths():
    assert 0.82 - 0.80 != 0.85 - 0.83
    assert differences([0.82, 0.85], [0.80, 0.83]).tolist() == [0.02, 0.02]


@pytest.mark.parametrize("factor", [TENTHS_OF_MG, 1 / TENTHS_OF_MG, 2.0, 1 / 3, 0.4114, 1e-3, 1e6, 88.42])
@pytest.mark.parametrize("seed", range(20))
def test_equal_changes_are_equal_in_any_unit_and_keep_their_order(factor, seed):
    whole, values = _recorded(seed, 2)
    found = differences(values[:, 0] * factor, values[:, 1] * factor)
    assert _equal_sets(found) == _equal_sets(whole[:, 0] - whole[:, 1])
    assert found == pytest.approx(factor * (whole[:, 0] - whole[:, 1]) / 100, rel=1e-8, abs=1e-8 * factor)


@pytest.mark.parametrize("constant", [0.1, 7.3, 1000.0, -2.55])
def test_an_added_constant_moves_no_difference(constant):
    whole, values = _recorded(5, 2)
    assert _equal_sets(differences(values[:, 0] + constant, values[:, 1] + constant)) == _equal_sets(
        whole[:, 0] - whole[:, 1]
    )


def test_exchanged_visits_and_reordered_patients():
    _, values = _recorded(6, 2)
    forth, back = differences(values[:, 0], values[:, 1]), differences(values[:, 1], values[:, 0])
    order = np.random.default_rng(1).permutation(len(values))
    assert (forth == -back).all()
    assert (differences(values[order, 0], values[order, 1]) == forth[order]).all()


def test_missing_values_stay_missing_and_zero_has_no_sign():
    found = differences([1.5, np.nan, 2.0], [1.5, 1.0, np.nan])
    assert np.isnan(found).tolist() == [False, True, True]
    assert not np.signbit(found[0])
    assert not np.signbit(differences([0.3], [0.1 + 0.2])[0])


def test_decimals_are_those_of_all_visits():
    values = [[0.5, 1.25, 2.0], [1.0, 2.0, np.nan]]
    assert difference_decimals(values) == 2
    assert recorded_decimals([[np.nan]]) == 0
    assert recorded_decimals(np.array([[1.9], [2.1]]) / TENTHS_OF_MG) is None


def test_a_difference_at_half_of_the_last_digit_is_not_rounded_both_ways():
    # Twenty equal changes that end in half of the ninth decimal: noise alone would decide which way each is rounded.
    second = np.arange(20.0) / 3
    first = second + (1 + 0.5 * 10.0**-9)
    first[::2], first[1::2] = np.nextafter(first[::2], 0), np.nextafter(first[1::2], 99)
    assert np.unique(np.round(first - second, 9)).size == 2
    assert np.unique(differences(first, second)).size == 1


@pytest.mark.parametrize("size", [1e-300, 1e-12, 1e12, 1e300])
def test_any_magnitude(size):
    found = differences(np.array([3.0, 5.0]) * size, np.array([1.0, 2.0]) * size)
    assert found == pytest.approx([2 * size, 3 * size], rel=1e-6)
