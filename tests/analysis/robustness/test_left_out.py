"""Results without single patients: each is what the page gives for the others alone."""

import numpy as np
import pytest

from lib.analysis.anova.visits import analyse_anova
from lib.analysis.association.correlations import analyse_association
from lib.analysis.common.grouping import OUTCOME
from lib.analysis.common.question import Question
from lib.analysis.comorbidity.response import analyse_responses
from lib.analysis.robustness.effects import Inquiry
from lib.analysis.robustness.left_out import leave_out
from lib.analysis.trajectory.summary import summarise_trajectory
from lib.cohort.cohort import read_bundled_cohort
from lib.cohort.selection import Selection

COHORT = read_bundled_cohort()
ASKED = Inquiry("mg", "responder", "hypertension", "response", "mg", "madrs", "none", "welch", "spearman")


@pytest.fixture(scope="module")
def found():
    return {one.code: one for one in leave_out(Question(COHORT), ASKED)}


def others(*left):
    """Pose the question of everybody else."""
    kept = np.array([patient not in left for patient in COHORT.patients])
    selection = Selection({"only": tuple(p for p, keep in zip(COHORT.patients, kept, strict=True) if keep)})
    question = Question(COHORT, selection=selection)
    assert question.selected.n == len(COHORT.patients) - len(left)
    return question


def test_there_is_every_headline_result(found):
    assert list(found) == ["time", "interaction", "difference", "change", "correlation", "odds"]
    assert [len(one.patients) for one in found.values()] == [45, 45, 39, 9, 47, 49]
    assert [len(one.p_pairs) for one in found.values()] == [n * (n - 1) // 2 for n in (45, 45, 39, 9, 47, 49)]


@pytest.mark.parametrize("place", [0, 7, 30])
def test_without_a_patient_is_the_page_of_the_others(found, place):
    time, interaction = found["time"], found["interaction"]
    question = others(time.patients[place])
    effect = analyse_anova(question, "mg").anova.effect("time")
    assert time.without[place].p == pytest.approx(effect.p, abs=1e-12)
    assert time.without[place].value == pytest.approx(effect.partial_eta_squared, abs=1e-12)
    effect = analyse_anova(others(interaction.patients[place]), "mg", OUTCOME).anova.effect("time × group")
    assert interaction.without[place].p == pytest.approx(effect.p, abs=1e-12)
    row = analyse_association(others(found["correlation"].patients[place]), "mg", "madrs").rows
    test = next(r.test for r in row if r.label == found["correlation"].label)
    assert found["correlation"].without[place].p == pytest.approx(test.p, abs=1e-12)
    rows = analyse_responses(others(found["odds"].patients[place]), "response", "comorbidity").rows
    ratio = next(r.odds_ratio for r in rows if r.feature.name == "hypertension")
    assert found["odds"].without[place].value == pytest.approx(ratio.estimate, abs=1e-12)


def test_within_a_group_and_between_two_it_is_the_paired_and_welchs_test_of_the_others(found):
    from scipy.stats import ttest_ind

    change, difference = found["change"], found["difference"]
    for place in (0, 5):
        page = summarise_trajectory(others(change.patients[place]), "mg", OUTCOME)
        row = next(row for row in page.changes if row.group == "responder")
        assert change.without[place].p == pytest.approx(row.p, abs=1e-12)
        question = others(difference.patients[place])
        values = COHORT.measures["mg"]
        changes = np.round(values[:, -1] - values[:, 0], 2)
        groups = [
            changes[question.mask & (question.classified.partition == name) & ~np.isnan(changes)]
            for name in ("responder", "non_responder")
        ]
        assert difference.without[place].p == pytest.approx(
            ttest_ind(*groups, equal_var=False).pvalue, abs=1e-12
        )


def test_without_a_pair_is_the_page_of_the_others(found):
    interaction, time = found["interaction"], found["time"]
    effect = analyse_anova(others(*interaction.patients[:2]), "mg", OUTCOME).anova.effect("time × group")
    assert interaction.p_pairs[0] == pytest.approx(effect.p, abs=1e-12)
    effect = analyse_anova(others(*time.patients[-2:]), "mg").anova.effect("time")
    assert time.p_pairs[-1] == pytest.approx(effect.p, abs=1e-12)


def test_who_flips_is_on_the_other_side_of_the_level(found):
    for one in found.values():
        moved = (one.p < 0.05) != (one.full.p < 0.05)
        assert set(one.flips) == {patient for patient, move in zip(one.patients, moved, strict=True) if move}
    assert found["change"].flips
    assert not found["interaction"].flips
