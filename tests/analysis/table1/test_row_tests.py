"""The tests of Table 1 by choice, against R (tests/reference/table1.R)."""

import csv
import statistics

import pytest

from lib.analysis.common.question import Question
from lib.analysis.table1.table import summarise_table1
from lib.cohort.codebook import DATA_FOLDER
from lib.cohort.cohort import read_bundled_cohort
from lib.present.table1.table import sentence_table1, table_table1
from tests.analysis.reference_cohort import cohort_of
from tests.stats.reference_sets import figures

R = figures("table1")
SETS = {entry["data"]: entry for entry in figures("groups")["sets"]}


def baseline(data, **choice):
    """The row of the measure at the first visit; patients without a later value have been left out by R alone."""
    rows = summarise_table1(Question(cohort_of(SETS[data])), "group", **choice).rows
    return next(row for row in rows if row.column == "value")


def test_means_of_two_groups_are_tested_by_welch():
    test = baseline("btheb", numbers="mean").test
    assert test.method == "Welch’s t test"
    assert (test.p, test.effect) == pytest.approx((R["two"]["welch"], R["two"]["d"]))


def test_means_of_three_groups_are_tested_by_welch():
    row = baseline("sim_9_8_28", numbers="mean")
    assert row.test.method == "Welch’s analysis of variance"
    assert (row.test.p, row.test.effect) == pytest.approx((R["three"]["welch"], R["three"]["eta"]))
    largest = max(R["three"]["smd"])
    assert row.smd == pytest.approx(largest)
    first, second = R["three"]["names"][R["three"]["smd"].index(largest)].split()
    assert row.smd_groups == (f"Group {first}", f"Group {second}")


def test_medians_of_two_groups_are_tested_by_mann_whitney():
    row = baseline("btheb", numbers="median")
    assert row.test.method.startswith("Mann–Whitney test")
    # R approximates with ties; where all arrangements are counted p lies near.
    assert row.test.p == pytest.approx(R["two"]["mann_whitney"], rel=0.02)
    assert row.smd == pytest.approx(R["two"]["smd"])


def test_p_is_adjusted_over_the_rows_tested_and_the_sentence_counts_it():
    question = Question(read_bundled_cohort())
    raw = [
        row.test.p for row in summarise_table1(question, "sex").rows if row.test and row.test.p == row.test.p
    ]
    table = summarise_table1(question, "sex", adjust="bonferroni")
    found = [row.test.p_adjusted for row in table.rows if row.test and row.test.p == row.test.p]
    assert found == pytest.approx([min(1, len(raw) * p) for p in raw])
    low = sum(p < 0.05 for p in found)
    assert "after adjustment (Bonferroni)" in sentence_table1(table)
    assert (
        f"{low} of {len(found)} tested rows" if low else f"none of {len(found)} tested rows"
    ) in sentence_table1(table)


@pytest.mark.parametrize("counts", ["exact", "chi2"])
def test_every_test_is_named_in_its_row_and_the_notes_say_what_is_printed(counts):
    question = Question(read_bundled_cohort())
    table = table_table1(summarise_table1(question, "sex", "mean", counts, "holm"), smd=True)
    heads = [f"{head.label} {head.detail}".strip() for head in table.headings]
    assert heads[-5:] == ["SMD", "p", "p adjusted", "Effect", "Test"]
    names = {
        line.cells[-1].partition(" (")[0]
        for line in table.lines
        if line.kind == "row" and len(line.cells) > 1
    }
    assert {"Welch’s t", "exact" if counts == "exact" else "χ²"} <= names
    notes = " ".join(table.notes)
    assert "Adjusted p: Holm" in notes
    assert "SMD: absolute standardised difference" in notes
    assert "Kruskal" not in notes


def test_a_measure_keeps_its_decimals():
    with (DATA_FOLDER / "cohort.csv").open(encoding="utf-8", newline="") as file:
        values = sorted(
            float(row["mg"]) for row in csv.DictReader(file) if row["visit"] == "pre" and row["mg"]
        )
    table = table_table1(summarise_table1(Question(read_bundled_cohort()), "sex"))
    mean, median = (line.cells for line in table.lines[-2:])
    assert mean[2].startswith(f"{sum(values) / len(values):.3f} (")
    assert median[2].startswith(f"{statistics.median(values):.2f} [")


def test_without_groups_there_is_one_column_and_no_test():
    result = summarise_table1(Question(read_bundled_cohort()), "all")
    table = table_table1(result, smd=True)
    assert table.caption == "Table 1. Characteristics of 49 patients"
    assert [heading.label for heading in table.headings] == ["", "N known", "All"]
    assert {len(line.cells) for line in table.lines if line.kind != "section"} == {3}
    assert not any("only one group" in note for note in table.notes)
    assert sentence_table1(result) == "49 patients; no groups are compared."
