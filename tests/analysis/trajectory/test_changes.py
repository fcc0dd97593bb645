"""The change from the first visit to the last, against calculations by hand."""

import numpy as np
import pytest

from lib.analysis.common.grouping import Group
from lib.analysis.common.question import Question
from lib.analysis.trajectory.changes import measure_change
from lib.analysis.trajectory.summary import summarise_trajectory
from lib.cohort.codebook import Visit
from lib.cohort.cohort import read_bundled_cohort
from lib.cohort.units import magnesium_unit
from lib.present.trajectory.view import TrajectoryView
from lib.present.trajectory.words import sentence_trajectory, table_changes

VISITS = tuple(Visit(name, name, name, None) for name in ("v1", "v2", "v3"))
NAN = np.nan


def change(rows, *, withheld=False):
    values = np.array(rows, dtype=float)
    return measure_change(Group("all", "All", np.ones(len(values), bool)), values, VISITS, withheld=withheld)


def test_changes_of_1_2_and_3():
    """Mean 2, SD 1, SE 1/√3, t = 2√3; t(.975; 2) = 4.302653; p = 1 − t/√(t² + 2) with 2 df."""
    found = change([[5, 9, 6], [5, NAN, 7], [5, 1, 8], [NAN, 1, 90]])
    assert (found.n, found.first.name, found.last.name, found.df) == (3, "v1", "v3", 2)
    assert found.difference == pytest.approx(2)
    assert found.t == pytest.approx(12**0.5)
    assert found.p == pytest.approx(1 - (12 / 14) ** 0.5)
    half = 4.302652729911275 / 3**0.5
    assert (found.ci_low, found.ci_high) == pytest.approx((2 - half, 2 + half))


def test_the_last_visit_measured_is_the_end():
    assert change([[5, 6, NAN], [5, 8, NAN]]).last.name == "v2"
    assert change([[5, NAN, NAN], [4, NAN, NAN]]) is None


def test_no_interval_where_all_changed_alike_or_one_is_left():
    alike = change([[0.80, 0, 0.82], [0.83, 0, 0.85]])
    assert alike.difference == pytest.approx(0.02)
    assert np.isnan([alike.ci_low, alike.t, alike.p]).all()
    alone = change([[1, NAN, 4], [NAN, 2, 4]])
    assert (alone.n, alone.difference) == (1, 3)
    assert np.isnan(alone.ci_low)


def test_a_withheld_test_leaves_the_size():
    found = change([[5, 9, 6], [5, 4, 7], [5, 1, 8]], withheld=True)
    assert np.isnan([found.t, found.p]).all()
    assert found.ci_low < 2 < found.ci_high


def test_sentence_and_table_follow_the_unit():
    result = summarise_trajectory(Question(read_bundled_cohort()), "mg", "all")
    in_mg = TrajectoryView(unit=magnesium_unit("mg"))
    size = 2.4305 * result.changes[0].difference
    assert sentence_trajectory(result, in_mg).startswith(f"From Pre to Post Mg²⁺ changed by −{-size:.3f}")
    assert table_changes(result, in_mg).lines[0].cells[4].startswith(f"−{-size:.3f}")


def test_scores_of_outcome_groups_have_sizes_and_no_p():
    sentence = sentence_trajectory(
        summarise_trajectory(Question(read_bundled_cohort()), "madrs", "outcome"), TrajectoryView()
    )
    assert "points (95 % CI" in sentence
    assert "p =" not in sentence
    assert "p <" not in sentence
