"""Does a measure change over the visits, of all patients with any value: the mixed model for repeated measures."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lib.analysis.common.complete_cases import LeftOut
from lib.analysis.common.question import Question
from lib.analysis.common.withheld import why_withheld
from lib.analysis.mixed.agreement import MultivariateAgreement, compare_multivariate
from lib.analysis.mixed.cases import ObservedCases, select_observed
from lib.cohort.codebook import LEVELLED_KINDS, Column
from lib.stats.common.result import FloatArray
from lib.stats.mixed.covariance import COVARIANCES
from lib.stats.mixed.design import VISIT, Covariate, Factor, FixedEffects, fixed_effects
from lib.stats.mixed.design import Column as DesignColumn
from lib.stats.mixed.feasibility import CannotFit
from lib.stats.mixed.hypotheses import TermTest, type_three, usual_terms
from lib.stats.mixed.means import Differences, Means, least_squares_means, mean_differences
from lib.stats.mixed.model import Criteria, MixedModel, fit_mixed

#: Settings that are the arguments of `analyse_mixed`, in their order.
MIXED_SETTINGS = ("measure", "between", "covariance", "ddf", "baseline", "covariates", "adjust")
#: Settings that are the arguments of `compare_covariances`.
COVARIANCE_SETTINGS = ("measure", "between", "baseline", "covariates")
#: Degrees of freedom by the code of the setting: method and information of `lib.stats.mixed.small_sample`.
DF_METHODS = {
    "kr": ("kenward-roger", "observed"),
    "krexpected": ("kenward-roger", "expected"),
    "krlinear": ("kenward-roger-linear", "observed"),
    "satterthwaite": ("satterthwaite", "observed"),
}
#: What the first visit is to the model.
AS_VISIT, AS_COVARIATE = "visit", "covariate"
ONE_LATER = (
    "With {visit} as covariate one visit is left, and a mixed model for repeated measures needs two. Let the first "
    "visit be one of the visits."
)
#: Names of the design's own columns.
GROUP, BASELINE = "group", "baseline"


@dataclass(frozen=True, eq=False)
class Modelled:
    """What a model is fitted to: values of the patients of `cases` × visits, and the fixed effects.

    With the first visit as covariate the values are changes from it, and the visits those after it.
    """

    cases: ObservedCases
    baseline: str
    covariates: tuple[Column, ...]
    values: FloatArray
    effects: FixedEffects


@dataclass(frozen=True, eq=False)
class MixedAnswer:
    """The mixed model of a measure.

    Attributes
    ----------
    modelled : Modelled
        Patients, values and fixed effects.
    covariance, ddf : str
        Keys of `COVARIANCES` and `DF_METHODS`.
    model : MixedModel or CannotFit
        The fit, or why there is none with the next simpler covariance.
    withheld : str
        Why p values would mislead, empty where they do not; then tests and differences are empty.
    without : tuple of LeftOut
        Patients of `cases` who do not enter, for a column of the model.
    tests : tuple of TermTest
        Type III tests.
    means : Means or None
        Least-squares means of the visits, in each group where there are groups.
    differences : tuple of Differences
        Each one family: from the first visit over all, in each group, groups in pairs at each visit, and groups in
        pairs in their changes.
    agreement : MultivariateAgreement or None
        The multivariate analysis of variance of the complete cases beside it, where it tests the same.
    """

    modelled: Modelled
    covariance: str
    ddf: str
    model: MixedModel | CannotFit
    withheld: str
    without: tuple[LeftOut, ...]
    tests: tuple[TermTest, ...] = ()
    means: Means | None = None
    differences: tuple[Differences, ...] = ()
    agreement: MultivariateAgreement | None = None


@dataclass(frozen=True)
class CovarianceFit:
    """One covariance of the visits: parameters, −2 log restricted likelihood and criteria, or why there is none."""

    covariance: str
    parameters: int
    minus_2_log_likelihood: float
    criteria: Criteria | None
    refusal: str


def analyse_mixed(
    question: Question,
    measure: str,
    between: str,
    covariance: str,
    ddf: str,
    baseline: str,
    covariates: tuple[str, ...],
    adjust: str,
) -> MixedAnswer:
    """Fit a mixed model for repeated measures by REML, and test it.

    Parameters
    ----------
    question, measure, between
        As in `lib.analysis.anova.visits.analyse_anova`.
    covariance : str
        Key of `COVARIANCES`.
    ddf : str
        Key of `DF_METHODS`.
    baseline : {"visit", "covariate"}
        Whether the first visit is one of the visits, or its value a covariate × visit of the changes from it.
    covariates : tuple of str
        Columns of patients that enter as main effects.
    adjust : str
        Adjustment of p over each family of differences.
    """
    modelled = model_of(question, measure, between, baseline, covariates)
    withheld = why_withheld(question, measure, between)
    method, information = DF_METHODS[ddf]
    model = _fit(modelled, covariance, method, information)
    without = _without(modelled)
    if isinstance(model, CannotFit):
        return MixedAnswer(modelled, covariance, ddf, model, withheld, without)
    grouped = modelled.cases.grouping is not None
    means = least_squares_means(model, (VISIT, GROUP) if grouped else (VISIT,))
    if withheld:
        return MixedAnswer(modelled, covariance, ddf, model, withheld, without, means=means)
    tests = type_three(model)
    alike = covariance == "us" and baseline == AS_VISIT and not covariates
    return MixedAnswer(
        modelled, covariance, ddf, model, withheld, without, tests, means,
        tuple(mean_differences(model, kind, adjustment=adjust) for kind in _kinds(grouped, baseline)),
        compare_multivariate(modelled.cases, tests) if alike else None,
    )  # fmt: skip


def _fit(modelled: Modelled, covariance: str, method: str, information: str) -> MixedModel | CannotFit:
    if modelled.baseline == AS_COVARIATE and len(modelled.effects.visits) < 2:
        return CannotFit(ONE_LATER.format(visit=modelled.cases.visit_names[0]), "visits")
    return fit_mixed(modelled.values, modelled.effects, covariance, df=method, information=information)


def compare_covariances(
    question: Question, measure: str, between: str, baseline: str, covariates: tuple[str, ...]
) -> tuple[CovarianceFit, ...]:
    """Fit the model with every covariance; arguments as in `analyse_mixed`."""
    modelled = model_of(question, measure, between, baseline, covariates)
    visits, fits = len(modelled.effects.visits), []
    for code, form in COVARIANCES.items():
        model = _fit(modelled, code, *DF_METHODS["satterthwaite"])
        if isinstance(model, CannotFit):
            fits.append(CovarianceFit(code, form.count(visits), np.nan, None, model.reason))
        else:
            value = model.minus_2_log_likelihood
            fits.append(CovarianceFit(code, form.count(visits), value, model.criteria, ""))
    return tuple(fits)


def _kinds(grouped: bool, baseline: str) -> tuple[str, ...]:
    """Name the families of differences that a model answers."""
    if baseline == AS_COVARIATE:
        return ("groups",) if grouped else ()
    return (
        ("from first", "from first in groups", "groups", "groups from first") if grouped else ("from first",)
    )


def model_of(
    question: Question, measure: str, between: str, baseline: str, covariates: tuple[str, ...]
) -> Modelled:
    """Give values and fixed effects: visit, group, visit × group, baseline × visit, and columns of patients."""
    cases = select_observed(question, measure, between)
    columns = tuple(question.cohort.codebook.column(name) for name in covariates if name != between)
    design: list[DesignColumn] = []
    grouped = cases.grouping is not None
    if grouped:
        design.append(Factor(GROUP, cases.labels, cases.codes))
    adjusted = baseline == AS_COVARIATE and len(cases.visits) > 1
    values, names = cases.values, cases.visit_names
    if adjusted:
        first = cases.values[:, 0]
        design.append(Covariate(BASELINE, first))
        values, names = cases.values[:, 1:] - first[:, None], names[1:]
    taken = {VISIT, GROUP, BASELINE}
    others = []
    for column in columns:
        name = column.label if column.label not in taken else column.name
        taken.add(name)
        others.append(name)
        design.append(_design_column(question, cases, column, name))
    terms = usual_terms(grouped, adjusted, others)
    return Modelled(
        cases, AS_COVARIATE if adjusted else AS_VISIT, columns, values, fixed_effects(names, design, terms)
    )


def _design_column(question: Question, cases: ObservedCases, column: Column, name: str) -> DesignColumn:
    cohort = question.cohort
    if column.kind not in LEVELLED_KINDS:
        return Covariate(name, np.asarray(cohort.numbers(column.name), dtype=float)[cases.rows])
    codes = np.asarray(cohort.codes(column.name))[cases.rows]
    known = np.unique(codes[codes >= 0])
    levels = cohort.levels(column.name)
    placed = np.where(codes >= 0, np.searchsorted(known, codes), -1)
    return Factor(name, tuple(levels[code].label for code in known), placed.astype(np.intp))


def _without(modelled: Modelled) -> tuple[LeftOut, ...]:
    """Name the patients who have a value of the measure but lack a column of the model."""
    cases, rows = modelled.cases, []
    later: list[bool] = np.asarray(np.isfinite(modelled.values).any(axis=1)).tolist()
    for place, patient in enumerate(cases.patients):
        first = modelled.baseline == AS_COVARIATE and not np.isfinite(cases.values[place, 0])
        reasons = [f"no {cases.measure.label} at {cases.visit_names[0]}"] if first else []
        reasons += [f"no {name}" for name in _lacking(modelled, place)]
        if not later[place] and not first:
            reasons.append(f"no {cases.measure.label} after {cases.visit_names[0]}")
        if reasons:
            rows.append(LeftOut(patient, "; ".join(reasons)))
    return tuple(rows)


def _lacking(modelled: Modelled, place: int) -> list[str]:
    """Name the columns that a patient lacks, the baseline aside."""
    lacking = []
    for column in modelled.effects.columns:
        missing = (
            column.codes[place] < 0
            if isinstance(column, Factor)
            else column.values[place] != column.values[place]
        )
        if missing and column.name != BASELINE:
            lacking.append(column.name)
    return lacking
