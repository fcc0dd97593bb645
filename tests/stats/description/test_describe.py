"""Descriptive figures and the within-patient SEM, against R and by hand."""

import numpy as np
import pytest

from lib.stats.common.result import Refusal
from lib.stats.description.describe import describe, within_subject_sem
from tests.stats.reference_sets import check, columns, figures, matrix

R = figures("other")


def test_describe_against_r():
    expected = R["description"]
    found = describe([*expected["values"], np.nan])
    low, q1, median, q3, high = expected["quantiles"]
    check([("mean", found.mean, expected["mean"]), ("sd", found.sd, expected["sd"]),
           ("sem", found.sem, expected["sem"]), ("min", found.minimum, low), ("q1", found.q1, q1),
           ("median", found.median, median), ("q3", found.q3, q3), ("max", found.maximum, high),
           ("low", found.ci_low, expected["ci"][0]), ("high", found.ci_high, expected["ci"][1])])  # fmt: skip
    assert (found.n, found.missing) == (11, 1)
    assert dict(found.settings)["quartiles"] == "linear interpolation (R type 7)"


def test_describe_one_value_and_none():
    one = describe([4.0, np.nan])
    assert (one.n, one.mean, one.median) == (1, 4.0, 4.0)
    assert np.isnan([one.sd, one.sem, one.ci_low, one.ci_high]).all()
    assert "spread is unknown" in one.notes[0]
    none = describe([np.nan, np.nan])
    assert isinstance(none, Refusal)
    assert "2 missing" in none.reason


def test_within_subject_sem_against_r():
    values = matrix("md_15_1", list(columns("md_15_1")))
    found = within_subject_sem(values)
    check(("sem", ours, r) for ours, r in zip(found.sem, R["morey"], strict=True))
    # Patients who differ by a constant leave nothing within patients.
    assert within_subject_sem([[1.0, 2.0], [11.0, 12.0], [5.0, 6.0]]).sem == pytest.approx((0, 0), abs=1e-12)


def test_within_subject_sem_needs_complete_rows_and_two_of_each():
    assert "complete rows" in within_subject_sem([[1, np.nan], [2, 3]]).reason
    assert "found 1 patient and 2 visits" in within_subject_sem([[1, 2]]).reason
