"""Every awkward file is mapped as written down by hand, and each guess says why."""

from __future__ import annotations

import pytest

from lib.cohort.mapping import guess_mapping
from lib.cohort.reading import read_table

from .awkward_files import CASES


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_awkward_file(case):
    mapping = guess_mapping(read_table(case.text.encode(), "case.csv"))
    assert mapping.layout == case.layout
    assert {name: mapping.column(name).role for name in case.roles} == case.roles
    if case.visits:
        assert tuple(visit.label for visit in mapping.visits) == case.visits
    if case.days is not None:
        assert tuple(visit.day for visit in mapping.visits) == case.days
    units = {measure.label: measure.unit for measure in mapping.measures}
    assert {label: units[label] for label in case.units} == case.units
    assert {name: mapping.column(name).kind for name in case.kinds} == case.kinds
    levels = {name: tuple(level.code for level in mapping.column(name).levels) for name in case.levels}
    assert levels == case.levels


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_every_column_has_a_role_and_a_reason(case):
    mapping = guess_mapping(read_table(case.text.encode(), "case.csv"))
    assert all(column.reason for column in mapping.columns)
    assert mapping.layout_reason
    assert mapping.visit_reason
    assert len({visit.name for visit in mapping.visits}) == len(mapping.visits)
    names = [column.name for column in mapping.columns if column.name]
    assert len(set(names)) == len(names)
    assert all(name.isascii() for name in names)
