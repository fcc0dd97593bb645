"""A specification curve in words and picture: every number in them is counted from its specifications."""

import re
from dataclasses import replace

import numpy as np
import pytest

from lib.analysis.common.question import Question
from lib.analysis.robustness.curve import trace_curve
from lib.analysis.robustness.request import inquiry_of, ranges_of
from lib.analysis.robustness.results import RESULTS
from lib.cohort.cohort import read_bundled_cohort
from lib.present.robustness.chart import KEY, chart_curve
from lib.present.robustness.tables import table_choices
from lib.present.robustness.words import sentence_counts, sentence_curve
from lib.present.settings import default_settings
from lib.ui.robustness.curve import changes_of

COHORT = read_bundled_cohort()
SETTINGS = default_settings(COHORT)
QUESTION = Question(COHORT)
RANGES = replace(ranges_of(SETTINGS), step=10)


@pytest.fixture(scope="module")
def curves():
    return {result: trace_curve(QUESTION, result, inquiry_of(SETTINGS), RANGES) for result in RESULTS}


@pytest.mark.parametrize("result", RESULTS)
def test_the_sentence_counts_what_is_there(curves, result):
    curve = curves[result]
    p = [one.estimate.p for one in curve.specifications if not one.estimate.refusal]
    words = sentence_curve(QUESTION, curve)
    tested = sum(value == value for value in p)
    found = sum(value < 0.05 for value in p)
    counted = (
        f"p < .05 in {found} of {tested} specifications" if found else f"in none of {tested} specifications"
    )
    assert counted in words
    values = sorted(one.estimate.value for one in curve.specifications if not one.estimate.refusal)
    finite = [
        float(number.replace("−", "-")) for number in re.findall(r"(?:from|to|is) (−?[\d.]+\d)", words)[:3]
    ]
    if np.isfinite(values).all():
        assert finite == pytest.approx([float(np.median(values)), values[0], values[-1]], abs=0.006)
    assert sentence_counts(curve).startswith(f"{len(values)} of {len(curve.specifications)} specification")


def test_without_p_the_sentence_says_why_and_with_no_estimate_that_there_is_none():
    asked = replace(inquiry_of(SETTINGS), measure="madrs")
    change = trace_curve(QUESTION, "change", asked, RANGES)
    assert "is given without p, because the groups are defined by it" in sentence_curve(QUESTION, change)
    refused = trace_curve(QUESTION, "interaction", asked, RANGES)
    assert sentence_curve(QUESTION, refused).startswith(
        "None of the 504 specifications gives an estimate: No p"
    )


@pytest.mark.parametrize("result", RESULTS)
def test_the_picture_has_every_estimate_once_and_every_choice_beneath(curves, result):
    curve = curves[result]
    chart = chart_curve(QUESTION, curve, "light")
    runs, cells = chart["datasets"]["runs"], chart["datasets"]["cells"]
    assert sum(run["x2"] - run["x"] for run in runs) == len(curve.answered)
    assert [run[KEY] for run in runs] == [run["x"] for run in runs]
    varied = sum(len(axis.values) > 1 for axis in curve.axes)
    assert sum(cell["x2"] - cell["x"] for cell in cells) == varied * len(curve.answered)
    coloured = sum(run["x2"] - run["x"] for run in runs if run["found"])
    assert coloured == curve.n_significant


def test_the_table_divides_the_specifications_by_each_choice(curves):
    curve = curves["interaction"]
    table = table_choices(QUESTION, curve)
    sections = [line for line in table.lines if line.kind == "section"]
    total = sum(int(line.cells[1]) for line in table.lines if line.kind == "row" and line.indent)
    assert total == len(sections) * len(curve.specifications)
    assert int(table.lines[0].cells[2]) == len(curve.answered)


def test_a_picked_specification_sets_what_its_page_reads(curves):
    curve = curves["odds"]
    one = curve.answered[0]
    changes = changes_of(curve, one)
    assert set(changes) <= set(SETTINGS)
    assert (changes["response"], changes["endpoint"]) == (
        one.definition.response_percent,
        one.definition.endpoint,
    )
    assert changes["breakdown"] == "response"
