"""The log of what was looked at: every p of an answer once, adjusted as one family."""

import numpy as np
import pytest

from lib.analysis.anova.visits import analyse_anova
from lib.analysis.association.correlations import analyse_association
from lib.analysis.common.question import Question
from lib.analysis.robustness.log import Looked, adjust_log, read_looked
from lib.analysis.trajectory.summary import summarise_trajectory
from lib.cohort.cohort import read_bundled_cohort
from lib.present.robustness.log import sentence_log, table_log

QUESTION = Question(read_bundled_cohort())


def test_the_results_of_an_answer_are_read_with_their_p():
    anova = analyse_anova(QUESTION, "mg", "outcome")
    rows = read_looked(QUESTION, anova)
    assert [row.p for row in rows] == [effect.p for effect in anova.anova.effects]
    assert {row.page for row in rows} == {"anova"}
    assert rows[-1].result == "time × group of Mg²⁺ by Outcome group"
    pair = analyse_association(QUESTION, "mg", "madrs")
    assert [row.p for row in read_looked(QUESTION, pair)] == [*(r.test.p for r in pair.rows), pair.within.p]
    # A p that was withheld was not seen.
    assert read_looked(QUESTION, analyse_anova(QUESTION, "madrs", "outcome")) == ()
    assert read_looked(QUESTION, summarise_trajectory(QUESTION, "madrs", "outcome")) == ()
    assert read_looked(QUESTION, "words") == ()


def test_p_is_adjusted_over_everything_that_was_looked_at():
    p = (0.01, 0.04, 0.03, 0.005)
    rows = [Looked("anova", str(i), 9, value, "", "", () if i == 0 else None) for i, value in enumerate(p)]
    family = adjust_log(rows)
    # R: p.adjust(c(.01, .04, .03, .005), "holm") and "fdr".
    assert family.p_holm == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert family.p_fdr == pytest.approx([0.02, 0.04, 0.04, 0.02])
    words = sentence_log(family)
    assert words.startswith(
        "4 results with a p value were looked at in this session: p < .05 in 4, after Holm over all"
    )
    assert "of them in 2, by the false discovery rate in 4. 1 of them as planned." in words
    sections = [line.cells[0] for line in table_log(family).lines if line.kind == "section"]
    assert sections == ["As planned (1)", "Exploratory (3)"]
    assert np.isnan(adjust_log([]).p_holm).sum() == 0
