"""Publishing the reader's own cohort: what would leave, how coarse, for how long; then the link and the owner's key."""

from dataclasses import dataclass, field
from datetime import datetime

import pandas as pd
import streamlit as st

from lib.cohort.cohort import Cohort
from lib.cohort.payload import PayloadError
from lib.cohort.protection.suspects import KINDS
from lib.share.coarsening import BANDS, Coarsening, coarsen, coarsen_until, droppable
from lib.share.disclosure import Disclosure, describe_disclosure
from lib.share.faults import StoreError
from lib.share.limits import MAX_DAYS, MIN_DAYS, USUAL_DAYS, LimitError
from lib.share.settings import ShareSettings
from lib.share.snapshot import LONGEST_NAME, clean_name, publish_cohort
from lib.share.words import CONFIRMATION, day_words, list_obstacles, sentence_disclosure, sentence_smallest
from lib.ui.sharing.link import link_of
from lib.ui.sharing.store import share_settings, sign_in_configured, signed_in, snapshot_store, visitor
from lib.ui.state.session import answer, own_cohort
from lib.ui.widgets.blocks import show_quiet
from lib.ui.widgets.controls import escape_markdown
from lib.ui.widgets.records import show_records

#: Keys of the panel's controls and of what it remembers.
NAME, DAYS, LEAST, BAND, JOIN, DROP, WRITTEN, CONFIRM = (
    f"publish {part}" for part in ("name", "days", "k", "band", "join", "drop", "written", "confirm")
)
_DONE, _FAULT, _COARSE = "published here", "publish fault", "publish coarsened"
_OWNER, _NEW_DAYS, _ANSWER = "owner key", "owner days", "owner answer"
BAND_WORDS = {0: "As they are", 10: "Ten-year bands", 20: "Twenty-year bands"}
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


def show_publishing(cohort: Cohort) -> None:
    """Draw the panel on the Data page: publish where it is the reader's own cohort, revoke or prolong with a key."""
    settings = share_settings()
    own = cohort is own_cohort()
    if not settings.publishing:
        if own:
            st.header("Share", anchor=False)
            show_quiet(
                "“Copy link” above carries settings and the data’s fingerprint, never patients. Publishing the "
                "cohort itself is switched off on this server."
            )
        return
    st.header("Share", anchor=False)
    if own:
        _show_own(cohort, settings)
    _show_done()
    _show_owner()


def _show_own(cohort: Cohort, settings: ShareSettings) -> None:
    show_quiet(
        "“Copy link” above carries settings and the data’s fingerprint, never patients. To let a colleague see the "
        "patients too, publish an encrypted snapshot: whoever has its link can open it until it expires."
    )
    box = st.expander("Publish this cohort", key="publish box", on_change="rerun")
    if not box.open:
        return
    with box:
        if sign_in_configured() and not signed_in():
            st.markdown("Only people who have signed in publish here.")
            st.button("Sign in", on_click=st.login, key="publish sign in")
            return
        _show_panel(cohort, settings)


def _show_panel(cohort: Cohort, settings: ShareSettings) -> None:
    how, k = _choose_coarsening(cohort, settings)
    leaving_cohort = answer(coarsen, cohort, how)
    leaving = answer(describe_disclosure, leaving_cohort, k)
    _show_disclosure(leaving)
    confirmed = _confirm(leaving)
    left, right = st.columns([3, 1])
    name = left.text_input(
        "Name of the snapshot", key=NAME, max_chars=LONGEST_NAME, help="Whoever opens the link reads it."
    )
    days = right.number_input("Days until it expires", MIN_DAYS, MAX_DAYS, USUAL_DAYS, key=DAYS)
    written = ""
    if not leaving.holds:
        written = st.text_input(f"To publish with a group that small, write: {CONFIRMATION}", key=WRITTEN)
    obstacles = list_obstacles(leaving, confirmed, name or "", written or "")
    for obstacle in obstacles:
        show_quiet(obstacle)
    st.button(
        "Publish",
        type="primary",
        disabled=bool(obstacles),
        key="publish now",
        on_click=_publish,
        args=(cohort, leaving_cohort, confirmed, k),
    )
    if fault := st.session_state.get(_FAULT):
        st.error(escape_markdown(fault))
    show_quiet(f"It would be kept for {days} days, encrypted with a key that stands in the link alone.")


def _choose_coarsening(cohort: Cohort, settings: ShareSettings) -> tuple[Coarsening, int]:
    """Let the owner choose how coarse the cohort leaves, or have it made as coarse as k asks."""
    known = {column.name: column.label for column in droppable(cohort)}
    # Names left over from another cohort are no options of this one.
    st.session_state[DROP] = [name for name in st.session_state.get(DROP, []) if name in known]
    left, middle, right = st.columns([2, 2, 1], vertical_alignment="bottom")
    st.session_state.setdefault(BAND, 10)
    band = left.selectbox("Ages", BANDS, format_func=BAND_WORDS.__getitem__, key=BAND)
    join = middle.toggle("Join rare levels of categories", key=JOIN)
    k = right.number_input("Smallest group (k)", 2, 1000, settings.min_group, key=LEAST)
    dropped = st.multiselect("Leave columns out", list(known), format_func=known.__getitem__, key=DROP)
    st.button(
        f"Coarsen until no group is smaller than {k}", on_click=_coarsen, args=(cohort, k), key="coarsen"
    )
    if st.session_state.pop(_COARSE, None) is False:
        st.warning("No coarsening is enough: there are fewer patients than that.")
    return Coarsening(band, k if join else 0, tuple(dropped)), int(k)


def _coarsen(cohort: Cohort, k: int) -> None:
    how, holds = coarsen_until(cohort, k, st.session_state[DROP])
    st.session_state[BAND], st.session_state[JOIN] = how.band_years, how.join_below > 0
    st.session_state[DROP] = list(how.dropped)
    st.session_state[_COARSE] = holds


def _show_disclosure(disclosure: Disclosure) -> None:
    st.markdown(
        f"**What would leave**  \n{escape_markdown(sentence_disclosure(disclosure))}  \n"
        f"{escape_markdown(sentence_smallest(disclosure))}"
    )
    box = st.expander("The columns", key="publish columns box", on_change="rerun")
    if box.open:
        with box:
            table = pd.DataFrame(
                {
                    "Column": [column.label for column in disclosure.columns],
                    "Holds": [
                        ", ".join(level.label for level in column.levels) or column.unit or "numbers"
                        for column in disclosure.columns
                    ],
                }
            )
            show_records(table, alt="Columns that would leave the session")
    show_quiet(
        "Patients leave as P001, P002 and so on. The file, its name and what was left out of it stay in this session."
    )


def _confirm(leaving: Disclosure) -> frozenset[str]:
    """Let the owner confirm, column by column, that what is suspected identifies nobody."""
    confirmed = set()
    for suspicion in leaving.suspicions:
        words = f"{suspicion.column[:60]} ({KINDS[suspicion.kind]}: {suspicion.reason})"
        if st.checkbox(
            f"It identifies nobody: {escape_markdown(words)}", key=f"{CONFIRM} {suspicion.column}"
        ):
            confirmed.add(suspicion.column)
    return frozenset(confirmed)


def _publish(cohort: Cohort, leaving_cohort: Cohort, confirmed: frozenset[str], k: int) -> None:
    """Publish, once everything that stands in the way was looked at again; for the callback of the button."""
    st.session_state.pop(_FAULT, None)
    name, days = clean_name(st.session_state[NAME] or ""), int(st.session_state[DAYS])
    obstacles = list_obstacles(
        describe_disclosure(leaving_cohort, k), confirmed, name, st.session_state.get(WRITTEN) or ""
    )
    allowed = share_settings().publishing and (signed_in() or not sign_in_configured())
    if obstacles or not allowed or cohort is not own_cohort():
        st.session_state[_FAULT] = obstacles[0] if obstacles else "This cannot be published."
        return
    try:
        published = publish_cohort(snapshot_store(), leaving_cohort, name, days, visitor())
    except (LimitError, StoreError, PayloadError, ValueError) as error:
        st.session_state[_FAULT] = str(error)
        return
    done = Done(name, link_of(published.link, leaving_cohort), published.owner_key, published.expires)
    st.session_state[_DONE] = [*st.session_state.get(_DONE, []), done]


def _show_done() -> None:
    """Show what was published in this session: each link, and its owner's key."""
    for done in reversed(st.session_state.get(_DONE, [])):
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
            st.button(f"Let it expire in {days} days", on_click=_prolong, key="prolong")
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
        kept = [one for one in st.session_state.get(_DONE, []) if one.owner_key != owner_key.strip()]
        st.session_state[_DONE], st.session_state[_OWNER] = kept, ""
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
