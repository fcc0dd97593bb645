"""Descriptive figures that stand for every group, the one without a value included."""

from typing import Any

import numpy as np

from lib.stats.common.result import Refusal
from lib.stats.description.describe import Description, describe


def summarise_values(values: np.ndarray) -> Description:
    """Describe values of shape (n,); where none is known, n is 0 and every figure NaN."""
    description = describe(values)
    if not isinstance(description, Refusal):
        return description
    names = ("mean", "sd", "sem", "median", "q1", "q3", "minimum", "maximum", "ci_low", "ci_high")
    unknown: dict[str, Any] = dict.fromkeys(names, np.nan)
    return Description(
        n=0,
        method="Descriptive figures",
        notes=(description.reason,),
        missing=len(values),
        **unknown,
    )
