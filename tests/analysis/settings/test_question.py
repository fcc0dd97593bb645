"""The question that settings ask: definition and selection."""

import pytest

from lib.analysis.settings.question import selection_of
from lib.cohort.cohort import read_bundled_cohort
from lib.present.settings import default_settings

COHORT = read_bundled_cohort()


@pytest.mark.parametrize("kept", [True, False])
def test_the_selection_keeps_missing_values_as_the_setting_says(kept):
    settings = default_settings(COHORT).replace(age=(30, 40), keep_missing=kept)
    found = selection_of(settings, COHORT)
    assert found.keep_missing is kept
    assert found.choices["age"] == (30, 40)
