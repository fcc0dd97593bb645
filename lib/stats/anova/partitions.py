"""Time × group of many partitions of the same patients: one projection a partition, no model fitted twice.

With Z the patients' changes on the contrasts of the visits and M the 0/1 membership of a partition, M Z holds the sums
of every group; H and E of time × group, and with them F, every ε and Mauchly's test, follow from those sums.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from ..common.contrasts import contrast_basis
from ..common.distributions import chi_square_tail, f_tail
from ..common.groups import MINIMUM_PER_GROUP
from ..common.result import BoolArray, FloatArray, IndexArray, as_matrix
from ..common.variation import read_grid

#: Least part of a total sum of squares that a difference of sums keeps its digits in.
KEPT = 1e-9
#: Most entries of the memberships that are held at a time.
MAX_ENTRIES = 4_000_000


@dataclass(frozen=True)
class Interactions:
    """Time × group of each partition, shape (partitions,) each.

    Attributes
    ----------
    f, df1, df2, p : ndarray
        Without correction.
    partial_eta_squared : ndarray
        H / (H + E).
    greenhouse_geisser, huynh_feldt : ndarray
        ε, as `lib.stats.anova.sphericity` defines them; 1 with two visits.
    p_mauchly : ndarray
        NaN where the test has no value.
    n : ndarray of int
        Patients in a group.
    regular : ndarray of bool
        Where the figures hold. Elsewhere the partition is refused, or its errors are too small a part of the whole for
        sums of squares: ask `mixed_anova`.
    """

    f: FloatArray
    df1: FloatArray
    df2: FloatArray
    p: FloatArray
    partial_eta_squared: FloatArray
    greenhouse_geisser: FloatArray
    huynh_feldt: FloatArray
    p_mauchly: FloatArray
    n: IndexArray
    regular: BoolArray

    def corrected(self, epsilon: FloatArray) -> FloatArray:
        """P with degrees of freedom multiplied by ε."""
        found: FloatArray = f_tail(self.f, epsilon * self.df1, epsilon * self.df2)
        return found


def interactions(values: FloatArray, codes: IndexArray, groups: int) -> Interactions:
    """Test time × group in every partition.

    Parameters
    ----------
    values : ndarray, shape (n, k)
        Complete patients × visits, at least 2 visits.
    codes : ndarray of int, shape (partitions, n)
        Group of each patient in each partition, -1 for none.
    groups : int
        Groups there may be, 0 to `groups` − 1; a partition may lack some.

    Returns
    -------
    Interactions
        Equal to `mixed_anova` of each partition alone; type III and II are the same for this effect.
    """
    matrix = as_matrix(values)
    parts = [_figures(_Changes.of(matrix), chunk, groups) for chunk in _chunks(codes, groups)]
    if not parts:
        parts = [_figures(_Changes.of(matrix), codes, groups)]
    return Interactions(*(np.concatenate(column) for column in zip(*parts, strict=True)))


@dataclass(frozen=True)
class _Changes:
    """Changes on the contrasts, less their mean, their products with one another, and the patients' means."""

    contrasts: FloatArray
    products: FloatArray
    means: FloatArray
    visits: int

    @classmethod
    def of(cls, matrix: FloatArray) -> _Changes:
        grid, n, k = read_grid(matrix), len(matrix), matrix.shape[1]
        changes = grid.round(matrix - matrix[:, :1])
        # Less the first patient's: where all change alike, what is left is exactly 0.
        offsets = grid.round(changes - changes[:1]) @ contrast_basis(k)
        centred = offsets - offsets.mean(axis=0) if n else offsets
        products = (centred[:, :, None] * centred[:, None, :]).reshape(n, (k - 1) ** 2)
        means = matrix.mean(axis=1)
        return cls(centred, products, means - means.mean() if n else means, k)


def _chunks(codes: IndexArray, groups: int) -> Iterator[IndexArray]:
    step = max(1, MAX_ENTRIES // max(1, codes.shape[1] * groups))
    for start in range(0, len(codes), step):
        yield codes[start : start + step]


def _figures(changes: _Changes, codes: IndexArray, groups: int) -> tuple[np.ndarray, ...]:
    members = (codes[:, None, :] == np.arange(groups)[None, :, None]).astype(float)
    sizes = members.sum(axis=2)
    used, n, present = (codes >= 0).astype(float), sizes.sum(axis=1), (sizes > 0).sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        means = np.where(sizes[..., None] > 0, (members @ changes.contrasts) / sizes[..., None], 0.0)
        grand = (sizes[..., None] * means).sum(axis=1) / n[:, None]
        apart = means - grand[:, None, :]
        levels = np.where(sizes > 0, (members @ changes.means) / sizes, 0.0)
    q = changes.visits - 1
    total = (used @ changes.products).reshape(-1, q, q)
    error = total - np.einsum("pg,pgi,pgj->pij", sizes, means, means)
    h = np.einsum("pg,pgi,pgi->p", sizes, apart, apart)
    e, whole = np.trace(error, axis1=1, axis2=2), np.trace(total, axis1=1, axis2=2)
    patients, spread = used @ changes.means**2, (sizes * levels**2).sum(axis=1)
    fewest = np.where(sizes > 0, sizes, np.inf).min(axis=1)
    regular = (
        (present >= 2)
        & (fewest >= MINIMUM_PER_GROUP)
        & (n - present >= changes.visits)
        & (e > KEPT * whole)
        & (patients - spread > KEPT * patients)
    )
    return _tests(h, error, np.where(regular, e, np.nan), q, present, n, regular)


def _tests(
    h: FloatArray,
    error: FloatArray,
    e: FloatArray,
    q: int,
    present: IndexArray,
    n: FloatArray,
    regular: BoolArray,
) -> tuple[np.ndarray, ...]:
    df = n - present
    df1, df2 = q * (present - 1.0), q * df
    with np.errstate(divide="ignore", invalid="ignore"):
        f = (h / df1) / (e / df2)
        epsilon = np.minimum(1.0, e**2 / (q * np.einsum("pij,pij->p", error, error)))
        scaled = q * epsilon
        huynh = np.minimum(1.0, ((df + 1) * scaled - 2) / (q * (df - scaled)))
        eta = h / (h + e)
    if q == 1:
        epsilon = huynh = np.where(regular, 1.0, np.nan)
    p = np.asarray(f_tail(f, df1, df2))
    return f, df1, df2, p, eta, epsilon, huynh, _mauchly(error, e, q, df), n.astype(np.intp), regular


def _mauchly(error: FloatArray, e: FloatArray, q: int, df: FloatArray) -> FloatArray:
    """p of Mauchly's test with the second-order term, as `lib.stats.anova.sphericity.mauchly`."""
    if q == 1:
        return np.full(len(e), np.nan)
    found = np.linalg.eigvalsh(np.where(np.isfinite(e)[:, None, None], error, np.eye(q)))
    singular = (found[:, 0] <= 1e-12 * found[:, -1]) | ~np.isfinite(e)
    with np.errstate(divide="ignore", invalid="ignore"):
        log_w = np.log(np.where(singular[:, None], 1.0, found)).sum(axis=1) - q * np.log(e / q)
        factor = 1 - (2 * q**2 + q + 2) / (6 * q * df)
        term = (q + 2) * (q - 1) * (q - 2) * (2 * q**3 + 6 * q**2 + 3 * (q + 1) + 2)
        second = term / (288 * (df * q * factor) ** 2)
        chi = np.maximum(0.0, -df * factor * log_w)
        degrees = q * (q + 1) / 2 - 1
        first = chi_square_tail(chi, degrees)
        p = np.minimum(1.0, first + second * (chi_square_tail(chi, degrees + 4) - first))
    return np.where(singular, np.nan, p)


def time_effects(values: FloatArray, kept: BoolArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Test time in many subsets of the same patients.

    Parameters
    ----------
    values : ndarray, shape (n, k)
        Complete patients × visits.
    kept : ndarray of bool, shape (subsets, n)
        Who is in each subset.

    Returns
    -------
    f, p, partial_eta_squared : ndarray, shape (subsets,)
        Equal to `within_anova` of each subset alone, without correction; NaN where it is refused.
    """
    changes, used = _Changes.of(as_matrix(values)), kept.astype(float)
    n, q = used.sum(axis=1), changes.visits - 1
    # The mean over all patients was taken off; time is tested against no change at all.
    grid, matrix = read_grid(as_matrix(values)), as_matrix(values)
    level = (grid.round(matrix - matrix[:, :1]) @ contrast_basis(changes.visits)).mean(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        means = used @ changes.contrasts / n[:, None]
        whole = used @ (changes.contrasts**2).sum(axis=1)
        e = whole - n * (means**2).sum(axis=1)
        e = np.where((n > changes.visits) & (e > KEPT * whole), e, np.nan)
        h = n * ((means + level) ** 2).sum(axis=1)
        f = h / (e / (n - 1))
    return f, np.asarray(f_tail(f, float(q), q * (n - 1))), h / (h + e)
