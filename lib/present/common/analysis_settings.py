"""The settings that say which analysis is asked for, on a page and on the command line."""

import numpy as np

from lib.analysis.common.grouping import EVERYONE, OUTCOME, makes_groups
from lib.analysis.settings.kinds import Choice, Flag, Options, Setting, choice_of, constant
from lib.analysis.settings.limits import ChoiceOrLimits
from lib.cohort.cohort import Cohort
from lib.cohort.reference_ranges import NO_RANGE, NO_RANGE_LABEL, list_ranges
from lib.present.anova.options import (
    ADJUSTMENTS,
    CORRECTION_RULES,
    ERROR_TERMS,
    FAMILIES,
    GROUP_FAMILIES,
    GROUP_TESTS,
    INTERVALS,
    RANK_TESTS,
    SUMS_OF_SQUARES,
)
from lib.present.association.words import METHODS
from lib.present.table1.options import COUNTS, NUMBERS, ROW_ADJUSTMENTS


def list_comparable(cohort: Cohort) -> Options:
    """What tables compare: the outcome where there is one, and every levelled column."""
    rated = cohort.codebook.measure_of("depression") is not None and len(cohort.visit_names) > 1
    outcome = ((OUTCOME, "Outcome group"),) if rated else ()
    return outcome + tuple((c.name, c.label) for c in cohort.codebook.columns if makes_groups(cohort, c))


def _measures(cohort: Cohort) -> Options:
    return tuple((column.name, column.label) for column in cohort.codebook.measures)


def _betweens(cohort: Cohort) -> Options:
    """Groups an ANOVA can compare: the outcome, and every levelled column of which two levels occur."""
    several = [name for name, _ in list_comparable(cohort) if name == OUTCOME or _varies(cohort.codes(name))]
    return ((EVERYONE, "No groups"), *(pair for pair in list_comparable(cohort) if pair[0] in several))


def _varies(codes: np.ndarray) -> bool:
    known = codes[codes >= 0]
    return bool(known.size and known.min() != known.max())


def _first_measure(cohort: Cohort) -> str:
    return cohort.codebook.leading_measure.name


def _second_measure(cohort: Cohort) -> str:
    """The depression scale, else another measure than the first, else the first."""
    first, scale = _first_measure(cohort), cohort.codebook.measure_of("depression")
    if scale is not None and scale.name != first:
        return scale.name
    return next((column.name for column in cohort.codebook.measures if column.name != first), first)


def _first_grouping(cohort: Cohort) -> str:
    return list_comparable(cohort)[0][0] if list_comparable(cohort) else EVERYONE


def _ranges(cohort: Cohort) -> Options:
    """The literature's ranges of all analytes of the cohort, and none."""
    rows = [row for column in cohort.codebook.measures for row in list_ranges(column)]
    return (*((row.code, row.label) for row in rows), (NO_RANGE, NO_RANGE_LABEL))


def _first_range(cohort: Cohort) -> str:
    return _ranges(cohort)[0][0]


#: The table. `x` and `y` are the two measures of an association.
ANALYSIS_SETTINGS: tuple[Setting, ...] = (
    Choice("by", "columns of Table 1", _first_grouping, list_comparable),
    choice_of("rownumbers", "numbers in Table 1", NUMBERS),
    choice_of("rowcounts", "test of counts in Table 1", COUNTS),
    choice_of("rowadjust", "adjustment of p in Table 1", ROW_ADJUSTMENTS),
    Flag("smd", "standardised differences in Table 1", constant(False)),
    Choice("measure", "measure", _first_measure, _measures),
    Choice("between", "groups of the ANOVA", constant(EVERYONE), _betweens),
    choice_of("posthoc", "pairs of visits", FAMILIES),
    choice_of("adjust", "adjustment of p", ADJUSTMENTS),
    choice_of("interval", "interval of a difference", INTERVALS),
    choice_of("posterror", "error within a group", ERROR_TERMS),
    choice_of("grouptest", "comparison of groups", GROUP_TESTS),
    choice_of("groupfamily", "family of groups compared", GROUP_FAMILIES),
    choice_of("sumsq", "sums of squares", SUMS_OF_SQUARES),
    choice_of("correct", "correction in the sentence", CORRECTION_RULES),
    choice_of("ranktest", "comparison on ranks", RANK_TESTS),
    Choice("x", "horizontal measure", _first_measure, _measures),
    Choice("y", "vertical measure", _second_measure, _measures),
    choice_of("corr", "correlation", METHODS),
    ChoiceOrLimits("range", "reference range", _first_range, _ranges),
)
