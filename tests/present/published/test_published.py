"""Words, tables and pictures of the published numbers."""

import json
from collections import Counter

import altair as alt
import pytest

from lib.analysis.published.judgement import judge_paper
from lib.analysis.published.own_text import check_own_lines, check_own_table
from lib.analysis.published.verdicts import VERDICTS
from lib.export.tables.data_csv import csv_of
from lib.present.common.table import html_of
from lib.present.published.map import TILES, alt_tiles, caption_tiles, chart_tiles, split_parts, tile_records
from lib.present.published.notes import METHOD_NOTES, SIGNS, records_checks, records_verdicts
from lib.present.published.verdicts import (
    choose_notable,
    describe_sizes,
    format_recomputed,
    list_faults,
    records_findings,
    sentence_own,
    sentence_paper,
    sentence_patients,
    table_findings,
    table_patients,
)
from tests.export.shown_tables import provenance

RESULT = judge_paper()
PARTS = split_parts(RESULT.findings)


def of(key: str):
    return next(finding for finding in RESULT.findings if finding.cell.key == key)


def test_the_sentence_counts_every_printed_number_once():
    # expected_verdicts.csv: 22 readings, 2 roundings, 19 inconsistent, 7 that cannot be checked, of 618
    assert sentence_paper(RESULT) == (
        "Of 618 printed numbers of Górska et al. 2021, 592 hold (2 after rounding and 22 under another reading), "
        "19 contradict others in print and 7 cannot be checked."
    )


def test_the_sentence_on_patients():
    assert sentence_patients(RESULT) == (
        "The paper does not state how many patients the ANOVAs rest on; F, p and ηp² together allow 45 patients, "
        "4 fewer than in Table 1."
    )


def test_one_of_a_kind_is_said_in_the_singular():
    result = check_own_table("Row;A (n = 8);B (n = 12)\nx;5 (62.5);4 (33.4)\n")
    assert sentence_own(result) == (
        "Of 4 printed numbers, 2 hold, 1 contradicts another in print and 1 cannot be checked."
    )


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("Table 1|sex=male|total n", "21"),
        ("Table 1|sex=male|p", "0.2285"),
        ("Table 1|diagnosis=BP|responder n", "1"),
        ("Table 1|bmi|effect", "−0.022"),
        ("Table 1|age|remitter mean", "42.875"),
        ("Text|mg_time_f_df", "4, 176"),
        ("Text|mg_responder_f_df", "4, 39"),
        ("Text|visits_before", "–"),
    ],
)
def test_a_recomputed_number_has_one_decimal_more_than_print(key, text):
    assert format_recomputed(of(key)) == text


def test_the_table_shows_what_does_not_hold_until_verdicts_are_chosen():
    assert Counter(f.verdict for f in choose_notable(RESULT.findings, ())) == {"inconsistent": 19}
    table = table_findings(RESULT.findings, ())
    assert table.caption == "What does not hold: 19 numbers"
    assert sum(line.kind == "row" for line in table.lines) == 19
    cells = next(line.cells for line in table.lines if line.cells[0] == "TCA, Remitter, %")
    assert cells[1:3] == ("13.5", "12.50")
    assert "no whole number of 8 patients is 13.5 %" in cells[-1]
    chosen = table_findings(RESULT.findings, ("reading", "rounding"))
    assert chosen.caption == "Reproduced under another reading and reproduced after rounding: 24 numbers"


def test_a_long_table_is_cut_and_says_so():
    table = table_findings(RESULT.findings, ("reproduced",), most=10)
    assert sum(line.kind == "row" for line in table.lines) == 10
    assert table.notes[0] == "558 more stand in the list below."


def test_the_list_holds_every_number_and_follows_the_filter():
    assert len(records_findings(RESULT.findings, ())) == 618
    rows = records_findings(RESULT.findings, ("unchecked",))
    assert len(rows) == 7
    assert {row["Verdict"] for row in rows} == {"? Cannot be checked"}


def test_text_of_the_reader_stays_text():
    result = check_own_table("Row;<b>A</b> (n = 8)\n<img src=x onerror=alert(1)>;5 (60.0)\n=1+1;5 (61.0)\n")
    page = html_of(table_findings(result.findings, ()))
    assert "<img" not in page
    assert "<b>A" not in page
    assert "&lt;img src=x" in page
    assert "\"'=1+1, " in csv_of(table_findings(result.findings, ()).about(provenance()))


def test_faults_are_cut_at_five():
    result = check_own_lines("\n".join("x" * n for n in range(1, 18)))
    sentences = list_faults(result)
    assert len(sentences) == 6
    assert sentences[-1] == "And 12 more."


def test_sizes_say_where_they_come_from():
    result = check_own_table("Row;A;B (n = 12);C\nx;5 (62.5);4 (33.3);2\n")
    assert (
        describe_sizes(result)
        == "Group sizes used: A: n = 8 (from the percentages); B: n = 12; C: not known."
    )


def test_patients_behind_the_anovas():
    lines = {line.cells[0]: line.cells[1:] for line in table_patients(RESULT.patients).lines}
    assert lines["Mg²⁺ over the visits"] == ("4", "161–178", "42–45")
    assert lines["Mg²⁺ over the visits, responders"] == ("4", "39", "45")


def test_every_verdict_has_a_sign_a_colour_and_a_meaning():
    codes = {verdict.code for verdict in VERDICTS}
    assert set(SIGNS) == codes
    assert len(set(SIGNS.values())) == len(codes)
    for theme in ("light", "dark"):
        assert set(TILES[theme]) == codes
        assert len(set(TILES[theme].values())) == len(codes)
    assert len(records_verdicts()) == len(codes)
    assert len(records_checks()) == len(METHOD_NOTES)


def test_every_number_has_a_tile_of_its_own():
    assert [len(part) for part in PARTS] == [550, 68]
    for part in PARTS:
        records, rows = tile_records(part, ())
        assert len(records) == len(part)
        assert max(Counter((record["row"], record["place"]) for record in records).values()) == 1
        assert {record["row"] for record in records} <= set(rows)
        assert len(rows) == len(set(rows))


def test_verdicts_not_chosen_fade():
    records, _ = tile_records(PARTS[0], ("inconsistent",))
    assert {r["sign"] for r in records if r["weight"] == 1} == {"×"}
    assert sum(r["weight"] == 1 for r in records) == 13
    assert {r["weight"] for r in tile_records(PARTS[0], ())[0]} == {1.0}


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("part", PARTS, ids=["table", "text"])
def test_the_picture_is_valid_and_names_its_axes_safely(part, theme):
    chart = chart_tiles(part, ("inconsistent",), theme)
    alt.LayerChart.from_dict(chart)  # checked against the schema of Vega-Lite
    for layer in chart["layer"]:
        for channel in ("x", "y"):
            assert layer["encoding"][channel]["field"].isidentifier()
            assert layer["encoding"][channel]["scale"]["domain"]
    assert {name for record in chart["datasets"]["tiles"] for name in record} <= {
        *(
            "row",
            "place",
            "verdict",
            "sign",
            "weight",
            "number",
            "printed",
            "recomputed",
            "told",
            "arithmetic",
        )
    }
    json.dumps(chart)


def test_drawing_twice_leaves_the_structure_alone():
    first = json.dumps(chart_tiles(PARTS[1], (), "light"))
    chart_tiles(PARTS[0], ("reading",), "light")
    assert json.dumps(chart_tiles(PARTS[1], (), "light")) == first


def test_words_for_a_reader_who_cannot_see_the_picture():
    words = alt_tiles(PARTS[0], "Table 1")
    assert "13 inconsistent in print" in words
    assert "TCA, Remitter, %" in words
    assert caption_tiles(PARTS[0], "Table 1").startswith("Table 1: 550 printed numbers")
