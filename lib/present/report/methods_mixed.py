"""The part of a methods paragraph on the mixed model and the methods beside it."""

from lib.analysis.answers import Answers
from lib.analysis.mixed.fit import AS_COVARIATE, BASELINE, GROUP, MixedAnswer
from lib.cohort.codebook import in_sentence
from lib.present.common.claims import join_words
from lib.present.common.formats import plural
from lib.present.common.references import cite
from lib.present.report.methods_anova import ADJUSTED, Passage
from lib.stats.common.result import Refusal
from lib.stats.mixed.covariance import COVARIANCES
from lib.stats.mixed.design import VISIT
from lib.stats.mixed.feasibility import CannotFit

#: Degrees of freedom with their works, by the codes of the setting.
DF_CITED = {
    "kr": f"Kenward and Roger’s method {cite('Kenward & Roger, 1997')} from the observed information",
    "krexpected": f"Kenward and Roger’s method {cite('Kenward & Roger, 1997')} from the expected information",
    "krlinear": f"Kenward and Roger’s method {cite('Kenward & Roger, 1997')} without second derivatives of the "
    "covariance, from the observed information",
    "satterthwaite": f"Satterthwaite’s method {cite('Satterthwaite, 1946')}",
}


def passage_mixed(answers: Answers) -> Passage:
    """Say which mixed model was fitted, and what stands beside it."""
    answer = answers.mixed
    if answer is None:
        return ()
    label = answer.modelled.cases.measure.label
    if isinstance(answer.model, CannotFit):
        return (
            f"No mixed model of {label} was computed: {in_sentence(answer.model.reason)}",
            *_sides(answers),
        )
    return (_model(answers, answer), *_tests(answers, answer), *_sides(answers))


def _model(answers: Answers, answer: MixedAnswer) -> str:
    cases, model = answer.modelled.cases, answer.model
    assert not isinstance(model, CannotFit)
    what = f"{'the change of ' if answer.modelled.baseline == AS_COVARIATE else ''}{cases.measure.label}"
    return (
        f"To {what} of {plural(model.n, 'patient')} with a value at any visit we fitted a mixed model for repeated "
        f"measures {cite('Mallinckrodt et al., 2008')} by restricted maximum likelihood, with {_effects(answer)} as "
        f"fixed effects and {_covariance(answer)}; nothing is imputed, and values are taken to be missing at random "
        "given those seen."
    )


def _covariance(answer: MixedAnswer) -> str:
    if answer.covariance == "ri":
        return "a random intercept of the patient"
    label = COVARIANCES[answer.covariance].label
    return f"{'an' if label[0] in 'aeiou' else 'a'} {label} covariance of the visits within a patient"


def _effects(answer: MixedAnswer) -> str:
    cases = answer.modelled.cases
    words = {VISIT: "visit", BASELINE: f"{cases.measure.label} at {cases.visit_names[0]}"}
    if cases.grouping is not None:
        words[GROUP] = in_sentence(cases.grouping.label)
    return join_words(
        [
            " × ".join(words.get(name, in_sentence(name)) for name in term)
            for term in answer.modelled.effects.terms
        ]
    )


def _tests(answers: Answers, answer: MixedAnswer) -> Passage:
    """Say how it was tested; where p values would mislead, that only means are given."""
    if answer.withheld:
        return (
            "Of it the least-squares means alone are given, with 95 % confidence intervals: nothing was tested, "
            "because the patients were grouped or selected by that change.",
        )
    adjusted = ADJUSTED.get(answers.settings.adjust)
    family = f"p values adjusted {adjusted} within each family" if adjusted else "p values not adjusted"
    differences = f" and differences of least-squares means, {family}," if answer.differences else ""
    return (
        f"Degrees of freedom were found by {DF_CITED[answer.ddf]}; effects are tabled with the F and p of Type III, "
        f"and least-squares means{differences} are given with 95 % confidence intervals.",
    )


def _sides(answers: Answers) -> Passage:
    if answers.sides is None or isinstance(answers.sides, Refusal):
        return ()
    return (
        "Beside it the change from the first to the last visit was estimated from complete cases, with the last "
        "observation carried forward, by analysis of covariance, by a random intercept and by the unstructured model.",
    )
