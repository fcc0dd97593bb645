"""Does a measure change over the visits, and does its course differ between groups: the analysis of variance."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from lib.analysis.anova.sizes import VisitSizes, measure_change
from lib.analysis.common.complete_cases import CompleteCases, select_complete
from lib.analysis.common.grouping import EVERYONE
from lib.analysis.common.question import Question
from lib.analysis.common.withheld import why_withheld
from lib.stats.anova.marginal_means import MarginalMeans, marginal_means
from lib.stats.anova.posthoc import (
    PairwiseVisits,
    PairwiseWithinGroups,
    pairwise_visits,
    pairwise_visits_within_groups,
)
from lib.stats.anova.repeated_measures import Effect, RepeatedMeasuresAnova, mixed_anova, within_anova
from lib.stats.anova.simple_effects import ERRORS, SimpleEffects, simple_effects
from lib.stats.common.result import Refusal

#: Settings that are the arguments of `compare_visits`, in their order.
VISITS_SETTINGS = ("measure", "between", "posthoc", "adjust", "posterror")
Answer = TypeVar("Answer")


@dataclass(frozen=True, eq=False)
class VisitsAnova:
    """The analysis of variance of a measure over the visits.

    Attributes
    ----------
    cases : CompleteCases
        Who it rests on, and who is left out.
    anova : RepeatedMeasuresAnova or Refusal
        Within patients, or visits × groups.
    means : MarginalMeans or Refusal
        Estimated marginal means; given also where the test is withheld.
    withheld : str
        Why p values would mislead (a circular question), empty where they do not.
    sizes : VisitSizes or None
        How large the change is, beside a test that is given.
    """

    cases: CompleteCases
    anova: RepeatedMeasuresAnova | Refusal
    means: MarginalMeans | Refusal
    withheld: str
    sizes: VisitSizes | None = None


@dataclass(frozen=True, eq=False)
class VisitComparisons:
    """Visits compared in pairs: over all patients, and within each group where groups are compared."""

    overall: PairwiseVisits | Refusal
    within: PairwiseWithinGroups | Refusal | None


@dataclass(frozen=True)
class AnovaRow:
    """One row of the ANOVA table, as JASP and SPSS print it.

    Attributes
    ----------
    part : str
        `within` or `between` patients.
    source : str
        `time`, `group`, `time × group` or `residual`.
    correction : str
        `none`, `Greenhouse–Geisser`, ...; empty where sphericity plays no part.
    ss, df, ms : float
        Sum of squares, degrees of freedom (corrected) and mean square.
    f, p : float
        NaN for a residual.
    partial_eta_squared, eta_ci_low, eta_ci_high, generalized_eta_squared, omega_squared : float
        NaN for a residual; those of the effect, which no correction changes.
    """

    part: str
    source: str
    correction: str
    ss: float
    df: float
    ms: float
    f: float = np.nan
    p: float = np.nan
    partial_eta_squared: float = np.nan
    eta_ci_low: float = np.nan
    eta_ci_high: float = np.nan
    generalized_eta_squared: float = np.nan
    omega_squared: float = np.nan


def unless_withheld(
    question: Question, measure: str, between: str, compute: Callable[[CompleteCases], Answer]
) -> Answer | Refusal:
    """Compute something from the complete cases, unless its p values would mislead."""
    withheld = why_withheld(question, measure, between)
    return Refusal(withheld) if withheld else compute(select_complete(question, measure, between))


def analyse_anova(
    question: Question, measure: str, between: str = EVERYONE, sums_of_squares: str = "III"
) -> VisitsAnova:
    """Analyse the variance of a measure over the visits.

    Parameters
    ----------
    question : Question
        Cohort, definition and selection.
    measure : str
        Name of a measure.
    between : str
        `all` for the visits alone, `outcome`, or the name of a levelled column whose groups are compared.
    sums_of_squares : {"III", "II"}
        "III" as SPSS, JASP and afex; "II" as `pingouin.mixed_anova`. The same without groups.

    Returns
    -------
    VisitsAnova
        Complete cases only; see `select_complete` for who is left out. What cannot be computed, or would
        mislead, is a sentence.
    """
    cases = select_complete(question, measure, between)
    withheld = why_withheld(question, measure, between)
    means = marginal_means(cases.values, cases.groups, visits=cases.visit_names, minimum_per_group=1)
    if withheld:
        anova: RepeatedMeasuresAnova | Refusal = Refusal(withheld)
    elif cases.groups is None:
        anova = within_anova(cases.values)
    else:
        anova = mixed_anova(cases.values, cases.groups, sums_of_squares=sums_of_squares)
    sizes = None if isinstance(anova, Refusal) else measure_change(cases)
    return VisitsAnova(cases, anova, means, withheld, sizes)


def compare_visits(
    question: Question, measure: str, between: str, posthoc: str, adjust: str, error: str
) -> VisitComparisons:
    """Compare visits in pairs.

    Parameters
    ----------
    question, measure, between
        As in `analyse_anova`.
    posthoc : {"all", "first"}
        All pairs of visits, or each visit against the first.
    adjust : {"bonferroni", "holm", "sidak", "fdr", "none"}
        Adjustment of p within each family.
    error : {"pooled", "own"}
        Error term within groups: pooled over the groups, or of the group's own patients.
    """
    withheld = why_withheld(question, measure, between)
    grouped = between != EVERYONE
    if withheld:
        return VisitComparisons(Refusal(withheld), Refusal(withheld) if grouped else None)
    cases = select_complete(question, measure, between)
    reference = 0 if posthoc == "first" else None
    names = cases.visit_names
    overall = pairwise_visits(cases.values, cases.groups, visits=names, reference=reference, adjust=adjust)
    within = (
        pairwise_visits_within_groups(
            cases.values, cases.groups, visits=names, reference=reference, adjust=adjust, error=error
        )
        if cases.groups is not None
        else None
    )
    return VisitComparisons(overall, within)


def compare_within_groups(
    question: Question, measure: str, between: str
) -> tuple[SimpleEffects, ...] | Refusal:
    """Test the change over the visits within each group, in three ways (see `lib.stats.anova.simple_effects`)."""

    def compute(cases: CompleteCases) -> tuple[SimpleEffects, ...] | Refusal:
        if cases.groups is None:
            return Refusal("A comparison within groups needs groups.")
        answers = [simple_effects(cases.values, cases.groups, error=error) for error in ERRORS]
        refused = [answer for answer in answers if isinstance(answer, Refusal)]
        found = tuple(answer for answer in answers if not isinstance(answer, Refusal))
        return refused[0] if refused else found

    return unless_withheld(question, measure, between, compute)


def anova_rows(anova: RepeatedMeasuresAnova) -> tuple[AnovaRow, ...]:
    """Lay an ANOVA out as a table: one row a source and correction, each residual below its effects."""
    rows: list[AnovaRow] = []
    within = [effect for effect in anova.effects if effect.corrections]
    for effect in within:
        rows.extend(_effect_row(effect, "within", row.name, row.df1, row.p) for row in effect.corrections)
    last = within[0]
    rows.extend(
        AnovaRow("within", "residual", row.name, last.ss_error, row.df2, last.ss_error / row.df2)
        for row in last.corrections
    )
    for effect in anova.effects:
        if not effect.corrections:
            rows.append(_effect_row(effect, "between", "", effect.df1, effect.p))
            rows.append(AnovaRow("between", "residual", "", effect.ss_error, effect.df2, effect.ms_error))
    return tuple(rows)


def _effect_row(effect: Effect, part: str, correction: str, df: float, p: float) -> AnovaRow:
    return AnovaRow(
        part,
        effect.name,
        correction,
        effect.ss,
        df,
        effect.ss / df,
        effect.f,
        p,
        effect.partial_eta_squared,
        effect.eta_ci_low,
        effect.eta_ci_high,
        effect.generalized_eta_squared,
        effect.omega_squared,
    )
