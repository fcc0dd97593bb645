"""One visitor's session: her cohort, her settings in step with the address, and answers already computed.

The address is read when a session begins and when the reader goes back or forward in her browser; at every
other run the controls lead and the address follows.
"""

from collections import OrderedDict
from collections.abc import Callable
from typing import Any, TypeVar

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from lib.analysis.question import Question
from lib.cohort.cohort import Cohort, read_bundled_cohort
from lib.ui.address import decode_settings, encode_settings
from lib.ui.settings import (
    SETTING_BY_NAME,
    SETTINGS,
    Setting,
    Settings,
    definition_of,
    selection_of,
)

#: Answers kept a session; the oldest unused goes first.
MOST_ANSWERS = 64
_SETTINGS, _NOTICES, _ANSWERS, _COHORT, _ADDRESS = (
    "settings of the session",
    "notices on the address",
    "answers of the session",
    "cohort of the session",
    "address of the notices",
)
Answer = TypeVar("Answer")


def current_cohort() -> Cohort:
    """Give the cohort this session looks at: the reader's own, else the bundled one."""
    return st.session_state.get(_COHORT) or read_bundled_cohort()


def current_settings() -> Settings:
    """Give the settings in force, by name."""
    return st.session_state[_SETTINGS]


def current_notices() -> tuple[str, ...]:
    """Give what could not be read from the address the session came with."""
    return st.session_state.get(_NOTICES, ())


def current_question() -> Question:
    """Give cohort, definition and selection in force."""
    cohort, settings = current_cohort(), current_settings()
    definition, selection = definition_of(settings), selection_of(settings, cohort)
    return answer(_pose, cohort, definition, selection)


def _pose(cohort: Cohort, *rest: Any) -> Question:
    return Question(cohort, *rest)


def begin_run() -> None:
    """Bring settings, controls and address into step; called once at the start of every run."""
    cohort = current_cohort()
    context = get_script_run_ctx()
    arrived = _SETTINGS not in st.session_state
    if arrived or (context is not None and context.is_history_navigation):
        _follow_address(cohort)
    else:
        _follow_controls(cohort)
    _write_address(cohort)


def _follow_address(cohort: Cohort) -> None:
    query = {name: st.query_params.get_all(name) for name in st.query_params}
    settings, notices = decode_settings(query, cohort)
    st.session_state[_SETTINGS] = settings
    st.session_state[_NOTICES] = notices
    st.session_state[_ADDRESS] = encode_settings(settings, cohort)
    for name, value in settings.items():
        if name in st.session_state:
            st.session_state[name] = _for_control(SETTING_BY_NAME[name], value)


def _follow_controls(cohort: Cohort) -> None:
    settings = dict(st.session_state[_SETTINGS])
    for setting in SETTINGS:
        if setting.name in st.session_state:
            settings[setting.name] = _from_control(setting, st.session_state[setting.name], cohort)
    st.session_state[_SETTINGS] = settings
    if encode_settings(settings, cohort) != st.session_state.get(_ADDRESS):
        st.session_state[_NOTICES] = ()


def _for_control(setting: Setting, value: Any) -> Any:
    return list(value) if setting.kind == "many" else value


def _from_control(setting: Setting, value: Any, cohort: Cohort) -> Any:
    """Bring a control's value into canonical form: options in their order, nothing chosen at its first value."""
    if setting.kind == "many":
        chosen = set(value or ())
        return tuple(code for code, _ in setting.options(cohort) if code in chosen)
    if setting.kind == "range":
        return tuple(value)
    if setting.kind == "flag":
        return bool(value)
    return setting.default(cohort) if value is None else value


def _write_address(cohort: Cohort) -> None:
    query = encode_settings(current_settings(), cohort)
    if query != {name: st.query_params.get_all(name) for name in st.query_params}:
        st.query_params.from_dict(query)


def seed_control(name: str) -> Setting:
    """Give a control that is about to be drawn its value, and return its setting."""
    setting = SETTING_BY_NAME[name]
    if name not in st.session_state:
        st.session_state[name] = _for_control(setting, current_settings()[name])
    return setting


def reset_settings(names: tuple[str, ...]) -> None:
    """Put settings back to their first values; for the callback of a button."""
    cohort, settings = current_cohort(), dict(current_settings())
    for name in names:
        settings[name] = SETTING_BY_NAME[name].default(cohort)
        st.session_state[name] = _for_control(SETTING_BY_NAME[name], settings[name])
    st.session_state[_SETTINGS] = settings


def answer(function: Callable[..., Answer], *asked: Any) -> Answer:
    """Compute an answer once a session, and give it again when the same is asked.

    Parameters
    ----------
    function : callable
        A pure function of its arguments.
    *asked
        Its arguments; a cohort counts by its fingerprint, a question by its key.

    Returns
    -------
    The result of `function(*asked)`.
    """
    answers: OrderedDict[tuple, Any] = st.session_state.setdefault(_ANSWERS, OrderedDict())
    key = (function.__module__, function.__qualname__, *(_identity(thing) for thing in asked))
    if key in answers:
        answers.move_to_end(key)
        return answers[key]
    answers[key] = function(*asked)
    if len(answers) > MOST_ANSWERS:
        answers.popitem(last=False)
    return answers[key]


def _identity(thing: Any) -> Any:
    if isinstance(thing, Cohort):
        return thing.fingerprint
    return thing.key if isinstance(thing, Question) else thing
