"""What values are recorded on, and what rounding alone can leave of a difference."""

import numpy as np
import pytest

from lib.stats.common.variation import offsets, read_grid

EPS = float(np.finfo(float).eps)


def test_recorded_differences_are_whole_steps_of_the_grid():
    grid = read_grid(np.array([0.82, 0.80, 0.85, 0.83]))
    assert (grid.decimals, grid.rounding) == (2, 0.0)
    assert grid.round(np.array([0.82 - 0.80]))[0] == grid.round(np.array([0.85 - 0.83]))[0] == 0.02
    assert grid.steps(np.array([0.82 - 0.80, 0.85 - 0.80])).tolist() == [2.0, 5.0]


@pytest.mark.parametrize("level", [1 / 3, 2e6 / 3, 1e-9 / 3])
def test_sixteen_units_in_the_last_place_are_rounding_and_seventeen_are_not(level):
    values = np.array([level, level, level])
    grid = read_grid(values)
    assert grid.decimals is None
    assert grid.rounding == 16 * EPS * level
    assert not grid.varies(np.array([grid.rounding]))
    assert grid.varies(np.array([grid.rounding * 17 / 16]))
    assert grid.varies(np.array([grid.rounding * 33 / 16]), terms=2)
    assert not grid.varies(np.array([grid.rounding * 2]), terms=2)
    # A double has 52 digits after the leading one: 64 ulps are told apart, 2 are not.
    assert offsets(np.array([level, level * (1 + 64 * EPS)])).any()
    assert not offsets(np.array([level, level * (1 + 2 * EPS)])).any()


def test_up_to_fourteen_digits_are_recorded():
    assert read_grid(np.array([123456.12345678, 1.5])).decimals == 8
    assert read_grid(np.array([123456.123456789, 1.5])).decimals is None
