"""The whole way of a file: the bundled cohort, the templates and the report of the command line."""

from __future__ import annotations

import json

import numpy as np
import pytest

from lib.cohort.catalogue import conversion_factor, find_analyte, find_unit
from lib.cohort.codebook import DATA_FOLDER
from lib.cohort.cohort import read_bundled_cohort
from lib.cohort.intake import check_file, import_cohort
from lib.cohort.templates import (
    example_long,
    example_wide,
    template_long,
    template_wide,
    template_workbook,
)
from lib.cohort.units import MAGNESIUM_UNITS


def assert_same_values(cohort, expected, n=None):
    """Compare what two cohorts hold, whatever their limits and sources say."""
    n = expected.n_patients if n is None else n
    assert cohort.patients == expected.patients[:n]
    assert cohort.visit_names == expected.visit_names
    for name, values in cohort.measures.items():
        np.testing.assert_array_equal(values, expected.measures[name][:n])
    for name, values in cohort.characteristics.items():
        np.testing.assert_array_equal(values, expected.characteristics[name][:n], err_msg=name)


def test_bundled_file_comes_out_as_the_bundled_cohort():
    intake = import_cohort((DATA_FOLDER / "cohort.csv").read_bytes(), "cohort.csv", keep_ids=True)
    cohort, bundled = intake.validated.cohort, read_bundled_cohort()
    assert intake.validated.findings == ()
    assert_same_values(cohort, bundled)
    assert list(cohort.measures) == list(bundled.measures)
    assert list(cohort.characteristics) == list(bundled.characteristics)
    for ours, theirs in zip(cohort.codebook.columns, bundled.codebook.columns, strict=True):
        for part in ("name", "kind", "role", "unit", "levels", "decimals", "members", "tested_within"):
            assert getattr(ours, part) == getattr(theirs, part), (ours.name, part)


@pytest.mark.parametrize("make", [example_long, example_wide])
def test_worked_example_is_clean_and_whole(make):
    intake = import_cohort(make().encode(), "example.csv", keep_ids=True)
    assert intake.validated.findings == ()
    assert_same_values(intake.validated.cohort, read_bundled_cohort())


@pytest.mark.parametrize(
    "data",
    [
        template_long().encode(),
        template_wide().encode(),
        template_workbook("long"),
        template_workbook("wide"),
    ],
    ids=["long csv", "wide csv", "long xlsx", "wide xlsx"],
)
def test_template_reads_back_clean(data):
    intake = import_cohort(data, "template", keep_ids=True)
    assert intake.validated.findings == ()
    assert intake.suspicions == ()
    cohort = intake.validated.cohort
    assert cohort.n_patients < 30
    names = ("sex", "age", "bmi", "education", "diagnosis", "hypertension", "diabetes", "sertraline")
    assert set(names) <= set(cohort.characteristics)
    expected = read_bundled_cohort()
    assert list(cohort.measures) == ["madrs", "ymrs", "mg"]
    for name in (*names, "venlafaxine", "quetiapine"):
        assert shown(cohort, name) == shown(expected, name)[: cohort.n_patients]
    for name in cohort.measures:
        np.testing.assert_array_equal(cohort.measures[name], expected.measures[name][: cohort.n_patients])


def shown(cohort, name):
    """Levels in words, numbers as they are."""
    values = cohort.characteristics[name].tolist()
    levels = cohort.codebook.column(name).levels
    return [levels[value].code for value in values] if levels else values


@pytest.mark.parametrize("layout", ["long", "wide"])
def test_workbook_of_the_worked_example(layout):
    intake = import_cohort(template_workbook(layout, example=True), "example.xlsx", keep_ids=True)
    assert intake.validated.findings == ()
    assert_same_values(intake.validated.cohort, read_bundled_cohort())


REPORT_KEYS = [
    "format", "version", "file", "status", "exit_code", "reason", "detected", "mapping", "identifying", "cohort",
    "errors", "warnings", "findings",
]  # fmt: skip


@pytest.mark.parametrize(
    ("data", "status", "code"),
    [
        (template_long().encode(), "clean", 0),
        (b"id,madrs_pre,madrs_post\n1,30,20\n2,31,22\n", "warnings", 0),
        (b"id,madrs_pre,madrs_post\n1,30,20\n2,310,22\n", "errors", 1),
        (b"", "unreadable", 2),
        (b"\x89PNG\r\n\x1a\n" + bytes(2000), "unreadable", 2),
    ],
)
def test_report_keys_and_exit_codes(data, status, code):
    report = check_file(data, "folder/some file.csv")
    assert (report.status, report.exit_code) == (status, code)
    content = json.loads(report.as_json())
    assert list(content) == REPORT_KEYS
    assert content["format"] == "cohort check"
    assert (content["version"], content["file"], content["status"], content["exit_code"]) == (
        1,
        "some file.csv",
        status,
        code,
    )
    assert len(content["findings"]) == content["errors"] + content["warnings"]
    assert (content["cohort"] is None) == (code > 0)
    assert "some file.csv" in report.as_text()
    assert "Traceback" not in report.as_text()


def test_report_in_words():
    text = check_file(
        b"id,sex,madrs_pre,madrs_post\n1,f,30,20\n2,m,310,22\n3,f,31,32\n4,m,3,2\n5,f,4,1\n", "a.csv"
    ).as_text()
    assert "1 error. The cohort cannot be used before the errors are corrected." in text
    assert "One row a patient: 1 measure stands in columns by visit." in text
    assert "Error: Row 3, column “madrs_pre”, patient P002: found “310”, expected 0 to 60 points." in text


def test_units_of_magnesium_agree_with_the_house():
    magnesium = find_analyte("mg")
    for unit in MAGNESIUM_UNITS:
        factor = conversion_factor(magnesium, "mmol/L", unit.label)
        assert factor == pytest.approx(unit.per_mmol_per_litre, rel=1e-12)


@pytest.mark.parametrize(
    ("text", "label"),
    [("mmol/l", "mmol/L"), ("[mg/dl]", "mg/dL"), ("mEq/L", "mEq/L"), ("mval/l", "mEq/L"), ("µmol/L", "µmol/L"),
     ("ng/ml", "µg/L"), ("mmol·l-1", "mmol/L")],
)  # fmt: skip
def test_units_however_they_are_written(text, label):
    assert find_unit(text).label == label


@pytest.mark.parametrize(
    ("analyte", "value", "unit", "expected", "target"),
    [("mg", 2.0, "mg/dL", 0.8229, "mmol/L"), ("mg", 1.7, "mEq/L", 0.85, "mmol/L"),
     ("calcium", 10, "mg/dL", 2.495, "mmol/L"),
     ("potassium", 4.2, "mEq/L", 4.2, "mmol/L"), ("glucose", 90, "mg/dL", 4.996, "mmol/L"),
     ("creatinine", 1.0, "mg/dL", 88.4, "µmol/L"), ("vitamin_d", 30, "ng/mL", 74.88, "nmol/L")],
)  # fmt: skip
def test_conversions_of_the_textbooks(analyte, value, unit, expected, target):
    factor = conversion_factor(find_analyte(analyte), unit, target)
    assert value * factor == pytest.approx(expected, rel=1e-3)


def test_units_that_cannot_be_converted():
    assert conversion_factor(find_analyte("crp"), "mg/L", "mmol/L") is None
    assert conversion_factor(None, "mg/dL", "mmol/L") is None
    assert conversion_factor(find_analyte("mg"), "furlongs", "mmol/L") is None
