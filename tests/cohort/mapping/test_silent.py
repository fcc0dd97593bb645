"""Files that are easily read in a wrong way come out right, or the finding that says so appears."""

from __future__ import annotations

import numpy as np
import pytest

from lib.cohort.intake import check_file

from .implausible_files import CASES as IMPLAUSIBLE
from .program_files import CASES as PROGRAMS
from .silent_files import CASES

SAID_ANYWAY = {"one_visit", "visit_order_differs", "visits_out_of_order"}
"""Findings about rows as they stand, right beside a right reading."""


@pytest.mark.parametrize("case", [*CASES, *IMPLAUSIBLE, *PROGRAMS], ids=lambda case: case.name)
def test_right_or_said(case):
    report = check_file(case.text.encode(), "file.csv")
    codes = {finding.code for finding in report.findings}
    assert set(case.findings) <= codes
    assert not set(case.never) & codes
    assert (report.status == "errors") == case.errors
    cohort = report.intake.validated.cohort
    if cohort is None:
        return
    labels = {column.label: column.name for column in cohort.codebook.measures}
    assert not set(case.other) & set(labels)
    if case.visits:
        assert tuple(visit.label for visit in cohort.codebook.visits) == case.visits
    for label, expected in case.answer.items():
        values = cohort.measures[labels[label]]
        counts = (~np.isnan(values)).sum(axis=0)
        assert tuple(counts) == tuple(n for n, _ in expected)
        for column, (n, mean) in zip(values.T, expected, strict=True):
            np.testing.assert_allclose(np.nanmean(column) if n else np.nan, mean, rtol=case.rtol)
    assert codes - SAID_ANYWAY == set(case.findings) - SAID_ANYWAY
