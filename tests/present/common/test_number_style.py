"""Decimal mark and decimals: the same number in every style, in tables, sentences, charts and files."""

import csv
import io
import re

import pytest

from lib.analysis.anova.visits import analyse_anova
from lib.analysis.common.question import Question
from lib.analysis.trajectory.summary import summarise_trajectory
from lib.cohort.cohort import read_bundled_cohort
from lib.cohort.units import magnesium_unit
from lib.export.pictures import svg_of
from lib.export.tables.data_csv import csv_of
from lib.present.anova.means_chart import chart_means
from lib.present.anova.posthoc import table_means
from lib.present.anova.tables import table_anova
from lib.present.anova.words import lines_apa, sentence_anova
from lib.present.common.formats import (
    format_count,
    format_dfs,
    format_interval,
    format_level,
    format_number,
    format_p,
    format_printed,
    format_proportion,
    plural,
)
from lib.present.common.number_style import ENGLISH, NumberStyle, current_style, in_style
from lib.present.trajectory.chart import chart_trajectory
from lib.present.trajectory.view import TrajectoryView
from tests.export.shown_tables import provenance

COMMA, MORE, FEWER = NumberStyle("comma"), NumberStyle(decimals="more"), NumberStyle(decimals="fewer")
QUESTION = Question(read_bundled_cohort())
#: A point between digits, or before some: what no text in the comma style may hold.
POINT_NUMBER = re.compile(r"\d\.\d|(?<!\w)\.\d")


def written():
    """One number of every kind."""
    return [
        format_number(-0.834, 2),
        format_proportion(0.2551),
        format_p(0.0314),
        format_p(0.0004),
        format_count(21, 49),
        format_dfs(3.44, 151.4),
        format_interval(0.8149, 0.8451, 3),
        format_level(),
        plural(1204, "patient"),
        format_number(1204, 0),
    ]


@pytest.mark.parametrize(
    ("style", "texts"),
    [
        (ENGLISH, ["−0.83", ".255", ".031", "<.001", "21 (42.9)", "3.44, 151.40", "0.815 to 0.845", "p < .05",
                   "1,204 patients", "1204"]),
        (COMMA, ["−0,83", ",255", ",031", "<,001", "21 (42,9)", "3,44; 151,40", "0,815 to 0,845", "p < ,05",
                 "1\u00a0204 patients", "1204"]),
        (MORE, ["−0.834", ".2551", ".0314", ".0004", "21 (42.86)", "3.440, 151.400", "0.8149 to 0.8451", "p < .05",
                "1,204 patients", "1204"]),
        (FEWER, ["−0.8", ".26", ".03", "<.001", "21 (43)", "3.4, 151.4", "0.81 to 0.85", "p < .05",
                 "1,204 patients", "1204"]),
    ],
)  # fmt: skip
def test_every_kind_of_number(style, texts):
    with in_style(style):
        assert written() == texts
    assert current_style() == ENGLISH


@pytest.mark.parametrize(
    ("p", "text"),
    [
        (0.049, ".049"),
        (0.0541, ".054"),
        (0.056, ".06"),
        (0.01, ".01"),
        (0.004, ".004"),
        (0.996, ">.99"),
        (1.0, "1.00"),
    ],
)
def test_fewer_decimals_do_not_hide_the_side_of_the_level(p, text):
    with in_style(FEWER):
        assert format_p(p) == text


def test_more_decimals_go_on_to_a_ten_thousandth():
    with in_style(MORE):
        assert [format_p(p) for p in (0.00004, 0.99999, 1.0)] == ["<.0001", ">.9999", "1.0000"]


@pytest.mark.parametrize(
    ("text", "comma"),
    [
        ("1,204.5 mg", "1\u00a0204,5 mg"),
        ("p < .05, n = 9.", "p < ,05, n = 9."),
        ("0.66–1.07", "0,66–1,07"),
        ("version 1.17.1, doi 10.3390/ph14050430", "version 1.17.1, doi 10.3390/ph14050430"),
        ("1,204 of 12,345,678", "1\u00a0204 of 12\u00a0345\u00a0678"),
        ("4, 176", "4, 176"),
    ],
)
def test_texts_are_rewritten(text, comma):
    assert COMMA.write(text) == comma
    assert ENGLISH.write(text) == text


def test_what_a_paper_printed_keeps_its_point():
    with in_style(NumberStyle("comma", "more")):
        assert format_printed(0.2551, 2) == "0.26"


def test_tables_and_sentences_agree_and_apa_lines_stay():
    answer = analyse_anova(QUESTION, "mg", "outcome", "III")
    english = table_anova(answer), sentence_anova(answer, "auto"), lines_apa(answer, "auto")
    with in_style(COMMA):
        table, sentence, lines = (
            table_anova(answer),
            sentence_anova(answer, "auto"),
            lines_apa(answer, "auto"),
        )
    assert lines == english[2]
    assert not POINT_NUMBER.search(sentence)
    assert "F(4; 168) = " in sentence
    assert table.style == COMMA
    for line, before in zip(table.lines, english[0].lines, strict=True):
        assert line.cells == tuple(cell.replace(".", ",") for cell in before.cells)


def test_csv_is_parted_by_semicolons_where_the_mark_is_a_comma():
    answer = analyse_anova(QUESTION, "mg", "all", "III")
    with in_style(COMMA):
        table = table_means(answer)
    # Made later, in another style: the file is the table's.
    rows = list(csv.reader(io.StringIO(csv_of(table.about(provenance())).lstrip("\ufeff")), delimiter=";"))
    assert rows[0] == ["Visit", "n", "Mean", "SE", "df", "95 % CI, low", "95 % CI, high"]
    first = next(line for line in table.lines if line.kind != "section")
    assert rows[1] == [*first.cells[:5], *first.cells[5].split(" to ")]
    assert re.fullmatch(r"0,\d{3}", rows[1][2])


def test_axes_and_labels_of_charts_follow():
    with in_style(COMMA):
        trajectory = summarise_trajectory(QUESTION, "mg", "outcome")
        view = TrajectoryView(unit=magnesium_unit("mmol"), reference=True, axis="day")
        charts = [
            chart_trajectory(trajectory, QUESTION.cohort.patients, view),
            chart_means(analyse_anova(QUESTION, "mg", "outcome", "III"), "light"),
        ]
    for chart in charts:
        texts = re.findall(r"<t(?:ext|span)[^>]*>([^<]+)<", svg_of(chart))
        assert any(re.fullmatch(r"0,\d+", text) for text in texts)
        assert "Pre" in texts
        assert not [text for text in texts if POINT_NUMBER.search(text)]
    assert (
        "config" not in chart_trajectory(trajectory, QUESTION.cohort.patients, view)
        or "locale" not in (chart_trajectory(trajectory, QUESTION.cohort.patients, view)["config"])
    )
