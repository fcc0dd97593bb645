"""The analysis of variance from cohort to table, against R (afex, emmeans) and in odd selections."""

import numpy as np
import pytest

from lib.analysis.anova.checks import check_assumptions, compare_ranks, find_influence
from lib.analysis.anova.visits import (
    analyse_anova,
    anova_rows,
    compare_visits,
    compare_within_groups,
)
from lib.analysis.common.correction import choose_correction
from lib.analysis.common.question import Question
from lib.analysis.common.withheld import why_withheld
from lib.cohort.cohort import make_cohort, read_bundled_cohort
from lib.cohort.outcome import OutcomeDefinition
from lib.cohort.selection import Selection
from lib.stats.anova.repeated_measures import RepeatedMeasuresAnova
from lib.stats.common.result import Refusal
from tests.analysis.reference_cohort import SETS, cohort_of
from tests.cohort.small_cohort import NAN, small_cohort
from tests.stats.reference_sets import check

# A group of one is refused here; R prints its figures, which the tests of lib.stats compare.
ANSWERED = [e for e in SETS if not e["group"] or min(e["sizes"]) > 1]
NAMES = [f"{e['data']}-{e['group'] or 'visits'}" for e in ANSWERED]
BUNDLED = Question(read_bundled_cohort())


def answer_of(entry):
    return analyse_anova(Question(cohort_of(entry)), "value", "group" if entry["group"] else "all")


@pytest.mark.parametrize("entry", ANSWERED, ids=NAMES)
def test_every_effect_and_row_agrees_with_afex(entry):
    answer = answer_of(entry)
    rows = {(row.source, row.correction): row for row in anova_rows(answer.anova)}
    pairs = [("n", answer.cases.n, entry["n"])]
    for name, expected in entry["effects"].items():
        between = name == "group"
        row = rows[name, "" if between else "none"]
        residual = rows["residual", "" if between else "none"]
        pairs += [
            (f"{name} SS", row.ss, expected["ss"]),
            (f"{name} MS", row.ms, expected["ss"] / expected["df1"]),
            (f"{name} F", row.f, expected["f"]),
            (f"{name} p", row.p, expected["p"]),
            (f"{name} ηp²", row.partial_eta_squared, expected["partial_eta_squared"]),
            (f"{name} ηG²", row.generalized_eta_squared, expected["generalized_eta_squared"]),
            (f"{name} ω²", row.omega_squared, expected["omega_squared"]),
            (f"{name} residual SS", residual.ss, expected["ss_error"]),
            (f"{name} residual df", residual.df, expected["df2"]),
            (f"{name} residual MS", residual.ms, expected["ss_error"] / expected["df2"]),
        ]
        if not between and expected.get("gg") is not None:
            corrected, error = rows[name, "Greenhouse–Geisser"], rows["residual", "Greenhouse–Geisser"]
            pairs += [
                (f"{name} GG p", corrected.p, expected["gg_p"]),
                (f"{name} GG df", corrected.df, expected["gg"] * expected["df1"]),
                (f"{name} GG residual df", error.df, expected["gg"] * expected["df2"]),
                (f"{name} HF p", rows[name, "Huynh–Feldt"].p, expected["hf_p"]),
                (f"{name} lower p", rows[name, "lower bound"].p, expected["lower_bound_p"]),
            ]
    check(pairs)


@pytest.mark.parametrize(
    "entry", [e for e in ANSWERED if e["group"] and e["simple"]], ids=lambda e: e["data"]
)
def test_simple_effects_come_in_three_kinds_each_named(entry):
    effects = compare_within_groups(Question(cohort_of(entry)), "value", "group")
    assert [effect.error.split(",")[0].split(" ")[0] for effect in effects] == [
        "multivariate",
        "univariate",
        "repeated-measures",
    ]
    pairs = []
    for effect, kind in zip(effects, ("multivariate", "univariate", "subset"), strict=True):
        for row, level in zip(effect.rows, entry["levels"], strict=True):
            wanted = entry["simple"][level][kind]
            if wanted is None or isinstance(row, Refusal):
                assert (wanted or {}).get("f") is None or row.n <= len(entry["visits"])
                continue
            pairs += [
                (f"{kind} {level} {key}", getattr(row, key), wanted[key]) for key in ("f", "df1", "df2", "p")
            ]
    check(pairs)


@pytest.mark.parametrize("entry", ANSWERED, ids=NAMES)
def test_comparisons_and_means_agree_with_emmeans(entry):
    question, between = Question(cohort_of(entry)), "group" if entry["group"] else "all"
    answer = analyse_anova(question, "value", between)
    overall = compare_visits(question, "value", between, "all", "bonferroni", "pooled").overall
    first = compare_visits(question, "value", between, "first", "none", "pooled").overall
    expected = entry["posthoc"]
    pairs = [("means", len(answer.means.overall), len(entry["visits"]))]
    for row, mean, se in zip(
        answer.means.overall, expected["means"]["mean"], expected["means"]["se"], strict=True
    ):
        pairs += [("mean", row.mean, mean), ("se", row.se, se)]
    for found, wanted in ((overall, expected["pairs"]), (first, expected["against_first"])):
        columns = (np.atleast_1d(wanted[key]) for key in ("difference", "t", "p"))
        figures = zip(found.comparisons, *columns, strict=True)
        for row, difference, t, p in figures:
            pairs += [("difference", row.difference, difference), ("t", row.t, t), ("pair p", row.p, p)]
    for row in overall.comparisons:
        assert row.p_adjusted == pytest.approx(min(1, row.p * len(overall.comparisons)))
    for row in first.comparisons:
        assert row.p_adjusted == row.p
    check(pairs)


def test_the_bundled_cohort_gives_the_figures_the_paper_prints():
    # Górska et al. 2021, § 2: F = 5.22, η²p = .11 with 4 df; responders F(4, 39) = 6.26, η²p = .39. The p after
    # Bonferroni's adjustment is printed for each visit against the first, over all patients and in the responders.
    time = analyse_anova(BUNDLED, "mg").anova.effect("time")
    assert (time.df1, round(time.f, 2), round(time.partial_eta_squared, 2)) == (4, 5.22, 0.11)
    responders = compare_within_groups(BUNDLED, "mg", "outcome")[0].rows[0]
    assert (responders.level, responders.df1, responders.df2) == ("Responder", 4, 39)
    assert (round(responders.f, 2), round(responders.partial_eta_squared, 2)) == (6.26, 0.39)
    pairs = compare_visits(BUNDLED, "mg", "all", "all", "bonferroni", "pooled").overall.comparisons[:4]
    assert [round(row.p_adjusted, 3) for row in pairs] == [0.126, 0.031, 0.003, 0.051]
    within = compare_visits(BUNDLED, "mg", "outcome", "all", "bonferroni", "pooled").within.families[0]
    assert [round(row.p_adjusted, 3) for row in within.comparisons[:4]] == [0.628, 0.001, 0.003, 0.606]


def test_type_ii_is_there_by_name_and_differs_where_groups_are_unequal():
    question = Question(cohort_of(next(e for e in SETS if e["data"] == "sim_9_8_28" and e["group"])))
    third, second = (analyse_anova(question, "value", "group", kind).anova for kind in ("III", "II"))
    assert third.effect("time").f != pytest.approx(second.effect("time").f)
    assert third.effect("time × group").f == pytest.approx(second.effect("time × group").f)
    assert dict(second.settings)["sums of squares"] == "Type II for time (as pingouin.mixed_anova)"


def test_patients_are_left_out_by_name_and_reason():
    scores = [
        [30, 20, 10],
        [40, NAN, NAN],
        [20, 18, 16],
        [33, 30, 28],
        [25, 20, 24],
        [31, 12, 9],
        [28, 1, NAN],
    ]
    cohort = small_cohort(scores, sex=[0, 0, -1, 1, 1, 0, -1])
    answer = analyse_anova(Question(cohort, OutcomeDefinition(endpoint="v3")), "score", "sex")
    assert answer.cases.patients == ("P1", "P4", "P5", "P6")
    assert [(row.patient, row.reason) for row in answer.cases.left_out] == [
        ("P2", "no MADRS at v2, v3"),
        ("P3", "no value for Sex"),
        ("P7", "no MADRS at v3; no value for Sex"),
    ]
    assert (answer.cases.n_selected, answer.cases.sizes) == (7, (2, 2))


def test_a_visit_at_which_nobody_was_measured_is_not_asked_for():
    scores = [[30, NAN, 10], [40, NAN, 22], [20, NAN, 16], [33, NAN, 30]]
    answer = analyse_anova(Question(small_cohort(scores), OutcomeDefinition(endpoint="v3")), "score")
    assert [visit.name for visit in answer.cases.visits] == ["v1", "v3"]
    assert answer.cases.notes == ("No patient selected has MADRS at v2; the visit is left out.",)
    # With two visits F is the square of the paired t: mean difference 11.25, SD 8.057, n 4.
    differences = np.array([20, 18, 4, 3])
    t = differences.mean() / (differences.std(ddof=1) / 2)
    assert answer.anova.effect("time").f == pytest.approx(t**2)


def test_psychiatric_comorbidity_of_one_diagnosis_is_compared_within_it():
    cases = analyse_anova(BUNDLED, "mg", "comorbid_bp").cases
    assert cases.n + len(cases.left_out) == 49
    assert sum("not with BP" in row.reason for row in cases.left_out) == 35


CIRCULAR = [
    ("madrs", "outcome", Selection()),
    ("madrs", "all", Selection({"outcome": ("responder",)})),
    ("madrs", "sex", Selection({"outcome": ("remitter", "non_responder")})),
]


@pytest.mark.parametrize(("measure", "between", "selection"), CIRCULAR)
def test_a_circular_question_gets_curves_and_no_p(measure, between, selection):
    question = Question(read_bundled_cohort(), selection=selection)
    answer = analyse_anova(question, measure, between)
    assert isinstance(answer.anova, Refusal)
    assert "would find what was put in" in answer.anova.reason
    assert len(answer.means.overall) == 5
    comparisons = compare_visits(question, measure, between, "all", "holm", "pooled")
    others = [
        comparisons.overall,
        *([comparisons.within] if between != "all" else []),
        compare_within_groups(question, measure, between),
        compare_ranks(question, measure, between, "all", "holm", "dunn"),
        check_assumptions(question, measure, between),
        find_influence(question, measure, between),
    ]
    assert all(isinstance(other, Refusal) for other in others)


@pytest.mark.parametrize(
    ("measure", "between", "selection"),
    [
        ("mg", "outcome", Selection()),
        ("ymrs", "outcome", Selection()),
        ("madrs", "sex", Selection()),
        ("mg", "all", Selection({"outcome": ("responder",)})),
        ("madrs", "all", Selection({"outcome": ("responder", "remitter", "non_responder")})),
    ],
)
def test_a_question_that_is_not_circular_is_answered(measure, between, selection):
    question = Question(read_bundled_cohort(), selection=selection)
    assert why_withheld(question, measure, between) == ""
    assert isinstance(analyse_anova(question, measure, between).anova, RepeatedMeasuresAnova)


def test_overlapping_outcome_groups_are_compared_without_overlap():
    question = Question(read_bundled_cohort(), OutcomeDefinition(grouping="overlapping"))
    cases = analyse_anova(question, "mg", "outcome").cases
    assert [group.name for group in cases.levels] == ["responder", "non_responder"]
    assert sum(cases.sizes) == cases.n == 45


@pytest.mark.parametrize(
    ("scores", "sex", "between", "words"),
    [
        ([[30, 20, 10]], [0], "all", "need at least 4 patients; found 1"),
        ([[30, 20, 10]] * 3 + [[9, 8, 7]], [0] * 4, "sex", "needs at least 2 groups"),
        (
            [[30, 20, 10], [31, 25, 9], [20, 8, 7], [25, 4, 8], [28, 8, 1]],
            [0, 0, 0, 0, 1],
            "sex",
            "“Female” has 1",
        ),
        ([[NAN, NAN, NAN]] * 3, [0, 1, 0], "all", "at least 2 visits; found 0"),
        ([[30, 20, 10]] * 6, [0, 1] * 3, "sex", "changes in the same way"),
        ([[30, NAN, 10], [30, 20, NAN]], [0, 1], "all", "No patient is left"),
    ],
)
def test_too_little_is_a_sentence(scores, sex, between, words):
    question = Question(small_cohort(scores, sex=sex), OutcomeDefinition(endpoint="v3"))
    answer = analyse_anova(question, "score", between)
    assert isinstance(answer.anova, Refusal)
    assert words in answer.anova.reason
    assert isinstance(compare_visits(question, "score", between, "all", "holm", "own").overall, Refusal)
    assert isinstance(find_influence(question, "score", between), Refusal)


def test_a_group_of_one_is_refused_and_its_curve_still_drawn():
    scores = [[30, 20, 10], [31, 25, 9], [20, 8, 7], [25, 4, 8], [28, 8, 1]]
    question = Question(small_cohort(scores, sex=[0, 0, 0, 0, 1]), OutcomeDefinition(endpoint="v3"))
    answer = analyse_anova(question, "score", "sex")
    assert isinstance(answer.anova, Refusal)
    assert [row.mean for row in answer.means.by_group[3:]] == [28, 8, 1]


@pytest.mark.parametrize(
    ("data", "rule", "expected"),
    [
        ("sim_9_8_28", "auto", "Greenhouse–Geisser"),  # Mauchly's p = .0002 in R
        ("md_12_1", "none", "none"),
        ("sim_9_8_28", "hf", "Huynh–Feldt"),
        ("sim_two_visits", "auto", "none"),
    ],
)
def test_the_sentence_reports_the_row_its_rule_names(data, rule, expected):
    anova = answer_of(next(e for e in SETS if e["data"] == data and not e["group"])).anova
    assert choose_correction(anova, anova.effect("time"), rule).name == expected


def test_influence_is_that_of_the_cohort_without_the_patient():
    entry = next(e for e in SETS if e["data"] == "sim_9_8_28" and e["group"])
    whole = cohort_of(entry)
    effect, patients = find_influence(Question(whole), "value", "group").effects[1]
    first = patients[0]
    kept = np.array([name != first.patient for name in whole.patients])
    shorter = make_cohort(
        "Without one",
        whole.codebook,
        tuple(name for name in whole.patients if name != first.patient),
        {"group": whole.codes("group")[kept]},
        {"value": whole.measures["value"][kept]},
    )
    again = analyse_anova(Question(shorter), "value", "group").anova.effect("time × group")
    assert (first.f, first.p) == pytest.approx((again.f, again.p))
    moves = [abs(row.f - effect.full_f) for row in patients]
    assert moves == sorted(moves, reverse=True)
    assert first.group == f"Group {entry['levels'][whole.codes('group')[~kept][0]]}"
