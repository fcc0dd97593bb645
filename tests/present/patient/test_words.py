"""The outcome in words: no percentage is rounded across the threshold, no rating named that is none."""

import numpy as np
import pytest

from lib.analysis.common.question import Question
from lib.analysis.patient.profile import profile_patient
from lib.cohort.codebook import Codebook, Column, Visit
from lib.cohort.cohort import make_cohort, read_bundled_cohort
from lib.cohort.outcome import OutcomeDefinition
from lib.present.patient.tables import table_places, table_values, table_weights
from lib.present.patient.words import sentence_missing, sentence_outcome


def sentence(before, after, **definition):
    book = (
        Column("patient", "Patient", "identifier", "patient"),
        Column("visit", "Visit", "visit", "visit"),
        Column("madrs", "MADRS", "measure", "depression"),
    )
    visits = (Visit("pre", "Pre", "Pre", None), Visit("post", "Post", "Post", None))
    cohort = make_cohort(
        "One", Codebook(book, visits), ("A",), {}, {"madrs": np.array([[before, after]], float)}
    )
    question = Question(cohort, OutcomeDefinition(**definition))
    return sentence_outcome(profile_patient(question, 0), question.definition)


@pytest.mark.parametrize(
    ("before", "after", "definition", "said"),
    [
        (30, 15, {}, "A is a responder: MADRS fell by 15 (50 %) from 30 at pre to 15 at post."),
        # 2 / 3 is 66.67 %: rounded to whole per cent it would seem to reach 67.
        (
            30,
            10,
            {"response_percent": 67, "remission_cutoff": 5},
            "A is a non-responder: MADRS fell by 20 (66.7 %)",
        ),
        (33, 17, {}, "Response from 33 is MADRS of at most 16.5 (≥ 50 % lower), remission of at most 10."),
        (33, 17, {}, "A is a non-responder: MADRS fell by 16 (48 %)"),
        (20, 25, {}, "A is a non-responder: MADRS rose by 5 (25 %)"),
        (20, 20, {}, "MADRS did not change, from 20"),
        (20, float("nan"), {}, "A is not evaluable: no MADRS at Post."),
        (20, 8, {"grouping": "overlapping"}, "A is both responder and remitter: MADRS fell by 12 (60 %)"),
    ],
)
def test_the_outcome_is_told_with_its_numbers(before, after, definition, said):
    assert said in sentence(before, after, **definition)


def test_tables_name_the_patient_and_the_group():
    cohort = read_bundled_cohort()
    profile = profile_patient(Question(cohort), cohort.patients.index("P01"))
    assert sentence_missing(profile) == "Missing: Mg²⁺ at inf 7, post."
    values = table_values(profile)
    assert values.caption == "P01 beside the 32 patients selected who are non-responders"
    assert values.lines[1].cells[0] == "P01"
    place = next(line for line in table_places(profile).lines if line.cells[0] == "Age (years)")
    age = cohort.numbers("age")
    below, equal = int((age < age[0]).sum()), int((age == age[0]).sum())
    assert place.cells[4] == str(round(100 * (below + equal / 2) / 49))
    assert {len(line.cells) for line in table_weights(profile).lines} == {6}
