"""A stranger's file is right, or it says why not: counts and means by hand, findings by name."""

from fractions import Fraction

import numpy as np
import pytest

from lib.cohort.intake import import_cohort
from tests.cohort.files import by_hand, structural
from tests.cohort.files.structural import File

FILES = [*structural.FILES, *by_hand.FILES]


def exact_mean(values: list[float | None]) -> float:
    known = [Fraction(str(value)) for value in values if value is not None]
    return float(sum(known) / len(known))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_file_is_right_or_says_why_not(file: File):
    intake = import_cohort(file.data, file.file_name, options=file.options)
    validated = intake.validated
    codes = [finding.code for finding in validated.findings]
    assert set(file.findings) <= set(codes), codes
    severities = {finding.code: finding.severity for finding in validated.findings}
    assert not file.errors or any(severities[code] == "error" for code in file.findings)
    assert not set(file.never) & set(codes)
    if file.errors or (file.n is None and not file.values):
        return
    assert validated.cohort is not None, [finding.sentence for finding in validated.findings]
    if file.n is not None:
        assert validated.cohort.n_patients == file.n
    for measure, by_visit in file.values.items():
        seen = dict(zip(validated.cohort.visit_names, validated.cohort.measures[measure].T, strict=True))
        assert len(seen) >= len(by_visit)
        for visit, values in by_visit.items():
            known = seen[visit][~np.isnan(seen[visit])]
            assert len(known) == sum(value is not None for value in values), visit
            assert known.mean() == pytest.approx(exact_mean(values), rel=1e-4), (measure, visit)


def test_names_of_files_differ():
    assert len({file.name for file in FILES}) == len(FILES) >= 30
