"""What its owner does with a snapshot: keep link and owner's key, revoke, prolong."""

from dataclasses import dataclass, field
from datetime import datetime

import streamlit as st

from lib.share.faults import StoreError
from lib.share.limits import MAX_DAYS, MIN_DAYS, USUAL_DAYS
from lib.share.words import day_words
from lib.ui.sharing.link import is_loopback
from lib.ui.sharing.store import snapshot_store
from lib.ui.widgets.plain import escape_markdown

#: Key of what was published in this session.
DONE = "published here"
_OWNER, _NEW_DAYS, _ANSWER = "owner key", "owner days", "owner answer"
NO_OWNER = (
    "This owner’s key leads to no snapshot: it may be incomplete, or the snapshot has expired or was revoked."
)


@dataclass(frozen=True)
class Done:
    """What was published: its name, link, owner's key and expiry, for the owner's eyes."""

    name: str
    link: str = field(repr=False)
    owner_key: str = field(repr=False)
    expires: datetime


def show_owned() -> None:
    """Draw what was published in this session, and the panel in which any owner's key is used."""
    _show_done()
    _show_owner()


def _show_done() -> None:
    """List what was published in this session: name, expiry, openings, link, owner's key, and a way to revoke it."""
    shown = st.session_state.get(DONE, [])
    if not shown:
        return
    st.success(
        "Published. Keep link and owner’s key: they are shown in this session only, and nobody can recover them."
    )
    if is_loopback(shown[0].link):
        st.warning(
            "These links open on this computer only: others reach the dashboard under another address."
        )
    for number, done in reversed(list(enumerate(shown))):
        with st.container(border=True, key=f"published {number}"):
            st.markdown(
                f"**{escape_markdown(done.name)}** · until {day_words(done.expires)} · {_words_openings(done)}"
            )
            st.markdown("Link, with the settings of that moment; whoever has it sees the patients")
            st.code(done.link, language=None, wrap_lines=True)
            st.markdown("Owner’s key, to revoke or prolong; keep it to yourself")
            st.code(done.owner_key, language=None, wrap_lines=True)
            _confirm_revoking(done.owner_key, f"revoke {number}")


def _words_openings(done: Done) -> str:
    try:
        opened = snapshot_store().count_openings(done.owner_key)
    except StoreError:
        return "openings not known"
    if opened is None:
        return "no longer there"
    return "not opened yet" if not opened else f"opened {'once' if opened == 1 else f'{opened:,} times'}"


def _confirm_revoking(owner_key: str, key: str) -> None:
    """Draw the button that revokes, and ask whether it is meant: what is revoked cannot be had back."""
    if not st.session_state.get(f"{key} asked"):
        st.button("Revoke it …", key=key, on_click=_ask, args=(f"{key} asked", True))
        return
    st.markdown("Its link will open nothing, and the snapshot cannot be had back.")
    with st.container(horizontal=True, gap="small"):
        st.button(
            "Yes, revoke it",
            type="primary",
            key=f"{key} yes",
            on_click=_revoke,
            args=(owner_key, f"{key} asked"),
        )
        st.button("Keep it", key=f"{key} no", on_click=_ask, args=(f"{key} asked", False))


def _ask(key: str, asked: bool) -> None:
    st.session_state[key] = asked


def _show_owner() -> None:
    """Let an owner revoke or prolong with the key, in any session."""
    box = st.expander("Revoke or prolong a snapshot", key="owner box", on_change="rerun")
    if box.open:
        with box:
            owner_key = st.text_input("Owner’s key", key=_OWNER, autocomplete="off", placeholder="owner-…")
            days = st.number_input("Days from today", MIN_DAYS, MAX_DAYS, USUAL_DAYS, key=_NEW_DAYS)
            st.button(f"Let it expire in {days:,} days", on_click=_prolong, key="prolong")
            _confirm_revoking(owner_key or "", "revoke")
    if _ANSWER in st.session_state:
        well, words = st.session_state.pop(_ANSWER)
        (st.success if well else st.warning)(words)


def _revoke(owner_key: str, asked: str) -> None:
    st.session_state[asked] = False
    try:
        done = snapshot_store().revoke(owner_key)
    except StoreError as error:
        st.session_state[_ANSWER] = (False, str(error))
        return
    if done:
        kept = [one for one in st.session_state.get(DONE, []) if one.owner_key != owner_key.strip()]
        st.session_state[DONE] = kept
        if (st.session_state.get(_OWNER) or "").strip() == owner_key.strip():
            st.session_state[_OWNER] = ""
    words = "Revoked: the snapshot is deleted, and its link opens nothing." if done else NO_OWNER
    st.session_state[_ANSWER] = (done, words)


def _prolong() -> None:
    try:
        expires = snapshot_store().prolong(st.session_state[_OWNER] or "", int(st.session_state[_NEW_DAYS]))
    except (StoreError, ValueError) as error:
        st.session_state[_ANSWER] = (False, str(error))
        return
    words = NO_OWNER if expires is None else f"The link now opens until {day_words(expires)}."
    st.session_state[_ANSWER] = (expires is not None, words)
