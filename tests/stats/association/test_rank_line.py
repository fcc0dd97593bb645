"""The line of ranks against base R (lm on ranks, approx), and what a change of scale leaves as it is."""

import numpy as np
import pytest

from lib.stats.association.rank_line import rank_line
from tests.stats.reference_sets import figures, matrix

R = figures("rank_line")
X = matrix("association", ["x1", "x2", "x3", "x4"])
Y = matrix("association", ["y1", "y2", "y3", "y4"])


@pytest.mark.parametrize("visit", range(4))
def test_r_draws_the_same_line(visit):
    places, line = rank_line(X[:, visit], Y[:, visit])
    assert places == pytest.approx(R["visits"][visit]["x"], rel=1e-12)
    assert line == pytest.approx(R["visits"][visit]["y"], rel=1e-12)


def test_ties_take_midranks_as_in_r():
    places, line = rank_line(R["tied"]["x"], R["tied"]["y"])
    assert places == pytest.approx(R["tied"]["line"]["x"], rel=1e-12)
    assert line == pytest.approx(R["tied"]["line"]["y"], rel=1e-12)


def test_the_line_runs_one_way_and_through_the_values():
    rng = np.random.default_rng(5)
    for _ in range(50):
        x, y = rng.integers(0, 12, (2, 20)).astype(float)
        steps = np.diff(rank_line(x, y)[1])
        assert (steps >= -1e-12).all() or (steps <= 1e-12).all()
    x = np.arange(9.0)
    assert rank_line(x, x**3)[1] == pytest.approx(x**3)
    assert rank_line(x, -np.exp(x))[1] == pytest.approx(-np.exp(x))


def test_nothing_is_drawn_where_the_first_measure_does_not_vary():
    assert all(len(part) == 0 for part in rank_line([2.0, 2.0, np.nan], [1.0, 3.0, 4.0]))
