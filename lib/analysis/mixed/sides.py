"""Who is left out changes the answer by this much: contrasts that matter, by several methods."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

from lib.analysis.common.question import Question
from lib.analysis.common.withheld import why_withheld
from lib.analysis.mixed.cases import ObservedCases, select_observed
from lib.stats.common.result import Refusal
from lib.stats.mixed.design import Factor
from lib.stats.mixed.side_by_side import MethodEstimate, side_by_side

#: Most groups that are compared in pairs.
MAX_GROUPS = 4


@dataclass(frozen=True)
class ContrastBySide:
    """One contrast by every method.

    Attributes
    ----------
    first, second : str
        Groups whose changes are compared, first minus second; empty for the change of all patients.
    rows : tuple of MethodEstimate
        One a method.
    """

    first: str
    second: str
    rows: tuple[MethodEstimate, ...]


@dataclass(frozen=True, eq=False)
class MethodsCompared:
    """The change from the first to the last visit, and its differences between groups, by every method."""

    cases: ObservedCases
    contrasts: tuple[ContrastBySide, ...]


def compare_methods(question: Question, measure: str, between: str) -> MethodsCompared | Refusal:
    """Estimate the contrasts by complete cases, carried forward, ANCOVA, random intercept and MMRM.

    Parameters
    ----------
    question, measure, between
        As in `lib.analysis.anova.visits.analyse_anova`.
    """
    withheld = why_withheld(question, measure, between)
    if withheld:
        return Refusal(withheld)
    cases = select_observed(question, measure, between)
    if len(cases.visits) < 2:
        return Refusal(
            f"A change needs two visits; {cases.measure.label} was measured at {len(cases.visits)}."
        )
    group = None if cases.grouping is None else Factor("group", cases.labels, cases.codes)
    whole = ContrastBySide("", "", side_by_side(cases.values, cases.visit_names, group))
    pairs = list(combinations(cases.labels, 2)) if len(cases.labels) <= MAX_GROUPS else []
    return MethodsCompared(
        cases,
        (
            whole,
            *(
                ContrastBySide(*pair, side_by_side(cases.values, cases.visit_names, group, pair=pair))
                for pair in pairs
            ),
        ),
    )
