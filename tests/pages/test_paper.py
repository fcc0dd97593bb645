"""The pages Paper and Check a table, as a reader uses them."""

import pytest

from lib.ui.published.own_table import FILE_KEY, LINES_KEY, TABLE_KEY
from tests.pages.app import open_dashboard, texts

SENTENCE = "618 printed numbers"


def list_rows(at) -> int:
    """Rows of the list of printed numbers."""
    return next(len(frame.value) for frame in at.dataframe if "Printed" in frame.value.columns)


def test_the_page_says_which_numbers_hold():
    at = open_dashboard("paper")
    assert not at.exception
    text = texts(at)
    assert "Do the published numbers hold?" in text
    assert SENTENCE in text
    assert "allow 45 patients" in text
    assert "no whole number of 8 patients is 13.5 %" in text
    assert list_rows(at) == 618


def test_filters_and_definition_leave_the_checks_alone():
    escape_markdown = texts(open_dashboard("paper"))
    changed = open_dashboard("paper", sex="female", response="30", groups="overlapping")
    assert not changed.exception
    empty = open_dashboard("paper", diagnosis="BP", comorbidities="3", sex="male", age="26-30")
    for at in (changed, empty):
        assert list_rows(at) == 618
        assert "Patients behind the printed ANOVAs" in texts(at)
        assert "592 hold" in texts(at)
    assert "592 hold" in escape_markdown


def test_a_link_with_verdicts_shows_them():
    at = open_dashboard("paper", verdict=["inconsistent", "reading"])
    assert not at.exception
    assert list_rows(at) == 41
    assert "41 numbers" in texts(at)


def test_choosing_a_verdict_follows():
    at = open_dashboard("paper")
    control = next(group for group in at.get("button_group") if group.key == "verdict")
    control.set_value(["unchecked"]).run()
    assert not at.exception
    assert list_rows(at) == 7


def test_an_unknown_verdict_is_named():
    at = open_dashboard("paper", verdict=["nonsense", "rounding"])
    assert any("nonsense" in warning.value for warning in at.warning)
    assert list_rows(at) == 2


def test_the_page_judges_once_and_no_more(monkeypatch):
    at = open_dashboard("paper")
    judged = []
    monkeypatch.setattr("lib.analysis.published.judgement.judge_cell", lambda *words: judged.append(words))
    at.run()
    assert not at.exception
    assert list_rows(at) == 618
    assert judged == []


def test_an_empty_form_asks_for_text():
    at = open_dashboard("check_table")
    assert not at.exception
    assert any("Nothing to check yet" in info.value for info in at.info)


def test_the_example_is_one_click_away_and_its_mistakes_are_found():
    at = open_dashboard("check_table")
    at.button(key=f"{TABLE_KEY} example").click().run()
    assert not at.exception
    text = texts(at)
    assert "contradict others in print" in text
    assert "the printed 17.0 %" in text or "no whole number of 20 patients is 17.0 %" in text
    at.button(key=f"{TABLE_KEY} clear").click().run()
    assert any("Nothing to check yet" in info.value for info in at.info)


def test_bad_input_gets_a_sentence():
    at = open_dashboard("check_table")
    at.text_area(key=TABLE_KEY).input("Row;A (n = 8)\nx;five\n").run()
    assert not at.exception
    assert any("found" in w.value and "five" in w.value and "expected" in w.value for w in at.warning)


def test_pasted_text_is_neither_markup_nor_in_the_address():
    at = open_dashboard("check_table")
    at.text_area(key=TABLE_KEY).input("Row;A (n = 8)\n<img src=x onerror=alert(1)>[a](b);5 (60.0)\n").run()
    assert not at.exception
    assert "<img" not in texts(at)
    assert "&lt;img" in texts(at)
    assert not at.query_params


def test_a_file_is_read_into_the_field():
    at = open_dashboard("check_table")
    data = "Row;A (n = 8);B (n = 12)\nWiek ≥ 50;5 (62.5);4 (33.4)\n".encode()
    at.file_uploader(key=FILE_KEY).upload("table.csv", data, "text/csv").run()
    assert not at.exception
    assert at.text_area(key=TABLE_KEY).value.startswith("Row;A")
    assert "1 contradicts another in print" in texts(at)


@pytest.mark.parametrize("data", [b"\x00\x01\x02\xff" * 50, b""])
def test_a_file_that_is_no_text_is_refused_in_a_sentence(data):
    at = open_dashboard("check_table")
    at.file_uploader(key=FILE_KEY).upload("table.csv", data, "text/csv").run()
    assert not at.exception


def test_lines_of_results():
    at = open_dashboard("check_table")
    at.session_state["own text"] = "Lines of results"
    at.run()
    at.text_area(key=LINES_KEY).input("F(4, 39) = 6.26, p = .010, ηp² = .39\nnothing here\n").run()
    assert not at.exception
    assert "1 contradicts another in print" in texts(at)
    assert any("Line 2" in warning.value for warning in at.warning)
