"""The builder gives the bundled file again, and the file gives the published Table 1."""

import csv
import hashlib
import json
import math
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "data"
SIZES = {"total": 49, "responder": 9, "remitter": 8, "non_responder": 32}
GROUPS = ("responder", "remitter", "non_responder")

# Printed counts that no cohort can have, and what this one has. Column, level, group: printed, here, arithmetic.
IMPOSSIBLE = {
    ("diagnosis", "BP", "responder"): (2, 1, "MDD 8 leaves 9 − 8 = 1; printed 11.1 % is 1 of 9"),
    ("diagnosis", "BP", "remitter"): (5, 3, "MDD 5 leaves 8 − 5 = 3; printed 37.5 % is 3 of 8"),
    ("diagnosis", "BP", "non_responder"): (7, 10, "MDD 22 leaves 32 − 22 = 10; printed 31.2 % is 10 of 32"),
    ("occupation", "unemployed", "non_responder"): (
        18,
        17,
        "7 + 18 + 7 + 1 = 33 of 32; 7 + 3 + 18 = 28 of 27",
    ),
}
# Printed percentages that do not belong to their count.
WRONG_PERCENT = {
    ("diagnosis", "BP", "responder"): "2/9 is 22.2, printed 11.1",
    ("diagnosis", "BP", "remitter"): "5/8 is 62.5, printed 37.5",
    ("diagnosis", "BP", "non_responder"): "7/32 is 21.9, printed 31.2",
    ("tca", "yes", "remitter"): "1/8 is 12.5, printed 13.5",
}


def rows_of(name, kind=None):
    with (DATA / name).open(encoding="utf-8", newline="") as handle:
        return [row for row in csv.DictReader(handle) if kind in (None, row.get("kind"))]


@pytest.fixture(scope="module")
def rebuilt(tmp_path_factory):
    folder = tmp_path_factory.mktemp("rebuilt")
    out, readme = folder / "cohort.csv", folder / "README.md"
    readme.write_bytes((DATA / "README.md").read_bytes())
    command = [
        sys.executable,
        "-W",
        "error",
        str(ROOT / "tools" / "build_cohort.py"),
        "--out",
        out,
        "--readme",
        readme,
    ]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    return out, readme


@pytest.fixture(scope="module")
def long():
    return pd.read_csv(DATA / "cohort.csv", keep_default_na=False, na_values=[""])


@pytest.fixture(scope="module")
def patients(long):
    """One row a patient, with the derived counts and the outcome group by the paper's rule."""
    one = long[long["visit"] == "pre"].set_index("patient")
    post = long[long["visit"] == "post"].set_index("patient")["madrs"]
    for row in rows_of("codebook.csv"):
        members = row["members"].split("|")
        if row["kind"] == "count_of":
            one[row["column"]] = (one[members] == "yes").sum(axis=1).astype(str)
        if row["kind"] == "any_of":
            one[row["column"]] = (one[members] == "yes").any(axis=1).map({True: "yes", False: "no"})
    pre = one["madrs"]
    one["group"] = "non_responder"
    one.loc[100 * (pre - post) >= 50 * pre, "group"] = "responder"
    one.loc[post <= 10, "group"] = "remitter"
    return one


def test_the_builder_gives_the_bundled_file_byte_for_byte(rebuilt):
    assert rebuilt[0].read_bytes() == (DATA / "cohort.csv").read_bytes()


def test_the_builder_gives_the_table_in_the_readme(rebuilt):
    assert rebuilt[1].read_bytes() == (DATA / "README.md").read_bytes()


def test_columns_follow_the_codebook_and_rows_the_protocol(long):
    stored = [row["column"] for row in rows_of("codebook.csv") if row["kind"] not in ("count_of", "any_of")]
    visits = [row["visit"] for row in rows_of("visits.csv")]
    assert list(long.columns) == stored
    assert long["visit"].tolist() == visits * 49
    assert long["patient"].tolist() == [f"P{i:02d}" for i in range(1, 50) for _ in visits]
    assert b"\r" not in (DATA / "cohort.csv").read_bytes()


def test_characteristics_are_constant_within_a_patient(long):
    constant = long.drop(columns=["visit", "madrs", "ymrs", "mg"]).groupby("patient").nunique()
    assert (constant == 1).all().all()


def test_values_keep_to_the_codebook(long):
    for row in rows_of("codebook.csv"):
        column = row["column"]
        if row["kind"] == "yes_no":
            assert set(long[column]) <= {"yes", "no"}, column
        if row["kind"] == "category":
            assert set(long[column]) <= {level.split("=")[0] for level in row["levels"].split("|")}, column
        if row["kind"] in ("number", "measure"):
            assert long[column].dropna().between(float(row["minimum"]), float(row["maximum"])).all(), column


def test_the_ratings_give_the_outcome_groups(patients):
    assert patients["group"].value_counts().to_dict() == {"non_responder": 32, "responder": 9, "remitter": 8}
    assert patients["madrs"].min() >= 20


def test_magnesium_is_missing_in_four_non_responders_alone(long, patients):
    gaps = long[long["mg"].isna()]
    assert gaps["patient"].nunique() == 4
    assert set(patients.loc[gaps["patient"], "group"]) == {"non_responder"}
    assert "pre" not in set(gaps["visit"])
    assert gaps["visit"].nunique() > 1
    assert long["mg"].dropna().between(0.60, 1.10).all()


def test_a_few_ratings_are_missing_where_no_printed_figure_needs_them(long):
    assert long.drop(columns=["mg", "madrs", "ymrs"]).notna().all().all()
    gaps = pd.concat([long[long["madrs"].isna()], long[long["ymrs"].isna()]])
    assert (long["madrs"].isna().sum(), long["ymrs"].isna().sum()) == (5, 4)
    assert gaps["patient"].is_unique
    assert set(gaps["visit"]) <= {"inf3", "inf5", "inf7"}


def test_the_readme_names_every_missing_rating(long):
    text = (DATA / "README.md").read_text(encoding="utf-8")
    for scale, label in (("madrs", "MADRS"), ("ymrs", "YMRS")):
        gaps = long[long[scale].isna()]
        cells = ", ".join(f"{row.patient} {row.visit}" for row in gaps.itertuples())
        assert f"| {label} | {len(gaps)} of 245 | {cells} |" in text


@pytest.mark.parametrize("row", rows_of("table1_published.csv", "count"), ids=lambda row: row["row"])
def test_every_count_of_table_1_in_every_group(row, patients):
    level = patients[patients[row["column"]] == row["level"]]
    assert len(level) == int(row["total_n"])
    for group in GROUPS:
        cell = (row["column"], row["level"], group)
        printed, here, _ = IMPOSSIBLE.get(cell, (int(row[f"{group}_n"]), int(row[f"{group}_n"]), ""))
        assert int(row[f"{group}_n"]) == printed
        assert (level["group"] == group).sum() == here, cell


@pytest.mark.parametrize("row", rows_of("table1_published.csv", "mean"), ids=lambda row: row["row"])
def test_means_and_sds_of_table_1(row, patients):
    for group in SIZES:
        values = (
            patients[row["column"]]
            if group == "total"
            else patients.loc[patients["group"] == group, row["column"]]
        )
        assert f"{values.mean():.2f}" == row[f"{group}_mean"]
        if row[f"{group}_sd"]:
            assert f"{values.std(ddof=1):.2f}" == row[f"{group}_sd"]


def test_age_sums_to_the_whole_years_behind_the_printed_means(patients):
    assert patients.groupby("group")["age"].sum().to_dict() == {
        "responder": 478,
        "remitter": 343,
        "non_responder": 1630,
    }


@pytest.mark.parametrize("row", rows_of("table1_published.csv", "count"), ids=lambda row: row["row"])
def test_the_transcript_of_table_1_agrees_with_itself(row):
    """Guards the transcript: the percentages and totals of print hold, but for the named misprints."""
    for group, size in SIZES.items():
        off = abs(float(row[f"{group}_pct"]) - 100 * int(row[f"{group}_n"]) / size)
        assert (off > 0.0501) == ((row["column"], row["level"], group) in WRONG_PERCENT), group
    whole = sum(int(row[f"{group}_n"]) for group in GROUPS) == int(row["total_n"])
    assert whole == (row["row"] != "occupation=unemployed")


def test_psychiatric_comorbidity_belongs_to_the_diagnosis(patients):
    assert set(patients.loc[patients["comorbid_bp"] == "yes", "diagnosis"]) == {"BP"}
    assert set(patients.loc[patients["comorbid_mdd"] == "yes", "diagnosis"]) == {"MDD"}


def test_nobody_takes_two_leading_antidepressants(patients):
    assert ((patients[["tca", "ssri", "snri"]] == "yes").sum(axis=1) <= 1).all()
    for column in ("tca", "ssri", "snri"):
        members = next(row["members"] for row in rows_of("codebook.csv") if row["column"] == column).split(
            "|"
        )
        assert ((patients[members] == "yes").sum(axis=1) <= 1).all()


def test_groups_are_mixed_in_the_file(patients):
    """49 patients in 3 blocks would change group twice; by chance it happens about 25 times."""
    order = patients["group"].to_numpy()
    assert (order[1:] != order[:-1]).sum() > 12


@pytest.mark.parametrize("name", ["paper_numbers", "comorbidity"])
def test_the_r_reference_was_computed_from_this_file(name):
    reference = json.loads((ROOT / f"tests/reference/{name}.json").read_text(encoding="utf-8"))
    assert reference["cohort_md5"] == hashlib.md5((DATA / "cohort.csv").read_bytes()).hexdigest()


def test_the_complete_patients_of_the_groups_are_all():
    reference = json.loads((ROOT / "tests/reference/paper_numbers.json").read_text(encoding="utf-8"))
    assert math.isclose(sum(reference["complete_by_group"].values()), reference["complete"])
