"""A random cohort written as any program would and read back: equal, or a finding says why not."""

import os

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lib.cohort.intake import import_cohort
from tests.cohort.files.rendering import LANGUAGES, RENDERERS, Made

EXAMPLES = int(os.environ.get("GENERATED_EXAMPLES", "8"))
"""Of each renderer; a search of thousands is asked for by the environment."""


@st.composite
def cohorts(draw: st.DrawFn) -> Made:
    n, n_visits = draw(st.integers(5, 14)), draw(st.integers(2, 3))
    form = draw(st.sampled_from(["P{:02d}", "{}", "KET-{:03d}"]))
    scores = st.one_of(st.integers(3, 55), st.none()) if draw(st.booleans()) else st.integers(3, 55)
    levels = st.integers(60, 110).map(lambda value: round(value / 100, 2))

    def matrix(cell: st.SearchStrategy) -> tuple:
        return tuple(tuple(draw(cell) for _ in range(n_visits)) for _ in range(n))

    return Made(
        tuple(form.format(i) for i in range(1, n + 1)),
        tuple(draw(st.booleans()) for _ in range(n)),
        {"madrs": matrix(scores), "mg": matrix(levels)},
        n_visits,
    )


@pytest.mark.parametrize("renderer", RENDERERS)
@settings(
    max_examples=EXAMPLES, deadline=None, derandomize=EXAMPLES < 100, suppress_health_check=list(HealthCheck)
)
@given(made=cohorts(), words=st.sampled_from(LANGUAGES))
def test_read_back_equal_or_told(renderer, made, words):
    file_name, render = RENDERERS[renderer]
    validated = import_cohort(render(made, words), file_name, keep_ids=True).validated
    if validated.cohort is None:
        assert validated.errors
        return
    equal = validated.cohort.n_patients == len(made.ids) and all(
        same_values(validated.cohort, measure, made) for measure in made.scores
    )
    assert equal or validated.findings, "quietly wrong"
    if not validated.findings:
        assert validated.cohort.patients == made.ids


def same_values(cohort, measure: str, made: Made) -> bool:
    if measure not in cohort.measures or cohort.measures[measure].shape != (len(made.ids), made.n_visits):
        return False
    order = [cohort.patients.index(code) for code in made.ids if code in cohort.patients]
    if len(order) != len(made.ids):
        return False
    expected = np.array(made.scores[measure], dtype=float)
    return bool(np.allclose(cohort.measures[measure][order], expected, rtol=1e-9, equal_nan=True))
