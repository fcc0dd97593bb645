"""*Show code* on the pages, the bundle and the settings file, as a reader clicks them."""

from __future__ import annotations

import html
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from lib.cohort.cohort import Cohort, read_bundled_cohort
from lib.export.code import python_script, r_script
from lib.export.settings_file import settings_file
from tests.export.cohorts import hostile, upload
from tests.export.requests_made import ask
from tests.pages.app import open_box, open_dashboard
from tests.pages.test_own_cohort import open_own

PAGES = [
    ("overview", "overview"), ("demographics", "table1"), ("trajectories", "trajectory"), ("anova", "anova"),
    ("anova", "posthoc"), ("anova", "simple_effects"), ("association", "association"),
]  # fmt: skip
PAGE = str(Path(__file__).parent / "take_home.py")


def labels(at: AppTest) -> list[str]:
    return [button.label for button in at.get("download_button")]


@pytest.mark.parametrize(("page", "kind"), PAGES)
def test_the_code_of_a_result_stands_beside_it(page, kind):
    at = open_box(open_dashboard(page, between="outcome", response="30"), f"code {kind} box")
    assert not at.exception
    path = "/" if page == "overview" else f"/{page}"
    request = ask("bundled", f"{path}?response=30&between=outcome", between="outcome", response=30)
    assert python_script(kind, request).text.strip() in [element.value for element in at.code]
    assert f"Download {kind}.py" in labels(at)
    assert "Download cohort.csv" in labels(at)


def test_the_analysis_of_variance_has_r_as_well():
    at = open_box(open_dashboard("anova"), "code anova box")
    assert r_script("anova", ask("bundled", "/anova")).text.strip() in [element.value for element in at.code]
    assert "Download anova.R" in labels(at)


@pytest.mark.parametrize(
    ("box", "kind"),
    [
        ("Visits on ranks (Friedman, Dunn, Conover, Wilcoxon) box", "ranks"),
        ("Assumptions (normality, equal spread) box", "assumptions"),
    ],
)
def test_the_code_of_a_check_stands_in_its_box(box, kind):
    at = open_dashboard("anova")
    at.session_state[box] = True
    at = open_box(at, f"code {kind} box")
    assert not at.exception
    assert python_script(kind, ask("bundled", "/anova")).text.strip() in [e.value for e in at.code]


def test_a_withheld_test_has_code_that_says_why():
    at = open_box(open_dashboard("anova", measure="madrs", between="outcome"), "code anova box")
    assert not at.exception
    assert any("No p value is given" in " ".join(e.value.split("\n# ")) for e in at.code)


def test_closed_it_costs_nothing(monkeypatch):
    def not_asked(*_, **__):
        raise AssertionError("a script nobody asked for")

    monkeypatch.setattr("lib.ui.widgets.code.python_script", not_asked)
    assert not open_dashboard("anova").exception


def test_names_of_a_hostile_file_stay_in_the_code():
    at = open_box(open_own("demographics", hostile()), "code table1 box")
    assert not at.exception
    assert any("import pandas" in element.value for element in at.code)


def test_rows_are_offered_in_the_session_that_has_them_alone(monkeypatch):
    cohort = upload()
    assert "Download cohort.csv" in labels(open_box(open_own("demographics", cohort), "code table1 box"))
    # A cohort that somebody shared is looked at without being the session's own.
    monkeypatch.setattr("lib.ui.widgets.code.own_cohort", lambda: None)
    at = open_box(open_own("demographics", cohort), "code table1 box")
    assert "Download table1.py" in labels(at)
    assert "Download cohort.csv" not in labels(at)
    assert not open_bundle(cohort).toggle


def open_bundle(cohort: Cohort) -> AppTest:
    at = AppTest.from_file(PAGE, default_timeout=600)
    at.session_state["the reader's own cohort"] = cohort
    at.query_params["data"] = cohort.fingerprint[:12]
    return at.run()


def test_an_own_cohort_stays_out_of_the_bundle_until_it_is_put_in():
    at = AppTest.from_file(PAGE, default_timeout=600).run()
    assert at.toggle[0].value is True
    at = open_bundle(upload())
    assert not at.exception
    assert at.toggle[0].value is False
    assert "Download the bundle (.zip)" in labels(at)


def opened(data: bytes) -> AppTest:
    at = AppTest.from_file(PAGE, default_timeout=600).run()
    return at.file_uploader(key="settings file").upload("s.json", data, "application/json").run()


def test_a_settings_file_is_opened():
    cohort = read_bundled_cohort()
    text = settings_file({"response": ["30"], "sex": ["female"]}, cohort.fingerprint)
    at = opened(text.encode())
    assert not at.exception
    assert at.text[0].value == "{'response': 30, 'sex': ('female',)}"
    assert at.number_input(key="response").value == 30
    assert at.caption[0].value.startswith("True The settings of the file are in force")
    at.number_input(key="response").set_value(40).run()
    assert at.text[0].value == "{'response': 40, 'sex': ('female',)}"


def test_other_data_and_unknown_settings_are_told():
    at = opened(settings_file({"response": ["30"], "tint": ["red"]}, "a" * 64).encode())
    assert at.text[0].value == "{'response': 30, 'sex': ()}"
    assert "their fingerprint is aaaaaaaaaaaa" in at.caption[0].value
    assert "The settings file asks for “tint”, which is no setting here." in at.markdown[-1].value
    beside = html.unescape(" ".join(element.value for element in at.warning))
    assert "aaaaaaaaaaaa" in beside
    assert "“tint”" in beside


def test_a_bad_file_is_told_and_changes_nothing():
    at = opened(b"<html>")
    assert at.text[0].value == "{'response': 50, 'sex': ()}"
    assert "found is no JSON" in html.unescape(at.error[0].value)
