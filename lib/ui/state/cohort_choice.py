"""Which data are looked at: another cohort, a link's, none of one's own any more; settings taken up for them."""

import streamlit as st

from lib.cohort.cohort import Cohort, read_bundled_cohort
from lib.present.settings import SETTING_BY_NAME
from lib.ui.state.address import NEW_DATA, SETTINGS_FILE, Query, decode_settings, encode_settings
from lib.ui.state.session import (
    SHOWN_FINGERPRINT,
    Key,
    Message,
    current_cohort,
    current_settings,
    waiting_link,
)


def use_cohort(cohort: Cohort | None) -> None:
    """Look at another cohort from now on; for the callback of a button.

    Settings that fit the new cohort are kept, the others stand at their first values and a notice says which.
    Where the session came with a link made on other data, its settings are taken up, and a message says whether
    these are the data it was made on.

    Parameters
    ----------
    cohort : Cohort or None
        The reader's own; None for the bundled one, the reader's own being kept.
    """
    link, before = waiting_link(), current_cohort()
    query = link.query if link and cohort else encode_settings(current_settings(), before)
    for key in (Key.LINK, Key.COHORT, Key.MESSAGE, Key.ANSWERS, Key.STRUCTURES):
        st.session_state.pop(key, None)
    if cohort is not None:
        st.session_state[Key.COHORT] = st.session_state[Key.OWN] = cohort
        if link is not None:
            st.session_state[Key.MESSAGE] = _compare(link.fingerprint, cohort)
    _put_settings(query, current_cohort())


def open_settings(query: Query, fingerprint: str) -> None:
    """Take up the settings of a file; for the callback of its uploader.

    Parameters
    ----------
    query : mapping of str to sequence of str
        As an address has them; what does not fit is told in a notice.
    fingerprint : str
        Of the data the settings were saved on; a message says whether they are these.
    """
    cohort = current_cohort()
    _put_settings(query, cohort, SETTINGS_FILE)
    request, found = fingerprint[:SHOWN_FINGERPRINT], cohort.fingerprint[:SHOWN_FINGERPRINT]
    st.session_state[Key.MESSAGE] = (
        Message(
            True,
            f"The settings of the file are in force; they were saved on these data (fingerprint {found}).",
        )
        if fingerprint == cohort.fingerprint
        else Message(
            False,
            f"The settings of the file were saved on other data: their fingerprint is {request or 'not named'}, "
            f"that of the data here {found}. They are in force where they fit.",
        )
    )


def _put_settings(query: Query, cohort: Cohort, words: tuple[str, str] = NEW_DATA) -> None:
    """Take settings up for another cohort, and let every control be drawn anew."""
    settings, notices = decode_settings(query, cohort, *words)
    for name in SETTING_BY_NAME:
        st.session_state.pop(name, None)
    st.session_state[Key.SETTINGS], st.session_state[Key.NOTICES] = settings, notices
    st.session_state[Key.ADDRESS] = encode_settings(settings, cohort)


def _compare(request: str, cohort: Cohort) -> Message:
    found = cohort.fingerprint[:SHOWN_FINGERPRINT]
    if found == request:
        return Message(True, f"These are the data the link was made on (fingerprint {found}).")
    return Message(
        False,
        f"These are not the data the link was made on: its fingerprint is {request}, that of your file {found}. The "
        "file differs, or its columns were mapped otherwise. The link’s settings are applied where they fit.",
    )


def forget_link() -> None:
    """Look at the bundled cohort instead of waiting for a link's data; for the callback of a button."""
    use_cohort(None)


def forget_data() -> None:
    """Discard everything the reader brought, and use the bundled cohort; for the callback of a button."""
    bundled = read_bundled_cohort()
    query = {} if waiting_link() else encode_settings(current_settings(), current_cohort())
    st.session_state.clear()
    _put_settings(query, bundled)
