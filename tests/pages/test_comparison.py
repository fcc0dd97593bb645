"""A against B on the pages, from pinning to the refusal where a patient is in both."""

from html import unescape

import pytest

from tests.pages.app import open_dashboard, texts

WOMEN, MEN, OLD = "name=Women&sex=female", "name=&sex=male", "name=Old&age=50-63"


def press(at, key):
    return next(button for button in at.button if button.key == key).click().run()


def test_two_selections_are_pinned_named_compared_and_taken_away():
    at = open_dashboard("demographics", sex="female")
    at.text_input(key="name of the selection").set_value("Women").run()
    press(at, "pin a")
    assert "49 of 49 patients" in texts(at)
    at.selectbox(key="by").set_value("a_rest").run()
    assert "A (Women)" in texts(at)
    at.pills(key="sex").set_value(["male"]).run()
    press(at, "pin b")
    at.selectbox(key="by").set_value("a_b").run()
    assert not at.exception
    text = unescape(texts(at))
    assert "A (Women): 28 patients; B: 21 patients; 0 patients in both, of 49 patients selected." in text
    press(at, "chip b")
    assert not at.exception
    assert at.selectbox(key="by").value == "outcome"


@pytest.mark.parametrize(
    ("page", "query"),
    [
        ("demographics", {"by": "a_b"}),
        ("trajectories", {"split": "a_b"}),
        ("anova", {"between": "a_b"}),
        ("comorbidity", {"compare": "a_b"}),
    ],
)
def test_every_page_compares_and_refuses_where_the_two_overlap(page, query):
    at = open_dashboard(page, a=WOMEN, b=MEN, **query)
    assert not at.exception
    assert "A (Women)" in "".join(str(chart.proto) for chart in at.get("vega_lite_chart")) + texts(at)
    at = open_dashboard(page, a=WOMEN, b=OLD, **query)
    assert not at.exception
    assert "17 patients are in" in texts(at)


def test_a_comparison_without_its_selection_is_said():
    at = open_dashboard("anova", between="a_b", a=WOMEN)
    assert "no selection is kept as B" in unescape(" ".join(warning.value for warning in at.warning))
