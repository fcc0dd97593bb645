"""The pages as a reader finds them: what stands on them, with filters, definitions and odd selections."""

import pytest

from tests.pages.app import open_box, open_dashboard, texts

PAGES = ("overview", "demographics", "trajectories", "methods")


@pytest.mark.parametrize("page", PAGES)
def test_every_page_says_what_it_is_and_whose_data_it_shows(page):
    at = open_dashboard(page)
    assert not at.exception
    text = texts(at)
    assert "No row is a real patient" in text
    assert "49 of 49 patients" in text
    assert "responder: MADRS fell ≥ 50 % from pre to post, above 10; remitter: ≤ 10" in text
    assert "missing endpoint: not evaluable" in text


@pytest.mark.parametrize("page", PAGES)
def test_an_empty_selection_is_a_page_not_an_error(page):
    at = open_dashboard(page, diagnosis="BP", comorbidities="3", sex="male", age="26-30")
    assert not at.exception
    assert "0 of 49 patients" in texts(at)
    if page != "methods":
        assert "No patient fulfils all filters" in texts(at)
        assert [button.label for button in at.button if button.label == "Show all patients"]


def test_one_click_shows_all_patients_again():
    at = open_dashboard("demographics", diagnosis="BP", comorbidities="3", sex="male", age="26-30")
    next(button for button in at.button if button.label == "Show all patients").click().run()
    assert "49 of 49 patients" in texts(at)


def test_a_filter_changes_table_1_and_is_said_in_words():
    at = open_dashboard("demographics", sex="female")
    text = texts(at)
    assert "28 of 49 patients" in text
    assert "sex: female – 21 removed, 28 left" in text
    assert "Characteristics of 28 patients" in text


def test_the_definition_changes_every_page():
    overview = texts(open_dashboard("overview", response="25"))
    assert "MADRS fell ≥ 25 %" in overview
    demographics = texts(open_dashboard("demographics", response="25"))
    assert "MADRS fell ≥ 25 %" in demographics
    assert "n = 9<" not in demographics  # the paper's nine responders are more at a quarter than at a half


def test_notices_name_what_the_address_cannot_have():
    at = open_dashboard("trajectories", sex=["femal", "male"], nonsense="1")
    warnings = " ".join(warning.value for warning in at.warning)
    assert "femal" in warnings
    assert "nonsense" in warnings
    assert "21 of 49 patients" in texts(at)


@pytest.mark.parametrize("split", ["all", "outcome", "diagnosis", "sex", "epilepsy", "somatic_comorbidities"])
@pytest.mark.parametrize("measure", ["mg", "madrs", "ymrs"])
def test_trajectories_of_every_measure_and_group(measure, split):
    at = open_dashboard("trajectories", measure=measure, split=split, lines="yes", error="within")
    assert not at.exception
    assert at.get("vega_lite_chart") or at.get("arrow_vega_lite_chart")


@pytest.mark.parametrize("by", ["outcome", "diagnosis", "sex", "mood_stabilisers", "myocardial_infarction"])
def test_table_1_by_anything(by):
    at = open_dashboard("demographics", by=by)
    assert not at.exception


@pytest.mark.parametrize("page", PAGES)
def test_one_patient_alone(page):
    at = open_dashboard(page, age="26-26")
    assert not at.exception


def test_not_evaluable_patients_are_counted_and_listed():
    at = open_dashboard("overview", endpoint="inf3", missing="locf", groups="overlapping")
    assert not at.exception
    assert "remitters included" in texts(at)


def test_a_control_leads_and_the_page_follows():
    at = open_dashboard("demographics")
    at.button_group(key="sex").set_value(["female"]).run()
    assert "28 of 49 patients" in texts(at)
    open_box(at, "definition_box")
    at.number_input(key="response").set_value(30).run()
    assert "MADRS fell ≥ 30 %" in texts(at)
    assert "28 of 49 patients" in texts(at)


def test_settings_of_a_page_survive_a_visit_to_another():
    at = open_dashboard("trajectories")
    at.selectbox(key="split").set_value("outcome").run()
    at.switch_page("../pages/methods.py").run()
    at.switch_page("../pages/trajectories.py").run()
    assert at.selectbox(key="split").value == "outcome"


def test_keeping_missing_values_alone_is_shown_and_can_be_taken_back():
    at = open_dashboard("demographics", keep_missing="yes")
    reset = next(button for button in at.button if button.label == "Reset")
    assert not reset.disabled
    at.button(key="chip keep_missing").click().run()
    assert "keep_missing" not in at.query_params
    assert next(button for button in at.button if button.label == "Reset").disabled
    assert not [button for button in at.button if button.key == "chip keep_missing"]
