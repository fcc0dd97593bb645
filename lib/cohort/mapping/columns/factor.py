"""A second factor: a column that tells several rows of one patient and visit apart (session, condition, rater)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from lib.cohort.mapping.columns.profile import ColumnProfile
from lib.cohort.mapping.model import ColumnMapping, Doubt
from lib.cohort.reading.table import name_some, shorten

MAX_LEVELS = 12
REPEATED_ROWS = 0.05
"""Share of rows beyond the first of a patient and visit from which a second factor is looked for."""

EXPLAINED = 0.1
"""Of those rows, the proportion a second factor may leave unexplained."""


def count_repeats(*columns: np.ndarray) -> tuple[int, int]:
    """Count the rows on which all columns are known, and how many repeat an earlier combination."""
    known = np.all([column >= 0 for column in columns], axis=0)
    combined = np.zeros(int(known.sum()), dtype=np.int64)
    for column in columns:
        combined = combined * (int(column.max(initial=0)) + 1) + column[known]
    return len(combined), len(combined) - len(pd.unique(combined))


def second_factor(
    profiles: Mapping[str, ColumnProfile], columns: Sequence[ColumnMapping], patient: str, visit: str
) -> list[Doubt]:
    """Find the column that tells the rows of one patient and visit apart, and say what can be done."""
    first, second = profiles[patient].codes, profiles[visit].codes
    n_rows, repeats = count_repeats(first, second)
    if not n_rows or repeats < REPEATED_ROWS * n_rows:
        return []
    for column in columns:
        profile = profiles[column.column]
        if column.measure or column.column in (patient, visit) or not 2 <= profile.n_distinct <= MAX_LEVELS:
            continue
        if count_repeats(first, second, profile.codes)[1] <= EXPLAINED * repeats:
            levels = name_some(
                [f"“{shorten(profile.value_labels.get(text, text))}”" for text in profile.texts]
            )
            found = (
                f"several rows of a patient and visit, told apart by “{shorten(column.column)}” ({levels})"
            )
            advice = "Choose one of these under “Several rows of a visit”, or have the rows averaged."
            return [
                Doubt("second_factor", (column.column,), found, "one row for each patient and visit", advice)
            ]
    return []
