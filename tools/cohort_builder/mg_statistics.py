"""The paper's Mg²⁺ statistics for many trial cohorts at once, in plain matrix algebra.

Every statistic here is a function of the visit contrasts of each patient, so it changes neither when all
values are shifted nor when they are scaled. Sums of squares are Type III; within a mixed model the error is
the covariance pooled within its cells.

Source of the models: Maxwell & Delaney, Designing Experiments, 2nd ed., chapters 11–14.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np
from scipy import stats

from cohort_builder.published import GROUPS

VISIT_COUNT = 5
# Orthonormal contrasts of the visits (Helmert), shape (5, 4).
CONTRASTS = np.linalg.qr(np.column_stack([np.ones(VISIT_COUNT), np.eye(VISIT_COUNT)[:, :4]]))[0][:, 1:]
PAIRS = tuple(combinations(range(VISIT_COUNT), 2))
# Each pair of visits as a difference in contrast space, shape (10, 4): first visit minus second.
PAIR_CONTRASTS = np.array([CONTRASTS[first] - CONTRASTS[second] for first, second in PAIRS])


@dataclass(frozen=True)
class Cells:
    """The cells of a between-patients factor among the complete patients.

    Attributes
    ----------
    indicator : ndarray, shape (patients, cells)
        1 where the patient belongs to the cell.
    """

    indicator: np.ndarray

    @property
    def sizes(self) -> np.ndarray:
        """Number of patients in each cell."""
        return self.indicator.sum(axis=0)

    @property
    def error_df(self) -> int:
        """Patients minus cells."""
        return int(self.indicator.shape[0] - self.indicator.shape[1])


def cells_of(labels: list[str], order: tuple[str, ...]) -> Cells:
    """Return the cells of a factor given as one label a patient, in the order wanted."""
    return Cells(np.array([[label == name for name in order] for label in labels], dtype=float))


@dataclass(frozen=True)
class Fit:
    """A mixed model of visits × one factor, for a stack of trial cohorts.

    Attributes
    ----------
    means : ndarray, shape (trials, cells, 4)
        Cell means of the visit contrasts.
    error : ndarray, shape (trials, 4, 4)
        Error sums of squares and products, pooled within cells.
    cells : Cells
        The factor.
    """

    means: np.ndarray
    error: np.ndarray
    cells: Cells


def fit(contrasts: np.ndarray, total: np.ndarray, cells: Cells) -> Fit:
    """Fit cell means to visit contrasts.

    Parameters
    ----------
    contrasts : ndarray, shape (trials, patients, 4)
        Visit contrasts of complete patients; no missing values.
    total : ndarray, shape (trials, 4, 4)
        Their uncorrected sums of squares and products.
    cells : Cells
        The factor; one cell with everybody gives the one-way model.
    """
    sums = np.einsum("pc,tpk->tck", cells.indicator, contrasts)
    means = sums / cells.sizes[:, None]
    return Fit(means, total - np.einsum("tck,tcl->tkl", sums, means), cells)


def error_trace(model: Fit) -> np.ndarray:
    """Return the error sum of squares of the univariate tests, shape (trials,)."""
    return np.trace(model.error, axis1=1, axis2=2)


def interaction_f(model: Fit) -> np.ndarray:
    """Return the univariate F of time × factor, shape (trials,); df (g−1)·4 and (n−g)·4."""
    sizes = model.cells.sizes
    grand = np.einsum("c,tck->tk", sizes, model.means) / sizes.sum()
    between = np.einsum("c,tck->t", sizes, (model.means - grand[:, None, :]) ** 2)
    return (between / (len(sizes) - 1)) / (error_trace(model) / model.cells.error_df)


def simple_effect_f(model: Fit) -> np.ndarray:
    """Return the multivariate simple effects of time, pooled error, shape (trials, cells); df 4, n−g−3.

    Notes
    -----
    With one degree of freedom for the hypothesis Pillai, Wilks, Hotelling and Roy give the same F.
    """
    solved = np.linalg.solve(model.error[:, None], model.means[..., None])[..., 0]
    statistic = model.cells.sizes * np.einsum("tck,tck->tc", model.means, solved)
    return statistic * (model.cells.error_df - 3) / 4


def pair_t(model: Fit) -> np.ndarray:
    """Return t of each of the ten pairs of visits in each cell, pooled error, shape (trials, cells, 10)."""
    differences = model.means @ PAIR_CONTRASTS.T
    variances = np.einsum("jk,tkl,jl->tj", PAIR_CONTRASTS, model.error, PAIR_CONTRASTS) / model.cells.error_df
    return differences / np.sqrt(variances[:, None, :] / model.cells.sizes[None, :, None])


def mauchly_p(model: Fit) -> np.ndarray:
    """Return the χ² approximation to Mauchly's p, shape (trials,), as SPSS and afex print it.

    Notes
    -----
    With R's second term of the expansion (`mauchly.test`), p differs in the third decimal.
    """
    k, df = 4, model.cells.error_df
    w = np.linalg.det(model.error) / (error_trace(model) / k) ** k
    chi2 = -(df - (2 * k**2 + k + 2) / (6 * k)) * np.log(w)
    return stats.chi2.sf(chi2, k * (k + 1) // 2 - 1)


@dataclass(frozen=True)
class Factors:
    """The factors of the paper's Mg²⁺ analyses among the complete patients.

    Attributes
    ----------
    everybody, group, diagnosis : Cells
        One cell; the three outcome groups; MDD and BP.
    comorbidity : dict
        Column of Table 2 to its cells.
    """

    everybody: Cells
    group: Cells
    diagnosis: Cells
    comorbidity: dict[str, Cells]


def factors_of(people: list[dict[str, str]], somatic: tuple[str, ...], table2: tuple[str, ...]) -> Factors:
    """Return the factors of complete patients.

    Parameters
    ----------
    people : list of dict
        The complete patients.
    somatic : tuple of str
        The columns that the number of comorbidities counts.
    table2 : tuple of str
        Rows of Table 2: ``somatic_comorbidities`` and yes/no columns.
    """
    counts = [str(sum(person[column] == "yes" for column in somatic)) for person in people]
    comorbidity = {}
    for column in table2:
        labels = counts if column == "somatic_comorbidities" else [person[column] for person in people]
        comorbidity[column] = cells_of(labels, tuple(sorted(set(labels))))
    return Factors(
        everybody=Cells(np.ones((len(people), 1))),
        group=cells_of([person["outcome"] for person in people], GROUPS),
        diagnosis=cells_of([person["diagnosis"] for person in people], ("MDD", "BP")),
        comorbidity=comorbidity,
    )


@dataclass(frozen=True)
class Fits:
    """All models of one stack of trial cohorts."""

    overall: Fit
    group: Fit
    diagnosis: Fit
    comorbidity: dict[str, Fit]


def fit_all(values: np.ndarray, factors: Factors) -> Fits:
    """Fit every model to `values`, shape (trials, complete patients, 5)."""
    contrasts = values @ CONTRASTS
    total = np.einsum("tpk,tpl->tkl", contrasts, contrasts)
    return Fits(
        overall=fit(contrasts, total, factors.everybody),
        group=fit(contrasts, total, factors.group),
        diagnosis=fit(contrasts, total, factors.diagnosis),
        comorbidity={name: fit(contrasts, total, cells) for name, cells in factors.comorbidity.items()},
    )


def time_f(model: Fit) -> np.ndarray:
    """Return the univariate F of time in a one-cell model, shape (trials,); df 4 and (n−1)·4."""
    n = model.cells.sizes[0]
    return n * (model.means[:, 0] ** 2).sum(axis=1) / 4 / (error_trace(model) / (4 * (n - 1)))
