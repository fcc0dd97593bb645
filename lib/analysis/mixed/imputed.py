"""What the answer rests on where values are missing: multiple imputation, jump to reference, tipping point."""

from __future__ import annotations

from dataclasses import dataclass

from lib.analysis.common.question import Question
from lib.analysis.common.withheld import why_withheld
from lib.analysis.mixed.fit import AS_COVARIATE, GROUP, Modelled, model_of
from lib.stats.common.result import Refusal
from lib.stats.mixed.feasibility import CannotFit
from lib.stats.mixed.imputation import Assumption
from lib.stats.mixed.means import mean_differences
from lib.stats.mixed.model import Estimate, fit_mixed
from lib.stats.mixed.sensitivity import (
    ConditionalMean,
    Contrast,
    Imputed,
    TippingPoint,
    conditional_mean_contrast,
    imputed_contrast,
    tipping_point,
)

#: Settings that are the arguments of `impute_endpoint`, in their order.
IMPUTED_SETTINGS = ("measure", "between", "covariance", "covariates", "seed")
TWO_GROUPS = "Imputation compares two groups; choose groups of two levels, or keep two selections and compare A with B."


@dataclass(frozen=True)
class Shifted:
    """Endpoints imputed in one group, moved against the difference found: the group, and where p passes .05."""

    level: str
    imputed: int
    point: TippingPoint | Refusal


@dataclass(frozen=True, eq=False)
class ImputedAnswer:
    """The difference between two groups at the last visit under several assumptions about missing values.

    Attributes
    ----------
    modelled : Modelled
        Changes from the first visit, which is covariate × visit.
    first, second : str
        Groups, first minus second.
    observed : Estimate
        Of the mixed model itself.
    at_random, jump : Imputed
        Multiple imputation at random, and with a jump to the second group after the last value.
    conditional : ConditionalMean or Refusal
        The jump by conditional means and the jackknife: the closed form, without draws.
    shifts : tuple of Shifted
        Tipping points of either group.
    """

    modelled: Modelled
    first: str
    second: str
    observed: Estimate
    at_random: Imputed
    jump: Imputed
    conditional: ConditionalMean | Refusal
    shifts: tuple[Shifted, ...]


def impute_endpoint(
    question: Question, measure: str, between: str, covariance: str, covariates: tuple[str, ...], seed: int
) -> ImputedAnswer | Refusal:
    """Compare two groups at the last visit under several assumptions about missing values.

    Parameters
    ----------
    question, measure, between, covariance, covariates
        As in `lib.analysis.mixed.fit.analyse_mixed`; the first visit is covariate × visit.
    seed : int
        Of the draws.
    """
    withheld = why_withheld(question, measure, between)
    if withheld:
        return Refusal(withheld)
    modelled = model_of(question, measure, between, AS_COVARIATE, covariates)
    if len(modelled.cases.levels) != 2:
        return Refusal(TWO_GROUPS)
    model = fit_mixed(modelled.values, modelled.effects, covariance)
    if isinstance(model, CannotFit):
        return Refusal(f"Nothing is imputed, for there is no model to draw from. {model.reason}")
    first, second = modelled.cases.labels
    contrast = Contrast(first, second)
    observed = mean_differences(model, "groups", adjustment="none").rows[-1].estimate
    at_random = imputed_contrast(model, contrast, seed=seed, shifted=first)
    other = imputed_contrast(model, contrast, seed=seed, shifted=second)
    jump = Assumption("J2R", GROUP, second)
    # A shift against the difference found: of the first group the other way, of the second with it.
    against = -1 if at_random.pooled.estimate > 0 else 1
    points = (
        (first, tipping_point(at_random, direction=against)),
        (second, tipping_point(other, direction=-against)),
    )
    missing = modelled.values[:, -1] != modelled.values[:, -1]
    kept = model.fitted.data.kept
    counts = [int((missing & kept & (modelled.cases.codes == code)).sum()) for code in (0, 1)]
    return ImputedAnswer(
        modelled, first, second, observed, at_random,
        imputed_contrast(model, contrast, assumption=jump, seed=seed),
        conditional_mean_contrast(model, contrast, assumption=jump),
        tuple(Shifted(level, n, point) for (level, point), n in zip(points, counts, strict=True)),
    )  # fmt: skip
