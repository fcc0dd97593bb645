"""Influence: how far each patient alone moves the F and p of an ANOVA.

Leaving a patient out changes the group's mean by −u / (n − 1) and the error matrix by −n / (n − 1) u u′, u being
the patient's residual; so every refit follows from the full fit, without fitting again.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from ..common.distributions import f_tail
from ..common.result import FloatArray, IndexArray, Refusal, Result, as_matrix
from .cell_means import CellMeans, GroupLabels, fit_cell_means
from .repeated_measures import INTERACTION, TIME

ERROR, SQUARES = "trace of E", "sum of squares of E"
#: A patient who leaves less than this part of the error is left out by a new fit.
LOST = 1e-3


@dataclass(frozen=True, kw_only=True)
class EffectInfluence:
    """Leave-one-out figures of one effect.

    Attributes
    ----------
    name : str
        "time" or "time × group".
    full_f, full_p : float
        With every patient; p without correction.
    f, p, p_greenhouse_geisser : ndarray, shape (n,)
        With the patient of that row left out; NaN where the others then change in one and the same way.
    """

    name: str
    full_f: float
    full_p: float
    f: FloatArray
    p: FloatArray
    p_greenhouse_geisser: FloatArray


@dataclass(frozen=True, kw_only=True)
class Influence(Result):
    """Leave-one-out influence: `effects` holds time, and time × group where there is a between factor."""

    effects: tuple[EffectInfluence, ...]


def influence(
    values: ArrayLike, groups: GroupLabels | None = None, levels: Sequence[Hashable] | None = None
) -> Influence | Refusal:
    """Refit the ANOVA (Type III) without each patient in turn.

    Parameters are those of `fit_cell_means`. Refused where the ANOVA is, and where one patient fewer would
    leave too few.
    """
    model = fit_cell_means(values, groups, levels)
    if isinstance(model, Refusal):
        return model
    if model.df_error <= model.visits:
        return Refusal("With one patient left out there would be too few to fit the ANOVA again.")
    names = (TIME, INTERACTION) if groups is not None else (TIME,)
    parts = _without_each(model)
    lost = np.flatnonzero(parts[ERROR] <= LOST * np.trace(model.error))
    for row in lost:
        _refit(parts, int(row), as_matrix(values), model)
    effects = tuple(_effect(name, model, parts) for name in names)
    flat = np.isnan(parts[ERROR]).any()
    notes = (
        ("Without one of the patients the others all change in the same way: no F there.",) if flat else ()
    )
    return Influence(n=model.n, method="Leave-one-out influence", effects=effects, notes=notes)


def _without_each(model: CellMeans) -> dict[str, FloatArray]:
    """Sums of squares without each patient in turn, from the full fit."""
    u, own = model.changes, model.groups.sizes[model.groups.codes]
    shrink, lengths = own / (own - 1), (u**2).sum(axis=1)
    across = ((u @ model.error) * u).sum(axis=1)
    return {
        ERROR: np.trace(model.error) - shrink * lengths,
        SQUARES: (model.error**2).sum() - 2 * shrink * across + (shrink * lengths) ** 2,
        TIME: _time_ss_without(model, u),
        INTERACTION: _interaction_ss_without(model, u),
    }


def _refit(parts: dict[str, FloatArray], row: int, values: FloatArray, model: CellMeans) -> None:
    """Fit again without a patient who makes nearly all of the error; the rest would be a difference of large sums."""
    others = np.arange(model.n) != row
    codes = model.groups.codes[others]
    fitted = fit_cell_means(values[others], codes if codes.any() else None, minimum_per_group=1)
    if isinstance(fitted, Refusal):
        parts[ERROR][row] = np.nan
        return
    sizes = fitted.groups.sizes
    parts[ERROR][row] = np.trace(fitted.error)
    parts[SQUARES][row] = (fitted.error**2).sum()
    parts[TIME][row] = _time_ss(fitted.contrasts, sizes)
    parts[INTERACTION][row] = _interaction_ss(fitted.apart, sizes)


def _effect(name: str, model: CellMeans, parts: dict[str, FloatArray]) -> EffectInfluence:
    sizes, trace = model.groups.sizes, parts[ERROR]
    ss = _time_ss(model.contrasts, sizes) if name == TIME else _interaction_ss(model.apart, sizes)
    epsilon = np.minimum(1.0, trace**2 / ((model.visits - 1) * parts[SQUARES]))
    contrasts = model.visits - 1
    df1 = contrasts * (1 if name == TIME else len(model.groups.levels) - 1)
    df2 = contrasts * model.df_error
    full_f = float(ss / df1 / (np.trace(model.error) / df2))
    without_df2 = df2 - contrasts
    f = parts[name] / df1 / (trace / without_df2)
    p = f_tail(f, df1, without_df2)
    corrected = f_tail(f, epsilon * df1, epsilon * without_df2)
    for array in (f, p, corrected):
        array.setflags(write=False)
    return EffectInfluence(
        name=name,
        full_f=full_f,
        full_p=f_tail(full_f, df1, df2),
        f=f,
        p=p,
        p_greenhouse_geisser=corrected,
    )


def _time_ss(contrasts: FloatArray, sizes: IndexArray) -> float:
    mean = contrasts.mean(axis=0)
    return float(mean @ mean * len(sizes) ** 2 / (1 / sizes).sum())


def _interaction_ss(contrasts: FloatArray, sizes: IndexArray) -> float:
    weighted = sizes @ contrasts / sizes.sum()
    return float((sizes[:, None] * (contrasts - weighted) ** 2).sum())


def _time_ss_without(model: CellMeans, u: FloatArray) -> FloatArray:
    sizes, codes = model.groups.sizes, model.groups.codes
    g, own = len(sizes), sizes[codes]
    mean = model.contrasts.mean(axis=0) - u / (own - 1)[:, None] / g
    weights = (1 / sizes).sum() - 1 / own + 1 / (own - 1)
    without: FloatArray = (mean**2).sum(axis=1) * g**2 / weights
    return without


def _interaction_ss_without(model: CellMeans, u: FloatArray) -> FloatArray:
    """Σ n |c|² − N |c̄|² with the patient's own group changed."""
    sizes, codes = model.groups.sizes, model.groups.codes
    own = sizes[codes]
    # Distances from the full weighted mean keep the difference of two large sums small.
    centred = model.apart - sizes @ model.apart / model.n
    changed = centred[codes] - u / (own - 1)[:, None]
    total = (sizes[:, None] * centred**2).sum() - own * (centred[codes] ** 2).sum(axis=1)
    total = total + (own - 1) * (changed**2).sum(axis=1)
    shift = (own - 1)[:, None] * changed - own[:, None] * centred[codes]
    without: FloatArray = total - (shift**2).sum(axis=1) / (model.n - 1)
    return without
