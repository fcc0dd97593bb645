"""One measure as read: values by patient and visit, and where each came from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lib.cohort.catalogue import conversion_factor, find_analyte
from lib.cohort.mapping.model import MeasureMapping


@dataclass(frozen=True, eq=False)
class Measured:
    """One measure: its values of shape (n_patients, n_visits) and the row (-1: none) each came from."""

    measure: MeasureMapping
    values: np.ndarray
    row: np.ndarray
    columns: tuple[str, ...]


def cohort_unit(measure: MeasureMapping) -> tuple[str, float]:
    """Tell the unit in which the cohort holds a measure, and the factor from the unit of the file."""
    analyte = find_analyte(measure.catalogue)
    if analyte is None:
        return measure.unit, 1.0
    factor = conversion_factor(analyte, measure.unit, analyte.unit)
    return (measure.unit, 1.0) if factor is None else (analyte.unit, factor)
