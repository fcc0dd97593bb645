"""Numbers of rows put into a matrix of patients by visits, by the rule for repeated rows and for items."""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from lib.cohort.mapping.model import MeasureMapping
from lib.cohort.validation.finding import NOTE, WARNING, Fault, Finding
from lib.cohort.validation.rows import Rows

CHANGING_BASELINE = Fault(
    WARNING,
    "baseline_changes",
    "one baseline a patient",
    "The first value of each patient is taken; check whether the column holds the baseline.",
)
ITEMS_MISSING = Fault(
    WARNING,
    "items_missing",
    "every item of the score",
    "Choose under the scale how many items may be missing; the mean of the others stands for them then.",
)

LEVELS_MISSING = Fault(
    NOTE,
    "levels_missing",
    "a value in each column that is averaged",
    "The mean of those that are there is taken.",
)


class Matrix:
    """One measure while it is filled: values and rows by patient and visit.

    Parameters
    ----------
    rows : Rows
        Rows of the file with patient and visit.
    measure : MeasureMapping
        Tells whether columns are summed.
    """

    def __init__(self, rows: Rows, measure: MeasureMapping) -> None:
        self.rows, self.measure = rows, measure
        self.shape = (len(rows.patients), len(rows.mapping.visits))
        self.values = np.full(self.shape, np.nan)
        self.source = np.full(self.shape, -1, dtype=np.int64)
        self.total, self.known = np.zeros(self.shape), np.zeros(self.shape, dtype=np.int64)
        self.items: dict[int, int] = defaultdict(int)
        self.findings: list[Finding] = []
        self.places = {visit.name: place for place, visit in enumerate(rows.mapping.visits)}

    def add(self, numbers: np.ndarray, visit: str, factor: float) -> None:
        """Put the numbers of one column in; `visit` is empty where the row names it."""
        own = self.rows.mapping.layout == "long" and not visit
        where = self.rows.visit_of_row if own else np.full(len(numbers), self.places.get(visit, -1))
        usable = np.flatnonzero((self.rows.patient_of_row >= 0) & (where >= 0) & ~np.isnan(numbers))
        if self.rows.mapping.layout == "long" and visit:
            self._check_one_value(numbers, usable)
        column, count, source = self._settled_rows(numbers[usable] * factor, usable, where, one=not own)
        filled = count > 0
        if self.measure.combine:
            self.total[filled] += column[filled]
            self.known[filled] += 1
            for place in {int(p) for p in np.unique(where[where >= 0])}:
                self.items[place] += 1
        self.values[filled] = column[filled]
        self.source[filled] = source[filled]

    def _settled_rows(
        self, numbers: np.ndarray, usable: np.ndarray, where: np.ndarray, *, one: bool
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Take of several rows of a patient and visit one or the mean; of several levels of a factor their mean."""
        if self.rows.n_levels == 1 or one:
            return self._one_level(numbers, usable, where, one=one)
        total, levels = np.zeros(self.shape), np.zeros(self.shape, dtype=np.int64)
        source = np.full(self.shape, -1, dtype=np.int64)
        level_of_number = self.rows.level_of_row[usable]
        for level in range(self.rows.n_levels):
            here = level_of_number == level
            column, count, row = self._one_level(numbers[here], usable[here], where, one=one)
            filled = count > 0
            total[filled] += column[filled]
            source[filled] = row[filled]
            levels += filled
        mean = np.divide(total, levels, out=np.full(self.shape, np.nan), where=levels > 0)
        return mean, levels, source

    def _one_level(
        self, numbers: np.ndarray, usable: np.ndarray, where: np.ndarray, *, one: bool
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Take of several rows of a patient and visit the first, the last, the most complete or the mean."""
        rule = "first" if one and self.rows.mapping.layout == "long" else self.rows.mapping.repeats
        places = (self.rows.patient_of_row[usable], where[usable])
        column, source = np.full(self.shape, np.nan), np.full(self.shape, -1, dtype=np.int64)
        count = np.zeros(self.shape, dtype=np.int64)
        np.add.at(count, places, 1)
        # Of several assignments the last holds; an index, since a reversed view may be walked either way.
        order = np.arange(len(usable))
        order = order[::-1].copy() if rule in ("first", "fullest") else order
        if rule == "fullest":
            order = order[np.argsort(self.rows.n_filled[usable[order]], kind="stable")]
        column[places[0][order], places[1][order]] = numbers[order]
        source[places[0][order], places[1][order]] = usable[order]
        if rule == "mean":
            total = np.zeros(self.shape)
            np.add.at(total, places, numbers)
            column = np.divide(total, count, out=column, where=count > 1)
        return column, count, source

    def _check_one_value(self, numbers: np.ndarray, usable: np.ndarray) -> None:
        """Find patients with two values in a column that holds one a patient."""
        low, high = np.full(self.shape[0], np.inf), np.full(self.shape[0], -np.inf)
        np.minimum.at(low, self.rows.patient_of_row[usable], numbers[usable])
        np.maximum.at(high, self.rows.patient_of_row[usable], numbers[usable])
        changing = int((high > low).sum())
        if changing:
            self.findings.append(
                CHANGING_BASELINE.at(f"two values in {changing:,} of {self.shape[0]:,} patients")
            )

    def _means(self) -> np.ndarray:
        """Average the columns of a visit that have a value, and say how many means lack some."""
        means: np.ndarray = np.divide(
            self.total, self.known, out=np.full(self.shape, np.nan), where=self.known > 0
        )
        columns = np.array([self.items[place] for place in range(self.shape[1])])[None, :]
        fewer = int(((self.known > 0) & (self.known < columns)).sum())
        if fewer:
            means_of = f"{fewer:,} {'mean' if fewer == 1 else 'means'} of {self.measure.label}"
            self.findings.append(LEVELS_MISSING.at(f"{means_of} of fewer columns than there are"))
        return means

    def settle(
        self, n_columns: int, limits: tuple[float, float] | None, factor: float
    ) -> tuple[np.ndarray, np.ndarray]:
        """Give values and rows; a sum with more items missing than allowed is missing."""
        if not self.measure.combine:
            return self.values, self.source
        if self.measure.combine == "mean":
            return self._means(), self.source
        expected = np.array([self.items[place] for place in range(self.shape[1])])[None, :]
        missing = expected - self.known
        usable = (self.known > 0) & (missing <= self.measure.missing_items)
        scaled = np.divide(self.total * expected, self.known, out=np.zeros(self.shape), where=self.known > 0)
        values = np.where(usable, np.where(missing == 0, self.total, np.round(scaled)), np.nan)
        lost = int(((self.known > 0) & ~usable).sum())
        if lost:
            found = (
                f"{lost:,} {'score' if lost == 1 else 'scores'} of {self.measure.label} with items missing"
            )
            self.findings.append(ITEMS_MISSING.at(f"{found}, left empty"))
        if limits is not None:
            values[(values < limits[0] * factor) | (values > limits[1] * factor)] = np.nan
        return values, self.source
