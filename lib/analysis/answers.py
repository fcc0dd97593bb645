"""The answers to one question: what report, bundle, JSON and text all rest on."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from lib.analysis.anova.checks import Assumptions, Influences, RankTests
from lib.analysis.anova.groups import GroupComparisons
from lib.analysis.anova.left_out import LeftOutComparison
from lib.analysis.anova.visits import VisitComparisons, VisitsAnova
from lib.analysis.association.correlations import Association
from lib.analysis.common.question import Question
from lib.analysis.comorbidity.kind_answers import KindAnswers
from lib.analysis.data.completeness import DataSummary
from lib.analysis.mixed.fit import CovarianceFit, MixedAnswer
from lib.analysis.mixed.missingness import Missingness
from lib.analysis.mixed.sides import MethodsCompared
from lib.analysis.robustness.curve import Curve
from lib.analysis.robustness.left_out import Headline
from lib.analysis.robustness.reach import CohortReach
from lib.analysis.settings.kinds import Settings
from lib.analysis.table1.table import Table1
from lib.analysis.trajectory.reference import AgainstRange
from lib.analysis.trajectory.summary import Trajectory
from lib.stats.anova.simple_effects import SimpleEffects
from lib.stats.common.result import Refusal
from lib.stats.robustness.joint import JointTest

#: Computes a function of its arguments, or finds the answer computed before.
Compute = Callable[..., Any]
#: Told what is being computed; may raise to stop.
Announce = Callable[[str], None]


@dataclass(frozen=True, eq=False)
class Answers:
    """Answers to one question; None or empty where one was not asked for, or nobody is selected.

    The fields after `sections` are the codes of `lib.analysis.registry.ANALYSES`.

    Attributes
    ----------
    question : Question
        Cohort, definition and selection.
    settings : dict
        What was asked, by the names that the address of a page uses.
    sections : tuple of str
        Codes of the sections asked for.
    data : DataSummary or None
        What is there and what is missing; None when nobody is selected.
    table1 : Table1 or None
        Characteristics by group.
    trajectories : tuple of Trajectory
        Measures over the visits, the one asked for first.
    reference : tuple of AgainstRange
        Those of them for which a reference range is in force.
    anova, comparisons, groups, simple_effects, ranks, assumptions, influence
        The analysis of variance of one measure with what stands beside it; `groups` and `simple_effects` are None
        without groups.
    left_out : LeftOutComparison or None
        Who lacks a value of the measure, against those kept; None where nobody does.
    mixed, covariances, sides
        The mixed model of the same measure, every covariance beside it, and its contrasts by several methods.
    missingness : Missingness or None
        Which of its values are missing; None where nobody has any.
    associations : tuple of Association
        Pairs of measures, the pair asked for first.
    comorbidity : tuple of KindAnswers
        Kinds of feature the cohort has, the kind asked for first.
    robustness : Curve or Refusal or None
        One result under every combination of choices.
    joint : JointTest or Refusal or None
        Whether all of them together could be chance; None where it was not asked for.
    without_patients : tuple of Headline or Refusal or None
        Results without each patient, and without each pair.
    reach : CohortReach or None
        Smallest effects, precision, and equivalence against a margin.
    """

    question: Question
    settings: Settings
    sections: tuple[str, ...]
    data: DataSummary | None = None
    table1: Table1 | None = None
    trajectories: tuple[Trajectory, ...] = ()
    reference: tuple[AgainstRange, ...] = ()
    anova: VisitsAnova | None = None
    comparisons: VisitComparisons | None = None
    left_out: LeftOutComparison | None = None
    groups: GroupComparisons | Refusal | None = None
    simple_effects: tuple[SimpleEffects, ...] | Refusal | None = None
    ranks: RankTests | Refusal | None = None
    assumptions: Assumptions | Refusal | None = None
    influence: Influences | Refusal | None = None
    mixed: MixedAnswer | None = None
    covariances: tuple[CovarianceFit, ...] = ()
    sides: MethodsCompared | Refusal | None = None
    missingness: Missingness | None = None
    associations: tuple[Association, ...] = ()
    comorbidity: tuple[KindAnswers, ...] = ()
    robustness: Curve | Refusal | None = None
    joint: JointTest | Refusal | None = None
    without_patients: tuple[Headline, ...] | Refusal | None = None
    reach: CohortReach | None = None


def call_directly(function: Callable[..., Any], *arguments: Any) -> Any:
    """Call a function: the plain way of asking."""
    return function(*arguments)


def remember_answers() -> Compute:
    """Give a way of asking that computes nothing twice, for documents made of one question together."""
    found: dict[tuple[Any, ...], Any] = {}

    def compute(function: Callable[..., Any], *arguments: Any) -> Any:
        key = (function, *(id(thing) if isinstance(thing, Question) else thing for thing in arguments))
        if key not in found:
            found[key] = function(*arguments)
        return found[key]

    return compute


def announce_nothing(words: str) -> None:
    """Take no notice of what is being computed."""
