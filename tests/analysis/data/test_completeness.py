"""What is missing, counted by hand."""

from lib.analysis.common.complete_cases import select_complete
from lib.analysis.common.question import Question
from lib.analysis.data.completeness import summarise_data
from lib.cohort.cohort import read_bundled_cohort
from lib.cohort.outcome import OutcomeDefinition
from lib.present.data.quality import sentence_data, table_left_out, table_patterns
from tests.cohort.small_cohort import NAN, small_cohort

COHORT = small_cohort(
    [[30, 20, 10], [30, NAN, 10], [31, NAN, 12], [30, NAN, NAN]],
    sex=[0, -1, 1, 1],
    age=[20.0, NAN, 40.0, 50.0],
)
SUMMARY = summarise_data(Question(COHORT, OutcomeDefinition(endpoint="v3")))


def test_patterns_of_missing_values_by_hand():
    assert [(p.known, p.n, p.example) for p in SUMMARY.patterns] == [
        ((True, False, True), 2, ""),
        ((True, False, False), 1, "P4"),
        ((True, True, True), 1, "P1"),
    ]
    assert sum(pattern.n for pattern in SUMMARY.patterns) == SUMMARY.n == 4


def test_complete_cases_and_what_lacks():
    assert SUMMARY.complete == (1,)
    assert SUMMARY.lacking == (("Sex", 1), ("Age", 1))


def test_a_visit_that_measured_nobody_is_not_asked_for():
    cohort = small_cohort([[30, NAN, 10], [30, NAN, 10], [31, NAN, NAN]])
    summary = summarise_data(Question(cohort, OutcomeDefinition(endpoint="v3")))
    assert summary.complete == (2,)
    assert select_complete(Question(cohort, OutcomeDefinition(endpoint="v3")), "score").n == 2
    assert sentence_data(summary).endswith("MADRS 2 of 3 (at the 2 visits that measured it).")


def test_a_distribution_holds_every_known_value():
    scores, ages = SUMMARY.distributions
    assert (scores.description.n, scores.description.missing, sum(scores.counts)) == (8, 4, 8)
    assert (ages.description.mean, sum(ages.counts)) == (110 / 3, 3)
    assert ages.edges[0] == 19.5  # whole numbers lie in the middle of their bar
    assert ages.edges[-1] >= 50


def test_words_and_tables_say_it():
    assert sentence_data(SUMMARY) == "4 patients, complete at all 3 visits: MADRS 1 of 4."
    assert [line.cells[0] for line in table_patterns(SUMMARY).lines] == [
        "MADRS v2",
        "MADRS v2, MADRS v3",
        "nothing",
    ]
    left_out = [
        (line.cells[0], line.cells[-1]) for line in table_left_out(SUMMARY).lines if line.kind == "row"
    ]
    assert left_out == [("MADRS", "3"), ("MADRS", "0 to 3"), ("Outcome", "1"), ("Sex", "1"), ("Age", "1")]


def test_the_bundled_cohort_lacks_magnesium_of_four_patients_and_nine_ratings():
    summary = summarise_data(Question(read_bundled_cohort()))
    assert summary.complete == (44, 45, 45)
    assert summary.lacking == ()
