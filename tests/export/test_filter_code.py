"""A filter is one row of a table: whatever a row of a known kind asks for, its control and its code follow."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from lib.analysis.settings.question import filter_setting
from lib.cohort.cohort import read_bundled_cohort
from lib.cohort.filter_kinds import (
    ALL,
    ANY,
    NONE,
    CharacteristicFilter,
    Filter,
    LevelFilter,
    RangeFilter,
    SetFilter,
)
from lib.cohort.filters import FILTERS
from lib.export.code.filters import CONDITIONS, python_condition

COHORT = read_bundled_cohort()
BMI = RangeFilter("bmi", "BMI", "Body", role="bmi")
NEW_ROWS = [
    (BMI, (20, 25)),
    (LevelFilter("gender", "Gender", role="sex"), None),
    (CharacteristicFilter("level", "Levels", role="characteristic"), None),
    (
        CharacteristicFilter("two", "Levels", role="characteristic"),
        ("occupation:employed", "education:higher"),
    ),
    *((SetFilter(how, how, roles=(("comorbidity",),), how=how), None) for how in (ANY, ALL, NONE)),
]


@pytest.fixture(scope="module")
def patients():
    long = pd.read_csv("data/cohort.csv", dtype=str)
    return long.drop_duplicates("patient").reset_index(drop=True)


def test_every_kind_of_filter_has_its_code():
    def kinds(kind):
        return [kind, *(below for direct in kind.__subclasses__() for below in kinds(direct))]

    assert set(kinds(Filter)) - {Filter} == set(CONDITIONS)
    assert {type(row) for row in FILTERS} <= set(CONDITIONS)


@pytest.mark.parametrize(("row", "choice"), NEW_ROWS, ids=lambda value: getattr(value, "name", ""))
@pytest.mark.parametrize("keep_missing", [False, True])
def test_a_new_row_brings_limits_words_mask_and_code(row, choice, keep_missing, patients):
    if not row.applies(COHORT):
        pytest.fail(f"the bundled cohort has no column for {row.name}")
    choice = choice or tuple(option.code for option in row.options(COHORT)[:2])
    setting = filter_setting(row)
    assert setting.read(setting.write(choice), COHORT) == (choice, "")
    assert row.sentence(COHORT, choice)
    kept = eval(python_condition(row, COHORT, choice, keep_missing), {"patients": patients})
    expected = np.where(row.known(COHORT, choice), row.mask(COHORT, None, choice), keep_missing)
    assert kept.to_numpy(bool).tolist() == expected.tolist()


def test_a_range_has_the_limits_of_its_own_column(patients):
    numbers = patients["bmi"].astype(float)
    assert BMI.limits(COHORT) == (int(np.floor(numbers.min())), int(np.ceil(numbers.max())))
    assert BMI.limits(COHORT) != find("age").limits(COHORT)


@pytest.mark.parametrize("synthetic", [True, False])
def test_chosen_patients_are_kept_by_their_identifiers_and_named_by_their_place(synthetic, patients):
    """An identifier of the reader's own stands in no address: the third and the first of the file are @3 and @1."""
    cohort = replace(COHORT, patients=tuple(f"{name}x" for name in COHORT.patients), synthetic=synthetic)
    row, setting = find("only"), filter_setting(find("only"))
    third, first = (cohort.patients[2], cohort.patients[0]) if synthetic else ("@3", "@1")
    choice, fault = setting.read([third, first], cohort)
    assert (choice, fault) == ((first, third), "")
    assert np.flatnonzero(row.mask(cohort, None, choice)).tolist() == [0, 2]
    assert row.sentence(cohort, choice) == f"patients {COHORT.patients[0]}x, {COHORT.patients[2]}x"
    indexed = patients.assign(patient=patients["patient"] + "x").set_index("patient")
    kept = eval(python_condition(row, cohort, choice, False), {"patients": indexed})
    assert np.flatnonzero(kept).tolist() == [0, 2]
    assert setting.read([f"@{cohort.n_patients + 1}"], cohort)[1].startswith("“@50”, which is not one of")


def find(name):
    return {row.name: row for row in FILTERS}[name]
