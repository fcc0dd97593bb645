"""The pictures of the first page: what they draw, in every shape of cohort, and how they are described."""

import json

import numpy as np
import pytest

from lib.analysis.answers import call_directly
from lib.analysis.common.question import Question
from lib.analysis.overview.flow import follow_patients
from lib.analysis.overview.study import analyse_study
from lib.analysis.overview.waterfall import measure_changes
from lib.cohort.codebook import Codebook, Visit
from lib.cohort.cohort import make_cohort, read_bundled_cohort
from lib.cohort.outcome import OutcomeDefinition
from lib.cohort.selection import Selection
from lib.present.overview.answers import answers_study, sentence_scale
from lib.present.overview.flow import figure_flow, table_flow
from lib.present.overview.multiples_words import figure_multiples
from lib.present.overview.waterfall_words import figure_waterfall, sentence_waterfall, table_waterfall
from lib.present.trajectory.view import TrajectoryView
from tests.cohort.small_cohort import COLUMNS, NAN, small_cohort
from tests.pages.odd_cohorts import HAMD, make

BUNDLED = Question(read_bundled_cohort())
VIEW = TrajectoryView(error="ci", lines=True)


def drawn(figure, name):
    return figure.on_screen("light")["datasets"][name]


def study_of(question, measure="score"):
    return analyse_study(question, measure, "III", "auto", "spearman", call_directly)


@pytest.mark.parametrize("percent", [20, 50, 75])
def test_the_threshold_moves_with_the_definition(percent):
    result = measure_changes(Question(BUNDLED.cohort, OutcomeDefinition(percent)))
    figure = figure_waterfall(BUNDLED, result, "percent")
    assert [line["value"] for line in drawn(figure, "lines")] == [-percent]
    assert f"{percent} %" in figure.caption


def test_the_remission_marks_move_with_the_cutoff_and_part_the_remitters():
    for cutoff in (8, 12):
        result = measure_changes(Question(BUNDLED.cohort, OutcomeDefinition(remission_cutoff=cutoff)))
        marks = drawn(figure_waterfall(BUNDLED, result, "points"), "marks")
        remission = [mark for mark in marks if mark["kind"] == "remission"]
        assert sum(mark["reached"] for mark in remission) == result.n_remitted
        first = result.ordered("points")[0]
        assert first.baseline + remission[0]["value"] == cutoff


def test_points_have_the_marks_of_clinical_meaning_with_their_source():
    figure = figure_waterfall(BUNDLED, measure_changes(BUNDLED), "points")
    assert [line["value"] for line in drawn(figure, "lines")] == [-6, -12]
    assert "Turkoz et al., 2021" in figure.caption


def test_bars_stand_in_order_and_the_table_holds_them():
    result = measure_changes(BUNDLED)
    bars = [bar["value"] for bar in drawn(figure_waterfall(BUNDLED, result, "percent"), "bars")]
    assert bars == sorted(bars, reverse=True)
    assert len(table_waterfall(result, "percent").lines) == len(bars) == 49
    assert "17 of 49 patients" in sentence_waterfall(result)  # 9 responders and 8 remitters of the paper


def test_many_patients_are_counted_and_it_is_said():
    rng = np.random.default_rng(1)
    start = rng.integers(20, 50, 2000)
    question = Question(
        small_cohort([[a, a, max(0, a - b)] for a, b in zip(start, rng.integers(-5, 40, 2000), strict=True)]),
        OutcomeDefinition(endpoint="v3"),
    )
    study = study_of(question)
    figure = figure_waterfall(question, study.waterfall, "percent")
    assert sum(bar["n"] for bar in drawn(figure, "bars")) == 2000
    assert "counted in classes" in figure.caption
    multiples = figure_multiples(question, study.trajectory, VIEW)
    assert "courses" not in multiples.on_screen("light")["datasets"]
    assert "middle half" in multiples.caption
    assert len(table_waterfall(study.waterfall, "percent").lines) < 10


@pytest.mark.parametrize(
    "scores",
    [
        [[30, 20, 10]],
        [[30, NAN, NAN], [NAN, 20, 10]],
        [[30, 29, 28], [30, 29, 28], [30, 31, 32]],
        [[3, 2, 60]] * 4,
    ],
    ids=["one patient", "nobody evaluable", "one group", "much worse"],
)
def test_every_shape_is_drawn_or_said(scores):
    question = Question(small_cohort(scores), OutcomeDefinition(endpoint="v3"))
    study = study_of(question)
    assert all(found.sentence for found in answers_study(study, "auto"))
    figures = [figure_flow(question, study.flow), figure_multiples(question, study.trajectory, VIEW)]
    if study.waterfall.rows:
        figures += [figure_waterfall(question, study.waterfall, by) for by in ("percent", "points")]
    else:
        assert "No selected patient has a change" in sentence_waterfall(study.waterfall)
    for figure in figures:
        assert "NaN" not in json.dumps(figure.printed()["layer"])
        assert figure.caption
        assert figure.alt


def test_fifteen_visits_name_the_first_middle_and_last():
    visits = tuple(Visit(f"v{i}", f"Visit {i}", f"v{i}", None) for i in range(1, 16))
    scores = {"score": np.array([np.arange(40.0, 25.0, -1)] * 3)}
    nobody = {name: np.ones(3) for name in ("sex", "age", "epilepsy", "stroke")}
    cohort = make_cohort("Long", Codebook(COLUMNS, visits), ("P1", "P2", "P3"), nobody, scores)
    question = Question(cohort, OutcomeDefinition(endpoint="v15"))
    study = study_of(question)
    spec = figure_multiples(question, study.trajectory, VIEW).on_screen("light")
    ticks = next(
        layer["encoding"]["x"]["axis"]["values"]
        for layer in spec["layer"]
        if "x" in layer["encoding"] and layer["encoding"]["x"].get("axis")
    )
    assert ticks == [0, 7, 14]


def test_the_flow_s_picture_says_what_its_table_says():
    question = Question(BUNDLED.cohort, OutcomeDefinition(), Selection({"sex": ("female",)}))
    flow = follow_patients(question, "mg")
    table = {line.cells[0]: line.cells[1] for line in table_flow(flow).lines}
    alt = figure_flow(question, flow).alt
    assert table["Enrolled"] == "49"
    assert "49 enrolled" in alt
    assert f"{table['Selected']} selected" in alt
    (words,) = (step.sentence for step in flow.steps)
    assert f"{table[f'Removed by the filter: {words}']} removed by the filter: {words}" in alt


def test_answers_of_the_bundled_cohort_begin_with_sizes():
    over, whom, what = answers_study(study_of(BUNDLED, "mg"), "auto")
    assert over.sentence.startswith("Mg²⁺ was 0.035 mmol/L lower before infusion 7 than before infusion 1")
    assert "p < .001 in responders" in whom.sentence  # the paper: F(4, 39) in responders
    assert "none is detected" in what.sentence
    assert "9 comparisons by comorbidity" in what.sentence


def test_a_lone_scale_is_said_to_be_alone_not_to_be_missing():
    cohort = make(12, 3, HAMD)
    study = analyse_study(
        Question(cohort, OutcomeDefinition(endpoint=cohort.visit_names[-1])),
        "hamd17",
        "III",
        "auto",
        "spearman",
        call_directly,
    )
    assert sentence_scale(study) == "An association needs two measures, and this cohort has one."
