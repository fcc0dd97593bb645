"""How pictures are looked at: the settings of the trajectories and of the association's picture."""

from lib.analysis.common.grouping import EVERYONE
from lib.analysis.settings.question import Options, Setting, constant
from lib.cohort.cohort import Cohort
from lib.cohort.units import MAGNESIUM_UNITS
from lib.present.association.words import PICTURES
from lib.present.common.analysis_settings import list_comparable
from lib.present.trajectory.view import ERROR_BARS


def _splits(cohort: Cohort) -> Options:
    return ((EVERYONE, "All patients together"), *list_comparable(cohort))


#: The table.
VIEW_SETTINGS: tuple[Setting, ...] = (
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
        "picture",
        "picture of the association",
        "one",
        constant(next(iter(PICTURES))),
        constant(tuple(PICTURES.items())),
    ),
)
