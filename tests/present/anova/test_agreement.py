"""Whether tests agree, and who complete cases lose: sentences against figures by R or by hand."""

import pytest

from lib.analysis.anova.agreement import Agreement, HypothesisTest, compare_tests
from lib.analysis.anova.checks import Assumptions, check_assumptions
from lib.analysis.anova.left_out import compare_left_out
from lib.analysis.anova.visits import analyse_anova
from lib.analysis.common.question import Question
from lib.cohort.outcome import OutcomeDefinition
from lib.present.anova.agreement import sentence_agreement, sentence_assumptions
from lib.present.anova.left_out import sentence_left_out
from lib.stats.anova.normality import ShapiroWilk
from tests.analysis.reference_cohort import SETS, cohort_of
from tests.cohort.small_cohort import NAN, small_cohort

V3 = OutcomeDefinition(endpoint="v3")
#: Baselines 20 and 24 left out, 22, 26, 30, 28 and 24 kept.
LOSING = [[20, NAN, 9], [24, 20, NAN], [22, 20, 9], [26, 13, 12], [30, 20, 17], [28, 20, 20], [24, 18, 10]]


@pytest.mark.parametrize(
    ("p", "start"),
    [
        ((0.01, 0.02), "Every test of a change over the visits finds it at p < .05: first (p = .010) and second"),
        ((0.2, 0.06), "No test of a change over the visits finds it at p < .05: first (p = .200) and second"),
        ((0.2, 0.02), "The tests of a change over the visits do not agree at p < .05: found by second (p = .020), not "
                      "by first (p = .200)."),
    ],
)  # fmt: skip
def test_agreement_is_counted_from_the_tests(p, start):
    tests = tuple(HypothesisTest(name, value) for name, value in zip(("first", "second"), p, strict=True))
    sentence = sentence_agreement((Agreement("time", tests),))
    assert sentence.startswith(start)
    assert ("does not show that there is none" in sentence) == (min(p) >= 0.05)


def test_the_tests_set_side_by_side_are_those_of_one_hypothesis():
    entry = next(e for e in SETS if e["data"] == "sim_9_8_28" and not e["group"])
    (row,) = compare_tests(analyse_anova(Question(cohort_of(entry)), "value"), "none")
    assert [test.name for test in row.tests] == [
        "analysis of variance (sphericity not corrected)", "Pillai’s multivariate test", "Friedman’s test on ranks",
    ]  # fmt: skip
    assert row.tests[0].p == pytest.approx(0.559, abs=0.0005)  # R: F(4, 176) = .7505


def test_assumptions_spoken_against_are_those_with_a_low_p():
    seen = set()
    for entry in SETS:
        result = check_assumptions(Question(cohort_of(entry)), "value", "group" if entry["group"] else "all")
        whole = getattr(getattr(result, "normality", None), "residuals", None)
        if isinstance(result, Assumptions) and isinstance(whole, ShapiroWilk):
            against = sentence_assumptions(result).partition(", and nothing against")[0]
            low = whole.p < 0.05
            seen.add(low)
            assert ("speak against normal residuals" in against) == low
    assert seen == {True, False}


def test_those_left_out_are_compared_with_those_kept():
    # R: t.test(c(20, 24), c(22, 26, 30, 28, 24)): −4 [−13.99762129, 5.99762129], p = .23718632.
    found = compare_left_out(Question(small_cohort(LOSING), V3), "score", "all")
    assert (found.selected, found.n_left_out, found.n_kept) == (7, 2, 5)
    test = found.baseline[0].test
    assert (test.difference, test.ci_low, test.ci_high, test.p) == pytest.approx(
        (-4, -13.99762129, 5.99762129, 0.23718632)
    )
    sentence = sentence_left_out(found)
    assert sentence.startswith(
        "2 patients of 7 are left out for a missing value. At baseline, against the 5 kept: MADRS 4.0 points lower "
        "than in those kept (95 % CI −14.0 to 6.0, Welch’s t, p = .237 unadjusted; measured in 2 and 5)"
    )
    # At v3 20 → 9 is remission; 24 has no rating. Of those kept 22 → 9 and 24 → 10 are in remission.
    assert "remitter 1 of 2 against 2 of 5" in sentence
    assert "not evaluable 1 of 2 against 0 of 5" in sentence


def test_nobody_left_out_is_no_sentence():
    assert compare_left_out(Question(small_cohort(LOSING[2:]), V3), "score", "all") is None
