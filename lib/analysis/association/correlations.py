"""Are two measures associated: at each visit, in their changes, and within patients across the visits."""

from dataclasses import dataclass

import numpy as np

from lib.analysis.common.complete_cases import LeftOut
from lib.analysis.common.question import Question
from lib.cohort.codebook import Column
from lib.stats.association.correlation import (
    Correlation,
    CorrelationMatrix,
    RepeatedMeasuresCorrelation,
    correlation,
    correlation_matrix,
    repeated_measures_correlation,
)
from lib.stats.association.rank_line import rank_line
from lib.stats.common.adjust import adjust_p
from lib.stats.common.differences import changes_from_first
from lib.stats.common.result import Refusal

SAME_MEASURE = Refusal("A measure cannot be compared with itself: choose two different measures.")
ONE_MEASURE = Refusal("An association needs two measures, and this cohort has one.")


@dataclass(frozen=True, eq=False)
class AssociationRow:
    """Two measures at one visit, or their changes from the first visit to one.

    Attributes
    ----------
    part : str
        `visit` or `change`.
    visit, label : str
        Name of the visit, and words of the row: `Pre`, `Inf 3 − Pre`.
    first, second : ndarray of shape (n_selected,)
        Values of the selected patients; NaN for missing.
    test : Correlation or Refusal
        The correlation.
    p_holm, p_fdr : float
        Adjusted over all rows of both parts; NaN where there is no p.
    slope, intercept : float
        Least-squares line of the second measure on the first; NaN where there is none.
    line : (ndarray, ndarray)
        The line that goes with the coefficient, x and y: least squares with Pearson's, the line of ranks with
        Spearman's; empty where the correlation is refused.
    """

    part: str
    visit: str
    label: str
    first: np.ndarray
    second: np.ndarray
    test: Correlation | Refusal
    p_holm: float
    p_fdr: float
    slope: float
    intercept: float
    line: tuple[np.ndarray, np.ndarray]

    @property
    def code(self) -> str:
        """Name the row in an address: `visit_pre`, `change_post`."""
        return f"{self.part}_{self.visit}"


@dataclass(frozen=True, eq=False)
class Association:
    """How two measures go together.

    Attributes
    ----------
    first, second : Column
        The measures.
    method : str
        `spearman` or `pearson`.
    n : int
        Patients selected.
    rows : tuple of AssociationRow
        Visits first, then changes; empty where both measures are the same.
    within : RepeatedMeasuresCorrelation or Refusal
        Within patients across the visits.
    first_values, second_values : ndarray of shape (n, n_visits)
        Values of the selected patients.
    left_out : tuple of LeftOut
        Selected patients who miss a value, and are therefore not in every row.
    """

    first: Column
    second: Column
    method: str
    n: int
    rows: tuple[AssociationRow, ...]
    within: RepeatedMeasuresCorrelation | Refusal
    first_values: np.ndarray
    second_values: np.ndarray
    left_out: tuple[LeftOut, ...]

    def of(self, part: str) -> tuple[AssociationRow, ...]:
        """The rows of one part, `visit` or `change`."""
        return tuple(row for row in self.rows if row.part == part)


@dataclass(frozen=True, eq=False)
class AssociationMatrix:
    """Correlations between all visits of two measures: `labels` of the columns, and the matrix."""

    labels: tuple[str, ...]
    matrix: CorrelationMatrix


def analyse_association(question: Question, first: str, second: str, method: str = "spearman") -> Association:
    """Correlate two measures at each visit, in their changes from the first visit, and within patients.

    Parameters
    ----------
    question : Question
        Cohort, definition and selection.
    first, second : str
        Names of two measures.
    method : {"spearman", "pearson"}
        Which correlation; within patients it is always that of the deviations from each patient's mean.

    Returns
    -------
    Association
        Every row rests on the patients with both values; Holm and false discovery rate are taken over all
        rows of the two parts.
    """
    cohort, mask = question.cohort, question.mask
    x, y = cohort.measures[first][mask], cohort.measures[second][mask]
    columns = cohort.codebook.column(first), cohort.codebook.column(second)
    if first == second:
        refusal = SAME_MEASURE if len(cohort.codebook.measures) > 1 else ONE_MEASURE
        return Association(*columns, method, len(x), (), refusal, x, y, ())
    visits = cohort.codebook.visits
    pairs = [("visit", visit, visit.short, x[:, i], y[:, i]) for i, visit in enumerate(visits)]
    changes = zip(visits[1:], changes_from_first(x), changes_from_first(y), strict=True)
    pairs += [("change", visit, f"{visit.short} − {visits[0].short}", a, b) for visit, a, b in changes]
    tests = [correlation(a, b, method) for *_, a, b in pairs]
    p = [np.nan if isinstance(test, Refusal) else test.p for test in tests]
    holm, fdr = adjust_p(p, "holm"), adjust_p(p, "fdr")
    rows = tuple(
        AssociationRow(
            part, visit.name, label, a, b, test, float(h), float(f), *_fit_lines(a, b, test, method)
        )
        for (part, visit, label, a, b), test, h, f in zip(pairs, tests, holm, fdr, strict=True)
    )
    within = repeated_measures_correlation(x, y)
    return Association(*columns, method, len(x), rows, within, x, y, _incomplete(question, *columns))


def _fit_line(x: np.ndarray, y: np.ndarray, test: Correlation | Refusal) -> tuple[float, float]:
    """Slope and intercept of y on x by least squares; NaN where the correlation is refused."""
    if isinstance(test, Refusal):
        return np.nan, np.nan
    seen = np.isfinite(x) & np.isfinite(y)
    x, y = x[seen], y[seen]
    dx = x - x.mean()
    slope = float(dx @ (y - y.mean()) / (dx @ dx))
    return slope, float(y.mean() - slope * x.mean())


def _fit_lines(
    x: np.ndarray, y: np.ndarray, test: Correlation | Refusal, method: str
) -> tuple[float, float, tuple[np.ndarray, np.ndarray]]:
    """Slope and intercept by least squares, and the line that goes with the coefficient."""
    slope, intercept = _fit_line(x, y, test)
    if isinstance(test, Refusal):
        return slope, intercept, (np.empty(0), np.empty(0))
    if method == "spearman":
        return slope, intercept, rank_line(x, y)
    seen = x[np.isfinite(x) & np.isfinite(y)]
    ends = np.array([seen.min(), seen.max()])
    return slope, intercept, (ends, intercept + slope * ends)


def _incomplete(question: Question, *columns: Column) -> tuple[LeftOut, ...]:
    cohort = question.cohort
    missing = {column.label: np.isnan(cohort.measures[column.name]) for column in columns}
    anywhere = np.vstack([gaps.any(axis=1) for gaps in missing.values()]).any(axis=0)
    rows = []
    for i in np.flatnonzero(question.mask & anywhere):
        reasons = [
            f"no {label} at {', '.join(v.short for v, gap in zip(cohort.codebook.visits, gaps[i], strict=True) if gap)}"
            for label, gaps in missing.items()
            if gaps[i].any()
        ]
        rows.append(LeftOut(cohort.patients[i], "; ".join(reasons)))
    return tuple(rows)


def correlate_visits(question: Question, first: str, second: str, method: str) -> AssociationMatrix:
    """Correlate every visit of two measures with every other, each on the patients who have both values."""
    cohort, names = question.cohort, dict.fromkeys((first, second))
    values = np.hstack([cohort.measures[name][question.mask] for name in names])
    labels = tuple(
        f"{cohort.codebook.column(name).label} {visit.short}"
        for name in names
        for visit in cohort.codebook.visits
    )
    return AssociationMatrix(labels, correlation_matrix(values, method))
