"""Tables of other papers: how they are read, and what the checks find. Every figure is a hand sum."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.analysis.published.own_table import MAX_CHARACTERS, read_own_table
from lib.analysis.published.own_text import EXAMPLE_LINES, EXAMPLE_TABLE, check_own_lines, check_own_table

HEADER = "Row;All (n = 20);A (n = 8);B (n = 12);p;V\n"


def found(text: str) -> dict[tuple[str, str], str]:
    """Verdict by row and place."""
    result = check_own_table(text)
    assert not result.faults, [str(fault) for fault in result.faults]
    return {(finding.cell.row, finding.cell.place): finding.verdict for finding in result.findings}


def wrong(text: str) -> set[tuple[str, str]]:
    return {where for where, verdict in found(text).items() if verdict == "inconsistent"}


def test_a_table_that_adds_up_has_nothing_wrong():
    # Fisher's p of 5/3 against 4/8: R fisher.test(matrix(c(5,3,4,8),2)) gives 0.3618; V = .2924
    text = HEADER + "Female;9 (45.0);5 (62.5);4 (33.3);.362;.29\nMale;11 (55.0);3 (37.5);8 (66.7);;\n"
    assert set(found(text).values()) == {"reproduced"}


def test_a_wrong_count_is_told_from_its_percentage():
    text = HEADER + "Smoker;9 (45.0);6 (62.5);4 (33.3);;\n"
    assert wrong(text) == {("Smoker", "A, n")}


def test_a_wrong_percentage_is_told_from_its_count():
    assert wrong(HEADER + "Smoker;9 (45.0);5 (50.0);4 (33.3);;\n") == {("Smoker", "A, %")}
    assert wrong(HEADER + "Smoker;9 (45.0);5 (62.7);4 (33.3);;\n") == {("Smoker", "A, %")}


def test_where_nothing_tells_which_is_wrong_all_are_named():
    text = HEADER + "Smoker;9;6;4;;\n"
    assert wrong(text) == {("Smoker", "All, n"), ("Smoker", "A, n"), ("Smoker", "B, n")}
    assert wrong("Row;A (n = 8);B (n = 12)\nSmoker;5 (50.0);4 (33.3)\n") == {
        ("Smoker", "A, n"),
        ("Smoker", "A, %"),
    }


def test_levels_below_a_heading_add_up_to_the_group():
    good = HEADER + "School;;;;;\nLow;4;2;2;;\nMiddle;9;3;6;;\nHigh;7;3;4;;\n"
    assert wrong(good) == set()
    rows = HEADER + "School;;;;.8;\nLow;4;2;2;;\nMiddle;9;3;6;;\nHigh;8;3;5;;\n"
    # The groups give 13 of 12 in B and 21 of 20 in all; each row adds up.
    assert {where for where in wrong(rows) if where[1] in ("A, n",)} == set()


def test_a_count_is_settled_by_row_and_column_together():
    # 18 in place of 17 breaks the row (28 against 27) and the column (33 of 32): the paper's own misprint.
    text = (
        "Row;All (n = 49);R (n = 9);M (n = 8);N (n = 32);p\n"
        "Work;;;;;.5\n"
        "Employed;11 (22.4);2 (22.2);2 (25.0);7 (21.9);\n"
        "Unemployed;27 (55.1);7 (77.8);3 (37.5);18 (56.2);\n"
        "Pension;10 (20.4);0 (0);3 (37.5);7 (21.9);\n"
        "Seasonal;1 (2.0);0 (0);0 (0);1 (3.1);\n"
    )
    result = check_own_table(text)
    cells = {(f.cell.row, f.cell.place): f for f in result.findings}
    finding = cells["Unemployed", "N, n"]
    assert finding.verdict == "inconsistent"
    assert finding.recomputed == (17.0,)
    assert cells["Unemployed", "N, %"].verdict == "inconsistent"
    assert cells["Unemployed", "All, n"].verdict == "reproduced"


def test_p_of_another_test_is_another_reading():
    # R: chisq.test(matrix(c(11,9,4,16),2), correct=FALSE) p = .0222, fisher .0484, Yates .0500
    table = "Row;A (n = 20);B (n = 20);p\nStatin;11 (55.0);4 (20.0);{}\n"
    assert found(table.format(".048"))["Statin", "p"] == "reproduced"
    pearson = check_own_table(table.format(".022")).findings[-1]
    assert (pearson.verdict, pearson.reading) == ("reading", "by Pearson’s χ² test")
    yates = check_own_table(table.format(".050")).findings[-1]
    assert (yates.verdict, yates.reading) == ("reading", "by the χ² test with Yates’ correction")
    assert found(table.format(".084"))["Statin", "p"] == "inconsistent"


def test_grim_only_where_the_label_says_whole_numbers():
    text = "Row;All (n = 17);A (n = 9);B (n = 8)\n{};{};53.12;42.88\n"
    # 53.12 × 9 = 478.08: 478 / 9 = 53.11 and 479 / 9 = 53.22. All: (9 × 53.12 + 8 × 42.88) / 17 = 48.301
    assert ("Age, whole years", "A, mean") in wrong(text.format("Age, whole years", "48.30"))
    assert wrong(text.format("Weight", "48.30")) == set()


def test_mean_and_sd_of_all_patients():
    text = HEADER.replace(";p;V", "") + "Weight;{};70.0 (10.0);80.0 (12.0)\n"
    # mean (8 × 70 + 12 × 80) / 20 = 76.0; SD √((7·100 + 11·144 + 8·36 + 12·16) / 19) = √145.47 = 12.06
    assert wrong(text.format("76.0 (12.1)")) == set()
    assert ("Weight", "All, mean") in wrong(text.format("77.0 (12.1)"))
    assert ("Weight", "All, SD") in wrong(text.format("76.0 (11.0)"))


def test_sizes_are_worked_out_where_the_header_gives_none():
    result = check_own_table("Row;All;A;B\nx;9 (45.0);5 (62.5);4 (33.3)\ny;11 (55.0);3 (37.5);8 (66.7)\n")
    assert result.sizes == (("All", 20, True), ("A", 8, True), ("B", 12, True))
    assert {finding.verdict for finding in result.findings} == {"reproduced"}


def test_a_percentage_alone():
    assert found("Row;A (n = 8)\nx;62.5%\ny;63.0 %\n") == {
        ("x", "A, %"): "reproduced",
        ("y", "A, %"): "inconsistent",
    }


@pytest.mark.parametrize("separator", ["\t", ";", ","])
def test_separators_and_decimal_commas(separator):
    cells = [["Row", "A (n = 8)", "B (n = 12)"], ["Female", "5 (62,5)", "4 (33,3)"]]
    quote = '"{}"' if separator == "," else "{}"
    text = "\n".join(separator.join(quote.format(cell) for cell in line) for line in cells)
    assert set(found(text).values()) == {"reproduced"}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "The text: found no line; expected a header line and at least one row."),
        ("Row;A (n = 8)", "The text: found one line; expected a header line and at least one row."),
        (
            "Row;p\nx;.5",
            "The header: found “Row; p”; expected a column for each group, such as “Responder (n = 9)”.",
        ),
        (
            "Row;A (n = 8)\nx;five",
            "Line 2, column “A”: found “five”; expected a count with its percentage such as “6 (66.7)”, or a mean "
            "such as “28.00 (4.64)”.",
        ),
        ("Row;A (n = 8);p\nx;5 (62.5);7", "Line 2, column “p”: found “7”; expected a number from 0 to 1."),
        ("Row;A (n = 8)\n\n;5 (62.5)\n", "Line 3, column 1: found no label; expected the name of the row."),
        ("Row;A (n = 8)\nx;-\n", "The table: found no row with numbers; expected counts such as “6 (66.7)”."),
        ("x" * (MAX_CHARACTERS + 1), "The text: found 400,001 characters; expected at most 400,000."),
    ],
)
def test_bad_input_gets_a_sentence_that_says_where_what_and_what_instead(text, sentence):
    assert [str(fault) for fault in check_own_table(text).faults] == [sentence]


def test_the_rest_of_a_table_with_a_fault_is_checked():
    result = check_own_table("Row;A (n = 8)\nx;five\ny;5 (60.0)\n")
    assert len(result.faults) == 1
    # 60 % of 8 is 4.8 patients: the percentage is impossible, and says nothing about the count.
    assert {(f.cell.row, f.cell.place): f.verdict for f in result.findings} == {
        ("y", "A, n"): "unchecked",
        ("y", "A, %"): "inconsistent",
    }


def test_the_example_holds_the_mistakes_it_was_given():
    # Smoker: 6 + 4 = 10 against 9. Diabetes: 3 of 20 is 15.0 %, printed 17.0. Statin: exact p .048, printed .084.
    result = check_own_table(EXAMPLE_TABLE.read_text(encoding="utf-8"))
    rows = {finding.cell.row for finding in result.findings if finding.verdict == "inconsistent"}
    assert not result.faults
    assert rows == {"Smoker", "Diabetes", "Statin"}


def test_the_example_lines_hold_one_mistake():
    # F(2, 57) = 3.80: p = .028, printed .048; ηp² = 7.6 / 64.6 = .118
    result = check_own_lines(EXAMPLE_LINES)
    assert {(f.cell.source, f.cell.place) for f in result.findings if f.verdict == "inconsistent"} == {
        ("Line 3", "p")
    }


CELLS = st.one_of(
    st.text(max_size=12),
    st.from_regex(r"\d{1,3} \(\d{1,3}\.\d\)", fullmatch=True),
    st.from_regex(r"\d{1,3}([.,]\d{1,3})?%?", fullmatch=True),
)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.lists(st.lists(CELLS, min_size=1, max_size=6), min_size=1, max_size=8), st.sampled_from("\t;,"))
def test_no_text_breaks_the_checks(rows, separator):
    text = "\n".join(separator.join(row) for row in rows)
    for candidate in (text, "Row;All (n = 30);A (n = 10);B (n = 20);p;V\n" + text, "Row\tA\tB\tp\n" + text):
        result = check_own_table(candidate)
        assert result.findings or result.faults
    read_own_table(text)
    check_own_lines(text)
