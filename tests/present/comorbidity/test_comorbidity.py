"""The comorbidity breakdowns as tables and pictures, held against the paper, pandas and sums by hand."""

import csv
import re

import numpy as np
import pandas as pd
import pytest

from lib.analysis.common.question import Question
from lib.analysis.comorbidity.cooccurrence import analyse_cooccurrence
from lib.analysis.comorbidity.courses import analyse_courses
from lib.analysis.comorbidity.prevalence import analyse_prevalence
from lib.analysis.comorbidity.response import analyse_responses
from lib.cohort.codebook import DATA_FOLDER, NO, YES, Column
from lib.cohort.cohort import read_bundled_cohort
from lib.cohort.outcome import OutcomeDefinition
from lib.cohort.units import magnesium_unit
from lib.export.pictures import svg_of
from lib.present.common.figure import with_whole_labels
from lib.present.common.table import html_of
from lib.present.comorbidity.combinations import chart_combinations, chart_matrix, combinations_drawn
from lib.present.comorbidity.course_tables import (
    table_course_means,
    table_courses,
    table_courses_shown,
    table_main_effects,
)
from lib.present.comorbidity.courses import chart_courses, choose_rows, join_courses
from lib.present.comorbidity.forest import DIFFERENCE, ODDS, chart_forest, format_odds
from lib.present.comorbidity.panels import html_panels, nice_ticks
from lib.present.comorbidity.prevalence import PICK, chart_prevalence
from lib.present.comorbidity.response_words import caption_forest
from lib.present.comorbidity.rows import bar_rows
from lib.present.comorbidity.tables import table_combinations, table_numbers, table_pairs, table_prevalence
from lib.present.comorbidity.tests import table_responses
from tests.pages.odd_cohorts import HOSTILE, MADRS, MG, make

QUESTION = Question(read_bundled_cohort())
#: The endpoint of cohorts made here.
LAST = OutcomeDefinition(endpoint="v4")
SOMATIC = [
    "hypertension", "diabetes", "hyperlipidaemia", "stroke", "myocardial_infarction", "epilepsy", "other_comorbidity",
]  # fmt: skip


def rows_of(table) -> dict[str, tuple[str, ...]]:
    return {line.cells[0]: line.cells[1:] for line in table.lines}


@pytest.fixture(scope="module")
def patients() -> pd.DataFrame:
    """The file itself, one row a patient, read by another library than the cohort's arrays."""
    return pd.read_csv(DATA_FOLDER / "cohort.csv").drop_duplicates("patient").set_index("patient")


def test_the_default_state_prints_table_2_of_the_paper():
    rows = rows_of(table_courses(analyse_courses(QUESTION, "mg")))
    with (DATA_FOLDER / "table2_published.csv").open(encoding="utf-8") as file:
        printed = list(csv.DictReader(file))
    labels = {column.name: column.label for column in QUESTION.cohort.codebook.columns}
    assert len(printed) == 7
    for line in printed:
        _, _, f, df, p, _, _, eta, *_ = rows[labels[line["column"]]]
        assert f == line["f"]
        assert df.split(", ")[0] == line["df"]
        assert p == line["p"].removeprefix("0")
        assert eta == line["partial_eta_squared"].removeprefix("0")


@pytest.mark.parametrize("rule", ["auto", "none", "gg"])
def test_the_screen_has_one_p_with_the_name_of_its_correction(rule):
    found = analyse_courses(QUESTION, "mg", rule=rule)
    whole, shown = rows_of(table_courses(found)), rows_of(table_courses_shown(found))
    for label, cells in whole.items():
        raw, word, used = cells[4:7]
        named = used if word in ("none", "–") else f"{used} {word}"
        assert shown[label] == (*cells[:4], named, *cells[7:]), raw


def test_the_number_of_comorbidities_is_as_in_table_1_with_wilsons_interval():
    rows = rows_of(table_prevalence(analyse_prevalence(QUESTION, "outcome")))
    # n (%) from Table 1; the interval from R: prop.test(21, 49, correct = FALSE).
    assert rows["1 somatic comorbidity"][0] == "21 (42.9) [30.0 to 56.7]"
    assert [cell.split(" [")[0] for cell in rows["1 somatic comorbidity"][1:4]] == [
        "6 (66.7)", "2 (25.0)", "13 (40.6)",
    ]  # fmt: skip
    assert rows["Number of somatic comorbidities"][4:6] == (".104", ".306")
    # Nobody has it: an interval from zero up, and no test.
    assert rows["Post-myocardial infarction (c)"][0] == "0 (0.0) [0.0 to 7.3]"
    assert rows["Post-myocardial infarction (c)"][4:] == ("–",) * 4


def test_dots_stand_by_frequency_and_hold_what_the_table_says():
    result = analyse_prevalence(QUESTION, "outcome")
    features = [row for row in bar_rows(result) if row.block == "features"]
    proportions = [row.overall.estimate for row in features]
    assert proportions == sorted(proportions, reverse=True)
    chart = chart_prevalence(result, frozenset({"hypertension"}), "light")
    drawn = pd.DataFrame(chart["datasets"]["bars"])
    one = drawn[(drawn["label"] == "Arterial hypertension") & (drawn["series"] == "Responder")].iloc[0]
    assert one["proportion"] == pytest.approx(100 * 6 / 9)
    assert one["n"] == "6 of 9 (67 %)"
    assert ("top" in drawn, one["low"] < one["proportion"] < one["high"]) == (False, True)
    assert any(parameter["name"] == PICK for parameter in chart["params"])
    hints = {row["key"]: row["do"] for row in chart["datasets"]["hits"]}
    assert hints["hypertension"] == "shows all patients again"
    assert hints["epilepsy"] == "shows only these patients"


def test_rows_can_be_ordered_by_name_and_by_p():
    result = analyse_prevalence(QUESTION, "outcome")
    names = [row.label for row in bar_rows(result, "name") if row.block == "features"]
    assert names == sorted(names, key=str.casefold)
    by_key = {row.feature.name: row.test.p for row in result.rows}
    p = [by_key[row.key] for row in bar_rows(result, "p") if row.block == "features"]
    known = [value for value in p if value == value]
    assert known == sorted(known)
    assert all(value != value for value in p[len(known) :])
    assert len(names) == len(p) == len(result.rows)


def test_a_column_of_the_combinations_names_its_patients_and_rows_have_their_size(patients):
    result = analyse_cooccurrence(QUESTION)
    data = chart_combinations(result, "light")["datasets"]
    for bar, combination in zip(data["bars"], combinations_drawn(result), strict=True):
        assert (bar["combination"], bar["n"]) == (str(int(bar["x"])), str(len(combination.patients)))
    sizes = {row["label"]: int(row["n"]) for row in data["sizes"]}
    assert sizes["Arterial hypertension"] == (patients["hypertension"] == "yes").sum()


def test_a_click_asks_for_patients_who_have_all_that_were_clicked():
    rows = {row.key: row for row in bar_rows(analyse_prevalence(QUESTION, "outcome"))}
    assert rows["hypertension"].choice == ("all", ("hypertension",))
    assert rows["number=2"].choice == ("comorbidities", ("2",))
    classes = bar_rows(analyse_prevalence(QUESTION, "sex", "class"))
    assert {row.choice[0] for row in classes} == {"medicine"}


def test_combinations_and_pairs_are_those_of_the_file(patients):
    result = analyse_cooccurrence(QUESTION)
    has = patients[SOMATIC] == "yes"
    chart = chart_combinations(result, "light")
    bars = pd.DataFrame(chart["datasets"]["bars"])
    none = ~(patients[[*SOMATIC, "comorbid_bp", "comorbid_mdd"]] == "yes").any(axis=1)
    assert int(bars.loc[bars["words"] == "None of them", "n"].iloc[0]) == none.sum()
    dots = pd.DataFrame(chart["datasets"]["dots"])
    assert (dots.groupby("x")["on"].sum().to_numpy() == bars["size"].to_numpy()).all()
    both = int((has["hypertension"] & has["hyperlipidaemia"]).sum())
    pairs = rows_of(table_pairs(result, len(result.pairs)))
    cells = pairs["Arterial hypertension – Hyperlipidaemia"]
    expected = has["hypertension"].sum() * has["hyperlipidaemia"].sum() / 49
    assert cells[:3] == ("49", str(both), f"{expected:.1f}")
    tiles = pd.DataFrame(chart_matrix(result, "dark")["datasets"]["tiles"])
    tile = tiles[tiles["pair"].isin(["Arterial hypertension and Hyperlipidaemia"])].iloc[0]
    assert tile["n"] == str(both)


def test_combinations_hold_every_patient_once():
    result = analyse_cooccurrence(QUESTION)
    cells = [cells[0] for cells in rows_of(table_combinations(result, 1000)).values()]
    assert sum(int(cell.split(" ")[0]) for cell in cells) == 49
    numbers = table_numbers(result).lines[0].cells[1:]
    assert sum(int(cell.split(" ")[0]) for cell in numbers) == 49


def test_an_empty_cell_has_an_honest_interval_and_an_arrow(patients):
    result = analyse_responses(QUESTION, "response", "comorbidity")
    cells = rows_of(table_responses(result))["Diabetes mellitus"]
    assert (patients["diabetes"] == "yes").sum() == 3
    # R: fisher.test(matrix(c(3, 14, 0, 32), 2)) gives p = 0.03691, odds ratio Inf, 0.8228 to Inf.
    assert cells[0] == "3/3 (100.0)"
    assert cells[3:5] == ("∞ [0.82 to ∞]", ".037")
    chart = chart_forest(result, ODDS, "light")
    place = [row.feature.name for row in result.rows].index("diabetes")
    drawn = next(row for row in chart["datasets"]["marks"] if row["y"] == place)
    assert drawn["shape"] == "beyond"
    assert [arrow["left"] for arrow in chart["datasets"]["arrows"] if arrow["y"] == place] == [False]
    nobody = [row.feature.name for row in result.rows].index("myocardial_infarction")
    assert [row["y"] for row in chart["datasets"]["silent"]] == [nobody]
    assert rows_of(table_responses(result))["Post-myocardial infarction (c)"][2:4] == ("–", "–")


def test_the_interval_of_a_difference_has_the_name_of_what_was_computed():
    result = analyse_responses(QUESTION, "response", "comorbidity")
    # Hypertension, 9/16 against 8/33: Newcombe by hand is +3 to +56, the exact unconditional interval is wider.
    assert rows_of(table_responses(result))["Arterial hypertension"][2] == "+32 [+1 to +59]"
    assert "exact unconditional interval (Chan–Zhang)" in caption_forest(result, DIFFERENCE)
    assert "exact unconditional interval (Chan–Zhang)" in table_responses(result).notes[0]
    illness = Column("a", "Illness", "yes_no", "comorbidity", levels=(YES, NO))
    many = analyse_responses(Question(make(400, 5, MADRS, MG, illness), LAST), "response", "comorbidity")
    assert "Newcombe’s score interval" in caption_forest(many, DIFFERENCE)
    assert "Chan–Zhang" not in caption_forest(many, DIFFERENCE)


@pytest.mark.parametrize(
    ("value", "words"), [(np.inf, "∞"), (0.0, "0"), (0.041, "0.04"), (12.34, "12.3"), (1567.2, "1567")]
)
def test_odds_ratios_are_written_with_fewer_decimals_as_they_grow(value, words):
    assert format_odds(value) == words


def test_panels_share_their_axis_and_the_numbers_stand_in_the_table(patients):
    result = analyse_courses(QUESTION, "mg")
    rows = choose_rows(result, ())
    panels = chart_courses(result, rows, magnesium_unit("mmol"), "light")
    assert len(panels) == len(result.rows) == 10
    domains = {str(layer["encoding"]["y"]["scale"]["domain"]) for panel in panels for layer in panel["layer"]}
    assert len(domains) == 1
    long = pd.read_csv(DATA_FOLDER / "cohort.csv")
    first = long[(long["visit"] == "pre") & (long["epilepsy"] == "yes")]["mg"]
    table = table_course_means(result, 1.0, 3)
    lines = [line.cells for line in table.lines]
    place = [cells[0] for cells in lines].index("Epilepsy")
    assert lines[place + 1][1].startswith(f"{first.mean():.3f} ({first.sem():.4f}), {first.size}")


def test_of_many_features_those_that_differ_most_or_are_asked_for_are_drawn():
    illness = [Column(f"ill_{i}", f"Ill {i}", "yes_no", "comorbidity", levels=(YES, NO)) for i in range(20)]
    result = analyse_courses(Question(make(40, 5, MADRS, MG, *illness, missing=0), LAST), "mg")
    drawn = choose_rows(result, ())
    assert len(drawn) == 12
    assert drawn[0].feature is None
    left = [row.interaction.p_gg for row in result.rows if row not in drawn]
    assert max(row.interaction.p_gg for row in drawn[1:]) <= min(left)
    assert [row.name for row in choose_rows(result, ("ill_3", "ill_7"))] == ["ill_3", "ill_7"]


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [
        (0, 10, (0, 2, 4, 6, 8, 10)),
        (0.73, 1, (0.75, 0.8, 0.85, 0.9, 0.95, 1)),
        (-3, 3, (-3, -2, -1, 0, 1, 2, 3)),
    ],
)
def test_ticks_are_round(low, high, ticks):
    assert nice_ticks(low, high) == pytest.approx(ticks)


def pictures(question: Question, theme: str) -> list[dict]:
    together, courses = analyse_cooccurrence(question), analyse_courses(question, "mg")
    responses = analyse_responses(question, "response", "comorbidity")
    panels = chart_courses(courses, choose_rows(courses, ()), None, theme)
    return [
        chart_prevalence(analyse_prevalence(question, "outcome"), frozenset(), theme),
        chart_combinations(together, theme),
        chart_matrix(together, theme),
        join_courses(panels),
        chart_forest(responses, DIFFERENCE, theme),
        chart_forest(responses, ODDS, theme),
    ]


def test_every_picture_can_be_drawn_and_saved():
    for picture in pictures(QUESTION, "light"):
        svg = svg_of(picture)
        assert svg.startswith("<svg")
        assert "NaN" not in svg


def test_a_picture_that_leaves_the_page_has_whole_labels():
    result = analyse_responses(QUESTION, "response", "comorbidity")
    labels = re.findall(r">(Psych[^<]*)<", svg_of(chart_forest(result, ODDS, "light", whole=True)))
    assert sorted(labels) == ["Psychiatric comorbidity in BP", "Psychiatric comorbidity in MDD"]
    prevalence = chart_prevalence(analyse_prevalence(QUESTION), frozenset(), "light", whole=True)
    labels = re.findall(r">(Psych[^<]*)<", svg_of(with_whole_labels(prevalence)))
    assert set(labels) == {"Psychiatric comorbidity in BP", "Psychiatric comorbidity in MDD"}


def test_no_two_rows_on_the_page_are_cut_to_the_same_words():
    together = analyse_cooccurrence(QUESTION, "comorbidity")
    for chart in (
        chart_forest(analyse_responses(QUESTION, "response", "comorbidity"), ODDS, "light"),
        chart_prevalence(analyse_prevalence(QUESTION), frozenset(), "light"),
        chart_combinations(together, "light"),
        chart_matrix(together, "light"),
    ):
        labels = re.findall(r">(Psych[^<]*)<", svg_of(chart))
        assert len(labels) == len(set(labels)) == 2
        assert not [label for label in labels if label.endswith("…")]


def test_hostile_labels_stay_words_and_break_no_picture():
    illness = [
        Column(name, label, "yes_no", "comorbidity", levels=(YES, NO))
        for name, label in (("a", HOSTILE), ("b", "x.y[0]:'\"\\"), ("c", "Płaca ≥ 3"))
    ]
    question = Question(make(30, 5, MADRS, MG, *illness, missing=0), LAST)
    for picture in pictures(question, "dark"):
        assert svg_of(picture).startswith("<svg")
    courses = analyse_courses(question, "mg")
    html = html_panels(courses, choose_rows(courses, ()), None, "Caption.", "dark")
    tables = (
        table_prevalence(analyse_prevalence(question, "outcome")), table_courses(courses), table_main_effects(courses),
        table_responses(analyse_responses(question, "response", "comorbidity")),
    )  # fmt: skip
    for text in (html, *map(html_of, tables)):
        assert "onerror" not in " ".join(re.findall(r"<[^>]*>", re.sub(r'alt="[^"]*"', "", text)))
        assert "<img src=x" not in text
