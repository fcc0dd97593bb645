"""The settings of the mixed model: who enters, covariance, degrees of freedom, first visit, covariates."""

from lib.analysis.common.grouping import makes_groups
from lib.analysis.settings.kinds import Options, Setting, Several, WholeNumber, choice_of, constant
from lib.cohort.cohort import Cohort
from lib.stats.mixed.covariance import COVARIANCES

#: Who enters the page's analysis.
COMPLETE, ALL = "complete", "all"
CASES = {COMPLETE: "Complete cases", ALL: "All patients (mixed model)"}
#: How degrees of freedom are found, and from which information about the covariance.
DF_WORDS = {
    "kr": "Kenward–Roger, observed information (SAS, mmrm)",
    "krexpected": "Kenward–Roger, expected information (pbkrtest, lmerTest)",
    "krlinear": "Kenward–Roger, linear (observed information)",
    "satterthwaite": "Satterthwaite (observed information)",
}
#: What the first visit is to the model.
BASELINES = {
    "visit": "One of the visits",
    "covariate": "Covariate × visit, changes modelled",
}
#: Seeds of the draws.
SEEDS = (1, 9999)
COVARIANCE_WORDS = {code: f"{form.label[:1].upper()}{form.label[1:]}" for code, form in COVARIANCES.items()}


def _covariates(cohort: Cohort) -> Options:
    """Every column of numbers, and every levelled one with few levels."""
    return tuple(
        (column.name, column.label)
        for column in cohort.codebook.characteristics
        if column.kind == "number" or makes_groups(cohort, column)
    )


MIXED_SETTINGS: tuple[Setting, ...] = (
    choice_of("cases", "patients of the ANOVA page", CASES),
    choice_of("covariance", "covariance of the visits", COVARIANCE_WORDS),
    choice_of("ddf", "degrees of freedom of the mixed model", DF_WORDS),
    choice_of("baseline", "first visit in the mixed model", BASELINES),
    Several("covariates", "covariates of the mixed model", constant(()), _covariates),
    WholeNumber("seed", "seed of the imputations", constant(SEEDS[0]), constant(SEEDS)),
)
