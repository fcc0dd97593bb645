"""Whether the outcome group given in the file agrees with the ratings."""

from __future__ import annotations

import numpy as np

from lib.cohort.codebook import Column
from lib.cohort.cohort import Cohort
from lib.cohort.outcome import (
    NON_RESPONDER,
    PAPER_REMISSION_CUTOFF,
    PAPER_RESPONSE_PERCENT,
    REMITTER,
    RESPONDER,
    has_responded,
)
from lib.cohort.validation.finding import WARNING, Fault, Finding
from lib.cohort.validation.rows import Rows

KNOWN = (RESPONDER, REMITTER, NON_RESPONDER, "no_remission")


def check_outcome(rows: Rows, cohort: Cohort) -> list[Finding]:
    """Compare the outcome group of the file with what the ratings say.

    Parameters
    ----------
    rows : Rows
        Rows of the file, for their lines.
    cohort : Cohort
        The finished cohort.

    Returns
    -------
    list of Finding
        One warning a patient whose group and ratings contradict each other, under the usual definition (response
        50 %, the scale's own remission cutoff, last visit). Groups in other words are not compared.
    """
    given = next(iter(cohort.codebook.with_role("outcome")), None)
    scale = cohort.codebook.measure_of("depression")
    if given is None or scale is None or len(cohort.visit_names) < 2:
        return []
    scores = cohort.measures[scale.name]
    baseline, endpoint = scores[:, 0], scores[:, -1]
    cutoff = PAPER_REMISSION_CUTOFF if scale.remission_cutoff is None else scale.remission_cutoff
    known = ~np.isnan(baseline) & ~np.isnan(endpoint) & (baseline > 0)
    responded = has_responded(baseline, endpoint, PAPER_RESPONSE_PERCENT)
    remitted = endpoint <= cutoff
    agrees = {
        RESPONDER: responded | remitted,
        REMITTER: remitted,
        NON_RESPONDER: ~responded,
        "no_remission": ~remitted,
    }
    codes = cohort.characteristics[given.name]
    contradicts = np.zeros(cohort.n_patients, dtype=bool)
    for place, level in enumerate(given.levels):
        if level.code in KNOWN:
            contradicts |= known & (codes == place) & ~agrees[level.code]
    n_known = int((known & (codes >= 0)).sum())
    return _contradictions(rows, cohort, given, scale, np.flatnonzero(contradicts), n_known, cutoff)


def _contradictions(
    rows: Rows,
    cohort: Cohort,
    given: Column,
    scale: Column,
    patients: np.ndarray,
    n_known: int,
    cutoff: float,
) -> list[Finding]:
    column = rows.mapping.with_role("outcome")[0].column
    codes = cohort.characteristics[given.name]
    scores = cohort.measures[scale.name]
    fault = Fault(
        WARNING,
        "outcome_contradicts",
        f"groups that follow from {scale.label} ({PAPER_RESPONSE_PERCENT} % response, remission ≤ {cutoff:g}, "
        "first to last visit)",
        f"{len(patients):,} of {n_known:,} patients differ; the pages use the ratings. "
        "Check the ratings or the definition.",
    )
    first_row = _first_rows(rows)
    return [
        rows.at(
            fault,
            first_row[i],
            f"{given.levels[codes[i]].label} with {scale.label} {scores[i, 0]:g} to {scores[i, -1]:g}",
            column,
        )
        for i in patients
    ]


def _first_rows(rows: Rows) -> np.ndarray:
    first = np.zeros(len(rows.patients), dtype=np.int64)
    known = np.flatnonzero(rows.patient_of_row >= 0)[::-1]
    first[rows.patient_of_row[known]] = known
    return first
