"""Patients outside of a reference range, against counts of the file's own texts."""

import csv
from decimal import Decimal
from fractions import Fraction

import pytest

from lib.analysis.common.grouping import EVERYONE, OUTCOME
from lib.analysis.common.question import Question
from lib.analysis.trajectory.reference import compare_with_range, count_outside
from lib.analysis.trajectory.summary import summarise_trajectory
from lib.cohort.codebook import DATA_FOLDER
from lib.cohort.cohort import read_bundled_cohort
from lib.cohort.reference_ranges import find_range, list_ranges, read_limits, read_ranges, write_limits
from lib.cohort.units import magnesium_unit
from lib.present.trajectory.reference import range_words, sentence_range, table_range
from lib.present.trajectory.view import TrajectoryView

QUESTION = Question(read_bundled_cohort())
MG = QUESTION.cohort.codebook.column("mg")
RESULT = summarise_trajectory(QUESTION, "mg", EVERYONE)
with (DATA_FOLDER / "cohort.csv").open(encoding="utf-8", newline="") as handle:
    ROWS = list(csv.DictReader(handle))
#: Patients measured, below 0.75, below 0.85 (five at inf7 are equal to it) and above 0.95, counted in the file.
BY_HAND = {"pre": (49, 2, 16, 10), "inf7": (48, 4, 19, 1)}


def exact(visit, low, high):
    values = [Decimal(row["mg"]) for row in ROWS if row["visit"] == visit and row["mg"]]
    below = sum(value < Decimal(low) for value in values) if low else 0
    above = sum(value > Decimal(high) for value in values) if high else 0
    return len(values), below, above


@pytest.mark.parametrize("choice", ["0.66-1.07", "0.75-0.95", "0.85-", "-0.85", "0.8-0.9"])
def test_every_count_is_that_of_exact_decimals(choice):
    counts = count_outside(RESULT, find_range(MG, choice))
    assert [row.visit.name for row in counts] == list(QUESTION.cohort.visit_names)
    for row in counts:
        assert (row.n, row.below, row.above) == exact(row.visit.name, *choice.split("-"))
        assert row.below + row.within + row.above == row.n


@pytest.mark.parametrize("visit", BY_HAND)
def test_counts_made_by_hand(visit):
    n, below_75, below_85, above_95 = BY_HAND[visit]
    of = {
        code: next(row for row in count_outside(RESULT, find_range(MG, code)) if row.visit.name == visit)
        for code in ("common", "nhanes", "evidence")
    }
    assert (of["common"].n, of["common"].below, of["common"].above) == (n, 0, 0)
    assert (of["nhanes"].below, of["nhanes"].above) == (below_75, above_95)
    assert (of["evidence"].below, of["evidence"].above) == (below_85, 0)


def view(choice, unit="mmol"):
    return TrajectoryView(unit=magnesium_unit(unit), limits=find_range(MG, choice))


def found(choice):
    return compare_with_range(QUESTION, "mg", EVERYONE, choice)


def sentence(seen):
    return sentence_range(found(seen.limits.code), RESULT, seen)


def words(seen):
    return range_words(RESULT, seen, seen.limits)


def test_the_sentence_of_the_first_range():
    assert sentence(view("common")) == (
        "All 5 means of Mg²⁺ lie within the chosen range 0.66–1.07 mmol/L (common laboratory range). No patient "
        "is below or above it at any visit. With the lower limit "
        "0.85 mmol/L (Costello et al. 2016, doi 10.3945/an.116.012765), below it: 16 of 49 (pre) to 19 of 48 "
        "(inf 5, inf 7)."
    )


def test_the_sentence_counts_means_and_patients_outside():
    means = [point.description.mean for point in RESULT.points]
    assert sum(mean < 0.87 for mean in means) > 0
    below = sum(mean < 0.87 for mean in means)
    said = sentence(view("0.87-"))
    assert f"{below} of 5 means of Mg²⁺ {'lies' if below == 1 else 'lie'} below it" in said
    counts = [exact(visit, "0.87", "")[:2] for visit in QUESTION.cohort.visit_names]
    fewest, most = (end(counts, key=lambda pair: Fraction(pair[1], pair[0])) for end in (min, max))
    assert f"Patients below it: {fewest[1]} of {fewest[0]} (" in said
    assert f") to {most[1]} of {most[0]} (" in said
    assert "above" not in said
    assert "With the lower limit" not in said


def test_a_range_with_one_limit_has_one_side():
    assert sentence(view("evidence")) == (
        "All 5 means of Mg²⁺ lie at or above the chosen limit 0.85 mmol/L (lower limit by risk of disease). Patients "
        "below it: 16 of 49 (pre) to 19 of 48 (inf 5, inf 7)."
    )
    lines = table_range(found("evidence"), RESULT, view("evidence")).lines
    assert lines[0].cells[3] == "16 (32.7)"  # 16/49
    assert {line.cells[5] for line in lines} == {"–"}


def test_limits_are_written_in_the_unit_shown():
    assert words(view("common", "mg")) == "1.60–2.60 mg/dL"  # 0.66 and 1.07 × 2.4305
    assert words(view("evidence", "meq")) == "from 1.70 mEq/L"
    assert words(view("-1.1")) == "up to 1.10 mmol/L"
    assert table_range(found("common"), RESULT, view("common", "mg")).lines[0].cells[3:] == (
        "0 (0.0)",
        "49 (100.0)",
        "0 (0.0)",
        "16 (32.7)",  # below 0.85, the literature's highest lower limit: 16/49
    )


def test_groups_add_up_to_all_patients():
    result = summarise_trajectory(QUESTION, "mg", OUTCOME)
    counts = count_outside(result, find_range(MG, "evidence"))
    for visit in QUESTION.cohort.visit_names:
        every, *groups = [row for row in counts if row.visit.name == visit]
        assert every.group == "all"
        assert every.below == sum(row.below for row in groups)
        assert every.n == sum(row.n for row in groups)
    together = list(counts[: len(QUESTION.cohort.visit_names)])
    assert [row for row in counts if row.group == "all"] == together


def test_the_table_of_ranges_names_its_sources_and_is_sound():
    assert [row.code for row in list_ranges(MG)] == ["common", "nhanes", "evidence"]
    for row in read_ranges():
        assert row.source
        assert row.label
        assert (row.low is not None) or (row.high is not None)
        assert row.low is None or row.high is None or row.low < row.high


@pytest.mark.parametrize(
    ("text", "limits"),
    [
        ("0.7-1.0", (0.7, 1.0)),
        ("0,7 – 1,0", (0.7, 1.0)),
        ("0.85-", (0.85, None)),
        ("-1.1", (None, 1.1)),
        ("1.0-0.7", None),
        ("0.7-0.7", None),
        ("-", None),
        ("0.7", None),
        ("low-high", None),
        ("0.7-1.0-1.2", None),
        ("1e5-2e5", None),
    ],
)
def test_limits_are_read_or_not(text, limits):
    assert read_limits(text) == limits
    if limits:
        assert read_limits(write_limits(*limits)) == limits


def test_scales_have_no_range():
    assert find_range(MG, "0.7-1.0").low == 0.7
    assert find_range(MG, "none") is None
    assert find_range(QUESTION.cohort.codebook.column("madrs"), "common") is None
