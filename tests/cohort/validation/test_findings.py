"""Every fault the check knows, planted by hand in a clean file and found at its place."""

from __future__ import annotations

import numpy as np
import pytest

from lib.cohort.intake import check_file
from lib.cohort.mapping import guess_mapping
from lib.cohort.reading import read_table
from lib.cohort.validation import build_cohort
from lib.cohort.validation.finding import Fault, describe_findings

from .clean_file import by_code, check, clean_rows, planted, text_of


def test_clean_file_has_no_findings_and_the_values_of_the_file():
    validated = check(clean_rows())
    assert validated.findings == ()
    cohort = validated.cohort
    assert cohort.patients == tuple(f"P{i}" for i in range(1, 9))
    assert cohort.visit_names == ("pre", "week_2", "post")
    assert cohort.measures["madrs"].tolist() == [[30 + i, 24 + i, 18 + i] for i in range(8)]
    assert cohort.measures["mg"][0].tolist() == [0.80, 0.82, 0.84]
    assert cohort.characteristics["age"].tolist() == [30 + i for i in range(8)]
    sex = cohort.codebook.column("sex").levels
    assert [sex[code].code for code in cohort.characteristics["sex"]] == ["female", "male"] * 4
    assert cohort.characteristics["diabetes"].tolist() == [0, 1] * 4
    assert cohort.codebook.measure_of("depression").remission_cutoff == 10


@pytest.mark.parametrize(
    ("line", "column", "value", "severity", "code", "patient"),
    [
        (5, "age", "300", "error", "impossible_value", "P2"),
        (3, "madrs", "61", "error", "impossible_value", "P1"),
        (4, "madrs", "-1", "error", "impossible_value", "P1"),
        (8, "mg_mmol_l", "0", "error", "impossible_value", "P3"),
        (8, "bmi", "2.1", "error", "impossible_value", "P3"),
        (9, "madrs", "abc", "error", "text_in_number", "P3"),
        (9, "mg_mmol_l", "<0.10", "error", "below_detection", "P3"),
        (9, "mg_mmol_l", "0.85 mmol/24h", "error", "unit_in_cell", "P3"),
        (9, "mg_mmol_l", "12.05.2020", "error", "date_in_number", "P3"),
        (6, "sex", "male?", "error", "unknown_level", "P2"),
        (7, "diabetes", "perhaps", "error", "unknown_level", "P2"),
        (6, "patient", "", "error", "missing_id", ""),
        (6, "visit", "", "error", "missing_visit", "P2"),
        (6, "visit", "pre", "error", "duplicate_visit", "P2"),
        (7, "sex", "female", "error", "two_values", "P2"),
        (7, "diagnosis", "MDD", "error", "two_values", "P2"),
        (7, "age", "41", "error", "two_values", "P2"),
        (10, "madrs", "12.5", "warning", "fraction_in_score", "P3"),
        (12, "mg_mmol_l", "2.1", "warning", "unit_mixup", "P4"),
        (12, "mg_mmol_l", "1.7", "warning", "unit_mixup", "P4"),
        (12, "mg_mmol_l", "21", "error", "impossible_value", "P4"),
    ],
)
def test_planted_fault_is_found_at_its_place(line, column, value, severity, code, patient):
    validated = check(planted(line, column, value))
    found = by_code(validated, code)
    assert [(f.severity, f.row, f.column, f.patient) for f in found] == [(severity, line, column, patient)]
    assert (validated.cohort is None) == (severity == "error")
    assert found[0].advice
    assert found[0].expected


def test_a_cell_with_the_unit_of_its_column_is_read():
    validated = check(planted(9, "mg_mmol_l", "0.85 mmol/L"))
    assert validated.findings == ()
    assert validated.cohort.measures["mg"][2, 1] == 0.85


def test_mixup_names_the_unit_it_looks_like():
    assert "mg/dL" in by_code(check(planted(12, "mg_mmol_l", "2.1")), "unit_mixup")[0].advice
    assert "mEq/L" in by_code(check(planted(12, "mg_mmol_l", "1.7")), "unit_mixup")[0].advice


def test_high_but_possible_magnesium_is_no_mixup():
    assert check(planted(12, "mg_mmol_l", "1.10")).findings == ()


def test_whole_column_in_another_unit():
    rows = clean_rows()
    for row in rows[1:]:
        row[-1] = f"{float(row[-1]) * 2.4305:.2f}"
    found = by_code(check(rows), "unit_of_column")
    assert len(found) == 1
    assert found[0].severity == "warning"
    assert "mg/dL" in found[0].advice


def test_unit_of_the_file_is_converted():
    rows = clean_rows()
    rows[0][-1] = "mg (mg/dL)"
    for row in rows[1:]:
        row[-1] = f"{float(row[-1]) * 2.4305:.4f}"
    validated = check(rows)
    assert validated.findings == ()
    assert validated.cohort.codebook.column("mg").unit == "mmol/L"
    assert validated.cohort.measures["mg"][0] == pytest.approx([0.80, 0.82, 0.84], abs=1e-4)


def test_unit_that_no_header_names_is_guessed_aloud():
    rows = clean_rows()
    rows[0][-1] = "mg"
    for row in rows[1:]:
        row[-1] = f"{float(row[-1]) * 2.4305:.4f}"
    validated = check(rows)
    assert [finding.code for finding in validated.findings] == ["unit_guessed"]
    assert validated.cohort.measures["mg"][0] == pytest.approx([0.80, 0.82, 0.84], abs=1e-4)


def test_missing_codes_outside_the_limits_are_missing_and_told():
    validated = check(planted(4, "madrs", "-9"))
    assert np.isnan(validated.cohort.measures["madrs"][0, 2])
    assert [(f.code, f.column) for f in validated.findings] == [("missing_code", "madrs")]


def test_missing_codes_without_limits_are_numbers_until_named():
    rows = [[*row, str(50 + 3 * i)] for i, row in enumerate(clean_rows())]
    rows[0][-1] = "pulse"
    rows[5][-1] = "-99"
    raw = read_table(text_of(rows).encode(), "file.csv")
    mapping = guess_mapping(raw)
    first = build_cohort(raw, mapping)
    assert [f.code for f in first.findings] == ["possible_missing_code"]
    assert first.cohort.measures["pulse"][1, 1] == -99
    named = build_cohort(raw, type(mapping)(**{**vars(mapping), "missing_codes": (-99.0,)}))
    assert named.findings == ()
    assert np.isnan(named.cohort.measures["pulse"][1, 1])


def test_a_code_within_the_limits_is_a_value():
    rows = planted(4, "madrs", "9")
    assert check(rows).cohort.measures["madrs"][0, 2] == 9


def test_decimal_commas_are_fractions_never_thousands():
    rows = [[cell.replace(".", ",") for cell in row] for row in clean_rows()]
    raw = read_table("\n".join(";".join(row) for row in rows).encode(), "file.csv")
    cohort = build_cohort(raw, guess_mapping(raw)).cohort
    assert cohort.measures["mg"][0].tolist() == [0.80, 0.82, 0.84]
    assert cohort.characteristics["bmi"][0] == 20.5


def test_all_faults_at_once():
    rows = planted(5, "age", "300")
    rows[2][7], rows[8][2], rows[9][0] = "abc", "???x", ""
    codes = {finding.code for finding in check(rows).findings}
    assert {"impossible_value", "text_in_number", "unknown_level", "missing_id"} <= codes


def test_rows_out_of_order_are_told_but_used():
    rows = clean_rows()
    rows[1], rows[2] = rows[2], rows[1]
    validated = check(rows)
    assert [(f.code, f.patient) for f in validated.findings] == [("visits_out_of_order", "P1")]
    assert validated.cohort.measures["madrs"][0].tolist() == [30, 24, 18]


def test_visits_dated_backwards_are_told():
    rows = clean_rows()
    rows[0].append("date")
    for i, row in enumerate(rows[1:]):
        row.append(f"2024-{1 + i % 3:02d}-{10 + i // 3}")
    assert check(rows).findings == ()
    rows[3][-1] = "2023-12-24"
    found = check(rows).findings
    assert [(f.code, f.row, f.patient) for f in found] == [("dates_out_of_order", 4, "P1")]
    assert found[0].found == "48 days before an earlier visit"


def test_small_changes_of_age_go_on_with_the_first_value():
    validated = check(planted(7, "age", "32"))
    assert [f.code for f in validated.findings] == ["changes_between_visits"]
    assert validated.cohort.characteristics["age"][1] == 31


def test_outcome_group_against_the_ratings():
    rows = [[*row, "responder" if i % 2 else "nonresponder"] for i, row in enumerate(clean_rows())]
    rows[0][-1] = "outcome"
    for i, row in enumerate(rows[1:]):
        row[-1] = ("responder", "nonresponder")[(i // 3) % 2]
    rows[3][7] = "12"
    found = by_code(check(rows), "outcome_contradicts")
    # P1 fell from 30 to 12 and is a responder; P3, P5 and P7 fell by 12 points only.
    assert [finding.patient for finding in found] == ["P3", "P5", "P7"]
    assert "3 of 8" in found[0].advice
    assert found[0].severity == "warning"


def test_empty_and_constant_columns():
    rows = [[*row, "", "x7"] for row in clean_rows()]
    rows[0][-2:] = ["nothing", "centre"]
    validated = check(rows)
    assert {(f.code, f.column) for f in validated.findings} == {
        ("empty_column", "nothing"),
        ("constant_column", "centre"),
    }
    assert validated.cohort is not None


def test_one_visit_and_few_patients_go_on():
    rows = [["id", "age", "madrs"], ["1", "30", "20"], ["2", "40", "25"], ["3", "50", "31"]]
    validated = check(rows)
    assert {finding.code for finding in validated.findings} == {"one_visit", "few_patients"}
    assert validated.cohort.measures["madrs"].shape == (3, 1)


def test_two_rows_of_a_patient_in_a_wide_file():
    rows = [
        ["id", "madrs_pre", "madrs_post"],
        *([str(i), str(30 + i), str(20 + i)] for i in range(7)),
        ["3", "33", "23"],
    ]
    found = by_code(check(rows), "duplicate_patient")
    assert [(f.row, f.patient, f.found) for f in found] == [(9, "3", "a second row, the same as row 5")]


def test_ids_that_differ_in_case_only():
    rows = clean_rows()
    rows[3][0] = "p1"
    assert [f.row for f in by_code(check(rows), "similar_ids")] == [4]


def test_findings_of_the_whole_file_are_one_sentence_that_begins_with_a_capital():
    fault = Fault("warning", "visits", "one pattern", "Check the visits.")
    assert describe_findings([fault.at("“a”"), fault.at("“b”")]) == (
        "The file: found “a” and “b”; expected one pattern. Check the visits.",
    )
    two = describe_findings([fault.at("“x”", row=2), fault.at("“y”", row=3)])
    assert two == ("Row 2 (“x”) and row 3 (“y”): expected one pattern. Check the visits.",)


@pytest.mark.parametrize(
    ("lost", "codes"),
    [
        ({(4, 2), (9, 1), (9, 2)}, set()),
        ({(4, 1)}, {"rows_lacking"}),
        ({(4, 0), (4, 1), (4, 2)}, {"ids_lacking"}),
    ],
    ids=[
        "patients who end early",
        "a visit that lacks before a later one",
        "a number that lacks among the ids",
    ],
)
def test_what_good_data_may_lack_is_a_note_at_most(lost, codes):
    rows = [
        f"{patient},week {2 * visit},{30 - patient % 7 - 4 * visit}"
        for patient in range(1, 21)
        for visit in range(3)
        if (patient, visit) not in lost
    ]
    report = check_file("\n".join(["id,visit,madrs", *rows]).encode(), "trial.csv")
    assert {(f.severity, f.code) for f in report.findings} == {("note", code) for code in codes}
    assert report.status == "clean"
    assert report.as_text().count("Note: ") == len(codes)
