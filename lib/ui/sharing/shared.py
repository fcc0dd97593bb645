"""Shared snapshots in a session: asked for by the address, opened with the browser's key, dropped when they end."""

from dataclasses import replace
from datetime import UTC, datetime
from time import monotonic

import streamlit as st

from lib.cohort.cohort import Cohort
from lib.share.faults import StoreError
from lib.share.link import SHARED_PARAMETER
from lib.share.snapshot import Locked, Snapshot, open_snapshot, unlock_snapshot
from lib.ui.sharing.key import ask_for_key, taken_key
from lib.ui.sharing.store import share_settings, sign_in_configured, signed_in, snapshot_store

#: Snapshots a session keeps, so that going back and forth between links asks nothing anew.
MAX_OPENED = 3
#: Seconds after which a session in use asks again whether its snapshot was revoked.
ASK_AGAIN_SECONDS = 60
_OPENED, _ASKED, _REFUSED, _CHECKED, _QUESTIONS = (
    "shared snapshots of the session",
    "shared link asked for",
    "why the shared link does not open",
    "when the shared snapshot was asked about",
    "questions for keys",
)
_LOCKED, _TRIES, _PASSPHRASE = "shared snapshot with a passphrase", "passphrases tried", "shared passphrase"
#: Wrong passphrases after which a link has to be opened anew.
MAX_TRIES = 5
#: One answer to every link that leads nowhere, whatever is wrong with it.
NOWHERE = (
    "This link opens no shared cohort. It may be incomplete, expired or revoked: "
    "ask whoever sent it for a new one."
)
SILENT = "The shared cohorts cannot be reached at the moment. Try the link again later."


def asked_link() -> str:
    """Give the id of the link that this session waits for, empty when it waits for none."""
    return str(st.session_state.get(_ASKED, ""))


def follow_shared(id_text: str) -> Snapshot | None:
    """Take up what an address asks for: the snapshot where the session has it, else it is waited for.

    Parameters
    ----------
    id_text : str
        As in the address; empty when it asks for no snapshot.
    """
    st.session_state.pop(_ASKED, None)
    if id_text != st.session_state.get(_REFUSED, ("", ""))[0]:
        st.session_state.pop(_REFUSED, None)
    if not id_text:
        return None
    snapshot: Snapshot | None = st.session_state.get(_OPENED, {}).get(id_text)
    if snapshot is not None and _lasts(snapshot):
        return snapshot
    st.session_state[_ASKED] = id_text
    return None


def snapshot_of(cohort: Cohort) -> Snapshot | None:
    """Give the snapshot that a cohort of this session is, None for any other cohort."""
    opened = st.session_state.get(_OPENED, {}).values()
    return next((snapshot for snapshot in opened if snapshot.cohort is cohort), None)


def ended(cohort: Cohort) -> bool:
    """Check, from time to time, whether the snapshot in use was revoked or has expired; it is dropped then."""
    snapshot = snapshot_of(cohort)
    if snapshot is None:
        return False
    overdue = datetime.now(UTC) >= snapshot.expires
    if not overdue and monotonic() - st.session_state.get(_CHECKED, 0.0) < ASK_AGAIN_SECONDS:
        return False
    return not _lasts(snapshot)


def _lasts(snapshot: Snapshot) -> bool:
    """Ask the store whether a snapshot still opens; one that cannot be asked about lasts until its expiry."""
    id_text, opened = snapshot.link.id_text, st.session_state[_OPENED]
    try:
        expires = snapshot_store().still_open(snapshot.link)
    except StoreError:
        expires = snapshot.expires if datetime.now(UTC) < snapshot.expires else None
    st.session_state[_CHECKED] = monotonic()
    if expires is None:
        del opened[id_text]
        st.session_state[_REFUSED] = (id_text, NOWHERE)
        return False
    if expires != snapshot.expires:
        opened[id_text] = replace(snapshot, expires=expires)
    return True


def show_opening() -> None:
    """Draw the one thing on a page that waits for a link: that it is being opened, or why it is not."""
    refused = st.session_state.get(_REFUSED)
    if share_settings().view_needs_sign_in and not signed_in():
        _show_sign_in()
    elif refused:
        st.title("Shared cohort", anchor=False)
        st.warning(refused[1])
        st.button("Explore the bundled cohort", on_click=_leave, type="primary")
        ask_for_key(asked_link(), 0, _take_key)
    elif _is_locked():
        _ask_passphrase()
    else:
        st.markdown("Opening the shared cohort …")
        ask_for_key(asked_link(), st.session_state.setdefault(_QUESTIONS, 1), _take_key)


def _is_locked() -> bool:
    locked = st.session_state.get(_LOCKED)
    return locked is not None and locked.link.id_text == asked_link()


def _show_sign_in() -> None:
    st.title("Shared cohort", anchor=False)
    if not sign_in_configured():
        st.warning(NOWHERE)
        return
    st.markdown("Shared cohorts are for people who have signed in here. Sign in, then open the link again.")
    st.button("Sign in", on_click=st.login, type="primary")


def _leave() -> None:
    for key in (_ASKED, _REFUSED):
        st.session_state.pop(key, None)
    st.query_params.clear()


def _take_key() -> None:
    """Open the link with the key that the browser handed over; for the callback of the component."""
    id_text, key_text = taken_key()
    if not id_text or id_text != asked_link():
        return
    settings = share_settings()
    st.session_state.pop(_LOCKED, None)
    st.session_state[_QUESTIONS] = st.session_state.get(_QUESTIONS, 1) + 1
    if not settings.publishing or (settings.view_needs_sign_in and not signed_in()):
        st.session_state[_REFUSED] = (id_text, NOWHERE)
        return
    try:
        snapshot = open_snapshot(snapshot_store(), id_text, key_text)
    except StoreError:
        st.session_state[_REFUSED] = (id_text, SILENT)
        return
    if snapshot is None:
        st.session_state[_REFUSED] = (id_text, NOWHERE)
        return
    if isinstance(snapshot, Locked):
        st.session_state[_LOCKED], st.session_state[_TRIES] = snapshot, 0
        return
    _keep(snapshot)


def _unlock() -> None:
    """Try the passphrase that was typed; after a few wrong ones the link has to be opened anew."""
    locked, passphrase = st.session_state.get(_LOCKED), st.session_state.get(_PASSPHRASE) or ""
    if locked is None or locked.link.id_text != asked_link() or not passphrase:
        return
    st.session_state[_TRIES] = st.session_state.get(_TRIES, 0) + 1
    snapshot = unlock_snapshot(locked, passphrase)
    if snapshot is not None:
        _keep(snapshot)
    elif st.session_state[_TRIES] >= MAX_TRIES:
        st.session_state[_REFUSED] = (asked_link(), NOWHERE)
    if snapshot is not None or st.session_state[_TRIES] >= MAX_TRIES:
        st.session_state.pop(_LOCKED, None)
        st.session_state[_TRIES] = 0


def _ask_passphrase() -> None:
    st.title("Shared cohort", anchor=False)
    if st.session_state.get(_TRIES):
        st.warning("This passphrase does not open it.")
    with st.form("passphrase form", border=False):
        st.text_input("Passphrase", key=_PASSPHRASE, type="password", autocomplete="off")
        st.form_submit_button("Open it", type="primary", on_click=_unlock)


def _keep(snapshot: Snapshot) -> None:
    """Keep an opened snapshot in the session."""
    id_text = snapshot.link.id_text
    st.session_state.pop(_REFUSED, None)
    opened = st.session_state.setdefault(_OPENED, {})
    opened[id_text] = snapshot
    st.session_state[_CHECKED] = monotonic()
    for oldest in list(opened)[:-MAX_OPENED]:
        del opened[oldest]


def shared_query(cohort: Cohort) -> dict[str, list[str]]:
    """Give what names a snapshot in the address, nothing for any other cohort."""
    snapshot = snapshot_of(cohort)
    return {} if snapshot is None else {SHARED_PARAMETER: [snapshot.link.id_text]}
