"""The registry of analyses: one row an analysis, which report, bundle, JSON, text and command line all read.

A new analysis is a row of `ANALYSES` with a field of `Answers` by its code; tests fail until each of its readers
(sections of the report, keys of the JSON) knows it.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from lib.analysis.anova.checks import check_assumptions, compare_ranks, find_influence
from lib.analysis.anova.groups import compare_groups
from lib.analysis.anova.left_out import compare_left_out
from lib.analysis.anova.visits import analyse_anova, compare_visits, compare_within_groups
from lib.analysis.answers import Answers, Ask, Tell, compute, say_nothing
from lib.analysis.association.correlations import analyse_association
from lib.analysis.common.grouping import EVERYONE
from lib.analysis.common.question import Question
from lib.analysis.comorbidity.features import list_kinds
from lib.analysis.comorbidity.kind_answers import analyse_kind
from lib.analysis.comorbidity.response import TARGETS
from lib.analysis.data.completeness import summarise_data
from lib.analysis.settings.kinds import Settings
from lib.analysis.table1.table import summarise_table1
from lib.analysis.trajectory.reference import compare_with_range
from lib.analysis.trajectory.summary import summarise_trajectory
from lib.cohort.reference_ranges import read_limits

#: Sections that analyses belong to, by the codes that a report uses.
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


@dataclass(frozen=True)
class Asked:
    """What an analysis is asked.

    Attributes
    ----------
    question : Question
        Cohort, definition and selection.
    settings : dict
        What is chosen, by name.
    ask : callable
        How a function is asked.
    whole : bool
        Whether beside what is chosen every other measure, pair, kind and target is answered too.
    """

    question: Question
    settings: Settings
    ask: Ask
    whole: bool

    def chosen(self, *names: str) -> tuple[Any, ...]:
        """Give the values of settings."""
        return tuple(self.settings[name] for name in names)


@dataclass(frozen=True)
class Analysis:
    """One analysis.

    Attributes
    ----------
    code : str
        Field of `Answers` that holds its answer.
    label : str
        What it is, for whoever waits for it.
    page : str
        Page that shows it.
    sections : tuple of str
        Sections that print it; with none it belongs to every document.
    settings : tuple of str
        Names of the settings that it depends on.
    run : callable
        Answers what is asked.
    """

    code: str
    label: str
    page: str
    sections: tuple[str, ...]
    settings: tuple[str, ...]
    run: Callable[[Asked], Any]


def _data(asked: Asked) -> Any:
    return asked.ask(summarise_data, asked.question)


def _table1(asked: Asked) -> Any:
    return asked.ask(
        summarise_table1, asked.question, *asked.chosen("by", "rownumbers", "rowcounts", "rowadjust")
    )


def _trajectories(asked: Asked) -> Any:
    measure, split = asked.chosen("measure", "split")
    measures = list_measures(asked.question, measure)
    shown = measures if asked.whole else measures[:MOST_MEASURES]
    return tuple(asked.ask(summarise_trajectory, asked.question, name, split) for name in shown)


def _reference(asked: Asked) -> Any:
    measure, split, choice = asked.chosen("measure", "split", "range")
    measures = list_measures(asked.question, measure)
    shown = measures if asked.whole else measures[:MOST_MEASURES]
    own = read_limits(choice) is not None
    found = [
        asked.ask(compare_with_range, asked.question, name, split, choice)
        for name in shown
        if name == measure or not own
    ]
    return tuple(row for row in found if row is not None)


def list_measures(question: Question, first: str) -> tuple[str, ...]:
    """Name the measures of a cohort, one of them first, the others as the codebook has them."""
    names = [column.name for column in question.cohort.codebook.measures]
    return (first, *(name for name in names if name != first))


def _anova(asked: Asked) -> Any:
    return asked.ask(analyse_anova, asked.question, *asked.chosen("measure", "between", "sumsq"))


def _comparisons(asked: Asked) -> Any:
    names = "measure", "between", "posthoc", "adjust", "posterror"
    return asked.ask(compare_visits, asked.question, *asked.chosen(*names))


def _left_out(asked: Asked) -> Any:
    return asked.ask(compare_left_out, asked.question, *asked.chosen("measure", "between"))


def _groups(asked: Asked) -> Any:
    names = "measure", "between", "adjust", "grouptest", "groupfamily"
    chosen = asked.chosen(*names)
    return None if chosen[1] == EVERYONE else asked.ask(compare_groups, asked.question, *chosen)


def _simple_effects(asked: Asked) -> Any:
    measure, between = asked.chosen("measure", "between")
    if between == EVERYONE:
        return None
    return asked.ask(compare_within_groups, asked.question, measure, between)


def _ranks(asked: Asked) -> Any:
    names = "measure", "between", "posthoc", "adjust", "ranktest"
    return asked.ask(compare_ranks, asked.question, *asked.chosen(*names))


def _assumptions(asked: Asked) -> Any:
    return asked.ask(check_assumptions, asked.question, *asked.chosen("measure", "between"))


def _influence(asked: Asked) -> Any:
    return asked.ask(find_influence, asked.question, *asked.chosen("measure", "between"))


def _associations(asked: Asked) -> Any:
    x, y, measure, method = asked.chosen("x", "y", "measure", "corr")
    pairs = [(x, y)]
    if asked.whole:
        others = list_measures(asked.question, measure)[1:]
        pairs += [(measure, other) for other in others if {measure, other} != {x, y}]
    return tuple(asked.ask(analyse_association, asked.question, *pair, method) for pair in pairs)


def _comorbidity(asked: Asked) -> Any:
    kind, compare, measure, target = asked.chosen("kind", "compare", "measure", "target")
    there = asked.ask(list_kinds, asked.question)
    kinds, targets = [kind] if kind in there else [], [target]
    if asked.whole:
        kinds += [other for other in there if other != kind]
        targets += [other for other in TARGETS if other != target]
    return tuple(
        analyse_kind(asked.question, name, compare, measure, tuple(targets), asked.ask) for name in kinds
    )


_VISITS = ("measure", "between")
_ROWS = ("by", "rownumbers", "rowcounts", "rowadjust", "smd")
#: The table, in the order in which the answers are given.
ANALYSES: tuple[Analysis, ...] = (
    Analysis("data", "What is there", "data", (), (), _data),
    Analysis("table1", "Table 1", "demographics", (TABLE1,), _ROWS, _table1),
    Analysis(
        "trajectories", "Trajectories", "trajectories", (TRAJECTORIES,), ("measure", "split"), _trajectories
    ),
    Analysis(
        "reference", "Reference range", "trajectories", (TRAJECTORIES,), ("measure", "split", "range"), _reference
    ),
    Analysis("anova", "Analysis of variance", "anova", (ANOVA, CHECKS), (*_VISITS, "sumsq", "correct"), _anova),
    Analysis(
        "comparisons", "Pairs of visits", "anova", (ANOVA,),
        (*_VISITS, "posthoc", "adjust", "interval", "posterror"), _comparisons,
    ),
    Analysis("left_out", "Patients left out", "anova", (ANOVA,), _VISITS, _left_out),
    Analysis(
        "groups", "Pairs of groups", "anova", (ANOVA,),
        (*_VISITS, "adjust", "grouptest", "groupfamily"), _groups,
    ),
    Analysis("simple_effects", "Change within groups", "anova", (ANOVA,), _VISITS, _simple_effects),
    Analysis(
        "ranks", "Tests on ranks", "anova", (CHECKS,), (*_VISITS, "posthoc", "adjust", "ranktest"), _ranks
    ),
    Analysis("assumptions", "Assumptions", "anova", (CHECKS,), _VISITS, _assumptions),
    Analysis("influence", "Influence of single patients", "anova", (CHECKS,), _VISITS, _influence),
    Analysis(
        "associations", "Association", "association", (ASSOCIATION,), ("x", "y", "corr", "measure"),
        _associations,
    ),
    Analysis(
        "comorbidity", "Comorbidity", "comorbidity", (COMORBIDITY,), ("kind", "compare", "measure", "target"),
        _comorbidity,
    ),
)  # fmt: skip
#: Every section of an analysis, in the order of the answers.
SECTIONS = tuple(dict.fromkeys(section for row in ANALYSES for section in row.sections))


def answer_question(
    question: Question,
    settings: Settings,
    sections: Collection[str] = SECTIONS,
    ask: Ask = compute,
    tell: Tell = say_nothing,
    *,
    whole: bool = False,
) -> Answers:
    """Run the analyses of some sections.

    Parameters
    ----------
    question : Question
        Cohort, definition and selection; of nobody the answers are empty.
    settings : dict
        Those that `ANALYSES` names, with the values that the pages use.
    sections : collection of str
        Codes of the sections; others than `SECTIONS` need no analysis.
    ask : callable
        How a function is asked; a page answers from what it has computed before.
    tell : callable
        Told what comes next.
    whole : bool
        Whether beside what is chosen every other measure, pair, kind and target is answered too, after it.

    Returns
    -------
    Answers
        Equal questions with equal settings give equal answers, however many sections are asked for.
    """
    if not question.mask.any():
        return Answers(question, settings, tuple(sections))
    asked, found = Asked(question, settings, ask, whole), {}
    for row in ANALYSES:
        if not row.sections or set(row.sections) & set(sections):
            tell(row.label)
            found[row.code] = row.run(asked)
    return Answers(question, settings, tuple(sections), **found)
