"""Answers on the bundled cohort are kept once for all, those on own data in the session that brought them."""

from dataclasses import replace

import pytest
import streamlit as st

from lib.analysis.common.question import Question
from lib.cohort.cohort import read_bundled_cohort
from lib.ui.state import session


@pytest.fixture
def sessions(monkeypatch):
    """Two visitors' states; `sit` takes the place of one of them."""
    states = {"first": {}, "second": {}}

    def sit(who):
        monkeypatch.setattr(st, "session_state", states[who])

    monkeypatch.setattr(session, "_SHARED_ANSWERS", session.OrderedDict())
    return states, sit


def count_calls():
    calls = []

    def request(*things):
        calls.append(things)
        return len(calls)

    return request, calls


def test_the_bundled_cohort_is_computed_once_for_all(sessions):
    states, sit = sessions
    function, calls = count_calls()
    question = Question(read_bundled_cohort())
    for who in ("first", "second", "first"):
        sit(who)
        assert session.answer(function, question, "mg") == 1
    assert len(calls) == 1
    assert states == {"first": {}, "second": {}}


def test_a_readers_own_data_and_text_stay_in_her_session(sessions):
    states, sit = sessions
    own = replace(read_bundled_cohort(), synthetic=False, name="My own")
    for request in ((own,), (Question(own), "mg"), ("a pasted table",), (read_bundled_cohort(), own)):
        function, calls = count_calls()
        for who in ("first", "second", "first"):
            sit(who)
            session.answer(function, *request)
        assert len(calls) == 2, "each session computes its own answer, once"
    assert not session._SHARED_ANSWERS
    assert all(len(state[session.Key.ANSWERS]) == 4 for state in states.values())


def test_a_file_that_equals_the_bundled_cohort_is_still_the_readers_own(sessions):
    _, sit = sessions
    sit("first")
    function, _ = count_calls()
    session.answer(function, replace(read_bundled_cohort()))
    assert not session._SHARED_ANSWERS


def test_what_is_shared_has_an_end(sessions, monkeypatch):
    _, sit = sessions
    sit("first")
    monkeypatch.setattr(session, "MAX_SHARED_ANSWERS", 3)
    function, calls = count_calls()
    for measure in "abcd":
        session.answer(function, read_bundled_cohort(), measure)
    assert len(session._SHARED_ANSWERS) == 3
    session.answer(function, read_bundled_cohort(), "a")
    assert len(calls) == 5
