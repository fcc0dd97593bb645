"""The results a specification curve is drawn of, as a table."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from lib.analysis.robustness.correlation import CORRELATION_METHODS, estimate_correlations
from lib.analysis.robustness.effects import Estimate, Inquiry
from lib.analysis.robustness.grid import Case
from lib.analysis.robustness.group_change import (
    CHANGE_METHODS,
    DIFFERENCE_METHODS,
    estimate_changes,
    estimate_differences,
)
from lib.analysis.robustness.interaction import INTERACTION_METHODS, estimate_interactions
from lib.analysis.robustness.odds import ODDS_METHODS, estimate_odds

INTERACTION, DIFFERENCE, CHANGE, CORRELATION, ODDS = (
    "interaction",
    "difference",
    "change",
    "correlation",
    "odds",
)


def _one_row(
    estimate: Callable[[Sequence[Case], Inquiry, Sequence[str]], list[list[Estimate]]],
) -> Callable[[Sequence[Case], Inquiry, Sequence[str]], list[list[list[Estimate]]]]:
    return lambda cases, asked, methods: [[row] for row in estimate(cases, asked, methods)]


@dataclass(frozen=True)
class ResultKind:
    """One result.

    Attributes
    ----------
    code, label : str
        Key, and words of the control.
    page : str
        Page that shows it at one address.
    methods : mapping of str to str
        Values of the axis of methods, with their words.
    setting : str
        Name of the setting that says which method is in force; empty where there is one method.
    estimate : callable
        For each case, each row, each method the estimate.
    null : float
        Value of the estimate where there is no effect.
    interval : str
        The interval's level: `95 %`, or `90 %` of an effect that cannot be negative.
    defined : bool
        Whether the groups of the outcome definition make the result.
    """

    code: str
    label: str
    page: str
    methods: Mapping[str, str]
    setting: str
    estimate: Callable[[Sequence[Case], Inquiry, Sequence[str]], list[list[list[Estimate]]]]
    null: float = 0.0
    interval: str = "95 %"
    defined: bool = True


RESULTS: dict[str, ResultKind] = {
    kind.code: kind
    for kind in (
        ResultKind(
            INTERACTION, "Time × group", "anova", INTERACTION_METHODS, "correct",
            _one_row(estimate_interactions), interval="90 %",
        ),
        ResultKind(
            DIFFERENCE, "Difference in change", "trajectories", DIFFERENCE_METHODS, "grouptest",
            _one_row(estimate_differences),
        ),
        ResultKind(
            CHANGE, "Change within a group", "trajectories", CHANGE_METHODS, "", _one_row(estimate_changes)
        ),
        ResultKind(
            CORRELATION, "Correlation of two measures", "association", CORRELATION_METHODS, "corr",
            estimate_correlations, defined=False,
        ),
        ResultKind(
            ODDS, "Odds ratio of response", "comorbidity", ODDS_METHODS, "", _one_row(estimate_odds), null=1.0
        ),
    )
}  # fmt: skip
