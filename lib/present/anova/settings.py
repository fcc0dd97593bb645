"""The settings of the analysis of variance and of what stands beside it."""

import numpy as np

from lib.analysis.common.grouping import EVERYONE, NO_COLUMN
from lib.analysis.settings.kinds import Choice, Flag, Options, Setting, choice_of, constant
from lib.analysis.settings.options import list_comparable
from lib.cohort.cohort import Cohort
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


def _betweens(cohort: Cohort) -> Options:
    """Groups an ANOVA can compare: the outcome, and every levelled column of which two levels occur."""
    several = [
        name for name, _ in list_comparable(cohort) if name in NO_COLUMN or _varies(cohort.codes(name))
    ]
    return ((EVERYONE, "No groups"), *(pair for pair in list_comparable(cohort) if pair[0] in several))


def _varies(codes: np.ndarray) -> bool:
    known = codes[codes >= 0]
    return bool(known.size and known.min() != known.max())


ANOVA_SETTINGS: tuple[Setting, ...] = (
    Choice("between", "groups of the ANOVA", constant(EVERYONE), _betweens),
    choice_of("posthoc", "pairs of visits", FAMILIES),
    choice_of("adjust", "adjustment of p", ADJUSTMENTS),
    choice_of("interval", "interval of a difference", INTERVALS),
    Flag("each", "differences of each patient in the picture", constant(True)),
    choice_of("posterror", "error within a group", ERROR_TERMS),
    choice_of("grouptest", "comparison of groups", GROUP_TESTS),
    choice_of("groupfamily", "family of groups compared", GROUP_FAMILIES),
    choice_of("sumsq", "sums of squares", SUMS_OF_SQUARES),
    choice_of("correct", "correction in the sentence", CORRECTION_RULES),
    choice_of("ranktest", "comparison on ranks", RANK_TESTS),
)
