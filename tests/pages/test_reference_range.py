"""The reference range on the page Trajectories: from the address, chosen, typed, and mistyped."""

import pytest

from lib.cohort.cohort import read_bundled_cohort
from lib.present.settings import SETTING_BY_NAME
from tests.pages.app import open_box, open_dashboard


def said(at):
    return next((m.value for m in at.markdown if "chosen" in m.value), "")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, "0&#46;66–1&#46;07"),
        ({"range": "0,8-0,9"}, "0&#46;80–0&#46;90"),
        ({"range": "none"}, ""),
    ],
)
def test_the_range_of_the_address_is_the_one_counted(query, expected):
    at = open_dashboard("trajectories", **query)
    assert not at.exception
    assert expected in said(at) if expected else not said(at)


def test_own_limits_stand_in_their_control_and_in_the_address():
    at = open_box(open_dashboard("trajectories", range="0.9-"), "display box")
    assert not at.exception
    assert "chosen limit" in said(at)
    assert next(box for box in at.selectbox if box.key == "range").value == "0.9-"
    at = next(box for box in at.selectbox if box.key == "range").set_value("nhanes").run()
    assert at.query_params["range"] == "nhanes"
    assert "0&#46;75–0&#46;95" in said(at)


@pytest.mark.parametrize(
    ("typed", "kept"), [("0,8 - 0,9", "0.8-0.9"), ("0.9-0.8", "common"), (None, "common")]
)
def test_what_is_typed_is_read_or_the_first_range_holds(typed, kept):
    assert SETTING_BY_NAME["range"].from_control(typed, read_bundled_cohort()) == kept


def test_a_wrong_range_in_the_address_is_a_notice():
    at = open_dashboard("trajectories", range="low")
    assert any("two limits" in warning.value for warning in at.warning)
