"""Filters against selections counted by hand, and the promise that no patient is lost."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.cohort.cohort import read_bundled_cohort
from lib.cohort.filters import FILTERS, find_filter
from lib.cohort.intake import import_cohort
from lib.cohort.outcome import OutcomeDefinition, classify_outcome
from lib.cohort.selection import Selection, count_options, describe_selection, select_patients
from tests.cohort.small_cohort import NAN, small_cohort

FIVE = small_cohort(
    [[30, 20, 10]] * 5,
    sex=[0, 0, 1, 1, -1],
    age=[20.0, 30.0, 40.0, NAN, 60.0],
    epilepsy=[0, 1, 0, 1, -1],
    stroke=[0, 1, 1, -1, 0],
)


ARMS = """id,arm,site,madrs_pre,madrs_post
1,ketamine,north,30,10
2,placebo,north,28,26
3,ketamine,south,34,20
4,,south,32,22
5,placebo,south,26,25
6,ketamine,,31,12
"""


@pytest.mark.parametrize(
    ("choice", "keep_missing", "patients"),
    [
        (("arm:ketamine",), False, [1, 3, 6]),
        (("arm:ketamine",), True, [1, 3, 4, 6]),
        (("arm:ketamine", "arm:placebo"), False, [1, 2, 3, 5, 6]),
        (("arm:ketamine", "site:south"), False, [3]),
        (("arm:ketamine", "site:south"), True, [3, 4, 6]),
    ],
)
def test_the_arm_of_a_trial_is_a_filter(choice, keep_missing, patients):
    cohort = import_cohort(ARMS.encode(), "trial.csv", keep_ids=True).validated.cohort
    mask = select_patients(cohort, None, Selection({"level": choice}, keep_missing)).mask
    assert [int(cohort.patients[i]) for i in np.flatnonzero(mask)] == patients


def selected(selection):
    return [FIVE.patients[i] for i in np.flatnonzero(select_patients(FIVE, None, selection).mask)]


@pytest.mark.parametrize(
    ("choices", "drops", "keeps"),
    [
        ({}, ["P1", "P2", "P3", "P4", "P5"], ["P1", "P2", "P3", "P4", "P5"]),
        ({"sex": ("m",)}, ["P1", "P2"], ["P1", "P2", "P5"]),
        ({"sex": ("m", "f")}, ["P1", "P2", "P3", "P4"], ["P1", "P2", "P3", "P4", "P5"]),
        ({"age": (20, 35)}, ["P1", "P2"], ["P1", "P2", "P4"]),
        ({"any": ("epilepsy", "stroke")}, ["P1", "P3", "P5"], ["P1", "P3", "P4", "P5"]),
        ({"all": ("epilepsy", "stroke")}, ["P1"], ["P1", "P5"]),
        ({"no": ("epilepsy", "stroke")}, ["P2"], ["P2", "P4"]),
        ({"comorbidities": ("0",)}, ["P2"], ["P2", "P4", "P5"]),
        ({"sex": ("m",), "any": ("epilepsy",)}, ["P1"], ["P1", "P5"]),
    ],
)
def test_filters_by_hand(choices, drops, keeps):
    assert selected(Selection(choices)) == drops
    assert selected(Selection(choices, keep_missing=True)) == keeps


def test_the_account_names_every_patient_removed():
    steps = select_patients(FIVE, None, Selection({"sex": ("m",), "age": (25, 60)})).steps
    assert [(step.removed, step.removed_missing, step.left) for step in steps] == [(3, 1, 2), (1, 0, 1)]
    assert [step.sentence for step in steps] == ["sex: male", "age 25 to 60"]


def test_counts_leave_the_other_filters_on():
    row = find_filter("sex")
    assert count_options(FIVE, None, Selection({"sex": ("m",), "any": ("epilepsy",)}), row) == {
        "m": 1,
        "f": 1,
    }


def test_words_of_nothing_chosen():
    assert describe_selection(FIVE, Selection()) == "all patients"


BUNDLED = read_bundled_cohort()
CLASSIFIED = classify_outcome(BUNDLED, OutcomeDefinition())
LEVEL_FILTERS = [row for row in FILTERS if not row.is_range]


@st.composite
def selections(draw):
    choices = {}
    for row in LEVEL_FILTERS:
        codes = [option.code for option in row.options(BUNDLED)]
        chosen = draw(st.lists(st.sampled_from(codes), unique=True, max_size=3))
        if chosen:
            choices[row.name] = tuple(chosen)
    if draw(st.booleans()):
        choices["age"] = tuple(sorted(draw(st.tuples(st.integers(18, 65), st.integers(18, 65)))))
    return Selection(choices, draw(st.booleans()))


@settings(deadline=None)
@given(selections())
def test_the_account_adds_up(selection):
    result = select_patients(BUNDLED, CLASSIFIED, selection)
    assert result.mask.shape == (49,)
    assert sum(step.removed for step in result.steps) + result.n == 49
    for before, after in pairwise(result.steps):
        assert after.left == before.left - after.removed
    assert len(result.steps) == len(selection.choices)


@settings(deadline=None)
@given(selections())
def test_a_filter_more_never_adds_a_patient(selection):
    whole = select_patients(BUNDLED, CLASSIFIED, selection).mask
    for name in selection.choices:
        rest = {key: choice for key, choice in selection.choices.items() if key != name}
        wider = select_patients(BUNDLED, CLASSIFIED, Selection(rest, selection.keep_missing)).mask
        assert (wider >= whole).all()


@settings(deadline=None, max_examples=30)
@given(selections())
def test_counts_are_what_a_click_would_show(selection):
    for row in LEVEL_FILTERS:
        counts = count_options(BUNDLED, CLASSIFIED, selection, row)
        for code, count in counts.items():
            choices = {**selection.choices, row.name: (code,)}
            shown = select_patients(BUNDLED, CLASSIFIED, Selection(choices, selection.keep_missing))
            assert shown.n == count  # the bundled cohort has no missing characteristic


@pytest.mark.parametrize(("keep_missing", "men"), [(False, 1), (True, 2)])
def test_counts_of_options_keep_whom_the_selection_keeps(keep_missing, men):
    """Ages 20, 30, 40, unknown, 60 and sexes 0, 0, 1, 1, unknown: by hand, the unknown age belongs to a man."""
    row = find_filter("sex")
    counts = count_options(FIVE, None, Selection({"age": (20, 40)}, keep_missing), row)
    assert list(counts.values()) == [2, men]


def test_selections_that_keep_and_drop_are_two_questions():
    keep, drop = (Selection({"age": (20, 40)}, kept) for kept in (True, False))
    assert keep != drop
    assert len({keep, drop}) == 2
    assert hash(keep) != hash(drop)
