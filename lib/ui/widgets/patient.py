"""The search for a patient, and the chip of the one looked at."""

import streamlit as st

from lib.analysis.settings.patient import OnePatient
from lib.ui.navigation import show_page_link
from lib.ui.state.patient import clear_patient, current_patient, patient_name, why_no_patient
from lib.ui.state.session import current_cohort, seed_control
from lib.ui.widgets.plain import escape_markdown


def choose_patient(label: str) -> None:
    """Let the reader choose a patient by typing a part of the identifier."""
    names = dict(seed_control("patient", OnePatient).options(current_cohort()))
    st.selectbox(
        label,
        list(names),
        format_func=names.__getitem__,
        index=None,
        key="patient",
        placeholder="Type an identifier",
    )


def show_patient_chip() -> None:
    """Draw the patient looked at, to be taken away by a click or by Escape."""
    if current_patient() is None:
        return
    st.button(
        f"Patient {escape_markdown(patient_name())}  ✕",
        key="chip patient",
        help="In front in every chart and table. A click, or Escape, takes it away.",
        on_click=clear_patient,
        shortcut="esc",
    )


def show_patient_finder() -> None:
    """Offer the search for a patient, and the way to the patient's page."""
    if why_no_patient():
        return
    with st.popover("Find a patient", type="tertiary", key="find patient"):
        choose_patient("Patient")
        show_page_link("patient")
