"""Every printed number of the paper: its verdict, held as data, and its recomputation, held against R."""

import csv
import json
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest

from lib.analysis.published.judgement import judge_paper
from lib.analysis.published.patients import common_range
from lib.analysis.published.verdicts import EDITORIAL, KINDS

REFERENCE = Path(__file__).parents[2] / "reference"
R_TABLE = json.loads((REFERENCE / "published_table1.json").read_text(encoding="utf-8"))["rows"]
R_MG = json.loads((REFERENCE / "paper_numbers.json").read_text(encoding="utf-8"))


def read_expected() -> dict[str, str]:
    """Verdicts derived by hand from the article, for every number that is not plainly reproduced."""
    with (Path(__file__).parent / "expected_verdicts.csv").open(encoding="utf-8", newline="") as file:
        return {row["cell"]: row["verdict"] for row in csv.DictReader(file)}


EXPECTED = read_expected()
RESULT = judge_paper()
FINDINGS = {finding.cell.key: finding for finding in RESULT.findings}


def test_every_printed_number_has_one_finding():
    # Table 1: 56 rows of counts × 8, age 4 and BMI 8 means and SDs, 45 rows with p and V.
    # Table 2: 7 × 4. Text: 38 entries and the degrees of freedom of two F.
    assert len(FINDINGS) == len(RESULT.findings) == 56 * 8 + 12 + 45 * 2 + 7 * 4 + 38 + 2
    assert EXPECTED.keys() <= FINDINGS.keys()


@pytest.mark.parametrize("key", FINDINGS)
def test_verdict(key):
    assert FINDINGS[key].verdict == EXPECTED.get(key, "reproduced"), FINDINGS[key].arithmetic


def r_of(key: str) -> float | None:
    """R's value of a printed number; None for what R has no single number for."""
    source, row, *rest = key.split("|")
    if source == "Table 1":
        place, _, what = rest[0].rpartition(" ")
        value = R_TABLE[row][what] if not place else R_TABLE[row][what][place]
        return value
    if source == "Table 2":
        names = {"F": "f", "df": "df1", "p": "p", "partial_eta_squared": "pes"}
        return R_MG["table2"][row][names[rest[0]]]
    return R_TEXT.get(row)


def r_pair(rows: list[dict], second: str) -> float:
    pair = {("visit_1", "visit_2"): ("pre", second)}
    for row in rows:
        if row.get("pair") == f"pre - {second}" or (row.get("visit_1"), row.get("visit_2")) in pair.values():
            return row["p"]
    raise KeyError(second)


OVERALL, RESPONDER = R_MG["overall"], R_MG["group_simple"]["responder"]
R_TEXT = {
    "mg_time_f": OVERALL["f"],
    "mg_time_p": OVERALL["p"],
    "mg_time_eta": OVERALL["pes"],
    "mg_time_f_df": OVERALL["df1"],
    "mg_responder_f": RESPONDER["f"],
    "mg_responder_p": RESPONDER["p"],
    "mg_responder_eta": RESPONDER["pes"],
    "sex_chi2": R_MG["sex_chi2"]["chi2"],
    "sex_chi2_p": R_MG["sex_chi2"]["p"],
    **{
        f"mg_pre_{visit}_p": r_pair(R_MG["overall_pairs"], visit)
        for visit in ("inf3", "inf5", "inf7", "post")
    },
    **{f"abstract_pre_{visit}_p": r_pair(R_MG["overall_pairs"], visit) for visit in ("inf5", "inf7")},
    **{
        f"mg_responder_pre_{visit}_p": r_pair(R_MG["group_pairs"]["responder"], visit)
        for visit in ("inf3", "inf5", "inf7", "post")
    },
}
WITH_R = [key for key, finding in FINDINGS.items() if finding.recomputed and r_of(key) is not None]


def test_nearly_every_number_has_a_referee():
    without = [key for key in FINDINGS if key not in WITH_R]
    # The dashes of the row without patients, claims, protocol, assay, visits, and F(4.39)'s df.
    assert len(without) <= 30
    assert {key.split("|")[0] for key in without} <= {"Table 1", "Text"}
    assert [key for key in without if key.startswith("Table 1")] == [
        "Table 1|myocardial_infarction=yes|p",
        "Table 1|myocardial_infarction=yes|effect",
    ]


@pytest.mark.parametrize("key", WITH_R)
def test_recomputed_value_is_r_s(key):
    assert FINDINGS[key].recomputed[0] == pytest.approx(r_of(key), rel=1e-6, abs=1e-9)


def printed_so(value: float, text: str) -> bool:
    number = Decimal(text)
    rounded = Decimal(f"{value:.12g}").quantize(Decimal(1).scaleb(number.as_tuple().exponent), ROUND_HALF_UP)
    return rounded == number


@pytest.mark.parametrize("key", WITH_R)
def test_r_s_value_prints_as_the_paper_s_exactly_where_the_verdict_says_so(key):
    finding = FINDINGS[key]
    same = printed_so(r_of(key), finding.cell.printed)
    if finding.verdict == "reproduced":
        assert same
    elif finding.verdict in ("rounding", "inconsistent"):
        assert not same


def test_claims_hold_in_r():
    assert all(row["spearman"]["p"] >= 0.05 for row in R_MG["correlations"])
    assert R_MG["group_simple"]["remitter"]["p"] >= 0.05
    assert R_MG["group_simple"]["non_responder"]["p"] >= 0.05
    assert all(R_MG["diagnosis_simple"][name]["p"] >= 0.05 for name in ("MDD", "BP"))
    assert all(row["p"] >= 0.05 for row in R_MG["table2"].values())


# What the arithmetic has to say: figures a reader can follow, worked out by hand.
ARITHMETIC = {
    "Table 1|diagnosis=BP|responder n": ("2 of 9 is 22.2 %", "1 of 9", "8 + 2 = 10", "1 would fit"),
    "Table 1|diagnosis=BP|non_responder n": ("7 of 32 is 21.9 %", "10 of 32", "22 + 7 = 29", "10 would fit"),
    "Table 1|diagnosis=BP|p": ("0.4748", "0.475 and 0.485"),
    "Table 1|occupation=unemployed|non_responder n": (
        "7 + 3 + 18 = 28",
        "27",
        "7 + 18 + 7 + 1 = 33",
        "17 would fit",
    ),
    "Table 1|occupation|p": ("0.5233", "17 in place of 18", "0.4967"),
    "Table 1|tca=yes|remitter pct": ("no whole number of 8 patients is 13.5 %", "1 of 8 is 12.5 %"),
    "Table 1|venlafaxine=yes|effect": ("V = 0.091",),
    "Table 1|comorbid_bp=yes|p": ("0.0410", "0.672", "0.0704"),
    "Table 1|bmi|effect": ("0.979", "−0.022"),
    "Text|mg_time_f_df": ("161 to 178",),
    "Text|sex_chi2_p": ("0.66488", "0.66484"),
    "Text|assay_range_high": ("mmol/L",),
}


@pytest.mark.parametrize("key", ARITHMETIC)
def test_the_arithmetic_shows_it(key):
    for part in ARITHMETIC[key]:
        assert part in FINDINGS[key].arithmetic


def test_only_what_no_arithmetic_can_find_is_an_editorial_note():
    noted = {key for key, finding in FINDINGS.items() if finding.kind == KINDS[EDITORIAL]}
    assert noted == {
        "Text|visits_before",
        "Text|visits_after",
        "Text|assay_limit_of_detection",
        "Text|assay_range_low",
        "Text|assay_range_high",
        "Text|assay_tolerance",
    }


def test_the_known_inconsistencies_need_no_cohort():
    """Arithmetic on print alone finds every inconsistent number of Table 1."""
    for key, verdict in EXPECTED.items():
        if verdict == "inconsistent" and key.startswith("Table 1"):
            kinds = {check.kind for check in FINDINGS[key].checks if check.verdict == "inconsistent"}
            assert kinds == {"arithmetic"}


def test_forty_five_patients_stand_behind_the_anovas():
    # F = 5.22 and ηp² = .11: N 42 to 45. F = 1.38 with 12 df: N 44 to 48. F(4, 39): N − 3 = 42.
    rows = {row.label: (row.low, row.high) for row in RESULT.patients}
    assert rows["Mg²⁺ over the visits"] == (42, 45)
    assert rows["No. of comorbidities"] == (44, 48)
    assert rows["Mg²⁺ over the visits, responders"] == (45, 45)
    assert common_range(RESULT.patients) == (45, 45)


def test_every_finding_says_how_it_was_reached():
    for finding in RESULT.findings:
        assert finding.method or finding.verdict == "unchecked"
        assert finding.arithmetic or finding.verdict == "reproduced"
        assert finding.reading or finding.verdict not in ("reading", "rounding")
