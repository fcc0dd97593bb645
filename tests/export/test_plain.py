"""What JSON can hold: no NaN, and no p of 0."""

from dataclasses import dataclass

import numpy as np

from lib.export.plain import plain_value
from lib.stats.common.result import Refusal


@dataclass(frozen=True)
class _Figures:
    f: float
    p: float
    p_holm: tuple[float, ...]
    power: float
    test: Refusal


def test_a_p_that_underflows_is_null_beside_its_bound():
    found = plain_value(_Figures(np.inf, 0.0, (0.0, 0.25), 0.0, Refusal("too few")))
    assert found == {
        "f": None, "p": None, "p_below": 1e-300, "p_holm": [None, 0.25], "p_holm_below": 1e-300,
        "power": 0.0, "test": {"refusal": "too few"},
    }  # fmt: skip


def test_other_p_stand_as_they_are():
    assert plain_value({"p": 5e-300, "percent": 0.0}) == {"p": 5e-300, "percent": 0.0}
    assert plain_value({"p": np.nan}) == {"p": None}
