"""Every answer about comorbidities, medicines and diagnosis at once, as the way in without a browser gives them."""

from dataclasses import dataclass

from lib.analysis.common.question import Question
from lib.analysis.comorbidity.cooccurrence import Cooccurrence, analyse_cooccurrence
from lib.analysis.comorbidity.courses import Courses, analyse_courses
from lib.analysis.comorbidity.features import DIAGNOSIS, list_kinds
from lib.analysis.comorbidity.prevalence import Prevalence, analyse_prevalence
from lib.analysis.comorbidity.response import TARGETS, Responses, analyse_responses


@dataclass(frozen=True, eq=False)
class ComorbidityAnswers:
    """Features of every kind in one cohort.

    Attributes
    ----------
    kinds : tuple of str
        Kinds of feature the cohort has; `prevalence` and `courses` hold one entry each.
    prevalence : tuple of Prevalence
        Who has what, by group.
    together : tuple of Cooccurrence
        What goes together, of each kind but the diagnosis (a patient has one).
    courses : tuple of Courses
        The measure with and without each.
    responses : tuple of Responses
        Response, then remission, with and without each feature of all kinds.
    """

    kinds: tuple[str, ...]
    prevalence: tuple[Prevalence, ...]
    together: tuple[Cooccurrence, ...]
    courses: tuple[Courses, ...]
    responses: tuple[Responses, ...]


def analyse_comorbidity(question: Question, by: str, measure: str) -> ComorbidityAnswers:
    """Answer everything about the features of a cohort: prevalence by the groups `by`, courses of the `measure`."""
    kinds = list_kinds(question)
    return ComorbidityAnswers(
        kinds,
        tuple(analyse_prevalence(question, by, kind) for kind in kinds),
        tuple(analyse_cooccurrence(question, kind) for kind in kinds if kind != DIAGNOSIS),
        tuple(analyse_courses(question, measure, kind) for kind in kinds),
        tuple(analyse_responses(question, target, *kinds) for target in TARGETS if kinds),
    )
