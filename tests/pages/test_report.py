"""The Report page as a reader finds it: ticks and link, preview, making, odd selections."""

import threading
from html import unescape

import pytest

from lib.present.report.settings import REPORT_SECTIONS
from tests.pages.app import open_dashboard, texts
from tests.pages.odd_cohorts import ODD_COHORTS
from tests.pages.test_own_cohort import open_own


def make_it(at):
    at.button(key="make the report").click().run()
    for thread in threading.enumerate():
        if thread.name == "job report":
            thread.join()
    return at.run()


def test_the_page_lists_the_sections_and_the_methods():
    at = open_dashboard("report")
    assert not at.exception
    text = texts(at)
    assert [box.label for box in at.checkbox] == [row.heading for row in REPORT_SECTIONS]
    assert [box.value for box in at.checkbox] == [row.first for row in REPORT_SECTIONS]
    assert "**Provenance**" in text
    assert "was tested by a repeated-measures analysis of variance" in at.code[0].value
    assert "Wilcoxon" not in at.code[0].value


def test_ticks_come_from_the_link_and_change_what_is_said():
    at = open_dashboard("report", report_anova="no", report_checks="yes", report_form="docx")
    assert not at.warning
    assert not at.checkbox(key="report_anova").value
    assert at.checkbox(key="report_checks").value
    assert "paired t tests" not in at.code[0].value
    assert "Friedman" in at.code[0].value
    at.checkbox(key="report_anova").check().run()
    assert "paired t tests" in at.code[0].value
    assert at.session_state["settings of the session"]["report_form"] == "docx"


def test_nothing_ticked_makes_nothing():
    nothing = {row.setting: "no" for row in REPORT_SECTIONS if row.first}
    at = open_dashboard("report", **nothing)
    assert not at.exception
    assert "No section is ticked" in texts(at)
    assert at.button(key="make the report").disabled


@pytest.mark.parametrize(("form", "start"), [("html", b"<!doctype html>"), ("docx", b"PK")])
def test_it_is_made_beside_the_page_and_offered(form, start):
    few = {row.setting: "no" for row in REPORT_SECTIONS if row.first and row.code not in ("cohort", "anova")}
    at = make_it(open_dashboard("report", report_form=form, **few))
    assert not at.exception
    assert f"The report is ready: report.{form}" in unescape(at.success[0].value)
    made = at.session_state["job: report"].result
    assert made.data.startswith(start)
    at.checkbox(key="report_cohort").uncheck().run()
    assert "Settings were changed after this report was made" in texts(at)


def test_a_failure_is_told_in_a_sentence(monkeypatch):
    def fail(*request):
        request[-1](0.5, "Drawing Figure 1")
        raise MemoryError

    monkeypatch.setattr("lib.ui.report.page.make_report", fail)
    at = make_it(open_dashboard("report"))
    assert not at.exception
    assert "The report could not be made" in at.error[0].value
    assert "not enough memory" in at.error[0].value
    assert "Drawing Figure 1" in at.error[0].value


@pytest.mark.parametrize("query", [{"age": "26-26"}, {"diagnosis": "BP", "sex": "male", "age": "26-30"}])
def test_odd_selections_are_a_page_and_a_report(query):
    at = make_it(open_dashboard("report", **query))
    assert not at.exception
    assert at.success


@pytest.mark.parametrize("name", ["two visits", "no depression scale", "four diagnoses, one hostile"])
def test_own_cohorts(name):
    at = make_it(open_own("report", ODD_COHORTS[name]))
    assert not at.exception
    assert at.success
    assert b"SYNTHETIC DATA" not in at.session_state["job: report"].result.data
