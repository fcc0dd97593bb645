"""The first click after the server was started anew: carried out, though the session is a new one.

A browser whose server went away and came back asks for nothing until the reader's next click; that click then brings
the states of all controls to a session that has no control yet. A first run draws them as the address says; the run
after it gets the same states again, and finds by them what was clicked.
"""

import streamlit as st
from streamlit.proto.WidgetStates_pb2 import WidgetStates
from streamlit.runtime.scriptrunner import RerunData, RerunException, get_script_run_ctx

from lib.ui.state.session import Key


def note_first_click() -> None:
    """Keep what a browser brings to the first run of a session: a new page brings nothing."""
    if Key.BEGUN in st.session_state:
        return
    st.session_state[Key.BEGUN] = True
    context = get_script_run_ctx()
    if context is not None and (brought := context.session_state.get_widget_states()):
        st.session_state[Key.FIRST_CLICK] = WidgetStates(widgets=brought)


def repeat_first_click() -> None:
    """Run once more with the states that came with the first click; called when everything is drawn."""
    context, brought = get_script_run_ctx(), st.session_state.get(Key.FIRST_CLICK)
    if context is None or not isinstance(brought, WidgetStates):
        return
    st.session_state[Key.FIRST_CLICK] = True
    raise RerunException(
        RerunData(
            query_string=context.query_string,
            widget_states=brought,
            page_script_hash=context.page_script_hash,
            cached_message_hashes=context.cached_message_hashes,
            context_info=context.context_info,
        )
    )


def forget_first_click() -> None:
    """Repeat nothing."""
    st.session_state.pop(Key.FIRST_CLICK, None)


def is_repeated() -> bool:
    """Tell, once, whether this run is the one that carries out the first click."""
    if st.session_state.get(Key.FIRST_CLICK) is not True:
        return False
    del st.session_state[Key.FIRST_CLICK]
    return True
