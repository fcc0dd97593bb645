"""Where a rule begins and ends: each limit is stated here by hand, so that a moved one is noticed."""

import numpy as np

from lib.stats.description.describe import describe


def test_equal_values_have_a_mean_and_no_interval():
    found = describe([0.1, 0.1, 0.1])
    assert (found.sd, found.sem) == (0, 0)
    assert np.isnan([found.ci_low, found.ci_high]).all()
    assert found.notes == ("All 3 values are equal: there is no interval of their mean.",)
    assert describe([0.1, 0.1, 0.2]).ci_low < 0.1
