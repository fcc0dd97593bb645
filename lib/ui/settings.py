"""Every setting of the dashboard as a table: one row a setting, with what it may be and what it is at first."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from lib.analysis.grouping import EVERYONE
from lib.cohort.codebook import LEVELLED_KINDS
from lib.cohort.cohort import Cohort
from lib.cohort.outcome import (
    GROUPINGS,
    MISSING_RULES,
    PAPER_REMISSION_CUTOFF,
    PAPER_RESPONSE_PERCENT,
    OutcomeDefinition,
)
from lib.cohort.selection import FILTERS, Filter, Selection, age_limits
from lib.cohort.units import MAGNESIUM_UNITS
from lib.present.trajectory_view import ERROR_BARS

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


def _constant(value: Any) -> Callable[[Cohort], Any]:
    return lambda cohort: value


def _filter_setting(row: Filter) -> Setting:
    if row.kind == "range":
        return Setting(row.name, row.label.lower(), "range", age_limits, limits=age_limits)
    return Setting(
        row.name,
        row.label.lower(),
        "many",
        _constant(()),
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


def _scale_limits(cohort: Cohort) -> tuple[int, int] | None:
    scale = cohort.codebook.measure_of("depression")
    return None if scale is None or scale.maximum is None else (0, int(scale.maximum) - 1)


def _groupings(cohort: Cohort) -> Options:
    """What tables compare: the outcome, and every levelled column with two levels or more."""
    outcome = (("outcome", "Outcome group"),) if cohort.codebook.measure_of("depression") else ()
    return outcome + tuple((c.name, c.label) for c in cohort.codebook.columns if c.kind in LEVELLED_KINDS)


def _splits(cohort: Cohort) -> Options:
    return ((EVERYONE, "All patients together"), *_groupings(cohort))


def _measures(cohort: Cohort) -> Options:
    return tuple((column.name, column.label) for column in cohort.codebook.measures)


def _first_measure(cohort: Cohort) -> str:
    column = cohort.codebook.measure_of("analyte") or cohort.codebook.measures[0]
    return column.name


def _first_grouping(cohort: Cohort) -> str:
    return _groupings(cohort)[0][0] if _groupings(cohort) else EVERYONE


#: The table of settings. Filters come from the filter table.
SETTINGS: tuple[Setting, ...] = (
    Setting(
        "response",
        "response threshold (%)",
        "whole",
        _constant(PAPER_RESPONSE_PERCENT),
        limits=_constant((1, 100)),
    ),
    Setting(
        "remission", "remission cutoff", "whole", _constant(PAPER_REMISSION_CUTOFF), limits=_scale_limits
    ),
    Setting("endpoint", "endpoint visit", "one", _last_visit, _later_visits),
    Setting(
        "missing",
        "rule for a missing endpoint",
        "one",
        _constant("not_evaluable"),
        _constant(tuple(MISSING_RULES.items())),
    ),
    Setting("groups", "outcome grouping", "one", _constant("disjoint"), _constant(tuple(GROUPINGS.items()))),
    *(_filter_setting(row) for row in FILTERS),
    Setting("keep_missing", "keeping patients with missing values", "flag", _constant(False)),
    Setting("by", "columns of Table 1", "one", _first_grouping, _groupings),
    Setting("measure", "measure", "one", _first_measure, _measures),
    Setting("split", "groups of the trajectories", "one", _constant(EVERYONE), _splits),
    Setting(
        "error",
        "error bars",
        "one",
        _constant("sem"),
        _constant(tuple((bar.code, bar.label) for bar in ERROR_BARS)),
    ),
    Setting("lines", "individual lines", "flag", _constant(False)),
    Setting(
        "axis",
        "horizontal axis",
        "one",
        _constant("visit"),
        _constant((("visit", "Visits"), ("day", "Nominal days"))),
    ),
    Setting(
        "unit",
        "unit of Mg²⁺",
        "one",
        _constant("mmol"),
        _constant(tuple((unit.code, unit.label) for unit in MAGNESIUM_UNITS)),
    ),
    Setting("reference", "reference range", "flag", _constant(False)),
)
SETTING_BY_NAME = {setting.name: setting for setting in SETTINGS}
FILTER_NAMES = (*(row.name for row in FILTERS), "keep_missing")
DEFINITION_NAMES = ("response", "remission", "endpoint", "missing", "groups")


def default_settings(cohort: Cohort) -> Settings:
    """Give every setting its first value."""
    return {setting.name: setting.default(cohort) for setting in SETTINGS}


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
    choices = {
        row.name: tuple(settings[row.name])
        for row in FILTERS
        if settings[row.name] and settings[row.name] != SETTING_BY_NAME[row.name].default(cohort)
    }
    return Selection(choices, bool(settings["keep_missing"]))
