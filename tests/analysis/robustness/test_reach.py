"""What the cohort could show: the verdict follows from the two p, and each sentence says it."""

import numpy as np
import pytest

from lib.analysis.common.question import Question
from lib.analysis.robustness.effects import Inquiry
from lib.analysis.robustness.reach import assess_reach
from lib.cohort.cohort import read_bundled_cohort
from lib.present.robustness.reach import figure_reach, sentence_reach, table_reach

COHORT = read_bundled_cohort()
QUESTION = Question(COHORT)
ASKED = Inquiry("mg", "responder", "hypertension", "response", "mg", "madrs", "none", "welch", "spearman")


@pytest.mark.parametrize(("margin", "margin_r"), [(10, 5), (50, 30), (150, 60)])
def test_a_verdict_is_what_its_two_p_say(margin, margin_r):
    reach = assess_reach(QUESTION, ASKED, margin, margin_r)
    words = sentence_reach(QUESTION, ASKED, reach)
    assert [row.code for row in reach.rows] == ["overall", "change", "difference", "correlation"]
    for row in reach.rows:
        equal = row.equivalence
        within = -equal.margin < equal.ci_low and equal.ci_high < equal.margin
        expected = {(True, True): "negligible", (True, False): "found", (False, True): "absent"}
        assert equal.verdict == expected.get((row.p < 0.05, within), "undecided")
        assert equal.estimate == row.estimate
    undecided = sum(row.equivalence.verdict == "undecided" for row in reach.rows)
    assert words.count("merely not seen") == undecided
    assert words.count("is absent") == sum(row.equivalence.verdict == "absent" for row in reach.rows)


def test_figures_by_hand():
    reach = assess_reach(QUESTION, ASKED, 50, 30)
    changes = np.round(COHORT.measures["mg"][:, -1] - COHORT.measures["mg"][:, 0], 2)
    changes = changes[~np.isnan(changes)]
    overall = reach.rows[0]
    assert (overall.n, overall.estimate) == (len(changes), pytest.approx(changes.mean()))
    assert overall.equivalence.margin == pytest.approx(changes.std(ddof=1) / 2)
    assert reach.complete == pytest.approx(len(changes) / 49)
    planned = {point.n: point for point in reach.planned}
    falls = [planned[n].change for n in sorted(planned)]
    assert (np.diff(falls) <= 0).all()
    # √OR = 1.9726, then RR + √(RR (RR − 1)).
    ratio = np.sqrt(reach.odds.value)
    assert reach.e_value.estimate == pytest.approx(ratio + np.sqrt(ratio * (ratio - 1)))
    assert reach.e_value.limit == 1.0
    assert len(table_reach(QUESTION, ASKED, reach).lines) == 4
    assert "50 patients" in figure_reach(QUESTION, reach).alt
