"""Every analysis of one question at once, as the way in without a browser gives them."""

from dataclasses import dataclass

from lib.analysis.anova.checks import (
    Assumptions,
    Influences,
    RankTests,
    check_assumptions,
    compare_ranks,
    find_influence,
)
from lib.analysis.anova.visits import (
    VisitComparisons,
    VisitsAnova,
    analyse_anova,
    compare_visits,
    compare_within_groups,
)
from lib.analysis.association.correlations import Association, analyse_association
from lib.analysis.common.grouping import EVERYONE
from lib.analysis.common.question import Question
from lib.analysis.comorbidity.everything import ComorbidityAnswers, analyse_comorbidity
from lib.analysis.settings.kinds import Settings
from lib.analysis.table1.table import Table1, summarise_table1
from lib.analysis.trajectory.summary import Trajectory, summarise_trajectory
from lib.stats.result import Refusal
from lib.stats.simple_effects import SimpleEffects


@dataclass(frozen=True, eq=False)
class Answers:
    """The answers to one question.

    Attributes
    ----------
    question : Question
        Cohort, definition and selection.
    settings : dict
        What was asked, by the names that the address of a page uses.
    table1 : Table1
        Characteristics by group.
    trajectories : tuple of Trajectory
        Every measure over the visits, in the groups of the ANOVA.
    anova, comparisons, simple_effects, ranks, assumptions, influence
        The analysis of variance of one measure with what stands beside it; `simple_effects` is None without
        groups.
    associations : tuple of Association
        The measure with every other measure.
    comorbidity : ComorbidityAnswers
        Comorbidities, medicines and diagnosis: who has them, what goes together, the measure and the response
        with and without each.
    """

    question: Question
    settings: Settings
    table1: Table1
    trajectories: tuple[Trajectory, ...]
    anova: VisitsAnova
    comparisons: VisitComparisons
    simple_effects: tuple[SimpleEffects, ...] | Refusal | None
    ranks: RankTests | Refusal
    assumptions: Assumptions | Refusal
    influence: Influences | Refusal
    associations: tuple[Association, ...]
    comorbidity: ComorbidityAnswers


def analyse_everything(question: Question, settings: Settings) -> Answers:
    """Answer a question in every way.

    Parameters
    ----------
    question : Question
        Cohort, definition and selection.
    settings : dict
        `by`, `measure`, `between`, `posthoc`, `adjust`, `posterror`, `sumsq`, `ranktest` and `corr`, with the
        values that the pages use.
    """
    asked = question, settings["measure"], settings["between"]
    posthoc, adjust = settings["posthoc"], settings["adjust"]
    measures = [column.name for column in question.cohort.codebook.measures]
    others = [name for name in measures if name != settings["measure"]]
    return Answers(
        question,
        settings,
        summarise_table1(question, settings["by"]),
        tuple(summarise_trajectory(question, name, settings["between"]) for name in measures),
        analyse_anova(*asked, settings["sumsq"]),
        compare_visits(*asked, posthoc, adjust, settings["posterror"]),
        compare_within_groups(*asked) if settings["between"] != EVERYONE else None,
        compare_ranks(*asked, posthoc, adjust, settings["ranktest"]),
        check_assumptions(*asked),
        find_influence(*asked),
        tuple(analyse_association(question, settings["measure"], name, settings["corr"]) for name in others),
        analyse_comorbidity(question, settings["by"], settings["measure"]),
    )
