"""Settings, controls and address kept in sync, at the start of every run.

The address is read when a session begins and when the reader goes back or forward in the browser; at every
other run the controls lead and the address follows. A cohort of the reader's own is named in the address by its
fingerprint alone: `data=` with the first characters of it; a snapshot that somebody shared, by its id: `shared=`.
"""

from collections import OrderedDict

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from lib.analysis.settings.kinds import Settings
from lib.cohort.cohort import Cohort
from lib.present.common.charts import SHARED_STRUCTURES, keep_structures_in
from lib.present.common.number_style import style_of, use_style
from lib.present.settings import SETTING_BY_NAME, SETTINGS
from lib.share.link import SHARED_PARAMETER
from lib.ui.sharing.shared import asked_link, ended, follow_shared, shared_query
from lib.ui.state.address import DATA_PARAMETER, Query, decode_settings, encode_settings
from lib.ui.state.first_click import forget_first_click, is_repeated, note_first_click
from lib.ui.state.patient import why_no_patient
from lib.ui.state.session import (
    SHOWN_FINGERPRINT,
    Key,
    WaitingLink,
    current_cohort,
    current_settings,
    own_cohort,
    waiting_link,
)


def begin_run() -> bool:
    """Bring settings, controls and address into step; called once at the start of every run.

    Returns
    -------
    bool
        Whether there is a cohort to show; False while a shared link waits for its key or leads nowhere.
    """
    context = get_script_run_ctx()
    note_first_click()
    arrived = Key.SETTINGS not in st.session_state or ended(current_cohort())
    if arrived or (context is not None and context.is_history_navigation):
        _follow_address()
    else:
        _follow_controls(current_cohort())
    if asked_link() or waiting_link() is not None:
        # Controls of data that are not here have nothing to say about those that are.
        forget_first_click()
    if asked_link():
        return False
    cohort = current_cohort()
    use_style(style_of(current_settings()))
    _write_address(cohort)
    own_store = st.session_state.setdefault(Key.STRUCTURES, OrderedDict())
    keep_structures_in(SHARED_STRUCTURES if cohort.synthetic else own_store)
    return True


def _read_address() -> dict[str, list[str]]:
    return {name: st.query_params.get_all(name) for name in st.query_params}


def _follow_address() -> None:
    query = _read_address()
    request, shared = query.pop(DATA_PARAMETER, [""])[-1], query.pop(SHARED_PARAMETER, [""])[-1]
    _take_up(request, shared, query)
    if asked_link():
        st.session_state.pop(Key.SETTINGS, None)
        return
    if waiting_link() is not None:
        query = {}
    cohort = current_cohort()
    settings, notices = decode_settings(query, cohort)
    settings, refused = _without_patients(settings)
    notices += refused
    st.session_state[Key.SETTINGS] = settings
    st.session_state[Key.NOTICES] = notices
    st.session_state[Key.ADDRESS] = encode_settings(settings, cohort)
    for name, value in settings.items():
        if name in st.session_state:
            st.session_state[name] = SETTING_BY_NAME[name].to_control(value)


def _without_patients(settings: Settings) -> tuple[Settings, tuple[str, ...]]:
    """Take away patients chosen one by one where nobody may be looked at alone, and say so."""
    refusal = why_no_patient() if settings.only else ""
    return (settings.replace(only=()), (refusal,)) if refusal else (settings, ())


def _take_up(request: str, shared: str, query: Query) -> None:
    """Look at the data an address asks for: none named is the bundled cohort; what is not here is waited for."""
    own, snapshot = own_cohort(), follow_shared(shared)
    st.session_state.pop(Key.LINK, None)
    st.session_state.pop(Key.COHORT, None)
    if shared:
        if snapshot is not None:
            st.session_state[Key.COHORT] = snapshot.cohort
    elif request and own is not None and request == own.fingerprint[:SHOWN_FINGERPRINT]:
        st.session_state[Key.COHORT] = own
    elif request:
        settings = {name: tuple(values) for name, values in query.items()}
        st.session_state[Key.LINK] = WaitingLink(request[:SHOWN_FINGERPRINT], settings)


def _follow_controls(cohort: Cohort) -> None:
    chosen = {
        setting.name: setting.from_control(st.session_state[setting.name], cohort)
        for setting in SETTINGS
        if setting.name in st.session_state
    }
    settings = st.session_state[Key.SETTINGS].replace(**chosen)
    st.session_state[Key.SETTINGS] = settings
    if is_repeated():
        # The run before drew the controls as the address said: the browser is told anew.
        for name in chosen:
            st.session_state[name] = SETTING_BY_NAME[name].to_control(settings[name])
    if encode_settings(settings, cohort) != st.session_state.get(Key.ADDRESS):
        st.session_state[Key.NOTICES] = ()
        st.session_state.pop(Key.MESSAGE, None)


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
