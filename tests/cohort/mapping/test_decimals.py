"""With how many decimals a measure is shown: those recorded, or those that its spread makes worth reading."""

import numpy as np
import pytest

from lib.cohort.mapping.columns.measures import count_decimals
from lib.cohort.mapping.columns.profile import ColumnProfile


def profile(texts):
    rows = np.arange(len(texts))
    return ColumnProfile("value", "value", 0, tuple(texts), np.ones(len(texts), dtype=int), rows, ".")


@pytest.mark.parametrize(
    ("texts", "decimals"),
    [
        (["21", "34", "18"], 0),
        (["0.82", "0.85", "0.9"], 2),
        (["0.8213", "0.8534", "0.9021"], 4),
        # As a self-esteem score averaged by a program: SD 0.5.
        (["4.00502688022594", "3.00511725832181", "4.21123469871246"], 2),
        # Nanomoles written by a program: SD 24.
        (["312.456789", "340.123456", "370.654321"], 0),
        # SD 0.0004: four decimals are the most.
        (["0.00051234", "0.00101234", "0.00151234"], 4),
        (["0.333333333", "0.333333333"], 4),
    ],
)
def test_decimals_are_the_recorded_ones_or_two_digits_of_the_spread(texts, decimals):
    assert count_decimals([profile(texts)]) == decimals
