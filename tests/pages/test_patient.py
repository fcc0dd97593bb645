"""The Patient page, and the patient looked at on the others, as a reader finds them."""

from html import unescape

from lib.ui.state import patient as looked_at
from tests.pages.app import answer_of, open_dashboard, texts


def test_a_link_opens_one_patient():
    at = open_dashboard("patient", patient="P07")
    assert not at.exception
    assert answer_of(at).startswith(
        "P07 is a responder: MADRS fell by 20 (61 %) from 33 at pre to 13 at post."
    )
    text = texts(at)
    assert "Place of P07 among the patients selected" in text
    assert "Results without P07" in text
    next(button for button in at.button if button.label.startswith("Patient P07")).click().run()
    assert "Choose a patient here" in answer_of(at)


def test_without_a_patient_the_page_shows_all_of_them_to_choose_from():
    at = open_dashboard("patient")
    assert not at.exception
    assert "Change of MADRS from Pre to Post, each patient" in texts(at)
    assert len(at.get("vega_lite_chart")) == 1
    assert "Change of MADRS from Pre to Post" not in texts(open_dashboard("patient", patient="P07"))


def test_an_unknown_patient_is_said_and_the_rest_is_applied():
    at = open_dashboard("patient", patient="P99", sex="female")
    assert "“P99”" in " ".join(warning.value for warning in at.warning)
    assert "28 of 49 patients" in texts(at)


def test_a_patient_outside_the_selection_is_shown_and_said():
    at = open_dashboard("patient", patient="P07", response="1", outcome="remitter")
    assert not at.exception
    assert "P07 is not among the patients selected" in " ".join(warning.value for warning in at.warning)


def test_the_patient_is_in_front_in_tables_and_charts_of_other_pages():
    at = open_dashboard("trajectories", patient="P07")
    chart = at.get("vega_lite_chart")[0].proto
    assert '"name": "P07"' in chart.spec or "P07" in str(chart)
    assert "P07  ✕" in texts(at)


def test_a_shared_cohort_with_a_small_group_shows_no_patient_alone(monkeypatch):
    monkeypatch.setattr(looked_at, "snapshot_of", lambda cohort: cohort)
    at = open_dashboard("patient", patient="P07")
    assert not at.exception
    text = unescape(texts(at))
    assert "This shared cohort shows no patient alone: the smallest group" in text
    assert "MADRS fell by 20" not in text
    assert "P07" not in texts(open_dashboard("trajectories", patient="P07"))
