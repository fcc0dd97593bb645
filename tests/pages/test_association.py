"""The Association page as a reader finds it: answer, pictures, table, matrix on demand, odd selections."""

import pytest

from tests.pages.app import open_box, open_dashboard, texts


def charts(at):
    return [*at.get("vega_lite_chart"), *at.get("arrow_vega_lite_chart")]


@pytest.mark.parametrize(("picture", "count"), [("pair", 2), ("visits", 5), ("changes", 4), ("within", 1)])
@pytest.mark.parametrize("y", ["madrs", "ymrs"])
def test_every_picture_of_every_pair(picture, count, y):
    at = open_dashboard("association", picture=picture, y=y)
    assert not at.exception
    assert at.title[0].value.startswith("Is magnesium associated with the ratings")
    assert len(charts(at)) == count
    text = texts(at)
    assert "Inf 3 − Pre" in text
    assert "over the 9 correlations of values and changes shown" in text


@pytest.mark.parametrize(
    ("corr", "words"), [("spearman", "Spearman&#x27;s rank"), ("pearson", "Pearson&#x27;s")]
)
def test_both_correlations_name_themselves(corr, words):
    at = open_dashboard("association", corr=corr)
    assert words in texts(at)


def test_the_matrix_is_computed_when_it_is_opened():
    at = open_dashboard("association")
    assert "a matrix is read, not tested" not in texts(at)
    open_box(at, "matrix box")
    assert not at.exception
    assert "a matrix is read, not tested" in texts(at)
    assert "MADRS Post" in texts(at)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"x": "mg", "y": "mg"}, "choose two different measures"),
        ({"age": "26-26"}, "needs at least 4 pairs"),
        ({"age": "26-26", "picture": "within"}, "2 patients with repeated pairs"),
    ],
)
def test_odd_selections_are_a_page_not_an_error(query, words):
    at = open_dashboard("association", **query)
    assert not at.exception
    assert words in texts(at)


@pytest.mark.parametrize(("pair", "words"), [("visit_pre", "Pre: within"), ("within", "visits: within")])
def test_groups_have_their_coefficients_for_the_pair_drawn(pair, words):
    at = open_dashboard("association", pair=pair, colour="sex")
    assert "none is tested" not in texts(at)
    open_box(at, "group box")
    assert not at.exception
    assert words in texts(at)
    assert "none is tested" in texts(at)


def test_two_selections_colour_the_points_and_are_correlated_each():
    at = open_dashboard("association", colour="a_b", a="name=Women&sex=female", b="name=MDD&diagnosis=MDD")
    assert not at.exception
    assert "A (Women) and B (MDD)" in texts(open_box(at, "group box"))
