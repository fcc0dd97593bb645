"""How far a measure changed from the first visit to the last, in the patients measured at both."""

from dataclasses import dataclass

import numpy as np

from lib.analysis.common.grouping import Group
from lib.cohort.codebook import Visit
from lib.stats.anova.paired_change import paired_change


@dataclass(frozen=True)
class VisitChange:
    """One group from its first visit to its last: last − first.

    Attributes
    ----------
    group, group_label : str
        The group.
    first, last : Visit
        The first and the last visit at which the group was measured.
    n : int
        Patients measured at both.
    difference, ci_low, ci_high : float
        Mean change with its paired t 95 % interval; NaN where n is too small, no interval where all changed alike.
    t, df, p : float
        Paired t test, not adjusted; NaN where it has no value or would mislead.
    """

    group: str
    group_label: str
    first: Visit
    last: Visit
    n: int
    difference: float
    ci_low: float
    ci_high: float
    t: float
    df: float
    p: float


def measure_change(
    group: Group, values: np.ndarray, visits: tuple[Visit, ...], *, withheld: bool
) -> VisitChange | None:
    """Measure the change from the first visit to the last; None where the group was measured at one visit only.

    Parameters
    ----------
    group : Group
        The patients.
    values : ndarray of shape (n_patients, n_visits)
        Of all patients.
    visits : tuple of Visit
        In the order of the protocol.
    withheld : bool
        Whether a test would mislead: then t, df and p are NaN.
    """
    own = values[group.mask]
    measured = [place for place in range(len(visits)) if not np.isnan(own[:, place]).all()]
    if len(measured) < 2:
        return None
    ends = [measured[0], measured[-1]]
    return _change(group, own[:, ends], (visits[ends[0]], visits[ends[1]]), withheld)


def _change(group: Group, pair: np.ndarray, visits: tuple[Visit, Visit], withheld: bool) -> VisitChange:
    found = paired_change(pair[:, 0], pair[:, 1])
    t, df, p = (np.nan, np.nan, np.nan) if withheld else (found.t, found.df, found.p)
    return VisitChange(
        group.name, group.label, *visits, found.n, found.difference, found.ci_low, found.ci_high, t, df, p
    )
