"""Every setting of the dashboard as a table: one row a setting, with what it may be and what it is at first."""

from lib.analysis.grouping import EVERYONE
from lib.analysis.published.verdicts import VERDICTS
from lib.analysis.question_settings import (
    DEFINITION_SETTINGS,
    FILTER_SETTINGS,
    Options,
    Setting,
    Settings,
    constant,
)
from lib.cohort.cohort import Cohort
from lib.cohort.units import MAGNESIUM_UNITS
from lib.present.analysis_settings import ANALYSIS_SETTINGS, list_comparable
from lib.present.association_words import PICTURES
from lib.present.trajectory_view import ERROR_BARS


def _splits(cohort: Cohort) -> Options:
    return ((EVERYONE, "All patients together"), *list_comparable(cohort))


#: The table of settings. The outcome definition, the filters and the analysis come first.
SETTINGS: tuple[Setting, ...] = (
    *DEFINITION_SETTINGS,
    *FILTER_SETTINGS,
    *ANALYSIS_SETTINGS,
    Setting("split", "groups of the trajectories", "one", constant(EVERYONE), _splits),
    Setting(
        "error",
        "error bars",
        "one",
        constant("sem"),
        constant(tuple((bar.code, bar.label) for bar in ERROR_BARS)),
    ),
    Setting("lines", "individual lines", "flag", constant(False)),
    Setting(
        "axis",
        "horizontal axis",
        "one",
        constant("visit"),
        constant((("visit", "Visits"), ("day", "Nominal days"))),
    ),
    Setting(
        "unit",
        "unit of Mg²⁺",
        "one",
        constant("mmol"),
        constant(tuple((unit.code, unit.label) for unit in MAGNESIUM_UNITS)),
    ),
    Setting("reference", "reference range", "flag", constant(False)),
    Setting(
        "verdict",
        "verdict on the published numbers",
        "many",
        constant(()),
        constant(tuple((verdict.code, verdict.label) for verdict in VERDICTS)),
    ),
    Setting(
        "picture",
        "picture of the association",
        "one",
        constant(next(iter(PICTURES))),
        constant(tuple(PICTURES.items())),
    ),
)
SETTING_BY_NAME = {setting.name: setting for setting in SETTINGS}


def default_settings(cohort: Cohort) -> Settings:
    """Give every setting its first value."""
    return {setting.name: setting.default(cohort) for setting in SETTINGS}
