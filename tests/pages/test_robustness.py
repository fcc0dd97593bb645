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


def test_what_was_looked_at_is_logged_and_what_was_sealed_is_as_planned():
    at = open_dashboard("robustness", robust="log")
    assert answer_of(at).startswith("No result with a p value was looked at")
    at.button(key="seal plan").click().run()
    at.switch_page("../pages/anova.py").run()
    at.switch_page("../pages/robustness.py").run()
    assert not at.exception
    assert "1 result with a p value was looked at in this session" in answer_of(at)
    assert "1 of them as planned" in answer_of(at)
    assert "the settings in force are those sealed on" in "".join(e.value for e in at.success)
    # Another session sees nothing of it.
    assert answer_of(open_dashboard("robustness", robust="log")).startswith("No result with a p value")
