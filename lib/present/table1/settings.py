"""The settings of Table 1."""

from lib.analysis.common.grouping import COMPARISONS, EVERYONE
from lib.analysis.settings.kinds import Choice, Flag, Setting, choice_of, constant
from lib.analysis.settings.options import list_comparable
from lib.cohort.cohort import Cohort
from lib.present.table1.options import COUNTS, NUMBERS, ROW_ADJUSTMENTS


def _first_grouping(cohort: Cohort) -> str:
    first = list_comparable(cohort)[0][0]
    return EVERYONE if first in COMPARISONS else first


TABLE1_SETTINGS: tuple[Setting, ...] = (
    Choice("by", "columns of Table 1", _first_grouping, list_comparable),
    choice_of("rownumbers", "numbers in Table 1", NUMBERS),
    choice_of("rowcounts", "test of counts in Table 1", COUNTS),
    choice_of("rowadjust", "adjustment of p in Table 1", ROW_ADJUSTMENTS),
    Flag("smd", "standardised differences in Table 1", constant(False)),
)
