"""Smallest detectable effects against R: power.prop.test, power.t.test, noncentral F and χ², Fisher's power."""

import math

import numpy as np
import pytest

from lib.stats.common.result import Refusal
from lib.stats.power.detectable import (
    detectable_d,
    detectable_eta,
    detectable_proportion,
    detectable_v,
)
from tests.stats.reference_sets import figures

R = figures("comorbidity")


@pytest.mark.parametrize("entry", R["fisher_power"], ids=lambda e: f"{e['n1']}-{e['n2']}")
def test_a_share_is_where_fishers_power_passes_80_percent(entry):
    """R gives the power on a grid of 5 %: our share lies in the first interval of the grid that passes 0.8."""
    found = detectable_proportion(entry["n1"], entry["n2"], entry["baseline"])
    shares, power = np.array(entry["shares"]), np.array(entry["power"])
    for side, ours in ((1, found.upper), (-1, found.lower)):
        order = np.argsort(-side * shares)
        kept = np.cumprod(power[order] >= 0.8).sum()
        if kept == 0:
            assert math.isnan(ours)
        else:
            nearest, next_ = shares[order][kept - 1], shares[order][kept]
            assert min(nearest, next_) - 1e-3 <= ours <= max(nearest, next_) + 1e-3


def test_nothing_can_be_found_with_three_patients():
    found = detectable_proportion(3, 46, 0.3)
    assert math.isnan(found.lower)
    assert math.isnan(found.upper)


@pytest.mark.parametrize("entry", R["prop_power"], ids=lambda e: str(e["n"]))
def test_large_groups_are_those_of_power_prop_test(entry):
    found = detectable_proportion(entry["n"], entry["n"], entry["baseline"])
    assert "Normal approximation" in found.method
    assert found.upper == pytest.approx(entry["upper"], abs=1e-3)
    assert found.lower < entry["baseline"]


@pytest.mark.parametrize("entry", R["f_power"], ids=str)
def test_eta_is_that_of_the_noncentral_f(entry):
    found = detectable_eta(entry["df1"], entry["df2"], 49, entry["epsilon"])
    assert found.value == pytest.approx(entry["eta"], rel=1e-6)


@pytest.mark.parametrize("entry", R["t_power"], ids=str)
def test_d_is_that_of_the_noncentral_t(entry):
    assert detectable_d(entry["n1"], entry["n2"]).value == pytest.approx(entry["d"], rel=1e-6)


def test_d_at_equal_sizes_is_that_of_power_t_test():
    assert detectable_d(20, 20).value == pytest.approx(R["t_power_equal"], rel=1e-6)


@pytest.mark.parametrize("entry", R["chi_power"], ids=str)
def test_v_is_that_of_the_noncentral_chi_square(entry):
    assert detectable_v(entry["n"], entry["rows"], entry["columns"]).value == pytest.approx(
        entry["v"], rel=1e-6
    )


def test_too_few_patients_are_told():
    assert "found 0 and 5" in detectable_proportion(0, 5, 0.5).reason
    assert isinstance(detectable_d(0, 9), Refusal)
    assert isinstance(detectable_d(1, 1), Refusal)
    assert "however strong" in detectable_v(5, 2, 3).reason
    assert isinstance(detectable_v(0, 2, 2), Refusal)


@pytest.mark.parametrize("baseline", [0.0, 1.0])
@pytest.mark.parametrize("sizes", [(20, 20), (400, 400)])
def test_a_baseline_at_the_end_has_one_side(baseline, sizes):
    found = detectable_proportion(*sizes, baseline)
    outside, inside = (found.lower, found.upper) if baseline == 0 else (found.upper, found.lower)
    assert math.isnan(outside)
    assert 0 < inside < 1
