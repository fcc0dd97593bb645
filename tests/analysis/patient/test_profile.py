"""A patient's profile, against counts by hand on a cohort of six."""

import numpy as np
import pytest

from lib.analysis.common.question import Question
from lib.analysis.patient.profile import profile_patient
from lib.cohort.codebook import NO, YES, Codebook, Column, Level, Visit
from lib.cohort.cohort import make_cohort, read_bundled_cohort
from lib.cohort.outcome import OutcomeDefinition
from lib.cohort.selection import Selection

NAN = float("nan")
#: Pre, mid, post: A and B respond, C is in remission, D and E do not respond, F has no endpoint.
MADRS = [[30, 25, 15], [40, 30, 12], [20, 12, 8], [30, 29, 28], [24, 25, 26], [33, 16, NAN]]


def small(identifiers="ABCDEF"):
    book = (
        Column("patient", "Patient", "identifier", "patient"),
        Column("visit", "Visit", "visit", "visit"),
        Column("sex", "Sex", "category", "sex", levels=(Level("male", "Male"), Level("female", "Female"))),
        Column("age", "Age", "number", "age", unit="years"),
        Column("asthma", "Asthma", "yes_no", "comorbidity", levels=(YES, NO)),
        Column("madrs", "MADRS", "measure", "depression", unit="points"),
    )
    visits = tuple(Visit(name, f"Visit {name}", name, None) for name in ("pre", "mid", "post"))
    characteristics = {
        "sex": np.array([0, 1, 0, 1, 0, 1]),
        "age": np.array([30.0, 40, 40, 50, NAN, 60]),
        "asthma": np.array([0, 1, -1, 1, 1, 1]),
    }
    return make_cohort(
        "Six", Codebook(book, visits), tuple(identifiers), characteristics, {"madrs": np.array(MADRS, float)}
    )


def test_outcome_group_and_band_are_those_of_the_patients_group():
    profile = profile_patient(Question(small()), 0)
    assert profile.outcome.labels == ("Responder",)
    assert (profile.outcome.before, profile.outcome.after, profile.outcome.highest_response) == (30, 15, 15)
    assert list(np.flatnonzero(profile.group.mask)) == [0, 1]
    course = profile.courses[0]
    assert list(course.values) == [30, 25, 15]
    assert [f.mean for f in course.group] == [35, 27.5, 13.5]
    assert [(f.minimum, f.maximum) for f in course.group] == [(30, 40), (25, 30), (12, 15)]
    # SD of two values is their difference over the root of 2; the interval is the mean ± 12.706 SD / root 2.
    assert course.group[0].sd == pytest.approx(10 / 2**0.5)
    assert course.group[0].ci_low == pytest.approx(35 - 12.7062047364 * 5)


def test_a_patient_without_an_endpoint_stands_beside_all():
    profile = profile_patient(Question(small()), 5)
    assert profile.outcome.labels == ("Not evaluable",)
    assert profile.outcome.reason == "no MADRS at post"
    assert profile.group.n == 6
    carried = profile_patient(Question(small(), OutcomeDefinition(missing="locf")), 5)
    assert carried.outcome.labels == ("Responder",)
    assert (carried.outcome.endpoint.name, carried.outcome.after, carried.outcome.carried) == (
        "mid",
        16,
        True,
    )


def test_overlapping_groups_name_both():
    profile = profile_patient(Question(small(), OutcomeDefinition(grouping="overlapping")), 2)
    assert profile.outcome.labels == ("Responder", "Remitter")
    assert list(np.flatnonzero(profile.group.mask)) == [0, 1, 2]


def test_places_are_among_the_patients_selected_with_a_value():
    profile = profile_patient(Question(small()), 1)
    places = {(row.label, row.when): row.place for row in profile.places}
    age = places["Age", ""]
    assert (age.n, age.rank, age.percentile) == (5, 2.5, 40)
    assert (places["MADRS", "Visit pre"].n, places["MADRS", "Visit pre"].rank) == (6, 6)
    # Changes: -15, -28, -12, -2, +2
    change = places["MADRS", "change, pre to post"]
    assert (change.n, change.rank) == (5, 1)


def test_a_patient_whom_the_filters_leave_out_has_no_place_and_no_weight():
    profile = profile_patient(Question(small(), selection=Selection({"sex": ("female",)})), 0)
    assert not profile.selected
    assert profile.places == profile.weights == ()
    assert list(np.flatnonzero(profile.group.mask)) == [1]


def test_weights_are_the_analysis_of_variance_without_the_patient():
    cohort = read_bundled_cohort()
    row = cohort.patients.index("P07")
    found = next(w for w in profile_patient(Question(cohort), row).weights if w.measure == "YMRS")
    reduced = make_cohort(
        "Without",
        cohort.codebook,
        tuple(p for p in cohort.patients if p != "P07"),
        {
            c.name: np.delete(cohort.characteristics[c.name], row)
            for c in cohort.codebook.characteristics
            if c.kind not in ("count_of", "any_of")
        },
        {name: np.delete(values, row, axis=0) for name, values in cohort.measures.items()},
    )
    without = profile_patient(Question(reduced), 0).weights
    assert found.f == pytest.approx(next(w.full_f for w in without if w.measure == "YMRS"), rel=1e-9)
    assert found.full_f != pytest.approx(found.f)
