"""Comorbidities from cohort to table: the paper's Table 2, R's counts and tests, and odd cohorts."""

import csv
import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from lib.analysis.anova.visits import analyse_anova
from lib.analysis.answers import call_directly
from lib.analysis.common.correction import choose_correction
from lib.analysis.common.question import Question
from lib.analysis.comorbidity.cooccurrence import analyse_cooccurrence
from lib.analysis.comorbidity.courses import analyse_courses
from lib.analysis.comorbidity.features import FEATURE_KINDS, list_features, list_kinds, number_levels
from lib.analysis.comorbidity.kind_answers import analyse_kind
from lib.analysis.comorbidity.prevalence import analyse_prevalence
from lib.analysis.comorbidity.response import TARGETS, analyse_responses
from lib.cohort.codebook import NO, YES, Codebook, Column, Level, Visit
from lib.cohort.cohort import make_cohort, read_bundled_cohort
from lib.cohort.filters import find_filter
from lib.cohort.outcome import OutcomeDefinition
from lib.cohort.selection import Selection
from lib.stats.common.result import Refusal
from tests.cohort.small_cohort import NAN, small_cohort
from tests.pages.odd_cohorts import ODD_COHORTS
from tests.stats.reference_sets import figures

ROOT = Path(__file__).resolve().parents[3]
R = figures("comorbidity")
BUNDLED = Question(read_bundled_cohort())
BY = {"group": "outcome", "diagnosis": "diagnosis", "sex": "sex"}
#: R prints fifteen digits; both compute in double precision.
CLOSE = {"rel": 1e-8, "abs": 1e-10}


def nan(value):
    return math.nan if value in (None, "NA") else value


def same(found, expected, **tolerance):
    assert found == pytest.approx(nan(expected), nan_ok=True, **(tolerance or CLOSE))


def unbalanced_cohort():
    """The simulated set of the R script: 41 patients, 4 visits, values missing everywhere."""
    with (ROOT / "tests/reference/data/comorbidity_unbalanced.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    yes_no = ("hypertension", "stroke", "diabetes")
    codes = {name: np.array([["yes", "no", ""].index(row[name]) for row in rows]) for name in yes_no}
    codes["diagnosis"] = np.array([["MDD", "BP", ""].index(row["diagnosis"]) for row in rows])
    characteristics = {name: np.where(values == 2, -1, values) for name, values in codes.items()}
    measures = {
        name: np.array([[float(row[f"{name}{v}"] or "nan") for v in range(1, 5)] for row in rows])
        for name in ("mg", "madrs")
    }
    columns = (
        Column("patient", "Patient", "identifier", "patient"),
        Column("visit", "Visit", "visit", "visit"),
        *(Column(name, name.title(), "yes_no", "comorbidity", levels=(YES, NO)) for name in yes_no),
        Column(
            "diagnosis", "Diagnosis", "category", "diagnosis", levels=(Level("MDD", "MDD"), Level("BP", "BP"))
        ),
        Column("mg", "Mg²⁺", "measure", "analyte", unit="mmol/L"),
        Column("madrs", "MADRS", "measure", "depression", minimum=0, maximum=60),
    )
    visits = tuple(Visit(f"v{i}", f"Visit {i}", f"V{i}", None) for i in range(1, 5))
    names = tuple(row["patient"] for row in rows)
    return make_cohort("Unbalanced", Codebook(columns, visits), names, characteristics, measures)


SIMULATED = Question(unbalanced_cohort(), OutcomeDefinition(endpoint="v4"))


# ---- who has what ---------------------------------------------------------------------------------------------
@pytest.mark.parametrize("entry", R["prevalence"], ids=lambda entry: entry["by"])
def test_prevalence_is_rs_count_and_exact_test(entry):
    found = analyse_prevalence(BUNDLED, BY[entry["by"]])
    assert [row.feature.name for row in found.rows] == [row["name"] for row in entry["rows"]]
    for ours, theirs in zip(found.rows, entry["rows"], strict=True):
        assert (ours.overall.count, ours.overall.n) == (theirs["count"], theirs["n"])
        cells = {group.name: cell for group, cell in zip(found.grouping.groups, ours.cells, strict=True)}
        groups = [theirs["groups"]] if isinstance(theirs["groups"], str) else theirs["groups"]
        counts = [theirs["cells"]] if isinstance(theirs["cells"], int) else theirs["cells"]
        assert [cells[group].count for group in groups] == counts
        same(ours.test.p, theirs["p"], rel=1e-6)
        same(ours.test.v, theirs["v"])
        assert bool(ours.test.reason) == math.isnan(ours.test.p)


@pytest.mark.parametrize("entry", R["prevalence"], ids=lambda entry: entry["by"])
def test_the_number_and_the_family_are_those_of_r(entry):
    found = analyse_prevalence(BUNDLED, BY[entry["by"]])
    names = sorted(group.name for group in found.grouping.groups)
    order = names if entry["by"] != "group" else ["responder", "remitter", "non_responder"]
    place = [[group.name for group in found.grouping.groups].index(name) for name in order]
    counts = [[row.cells[i].count for i in place] for row in found.number.rows]
    assert counts == entry["number"]
    same(found.number.test.p, entry["number_p"], rel=1e-6)
    tests = [*(row.test for row in found.rows), found.number.test]
    for test, holm, fdr in zip(tests, entry["holm"], entry["fdr"], strict=True):
        same(test.p_holm, holm, rel=1e-6)
        same(test.p_fdr, fdr, rel=1e-6)
    assert found.family.size == sum(not math.isnan(test.p) for test in tests)


def test_without_groups_there_is_no_test():
    found = analyse_prevalence(BUNDLED)
    assert found.family.size == 0
    assert all(row.cells == () and row.test.reason == "There is only one group." for row in found.rows)
    assert [(row.level.name, row.overall.count) for row in found.number.rows] == [
        ("0", 14), ("1", 21), ("2", 10), ("3", 4),
    ]  # fmt: skip


def test_a_row_that_makes_the_groups_is_not_tested():
    found = analyse_prevalence(BUNDLED, "hypertension")
    row = next(row for row in found.rows if row.feature.name == "hypertension")
    assert row.test.reason == "The row defines the groups."
    assert (
        analyse_prevalence(BUNDLED, "somatic_comorbidities").number.test.reason
        == "The row defines the groups."
    )


# ---- together with what ---------------------------------------------------------------------------------------
def test_pairs_are_those_of_r():
    found = analyse_cooccurrence(BUNDLED)
    for ours, theirs, holm, fdr in zip(found.pairs, R["pairs"], R["pairs_holm"], R["pairs_fdr"], strict=True):
        assert (ours.first, ours.second) == (theirs["first"], theirs["second"])
        assert (ours.n, ours.n_both) == (theirs["n"], theirs["both"])
        same(ours.p, theirs["p"], rel=1e-6)
        same(ours.phi, theirs["phi"])
        same(ours.p_holm, holm, rel=1e-6)
        same(ours.p_fdr, fdr, rel=1e-6)
        assert bool(ours.reason) == math.isnan(ours.p)


def test_intersections_are_those_of_r_and_hold_every_patient_once():
    found = analyse_cooccurrence(BUNDLED)
    ours = {"+".join(part.names): part.n for part in found.intersections}
    assert ours == {**R["combinations"], "": R["none"]}
    assert found.per_patient.tolist() == R["per_patient"]
    patients = [patient for part in found.intersections for patient in part.patients]
    assert sorted(patients) == sorted(BUNDLED.cohort.patients)
    sizes = [part.n for part in found.intersections]
    assert sizes == sorted(sizes, reverse=True)


def test_a_pair_by_hand():
    """Five patients: both, first, second, neither, and one whose second is missing."""
    cohort = small_cohort([[20, 15, 10]] * 5, epilepsy=[0, 0, 1, 1, 0], stroke=[0, 1, 0, 1, -1])
    found = analyse_cooccurrence(Question(cohort, OutcomeDefinition(endpoint="v3")))
    pair = found.pairs[0]
    assert (pair.n, pair.n_both, pair.n_first, pair.n_second, pair.expected) == (4, 1, 2, 2, 1.0)
    assert (pair.jaccard, pair.phi, pair.p, pair.small) == (pytest.approx(1 / 3), 0.0, 1.0, True)
    assert (found.n_complete, found.n_incomplete) == (4, 1)
    assert found.per_patient.tolist() == [1, 2, 1]
    assert [part.names for part in found.intersections] == [
        (),
        ("epilepsy",),
        ("stroke",),
        ("epilepsy", "stroke"),
    ]


# ---- the measure in each --------------------------------------------------------------------------------------
def as_printed(value, printed):
    return f"{value:.{len(printed.partition('.')[2])}f}"


def test_the_default_state_prints_table_2_of_the_paper():
    with (ROOT / "data/table2_published.csv").open(encoding="utf-8", newline="") as file:
        printed = list(csv.DictReader(file))
    rows = {row.name: row for row in analyse_courses(BUNDLED, "mg").rows}
    assert len(printed) == 7
    for line in printed:
        effect = rows["number" if line["column"] == "somatic_comorbidities" else line["column"]].interaction
        assert effect.df1 == int(line["df"])
        assert as_printed(effect.f, line["f"]) == line["f"]
        assert as_printed(effect.p, line["p"]) == line["p"]
        assert (
            as_printed(effect.partial_eta_squared, line["partial_eta_squared"]) == line["partial_eta_squared"]
        )


def courses_of(question):
    kinds = ("comorbidity", "diagnosis")
    return {row.name: row for kind in kinds for row in analyse_courses(question, "mg", kind).rows}


ANOVAS = [("bundled", entry) for entry in R["table2"]] + [("simulated", entry) for entry in R["sim_anova"]]


@pytest.mark.parametrize(("cohort", "entry"), ANOVAS, ids=[f"{c}-{e['name']}" for c, e in ANOVAS])
def test_every_effect_is_that_of_afex(cohort, entry):
    row = courses_of(BUNDLED if cohort == "bundled" else SIMULATED)[entry["name"]]
    if entry.get("refused"):
        assert isinstance(row.interaction, Refusal)
        return
    assert sum(row.sizes) == row.n == sum(entry["sizes"])
    assert sorted(row.sizes) == sorted(entry["sizes"])
    for name in ("interaction", "main", "time"):
        ours, theirs = getattr(row, name), entry[name]
        assert (ours.df1, ours.df2) == (theirs["df1"], theirs["df2"])
        for key, value in (("f", ours.f), ("p", ours.p), ("pes", ours.partial_eta_squared)):
            same(value, theirs[key])
        same(ours.epsilon, theirs.get("epsilon", 1.0))
        same(ours.p_gg, theirs.get("p_gg", theirs["p"]))
        assert 0 <= ours.eta_ci_low <= ours.eta_ci_high < 1


def test_the_curves_are_rs_means_and_t_intervals():
    rows = courses_of(SIMULATED)
    for entry in R["sim_means"]:
        points = rows[entry["name"]]
        for i, (has, not_) in enumerate(entry["cells"]):
            for side, theirs in (("with", has), ("without", not_)):
                ours = points.of(side)[i]
                assert ours.n == theirs["n"]
                same(ours.mean, theirs["mean"])
                same(ours.ci_low, theirs["ci"][0])
                same(ours.ci_high, theirs["ci"][1])


def test_patients_left_out_are_counted():
    found = {row.name: row for row in analyse_courses(BUNDLED, "mg").rows}
    assert (found["hypertension"].n, found["hypertension"].n_left_out) == (45, 4)
    assert found["comorbid_bp"].feature.within == "with BP"
    assert found["comorbid_bp"].n + found["comorbid_bp"].n_left_out == 49
    assert all(row.n == 45 for name, row in found.items() if not name.startswith("comorbid_"))


def test_patients_picked_by_outcome_have_no_p_of_the_scale():
    question = Question(BUNDLED.cohort, selection=Selection({"outcome": ("responder",)}))
    found = analyse_courses(question, "madrs")
    assert found.withheld
    assert all(
        isinstance(row.interaction, Refusal) and row.points for row in found.rows if row.feature is None
    )
    assert not analyse_courses(question, "mg").withheld


# ---- response in each -----------------------------------------------------------------------------------------
RESPONSES = [("response", kind) for kind in FEATURE_KINDS] + [("remission", "comorbidity")]


@pytest.mark.parametrize(("target", "kind"), RESPONSES)
def test_response_is_rs_count_and_exact_test(target, kind):
    found, entry = analyse_responses(BUNDLED, target, kind), R[target][kind]
    family = found.families[kind]
    assert family.size == sum(not math.isnan(row.p) for row in found.rows)
    holm, fdr = (entry[key] if isinstance(entry[key], list) else [entry[key]] for key in ("holm", "fdr"))
    for i, (ours, theirs) in enumerate(zip(found.rows, entry["rows"], strict=True)):
        a, b, c, d = theirs["table"]
        counted = [
            (0, 0) if isinstance(side, Refusal) else (side.count, side.n)
            for side in (ours.with_feature, ours.without_feature)
        ]
        assert counted == [(a, a + b), (c, c + d)]
        same(ours.p, theirs["p"], rel=1e-6)
        same(ours.p_holm, holm[i], rel=1e-6)
        same(ours.p_fdr, fdr[i], rel=1e-6)
        assert ours.small == (min(a + b, c + d) < 5)


@pytest.mark.parametrize(
    ("target", "grouping", "key"),
    [
        ("response", "disjoint", "disjoint"),
        ("response", "overlapping", "overlapping"),
        ("remission", "disjoint", "remission"),
        ("remission", "overlapping", "remission"),
    ],
)
def test_definitions_and_missing_values_in_the_simulated_set(target, grouping, key):
    question = replace(SIMULATED, definition=replace(SIMULATED.definition, grouping=grouping))
    found = analyse_responses(question, target, "comorbidity")
    assert found.n_evaluable == R["sim_evaluable"]
    for ours, theirs in zip(found.rows, R["sim_response"][key], strict=True):
        a, b, c, d = theirs["table"]
        assert (ours.with_feature.count, ours.with_feature.n) == (a, a + b)
        assert (ours.without_feature.count, ours.without_feature.n) == (c, c + d)
        assert (ours.n, ours.n + ours.n_left_out) == (a + b + c + d, found.n)


def test_remission_without_response_counts_in_the_disjoint_grouping_only():
    """From 12 to 9 is a remission and no response: counted with the responders only where remitters come first."""
    cohort = small_cohort([[12, 11, 9], [30, 20, 10], [30, 30, 30], [30, 30, NAN]], epilepsy=[0, 1, 1, 0])
    definition = OutcomeDefinition(endpoint="v3")
    disjoint = analyse_responses(Question(cohort, definition), "response", "comorbidity")
    assert (disjoint.overall.count, disjoint.overall.n, disjoint.counted) == (
        2,
        3,
        "responders and remitters",
    )
    overlapping = analyse_responses(Question(cohort, replace(definition, grouping="overlapping")), "response")
    assert (overlapping.overall.count, overlapping.overall.n) == (1, 3)
    epilepsy = disjoint.rows[0]
    assert (epilepsy.with_feature.count, epilepsy.with_feature.n, epilepsy.n_not_evaluable) == (1, 1, 1)


def test_zero_cells_have_honest_intervals():
    """All of three respond: the odds are infinite, the interval begins above nothing known and has no end."""
    cohort = small_cohort([[30, 20, 5]] * 3 + [[30, 30, 30]] * 6, epilepsy=[0] * 3 + [1] * 6, stroke=[1] * 9)
    row, nobody = analyse_responses(Question(cohort, OutcomeDefinition(endpoint="v3"))).rows
    assert row.odds_ratio.estimate == row.odds_ratio.ci_high == math.inf
    assert 1 < row.odds_ratio.ci_low < math.inf
    assert row.difference.estimate == 1.0
    assert 0 < row.difference.ci_low < 1
    assert row.p == pytest.approx(1 / 84)  # one of 9 choose 3 tables
    for empty in (nobody.with_feature, nobody.difference, nobody.odds_ratio, nobody.detectable):
        assert isinstance(empty, Refusal)
    assert math.isnan(nobody.p)


def test_patients_picked_by_outcome_have_no_response():
    found = analyse_responses(Question(BUNDLED.cohort, selection=Selection({"outcome": ("remitter",)})))
    assert "picks patients by their outcome" in found.refusal.reason
    assert found.rows == ()


# ---- features -------------------------------------------------------------------------------------------------
def test_every_feature_is_selected_by_its_filter():
    """What a click filters by is what the bar counts."""
    for feature in list_features(BUNDLED):
        if feature.filter is None or feature.within:
            continue
        name, code = feature.filter
        mask = find_filter(name).mask(BUNDLED.cohort, BUNDLED.classification, (code,))
        assert (mask == feature.with_mask).all(), feature.name
    assert {f.name for f in list_features(BUNDLED) if f.filter is None} == {
        column.name for column in BUNDLED.cohort.codebook.with_role("medicine")
    }


def test_the_filters_of_the_number_select_its_levels():
    for level, codes in zip(number_levels(BUNDLED).levels, number_levels(BUNDLED).filter_codes, strict=True):
        mask = find_filter("comorbidities").mask(BUNDLED.cohort, None, codes)
        assert (mask == level.mask).all()


def test_more_than_three_comorbidities_are_one_level():
    question = Question(ODD_COHORTS["forty comorbidities"], OutcomeDefinition(endpoint="v4"))
    number = number_levels(question)
    assert [level.name for level in number.levels] == ["0", "1", "2", "3+"]
    codes = np.vstack([question.cohort.codes(f"illness_{i}") for i in range(40)])
    complete = (codes >= 0).all(axis=0)
    assert number.n_missing == (~complete).sum()
    assert number.levels[3].n == (complete & ((codes == 0).sum(axis=0) >= 3)).sum()


def test_several_diagnoses_are_each_against_the_others():
    question = Question(ODD_COHORTS["four diagnoses, one hostile"], OutcomeDefinition(endpoint="v4"))
    features = list_features(question, "diagnosis")
    assert [feature.name for feature in features] == [f"diagnosis={code}" for code in "abcd"]
    codes = question.cohort.codes("diagnosis")
    for place, feature in enumerate(features):
        assert (feature.with_mask == (codes == place)).all()
        assert feature.n_missing == (codes < 0).sum()
        assert feature.n_with + feature.n_without + feature.n_missing == question.cohort.n_patients


# ---- odd cohorts ----------------------------------------------------------------------------------------------
def all_answers(question):
    measure = question.cohort.codebook.measures[0].name
    by = "outcome" if question.classification else "all"
    kinds = list_kinds(question)
    return tuple(
        analyse_kind(question, kind, by, measure, "auto", tuple(TARGETS), call_directly) for kind in kinds
    )


@pytest.mark.parametrize("name", ODD_COHORTS)
def test_odd_cohorts_are_answered(name):
    cohort = ODD_COHORTS[name]
    question = Question(cohort, OutcomeDefinition(endpoint=cohort.visit_names[-1]))
    found = all_answers(question)
    assert tuple(part.kind for part in found) == list_kinds(question)
    for result in (part.prevalence for part in found):
        for row in result.rows:
            counts = (
                row.feature.n_with + row.feature.n_without + row.feature.n_missing + row.feature.n_outside
            )
            assert counts == result.n
    for result in (result for part in found for result in part.responses):
        for row in result.rows:
            assert row.n + row.n_left_out == result.n
            p = np.array([row.p, row.p_fdr, row.p_holm])
            assert np.isnan(p).all() or (np.diff(p) >= -1e-12).all()
    for result in (part.courses for part in found):
        assert all(row.n + row.n_left_out == result.n for row in result.rows)


@pytest.mark.parametrize("who", [[], [0], [0, 1]])
def test_nobody_and_one_patient_are_told(who):
    cohort = small_cohort([[30, 20, 10 + i] for i in range(len(who))], epilepsy=who, stroke=[1] * len(who))
    question = Question(cohort, OutcomeDefinition(endpoint="v3"))
    found = all_answers(question)
    assert found[0].prevalence.n == len(who)
    assert all(isinstance(row.interaction, Refusal) for row in found[0].courses.rows)
    assert all(isinstance(row.overall, Refusal) == (not who) for row in found[0].prevalence.rows)
    for target, result in zip(TARGETS, found[0].responses, strict=True):
        assert (result.target, result.n) == (target, len(who))


def test_all_missing_is_told():
    cohort = small_cohort([[NAN] * 3] * 6, epilepsy=[-1] * 6, stroke=[-1] * 6)
    found = all_answers(Question(cohort, OutcomeDefinition(endpoint="v3")))
    assert all(row.feature.n_missing == 6 for row in found[0].prevalence.rows)
    assert all(isinstance(row.overall, Refusal) for row in found[0].prevalence.rows)
    assert (found[0].together.n_complete, found[0].together.intersections) == (0, ())
    assert found[0].together.pairs[0].reason.startswith("No selected patient is known in both")
    assert found[0].responses[0].n_evaluable == 0


def test_everybody_or_nobody_with_it_is_no_association():
    cohort = small_cohort([[30, 20, 5]] * 4 + [[30, 30, 30]] * 4, epilepsy=[0] * 8, stroke=[1] * 8)
    question = Question(cohort, OutcomeDefinition(endpoint="v3"))
    tests = {row.feature.name: row.test for row in analyse_prevalence(question, "outcome").rows}
    assert tests["epilepsy"].reason == "All patients in the groups have it."
    assert tests["stroke"].reason == "No patient in the groups has it."
    assert all(math.isnan(row.p_holm) for row in analyse_responses(question).rows)


@pytest.mark.parametrize("rule", ["auto", "none", "gg", "hf"])
@pytest.mark.parametrize(
    ("measure", "kind", "column"), [("mg", "comorbidity", "hypertension"), ("ymrs", "diagnosis", "diagnosis")]
)
def test_one_test_has_one_p_here_and_on_the_page_of_the_anova(rule, measure, kind, column):
    rows = {row.name: row for row in analyse_courses(BUNDLED, measure, kind, rule).rows}
    course = rows.get(column) or next(iter(rows.values()))
    anova = analyse_anova(BUNDLED, measure, column).anova
    reported = choose_correction(anova, anova.effect("time × group"), rule)
    assert (course.interaction.correction, course.interaction.p_used) == (
        reported.name,
        pytest.approx(reported.p),
    )


def test_difference_of_the_changes_is_welchs():
    """Changes 1, 2, 3 with and 0, 0, 3 without: difference 1, SE √(1/3 + 3/3), df (4/3)² / (1/18 + 1/2) = 3.2."""
    scores = [[0, 9, 1], [0, 9, 2], [0, 8, 3], [0, 8, 0], [0, 9, 0], [1, 9, 4]]
    question = Question(small_cohort(scores, epilepsy=[0, 0, 0, 1, 1, 1]), OutcomeDefinition(endpoint="v3"))
    row = next(row for row in analyse_courses(question, "score").rows if row.name == "epilepsy")
    assert row.apart.difference == pytest.approx(1)
    assert row.apart.se == pytest.approx((4 / 3) ** 0.5)
    assert row.apart.df == pytest.approx(3.2)
