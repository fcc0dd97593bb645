"""Analysis of variance of visits, alone or with groups of patients.

Conventions are those a reader gets from SPSS, JASP, jamovi and R's afex: Type III sums of squares, errors and ε
from the covariance pooled within groups, every correction shown.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

from ..common.distributions import f_tail
from ..common.groups import MINIMUM_PER_GROUP
from ..common.libraries import WithinFigures, repeated_measures_anova
from ..common.result import FloatArray, Refusal, Result, Settings, as_matrix
from .cell_means import CellMeans, GroupLabels, fit_cell_means, group_means
from .effect_size import (
    ETA_CONFIDENCE,
    eta_squared_interval,
    generalized_eta_squared,
    omega_squared,
    partial_eta_squared,
)
from .multivariate import MultivariateTest, multivariate_tests
from .sphericity import Correction, Sphericity, corrections, sphericity

TIME, GROUP, INTERACTION = "time", "group", "time × group"
SUMS_OF_SQUARES = {"III": "Type III", "II": "Type II for time (as pingouin.mixed_anova)"}


@dataclass(frozen=True, kw_only=True)
class Effect:
    """One effect of an ANOVA.

    Attributes
    ----------
    name : str
        "time", "group" or "time × group".
    ss, df1, ms, ss_error, df2, ms_error, f, p : float
        Without correction.
    partial_eta_squared, eta_ci_low, eta_ci_high : float
        With its 90 % interval from the uncorrected degrees of freedom.
    generalized_eta_squared, omega_squared : float
        See `effect_size`.
    corrections : tuple of Correction
        "none", "Greenhouse–Geisser", "Huynh–Feldt", "lower bound", and "Huynh–Feldt (1976)" where a between
        factor makes it differ (older SPSS and SAS); empty for "group".
    multivariate : tuple of MultivariateTest, or Refusal
        Empty for "group".
    """

    name: str
    ss: float
    df1: int
    ms: float
    ss_error: float
    df2: int
    ms_error: float
    f: float
    p: float
    partial_eta_squared: float
    eta_ci_low: float
    eta_ci_high: float
    generalized_eta_squared: float
    omega_squared: float
    corrections: tuple[Correction, ...] = ()
    multivariate: tuple[MultivariateTest, ...] | Refusal = ()


@dataclass(frozen=True, kw_only=True)
class RepeatedMeasuresAnova(Result):
    """ANOVA table of visits, with a between factor or without.

    Attributes
    ----------
    effects : tuple of Effect
        "time" alone, or "group", "time", "time × group".
    sphericity : Sphericity
        Of the covariance pooled within groups.
    visits : int
        Number of visits.
    levels, sizes : tuple of str, tuple of int
        Groups and their patients; empty without a between factor.
    """

    effects: tuple[Effect, ...]
    sphericity: Sphericity
    visits: int
    levels: tuple[str, ...] = ()
    sizes: tuple[int, ...] = ()

    def effect(self, name: str) -> Effect:
        """The effect of that name; `KeyError` where the design has none."""
        return {effect.name: effect for effect in self.effects}[name]


def within_anova(values: ArrayLike) -> RepeatedMeasuresAnova | Refusal:
    """Repeated-measures ANOVA with visits as the one within-patient factor.

    Parameters
    ----------
    values : array_like, shape (n, k)
        Complete patients × visits, more patients than visits.

    Returns
    -------
    RepeatedMeasuresAnova or Refusal
        Refused with missing values, fewer than two visits, n ≤ k, or no variance of change.
    """
    model = fit_cell_means(values)
    if isinstance(model, Refusal):
        return model
    grand = model.contrasts[0]
    spherical = sphericity(model)
    hypothesis = _Hypothesis(TIME, model.n * np.outer(grand, grand), 1)
    table = repeated_measures_anova(as_matrix(values))
    time = _within_effect(model, hypothesis, _ss_patients(model), spherical, figures=table)
    time = replace(time, multivariate=_multivariate(model, hypothesis))
    return RepeatedMeasuresAnova(
        n=model.n,
        method="Repeated-measures ANOVA",
        settings=_settings(),
        effects=(time,),
        sphericity=spherical,
        visits=model.visits,
    )


def mixed_anova(
    values: ArrayLike,
    groups: GroupLabels,
    levels: Sequence[Hashable] | None = None,
    *,
    sums_of_squares: str = "III",
    observed_groups: bool = False,
    minimum_per_group: int = MINIMUM_PER_GROUP,
    multivariate: bool = True,
) -> RepeatedMeasuresAnova | Refusal:
    """Mixed ANOVA: visits within patients × groups of patients.

    Parameters
    ----------
    values : array_like, shape (n, k)
        Complete patients × visits.
    groups : sequence, shape (n,)
        One label a patient.
    levels : sequence, optional
        Order of the groups; sorted where it is not given.
    sums_of_squares : {"III", "II"}
        "III" weighs the groups equally in the time effect (SPSS, JASP, afex); "II" weighs them by size, as
        `pingouin.mixed_anova` does. Group and interaction are the same in both.
    observed_groups : bool
        Whether generalised η² counts the groups as measured; False is afex's and JASP's default.
    minimum_per_group : int
        Fewest patients a group may hold; 1 gives the figures R prints for a group of one.
    multivariate : bool
        Whether the multivariate tests are made, which take most of the time; empty in each effect where not.

    Returns
    -------
    RepeatedMeasuresAnova or Refusal
        Refused with missing values, fewer than two visits or groups, a group below the minimum, fewer than
        k + g patients, or no variance of change.
    """
    if sums_of_squares not in SUMS_OF_SQUARES:
        raise ValueError(f"sums_of_squares is one of {', '.join(SUMS_OF_SQUARES)}; got {sums_of_squares!r}")
    model = fit_cell_means(values, groups, levels, minimum_per_group)
    if isinstance(model, Refusal):
        return model
    if not model.grid.varies(model.centred(model.patient_means[:, None]), terms=model.visits):
        return Refusal("All patients have the same mean; the groups cannot be compared without variance.")
    ss_patients = _ss_patients(model)
    time, interaction, ss_group = _hypotheses(model, sums_of_squares)
    ss_interaction = float(np.trace(interaction.matrix)) if observed_groups else 0.0
    ss_measured = ss_group if observed_groups else 0.0
    spherical = sphericity(model)
    return RepeatedMeasuresAnova(
        n=model.n, method="Mixed ANOVA", settings=_settings(sums_of_squares, observed_groups),
        notes=_notes(model), visits=model.visits, sphericity=spherical,
        levels=model.groups.levels, sizes=tuple(model.groups.sizes.tolist()),
        effects=(
            _between_effect(model, ss_group, ss_patients, ss_interaction),
            *(
                replace(effect, multivariate=_multivariate(model, hypothesis) if multivariate else ())
                for effect, hypothesis in (
                    (_within_effect(model, time, ss_patients, spherical, ss_measured + ss_interaction), time),
                    (_within_effect(model, interaction, ss_patients, spherical, ss_measured), interaction),
                )
            ),
        ),
    )  # fmt: skip


@dataclass(frozen=True)
class _Hypothesis:
    """Name of an effect, its H over the contrasts of the visits, and its rank between groups."""

    name: str
    matrix: FloatArray
    rank: int


def _hypotheses(model: CellMeans, sums_of_squares: str) -> tuple[_Hypothesis, _Hypothesis, float]:
    """H of time, H of time × group, and the sum of squares between groups."""
    sizes = model.groups.sizes
    if sums_of_squares == "II":
        contrast, weight = sizes @ model.contrasts / model.n, model.n
    else:  # every group weighs 1/g
        contrast, weight = model.contrasts.mean(axis=0), len(sizes) ** 2 / (1 / sizes).sum()
    apart = model.apart - sizes @ model.apart / model.n
    levels = group_means(model.patient_means[:, None], model.groups)[:, 0]
    ss_group = model.visits * (sizes * (levels - sizes @ levels / model.n) ** 2).sum()
    return (
        _Hypothesis(TIME, weight * np.outer(contrast, contrast), 1),
        _Hypothesis(INTERACTION, apart.T @ (sizes[:, None] * apart), len(sizes) - 1),
        float(ss_group),
    )


def _ss_patients(model: CellMeans) -> float:
    """Sum of squares of patients within groups: k Σ (patient's mean residual)²."""
    return float(model.visits * (model.centred(model.patient_means[:, None]) ** 2).sum())


def univariate(hypothesis: FloatArray, rank: int, model: CellMeans) -> WithinFigures:
    """F = (tr H / df₁) / (tr E / df₂), with errors pooled within groups."""
    ss, ss_error = float(np.trace(hypothesis)), float(np.trace(model.error))
    df1, df2 = (model.visits - 1) * rank, (model.visits - 1) * model.df_error
    f = (ss / df1) / (ss_error / df2)
    return WithinFigures(ss, ss_error, f, f_tail(f, df1, df2), partial_eta_squared(ss, ss_error))


def _within_effect(
    model: CellMeans, hypothesis: _Hypothesis, ss_patients: float, spherical: Sphericity,
    ss_observed: float = 0.0, figures: WithinFigures | None = None,
) -> Effect:  # fmt: skip
    row = figures or univariate(hypothesis.matrix, hypothesis.rank, model)
    df1, df2 = (model.visits - 1) * hypothesis.rank, (model.visits - 1) * model.df_error
    low, high = eta_squared_interval(row.f, df1, df2)
    ms_error = row.ss_error / df2
    return Effect(
        name=hypothesis.name, ss=row.ss, df1=df1, ms=row.ss / df1, ss_error=row.ss_error, df2=df2,
        ms_error=ms_error, f=row.f, p=row.p,
        partial_eta_squared=row.partial_eta_squared, eta_ci_low=low, eta_ci_high=high,
        generalized_eta_squared=generalized_eta_squared(row.ss, row.ss_error + ss_patients, ss_observed),
        omega_squared=omega_squared(
            row.ss, df1, ms_error, row.ss_error, ss_patients, ss_patients / model.df_error
        ),
        corrections=corrections(row.f, df1, df2, spherical),
    )  # fmt: skip


def _multivariate(model: CellMeans, hypothesis: _Hypothesis) -> tuple[MultivariateTest, ...] | Refusal:
    return multivariate_tests(hypothesis.matrix, model.error, hypothesis.rank, model.df_error)


def _between_effect(model: CellMeans, ss: float, ss_patients: float, ss_observed: float) -> Effect:
    df1, df2 = len(model.groups.levels) - 1, model.df_error
    ms_error = ss_patients / df2
    f = ss / df1 / ms_error
    low, high = eta_squared_interval(f, df1, df2)
    ss_errors = ss_patients + float(np.trace(model.error))
    return Effect(
        name=GROUP, ss=ss, df1=df1, ms=ss / df1, ss_error=ss_patients, df2=df2, ms_error=ms_error,
        f=f, p=f_tail(f, df1, df2),
        partial_eta_squared=partial_eta_squared(ss, ss_patients), eta_ci_low=low, eta_ci_high=high,
        generalized_eta_squared=generalized_eta_squared(ss, ss_errors, ss_observed),
        omega_squared=omega_squared(ss, df1, ms_error, 0.0, ss_patients, ms_error),
    )  # fmt: skip


def _settings(sums_of_squares: str | None = None, observed_groups: bool = False) -> Settings:
    general = (
        ("interval of partial η²", f"{ETA_CONFIDENCE:.0%}, noncentral F, uncorrected df"),
        ("ω²", "partial"),
    )
    if sums_of_squares is None:
        return general
    return (
        ("sums of squares", SUMS_OF_SQUARES[sums_of_squares]),
        ("error and ε", "covariance pooled within groups"),
        ("generalised η²", "groups measured" if observed_groups else "groups assigned (as afex and JASP)"),
        *general,
    )


def _notes(model: CellMeans) -> tuple[str, ...]:
    few = [
        f"{level} ({size})"
        for level, size in zip(model.groups.levels, model.groups.sizes, strict=True)
        if size <= model.visits
    ]
    if not few:
        return ()
    return (f"Groups with no more patients than visits rest on the pooled error: {', '.join(few)}.",)
