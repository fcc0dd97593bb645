"""Lines of results: how they are read, and what is found in them. Figures by hand: ηp² = F·df1 / (F·df1 + df2)."""

import pytest

from lib.analysis.published.own_text import check_own_lines
from lib.analysis.published.reported_f import LineFault, ReportedF, read_df, read_reported_f


@pytest.mark.parametrize(
    ("line", "f", "df1", "df2", "p", "eta"),
    [
        ("F(4, 39) = 6.26, p = .001, ηp² = .39", "6.26", 4, 39, ".001", ".39"),
        ("F(4) = 5.22; p = 0.001; η²p = 0.11.", "5.22", 4, None, "0.001", "0.11"),
        ("F(4.39) = 6.26; p = 0.001; η2p = 0.39", "6.26", 4, 39, "0.001", "0.39"),
        ("F (1,20)=4,50; p<0,05; partial eta squared = ,18", "4.50", 1, 20, "0.05", ".18"),
        ("main effect, F(2.8, 109.4) = 5.22, P = .003", "5.22", 2.8, 109.4, ".003", None),
        ("ηp² = .17, F(2; 30) = 3.1", "3.1", 2, 30, None, ".17"),
        ("F(2, 30) = 3.1, p > .05, np2 = .17 (n = 33)", "3.1", 2, 30, ".05", ".17"),
        ("F(2, 30) = 3.1, p = .06, eta2p = .17", "3.1", 2, 30, ".06", ".17"),
    ],
)
def test_the_ways_a_result_is_written(line, f, df1, df2, p, eta):
    reported = read_reported_f(line)
    assert isinstance(reported, ReportedF)
    assert (reported.f.text, reported.df1, reported.df2) == (f, df1, df2)
    assert (reported.p and reported.p.text) == p
    assert (reported.eta and reported.eta.text) == eta


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("t(20) = 2.1, p = .05", "no F"),
        ("F(a, b) = 2.1, p = .05", "F(a, b)"),
        ("F(0, 10) = 2.1, p = .05", "F(0, 10)"),
        ("F(2, 30) = 3.1", "neither p nor partial η²"),
        ("F(2, 30) = 3.1, p = 5", "a p of 5"),
        ("F(2, 30) = 3.1, ηp² = 17", "a partial η² of 17"),
    ],
)
def test_what_cannot_be_read_is_said(line, found):
    fault = read_reported_f(line)
    assert isinstance(fault, LineFault)
    assert found in fault.found
    assert fault.expected


@pytest.mark.parametrize(
    ("text", "df"),
    [
        ("4, 39", (4, 39, False)),
        ("4", (4, None, False)),
        ("4.39", (4, 39, True)),
        ("2.0", (2.0, None, False)),
        ("", None),
        ("-1", None),
    ],
)
def test_degrees_of_freedom(text, df):
    assert read_df(text) == df


def verdicts(line: str) -> dict[str, str]:
    result = check_own_lines(line)
    assert not result.faults
    return {finding.cell.place: finding.verdict for finding in result.findings}


def test_figures_that_agree():
    # ηp² = 6.26 · 4 / (6.26 · 4 + 39) = .391
    assert verdicts("F(4, 39) = 6.26, p = .001, ηp² = .39") == dict.fromkeys(
        ("df", "F", "p", "ηp²"), "reproduced"
    )


def test_one_wrong_figure_is_named_and_the_others_are_not():
    wrong_p = verdicts("F(4, 39) = 6.26, p = .010, ηp² = .39")
    assert wrong_p == {"p": "inconsistent", "ηp²": "reproduced", "F": "unchecked", "df": "unchecked"}
    wrong_eta = verdicts("F(4, 39) = 6.26, p = .001, ηp² = .19")
    assert (wrong_eta["p"], wrong_eta["ηp²"]) == ("reproduced", "inconsistent")


def test_where_nothing_agrees_f_and_df_are_in_doubt_too():
    # F(4, 39) = 1.26 gives p = .30 and ηp² = .11
    found = verdicts("F(4, 39) = 1.26, p = .001, ηp² = .39")
    assert set(found.values()) == {"inconsistent"}


def test_missing_error_df_is_a_reading_and_its_range_is_told():
    result = check_own_lines("F(4) = 5.22; p = 0.001; ηp² = 0.11")
    df = next(finding for finding in result.findings if finding.cell.place == "df")
    assert df.verdict == "reading"
    assert "161 to 178" in df.arithmetic  # R, tests/reference/published_table1.json


def test_p_printed_as_the_least_number_stands_for_less():
    # F(4, 39) = 12.26 gives p = .0000015
    assert verdicts("F(4, 39) = 12.26, p = .001")["p"] == "reading"
    assert verdicts("F(4, 39) = 12.26, p < .001")["p"] == "reproduced"
    assert verdicts("F(4, 39) = 12.26, p = .002")["p"] == "inconsistent"


def test_several_results_in_one_line_and_lines_that_cannot_be_read():
    result = check_own_lines("First: F(1, 20) = 4.5, p = .047 and then F(2, 30) = 1.0, p = .38\n\nnonsense")
    assert {finding.cell.source for finding in result.findings} == {"Line 1, result 1", "Line 1, result 2"}
    assert [fault.place for fault in result.faults] == ["Line 3"]


def test_an_empty_text_is_a_fault():
    assert [str(fault) for fault in check_own_lines("  \n").faults] == [
        "The text: found no line; expected “F(4, 39) = 6.26, p = .001, ηp² = .39”."
    ]
