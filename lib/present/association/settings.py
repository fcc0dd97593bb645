"""The settings of an association: its two measures, the correlation, and the picture."""

from lib.analysis.association.groups import LARGEST, WITHIN
from lib.analysis.common.grouping import EVERYONE, OUTCOME
from lib.analysis.settings.kinds import Choice, Options, Setting, choice_of, constant
from lib.analysis.settings.options import first_measure, list_comparable, list_measure_options
from lib.cohort.cohort import Cohort
from lib.present.association.words import METHODS, PICTURES


def _second_measure(cohort: Cohort) -> str:
    """The depression scale, else another measure than the first, else the first."""
    first, scale = first_measure(cohort), cohort.codebook.measure_of("depression")
    if scale is not None and scale.name != first:
        return scale.name
    return next((column.name for column in cohort.codebook.measures if column.name != first), first)


def _pairs(cohort: Cohort) -> Options:
    """The largest coefficient, every visit, every change from the first, and within patients."""
    visits = cohort.codebook.visits
    return (
        (LARGEST, "The largest coefficient"),
        *((f"visit_{visit.name}", visit.short) for visit in visits),
        *((f"change_{visit.name}", f"{visit.short} − {visits[0].short}") for visit in visits[1:]),
        (WITHIN, "Within patients"),
    )


def _groups(cohort: Cohort) -> Options:
    return (*list_comparable(cohort), (EVERYONE, "No groups"))


def _first_groups(cohort: Cohort) -> str:
    return OUTCOME if OUTCOME in dict(list_comparable(cohort)) else EVERYONE


ASSOCIATION_SETTINGS: tuple[Setting, ...] = (
    Choice("x", "horizontal measure", first_measure, list_measure_options),
    Choice("y", "vertical measure", _second_measure, list_measure_options),
    choice_of("corr", "correlation", METHODS),
    choice_of("picture", "picture of the association", PICTURES),
    Choice("pair", "pair of values drawn", constant(LARGEST), _pairs),
    Choice("colour", "groups of the points", _first_groups, _groups),
)
