"""Why a p value is not given where patients were grouped, or picked, by what would be tested."""

from lib.analysis.common.copies import find_copy
from lib.analysis.common.grouping import A_B, COMPARISONS, EVERYONE, NO_COLUMN, OUTCOME, group_patients
from lib.analysis.common.question import Question

#: Why there is no p, where the patients were grouped or picked by what is tested.
CIRCULAR_GROUPS = (
    "No p value is given: the outcome groups are defined by the change of {scale}, so a test of {scale} between "
    "them would find what was put in. The curves are shown; for a test choose another measure, or other groups."
)
CIRCULAR_FILE = (
    "No p value is given: the outcome in the file says who improved on {scale}, so a test of {scale} between its "
    "groups would find what was put in. The curves are shown; for a test choose another measure, or other groups."
)
CIRCULAR_FILTER = (
    "No p value is given: the filter picks patients by the change of {scale}, so a test of {scale} over the visits "
    "would find what was put in. The curves are shown; for a test take the filter on the outcome group away."
)
CIRCULAR_COPY = (
    "No p value is given: {column} is {copy}, and the outcome groups are defined by the change of {scale}, so a test "
    "of it between them would find what was put in. The curves are shown; for a test choose another measure, or other "
    "groups."
)
CIRCULAR_COLUMN = (
    "No p value is given: {column} divides the patients by {copy}, so a test of {scale} between its groups would find "
    "what was put in. The curves are shown; for a test choose another measure, or other groups."
)
CIRCULAR_PINS = (
    "No p value is given: A or B is picked by the change of {scale}, so a test of {scale} between them would find what "
    "was put in. The curves are shown; for a test choose another measure, or other groups."
)


def why_withheld(question: Question, measure: str, between: str = EVERYONE) -> str:
    """Say why p values of a measure over the visits would mislead; empty where they do not.

    The outcome groups are made of the change of the depression scale. To test that scale between them, or in
    patients picked by their outcome, tests the definition and not the treatment.
    """
    book = question.cohort.codebook
    scale, column = book.measure_of("depression"), book.column(measure)
    refusal = group_patients(question, between).refusal if between in COMPARISONS else ""
    if scale is None or refusal:
        return refusal
    if between == OUTCOME and measure == scale.name:
        return CIRCULAR_GROUPS.format(scale=scale.label)
    if found := _repeats(question, measure, between):
        return found
    if between in COMPARISONS and measure == scale.name and _pinned_by_outcome(question, between):
        return CIRCULAR_PINS.format(scale=scale.label)
    if between not in NO_COLUMN and book.column(between).role == "outcome":
        return CIRCULAR_FILE.format(scale=column.label) if column.role == "depression" else ""
    picked, classification = set(question.selection.choices.get("outcome", ())), question.classification
    picks = picked and classification is not None and not picked >= set(classification.groups)
    return CIRCULAR_FILTER.format(scale=scale.label) if picks and measure == scale.name else ""


def _repeats(question: Question, measure: str, between: str) -> str:
    """Say why p misleads where a measure, or the groups, are the depression scale over again under another name."""
    cohort, book = question.cohort, question.cohort.codebook
    scale = book.depression
    if between == OUTCOME:
        copy = find_copy(cohort, measure)
        words = CIRCULAR_COPY.format(column=book.column(measure).label, copy=copy, scale=scale.label)
        return words if copy else ""
    if measure == scale.name and between not in NO_COLUMN and book.column(between).role != "outcome":
        copy = find_copy(cohort, between)
        return (
            CIRCULAR_COLUMN.format(column=book.column(between).label, copy=copy, scale=scale.label)
            if copy
            else ""
        )
    return ""


def _pinned_by_outcome(question: Question, between: str) -> bool:
    pins = (question.comparison.a, *((question.comparison.b,) if between == A_B else ()))
    return any(pinned is not None and pinned.selection.choices.get(OUTCOME) for pinned in pins)
