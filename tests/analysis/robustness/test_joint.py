"""The joint test on a cohort: its specifications are those of the curve, and shuffled labels give uniform p."""

from dataclasses import replace

import numpy as np
import pytest

from lib.analysis.common.question import Question
from lib.analysis.robustness.curve import trace_curve
from lib.analysis.robustness.effects import Inquiry
from lib.analysis.robustness.grid import GridRanges
from lib.analysis.robustness.joint import judge_jointly
from lib.cohort.cohort import make_cohort, read_bundled_cohort
from lib.stats.common.result import Refusal
from lib.stats.robustness.joint import MEDIAN, SHARE

COHORT = read_bundled_cohort()
ASKED = Inquiry("mg", "responder", "hypertension", "response", "mg", "madrs", "none", "welch", "spearman")
SMALL = GridRanges(response=(30, 60), step=15, remission=(10, 10), missing=False)


@pytest.mark.parametrize("result", ["interaction", "difference"])
def test_what_is_observed_is_the_curve(result):
    curve = trace_curve(Question(COHORT), result, ASKED, GridRanges())
    test = judge_jointly(Question(COHORT), result, ASKED, GridRanges(), 3)
    found = {row.name: row for row in test.statistics}
    assert test.specifications == curve.n_tested
    assert found[MEDIAN].observed == pytest.approx(abs(curve.median), abs=1e-12)
    if result == "interaction":
        assert found[SHARE].observed == pytest.approx(curve.n_significant / curve.n_tested, abs=1e-12)
    assert test == judge_jointly(Question(COHORT), result, ASKED, GridRanges(), 3)


def test_p_is_uniform_where_magnesium_is_shuffled():
    rng, runs, low = np.random.default_rng(3), 60, 0
    values = COHORT.measures["mg"]
    complete = np.flatnonzero(~np.isnan(values).any(axis=1))
    for run in range(runs):
        shuffled = values.copy()
        shuffled[complete] = values[rng.permutation(complete)]
        measures = {**COHORT.measures, "mg": shuffled}
        cohort = make_cohort("Shuffled", COHORT.codebook, COHORT.patients, COHORT.characteristics, measures)
        test = judge_jointly(Question(cohort), "interaction", ASKED, SMALL, 19, seed=run)
        low += test.statistics[0].p <= 0.25
    # Binomial(60, .25): 15 ± 4 SD of 3.4.
    assert 2 <= low <= 28


def test_what_no_shuffling_answers_is_said():
    for result in ("change", "odds", "correlation"):
        assert isinstance(judge_jointly(Question(COHORT), result, ASKED, SMALL, 3), Refusal)
    circular = replace(ASKED, measure="madrs")
    assert "nothing to test" in judge_jointly(Question(COHORT), "interaction", circular, SMALL, 3).reason
