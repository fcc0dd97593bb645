"""Influence: how far each patient alone moves the F and p of an ANOVA.

Leaving a patient out changes the group's mean by −u / (n − 1) and the error matrix by −n / (n − 1) u u′, u being
the patient's residual; so every refit follows from the full fit, without fitting again.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from .anova import INTERACTION, TIME
from .cell_means import CellMeans, GroupLabels, fit_cell_means
from .distributions import f_tail
from .result import FloatArray, Refusal, Result


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
    most_influential : int
        Row whose absence changes F most.
    """

    name: str
    full_f: float
    full_p: float
    f: FloatArray
    p: FloatArray
    p_greenhouse_geisser: FloatArray
    most_influential: int


@dataclass(frozen=True, kw_only=True)
class Influence(Result):
    """Leave-one-out influence: `effects` holds time, and time × group where there is a between factor."""

    effects: tuple[EffectInfluence, ...]


def influence(
    values: ArrayLike, groups: GroupLabels | None = None, levels: Sequence[Hashable] | None = None
) -> Influence | Refusal:
    """Refit the ANOVA (Type III) without each patient in turn.

    Parameters
    ----------
    values : array_like, shape (n, k)
        Complete patients × visits.
    groups, levels : sequence, optional
        One label a patient, and the order of the groups.

    Returns
    -------
    Influence or Refusal
        Refused where the ANOVA is, and where one patient fewer would leave too few.
    """
    model = fit_cell_means(values, groups, levels)
    if isinstance(model, Refusal):
        return model
    if model.df_error <= model.visits:
        return Refusal("With one patient left out there would be too few to fit the ANOVA again.")
    u = model.residuals @ model.basis
    own = model.groups.sizes[model.groups.codes]
    lengths = (u**2).sum(axis=1)
    shrink = own / (own - 1)
    trace = np.trace(model.error) - shrink * lengths
    flat = trace <= 1e-10 * np.trace(model.error)
    trace = np.where(flat, np.nan, trace)
    squares = (
        (model.error**2).sum() - 2 * shrink * ((u @ model.error) * u).sum(axis=1) + (shrink * lengths) ** 2
    )
    epsilon = np.minimum(1.0, trace**2 / ((model.visits - 1) * squares))
    full = [_time_ss(model.contrasts, model.groups.sizes)]
    without = [_time_ss_without(model, u)]
    if groups is not None:
        full.append(_interaction_ss(model.contrasts, model.groups.sizes))
        without.append(_interaction_ss_without(model, u))
    names = (TIME, INTERACTION)[: len(full)]
    effects = tuple(
        _effect(name, model, ss, ss_without, trace, epsilon)
        for name, ss, ss_without in zip(names, full, without, strict=True)
    )
    notes = (
        ("Without one of the patients the others all change in the same way: no F there.",)
        if flat.any()
        else ()
    )
    return Influence(n=model.n, method="Leave-one-out influence", effects=effects, notes=notes)


def _effect(
    name: str, model: CellMeans, ss: float, ss_without: FloatArray, trace: FloatArray, epsilon: FloatArray
) -> EffectInfluence:
    contrasts = model.visits - 1
    df1 = contrasts * (1 if name == TIME else len(model.groups.levels) - 1)
    df2 = contrasts * model.df_error
    full_f = float(ss / df1 / (np.trace(model.error) / df2))
    without_df2 = df2 - contrasts
    f = ss_without / df1 / (trace / without_df2)
    p = f_tail(f, df1, without_df2)
    corrected = f_tail(f, epsilon * df1, epsilon * without_df2)
    for array in (f, p, corrected):
        array.setflags(write=False)
    return EffectInfluence(
        name=name, full_f=full_f, full_p=f_tail(full_f, df1, df2), f=f, p=p, p_greenhouse_geisser=corrected,
        most_influential=int(np.nanargmax(np.abs(f - full_f))),
    )  # fmt: skip


def _time_ss(contrasts: FloatArray, sizes: FloatArray) -> float:
    mean = contrasts.mean(axis=0)
    return float(mean @ mean * len(sizes) ** 2 / (1 / sizes).sum())


def _interaction_ss(contrasts: FloatArray, sizes: FloatArray) -> float:
    weighted = sizes @ contrasts / sizes.sum()
    return float((sizes[:, None] * (contrasts - weighted) ** 2).sum())


def _time_ss_without(model: CellMeans, u: FloatArray) -> FloatArray:
    sizes, codes = model.groups.sizes, model.groups.codes
    g, own = len(sizes), sizes[codes]
    mean = model.contrasts.mean(axis=0) - u / (own - 1)[:, None] / g
    weights = (1 / sizes).sum() - 1 / own + 1 / (own - 1)
    return (mean**2).sum(axis=1) * g**2 / weights


def _interaction_ss_without(model: CellMeans, u: FloatArray) -> FloatArray:
    """Σ n |c|² − N |c̄|² with the patient's own group changed."""
    sizes, codes = model.groups.sizes, model.groups.codes
    own = sizes[codes]
    # Distances from the full weighted mean keep the difference of two large sums small.
    centred = model.contrasts - sizes @ model.contrasts / model.n
    changed = centred[codes] - u / (own - 1)[:, None]
    total = (sizes[:, None] * centred**2).sum() - own * (centred[codes] ** 2).sum(axis=1)
    total = total + (own - 1) * (changed**2).sum(axis=1)
    shift = (own - 1)[:, None] * changed - own[:, None] * centred[codes]
    return total - (shift**2).sum(axis=1) / (model.n - 1)
