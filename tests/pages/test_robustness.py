"""The page Robustness: the answer stands on it, and a picked specification opens its page at that address."""

from tests.pages.app import answer_of, open_dashboard, texts


def test_a_specification_picked_opens_its_page_with_the_same_figures():
    at = open_dashboard("robustness", curvestep="25", curvegroupings="no", curvemissing="no")
    assert not at.exception
    assert answer_of(at).startswith("Time × group of Mg²⁺ has p < .05 in")
    picker = next(box for box in at.selectbox if box.key == "specification opened")
    lowest = picker.options[0]
    picker.set_value(0).run()
    assert not at.exception
    assert at.query_params["between"] in ("outcome", ["outcome"])
    estimate = lowest.split(" ")[0]
    assert f"ηp² = {estimate} [" in answer_of(at)


def test_a_cohort_that_is_refused_says_why():
    at = open_dashboard("robustness", curveresponse="1-100", curvestep="1", curveremission="0-40")
    assert not at.exception
    assert "at most 20,000 are computed" in texts(at)
    at = open_dashboard("robustness", measure="madrs")
    assert "gives an estimate: No p value is given" in answer_of(at)
