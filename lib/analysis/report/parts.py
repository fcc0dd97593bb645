"""The analyses of a report: those of the sections asked for, and no others."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

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
from lib.analysis.comorbidity.courses import Courses, analyse_courses
from lib.analysis.comorbidity.features import list_features
from lib.analysis.comorbidity.prevalence import Prevalence, analyse_prevalence
from lib.analysis.comorbidity.response import Responses, analyse_responses
from lib.analysis.data.completeness import DataSummary, summarise_data
from lib.analysis.settings.kinds import Settings
from lib.analysis.table1.table import Table1, summarise_table1
from lib.analysis.trajectory.summary import Trajectory, summarise_trajectory
from lib.stats.result import Refusal
from lib.stats.simple_effects import SimpleEffects

#: Sections that need an analysis, by the codes that a report uses.
TABLE1, TRAJECTORIES, ANOVA, ASSOCIATION, COMORBIDITY, CHECKS = (
    "table1",
    "trajectories",
    "anova",
    "association",
    "comorbidity",
    "checks",
)
#: Most measures whose trajectories a report draws: the one chosen, then the others of the codebook.
MOST_MEASURES = 4
#: Computes a function of its arguments, or finds the answer computed before.
Ask = Callable[..., Any]
#: Told what is being computed; may raise to stop.
Tell = Callable[[str], None]


@dataclass(frozen=True, eq=False)
class ReportParts:
    """What a report rests on; None or empty where it was not asked for, or nobody is selected.

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
    table1, trajectories, anova, comparisons, simple_effects, ranks, assumptions, influence, association, prevalence,
    courses, responses
        As on the pages.
    """

    question: Question
    settings: Settings
    sections: tuple[str, ...]
    data: DataSummary | None = None
    table1: Table1 | None = None
    trajectories: tuple[Trajectory, ...] = ()
    anova: VisitsAnova | None = None
    comparisons: VisitComparisons | None = None
    simple_effects: tuple[SimpleEffects, ...] | Refusal | None = None
    ranks: RankTests | Refusal | None = None
    assumptions: Assumptions | Refusal | None = None
    influence: Influences | Refusal | None = None
    association: Association | None = None
    prevalence: Prevalence | None = None
    courses: Courses | None = None
    responses: Responses | None = None


def compute(function: Callable[..., Any], *asked: Any) -> Any:
    """Call a function: the plain way of asking."""
    return function(*asked)


def say_nothing(words: str) -> None:
    """Take no notice of what is being computed."""


def analyse_parts(
    question: Question,
    settings: Settings,
    sections: Collection[str],
    ask: Ask = compute,
    tell: Tell = say_nothing,
) -> ReportParts:
    """Compute what the sections of a report need.

    Parameters
    ----------
    question : Question
        Cohort, definition and selection; also of nobody.
    settings : dict
        `by`, `split`, `measure`, `between`, `posthoc`, `adjust`, `posterror`, `sumsq`, `ranktest`, `x`, `y`,
        `corr`, `kind`, `compare` and `target`, with the values that the pages use.
    sections : collection of str
        Codes of the sections.
    ask : callable
        How a function is asked; a page answers from what it has computed before.
    tell : callable
        Told what comes next.

    Returns
    -------
    ReportParts
    """
    if not question.mask.any():
        return ReportParts(question, settings, tuple(sections))
    tell("Counting what is there")
    found: dict[str, Any] = {"data": ask(summarise_data, question)}
    for section, analyse in _ANALYSES.items():
        if section in sections:
            tell(_WORDS[section])
            found |= analyse(question, settings, ask)
    return ReportParts(question, settings, tuple(sections), **found)


def measures_drawn(question: Question, measure: str) -> tuple[str, ...]:
    """Name the measures whose trajectories a report draws: the one chosen first, `MOST_MEASURES` at most."""
    names = [column.name for column in question.cohort.codebook.measures]
    return (measure, *(name for name in names if name != measure))[:MOST_MEASURES]


def _table1(question: Question, settings: Settings, ask: Ask) -> dict[str, Any]:
    return {"table1": ask(summarise_table1, question, settings["by"])}


def _trajectories(question: Question, settings: Settings, ask: Ask) -> dict[str, Any]:
    measures = measures_drawn(question, settings["measure"])
    return {
        "trajectories": tuple(ask(summarise_trajectory, question, m, settings["split"]) for m in measures)
    }


def _anova(question: Question, settings: Settings, ask: Ask) -> dict[str, Any]:
    asked = settings["measure"], settings["between"]
    pairs = settings["posthoc"], settings["adjust"], settings["posterror"]
    grouped = settings["between"] != EVERYONE
    return {
        "anova": ask(analyse_anova, question, *asked, settings["sumsq"]),
        "comparisons": ask(compare_visits, question, *asked, *pairs),
        "simple_effects": ask(compare_within_groups, question, *asked) if grouped else None,
    }


def _checks(question: Question, settings: Settings, ask: Ask) -> dict[str, Any]:
    asked = settings["measure"], settings["between"]
    pairs = settings["posthoc"], settings["adjust"], settings["ranktest"]
    return {
        "anova": ask(analyse_anova, question, *asked, settings["sumsq"]),
        "ranks": ask(compare_ranks, question, *asked, *pairs),
        "assumptions": ask(check_assumptions, question, *asked),
        "influence": ask(find_influence, question, *asked),
    }


def _association(question: Question, settings: Settings, ask: Ask) -> dict[str, Any]:
    return {"association": ask(analyse_association, question, settings["x"], settings["y"], settings["corr"])}


def _comorbidity(question: Question, settings: Settings, ask: Ask) -> dict[str, Any]:
    kind = settings["kind"]
    if not ask(list_features, question, kind):
        return {}
    return {
        "prevalence": ask(analyse_prevalence, question, settings["compare"], kind),
        "courses": ask(analyse_courses, question, settings["measure"], kind),
        "responses": ask(analyse_responses, question, settings["target"], kind),
    }


_ANALYSES = {
    TABLE1: _table1,
    TRAJECTORIES: _trajectories,
    ANOVA: _anova,
    CHECKS: _checks,
    ASSOCIATION: _association,
    COMORBIDITY: _comorbidity,
}
_WORDS = {
    TABLE1: "Table 1",
    TRAJECTORIES: "Trajectories",
    ANOVA: "Analysis of variance",
    CHECKS: "Ranks, assumptions and influence",
    ASSOCIATION: "Association",
    COMORBIDITY: "Comorbidity",
}
