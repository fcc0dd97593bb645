"""Imputation of the endpoint: complete data give the ANCOVA, a tipping point lies at .05, seeds repeat."""

import numpy as np
import pytest

from lib.analysis.mixed.imputed import impute_endpoint
from lib.present.mixed.imputed import sentence_imputed, table_imputed, table_tipping
from lib.stats.common.result import Refusal
from tests.export.requests_made import ask

QUESTION = ask("bundled").question


def impute(measure="mg", between="sex", seed=1):
    return impute_endpoint(QUESTION, measure, between, "us", (), seed)


def test_where_no_endpoint_is_missing_it_is_the_ancova():
    """Nobody lacks MADRS at the last visit: change on group and baseline by least squares, whatever the seed."""
    found = impute("madrs", "diagnosis")
    values = QUESTION.cohort.measures["madrs"]
    codes = QUESTION.cohort.codes("diagnosis")
    design = np.column_stack([codes == 0, codes == 1, values[:, 0]]).astype(float)
    effects = np.linalg.lstsq(design, values[:, -1] - values[:, 0], rcond=None)[0]
    for pooled in (found.at_random.pooled, found.jump.pooled, found.conditional):
        assert pooled.estimate == pytest.approx(effects[0] - effects[1], abs=1e-9)
    assert all(isinstance(row.point, Refusal) and row.imputed == 0 for row in found.shifts)
    assert "nothing to tip" in sentence_imputed(found)


def test_imputed_at_random_lies_near_the_model_and_a_seed_repeats():
    found, again = impute(), impute()
    assert found.at_random.pooled == again.at_random.pooled
    assert found.at_random.imputed == sum(row.imputed for row in found.shifts) == 2
    assert abs(found.at_random.pooled.estimate - found.observed.estimate) < 0.2 * found.observed.se
    assert len(table_imputed(found).lines) == 4
    assert len(table_tipping(found).lines) == 2


def test_at_a_tipping_point_p_is_the_level():
    found = [row.point for row in impute().shifts if row.imputed]
    for point in found:
        if not isinstance(point, Refusal) and point.shift:
            assert point.at.p == pytest.approx(0.05, abs=1e-6)


def test_what_is_not_answered():
    assert isinstance(impute("madrs", "outcome"), Refusal)
    assert "two groups" in impute("mg", "outcome").reason
    assert "two groups" in impute("mg", "all").reason
