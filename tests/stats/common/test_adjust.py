"""Adjusted p, against R's p.adjust."""

import numpy as np
import pytest

from lib.stats.common.adjust import adjust_p
from tests.stats.reference_sets import check, figures

R = figures("other")


@pytest.mark.parametrize("method", ["bonferroni", "holm", "sidak", "fdr", "none"])
def test_adjusted_p_against_r(method):
    expected = R["adjusted"]
    found = adjust_p(expected["p"], method)
    check((f"{method} {i} p", p, r) for i, (p, r) in enumerate(zip(found, expected[method], strict=True)))


def test_an_unknown_p_does_not_count_towards_the_family():
    assert adjust_p([0.01, np.nan, 0.02])[[0, 2]] == pytest.approx([0.02, 0.04])
    assert np.isnan(adjust_p([0.01, np.nan])[1])
    with pytest.raises(ValueError, match="unknown adjustment 'tukey'"):
        adjust_p([0.1], "tukey")
