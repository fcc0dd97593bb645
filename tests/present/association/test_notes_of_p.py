"""The notes under the correlations say how p was made, row by row where it differs, and whose interval is shown."""

from dataclasses import replace

import numpy as np

from lib.analysis.association.correlations import analyse_association
from lib.analysis.common.question import Question
from lib.present.association.tables import table_association
from tests.analysis.reference_cohort import pairs_cohort


def _notes(patients_at_second_visit):
    cohort = pairs_cohort()
    x = cohort.measures["x"].copy()
    x[patients_at_second_visit:, 1] = np.nan
    cohort = replace(cohort, measures={**cohort.measures, "x": x})
    return " ".join(table_association(analyse_association(Question(cohort), "x", "y")).notes)


def test_exact_rows_are_named():
    notes = _notes(9)
    assert "exact, all orders of the pairs counted (V2, V2 − V1)" in notes
    assert "Student's t, n − 2 df (V1, V3, V4, V3 − V1, V4 − V1)" in notes.replace("’", "'")


def test_one_way_for_all_rows_is_said_once():
    notes = _notes(30).replace("’", "'")
    assert "p: Student's t, n − 2 df" in notes
    assert "exact" not in notes


def test_the_interval_within_patients_is_not_said_to_be_that_of_rmcorr():
    assert "R’s rmcorr takes 1 / √(df − 3)" in _notes(30)
