"""Ticks, saved mappings, counted visits, and long lists of findings."""

from __future__ import annotations

import numpy as np

from lib.cohort.mapping import change_column, change_measure, guess_mapping
from lib.cohort.reading import read_table
from lib.cohort.validation import build_cohort, count_findings, describe_findings, findings_table

from .clean_file import by_code, check, clean_rows, text_of


def test_tick_and_blank_is_yes_and_no_even_on_one_row_of_a_patient():
    rows = clean_rows()
    for i, row in enumerate(rows[1:]):
        row[6] = "x" if i in (0, 6, 9) else ""
    validated = check(rows)
    assert validated.findings == ()
    assert validated.cohort.characteristics["diabetes"].tolist() == [0, 1, 0, 0, 1, 1, 1, 1]


def test_mapping_that_lacks_everything_says_so():
    raw = read_table(b"a,b\nx,1\ny,2\n", "file.csv")
    mapping = guess_mapping(raw)
    for column in raw.columns:
        mapping = change_column(mapping, raw, column, role="ignore")
    validated = build_cohort(raw, mapping)
    assert validated.cohort is None
    assert {"no_patient_column", "no_measure"} <= {finding.code for finding in validated.findings}


def test_saved_mapping_on_a_file_without_its_columns():
    raw = read_table(text_of(clean_rows()).encode(), "file.csv")
    mapping = guess_mapping(raw)
    rows = [[cell for i, cell in enumerate(row) if i != 3] for row in clean_rows()]
    other = read_table(text_of(rows).encode(), "next.csv")
    assert [(f.code, f.column) for f in build_cohort(other, mapping).errors] == [("column_missing", "age")]


def test_saved_mapping_on_a_new_visit_and_level():
    raw = read_table(text_of(clean_rows()).encode(), "file.csv")
    mapping = guess_mapping(raw)
    rows = clean_rows()
    rows[6][1], rows[7][5] = "week 9", "schizophrenia"
    other = read_table(text_of(rows).encode(), "next.csv")
    found = {(f.code, f.row) for f in build_cohort(other, mapping).errors}
    assert {("unknown_visit", 7), ("unknown_level", 8)} <= found


def test_own_scale_brings_its_limits():
    raw = read_table(text_of(clean_rows()).encode(), "file.csv")
    mapping = change_measure(
        guess_mapping(raw), "madrs", catalogue="", label="VAS", maximum=36.0, remission_cutoff=5.0
    )
    found = build_cohort(raw, mapping).errors
    assert [(f.code, f.patient, f.row) for f in found] == [("impossible_value", "P8", 23)]


def test_long_lists_are_cut_in_prose_and_complete_in_the_table():
    rows = clean_rows()
    for row in rows[1:18]:
        row[7] = "99"
    findings = check(rows).findings
    assert count_findings(findings) == (17, 0)
    table = findings_table(findings)
    assert len(table) == 17
    assert table["row"].tolist() == list(range(2, 19))
    assert list(table.columns) == [
        "severity",
        "code",
        "row",
        "column",
        "patient",
        "found",
        "expected",
        "advice",
    ]
    sentences = describe_findings(findings)
    assert len(sentences) == 1
    assert "and 12 more" in sentences[0]


def test_reading_errors_stop():
    text = text_of(clean_rows()).replace("P1,pre,female,30,20.5", "P1,pre,female,30,20,5")
    raw = read_table(text.encode(), "file.csv")
    validated = build_cohort(raw, guess_mapping(raw))
    assert validated.cohort is None
    assert "long_rows" in {finding.code for finding in validated.errors}


def test_visits_are_counted_where_no_column_names_them():
    rows = [["id", "madrs"], *([f"S{i}", str(30 + i - 5 * v)] for i in range(6) for v in range(3))]
    del rows[-1]
    validated = check(rows)
    assert [finding.code for finding in validated.findings] == ["visits_counted"]
    assert validated.cohort.visit_names == ("visit_1", "visit_2", "visit_3")
    assert validated.cohort.measures["madrs"][0].tolist() == [30, 25, 20]
    assert np.isnan(validated.cohort.measures["madrs"][5, 2])


def test_measure_full_of_text_is_a_fault_and_not_left_out():
    rows = clean_rows()
    for i, row in enumerate(rows[1:]):
        row[-1] = f"x{row[-1]}{i}"
    found = by_code(check(rows), "text_in_number")
    assert len(found) == 24
    assert {finding.column for finding in found} == {"mg_mmol_l"}
