"""*Show code* beside a result: the script that makes its numbers again, to read, to copy, to download."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from lib.analysis.common.question import Question
from lib.cohort.cohort import Cohort
from lib.export.code import KINDS, Script, ScriptRequest, file_beside, python_script, r_script
from lib.export.code.request import DATA_FILE
from lib.export.cohort_csv import cohort_csv
from lib.ui.state.address import DATA_PARAMETER, encode_settings
from lib.ui.state.session import SHOWN_FINGERPRINT, current_settings, own_cohort
from lib.ui.widgets.blocks import show_quiet

#: Height of the script on the page in CSS pixels; it scrolls.
HEIGHT = 420


def show_code(question: Question, kind: str, /, **changed: Any) -> None:
    """Draw the folded code of a result.

    Parameters
    ----------
    question : Question
        What the page answers, with at least one patient selected.
    kind : str
        Key of `lib.export.code.KINDS`. The script is written when the box is open, with the settings in force.
    **changed
        Settings that the block has of its own, e.g. `kind="diagnosis"`.
    """
    box = st.expander("Show code", key=f"code {kind} box", on_change="rerun")
    if not box.open:
        return
    request = script_request(question, KINDS[kind].page)
    request = replace(request, settings=request.settings.replace(**changed))
    with box:
        scripts = (python_script(kind, request), r_script(kind, request))
        _show_scripts(scripts[0], scripts[1])
        files = [script for script in scripts if script is not None]
        files += [file_beside(name) for name in scripts[0].beside]
        _show_files(files, question.cohort, kind)


def script_request(question: Question, page: str) -> ScriptRequest:
    """Put the question with the settings in force and the address of a page."""
    settings, cohort = current_settings(), question.cohort
    query = encode_settings(settings, cohort)
    if not cohort.synthetic:
        query[DATA_PARAMETER] = [cohort.fingerprint[:SHOWN_FINGERPRINT]]
    path = "/" if page == "overview" else f"/{page}"
    return ScriptRequest(question, settings, f"{path}?{urlencode(query, doseq=True)}" if query else path)


def may_give_rows(cohort: Cohort) -> bool:
    """Tell whether this session may take the rows home: they are synthetic, or its own."""
    own = own_cohort()
    return cohort.synthetic or (own is not None and own.fingerprint == cohort.fingerprint)


def _show_scripts(in_python: Script, in_r: Script | None) -> None:
    if in_r is None:
        st.code(in_python.text, language="python", height=HEIGHT)
        return
    python_tab, r_tab = st.tabs(["Python", "R"])
    python_tab.code(in_python.text, language="python", height=HEIGHT)
    r_tab.code(in_r.text, language="r", height=HEIGHT)


def _show_files(scripts: Sequence[Script], cohort: Cohort, kind: str) -> None:
    """Offer the scripts and, where the rows may leave, the file they read."""
    allowed = may_give_rows(cohort)
    show_quiet(
        f"It reads {DATA_FILE} beside it: the whole cohort, one row a patient and visit."
        if allowed
        else f"It reads {DATA_FILE}, which can be downloaded in the session that holds the data alone."
    )
    with st.container(horizontal=True, gap="small"):
        for script in scripts:
            st.download_button(
                f"Download {script.name}", script.text, script.name, "text/plain", key=f"code {script.name}",
                on_click="ignore",
            )  # fmt: skip
        if allowed:
            st.download_button(
                f"Download {DATA_FILE}", lambda: cohort_csv(cohort), DATA_FILE, "text/csv",
                key=f"code {kind} data", on_click="ignore",
            )  # fmt: skip
