"""The estimand in the words of ICH E9(R1), written from the settings: its five attributes."""

from lib.analysis.common.question import Question
from lib.analysis.mixed.fit import AS_COVARIATE, MixedAnswer
from lib.cohort.codebook import in_sentence
from lib.cohort.selection import describe_selection
from lib.present.common.claims import join_words


def lines_estimand(question: Question, answer: MixedAnswer) -> str:
    """Say what is estimated: population, conditions compared, variable, intercurrent events, summary."""
    cases = answer.modelled.cases
    first, last = cases.visit_names[0], cases.visit_names[-1]
    label = cases.measure.label_with_unit
    chosen = describe_selection(question.cohort, question.selection)
    compared = (
        f"the groups by {in_sentence(cases.grouping.label)} as observed ({join_words(cases.labels)})"
        if cases.grouping is not None
        else "none; the visits are compared within patients"
    )
    variable = (
        f"the change of {label} from {first} at each later visit"
        if answer.modelled.baseline == AS_COVARIATE
        else f"{label} at each visit from {first} to {last}"
    )
    summary = (
        "the difference of mean changes between groups"
        if cases.grouping is not None
        else "the mean change from the first visit"
    )
    return (
        "Estimand, by the attributes of ICH E9(R1). "
        f"Population: patients like those selected ({chosen}). Conditions compared: {compared}. Variable: {variable}. "
        "Intercurrent events: by the hypothetical strategy, values that are missing are taken as they would have been "
        "had the patient stayed under observation, which holds where they are missing at random given the values "
        f"seen. Population-level summary: {summary}."
    )
