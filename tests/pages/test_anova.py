"""The ANOVA page as a reader finds it: answer, table, comparisons, checks on demand, and odd selections."""

import io
import re

import numpy as np
import pandas as pd
import pytest

from lib.cohort.cohort import read_bundled_cohort
from tests.pages.app import answer_of, open_box, open_dashboard, texts

BOXES = (
    "Visits on ranks (Friedman, Dunn, Conover, Wilcoxon) box",
    "Assumptions (normality, equal spread) box",
    "Influence of single patients box",
)


def charts(at):
    return [*at.get("vega_lite_chart"), *at.get("arrow_vega_lite_chart")]


def has_p(at):
    """Whether a test's p value stands anywhere: in a sentence, a line to copy, or a table."""
    copied = " ".join(element.value for element in at.code)
    return bool(re.search(r"p [=<] \.\d|<td[^>]*>(?:&lt;|&gt;)?\.\d{3}</td>", texts(at) + copied))


def test_the_page_asks_answers_and_gives_a_line_to_copy():
    at = open_dashboard("anova")
    assert not at.exception
    assert "change over the infusions?" in at.title[0].value
    assert "over the visits" in answer_of(at)
    assert re.search(
        r"Time: F\(4, 176\) = \d+\.\d\d, p [=<] \.\d{3}, ηp² = \.\d{3}, 90% CI \[", at.code[0].value
    )
    assert len(charts(at)) == 2
    assert "Repeated-measures ANOVA" in texts(at)


def test_the_title_follows_the_measure():
    assert "Does MADRS change" in open_dashboard("anova", measure="madrs").title[0].value


@pytest.mark.parametrize(
    "between", ["outcome", "diagnosis", "sex", "epilepsy", "somatic_comorbidities", "tca"]
)
def test_groups_of_every_kind(between):
    at = open_dashboard("anova", between=between)
    assert not at.exception
    text = texts(at)
    assert "Mixed ANOVA" in text
    assert "Time × group" in text
    assert "Multivariate (Pillai), covariance pooled within groups" in text
    assert "Family: 10 comparisons: all pairs of visits" in text


def test_every_patient_left_out_is_named():
    at = open_dashboard("anova")
    page = next(html for html in at.get("html") if "Patients without a value" in html.proto.body).proto.body
    table = pd.read_html(io.StringIO(page))[0]
    cohort = read_bundled_cohort()
    incomplete = np.isnan(cohort.measures["mg"]).any(axis=1)
    assert list(table["Patient"]) == [cohort.patients[i] for i in np.flatnonzero(incomplete)]
    assert all("no Mg²⁺ at" in reason for reason in table["Why"])


def test_family_adjustment_and_error_are_chosen_and_printed():
    at = open_dashboard("anova", between="sex", posthoc="first", adjust="holm", posterror="own")
    text = texts(at)
    assert (
        "Family: 4 comparisons: each visit against Pre; adjustment: Holm; error: pooled within groups" in text
    )
    assert "in Male; adjustment" not in text
    within = texts(open_box(at, "within box"))
    assert "in Male; adjustment: Holm; error: paired differences of the group&#x27;s own patients" in within


def test_checks_are_computed_when_they_are_opened():
    at = open_dashboard("anova", between="sex")
    assert "Friedman test of the visits" not in texts(at)
    for box, words in zip(
        BOXES, ("Friedman test of the visits", "Shapiro–Wilk", "Nobody left out"), strict=True
    ):
        open_box(at, box)
        assert not at.exception
        assert words in texts(at)
    assert len(charts(at)) == 3


@pytest.mark.parametrize("ranktest", ["dunn", "conover", "wilcoxon"])
def test_every_comparison_on_ranks(ranktest):
    at = open_box(open_dashboard("anova", ranktest=ranktest), BOXES[0])
    assert not at.exception
    assert "Visits in pairs" in texts(at)


def test_the_circular_question_has_curves_and_no_p():
    at = open_dashboard("anova", measure="madrs", between="outcome")
    assert not at.exception
    assert "No p value is given" in texts(at)
    assert len(charts(at)) == 1
    assert not has_p(at)
    assert has_p(open_dashboard("anova", measure="madrs", between="sex"))


def test_magnesium_between_outcome_groups_is_tested():
    at = open_dashboard("anova", measure="mg", between="outcome", groups="overlapping")
    assert has_p(at)
    assert "responder" in texts(at)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"age": "26-26"}, "need at least"),
        ({"between": "sex", "sex": "female"}, "at least 2 groups"),
        ({"between": "occupation"}, "“Seasonal work” has 1 patient"),
        ({"between": "outcome", "endpoint": "inf3"}, ""),
        ({"between": "outcome", "outcome": "remitter"}, "at least 2 groups"),
    ],
)
def test_odd_selections_are_a_page_not_an_error(query, words):
    at = open_dashboard("anova", **query)
    assert not at.exception
    assert words in texts(at)


def test_a_control_leads_and_the_table_follows():
    at = open_dashboard("anova")
    at.selectbox(key="between").set_value("sex").run()
    assert not at.exception
    assert "Mixed ANOVA" in texts(at)
    at.button_group(key="sumsq").set_value("II").run()
    assert "Type II for time" in texts(at)


@pytest.mark.parametrize("page", ["anova", "association"])
def test_an_empty_selection_is_a_page_not_an_error(page):
    at = open_dashboard(page, diagnosis="BP", comorbidities="3", sex="male", age="26-30")
    assert not at.exception
    assert "No patient fulfils all filters" in texts(at)
    assert "No row is a real patient" in texts(at)


def test_every_setting_of_the_page_is_in_its_link():
    query = {
        "between": "sex",
        "posthoc": "first",
        "adjust": "fdr",
        "posterror": "own",
        "sumsq": "II",
        "correct": "hf",
    }
    at = open_dashboard("anova", **query)
    assert not at.warning
    kept = {name: at.query_params[name] for name in query}
    assert {name: value if isinstance(value, str) else value[-1] for name, value in kept.items()} == query
