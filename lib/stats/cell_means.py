"""The model behind every ANOVA figure here: one mean for each group and visit, errors pooled within groups.

All hypotheses are contrasts of these means. With H and E, the hypothesis and error sums of squares and
products over an orthonormal basis of the differences between visits, the univariate F is
(tr H / df₁) / (tr E / df₂), and sphericity and the multivariate tests come from the same two matrices.

References: Maxwell, Delaney & Kelley 2018, Designing Experiments and Analyzing Data, ch. 13–14.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .groups import MINIMUM_PER_GROUP, Groups, read_groups, refuse_groups
from .result import FloatArray, Refusal, as_matrix, count_of

# Spread below this share of the largest value is rounding error, not variance.
RELATIVE_ZERO = 1e-13

GroupLabels = Groups | Sequence[Hashable] | NDArray


@dataclass(frozen=True)
class CellMeans:
    """Means and pooled errors of n patients × k visits in g groups (one group where there is no factor).

    Attributes
    ----------
    groups : Groups
        Sizes and codes; a single level "" where there is no between factor.
    means : ndarray, shape (g, k)
        Mean of each group at each visit.
    residuals : ndarray, shape (n, k)
        Value minus the mean of its group and visit.
    sscp : ndarray, shape (k, k)
        Sums of squares and products of the residuals.
    basis : ndarray, shape (k, k − 1)
        Orthonormal contrasts of the visits.
    error : ndarray, shape (k − 1, k − 1)
        E: the sums of squares and products over the contrasts.
    df_error : int
        n − g.
    """

    groups: Groups
    means: FloatArray
    residuals: FloatArray
    sscp: FloatArray
    basis: FloatArray
    error: FloatArray
    df_error: int

    @property
    def n(self) -> int:
        """Number of patients."""
        return self.residuals.shape[0]

    @property
    def visits(self) -> int:
        """Number of visits."""
        return self.residuals.shape[1]

    @property
    def covariance(self) -> FloatArray:
        """Covariance of the visits pooled within groups, shape (k, k)."""
        return self.sscp / self.df_error

    @property
    def contrasts(self) -> FloatArray:
        """Group means on the contrast basis, shape (g, k − 1)."""
        return self.means @ self.basis


def contrast_basis(visits: int) -> FloatArray:
    """Orthonormal Helmert contrasts of k visits, shape (k, k − 1)."""
    steps = np.arange(1, visits)
    basis = np.triu(np.ones((visits, visits - 1)))
    basis[steps, steps - 1] = -steps
    return basis / np.sqrt(steps * (steps + 1))


def is_rounding_error(sum_of_squares: float, values: FloatArray) -> bool:
    """Tell whether a sum of squares of these values is no more than their rounding error."""
    return sum_of_squares <= values.size * (RELATIVE_ZERO * float(np.abs(values).max())) ** 2


def fit_cell_means(
    values: ArrayLike,
    groups: GroupLabels | None = None,
    levels: Sequence[Hashable] | None = None,
    minimum_per_group: int = MINIMUM_PER_GROUP,
) -> CellMeans | Refusal:
    """Fit the cell-means model, or say why the data do not carry it.

    Parameters
    ----------
    values : array_like, shape (n, k)
        Complete patients × visits; a missing value is refused, see `complete_rows`.
    groups : sequence, shape (n,), optional
        One label a patient.
    levels : sequence, optional
        Order of the groups; sorted where it is not given.
    minimum_per_group : int
        Fewest patients a group may hold.
    """
    matrix = as_matrix(values)
    n, k = matrix.shape
    found = _one_group(n) if groups is None else _read(groups, levels)
    if found.codes.size != n:
        raise ValueError(f"one group a patient is needed; got {found.codes.size} groups for {n} patients")
    if refusal := _refuse_shape(matrix):
        return refusal
    if groups is not None and (refusal := refuse_groups(found, minimum_per_group)):
        return refusal
    g = len(found.levels)
    if n - g < k:
        inside = f" in {count_of(g, 'group')}" if groups is not None else ""
        return Refusal(
            f"{count_of(k, 'visit')} need at least {count_of(k + g, 'patient')}{inside}; found {n}. "
            "With fewer the covariance of the visits cannot be estimated."
        )
    means = np.stack([matrix[found.codes == code].mean(axis=0) for code in range(g)])
    residuals = matrix - means[found.codes]
    sscp, basis = residuals.T @ residuals, contrast_basis(k)
    error = basis.T @ sscp @ basis
    if is_rounding_error(float(np.trace(error)), matrix):
        return Refusal(
            "Every patient changes in the same way; a test needs changes that vary between patients."
        )
    return CellMeans(found, means, residuals, sscp, basis, error, n - g)


def _read(groups: GroupLabels, levels: Sequence[Hashable] | None) -> Groups:
    return groups if isinstance(groups, Groups) else read_groups(groups, levels)


def _one_group(n: int) -> Groups:
    return Groups(("",), np.zeros(n, dtype=np.intp), np.array([n], dtype=np.intp))


def _refuse_shape(matrix: FloatArray) -> Refusal | None:
    n, k = matrix.shape
    if k < 2:
        return Refusal(f"A comparison over time needs at least 2 visits; found {k}.")
    if n == 0:
        return Refusal("No patient is left; a comparison over time needs patients with every visit.")
    incomplete = int((~np.isfinite(matrix)).any(axis=1).sum())
    if incomplete:
        found = f"values are missing in {incomplete} of {count_of(n, 'patient')}"
        return Refusal(f"Every patient needs a value at every visit; {found}.")
    return None
