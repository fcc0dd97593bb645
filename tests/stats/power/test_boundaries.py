"""Where a rule begins and ends: each limit is stated here by hand, so that a moved one is noticed."""

import pytest
from scipy.stats import f, ncf
from statsmodels.stats.proportion import power_proportions_2indep

from lib.stats.common.result import Refusal
from lib.stats.power.detectable import detectable_d, detectable_proportion


def test_power_is_exact_up_to_400_patients_and_as_power_prop_test_beyond():
    assert detectable_proportion(200, 200, 0.5).method.startswith("Exact")
    beyond = detectable_proportion(201, 200, 0.5)
    assert beyond.method.startswith("Normal")
    # R: power.prop.test(n = 250, p1 = .3, power = .8)$p2
    assert detectable_proportion(250, 250, 0.3).upper == pytest.approx(0.419972060884165, abs=1e-3)


@pytest.mark.parametrize(("n_first", "n_second"), [(300, 150), (150, 300)])
def test_groups_of_unequal_size_have_the_power_asked_for_by_statsmodels(n_first, n_second):
    baseline = 0.3
    found = detectable_proportion(n_first, n_second, baseline)
    for limit, side in ((found.upper, 1), (found.lower, -1)):
        power, short = (
            power_proportions_2indep(
                limit + side * step - baseline, baseline, n_first, ratio=n_second / n_first
            ).power
            for step in (0, -0.001)
        )
        assert power >= 0.8 - 1e-9
        assert short < 0.8


def test_one_patient_against_two_has_a_detectable_difference_and_one_against_one_none():
    # The noncentral F with 1 and 1 df, at λ = d² / (1/1 + 1/2).
    d = detectable_d(1, 2).value
    assert ncf.sf(f.ppf(0.95, 1, 1), 1, 1, d**2 / 1.5) == pytest.approx(0.8, rel=1e-6)
    assert isinstance(detectable_d(1, 1), Refusal)
