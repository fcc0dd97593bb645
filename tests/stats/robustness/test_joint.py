"""The joint test of a specification curve: counted by hand, and exact under the null."""

import numpy as np
import pytest
from scipy.special import erfc

from lib.stats.robustness.joint import MEDIAN, SHARE, STOUFFER, joint_test

#: Two cases of weights 1 and 2, as observed and in four permutations.
ESTIMATES = np.array([[0.1, 0.3], [0.1, 0.2], [0.5, 0.4], [0.0, 0.3], [0.2, 0.1]])
P = np.array([[0.2, 0.04], [0.3, 0.06], [0.01, 0.02], [0.9, 0.04], [0.5, 0.8]])


def by_name(test):
    return {row.name: row for row in test.statistics}


def test_every_specification_counts_as_often_as_it_is_there():
    found = by_name(joint_test(ESTIMATES, P, np.array([1, 2]), directed=False, patients=9))
    # Medians of (a, b, b): b. Shares: 2/3; 0, 1, 2/3, 0. At least as extreme: two of four, and two of four.
    assert (found[MEDIAN].observed, found[MEDIAN].p) == (0.3, 3 / 5)
    assert found[MEDIAN].expected == pytest.approx(0.25)
    assert found[SHARE].observed == pytest.approx(2 / 3)
    assert found[SHARE].p == 3 / 5
    # z of .2 and .04: 0.8416 and 1.7507.
    assert found[STOUFFER].observed == pytest.approx((0.8416212 + 2 * 1.7506861) / 3, abs=1e-6)


def test_a_sign_counts_in_the_direction_in_which_more_lie():
    estimates = np.array([[-1.0, -2.0, 0.5], [1.0, 0.5, -0.2], [-0.1, 0.2, 0.3]])
    p = np.array([[0.01, 0.04, 0.03], [0.5, 0.6, 0.7], [0.04, 0.03, 0.6]])
    found = by_name(joint_test(estimates, p, np.array([1, 1, 1]), directed=True, patients=9))
    assert found[MEDIAN].observed == 1.0
    assert found[SHARE].observed == pytest.approx(2 / 3)
    # −z of .01, −z of .04, z of .03, two-sided: 2.5758, 2.0537, 2.1701.
    assert found[STOUFFER].observed == pytest.approx((2.5758293 + 2.0537489 - 2.1700904) / 3, abs=1e-6)


def test_p_is_uniform_where_all_rows_come_from_one_law():
    rng, runs, permutations = np.random.default_rng(5), 300, 19
    counts = dict.fromkeys((MEDIAN, SHARE, STOUFFER), 0)
    for _ in range(runs):
        common = rng.normal(size=(1 + permutations, 1))
        z = 0.7 * common + 0.7 * rng.normal(size=(1 + permutations, 6))
        p = erfc(np.abs(z) / np.sqrt(0.98 * 2))
        found = by_name(joint_test(z, p, np.ones(6, dtype=int), directed=True, patients=9))
        for name in (MEDIAN, STOUFFER):
            counts[name] += found[name].p <= 0.2
    # Binomial(300, .2): 60 ± 4 SD of 6.9.
    assert all(32 <= counts[name] <= 88 for name in (MEDIAN, STOUFFER))
