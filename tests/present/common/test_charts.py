"""Charts: what is put into a structure arrives, whatever the text."""

import io
import json

import altair as alt
import pandas as pd
import pytest
from PIL import Image

from lib.analysis.common.question import Question
from lib.analysis.trajectory.summary import summarise_trajectory
from lib.cohort.cohort import read_bundled_cohort
from lib.cohort.units import magnesium_unit
from lib.export.pictures import png_of, svg_of
from lib.present.common.charts import (
    AxisRange,
    fill_chart,
    label_expression,
    spread_labels,
    structure_of,
    with_text_colours,
)
from lib.present.common.palette import INKS
from lib.present.trajectory.chart import chart_trajectory
from lib.present.trajectory.view import TrajectoryView, points_frame
from lib.present.trajectory.words import caption_trajectory, sentence_trajectory, table_trajectory

QUESTION = Question(read_bundled_cohort())
PATIENTS = QUESTION.cohort.patients


def test_filling_leaves_the_structure_alone():
    structure = {"layer": [{"encoding": {"y": {"field": "mean"}}}]}
    filled = fill_chart(structure, {"points": pd.DataFrame({"mean": [1.0]})}, {"y": AxisRange((0.0, 2.0))})
    assert structure == {"layer": [{"encoding": {"y": {"field": "mean"}}}]}
    assert filled["layer"][0]["encoding"]["y"]["scale"]["domain"] == [0.0, 2.0]
    assert filled["datasets"] == {"points": [{"mean": 1.0}]}


def test_labels_hold_any_text():
    expression = label_expression((0.0, 7.0), (('"]; alert(1)',), ("Pre", "n 9")))
    assert json.loads(expression.rpartition("[toString")[0]) == {
        "0": ['"]; alert(1)'],
        "7000": ["Pre", "n 9"],
    }


@pytest.mark.parametrize(
    ("wanted", "given"),
    [([], []), ([1.0, 5.0], [1.0, 5.0]), ([1.0, 1.5], [1.0, 2.0]), ([9.0, 9.5], [8.5, 9.5])],
)
def test_labels_do_not_touch(wanted, given):
    assert spread_labels(wanted, gap=1.0, ceiling=9.5) == given


@pytest.mark.parametrize("error", ["sem", "ci", "sd", "within", "none"])
@pytest.mark.parametrize("axis", ["visit", "day"])
def test_every_view_is_drawn(error, axis):
    result = summarise_trajectory(QUESTION, "mg", "outcome")
    view = TrajectoryView(error=error, axis=axis, lines=True, unit=magnesium_unit("mg"), reference=True)
    chart = chart_trajectory(result, PATIENTS, view)
    svg = svg_of(chart)
    for word in ("n Responder", "Non-responder", "mg/dL", "Inf 5", ">32<"):
        assert word in svg


def test_png_is_a_picture():
    result = summarise_trajectory(QUESTION, "madrs", "all")
    assert png_of(chart_trajectory(result, PATIENTS, TrajectoryView())).startswith(b"\x89PNG")


def test_a_saved_picture_has_its_words():
    words = {
        "data": {"values": [{"x": 1}]},
        "mark": {"type": "text", "text": "Mg²⁺ ηp² ≥ −", "fontSize": 30},
        "height": 100,
    }
    picture = Image.open(io.BytesIO(png_of(words))).convert("L")
    assert sum(picture.histogram()[:128]) > 1000  # dark dots: the letters


def test_units_convert_by_molar_mass_and_valence():
    result = summarise_trajectory(QUESTION, "mg", "all")
    base = points_frame(result, TrajectoryView(unit=magnesium_unit("mmol")))["mean"][0]
    for code, factor in (("mg", 2.4305), ("meq", 2.0)):
        converted = points_frame(result, TrajectoryView(unit=magnesium_unit(code)))["mean"][0]
        assert converted == pytest.approx(base * factor)


def test_words_name_the_error_bar_and_n():
    result = summarise_trajectory(QUESTION, "mg", "outcome")
    view = TrajectoryView(error="ci", unit=magnesium_unit("mmol"))
    assert "95 % confidence interval" in caption_trajectory(result, view)
    assert "(n = 9)" in sentence_trajectory(result, view)
    table = table_trajectory(result, view)
    assert [line.cells[0] for line in table.lines if line.kind == "section"] == [
        "Responder (n = 9)",
        "Remitter (n = 8)",
        "Non-responder (n = 32)",
    ]


def luminance(colour):
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_text_of_axes_and_legends_has_the_contrast_that_wcag_asks_for(theme):
    chart = {"mark": "point", "config": {"axis": {"grid": False}, "locale": {}}}
    config = with_text_colours(chart, theme)["config"]
    assert chart["config"] == {"axis": {"grid": False}, "locale": {}}
    assert config["axis"]["grid"] is False
    assert config["locale"] == {}
    for part in ("axis", "legend", "header"):
        for text in ("labelColor", "titleColor"):
            dark, light = sorted((luminance(config[part][text]), luminance(INKS[theme].ground)))
            assert (light + 0.05) / (dark + 0.05) >= 4.5


def test_no_tooltip_draws_a_column_called_image_or_title():
    """vega-tooltip draws the value of a key `image` as a picture of that address, of `title` as a heading."""
    marks = alt.Chart(alt.NamedData("a")).mark_point()
    for name in ("image", "Title", "Group"):
        shown = [alt.Tooltip("g:N", title=name), alt.Tooltip("v:Q", title="v")]
        for chart in (marks.encode(tooltip=shown), alt.layer(marks.encode(tooltip=shown), marks)):
            found = json.dumps(structure_of(chart), ensure_ascii=False)
            assert (f'"{name}"' in found) == (name == "Group")
            assert f'"{name}' in found
