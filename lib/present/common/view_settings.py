"""How pictures are looked at: the settings of the trajectories and of the association's picture."""

from lib.analysis.common.grouping import EVERYONE
from lib.analysis.settings.kinds import Choice, Flag, Options, Setting, choice_of, constant
from lib.cohort.cohort import Cohort
from lib.cohort.units import MAGNESIUM_UNITS
from lib.present.association.words import PICTURES
from lib.present.common.analysis_settings import list_comparable
from lib.present.trajectory.view import ERROR_BARS


def _splits(cohort: Cohort) -> Options:
    return ((EVERYONE, "All patients together"), *list_comparable(cohort))


#: The table.
VIEW_SETTINGS: tuple[Setting, ...] = (
    Choice("split", "groups of the trajectories", constant(EVERYONE), _splits),
    choice_of("error", "error bars", {bar.code: bar.label for bar in ERROR_BARS}, first="sem"),
    Flag("lines", "individual lines", constant(False)),
    choice_of("axis", "horizontal axis", {"visit": "Visits", "day": "Nominal days"}),
    choice_of("unit", "unit of Mg²⁺", {unit.code: unit.label for unit in MAGNESIUM_UNITS}, first="mmol"),
    Flag("reference", "shading of the reference range", constant(False)),
    choice_of("picture", "picture of the association", PICTURES),
)
