"""Two sets of patients at the first visit: those left out or lost against those kept."""

from dataclasses import dataclass

import numpy as np

from lib.cohort.codebook import Column
from lib.stats.anova.group_differences import GroupDifference, group_differences
from lib.stats.common.groups import read_groups
from lib.stats.common.result import Refusal

#: The two sides, as the difference left out − kept has them.
LEFT_OUT, KEPT = "left out", "kept"


@dataclass(frozen=True, eq=False)
class BaselineDifference:
    """A measure at the first visit: patients with a value on each side, and left out − kept by Welch, if it can be."""

    measure: Column
    n_left_out: int
    n_kept: int
    test: GroupDifference | Refusal


def compare_baseline(
    values: np.ndarray, column: Column, lost: np.ndarray, kept: np.ndarray
) -> BaselineDifference:
    """Compare the values of two sets of patients by Welch’s t.

    Parameters
    ----------
    values : ndarray, shape (n_patients,)
        One value a patient; NaN where there is none.
    column : Column
        What was measured.
    lost, kept : ndarray of int
        Places of the patients left out, and of those kept.
    """
    sides = [values[rows][~np.isnan(values[rows])] for rows in (lost, kept)]
    labels = [LEFT_OUT] * len(sides[0]) + [KEPT] * len(sides[1])
    found: GroupDifference | Refusal = Refusal("Too few patients with a value to compare.")
    if min(map(len, sides)) > 1:
        tested = group_differences(
            np.concatenate(sides)[:, None],
            read_groups(labels, (LEFT_OUT, KEPT)),
            adjust="none",
            together=False,
        )
        found = tested if isinstance(tested, Refusal) else tested.pairs[0]
    return BaselineDifference(column, len(sides[0]), len(sides[1]), found)
