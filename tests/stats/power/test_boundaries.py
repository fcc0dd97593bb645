"""Where a rule begins and ends: each limit is stated here by hand, so that a moved one is noticed."""

import pytest

from lib.stats.power.detectable import detectable_share


def test_power_is_exact_up_to_400_patients_and_as_power_prop_test_beyond():
    assert detectable_share(200, 200, 0.5).method.startswith("Exact")
    beyond = detectable_share(201, 200, 0.5)
    assert beyond.method.startswith("Normal")
    # R: power.prop.test(n = 250, p1 = .3, power = .8)$p2
    assert detectable_share(250, 250, 0.3).upper == pytest.approx(0.419972060884165, abs=1e-3)
