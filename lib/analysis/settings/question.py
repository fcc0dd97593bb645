"""The settings that make a question: outcome definition and filters, as a table."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from lib.cohort.codebook import in_sentence
from lib.cohort.cohort import Cohort
from lib.cohort.filters import FILTERS, Filter, age_limits
from lib.cohort.outcome import (
    GROUPINGS,
    MISSING_RULES,
    PAPER_REMISSION_CUTOFF,
    PAPER_RESPONSE_PERCENT,
    OutcomeDefinition,
)
from lib.cohort.selection import Selection

#: Codes a setting may take, with their words.
Options = tuple[tuple[str, str], ...]
Settings = dict[str, Any]


@dataclass(frozen=True)
class Setting:
    """One thing a reader can set.

    Attributes
    ----------
    name : str
        Name in the address, and key of the control.
    words : str
        How a notice speaks of it.
    kind : str
        `one` or `many` of the options, a `whole` number, a `range` of two, or a `flag`.
    default : callable of Cohort
        Value at first; it does not appear in the address.
    options : callable of Cohort -> Options
        What `one` and `many` may be.
    limits : callable of Cohort -> (int, int) or None
        Ends of a `whole` or a `range`; None where the cohort has no such number.
    """

    name: str
    words: str
    kind: str
    default: Callable[[Cohort], Any]
    options: Callable[[Cohort], Options] = lambda cohort: ()
    limits: Callable[[Cohort], tuple[int, int] | None] = lambda cohort: None


def constant(value: Any) -> Callable[[Cohort], Any]:
    """Give the same value for every cohort."""
    return lambda cohort: value


def _filter_setting(row: Filter) -> Setting:
    if row.kind == "range":
        return Setting(row.name, in_sentence(row.label), "range", age_limits, limits=age_limits)
    return Setting(
        row.name,
        in_sentence(row.label),
        "many",
        constant(()),
        options=lambda cohort: (
            tuple((option.code, option.label) for option in row.options(cohort))
            if row.applies(cohort)
            else ()
        ),
    )


def _later_visits(cohort: Cohort) -> Options:
    return tuple((visit.name, visit.label) for visit in cohort.codebook.visits[1:])


def _last_visit(cohort: Cohort) -> str:
    return cohort.visit_names[-1]


def _usual_cutoff(cohort: Cohort) -> int:
    """The usual remission cutoff of the cohort's depression scale; the paper's where the codebook names none."""
    scale = cohort.codebook.measure_of("depression")
    usual = None if scale is None else scale.remission_cutoff
    return PAPER_REMISSION_CUTOFF if usual is None else int(usual)


def _scale_limits(cohort: Cohort) -> tuple[int, int] | None:
    scale = cohort.codebook.measure_of("depression")
    return None if scale is None or scale.maximum is None else (0, int(scale.maximum) - 1)


#: The outcome definition.
DEFINITION_SETTINGS: tuple[Setting, ...] = (
    Setting(
        "response",
        "response threshold (%)",
        "whole",
        constant(PAPER_RESPONSE_PERCENT),
        limits=constant((1, 100)),
    ),
    Setting("remission", "remission cutoff", "whole", _usual_cutoff, limits=_scale_limits),
    Setting("endpoint", "endpoint visit", "one", _last_visit, _later_visits),
    Setting(
        "missing",
        "rule for a missing endpoint",
        "one",
        constant("not_evaluable"),
        constant(tuple(MISSING_RULES.items())),
    ),
    Setting("groups", "outcome grouping", "one", constant("disjoint"), constant(tuple(GROUPINGS.items()))),
)
#: Filters come from the filter table.
FILTER_SETTINGS: tuple[Setting, ...] = (
    *(_filter_setting(row) for row in FILTERS),
    Setting("keep_missing", "keeping patients with missing values", "flag", constant(False)),
)
DEFINITION_NAMES = tuple(setting.name for setting in DEFINITION_SETTINGS)
FILTER_NAMES = tuple(setting.name for setting in FILTER_SETTINGS)


def definition_of(settings: Settings) -> OutcomeDefinition:
    """Read the outcome definition off the settings."""
    return OutcomeDefinition(
        response_percent=settings["response"],
        remission_cutoff=settings["remission"],
        endpoint=settings["endpoint"],
        missing=settings["missing"],
        grouping=settings["groups"],
    )


def selection_of(settings: Settings, cohort: Cohort) -> Selection:
    """Read the filters off the settings; a filter at its first value is off."""
    first = {setting.name: setting.default(cohort) for setting in FILTER_SETTINGS}
    choices = {
        row.name: tuple(settings[row.name])
        for row in FILTERS
        if settings[row.name] and settings[row.name] != first[row.name]
    }
    return Selection(choices, bool(settings["keep_missing"]))
