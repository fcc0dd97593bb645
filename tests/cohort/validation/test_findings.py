"""Every fault the check knows, planted by hand in a clean file and found at its place."""

from __future__ import annotations

import numpy as np
import pytest

from lib.cohort.mapping import change_column, change_measure, guess_mapping
from lib.cohort.reading import read_table
from lib.cohort.validation import build_cohort, count_findings, describe_findings, findings_table

HEADER = "patient,visit,sex,age,bmi,diagnosis,diabetes,madrs,mg_mmol_l"
VISITS = ("pre", "week 2", "post")
N_PATIENTS = 8


def clean_rows():
    """Eight patients at three visits; line 1 is the header, so patient i visit v stands on line 2 + 3 i + v."""
    rows = [HEADER.split(",")]
    for i in range(N_PATIENTS):
        for v, visit in enumerate(VISITS):
            sex, diagnosis = ("female", "male")[i % 2], ("MDD", "BP", "other")[i % 3]
            described = [f"P{i + 1}", visit, sex, str(30 + i), f"2{i}.5", diagnosis, ("yes", "no")[i % 2]]
            rows.append([*described, str(30 + i - 6 * v), f"{0.80 + 0.01 * i + 0.02 * v:.2f}"])
    return rows


def text_of(rows):
    return "\n".join(",".join(row) for row in rows) + "\n"


def check(rows, mapping=None, sep=","):
    raw = read_table(text_of(rows).replace(",", sep).encode(), "file.csv")
    return build_cohort(raw, mapping or guess_mapping(raw))


def planted(line, column, value):
    """Put a value on a line of the file (the header is line 1)."""
    rows = clean_rows()
    rows[line - 1][rows[0].index(column)] = value
    return rows


def by_code(validated, code):
    return [finding for finding in validated.findings if finding.code == code]


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
        (9, "mg_mmol_l", "0.85 mmol/L", "error", "unit_in_cell", "P3"),
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
    rows = [["id", "madrs_pre", "madrs_post"], *([str(i), str(30 + i), str(20 + i)] for i in range(7)), ["3", "33", "23"]]
    found = by_code(check(rows), "duplicate_patient")
    assert [(f.row, f.patient, f.found) for f in found] == [(9, "3", "a second row, the same as row 5")]


def test_ids_that_differ_in_case_only():
    rows = clean_rows()
    rows[3][0] = "p1"
    assert [f.row for f in by_code(check(rows), "similar_ids")] == [4]


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
    mapping = change_measure(guess_mapping(raw), "madrs", catalogue="", label="VAS", maximum=36.0, remission_cutoff=5.0)
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
    assert list(table.columns) == ["severity", "code", "row", "column", "patient", "found", "expected", "advice"]
    sentences = describe_findings(findings)
    assert len(sentences) == 1
    assert "and 12 more" in sentences[0]


def test_reading_errors_stop():
    text = text_of(clean_rows()).replace("P1,pre,female,30,20.5", "P1,pre,female,30,20,5")
    raw = read_table(text.encode(), "file.csv")
    validated = build_cohort(raw, guess_mapping(raw))
    assert validated.cohort is None
    assert "long_rows" in {finding.code for finding in validated.errors}
