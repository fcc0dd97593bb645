"""Every answer about one kind of feature: comorbidities, classes of medicine, medicines or the diagnosis."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from lib.analysis.common.question import Question
from lib.analysis.comorbidity.cooccurrence import Cooccurrence, analyse_cooccurrence
from lib.analysis.comorbidity.course_results import Courses
from lib.analysis.comorbidity.courses import analyse_courses
from lib.analysis.comorbidity.features import DIAGNOSIS
from lib.analysis.comorbidity.prevalence import Prevalence, analyse_prevalence
from lib.analysis.comorbidity.response import Responses, analyse_responses


@dataclass(frozen=True, eq=False)
class KindAnswers:
    """Features of one kind.

    Attributes
    ----------
    kind : str
        Key of `FEATURE_KINDS`.
    prevalence : Prevalence
        Frequencies, by group.
    together : Cooccurrence or None
        What goes together; None for the diagnosis, of which a patient has one.
    courses : Courses
        The measure with and without each.
    responses : tuple of Responses
        One a target asked for: response, remission.
    """

    kind: str
    prevalence: Prevalence
    together: Cooccurrence | None
    courses: Courses
    responses: tuple[Responses, ...]


def analyse_kind(
    question: Question,
    kind: str,
    compare: str,
    measure: str,
    rule: str,
    targets: tuple[str, ...],
    compute: Callable[..., Any],
) -> KindAnswers:
    """Answer everything about one kind of feature.

    Parameters
    ----------
    question : Question
        Cohort, definition and selection.
    kind : str
        Key of `FEATURE_KINDS`, of which the cohort has features.
    compare : str
        Groups of the prevalence.
    measure : str
        Measure of the courses.
    rule : str
        Which correction a p of the courses is given with.
    targets : tuple of str
        Keys of `TARGETS`.
    call_directly : callable
        How a function is asked.
    """
    return KindAnswers(
        kind,
        compute(analyse_prevalence, question, compare, kind),
        None if kind == DIAGNOSIS else compute(analyse_cooccurrence, question, kind),
        compute(analyse_courses, question, measure, kind, rule),
        tuple(compute(analyse_responses, question, target, kind) for target in targets),
    )
