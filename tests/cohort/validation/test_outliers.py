"""Values an order of magnitude away, by hand."""

import numpy as np
import pytest

from lib.cohort.validation.outliers import is_far

NAN = np.nan


@pytest.mark.parametrize(
    ("values", "far"),
    [
        ([2.0, 2.3, 231, 2.6, 2.7], [2]),
        ([2.0, 2.3, 1e20, 2.6, 2.7], [2]),
        ([2.0, 2.3, 0.24, 2.6, 2.7], [2]),
        ([2.0, 2.3, -231, 2.6, 2.7], [2]),
        ([2.0, 2.3, NAN, 2.6, 2.7, 231], [5]),
        # A laboratory value that spreads over decades by itself: 150 is not ten times 40.
        ([0.5, 3, 40, 8, 150], []),
        # Seven times the others is not an order of magnitude.
        ([2.0, 2.3, 17, 2.6, 2.7], []),
        ([1, 100, 2], []),
        ([0, 0, 0, 0, 5], []),
        ([], []),
    ],
)
def test_far_values(values, far):
    assert np.flatnonzero(is_far(np.array(values, dtype=float))).tolist() == far


def test_scale_does_not_matter():
    values = np.array([2.0, 2.3, 231, 2.6, 2.7, 2.2])
    for factor in (1e-9, 0.3, 7, 1e12):
        assert np.flatnonzero(is_far(values * factor)).tolist() == [2]


def test_two_in_forty_may_be_far():
    values = np.r_[np.linspace(1, 2, 38), 50, 60]
    assert np.flatnonzero(is_far(values)).tolist() == [38, 39]
