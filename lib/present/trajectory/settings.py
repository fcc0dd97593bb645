"""The settings of the trajectories: groups, what is drawn, and the reference range."""

from lib.analysis.common.grouping import EVERYONE
from lib.analysis.settings.kinds import Choice, Flag, Options, Setting, choice_of, constant
from lib.analysis.settings.limits import ChoiceOrLimits
from lib.analysis.settings.options import list_comparable
from lib.cohort.cohort import Cohort
from lib.cohort.reference_ranges import NO_RANGE, NO_RANGE_LABEL, list_ranges
from lib.cohort.units import MAGNESIUM_UNITS
from lib.present.trajectory.spread import SPREADS
from lib.present.trajectory.view import ERROR_BARS


def _splits(cohort: Cohort) -> Options:
    return ((EVERYONE, "All patients together"), *list_comparable(cohort))


def _ranges(cohort: Cohort) -> Options:
    """The literature's ranges of all analytes of the cohort, and none."""
    rows = [row for column in cohort.codebook.measures for row in list_ranges(column)]
    return (*((row.code, row.label) for row in rows), (NO_RANGE, NO_RANGE_LABEL))


def _first_range(cohort: Cohort) -> str:
    return _ranges(cohort)[0][0]


TRAJECTORY_SETTINGS: tuple[Setting, ...] = (
    Choice("split", "groups of the trajectories", constant(EVERYONE), _splits),
    choice_of("error", "error bars", {bar.code: bar.label for bar in ERROR_BARS}, first="sem"),
    Flag("lines", "individual lines", constant(False)),
    choice_of("spread", "distribution at each visit", SPREADS),
    choice_of(
        "panes", "groups in one picture or a panel each", {"one": "One picture", "facet": "A panel a group"}
    ),
    choice_of("axis", "horizontal axis", {"visit": "Visits", "day": "Nominal days"}),
    choice_of("unit", "unit of Mg²⁺", {unit.code: unit.label for unit in MAGNESIUM_UNITS}, first="mmol"),
    Flag("reference", "shading of the reference range", constant(False)),
    ChoiceOrLimits("range", "reference range", _first_range, _ranges),
)
