"""Classification against cases worked by hand."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.cohort.cohort import read_bundled_cohort
from lib.cohort.outcome import (
    OutcomeDefinition,
    classify_outcome,
    describe_definition,
    describe_definition_briefly,
    has_responded,
)
from tests.cohort.small_cohort import NAN, small_cohort


def outcome_of(scores, **definition):
    classification = classify_outcome(small_cohort([scores]), OutcomeDefinition(endpoint="v3", **definition))
    return classification.partition[0]


@pytest.mark.parametrize(
    ("baseline", "endpoint", "expected"),
    [
        (30, 15, "responder"),  # exactly half
        (30, 16, "non_responder"),
        (31, 15, "responder"),
        (31, 16, "non_responder"),  # 48.4 %
        (30, 10, "remitter"),  # exactly the cutoff
        (30, 11, "responder"),
        (18, 10, "remitter"),  # in remission without response: 44 %
        (18, 11, "non_responder"),
        (20, 30, "non_responder"),
    ],
)
def test_papers_rule_by_hand(baseline, endpoint, expected):
    assert outcome_of([baseline, 20, endpoint]) == expected


def test_a_percentage_that_floating_point_gets_wrong():
    # 1 - 24/30 is 0.19999999999999996, yet the fall is exactly 20 %.
    assert outcome_of([30, 30, 24], response_percent=20) == "responder"


def test_every_whole_percentage_compares_exactly():
    for baseline in range(1, 61):
        for endpoint in range(baseline + 1):
            for percent in (10, 20, 25, 30, 50, 75):
                exact = 100 * (baseline - endpoint) >= percent * baseline
                found = outcome_of([baseline, 0, endpoint], response_percent=percent, remission_cutoff=-1)
                assert (found == "responder") == exact


@pytest.mark.parametrize("decimals", [1, 2])
def test_scores_with_decimals_compare_as_exact_fractions(decimals):
    parts = 10**decimals
    baseline, endpoint = (whole.ravel() for whole in np.meshgrid(np.arange(1, 300), np.arange(300)))
    for percent in (10, 20, 25, 30, 50, 75):
        exact = 100 * (baseline - endpoint) >= percent * baseline
        assert (has_responded(baseline / parts, endpoint / parts, percent) == exact).all()


def test_bundled_cohort_has_the_papers_groups():
    classification = classify_outcome(read_bundled_cohort(), OutcomeDefinition())
    sizes = {name: int(mask.sum()) for name, mask in classification.members.items()}
    assert sizes == {"responder": 9, "remitter": 8, "non_responder": 32, "not_evaluable": 0}


@pytest.mark.parametrize(
    ("scores", "reason"),
    [
        ([30, 20, NAN], "no MADRS at v3"),
        ([NAN, 20, 10], "no MADRS at v1"),
        ([0, 0, 0], "MADRS 0 at v1: there is no percentage of zero"),
    ],
)
def test_not_evaluable_is_never_a_non_responder(scores, reason):
    classification = classify_outcome(small_cohort([scores]), OutcomeDefinition(endpoint="v3"))
    assert classification.partition[0] == "not_evaluable"
    assert not classification.members["non_responder"][0]
    assert classification.reasons == (("P1", reason),)


def test_last_observation_carried_forward_is_labelled():
    cohort = small_cohort([[30, 12, NAN], [30, NAN, NAN], [30, 12, 28]])
    carried = classify_outcome(cohort, OutcomeDefinition(endpoint="v3", missing="locf"))
    assert list(carried.partition) == ["responder", "not_evaluable", "non_responder"]
    assert carried.carried == (("P1", "v2"),)
    assert carried.reasons == (("P2", "no MADRS after v1 up to v3"),)


def test_carrying_forward_never_looks_beyond_the_endpoint():
    cohort = small_cohort([[30, NAN, 5]])
    carried = classify_outcome(cohort, OutcomeDefinition(endpoint="v2", missing="locf"))
    assert carried.partition[0] == "not_evaluable"


def test_overlapping_groups_count_a_remitter_twice():
    cohort = small_cohort([[30, 0, 8], [18, 0, 10], [30, 0, 14], [30, 0, 29]])
    overlapping = classify_outcome(cohort, OutcomeDefinition(endpoint="v3", grouping="overlapping"))
    assert overlapping.members["responder"].tolist() == [True, False, True, False]
    assert overlapping.members["remitter"].tolist() == [True, True, False, False]
    assert overlapping.members["non_responder"].tolist() == [False, True, False, True]
    assert overlapping.partition_groups == ("responder", "non_responder")


scores = st.one_of(st.just(NAN), st.integers(0, 60).map(float))


@settings(deadline=None)
@given(
    st.lists(st.lists(scores, min_size=3, max_size=3), min_size=1, max_size=12),
    st.integers(1, 100),
    st.integers(0, 59),
    st.sampled_from(["v2", "v3"]),
    st.sampled_from(["not_evaluable", "locf"]),
    st.sampled_from(["disjoint", "overlapping"]),
)
def test_no_patient_is_lost_or_counted_twice(rows, percent, cutoff, endpoint, missing, grouping):
    definition = OutcomeDefinition(percent, cutoff, endpoint, missing, grouping)
    found = classify_outcome(small_cohort(rows), definition)
    members = found.members
    if grouping == "disjoint":
        assert (sum(mask.astype(int) for mask in members.values()) == 1).all()
    rest = members["responder"] | members["non_responder"] | members["not_evaluable"] | members["remitter"]
    assert rest.all()
    assert not (members["responder"] & members["non_responder"]).any()
    assert len(found.reasons) == members["not_evaluable"].sum()
    for name in found.partition_groups:
        assert (members[name] >= (found.partition == name)).all()


@settings(deadline=None)
@given(st.permutations(range(5)))
def test_order_of_patients_changes_nothing(order):
    rows = [[30, 20, 15], [30, 20, 10], [30, 20, NAN], [20, 20, 19], [40, NAN, 22]]
    straight = classify_outcome(small_cohort(rows), OutcomeDefinition(endpoint="v3")).partition
    mixed = classify_outcome(
        small_cohort([rows[i] for i in order]), OutcomeDefinition(endpoint="v3")
    ).partition
    assert list(mixed) == list(np.array(straight)[list(order)])


def test_definition_in_words_is_the_papers():
    words = describe_definition(read_bundled_cohort(), OutcomeDefinition())
    assert words == (
        "Responder: MADRS fell ≥ 50 % from pre to post and was above 10 at post; remitter: ≤ 10 at post."
    )


@pytest.mark.parametrize(
    ("definition", "words"),
    [
        (
            OutcomeDefinition(),
            "responder: MADRS fell ≥ 50 % from pre to post, above 10; remitter: ≤ 10 · missing endpoint: not evaluable",
        ),
        (
            OutcomeDefinition(response_percent=30, endpoint="inf7", grouping="overlapping", missing="locf"),
            "responder: MADRS fell ≥ 30 % from pre to inf 7, remitters included; remitter: ≤ 10 · "
            "missing endpoint: last observation carried forward",
        ),
    ],
)
def test_a_definition_in_one_line_names_thresholds_visits_and_missing_rule(definition, words):
    assert describe_definition_briefly(read_bundled_cohort(), definition) == words
