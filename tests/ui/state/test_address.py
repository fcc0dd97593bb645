"""The address is the state: it comes back as it went, and what does not fit is told."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.analysis.settings.kinds import Choice, Flag, Range, Several, WholeNumber
from lib.analysis.settings.pinned import PinnedSelection
from lib.analysis.settings.question import definition_of, selection_of
from lib.cohort.cohort import read_bundled_cohort
from lib.present.settings import SETTINGS, default_settings
from lib.ui.state.address import decode_settings, encode_settings

COHORT = read_bundled_cohort()
DEFAULTS = default_settings(COHORT)


def test_first_values_leave_the_address_bare():
    assert encode_settings(DEFAULTS, COHORT) == {}


@st.composite
def any_settings(draw):
    chosen = {}
    for setting in SETTINGS:
        codes = setting.codes(COHORT)
        match setting:
            case PinnedSelection():
                value = st.sampled_from(
                    ["name=Women&sex=female", "name=&age=30-50&keep_missing=yes", "name=All"]
                )
            case Choice():
                value = st.sampled_from(codes)
            case Several():
                value = st.sets(st.sampled_from(codes)).map(
                    lambda picked, codes=codes: tuple(c for c in codes if c in picked)
                )
            case Flag():
                value = st.booleans()
            case WholeNumber():
                value = st.integers(*setting.limits(COHORT))
            case Range():
                number = st.integers(*setting.limits(COHORT))
                value = st.tuples(number, number).map(sorted).map(tuple)
        chosen[setting.name] = draw(value)
    return chosen


@settings(deadline=None)
@given(any_settings())
def test_every_state_survives_the_address(state):
    assert decode_settings(encode_settings(state, COHORT), COHORT) == (state, ())


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"sex": ["femal"]}, "“femal”, which is not one of male, female"),
        ({"flavour": ["red"]}, "“flavour”, which is no setting here"),
        ({"response": ["200"]}, "a whole number from 1 to 100"),
        ({"response": ["fifty"]}, "“fifty”; it is a whole number"),
        ({"age": ["old"]}, "it is two whole numbers such as"),
        ({"age": ["80-90"]}, "age 80 to 90; the cohort has"),
        ({"endpoint": ["pre"]}, "“pre”, which is not one of inf3, inf5, inf7, post"),
        ({"lines": ["maybe"]}, "not one of yes, no"),
    ],
)
def test_what_does_not_fit_is_named_and_the_rest_applies(query, words):
    found, notices = decode_settings({**query, "diagnosis": ["BP"]}, COHORT)
    assert len(notices) == 1
    assert words in notices[0]
    assert found == {**DEFAULTS, "diagnosis": ("BP",)}


def test_a_reversed_range_is_put_in_order():
    found, notices = decode_settings({"age": ["50-30"]}, COHORT)
    assert (found["age"], notices) == ((30, 50), ())


def test_a_range_that_reaches_beyond_is_clipped_and_told():
    found, notices = decode_settings({"age": ["10-40"]}, COHORT)
    assert found["age"][1] == 40
    assert "is shown" in notices[0]


@settings(deadline=None)
@given(
    st.dictionaries(
        st.sampled_from([s.name for s in SETTINGS] + ["x"]), st.lists(st.text(), min_size=1), max_size=4
    )
)
def test_no_address_breaks_the_dashboard(query):
    found, _ = decode_settings(query, COHORT)
    assert set(found) == set(DEFAULTS)
    definition_of(found)
    selection_of(found, COHORT)
    encode_settings(found, COHORT)
