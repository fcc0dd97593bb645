"""Where a rule begins and ends: each limit is stated here by hand, so that a moved one is noticed."""

import numpy as np

from lib.stats.association.correlation import correlation, repeated_measures_correlation
from lib.stats.common.result import Refusal


def test_pairs_and_visits_that_suffice():
    assert isinstance(correlation([1, 2, 3], [1, 3, 2]), Refusal)
    assert correlation([1, 2, 3, 4], [1, 3, 2, 4]).n == 4
    x = np.array([[1, 2, np.nan], [2, 4, 3], [5, np.nan, np.nan], [1, 3, 2]], dtype=float)
    y = np.array([[2, 1, 5], [4, 1, 3], [1, 2, 3], [3, 2, 5]], dtype=float)
    found = repeated_measures_correlation(x, y)
    assert (found.n, found.observations, found.df) == (3, 8, 4)
