"""Sums over the patients of each missingness pattern: all that the likelihood needs of the data.

Patients with the same visits share one covariance, so sums of products of their rows are taken once, and the
time of a fit does not depend on the number of patients. The design is orthonormal and the values are residuals
of least squares, so that no sum cancels.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from ..common.result import BoolArray, FloatArray, IndexArray

#: Smallest singular value of the design, its columns of length 1, that counts as one more parameter.
RANK_TOLERANCE = 1e-9


@dataclass(frozen=True)
class Basis:
    """An orthonormal design in place of the one that was written.

    Attributes
    ----------
    rows : ndarray, shape (n, k, q)
        The design times `back`; 0 where the value is missing.
    back : ndarray, shape (q, q)
        Effects of the written design are `back` times the orthonormal ones.
    log_det : float
        log |X′X| of the written design.
    ols : ndarray, shape (q,)
        Effects by least squares, in the orthonormal design.
    residuals : ndarray, shape (n, k)
        Values minus fitted values of least squares; 0 where missing.
    """

    rows: FloatArray
    back: FloatArray
    log_det: float
    ols: FloatArray
    residuals: FloatArray


def orthonormal(values: FloatArray, design: FloatArray) -> Basis | None:
    """Make the design's columns orthonormal over the observed values; None where its rank is too low.

    Parameters
    ----------
    values : ndarray, shape (n, k)
        Patients × visits; a missing value is NaN.
    design : ndarray, shape (n, k, q)
        Rows of the design.
    """
    seen = np.isfinite(values)
    x, y = design[seen], values[seen]
    length = np.sqrt((x**2).sum(axis=0))
    if len(x) <= x.shape[1] or not (length > 0).all():
        return None
    q, r = np.linalg.qr(x / length)
    if np.linalg.svd(r, compute_uv=False)[-1] < RANK_TOLERANCE:
        return None
    rows = np.zeros(design.shape)
    rows[seen] = q
    ols = q.T @ y
    residuals = np.zeros(values.shape)
    residuals[seen] = y - q @ ols
    log_det = 2 * float(np.log(np.abs(np.diag(r)) * length).sum())
    return Basis(rows, np.linalg.inv(r * length), log_det, ols, residuals)


@dataclass(frozen=True)
class Moments:
    """Sums of products by pattern, P patterns of k visits, q orthonormal effects.

    Attributes
    ----------
    patterns : ndarray of bool, shape (P, k)
        Visits that are present.
    codes : ndarray of int, shape (n,)
        Pattern of each patient.
    sizes : ndarray, shape (P,)
        Patients, or their weights, in each pattern.
    xx : ndarray, shape (P, k, k, q, q)
    xr : ndarray, shape (P, k, k, q)
        Effect rows by residual: [p, j, l, a] is Σ x_ja r_l.
    rr : ndarray, shape (P, k, k)
    """

    patterns: BoolArray
    codes: IndexArray
    sizes: FloatArray
    xx: FloatArray
    xr: FloatArray
    rr: FloatArray

    @property
    def observations(self) -> float:
        """Values that are present."""
        return float(self.sizes @ self.patterns.sum(axis=1))

    def without(self, basis: Basis, patient: int) -> Moments:
        """Take one patient's products off."""
        code = self.codes[patient]
        xx, xr, rr = _products(basis.rows[[patient]], basis.residuals[[patient]])
        less = [array.copy() for array in (self.sizes, self.xx, self.xr, self.rr)]
        for array, one in zip(less, (1.0, xx, xr, rr), strict=True):
            array[code] -= one
        kept = less[0] > 0
        return Moments(self.patterns[kept], self.codes, *(array[kept] for array in less))


def moments_of(values: FloatArray, basis: Basis, weights: FloatArray | None = None) -> Moments:
    """Sum the products of every pattern.

    Parameters
    ----------
    values : ndarray, shape (n, k)
        Patients × visits; a missing value is NaN.
    basis : Basis
        Orthonormal rows and residuals.
    weights : ndarray, shape (n,), optional
        How often each patient counts, as in a bootstrap sample.
    """
    patterns, codes = np.unique(np.isfinite(values), axis=0, return_inverse=True)
    codes = codes.ravel()
    root = np.sqrt(np.ones(len(values)) if weights is None else weights)
    rows, residuals = basis.rows * root[:, None, None], basis.residuals * root[:, None]
    sums = [_products(rows[codes == p], residuals[codes == p]) for p in range(len(patterns))]
    xx, xr, rr = (np.stack(part) for part in zip(*sums, strict=True))
    sizes = np.asarray(np.bincount(codes, root**2, len(patterns)), dtype=float)
    moments = Moments(patterns, codes, sizes, xx, xr, rr)
    if weights is None:
        return moments
    kept = sizes > 0
    return replace(moments, patterns=patterns[kept], sizes=sizes[kept], xx=xx[kept], xr=xr[kept], rr=rr[kept])


def _products(rows: FloatArray, residuals: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    n, k, q = rows.shape
    flat = rows.reshape(n, k * q)
    xx = (flat.T @ flat).reshape(k, q, k, q).transpose(0, 2, 1, 3)
    xr = (flat.T @ residuals).reshape(k, q, k).transpose(0, 2, 1)
    return np.ascontiguousarray(xx), np.ascontiguousarray(xr), residuals.T @ residuals
