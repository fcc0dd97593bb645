"""Change of a measure within an outcome group, and difference in change between responders and non-responders."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from lib.analysis.common.grouping import OUTCOME, Group
from lib.analysis.common.withheld import why_withheld
from lib.analysis.robustness.effects import Estimate, Inquiry, refused
from lib.analysis.robustness.grid import CODES, Case
from lib.analysis.trajectory.changes import measure_change
from lib.cohort.outcome import NON_RESPONDER, OUTCOME_LABELS, RESPONDER
from lib.stats.anova.group_differences import group_differences
from lib.stats.common.differences import differences
from lib.stats.common.groups import Groups, read_groups
from lib.stats.common.result import Refusal

#: Who is compared, in the order of the difference.
COMPARED = (RESPONDER, NON_RESPONDER)
#: Methods of the axis, with their words.
DIFFERENCE_METHODS = {"welch": "Welch’s t", "pooled": "pooled variance"}
CHANGE_METHODS = {"paired": "paired t"}


def estimate_changes(cases: Sequence[Case], asked: Inquiry, methods: Sequence[str]) -> list[list[Estimate]]:
    """Estimate the mean change from the first visit to the last in one outcome group, for each case.

    The answer of the page Trajectories by outcome group: everybody measured at both visits. The change of the scale
    that defines the groups has no p.
    """
    found: dict[bytes, Estimate] = {}
    estimates = []
    for case in cases:
        mask = case.mask & case.classification.members[asked.group]
        key = mask.tobytes()
        if key not in found:
            found[key] = _change(case, asked, mask)
        estimates.append([found[key]] * len(methods))
    return estimates


def _change(case: Case, asked: Inquiry, mask: np.ndarray) -> Estimate:
    cohort, label = case.question.cohort, OUTCOME_LABELS[asked.group]
    if not mask.any():
        return refused(f"The group “{label}” is empty.", 0)
    withheld = why_withheld(case.question, asked.measure, OUTCOME)
    group, visits = Group(asked.group, label, mask), cohort.codebook.visits
    change = measure_change(group, cohort.measures[asked.measure], visits, withheld=bool(withheld))
    if change is None or np.isnan(change.difference):
        return refused(f"The group “{label}” was not measured at two visits.", int(mask.sum()))
    return Estimate(
        change.difference, change.ci_low, change.ci_high, change.p, change.n, ((label, change.n),)
    )


def changes_to_last(case: Case, measure: str) -> np.ndarray:
    """Give every patient's change from the first visit to the last, as recorded; NaN where a value is missing."""
    values = case.question.cohort.measures[measure]
    return differences(values[:, -1], values[:, 0])


def estimate_differences(
    cases: Sequence[Case], asked: Inquiry, methods: Sequence[str]
) -> list[list[Estimate]]:
    """Estimate the change of responders less that of non-responders, from the first visit to the last.

    Parameters
    ----------
    cases, asked
        Patients measured at both visits; remitters are in neither group where they are counted apart.
    methods : sequence of str
        Keys of `DIFFERENCE_METHODS`.
    """
    if not cases:
        return []
    withheld = why_withheld(cases[0].question, asked.measure, OUTCOME)
    if withheld:
        return [[refused(withheld)] * len(methods) for _ in cases]
    changes, found = changes_to_last(cases[0], asked.measure), {}
    estimates = []
    for case in cases:
        codes = compared_codes(case, changes)
        key = codes.tobytes()
        if key not in found:
            found[key] = [_difference(changes, codes, method) for method in methods]
        estimates.append(found[key])
    return estimates


def compared_codes(case: Case, changes: np.ndarray) -> np.ndarray:
    """Codes of the groups compared, into `COMPARED`; -1 for everybody else and for who has no change."""
    codes = np.full(len(changes), -1, dtype=np.intp)
    for code, name in enumerate(COMPARED):
        codes[case.codes == CODES.index(name)] = code
    codes[np.isnan(changes)] = -1
    return codes


def _difference(changes: np.ndarray, codes: np.ndarray, method: str) -> Estimate:
    rows = codes >= 0
    labels = tuple(OUTCOME_LABELS[name] for name in COMPARED)
    sizes = np.bincount(codes[rows], minlength=len(COMPARED))
    counted = tuple(zip(labels, map(int, sizes), strict=True))
    if not sizes.all():
        empty = labels[int(np.argmin(sizes))]
        return refused(
            f"The group “{empty}” has no patient measured at both visits.", int(rows.sum()), counted
        )
    groups: Groups = read_groups([labels[code] for code in codes[rows]], labels)
    answer = group_differences(changes[rows][:, None], groups, test=method, adjust="none", together=False)
    if isinstance(answer, Refusal):
        return refused(answer, int(rows.sum()), counted)
    row = answer.pairs[0]
    if np.isnan(row.se):
        return refused("The groups have no spread, so there is no test.", int(rows.sum()), counted)
    return Estimate(row.difference, row.ci_low, row.ci_high, row.p, int(rows.sum()), counted)
