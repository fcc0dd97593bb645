"""Slips of the hand in a good file change no count and no mean in silence."""

from __future__ import annotations

import numpy as np
import pytest

from lib.cohort.intake import CheckReport, check_file

from . import mutants
from .mutants import MUTATIONS, Cells, good_patients, long_cells, wide_cells

SEEDS = range(4)
UNKNOWABLE = {
    (long_cells, mutants.shift_column), (wide_cells, mutants.drop_row), (wide_cells, mutants.change_group),
    (wide_cells, mutants.swap_columns_below), (long_cells, mutants.drop_row),
}  # fmt: skip
"""What may leave a table that is as likely as the first: laboratory values one row off or two scores swapped, another
arm on the only row, a last row or a last patient less. No reader can tell; a column of scores one row off is told."""


def check(rows: Cells) -> CheckReport:
    return check_file("\n".join(",".join(row) for row in rows).encode(), "trial.csv")


def summary(report: CheckReport) -> dict[object, object]:
    """Count and average everything by its words."""
    cohort = report.intake.validated.cohort
    told: dict[object, object] = {"n": cohort.n_patients}
    for column in cohort.codebook.measures:
        for visit, values in zip(cohort.codebook.visits, cohort.measures[column.name].T, strict=True):
            known = values[~np.isnan(values)]
            told[column.label, visit.label] = (len(known), round(float(known.sum()), 4))
    for column in cohort.codebook.characteristics:
        if column.kind == "number":
            told[column.name] = round(float(np.nansum(cohort.numbers(column.name))), 4)
        else:
            told[column.name] = np.bincount(cohort.codes(column.name) + 1).tolist()
    return {key: value for key, value in told.items() if not (isinstance(value, tuple) and value[0] == 0)}


@pytest.mark.parametrize("seed", SEEDS)
def test_no_slip_changes_a_number_in_silence(seed):
    rng = np.random.default_rng(seed)
    write = (long_cells, wide_cells)[seed % 2]
    rows = write(good_patients(rng))
    good = check(rows)
    assert good.status == "clean"
    expected, notes = summary(good), set(good.intake.raw.notes)
    silent = []
    for mutate in MUTATIONS:
        changed = [list(row) for row in rows]
        mutate(changed, rng)
        report = check(changed)
        told = report.findings or set(report.intake.raw.notes) - notes
        if not told and (write, mutate) not in UNKNOWABLE and summary(report) != expected:
            silent.append(mutate.__name__)
    assert not silent


def test_the_good_file_holds_the_sums_of_its_patients():
    patients = good_patients(np.random.default_rng(1))
    for write in (long_cells, wide_cells):
        told = summary(check(write(patients)))
        for place, visit in enumerate(("Pre", "Week 2", "Week 4", "Post")):
            assert told["MADRS", visit] == (30, sum(p["madrs"][place] for p in patients))
            assert told["Mg²⁺", visit] == (30, pytest.approx(sum(p["mg"][place] for p in patients), abs=1e-3))
