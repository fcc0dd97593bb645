"""The patient looked at: chosen by a mark of a chart, a row or the search, the same on every page."""

from collections.abc import Iterable

import streamlit as st

from lib.analysis.settings.patient import NOBODY, patient_code, patient_row
from lib.cohort.cohort import Cohort
from lib.cohort.patient_codes import patient_codes
from lib.share.disclosure import refuse_single_patient
from lib.ui.sharing.shared import snapshot_of
from lib.ui.state.session import answer, change_setting, current_cohort, current_settings

#: Charts whose selections of these names choose a patient: by points, and by lines.
PATIENT_SELECTIONS = ("patient", "patient_line", "patient_strip")


def why_no_patient() -> str:
    """Say why nobody can be looked at alone: a shared cohort with a small group; empty where anybody can."""
    cohort = current_cohort()
    return "" if snapshot_of(cohort) is None else answer(_refuse, cohort)


def _refuse(cohort: Cohort) -> str:
    return refuse_single_patient(cohort)


def current_patient() -> int | None:
    """Give the row of the patient looked at; None where there is none, or none may be shown."""
    code = current_settings().patient
    return None if code == NOBODY or why_no_patient() else patient_row(current_cohort(), code)


def patient_name() -> str:
    """Give the identifier of the patient looked at, empty where there is none."""
    row = current_patient()
    return "" if row is None else current_cohort().patients[row]


def clear_patient() -> None:
    """Look at nobody; for the callback of a button."""
    change_setting("patient", NOBODY)


def show_only(patients: Iterable[str]) -> None:
    """Filter by patients, named by their identifiers; nothing changes where none of them may be shown alone."""
    codes = dict(zip(current_cohort().patients, patient_codes(current_cohort()), strict=True))
    chosen = [codes[name] for name in patients if name in codes]
    if chosen and not why_no_patient():
        change_setting("only", chosen)


def follow_chart(key: str) -> None:
    """Take up the patient whose mark was clicked in a chart; for the callback of the chart of that key.

    A click beside the marks, which empties the chart's selection, takes nobody away: the chart may be drawn anew
    for any reason, and the patient stands in the address.
    """
    chosen = st.session_state[key].get("selection", {})
    for name in PATIENT_SELECTIONS:
        for mark in chosen.get(name, []):
            code = patient_code(current_cohort(), str(mark.get("patient", "")))
            if code != NOBODY and not why_no_patient():
                change_setting("patient", code)
                return
