"""How large a change over the visits is, in the unit of the measure: what an answer begins with."""

import math
from dataclasses import dataclass

from lib.analysis.common.complete_cases import CompleteCases
from lib.cohort.codebook import Visit
from lib.stats.anova.posthoc import Comparison, pairwise_visits, pairwise_visits_within_groups
from lib.stats.common.result import Refusal

#: Nearer than this, relative to their size, two differences are a tie.
TIE = 1e-9


@dataclass(frozen=True)
class Change:
    """Change from one visit to a later one, in all patients (`group` empty) or in a group.

    The interval is simultaneous (Bonferroni) where the change is the largest of several, so that its having been
    picked is paid for.
    """

    group: str
    first: Visit
    last: Visit
    difference: float
    ci_low: float
    ci_high: float


@dataclass(frozen=True)
class VisitSizes:
    """Sizes of the change over the visits.

    Attributes
    ----------
    compared : int
        Differences between visits of which the change is the largest; 0 where first and last visit are compared.
    changes : tuple of Change
        The largest difference between two visits without groups, first of those that tie; from the first visit to the
        last in each group.
    """

    compared: int
    changes: tuple[Change, ...]


def measure_change(cases: CompleteCases) -> VisitSizes | None:
    """Measure the change over the visits; None where it cannot be compared."""
    names = tuple(str(place) for place in range(len(cases.visits)))
    if cases.groups is None:
        family = pairwise_visits(cases.values, visits=names, adjust="bonferroni")
        if isinstance(family, Refusal):
            return None
        top = max(abs(row.difference) for row in family.comparisons)
        tied = [row for row in family.comparisons if math.isclose(abs(row.difference), top, rel_tol=TIE)]
        changes = tuple(_change(cases, "", row, row.adjusted_ci_low, row.adjusted_ci_high) for row in tied)
        return VisitSizes(len(family.comparisons), changes)
    found = pairwise_visits_within_groups(
        cases.values, cases.groups, visits=names, reference=0, adjust="none"
    )
    if isinstance(found, Refusal):
        return None
    families = [family for family in found.families if not isinstance(family, Refusal)]
    ends = [(family.level or "", family.comparisons[-1]) for family in families]
    return VisitSizes(0, tuple(_change(cases, level, row, row.ci_low, row.ci_high) for level, row in ends))


def _change(cases: CompleteCases, group: str, row: Comparison, low: float, high: float) -> Change:
    """Turn first − second into the change from the earlier visit to the later."""
    return Change(
        group, cases.visits[int(row.first)], cases.visits[int(row.second)], -row.difference, -high, -low
    )
