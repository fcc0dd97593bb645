"""The mixed model in sentences; every number is one of the tables'."""

from lib.analysis.mixed.agreement import BothTests, MultivariateAgreement
from lib.analysis.mixed.cases import ObservedCases
from lib.analysis.mixed.fit import AS_COVARIATE, CovarianceFit, MixedAnswer
from lib.cohort.codebook import in_sentence
from lib.present.common.claims import find_most, is_found, join_words
from lib.present.common.formats import format_dfs, format_number, format_p_equation, plural
from lib.present.common.sizes import (
    decimals_of_means,
    format_signed,
    with_unit,
    words_interval,
)
from lib.stats.mixed.covariance import COVARIANCES
from lib.stats.mixed.feasibility import CannotFit
from lib.stats.mixed.hypotheses import TermTest
from lib.stats.mixed.means import Difference
from lib.stats.mixed.model import Estimate, MixedModel

#: Most differences between groups that a sentence names.
MAX_PAIRS = 3


def sentence_mixed(answer: MixedAnswer) -> str:
    """Answer the page's question by the mixed model: the sizes first, then the tests.

    Parameters
    ----------
    answer : MixedAnswer
        A refusal stands as its sentence.
    """
    model, cases = answer.model, answer.modelled.cases
    if isinstance(model, CannotFit):
        return f"The mixed model has no result. {model.reason}"
    if answer.withheld:
        return answer.withheld
    sizes = _sizes(answer)
    tests = {test.name: test for test in answer.tests}
    label = cases.measure.label
    parts = []
    if cases.grouping is not None:
        test = tests["visit × group"] if "visit × group" in tests else tests["group"]
        differs = "differs" if is_found(test.test.p) else "does not differ detectably"
        parts.append(
            f"The course of {label} {differs} between the groups ({in_sentence(cases.grouping.label)}): "
            f"{_figures(test)}."
        )
    if answer.modelled.baseline != AS_COVARIATE:
        test = tests["visit"]
        changes = (
            f"{label} changes over the visits"
            if is_found(test.test.p)
            else f"no change of {label} over the visits was detected"
        )
        start = f"Over all patients {changes}" if cases.grouping is not None else changes
        parts.append(f"{start[:1].upper()}{start[1:]}: {_figures(test)}.")
    return f"{sizes}{' '.join(parts)} {words_patients(answer)}"


def words_patients(answer: MixedAnswer) -> str:
    """Say who enters: all patients with a value, how many of them lack one, and how many do not enter."""
    cases, model = answer.modelled.cases, answer.model
    n = model.n if isinstance(model, MixedModel) else cases.n
    incomplete = cases.n - cases.n_complete
    lacking = (
        f", {incomplete} of whom lack{'s' if incomplete == 1 else ''} a value at some visit"
        if incomplete and n == cases.n
        else ""
    )
    out = cases.n_selected - n
    left = f"; {plural(out, 'patient')} of {cases.n_selected} cannot enter" if out else ""
    return f"Mixed model of {plural(n, 'patient')}{lacking}{left}."


def _sizes(answer: MixedAnswer) -> str:
    """Begin with the change to the last visit, in all or between groups in pairs."""
    cases = answer.modelled.cases
    last = answer.modelled.effects.visits[-1]
    first = cases.visit_names[0]
    rows = [row for family in answer.differences for row in family.rows if row.visit == last]
    if cases.grouping is None and not rows and answer.means is not None:
        estimate = answer.means.rows[-1].estimate
        return f"At {last} {cases.measure.label} had changed from {first} by {_size(estimate, cases)}. "
    if cases.grouping is None:
        row = next(row for row in rows if row.from_visit)
        return f"From {first} to {last} {cases.measure.label} changed by {_size(row.estimate, cases)}. "
    wanted = [row for row in rows if row.against and bool(row.from_visit)] or [
        row for row in rows if row.against
    ]
    if len(wanted) > MAX_PAIRS:
        return ""
    pairs = [f"{_size(row.estimate, cases)} in {_pair(row)}" for row in wanted]
    return (
        f"The change of {cases.measure.label} from {first} to {last} differs by {join_words(pairs)}. "
        if pairs
        else ""
    )


def _pair(row: Difference) -> str:
    return f"{in_sentence(row.level)} against {in_sentence(row.against)}"


def _size(estimate: Estimate, cases: ObservedCases) -> str:
    figure = with_unit(format_signed(estimate.estimate, decimals_of_means(cases.measure)), cases.measure)
    return f"{figure} ({words_interval(estimate.ci_low, estimate.ci_high, cases.measure)})"


def _figures(test: TermTest) -> str:
    found = test.test
    return (
        f"{test.name} F({format_dfs(found.df1, found.df2)}) = {format_number(found.f, 2)}, "
        f"{format_p_equation(found.p)}"
    )


def words_model(answer: MixedAnswer) -> str:
    """Name the model: covariance, estimation, degrees of freedom and information, fixed effects."""
    model = answer.model
    if isinstance(model, CannotFit):
        return ""
    chosen = dict(model.settings)
    terms = ", ".join(" × ".join(term) for term in answer.modelled.effects.terms)
    return (
        f"Restricted maximum likelihood, {chosen['covariance of visits']} covariance of the visits within a patient, "
        f"degrees of freedom by {chosen['degrees of freedom']} ({chosen['covariance parameters']}); fixed effects: "
        f"{terms}."
    )


def sentence_agreement(agreement: MultivariateAgreement) -> str:
    """Say whether the mixed model and the multivariate analysis of variance are one test, and why not."""
    rows = agreement.rows
    pairs = "; ".join(_both(row) for row in rows)
    if all(row.same for row in rows):
        why = "all patients have a value at every visit, so both are the same test"
        return f"The multivariate analysis of variance gives the same F ({why}): {pairs}."
    missing = agreement.n - agreement.n_complete
    return (
        f"Beside the multivariate analysis of variance of the {plural(agreement.n_complete, 'complete case')}, which "
        f"on complete data is the same test: {pairs}. They differ because the mixed model also uses the values of "
        f"the {plural(missing, 'patient')} who lack{'s' if missing == 1 else ''} one at some visit."
    )


def _both(row: BothTests) -> str:
    return (
        f"{row.term} F({format_dfs(row.df1, row.df2)}) = {format_number(row.f, 3)} here, "
        f"F({format_dfs(row.multivariate_df1, row.multivariate_df2)}) = {format_number(row.multivariate_f, 3)} there"
    )


def sentence_covariances(fits: tuple[CovarianceFit, ...], chosen: str) -> str:
    """Say which covariances the data carry, and which has the lowest AIC and BIC; the choice stays the reader's."""
    known = [fit for fit in fits if fit.criteria is not None]
    if not known:
        return "The data carry none of the covariances."
    by_aic = find_most(known, lambda fit: -_criteria(fit)[0])
    by_bic = find_most(known, lambda fit: -_criteria(fit)[1])
    aic, bic = (join_words([COVARIANCES[fit.covariance].label for fit in best]) for best in (by_aic, by_bic))
    lowest = (
        f"the lowest AIC and BIC have {aic}"
        if aic == bic
        else f"the lowest AIC has {aic}, the lowest BIC {bic}"
    )
    refused = len(fits) - len(known)
    out = f" {refused} cannot be fitted to these data." if refused else ""
    return (
        f"Of {len(known)} covariances {lowest}; chosen is {COVARIANCES[chosen].label}. A plan names the "
        f"covariance beforehand: one picked by these figures can make p too small.{out}"
    )


def _criteria(fit: CovarianceFit) -> tuple[float, float]:
    return (fit.criteria.aic_sas, fit.criteria.bic_sas) if fit.criteria else (float("nan"), float("nan"))
