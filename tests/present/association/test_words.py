"""Associations in words, tables and pictures."""

import numpy as np
import pytest

from lib.analysis.association.correlations import analyse_association, correlate_visits
from lib.analysis.common.question import Question
from lib.export.pictures import svg_of
from lib.present.association.chart import chart_panels, chart_within, join_panels
from lib.present.association.tables import table_association, table_matrix
from lib.present.association.words import lines_association, sentence_association
from lib.present.common.formats import format_p, format_proportion
from tests.analysis.reference_cohort import pairs_cohort
from tests.stats.reference_sets import figures

R = figures("other")
COHORT = pairs_cohort()
RESULT = analyse_association(Question(COHORT), "x", "y", "pearson")


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
    panels = chart_panels(RESULT, COHORT.patients, part, "light")
    assert len(panels) == count
    ends = {str([layer["encoding"]["x"]["scale"]["domain"] for layer in panel["layer"]]) for panel in panels}
    assert len(ends) == 1
    assert [len(panel["datasets"]["points"]) for panel in panels] == [row.test.n for row in RESULT.of(part)]
    picture = svg_of(join_panels(panels))
    assert all(row.label in picture for row in RESULT.of(part))


def test_lines_within_patients_have_the_common_slope():
    data = chart_within(RESULT, COHORT.patients, "dark")["datasets"]
    assert len(data["points"]) == R["rm"]["observations"]
    assert len({row["patient"] for row in data["line"]}) == R["rm"]["patients"]
    first, last = data["line"][:2]
    assert first["patient"] == last["patient"]
    slope = (last["y"] - first["y"]) / (last["x"] - first["x"])
    assert slope == pytest.approx(R["rm"]["slope"], rel=1e-6)
    assert np.isfinite([row["y"] for row in data["points"]]).all()
