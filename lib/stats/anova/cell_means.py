"""The model behind every ANOVA figure here: one mean for each group and visit, errors pooled within groups.

All hypotheses are contrasts of these means. With H and E, the hypothesis and error sums of squares and
products over an orthonormal basis of the differences between visits, the univariate F is
(tr H / df₁) / (tr E / df₂), and sphericity and the multivariate tests come from the same two matrices.

References: Maxwell, Delaney & Kelley 2018, Designing Experiments and Analyzing Data, ch. 13–14.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike

from ..common.contrasts import contrast_basis
from ..common.groups import MINIMUM_PER_GROUP, Groups, Labels, read_groups, refuse_groups
from ..common.result import FloatArray, IndexArray, Refusal, as_matrix, count_of
from ..common.variation import Grid, read_grid

NO_VARIATION = "Every patient changes in the same way; a test needs changes that vary between patients."

GroupLabels = Groups | Labels


@dataclass(frozen=True)
class CellMeans:
    """Means and pooled errors of n patients × k visits in g groups (one group where there is no factor).

    Attributes
    ----------
    groups : Groups
        Sizes and codes; a single level "" where there is no between factor.
    grid : Grid
        The decimals the values are recorded with.
    means : ndarray, shape (g, k)
        Mean of each group at each visit.
    residuals : ndarray, shape (n, k)
        Value minus the mean of its group and visit.
    patient_means : ndarray, shape (n,)
        Mean of each patient's visits, less that of the first patient.
    references : ndarray, shape (g, k)
        Values of the first patient of each group.
    offsets : ndarray, shape (n, k)
        Change of each patient since the first visit, less that of the first patient in the group.
    basis : ndarray, shape (k, k − 1)
        Orthonormal contrasts of the visits.
    contrasts : ndarray, shape (g, k − 1)
        Group means on the contrast basis.
    apart : ndarray, shape (g, k − 1)
        The same, less the contrasts of the first patient: groups differ by these without loss of digits.
    changes : ndarray, shape (n, k − 1)
        Residuals on the contrast basis.
    """

    groups: Groups
    grid: Grid
    means: FloatArray
    residuals: FloatArray
    patient_means: FloatArray
    references: FloatArray
    offsets: FloatArray
    basis: FloatArray
    contrasts: FloatArray
    apart: FloatArray
    changes: FloatArray

    @property
    def n(self) -> int:
        """Number of patients."""
        return len(self.residuals)

    @property
    def visits(self) -> int:
        """Number of visits."""
        return int(self.residuals.shape[1])

    @property
    def df_error(self) -> int:
        """n − g."""
        return self.n - len(self.groups.levels)

    @cached_property
    def error(self) -> FloatArray:
        """E: sums of squares and products over the contrasts, shape (k − 1, k − 1)."""
        return self.changes.T @ self.changes

    @cached_property
    def sscp(self) -> FloatArray:
        """Sums of squares and products of the residuals, shape (k, k)."""
        return self.residuals.T @ self.residuals

    @cached_property
    def covariance(self) -> FloatArray:
        """Covariance of the visits pooled within groups, shape (k, k)."""
        return self.sscp / self.df_error

    def centred(self, columns: FloatArray) -> FloatArray:
        """Patients' values less the mean of their group, in each column."""
        return columns - group_means(columns, self.groups)[self.groups.codes]

    def differences(self, first: IndexArray, second: IndexArray) -> tuple[FloatArray, FloatArray]:
        """Differences first − second of pairs of visits.

        Returns
        -------
        ndarray, shape (g, pairs)
            Mean of each group.
        ndarray, shape (n, pairs)
            Residuals: exactly 0 where recorded values differ alike in every patient of the group.
        """
        offsets = self.grid.round(self.offsets[:, first] - self.offsets[:, second])
        starts = self.grid.round(self.references[:, first] - self.references[:, second])
        return starts + group_means(offsets, self.groups), self.centred(offsets)


def group_means(columns: FloatArray, groups: Groups) -> FloatArray:
    """Mean of each group in each column, shape (g, columns)."""
    return np.stack([columns[groups.codes == code].mean(axis=0) for code in range(len(groups.levels))])


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
    model = _fit(matrix, found)
    return model if model.grid.varies(model.offsets) else Refusal(NO_VARIATION)


def _fit(matrix: FloatArray, groups: Groups) -> CellMeans:
    """Means and residuals from differences between patients, so that no large level costs digits of a small change."""
    grid, basis, codes = read_grid(matrix), contrast_basis(matrix.shape[1]), groups.codes
    between = grid.round(matrix - matrix[0])
    changes = grid.round(between - between[:, :1])
    first = [int(np.argmax(codes == code)) for code in range(len(groups.levels))]
    offsets = grid.round(changes - changes[first][codes])
    apart = (changes[first] + group_means(offsets, groups)) @ basis
    means = group_means(between, groups)
    return CellMeans(
        groups=groups,
        grid=grid,
        means=matrix[0] + means,
        residuals=between - means[codes],
        patient_means=between.mean(axis=1),
        references=matrix[first],
        offsets=offsets,
        basis=basis,
        apart=apart,
        contrasts=grid.round(matrix[0] - matrix[0, 0]) @ basis + apart,
        changes=(offsets - group_means(offsets, groups)[codes]) @ basis,
    )


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
