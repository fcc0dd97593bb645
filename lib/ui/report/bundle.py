"""The bundle on the page: data or their fingerprint, scripts, results and settings in one archive."""

from __future__ import annotations

import streamlit as st

from lib.analysis.common.question import Question
from lib.export.bundle import make_bundle
from lib.export.settings_file import settings_file
from lib.ui.state.address import encode_settings
from lib.ui.state.session import current_settings
from lib.ui.widgets.blocks import show_quiet
from lib.ui.widgets.code import may_give_rows, script_request

_WITH_DATA = "bundle with data"


def show_bundle(question: Question) -> None:
    """Draw the choice whether the rows go in, and the download; it is made at the click only."""
    cohort = question.cohort
    with_data = False
    if may_give_rows(cohort):
        with_data = st.toggle(
            "Put the rows of all patients in",
            value=cohort.synthetic,
            key=f"{_WITH_DATA} {cohort.fingerprint}",
            help="Without them the bundle names the data by their fingerprint alone, and its results name no patient.",
        )
    request = script_request(question, "overview")
    saved = settings_file(encode_settings(current_settings(), cohort), cohort.fingerprint)
    st.download_button(
        "Download the bundle (.zip)",
        lambda: make_bundle(request, saved, with_data=with_data),
        f"bundle-{cohort.fingerprint[:12]}.zip",
        "application/zip",
        key="bundle zip",
        on_click="ignore",
    )
    show_quiet(
        "Scripts in Python and R that make every number again, "
        + ("the data, " if with_data else "the fingerprint of the data, ")
        + "results as JSON, requirements, settings, provenance, and how to run it."
    )
