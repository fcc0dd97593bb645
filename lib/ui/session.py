"""One visitor's session: her cohort, her settings in step with the address, and answers already computed.

The address is read when a session begins and when the reader goes back or forward in her browser; at every
other run the controls lead and the address follows. A cohort of the reader's own is named in the address by its
fingerprint alone: `data=` with the first signs of it; a snapshot that somebody shared, by its id: `shared=`.
"""

from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from lib.analysis.question import Question
from lib.analysis.question_settings import Setting, Settings, definition_of, selection_of
from lib.cohort.cohort import Cohort, read_bundled_cohort
from lib.present.charts import SHARED_STRUCTURES, keep_structures_in
from lib.present.number_style import style_of, use_style
from lib.share.link import SHARED_PARAMETER
from lib.ui.address import DATA_PARAMETER, NEW_DATA, SETTINGS_FILE, Query, decode_settings, encode_settings
from lib.ui.settings import SETTING_BY_NAME, SETTINGS
from lib.ui.shared import asked_link, ended, follow_shared, shared_query

#: Answers kept a session; the oldest unused goes first.
MOST_ANSWERS = 64
#: Signs of a fingerprint in an address.
SHOWN_FINGERPRINT = 12
_SETTINGS, _NOTICES, _ANSWERS, _COHORT, _ADDRESS, _OWN, _LINK, _MESSAGE, _STRUCTURES = (
    "settings of the session",
    "notices on the address",
    "answers of the session",
    "cohort of the session",
    "address of the notices",
    "the reader's own cohort",
    "link without its data",
    "message on the data",
    "structures of the session's charts",
)
Answer = TypeVar("Answer")


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
    return st.session_state.get(_COHORT) or read_bundled_cohort()


def own_cohort() -> Cohort | None:
    """Give the cohort the reader brought, whether she looks at it or not; None when she brought none."""
    return st.session_state.get(_OWN)


def waiting_link() -> WaitingLink | None:
    """Give the link this session came with when its data are not here."""
    return st.session_state.get(_LINK)


def current_message() -> Message | None:
    """Give what is to be said about the data until a setting is changed."""
    return st.session_state.get(_MESSAGE)


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


def begin_run() -> bool:
    """Bring settings, controls and address into step; called once at the start of every run.

    Returns
    -------
    bool
        Whether there is a cohort to show; False while a shared link waits for its key or leads nowhere.
    """
    context = get_script_run_ctx()
    arrived = _SETTINGS not in st.session_state or ended(current_cohort())
    if arrived or (context is not None and context.is_history_navigation):
        _follow_address()
    else:
        _follow_controls(current_cohort())
    if asked_link():
        return False
    cohort = current_cohort()
    use_style(style_of(current_settings()))
    _write_address(cohort)
    own_store = st.session_state.setdefault(_STRUCTURES, OrderedDict())
    keep_structures_in(SHARED_STRUCTURES if cohort.synthetic else own_store)
    return True


def _read_address() -> dict[str, list[str]]:
    return {name: st.query_params.get_all(name) for name in st.query_params}


def _follow_address() -> None:
    query = _read_address()
    asked, shared = query.pop(DATA_PARAMETER, [""])[-1], query.pop(SHARED_PARAMETER, [""])[-1]
    _take_up(asked, shared, query)
    if asked_link():
        st.session_state.pop(_SETTINGS, None)
        return
    if waiting_link() is not None:
        query = {}
    cohort = current_cohort()
    settings, notices = decode_settings(query, cohort)
    st.session_state[_SETTINGS] = settings
    st.session_state[_NOTICES] = notices
    st.session_state[_ADDRESS] = encode_settings(settings, cohort)
    for name, value in settings.items():
        if name in st.session_state:
            st.session_state[name] = _for_control(SETTING_BY_NAME[name], value)


def _take_up(asked: str, shared: str, query: Query) -> None:
    """Look at the data an address asks for: none named is the bundled cohort; what is not here is waited for."""
    own, snapshot = own_cohort(), follow_shared(shared)
    st.session_state.pop(_LINK, None)
    st.session_state.pop(_COHORT, None)
    if shared:
        if snapshot is not None:
            st.session_state[_COHORT] = snapshot.cohort
    elif asked and own is not None and asked == own.fingerprint[:SHOWN_FINGERPRINT]:
        st.session_state[_COHORT] = own
    elif asked:
        settings = {name: tuple(values) for name, values in query.items()}
        st.session_state[_LINK] = WaitingLink(asked[:SHOWN_FINGERPRINT], settings)


def _follow_controls(cohort: Cohort) -> None:
    settings = dict(st.session_state[_SETTINGS])
    for setting in SETTINGS:
        if setting.name in st.session_state:
            settings[setting.name] = _from_control(setting, st.session_state[setting.name], cohort)
    st.session_state[_SETTINGS] = settings
    if encode_settings(settings, cohort) != st.session_state.get(_ADDRESS):
        st.session_state[_NOTICES] = ()
        st.session_state.pop(_MESSAGE, None)


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
    link = waiting_link()
    if link is not None:
        query = {
            **{name: list(values) for name, values in link.query.items()},
            DATA_PARAMETER: [link.fingerprint],
        }
    else:
        query = encode_settings(current_settings(), cohort)
        shared = shared_query(cohort)
        query |= shared
        if not cohort.synthetic and not shared:
            query[DATA_PARAMETER] = [cohort.fingerprint[:SHOWN_FINGERPRINT]]
    if query != _read_address():
        st.query_params.from_dict(query)


def use_cohort(cohort: Cohort | None) -> None:
    """Look at another cohort from now on; for the callback of a button.

    Settings that fit the new cohort are kept, the others stand at their first values and a notice says which.
    Where the session came with a link made on other data, its settings are taken up, and a message tells whether
    these are the data it was made on.

    Parameters
    ----------
    cohort : Cohort or None
        The reader's own; None for the bundled one, her own being kept.
    """
    link, before = waiting_link(), current_cohort()
    query = link.query if link and cohort else encode_settings(current_settings(), before)
    for key in (_LINK, _COHORT, _MESSAGE, _ANSWERS, _STRUCTURES):
        st.session_state.pop(key, None)
    if cohort is not None:
        st.session_state[_COHORT] = st.session_state[_OWN] = cohort
        if link is not None:
            st.session_state[_MESSAGE] = _compare(link.fingerprint, cohort)
    _put_settings(query, current_cohort())


def open_settings(query: Query, fingerprint: str) -> None:
    """Take up the settings of a file; for the callback of its uploader.

    Parameters
    ----------
    query : mapping of str to sequence of str
        As an address has them; what does not fit is told in a notice.
    fingerprint : str
        Of the data the settings were saved on; a message tells whether they are these.
    """
    cohort = current_cohort()
    _put_settings(query, cohort, SETTINGS_FILE)
    asked, found = fingerprint[:SHOWN_FINGERPRINT], cohort.fingerprint[:SHOWN_FINGERPRINT]
    st.session_state[_MESSAGE] = (
        Message(
            True,
            f"The settings of the file are in force; they were saved on these data (fingerprint {found}).",
        )
        if fingerprint == cohort.fingerprint
        else Message(
            False,
            f"The settings of the file were saved on other data: their fingerprint is {asked or 'not named'}, that of "
            f"the data here {found}. They are in force where they fit.",
        )
    )


def _put_settings(query: Query, cohort: Cohort, words: tuple[str, str] = NEW_DATA) -> None:
    """Take settings up for another cohort, and let every control be drawn anew."""
    settings, notices = decode_settings(query, cohort, *words)
    for name in SETTING_BY_NAME:
        st.session_state.pop(name, None)
    st.session_state[_SETTINGS], st.session_state[_NOTICES] = settings, notices
    st.session_state[_ADDRESS] = encode_settings(settings, cohort)


def _compare(asked: str, cohort: Cohort) -> Message:
    found = cohort.fingerprint[:SHOWN_FINGERPRINT]
    if found == asked:
        return Message(True, f"These are the data the link was made on (fingerprint {found}).")
    return Message(
        False,
        f"These are not the data the link was made on: its fingerprint is {asked}, that of your file {found}. The "
        "file differs, or its columns were mapped otherwise. The link’s settings are applied where they fit.",
    )


def forget_link() -> None:
    """Look at the bundled cohort instead of waiting for a link's data; for the callback of a button."""
    use_cohort(None)


def forget_data() -> None:
    """Let go of everything the reader brought, and look at the bundled cohort; for the callback of a button."""
    bundled = read_bundled_cohort()
    query = {} if waiting_link() else encode_settings(current_settings(), current_cohort())
    st.session_state.clear()
    _put_settings(query, bundled)


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


def change_setting(name: str, value: Any) -> None:
    """Set one setting as its control would; for the callback of a picture or another control."""
    setting, cohort = SETTING_BY_NAME[name], current_cohort()
    value = _from_control(setting, value, cohort)
    st.session_state[_SETTINGS] = {**current_settings(), name: value}
    st.session_state[name] = _for_control(setting, value)


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
