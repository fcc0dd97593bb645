"""The settings that make a question: outcome definition and filters, as a table."""

from lib.analysis.settings.kinds import (
    Choice,
    Flag,
    Options,
    Range,
    Setting,
    Settings,
    Several,
    WholeNumber,
    choice_of,
    constant,
)
from lib.cohort.codebook import in_sentence
from lib.cohort.cohort import Cohort
from lib.cohort.filter_kinds import Filter
from lib.cohort.filters import FILTERS
from lib.cohort.outcome import (
    GROUPINGS,
    MISSING_RULES,
    PAPER_REMISSION_CUTOFF,
    PAPER_RESPONSE_PERCENT,
    OutcomeDefinition,
)
from lib.cohort.selection import Selection


def filter_setting(row: Filter) -> Setting:
    """Make the setting of a filter."""
    words = in_sentence(row.label)
    if row.is_range:
        return Range(row.name, words, row.limits, row.limits)
    return Several(
        row.name,
        words,
        constant(()),
        lambda cohort: (
            tuple((option.code, option.label) for option in row.options(cohort))
            if row.applies(cohort)
            else ()
        ),
    )


#: Lowest and highest percentage of improvement that can count as response.
RESPONSE_LIMITS = (1, 100)


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
    WholeNumber(
        "response", "response threshold (%)", constant(PAPER_RESPONSE_PERCENT), constant(RESPONSE_LIMITS)
    ),
    WholeNumber("remission", "remission cutoff", _usual_cutoff, _scale_limits),
    Choice("endpoint", "endpoint visit", _last_visit, _later_visits),
    choice_of("missing", "rule for a missing endpoint", MISSING_RULES),
    choice_of("groups", "outcome grouping", GROUPINGS),
)
#: Filters come from the filter table.
FILTER_SETTINGS: tuple[Setting, ...] = (
    *(filter_setting(row) for row in FILTERS),
    Flag("keep_missing", "keeping patients with missing values", constant(False)),
)
DEFINITION_NAMES = tuple(setting.name for setting in DEFINITION_SETTINGS)
FILTER_NAMES = tuple(setting.name for setting in FILTER_SETTINGS)


def definition_of(settings: Settings) -> OutcomeDefinition:
    """Read the outcome definition off the settings."""
    return OutcomeDefinition(
        response_percent=settings.response,
        remission_cutoff=settings.remission,
        endpoint=settings.endpoint,
        missing=settings.missing,
        grouping=settings.groups,
    )


def selection_of(settings: Settings, cohort: Cohort) -> Selection:
    """Read the filters off the settings; a filter at its first value is off."""
    first = {setting.name: setting.default(cohort) for setting in FILTER_SETTINGS}
    choices = {
        row.name: tuple(settings[row.name])
        for row in FILTERS
        if settings[row.name] and settings[row.name] != first[row.name]
    }
    return Selection(choices, bool(settings.keep_missing))
