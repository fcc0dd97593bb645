"""What its owner does with a snapshot: keep link and owner's key, revoke, prolong."""

from dataclasses import dataclass, field
from datetime import datetime

import streamlit as st

from lib.share.faults import StoreError
from lib.share.limits import MAX_DAYS, MIN_DAYS, USUAL_DAYS
from lib.share.words import day_words
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
    """Show what was published in this session: each link, and its owner's key."""
    for done in reversed(st.session_state.get(DONE, [])):
        st.success(
            f"Published: {escape_markdown(done.name)}, until {day_words(done.expires)}. Keep both lines below: "
            "they are shown in this session only, and nobody can recover them."
        )
        st.markdown("Link, with the settings of this moment; whoever has it sees the patients")
        st.code(done.link, language=None, wrap_lines=True)
        st.markdown("Owner’s key, to revoke or prolong; keep it to yourself")
        st.code(done.owner_key, language=None, wrap_lines=True)


def _show_owner() -> None:
    """Let an owner revoke or prolong with the key, in any session."""
    box = st.expander("Revoke or prolong a snapshot", key="owner box", on_change="rerun")
    if not box.open:
        return
    with box:
        st.text_input("Owner’s key", key=_OWNER, autocomplete="off", placeholder="owner-…")
        days = st.number_input("Days from today", MIN_DAYS, MAX_DAYS, USUAL_DAYS, key=_NEW_DAYS)
        with st.container(horizontal=True, gap="small"):
            st.button("Revoke it now", on_click=_revoke, key="revoke")
            st.button(f"Let it expire in {days:,} days", on_click=_prolong, key="prolong")
        if _ANSWER in st.session_state:
            well, words = st.session_state.pop(_ANSWER)
            (st.success if well else st.warning)(words)


def _revoke() -> None:
    owner_key = st.session_state[_OWNER] or ""
    try:
        done = snapshot_store().revoke(owner_key)
    except StoreError as error:
        st.session_state[_ANSWER] = (False, str(error))
        return
    if done:
        kept = [one for one in st.session_state.get(DONE, []) if one.owner_key != owner_key.strip()]
        st.session_state[DONE], st.session_state[_OWNER] = kept, ""
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
