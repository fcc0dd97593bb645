"""The settings of an association: its two measures, the correlation, and the picture."""

from lib.analysis.settings.kinds import Choice, Setting, choice_of
from lib.analysis.settings.options import first_measure, list_measure_options
from lib.cohort.cohort import Cohort
from lib.present.association.words import METHODS, PICTURES


def _second_measure(cohort: Cohort) -> str:
    """The depression scale, else another measure than the first, else the first."""
    first, scale = first_measure(cohort), cohort.codebook.measure_of("depression")
    if scale is not None and scale.name != first:
        return scale.name
    return next((column.name for column in cohort.codebook.measures if column.name != first), first)


ASSOCIATION_SETTINGS: tuple[Setting, ...] = (
    Choice("x", "horizontal measure", first_measure, list_measure_options),
    Choice("y", "vertical measure", _second_measure, list_measure_options),
    choice_of("corr", "correlation", METHODS),
    choice_of("picture", "picture of the association", PICTURES),
)
