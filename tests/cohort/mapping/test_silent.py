"""Files that are easily read in a wrong way come out right, or the finding that says so appears."""

from __future__ import annotations

import numpy as np
import pytest

from lib.cohort.cohort import Cohort
from lib.cohort.intake import check_file
from lib.cohort.outcome import OutcomeDefinition, classify_outcome

from .awkward_files import CASES as AWKWARD
from .implausible_files import CASES as IMPLAUSIBLE
from .program_files import CASES as PROGRAMS
from .silent_files import CASES


def outcome_counts(cohort: Cohort) -> tuple[int, ...]:
    """Responders, remitters and non-responders at the last visit, under the definition of the paper."""
    found = classify_outcome(cohort, OutcomeDefinition(endpoint=cohort.visit_names[-1]))
    return tuple(int(found.members[group].sum()) for group in found.groups)


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
    if case.outcomes is not None and cohort.codebook.measure_of("depression") is not None:
        assert outcome_counts(cohort) == case.outcomes


def test_enough_files_have_their_outcome_counted():
    assert sum(case.outcomes is not None for case in [*CASES, *IMPLAUSIBLE, *PROGRAMS]) >= 35


AWKWARD_OUTCOMES = {
    # 20 to 11 is 45 %, 25 to 12 is 52 %, 22 to 13 is 41 %.
    "scale name with version and week": (1, 0, 2),
    "words for visits": (1, 2, 0),
    "Polish laboratory headers with unit and ordinal": (0, 1, 2),
    # 30 to 11 is 63 %, 33 to 19 is 42 %, 28 to 14 is half.
    "visit before the scale": (2, 0, 1),
    # 32 to 17 is 47 %; the other two have no score at the last visit.
    "points in names and months": (0, 0, 1),
    # 30 to 18 is 40 %, 33 to 29 is 12 %, 35 to 12 is 66 %; 9 is a remission.
    "German wide file": (1, 1, 2),
    "sex as codes stays codes": (1, 0, 3),
    "a column that says female": (1, 0, 3),
}


@pytest.mark.parametrize("name", AWKWARD_OUTCOMES)
def test_outcomes_of_an_awkward_file_as_counted_by_hand(name):
    text = next(case.text for case in AWKWARD if case.name == name)
    cohort = check_file(text.encode(), "file.csv").intake.validated.cohort
    assert outcome_counts(cohort) == AWKWARD_OUTCOMES[name]
