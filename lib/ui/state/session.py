"""One visitor's session: cohort, settings, what is to be said about both, and answers already computed."""

from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Any, TypeVar, cast

import streamlit as st

from lib.analysis.common.question import Question
from lib.analysis.settings.kinds import Setting, Settings
from lib.analysis.settings.pinned import comparison_of
from lib.analysis.settings.question import definition_of, selection_of
from lib.cohort.cohort import Cohort, read_bundled_cohort
from lib.present.settings import SETTING_BY_NAME

#: Answers kept a session; the oldest unused goes first.
MAX_ANSWERS = 64
#: Answers on the bundled cohort kept for all visitors.
MAX_SHARED_ANSWERS = 512
_SHARED_ANSWERS: OrderedDict[tuple[Any, ...], Any] = OrderedDict()
_SHARED_LOCK = Lock()
#: Told of every answer that a page asks for.
_WATCHERS: list[Callable[[tuple[Any, ...], Any], None]] = []
#: Signs of a fingerprint in an address.
SHOWN_FINGERPRINT = 12
Answer = TypeVar("Answer")
Kind = TypeVar("Kind", bound=Setting)


class Key:
    """Places in the session's state, by what stands there."""

    SETTINGS = "settings of the session"
    NOTICES = "notices on the address"
    ANSWERS = "answers of the session"
    COHORT = "cohort of the session"
    ADDRESS = "address of the notices"
    OWN = "the reader's own cohort"
    LINK = "link without its data"
    MESSAGE = "message on the data"
    STRUCTURES = "structures of the session's charts"
    PAGE = "page that is open"
    BEGUN = "the session has begun"
    FIRST_CLICK = "what came with the first click"


@dataclass(frozen=True)
class WaitingLink:
    """A link made on data that this session does not have: their fingerprint, and the settings in it."""

    fingerprint: str
    query: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Message:
    """What is to be said about the data: whether all is `well`, and the sentence."""

    well: bool
    sentence: str


def current_cohort() -> Cohort:
    """Give the cohort this session looks at: the reader's own, else the bundled one."""
    return st.session_state.get(Key.COHORT) or read_bundled_cohort()


def own_cohort() -> Cohort | None:
    """Give the cohort the reader brought, whether it is looked at or not; None when there is none."""
    return st.session_state.get(Key.OWN)


def waiting_link() -> WaitingLink | None:
    """Give the link this session came with when its data are not here."""
    return st.session_state.get(Key.LINK)


def current_message() -> Message | None:
    """Give what is to be said about the data until a setting is changed."""
    return st.session_state.get(Key.MESSAGE)


def current_settings() -> Settings:
    """Give the settings in force, by name."""
    settings: Settings = st.session_state[Key.SETTINGS]
    return settings


def current_notices() -> tuple[str, ...]:
    """Give what could not be read from the address the session came with."""
    notices: tuple[str, ...] = st.session_state.get(Key.NOTICES, ())
    return notices


def current_question() -> Question:
    """Give cohort, definition and selection in force."""
    cohort, settings = current_cohort(), current_settings()
    definition, selection = definition_of(settings), selection_of(settings, cohort)
    return answer(_pose, cohort, definition, selection, comparison_of(settings, cohort))


def _pose(cohort: Cohort, *rest: Any) -> Question:
    return Question(cohort, *rest)


def seed_control(name: str, kind: type[Kind]) -> Kind:
    """Give a control that is about to be drawn its value, and return its setting, which is of that kind."""
    setting = SETTING_BY_NAME[name]
    if not isinstance(setting, kind):
        raise TypeError(f"{name} is a {type(setting).__name__}; a {kind.__name__} is needed")
    if name not in st.session_state:
        st.session_state[name] = setting.to_control(current_settings()[name])
    return setting


def reset_settings(names: tuple[str, ...]) -> None:
    """Put settings back to their first values; for the callback of a button."""
    cohort = current_cohort()
    first = {name: SETTING_BY_NAME[name].default(cohort) for name in names}
    for name, value in first.items():
        st.session_state[name] = SETTING_BY_NAME[name].to_control(value)
    st.session_state[Key.SETTINGS] = current_settings().replace(**first)


def change_setting(name: str, value: Any) -> None:
    """Set one setting as its control would; for the callback of a picture or another control."""
    setting, cohort = SETTING_BY_NAME[name], current_cohort()
    value = setting.from_control(value, cohort)
    st.session_state[Key.SETTINGS] = current_settings().replace(**{name: value})
    st.session_state[name] = setting.to_control(value)


def answer(function: Callable[..., Answer], *arguments: Any) -> Answer:
    """Compute an answer once, and give it again when the same is asked.

    Answers on the bundled cohort are the same for every visitor and are kept once for all: a server with many
    visitors would else spend most of its time looking through their copies for garbage. Answers on anything that a
    reader brought are kept in the reader's session alone.

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
    shared = _is_bundled(arguments)
    answers = _SHARED_ANSWERS if shared else st.session_state.setdefault(Key.ANSWERS, OrderedDict())
    key = (function.__module__, function.__qualname__, *(_identity(thing) for thing in arguments))
    with _SHARED_LOCK:
        known, kept = key in answers, answers.get(key)
        if known:
            answers.move_to_end(key)
    found = cast(Answer, kept) if known else function(*arguments)
    if not known:
        with _SHARED_LOCK:
            answers[key] = found
            while len(answers) > (MAX_SHARED_ANSWERS if shared else MAX_ANSWERS):
                answers.popitem(last=False)
    for watch in _WATCHERS:
        watch(arguments, found)
    return found


def watch_answers(watch: Callable[[tuple[Any, ...], Any], None]) -> None:
    """Let a function see the arguments and the result of every answer from now on; once, however often it is asked."""
    if watch not in _WATCHERS:
        _WATCHERS.append(watch)


def _is_bundled(arguments: tuple[Any, ...]) -> bool:
    """Tell whether an answer rests on nothing but the bundled cohort and codes of settings, or on nothing at all."""
    cohorts = [
        thing.cohort if isinstance(thing, Question) else thing
        for thing in arguments
        if isinstance(thing, Question | Cohort)
    ]
    return not arguments or (bool(cohorts) and all(cohort is read_bundled_cohort() for cohort in cohorts))


def _identity(thing: Any) -> Any:
    if isinstance(thing, Cohort):
        return thing.fingerprint
    return thing.key if isinstance(thing, Question) else thing
