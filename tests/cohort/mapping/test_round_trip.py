"""A random cohort in a random dialect, long or wide, comes out as it was made."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.cohort.intake import import_cohort
from lib.cohort.mapping import mapping_from_json, mapping_to_json
from lib.cohort.words import safe_name

from .dialects import choose_dialect, make_cohort, write


def assert_as_made(cohort, made, dialect):
    assert cohort.patients == made.patients
    assert len(cohort.visit_names) == len(made.visits)
    for name, values in made.measures.items():
        np.testing.assert_array_equal(cohort.measures[name], values, err_msg=name)
    np.testing.assert_array_equal(cohort.characteristics["age"], made.described["age"])
    for name in ("diabetes", "sertraline"):
        np.testing.assert_array_equal(cohort.characteristics[name], made.described[name], err_msg=name)
    sexes = [cohort.codebook.column("sex").levels[c].code for c in cohort.characteristics["sex"]]
    assert sexes == [("female", "male")[c] for c in made.described["sex"]]
    levels = cohort.codebook.column("diagnosis").levels
    shown = [levels[c].label for c in cohort.characteristics["diagnosis"]]
    assert shown == [made.diagnoses[c] for c in made.described["diagnosis"]]
    codes = {level.code for level in levels}
    assert codes <= {safe_name(text) for text in made.diagnoses} | {"MDD", "BP"}


@settings(max_examples=40, deadline=None, derandomize=True)
@given(seed=st.integers(0, 2**32 - 1))
def test_random_cohort_in_a_random_dialect(seed):
    rng = np.random.default_rng(seed)
    made, dialect = make_cohort(rng), choose_dialect(rng)
    data = write(made, dialect, rng)
    intake = import_cohort(data, "random.csv", keep_ids=True)
    assert intake.validated.errors == ()
    assert intake.mapping.layout == dialect.layout
    assert_as_made(intake.validated.cohort, made, dialect)
    again = import_cohort(
        data, "random.csv", mapping_from_json(mapping_to_json(intake.mapping)), keep_ids=True
    )
    assert again.validated.cohort.fingerprint == intake.validated.cohort.fingerprint


@settings(max_examples=15, deadline=None, derandomize=True)
@given(seed=st.integers(0, 2**32 - 1))
def test_long_and_wide_give_the_same_values(seed):
    rng = np.random.default_rng(seed)
    made, dialect = make_cohort(rng), choose_dialect(rng)
    kinds = [dialect.__class__(**{**vars(dialect), "layout": layout}) for layout in ("long", "wide")]
    cohorts = [
        import_cohort(write(made, kind, rng), "r.csv", keep_ids=True).validated.cohort for kind in kinds
    ]
    for name in cohorts[0].measures:
        np.testing.assert_array_equal(cohorts[0].measures[name], cohorts[1].measures[name])
    labels = [[visit.day for visit in cohort.codebook.visits] for cohort in cohorts]
    assert labels[0] == labels[1]
