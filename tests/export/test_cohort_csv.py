"""The exported cohort: exact numbers, no formula, and the same cohort when it is uploaded again."""

from __future__ import annotations

import csv
import io

import numpy as np
import pandas as pd
import pytest

from lib.cohort.cohort import cohort_from_long, make_cohort, read_bundled_cohort
from lib.cohort.intake import import_cohort
from lib.cohort.mapping import mapping_from_json
from lib.export.cohort_csv import cohort_csv, cohort_mapping, neutral_text, number_text
from tests.cohort.small_cohort import COLUMNS, VISITS, small_cohort
from tests.export.cohorts import upload, with_gaps


@pytest.mark.parametrize("make", [read_bundled_cohort, upload, with_gaps])
def test_uploaded_again_with_its_mapping_it_has_the_same_fingerprint(make):
    cohort = make()
    mapping = mapping_from_json(cohort_mapping(cohort))
    again = import_cohort(cohort_csv(cohort).encode(), "again.csv", mapping, keep_ids=True).validated
    assert again.errors == ()
    for name, values in cohort.measures.items():
        np.testing.assert_array_equal(again.cohort.measures[name], values)
    if make is not with_gaps:  # its codebook was made by hand, with other sections than an upload has
        assert again.cohort.fingerprint == cohort.fingerprint


def test_ids_coded_by_the_upload_are_the_same_the_second_time():
    cohort = upload()
    again = import_cohort(cohort_csv(cohort).encode(), "again.csv", mapping_from_json(cohort_mapping(cohort)))
    assert again.validated.cohort.fingerprint == cohort.fingerprint


def test_the_bundled_cohort_is_its_own_file_but_for_the_blanks():
    cohort = read_bundled_cohort()
    rows = pd.read_csv(io.StringIO(cohort_csv(cohort)), dtype=str, keep_default_na=False, na_values=[""])
    original = pd.read_csv("data/cohort.csv", dtype=str, keep_default_na=False, na_values=[""])
    assert list(rows.columns) == list(original.columns)
    assert rows.equals(original)
    assert cohort_from_long("x", rows, cohort.codebook).fingerprint == cohort.fingerprint


@pytest.mark.parametrize("value", [0.1 + 0.2, 1 / 3, 1e-17, 123456.789, 0.8230, -0.5, 29.0, 5e300])
@pytest.mark.parametrize("decimals", [0, 1, 2, 4])
def test_a_number_reads_back_as_itself(value, decimals):
    assert float(number_text(value, decimals)) == value


def test_short_where_that_is_exact_and_empty_where_missing():
    assert number_text(29.0, 1) == "29.0"
    assert number_text(24.0, 0) == "24"
    assert number_text(float("nan"), 2) == ""


FORMULAS = [
    "=1+1",
    "+1",
    "-1",
    "@A1",
    "\t=1",
    " =1",
    "\r=1",
    "＝1",
    "a;=1",
    "a,+1",
    "a|@x",
    "'=1",
    "a;'=1",
    "''=1",
    "'",
    "P1",
]


def test_no_id_is_a_formula_and_no_two_become_one():
    written = [neutral_text(text) for text in FORMULAS]
    assert len(set(written)) == len(FORMULAS)
    for text in written:
        for cell in (text, *text.replace(",", ";").replace("|", ";").split(";")):
            assert cell.strip()[:1] not in ("=", "+", "-", "@", "＝")
    assert neutral_text("P-1 = a") == "P-1 = a"


def test_formulas_among_the_ids_stay_patients():
    plain = small_cohort([[30, 20, 10]] * len(FORMULAS))
    cohort = make_cohort(
        "f", plain.codebook, tuple(FORMULAS),
        {c.name: plain.characteristics[c.name] for c in COLUMNS if c.name in ("sex", "age", "epilepsy", "stroke")},
        plain.measures,
    )  # fmt: skip
    rows = list(csv.DictReader(io.StringIO(cohort_csv(cohort), newline="")))
    assert len(rows) == len(FORMULAS) * len(VISITS)
    assert [rows[i]["patient"] for i in range(0, len(rows), 3)] == [neutral_text(text) for text in FORMULAS]
    assert set(rows[0]) == {"patient", "visit", "sex", "age", "epilepsy", "stroke", "score"}
