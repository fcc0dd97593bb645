"""Publishing the reader's own cohort: what would leave, how coarse, for how long; then the link and the owner's key."""

import pandas as pd
import streamlit as st

from lib.cohort.cohort import Cohort
from lib.cohort.payload import PayloadError
from lib.cohort.protection.suspects import KINDS
from lib.share.coarsening import Coarsening, coarsen
from lib.share.disclosure import Disclosure, describe_disclosure
from lib.share.faults import StoreError
from lib.share.limits import MAX_DAYS, MIN_DAYS, USUAL_DAYS, LimitError
from lib.share.passphrase import MAX_PASSPHRASE, MIN_PASSPHRASE
from lib.share.settings import ShareSettings
from lib.share.snapshot import LONGEST_NAME, clean_name, coarsened_by, publish_cohort
from lib.share.words import (
    list_obstacles,
    sentence_disclosure,
    sentence_smallest,
    sentence_told,
    sentence_unique,
    sentence_worst,
)
from lib.ui.sharing.coarse import choose_coarsening, show_cost
from lib.ui.sharing.link import link_of
from lib.ui.sharing.owner import DONE, Done, show_owned
from lib.ui.sharing.store import share_settings, sign_in_configured, signed_in, snapshot_store, visitor
from lib.ui.state.session import answer, current_question, own_cohort
from lib.ui.widgets.blocks import show_quiet
from lib.ui.widgets.plain import escape_markdown
from lib.ui.widgets.records import show_records

#: Keys of the panel's controls and of what it remembers.
NAME, DAYS, CONFIRM, ONCE, PASSPHRASE = (
    f"publish {part}" for part in ("name", "days", "confirm", "once", "passphrase")
)
_FAULT = "publish fault"


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
    show_owned()


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
    how, k = choose_coarsening(cohort, settings)
    leaving_cohort = answer(coarsen, cohort, how)
    leaving = answer(describe_disclosure, leaving_cohort, k, current_question().definition)
    _show_disclosure(leaving)
    show_cost(cohort, leaving_cohort)
    confirmed = _confirm(leaving)
    left, right = st.columns([3, 1])
    name = left.text_input(
        "Name of the snapshot", key=NAME, max_chars=LONGEST_NAME, help="Whoever opens the link reads it."
    )
    days = right.number_input("Days until it expires", MIN_DAYS, MAX_DAYS, USUAL_DAYS, key=DAYS)
    _choose_protection()
    obstacles = (*list_obstacles(leaving, confirmed, name or ""), *_passphrase_obstacles())
    for obstacle in obstacles:
        show_quiet(obstacle)
    st.button(
        "Publish",
        type="primary",
        disabled=bool(obstacles),
        key="publish now",
        on_click=_publish,
        args=(cohort, how, confirmed, k),
    )
    if fault := st.session_state.get(_FAULT):
        st.error(escape_markdown(fault))
    show_quiet(f"It would be kept for {days} days, encrypted with a key that stands in the link alone.")


def _show_disclosure(disclosure: Disclosure) -> None:
    st.markdown("**What would leave**")
    sentences = (
        sentence(disclosure) for sentence in (sentence_disclosure, sentence_smallest, sentence_worst)
    )
    for sentence in filter(None, sentences):
        st.markdown(escape_markdown(sentence))
    for sentence in filter(None, (sentence_told(disclosure), sentence_unique(disclosure))):
        show_quiet(sentence)
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


def _choose_protection() -> None:
    """Let the owner say whether the link opens once, and what readers have to know beside it."""
    left, right = st.columns([1, 1], vertical_alignment="bottom")
    left.text_input(
        "Passphrase (optional)",
        key=PASSPHRASE,
        type="password",
        autocomplete="off",
        max_chars=MAX_PASSPHRASE,
        help="Readers type it after opening the link. Tell it by another way than the link; nobody can recover it.",
    )
    right.toggle(
        "It opens once",
        key=ONCE,
        help="The first who opens the link sees the patients, until the tab is closed; the snapshot is deleted then.",
    )


def _passphrase_obstacles() -> tuple[str, ...]:
    passphrase = " ".join((st.session_state.get(PASSPHRASE) or "").split())
    if passphrase and len(passphrase) < MIN_PASSPHRASE:
        return (f"A passphrase has at least {MIN_PASSPHRASE} characters.",)
    return ()


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


def _publish(cohort: Cohort, how: Coarsening, confirmed: frozenset[str], k: int) -> None:
    """Publish, once everything that stands in the way was looked at again; for the callback of the button."""
    st.session_state.pop(_FAULT, None)
    name, days = clean_name(st.session_state[NAME] or ""), int(st.session_state[DAYS])
    leaving_cohort = answer(coarsen, cohort, how)
    leaving = answer(describe_disclosure, leaving_cohort, k, current_question().definition)
    obstacles = (*list_obstacles(leaving, confirmed, name), *_passphrase_obstacles())
    allowed = share_settings().publishing and (signed_in() or not sign_in_configured())
    if obstacles or not allowed or cohort is not own_cohort():
        st.session_state[_FAULT] = obstacles[0] if obstacles else "This cannot be published."
        return
    try:
        published = publish_cohort(
            snapshot_store(),
            leaving_cohort,
            name,
            days,
            visitor(),
            coarsened_by(how, k),
            st.session_state.get(PASSPHRASE) or "",
            once=bool(st.session_state.get(ONCE)),
        )
    except (LimitError, StoreError, PayloadError, ValueError) as error:
        st.session_state[_FAULT] = str(error)
        return
    shown = Done(name, link_of(published.link, leaving_cohort), published.owner_key, published.expires)
    st.session_state[DONE] = [*st.session_state.get(DONE, []), shown]
