"""Every point of a specification curve is the answer of its page at that address."""

from dataclasses import replace

import numpy as np
import pytest

from lib.analysis.anova.visits import analyse_anova
from lib.analysis.association.correlations import analyse_association
from lib.analysis.common.correction import choose_correction
from lib.analysis.common.grouping import OUTCOME
from lib.analysis.common.question import Question
from lib.analysis.comorbidity.response import analyse_responses
from lib.analysis.robustness.curve import trace_curve
from lib.analysis.robustness.effects import Inquiry
from lib.analysis.robustness.grid import GridRanges
from lib.analysis.robustness.results import CHANGE, CORRELATION, DIFFERENCE, INTERACTION, ODDS
from lib.analysis.trajectory.summary import summarise_trajectory
from lib.cohort.cohort import read_bundled_cohort
from lib.cohort.selection import Selection
from lib.stats.anova.repeated_measures import INTERACTION as TIME_GROUP
from lib.stats.common.result import Refusal

COHORT = read_bundled_cohort()
ASKED = Inquiry("mg", "responder", "hypertension", "response", "mg", "madrs", "auto", "welch", "spearman")
WOMEN = Selection({"sex": ("female",), "age": (25, 60)})
DRAWN = 25


def drawn(curve, seed, most=DRAWN):
    """Draw specifications at random."""
    rng = np.random.default_rng(seed)
    places = rng.choice(len(curve.specifications), min(most, len(curve.specifications)), replace=False)
    return [curve.specifications[i] for i in places]


def at_address(question, one):
    """Pose the question of a specification as its address does."""
    left = {name: choice for name, choice in question.selection.choices.items() if name != one.left}
    return Question(COHORT, one.definition, Selection(left, question.selection.keep_missing))


def same(estimate, value, low, high, p, n):
    """Tell whether an estimate is what the page has."""
    assert not estimate.refusal
    assert (estimate.value, estimate.ci_low, estimate.ci_high) == pytest.approx((value, low, high), abs=1e-12)
    assert estimate.p == pytest.approx(p, abs=1e-12, nan_ok=True)
    assert estimate.n == n


@pytest.mark.parametrize("selection", [Selection(), WOMEN], ids=["all", "two filters"])
@pytest.mark.parametrize("measure", ["mg", "ymrs"])
def test_time_by_group_is_that_of_the_page(measure, selection):
    question = Question(COHORT, selection=selection)
    curve = trace_curve(question, INTERACTION, replace(ASKED, measure=measure), GridRanges(methods=False))
    for one in drawn(curve, 1):
        page = analyse_anova(at_address(question, one), measure, OUTCOME)
        if isinstance(page.anova, Refusal):
            assert one.estimate.refusal == page.anova.reason
            continue
        effect = page.anova.effect(TIME_GROUP)
        figures = effect.partial_eta_squared, effect.eta_ci_low, effect.eta_ci_high
        same(one.estimate, *figures, choose_correction(page.anova, effect, one.method).p, page.cases.n)
        assert [n for _, n in one.estimate.groups] == list(page.cases.sizes)


def test_the_corrections_are_methods_of_time_by_group():
    curve = trace_curve(
        Question(COHORT), INTERACTION, replace(ASKED, correct="none"), GridRanges(methods=True)
    )
    for one in drawn(curve, 2):
        page = analyse_anova(at_address(Question(COHORT), one), "mg", OUTCOME)
        if not isinstance(page.anova, Refusal):
            effect = page.anova.effect(TIME_GROUP)
            assert one.estimate.p == pytest.approx(
                choose_correction(page.anova, effect, one.method).p, abs=1e-12
            )
    assert {one.method for one in curve.specifications} == {"none", "gg", "hf"}
    assert [one.method for one in curve.present] == ["none"]


@pytest.mark.parametrize("measure", ["mg", "madrs"])
def test_the_change_within_a_group_is_that_of_the_page(measure):
    question = Question(COHORT)
    curve = trace_curve(question, CHANGE, replace(ASKED, measure=measure), GridRanges())
    for one in drawn(curve, 3):
        page = summarise_trajectory(at_address(question, one), measure, OUTCOME)
        row = next((row for row in page.changes if row.group == "responder"), None)
        if row is None or np.isnan(row.difference):
            assert one.estimate.refusal
        else:
            assert one.estimate.value == pytest.approx(row.difference, abs=1e-12)
            assert one.estimate.p == pytest.approx(row.p, abs=1e-12, nan_ok=True)
            assert one.estimate.n == row.n


def test_the_difference_in_change_is_welch_of_the_changes():
    from scipy.stats import ttest_ind

    question = Question(COHORT)
    curve = trace_curve(question, DIFFERENCE, ASKED, GridRanges())
    values = COHORT.measures["mg"]
    changes = np.round(values[:, -1] - values[:, 0], 2)
    for one in drawn(curve, 4):
        posed = at_address(question, one)
        parts = [posed.classified.partition == name for name in ("responder", "non_responder")]
        first, second = (changes[part & ~np.isnan(changes)] for part in parts)
        if min(len(first), len(second)) < 2:
            assert one.estimate.refusal
            continue
        test = ttest_ind(first, second, equal_var=False)
        interval = test.confidence_interval()
        same(
            one.estimate, first.mean() - second.mean(), interval.low, interval.high, test.pvalue,
            len(first) + len(second),
        )  # fmt: skip


def test_the_odds_ratio_is_that_of_the_page():
    question = Question(COHORT, selection=WOMEN)
    curve = trace_curve(question, ODDS, ASKED, GridRanges())
    for one in drawn(curve, 5, 8):
        page = analyse_responses(at_address(question, one), "response", "comorbidity")
        row = next(row for row in page.rows if row.feature.name == "hypertension")
        ratio = row.odds_ratio
        if isinstance(ratio, Refusal) or np.isnan(ratio.estimate):
            assert one.estimate.refusal
        else:
            same(one.estimate, ratio.estimate, ratio.ci_low, ratio.ci_high, ratio.p, row.n)


def test_the_correlations_are_those_of_the_page():
    question = Question(COHORT, selection=WOMEN)
    curve = trace_curve(question, CORRELATION, ASKED, GridRanges(methods=True))
    assert len(curve.specifications) == 9 * 2 * 3  # values, methods, selections
    for one in curve.specifications:
        page = analyse_association(at_address(question, one), "mg", "madrs", one.method)
        row = next(row for row in page.rows if f"{row.part} {row.visit}" == one.values[-2])
        same(one.estimate, row.test.r, row.test.ci_low, row.test.ci_high, row.test.p, row.test.n)


def test_where_the_filter_picks_by_outcome_every_definition_picks_its_own_patients():
    question = Question(COHORT, selection=Selection({"outcome": ("responder", "non_responder")}))
    curve = trace_curve(question, INTERACTION, ASKED, GridRanges(step=10))
    for one in drawn(curve, 6, 12):
        page = analyse_anova(at_address(question, one), "mg", OUTCOME)
        assert bool(one.estimate.refusal) == isinstance(page.anova, Refusal)
        if not one.estimate.refusal:
            value = page.anova.effect(TIME_GROUP).partial_eta_squared
            assert one.estimate.value == pytest.approx(value, abs=1e-12)


def test_the_scale_that_defines_the_groups_is_refused_as_on_the_page():
    curve = trace_curve(Question(COHORT), INTERACTION, replace(ASKED, measure="madrs"), GridRanges(step=25))
    assert not curve.answered
    (reason,) = curve.refusals
    assert reason.startswith("No p value is given: the outcome groups are defined by the change of MADRS")


def test_the_grid_holds_every_combination_once_and_the_definition_in_force():
    curve = trace_curve(Question(COHORT), INTERACTION, ASKED, GridRanges())
    assert (
        len(curve.specifications) == len({one.values for one in curve.specifications}) == 11 * 7 * 3 * 2 * 2
    )
    (present,) = curve.present
    assert present.definition == Question(COHORT).definition
    assert (np.diff(curve.estimates) >= 0).all()
    assert len(curve.answered) + sum(curve.refusals.values()) == len(curve.specifications)
    assert curve.n_significant == sum(one.estimate.p < 0.05 for one in curve.answered)


def test_too_large_a_grid_says_how_large_it_is():
    ranges = GridRanges(response=(1, 100), step=1, remission=(0, 40), endpoints="all")
    refusal = trace_curve(Question(COHORT), INTERACTION, ASKED, ranges)
    assert isinstance(refusal, Refusal)
    assert f"{100 * 41 * 4 * 2 * 2:,} specifications" in refusal.reason
