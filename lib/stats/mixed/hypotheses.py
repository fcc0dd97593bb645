"""Type III tests of the terms of a mixed model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..common.result import FloatArray
from .design import VISIT, Covariate, FixedEffects, Term, model_rows, patient_setting, term_name
from .model import Data, Fitted, MixedModel, design_rows
from .small_sample import EffectTest, effect_test

#: Value of covariates at which the levels of factors are compared, by name.
COVARIATES_AT = {
    "mean": "covariates at their mean, as emmeans' joint_tests",
    "zero": "covariates at 0, as SAS, SPSS and R's car and lmerTest",
}


@dataclass(frozen=True, kw_only=True)
class TermTest:
    """Type III test of a term: its columns (`term`), `name`, and the `test`."""

    term: Term
    name: str
    test: EffectTest


def type_three(model: MixedModel, at: str = "mean") -> tuple[TermTest, ...]:
    """Test each term after all others: levels weigh equally, whatever coding the model was written in.

    The choice of `at` matters to terms alone that a covariate multiplies, as visit where the model has
    visit × baseline.

    Parameters
    ----------
    model : MixedModel
        A fitted model.
    at : {"mean", "zero"}
        Value of the covariates, as in `COVARIATES_AT`.
    """
    if at not in COVARIATES_AT:
        raise ValueError(f"unknown value of covariates {at!r}; choose one of {', '.join(COVARIATES_AT)}")
    fitted = model.fitted
    data = fitted.data
    centres = covariate_means(data) if at == "mean" else {}
    setting = patient_setting(data.effects, len(data.values))
    rows, terms = model_rows(data.effects, setting, sums=True, centres=centres)
    seen = np.isfinite(data.values)
    sums = rows[seen.ravel()]
    # Effects in sum coding as combinations of those in treatment coding.
    into_sums = np.asarray(np.linalg.lstsq(sums, design_rows(data)[seen], rcond=None)[0], dtype=float)
    return tuple(
        TermTest(
            term=term,
            name=term_name(term),
            test=joint_test(fitted, _from_first(data.effects, term) @ into_sums[terms == number]),
        )
        for number, term in enumerate(data.effects.terms, start=1)
    )


def _from_first(effects: FixedEffects, term: Term) -> FloatArray:
    """Turn a term's effects in sum coding into differences from the first levels.

    The hypothesis is the same. Satterthwaite's df of several rows depend on how they are written, and lmerTest
    and SAS write differences.
    """
    matrix: FloatArray = np.ones((1, 1))
    for name in term:
        levels = effects.levels(name)
        if levels is not None:
            g = len(levels) - 1
            coding = np.vstack([np.eye(g), -np.ones((1, g))])
            matrix = np.asarray(np.kron(coding[1:] - coding[:1], matrix), dtype=float)
    return matrix


def joint_test(fitted: Fitted, rows: FloatArray) -> EffectTest:
    """Test that combinations of the treatment-coded effects are all 0: rows, shape (m, q)."""
    effects = fitted.basis.ols + fitted.optimum.level.effects
    return effect_test(fitted.tests, rows @ fitted.basis.back, effects)


def covariate_means(data: Data) -> dict[str, float]:
    """Mean of each covariate over the values that enter, as emmeans and SAS have it."""
    weights = np.isfinite(data.values).sum(axis=1)
    return {
        column.name: float(weights @ column.values / weights.sum())
        for column in data.effects.columns
        if isinstance(column, Covariate)
    }


def usual_terms(group: bool, baseline: bool, others: Sequence[str] = ()) -> list[Term]:
    """Give the terms of a trial's model: visit, group, visit × group, baseline × visit, other columns."""
    terms: list[Term] = [(VISIT,)]
    if group:
        terms += [("group",)]
    if baseline:
        terms += [("baseline",)]
    terms += [(name,) for name in others]
    if group:
        terms += [(VISIT, "group")]
    if baseline:
        terms += [(VISIT, "baseline")]
    return terms
