"""Trajectories against figures worked by hand."""

import numpy as np
import pytest

from lib.analysis.common.question import Question
from lib.analysis.overview.summary import summarise_cohort
from lib.analysis.trajectory.summary import summarise_trajectory
from lib.cohort.cohort import read_bundled_cohort
from lib.cohort.outcome import OutcomeDefinition
from tests.cohort.small_cohort import NAN, small_cohort

COHORT = small_cohort([[30, 20, 10], [40, 30, NAN], [20, NAN, 10]], sex=[0, 0, 1])
QUESTION = Question(COHORT, OutcomeDefinition(endpoint="v3"))


def test_every_visit_uses_the_patients_measured():
    result = summarise_trajectory(QUESTION, "score", "all")
    figures = [(p.description.n, p.description.missing, p.description.mean) for p in result.points]
    assert figures == [(3, 0, 30.0), (2, 1, 25.0), (2, 1, 10.0)]
    assert (result.n, result.n_complete) == (3, 1)


def test_standard_error_by_hand():
    first = summarise_trajectory(QUESTION, "score", "all").points[0].description
    assert first.sd == pytest.approx(10.0)
    assert first.sem == pytest.approx(10 / np.sqrt(3))
    assert first.ci_high - first.mean == pytest.approx(4.302653 * 10 / np.sqrt(3), rel=1e-6)  # t(2), .975


def test_within_subject_error_is_zero_when_all_move_alike():
    cohort = small_cohort([[30, 20, 10], [40, 30, 20], [35, 25, 15]])
    result = summarise_trajectory(Question(cohort, OutcomeDefinition(endpoint="v3")), "score", "all")
    assert [point.within_sem for point in result.points] == pytest.approx([0, 0, 0], abs=1e-12)


def test_a_group_without_values_is_nan_not_zero():
    cohort = small_cohort([[30, NAN, 10], [30, 20, 10]], sex=[0, 1])
    result = summarise_trajectory(Question(cohort, OutcomeDefinition(endpoint="v3")), "score", "sex")
    second = result.of("m")[1].description
    assert second.n == 0
    assert np.isnan(second.mean)


def test_overview_of_the_bundled_cohort():
    overview = summarise_cohort(Question(read_bundled_cohort()))
    assert (overview.n, overview.n_cohort) == (49, 49)
    assert [group.n for group in overview.outcome.groups] == [9, 8, 32]
    assert [group.n for group in overview.diagnosis.groups] == [35, 14]
    assert overview.complete["mg"] == 45
