"""Associations in words, tables and pictures."""

from dataclasses import replace

import numpy as np
import pytest

from lib.analysis.association.correlations import analyse_association, correlate_visits
from lib.analysis.association.groups import divide_association, row_in_front, rows_inside
from lib.analysis.common.question import Question
from lib.cohort.cohort import read_bundled_cohort
from lib.cohort.outcome import OutcomeDefinition
from lib.export.pictures import svg_of
from lib.present.association.chart import chart_pair, chart_panels, join_panels
from lib.present.association.figures import figure_forest, figure_pair
from lib.present.association.forest import chart_coefficients, forest_rows
from lib.present.association.tables import table_association, table_groups, table_matrix
from lib.present.association.within import chart_within
from lib.present.association.words import lines_association, sentence_association
from lib.present.common.formats import format_p, format_proportion
from tests.analysis.reference_cohort import pairs_cohort
from tests.stats.reference_sets import figures

R = figures("other")
COHORT = pairs_cohort()
RESULT = analyse_association(Question(COHORT), "x", "y", "pearson")
ALIKE = divide_association(Question(COHORT), RESULT, "visit_v1", "all")
BUNDLED = Question(read_bundled_cohort())
MG = analyse_association(BUNDLED, "mg", "madrs")


def test_answer_names_a_few_of_many_found_and_counts_the_others():
    found = [replace(row, p_holm=0.001) for row in MG.rows]
    sentence = sentence_association(replace(MG, rows=tuple(found)))
    assert len(found) > 4
    assert f"{found[0].label}, {found[1].label}, {found[2].label} and {len(found) - 3} more" in sentence
    assert found[3].label not in sentence.split("correlation is detected in")[1]


def test_answer_names_the_strongest_and_the_correlation_within_patients():
    sentence = sentence_association(RESULT)
    strongest = min((*R["visits"], *R["changes"]), key=lambda row: row["pearson"]["p"])
    assert f"r = {format_proportion(strongest['pearson']['r'])} [95 % CI" in sentence
    within = format_proportion(R["rm"]["r"])
    assert f"Within patients across the visits: r = {within} [95 % CI" in sentence
    assert sentence.endswith(f"{R['rm']['observations']} pairs of values of {R['rm']['patients']} patients.")


def test_lines_to_copy_follow_apa():
    first = lines_association(RESULT).split("\n")[0]
    expected, n = R["visits"][0]["pearson"], R["visits"][0]["n"]
    low, high = (format_proportion(end) for end in expected["ci"])
    assert first.startswith(
        f"V1: r({n - 2}) = {format_proportion(expected['r'])}, 95% CI [{low}, {high}], p "
    )


def test_table_counts_the_missing_and_names_the_family():
    table = table_association(RESULT)
    rows = [line.cells for line in table.lines if line.kind == "row"]
    assert [row[0] for row in rows[:4]] == ["V1", "V2", "V3", "V4"]
    for row, expected in zip(rows, (*R["visits"], *R["changes"]), strict=False):
        assert int(row[1]) == expected["n"]
        assert int(row[1]) + int(row[2]) == COHORT.n_patients
        assert row[7] == format_p(expected["pearson"]["p"])
    assert "over the 7 correlations" in table.notes[0]
    assert all(len(row) == len(table.headings) for row in rows)


def test_matrix_prints_r_with_its_n_below_the_diagonal():
    table = table_matrix(correlate_visits(Question(COHORT), "x", "y", "spearman"), "spearman")
    assert (
        table.lines[0].cells[1] == f"{format_proportion(R['spearman_matrix'][0][1], 2)} ({R['pairs'][0][1]})"
    )
    assert table.lines[0].cells[2:] == ("",) * 6
    assert len(table.lines) == 7


@pytest.mark.parametrize(("part", "count"), [("visit", 4), ("change", 3)])
def test_panels_share_their_scale_and_join_to_one_picture(part, count):
    panels = chart_panels(RESULT, ALIKE, COHORT.patients, part, "light")
    assert len(panels) == count
    ends = {str([layer["encoding"]["x"]["scale"]["domain"] for layer in panel["layer"]]) for panel in panels}
    assert len(ends) == 1
    assert [len(panel["datasets"]["points"]) for panel in panels] == [row.test.n for row in RESULT.of(part)]
    picture = svg_of(join_panels(panels))
    assert all(row.label in picture for row in RESULT.of(part))


def test_lines_within_patients_have_the_common_slope():
    data = chart_within(RESULT, ALIKE, COHORT.patients, "dark")["datasets"]
    assert len(data["points"]) == R["rm"]["observations"]
    assert len({row["patient"] for row in data["line"]}) == R["rm"]["patients"]
    first, last = data["line"][:2]
    assert first["patient"] == last["patient"]
    slope = (last["y"] - first["y"]) / (last["x"] - first["x"])
    assert slope == pytest.approx(R["rm"]["slope"], rel=1e-6)
    assert np.isfinite([row["y"] for row in data["points"]]).all()


def test_the_forest_holds_every_coefficient_of_r_with_its_interval():
    rows = forest_rows(RESULT)
    expected = [*(row["pearson"] for row in (*R["visits"], *R["changes"]))]
    for row, wanted in zip(rows, expected, strict=False):
        assert (row.estimate, row.low, row.high) == pytest.approx((wanted["r"], *wanted["ci"]), rel=1e-9)
    assert rows[-1].estimate == pytest.approx(R["rm"]["r"], rel=1e-9)
    assert [row.heading for row in rows].index("Changes from the first visit") == 4
    largest = max(range(7), key=lambda place: abs(expected[place]["r"]))
    front = row_in_front(RESULT, "largest")
    assert front == rows[largest].code
    data = chart_coefficients(RESULT, "light", front)["datasets"]
    strongest = max(data["hits"], key=lambda hit: hit["ground"])
    assert strongest["code"] == front
    assert sorted(mark["size"] for mark in data["marks"])[-1] == 150  # the largest n has the largest square


def test_a_region_holds_the_patients_whose_values_lie_in_it():
    row = MG.rows[0]
    inside = rows_inside(row, (0.70, 0.80), (20, 30))
    by_hand = [
        place
        for place, (x, y) in enumerate(zip(row.first, row.second, strict=True))
        if 0.70 <= x <= 0.80 and 20 <= y <= 30
    ]
    assert inside.tolist() == by_hand
    assert 0 < len(by_hand) < 49
    assert len(rows_inside(row, (), ())) == row.test.n


def test_every_patient_is_drawn_once_and_in_one_group():
    groups = divide_association(BUNDLED, MG, "change_post", "outcome")
    assert sum(group.mask for group in groups.points).tolist() == [1] * 49
    assert [(group.label, int(group.mask.sum())) for group in groups.points] == [
        ("Responder", 9), ("Remitter", 8), ("Non-responder", 32),
    ]  # fmt: skip
    chart = chart_pair(MG, groups, BUNDLED.cohort.patients, "change_post", "light", "P07")
    points = chart["datasets"]["points"]
    assert len({point["patient"] for point in points}) == len(points) == 47
    assert "P07" in svg_of(chart)
    table = table_groups(MG, "change_post", groups)
    assert [line.cells[0] for line in table.lines] == ["Responder", "Remitter", "Non-responder"]
    assert sum(int(line.cells[1]) for line in table.lines) == 47
    assert any("its range is narrow" in note for note in table.notes)


def test_patients_of_two_groups_have_a_symbol_of_their_own():
    groups = divide_association(
        replace(BUNDLED, definition=OutcomeDefinition(grouping="overlapping")), MG, "visit_pre", "outcome"
    )
    labels = {group.label: int(group.mask.sum()) for group in groups.points}
    assert sum(labels.values()) == 49
    assert labels["Responder and Remitter"] > 0


def test_caption_and_alt_text_name_line_groups_and_family():
    groups = divide_association(BUNDLED, MG, "change_post", "outcome")
    figure = figure_pair(BUNDLED, MG, groups, "change_post")
    assert "the line of ranks (Iman and Conover)" in figure.caption
    assert "outcome group (Responder 9, Remitter 8, Non-responder 32)" in figure.caption
    assert "Post − Pre: ρ = " in figure.alt
    assert "after Holm’s adjustment" in figure_forest(BUNDLED, MG).caption
