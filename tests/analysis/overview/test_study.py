"""What the first page rests on, against figures worked by hand and the numbers of the paper."""

import numpy as np
import pytest

from lib.analysis.answers import call_directly
from lib.analysis.common.question import Question
from lib.analysis.overview.flow import follow_patients
from lib.analysis.overview.study import analyse_study, study_measure
from lib.analysis.overview.waterfall import measure_changes
from lib.cohort.cohort import read_bundled_cohort
from lib.cohort.outcome import OutcomeDefinition
from lib.cohort.selection import Selection
from tests.cohort.small_cohort import NAN, small_cohort
from tests.pages.odd_cohorts import CORTISOL, HAMD, make

# Falls of 20 (−66.7 %), 10 (−25 %) and a rise of 5 (+25 %); one without endpoint, one that starts at 0.
SCORES = [[30, 20, 10], [40, 30, 30], [20, NAN, 25], [20, 10, NAN], [0, 5, 5]]
COHORT = small_cohort(SCORES, sex=[0, 0, 1, 1, 1])
DEFINITION = OutcomeDefinition(endpoint="v3")


def test_changes_by_hand():
    result = measure_changes(Question(COHORT, DEFINITION))
    assert [(row.group, row.points, row.percent) for row in result.rows] == [
        ("remitter", -20.0, pytest.approx(-200 / 3)),
        ("non_responder", -10.0, -25.0),
        ("non_responder", 5.0, 25.0),
    ]
    assert (result.n, result.n_responded, result.n_remitted) == (5, 1, 1)
    assert [row.points for row in result.ordered("points")] == [5.0, -10.0, -20.0]


def test_a_rating_carried_forward_is_the_endpoint():
    result = measure_changes(Question(COHORT, OutcomeDefinition(endpoint="v3", missing="locf")))
    assert [row.endpoint for row in result.rows] == [10, 30, 25, 10]
    assert result.n_carried == 1


def test_an_overlapping_remitter_is_coloured_once_and_counted_among_the_responders():
    result = measure_changes(Question(COHORT, OutcomeDefinition(endpoint="v3", grouping="overlapping")))
    assert [row.group for row in result.rows] == ["remitter", "non_responder", "non_responder"]
    assert result.n_responded == 1


def test_the_flow_by_hand():
    flow = follow_patients(Question(COHORT, DEFINITION), "score")
    assert (flow.enrolled, flow.selected, flow.evaluable, flow.complete) == (5, 5, 3, 3)
    assert dict(flow.not_evaluable) == {
        "no MADRS at v3": 1,
        "MADRS 0 at v1: there is no percentage of zero": 1,
    }
    assert [(group.name, group.n, group.complete) for group in flow.groups] == [
        ("responder", 0, 0), ("remitter", 1, 1), ("non_responder", 2, 1),
    ]  # fmt: skip


def test_the_flow_tells_what_each_filter_removed():
    flow = follow_patients(Question(COHORT, DEFINITION, Selection({"sex": ("m",)})), "score")
    assert [(step.filter, step.removed) for step in flow.steps] == [("sex", 3)]
    assert (flow.enrolled, flow.selected, flow.evaluable, flow.not_evaluable) == (5, 2, 2, ())


def test_the_paper_s_groups_and_complete_patients():
    question = Question(read_bundled_cohort())
    flow, changes = follow_patients(question, "mg"), measure_changes(question)
    assert [(group.n, group.complete) for group in flow.groups] == [(9, 9), (8, 8), (32, 28)]
    groups = [row.group for row in changes.rows]
    assert [groups.count(name) for name in ("responder", "remitter", "non_responder")] == [9, 8, 32]
    assert [mark for mark, _ in changes.meaningful] == [6, 12]
    # Counted once more from the raw columns.
    scores = question.cohort.measures["madrs"]
    falls = scores[:, 0] - scores[:, -1]
    assert [n for _, n in changes.meaningful] == [int(np.sum(falls >= mark)) for mark in (6, 12)]


def test_equal_changes_in_decimals_are_equal():
    cohort = small_cohort([[2.3, 2.0, 1.61], [2.4, 2.0, 1.71]])
    rows = measure_changes(Question(cohort, OutcomeDefinition(endpoint="v3"))).rows
    assert rows[0].points == rows[1].points == -0.69


def test_an_analyte_leads_the_first_page():
    question = Question(read_bundled_cohort())
    assert study_measure(question.cohort, "madrs") == "mg"
    study = analyse_study(question, "mg", "III", "auto", "spearman", call_directly)
    assert study.association.second.name == "madrs"
    assert study.by_outcome.cases.sizes == (9, 8, 28)


def test_a_drug_level_leads_no_page_by_itself():
    cohort = make(12, 3, HAMD, CORTISOL)
    assert study_measure(cohort, "hamd17") == "hamd17"
    assert study_measure(cohort, "cortisol") == "cortisol"
    study = analyse_study(
        Question(cohort, OutcomeDefinition(endpoint=cohort.visit_names[-1])),
        "hamd17",
        "III",
        "auto",
        "spearman",
        call_directly,
    )
    assert (study.association.first.name, study.association.second.name) == ("hamd17", "cortisol")
