"""Options that settings of several topics share: measures of a cohort, and the groups it can be divided into."""

from lib.analysis.common.grouping import COMPARISONS, OUTCOME, makes_groups
from lib.analysis.settings.kinds import Options
from lib.cohort.cohort import Cohort


def list_comparable(cohort: Cohort) -> Options:
    """List what tables compare: the outcome where there is one, every levelled column, and selections kept."""
    rated = cohort.codebook.measure_of("depression") is not None and len(cohort.visit_names) > 1
    outcome = ((OUTCOME, "Outcome group"),) if rated else ()
    columns = tuple((c.name, c.label) for c in cohort.codebook.columns if makes_groups(cohort, c))
    return (*outcome, *columns, *COMPARISONS.items())


def list_measure_options(cohort: Cohort) -> Options:
    """List the measures, in the order of the codebook."""
    return tuple((column.name, column.label) for column in cohort.codebook.measures)


def first_measure(cohort: Cohort) -> str:
    """Name the measure that is shown at first."""
    return cohort.codebook.leading_measure.name
