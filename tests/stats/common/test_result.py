"""Which patients are complete."""

import numpy as np

from lib.stats.common.result import complete_rows


def test_complete_rows():
    assert complete_rows([[1, 2], [np.nan, 3], [4, np.inf]]).tolist() == [True, False, False]
