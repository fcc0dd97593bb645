"""Densities and boxes against R: bw.nrd0 with the sum of normal densities, quantile of type 7."""

import numpy as np
import pytest

from lib.stats.description.density import box_of, kernel_density
from tests.stats.reference_sets import figures


@pytest.mark.parametrize("expected", figures("density"), ids=lambda entry: f"n {len(entry['values'])}")
def test_r_has_the_same_density_and_the_same_box(expected):
    assert kernel_density(expected["values"], expected["at"]) == pytest.approx(expected["density"], rel=1e-9)
    box = box_of([*expected["values"], np.nan])
    assert (box.low, box.q1, box.median, box.q3, box.high) == pytest.approx(tuple(expected["box"]), rel=1e-12)


def test_values_that_do_not_vary_have_no_density():
    assert kernel_density([2.0, 2.0, np.nan], [1.0, 2.0]).tolist() == [0.0, 0.0]
