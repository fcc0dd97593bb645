"""The study in one picture: what the first page and the first section of a report rest on."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from lib.analysis.anova.visits import VisitsAnova, analyse_anova, compare_within_groups
from lib.analysis.association.correlations import Association, analyse_association
from lib.analysis.common.grouping import EVERYONE, OUTCOME
from lib.analysis.common.question import Question
from lib.analysis.comorbidity.course_results import Courses
from lib.analysis.comorbidity.courses import analyse_courses
from lib.analysis.comorbidity.features import COMORBIDITY, list_features
from lib.analysis.overview.flow import PatientFlow, follow_patients
from lib.analysis.overview.waterfall import Waterfall, measure_changes
from lib.analysis.trajectory.summary import Trajectory, summarise_trajectory
from lib.cohort.cohort import Cohort
from lib.stats.anova.simple_effects import SimpleEffects
from lib.stats.common.result import Refusal


@dataclass(frozen=True, eq=False)
class Study:
    """Answers to the three questions of the first page, and what its pictures draw.

    Attributes
    ----------
    change : VisitsAnova
        Does the measure change over the visits: all selected patients.
    by_outcome : VisitsAnova or None
        Does its course differ between outcome groups; None without an outcome.
    within : tuple of SimpleEffects, Refusal or None
        In which outcome groups it changes.
    association : Association or None
        Is it associated with the depression scale, or with the next measure where it is that scale or there is none;
        None of a cohort with one measure.
    courses : Courses or None
        Does its course differ with a comorbidity; None where the cohort has none.
    flow : PatientFlow
        Who is looked at.
    waterfall : Waterfall or None
        Each patient's change of the depression scale; None without an outcome.
    trajectory : Trajectory
        The measure over the visits by outcome group, or of all selected patients without an outcome.
    """

    change: VisitsAnova
    by_outcome: VisitsAnova | None
    within: tuple[SimpleEffects, ...] | Refusal | None
    association: Association | None
    courses: Courses | None
    flow: PatientFlow
    waterfall: Waterfall | None
    trajectory: Trajectory


def study_measure(cohort: Cohort, chosen: str) -> str:
    """Name the measure that the first page is about: magnesium where it was measured, else the one chosen.

    Another analyte stands in magnesium's place where it was chosen; none leads by itself.
    """
    book, leading = cohort.codebook, cohort.codebook.leading_measure
    return chosen if leading.role != "analyte" or book.column(chosen).role == "analyte" else leading.name


def analyse_study(
    question: Question,
    measure: str,
    sums_of_squares: str,
    rule: str,
    method: str,
    compute: Callable[..., Any],
) -> Study:
    """Answer the three questions of the first page by the analyses of the pages behind it.

    Parameters
    ----------
    question : Question
        With at least one patient selected.
    measure : str
        See `study_measure`.
    sums_of_squares, rule, method : str
        As in `analyse_anova`, `analyse_courses` and `analyse_association`.
    compute : callable
        How a function is asked: what a page has computed before is not computed again.
    """
    book = question.cohort.codebook
    scale, outcome = book.measure_of("depression"), question.classification is not None
    by = OUTCOME if outcome else EVERYONE
    other = next((c for c in (scale, *book.measures) if c is not None and c.name != measure), None)
    return Study(
        compute(analyse_anova, question, measure, EVERYONE, sums_of_squares),
        compute(analyse_anova, question, measure, OUTCOME, sums_of_squares) if outcome else None,
        compute(compare_within_groups, question, measure, OUTCOME) if outcome else None,
        compute(analyse_association, question, measure, other.name, method) if other else None,
        compute(analyse_courses, question, measure, COMORBIDITY, rule)
        if compute(list_features, question, COMORBIDITY)
        else None,
        compute(follow_patients, question, measure),
        compute(measure_changes, question),
        compute(summarise_trajectory, question, measure, by),
    )
