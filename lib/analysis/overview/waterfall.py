"""The waterfall: each patient's change of the depression scale from the first visit to the endpoint, in order."""

from dataclasses import dataclass

import numpy as np

from lib.analysis.common.question import Question
from lib.cohort.codebook import Column, Visit
from lib.cohort.outcome import (
    NON_RESPONDER,
    REMITTER,
    RESPONDER,
    Classification,
    OutcomeDefinition,
    has_responded,
)
from lib.stats.common.differences import difference_decimals

PERCENT, POINTS = "percent", "points"
#: Points of improvement that matter, by scale: clinically meaningful and clinically substantial. Of the MADRS: what
#: goes with a change of one and of two points of the Clinical Global Impression (Turkoz et al., 2021).
MEANINGFUL_POINTS = {"madrs": (6, 12)}
#: Outcome group that colours a patient who is in two, where groups overlap: the first that holds the patient.
COLOURED_BY = (REMITTER, RESPONDER, NON_RESPONDER)


@dataclass(frozen=True)
class PatientChange:
    """One patient: outcome group, score at the first visit and at the endpoint, change in points and in per cent.

    A change is endpoint − first visit, so an improvement is negative.
    """

    patient: str
    group: str
    baseline: float
    endpoint: float
    points: float
    percent: float

    def size(self, by: str) -> float:
        """The change in per cent of the first visit, or in points."""
        return self.percent if by == PERCENT else self.points


@dataclass(frozen=True)
class Waterfall:
    """Each evaluable patient's change.

    Attributes
    ----------
    scale : Column
        The depression scale.
    first, last : Visit
        First visit and endpoint.
    definition : OutcomeDefinition
        The definition in force: its threshold and its cutoff are drawn.
    rows : tuple of PatientChange
        Selected evaluable patients in the order of the cohort.
    n : int
        Patients selected, evaluable or not.
    n_responded : int
        Patients who improved by at least the threshold, remitters among them.
    n_remitted : int
        Patients at or below the cutoff at the endpoint.
    meaningful : tuple of (int, int)
        Points of improvement that matter, and the patients who improved by at least as many.
    n_carried : int
        Patients whose last rating stands for a missing endpoint.
    """

    scale: Column
    first: Visit
    last: Visit
    definition: OutcomeDefinition
    rows: tuple[PatientChange, ...]
    n: int
    n_responded: int
    n_remitted: int
    meaningful: tuple[tuple[int, int], ...]
    n_carried: int

    def ordered(self, by: str) -> tuple[PatientChange, ...]:
        """The patients from the largest worsening to the largest improvement; ties in the order of the cohort."""
        return tuple(sorted(self.rows, key=lambda row: -row.size(by)))


def measure_changes(question: Question) -> Waterfall | None:
    """Measure each selected patient's change of the depression scale; None where the cohort has no outcome.

    Parameters
    ----------
    question : Question
        Cohort, definition and selection.

    Returns
    -------
    Waterfall or None
        Of the evaluable patients: those without first visit or endpoint, or with a first score of 0, have no
        change in per cent. With `locf` the rating carried forward stands for a missing endpoint.
    """
    classification, book = question.classification, question.cohort.codebook
    scale = book.measure_of("depression")
    if classification is None or scale is None:
        return None
    scores = question.cohort.measures[scale.name]
    baseline, endpoint = scores[:, 0], _endpoint(question, classification, scores)
    evaluable = np.zeros(len(scores), dtype=bool)
    for group in COLOURED_BY:
        evaluable |= classification.members[group]
    kept = np.flatnonzero(question.mask & evaluable)
    points = np.round(endpoint - baseline, difference_decimals(scores))
    rows = _rows(question, classification, kept, (baseline, endpoint, points))
    carried = {patient for patient, _ in classification.carried}
    definition = classification.definition
    return Waterfall(
        scale,
        book.visits[0],
        book.visit(definition.endpoint),
        definition,
        rows,
        int(question.mask.sum()),
        int(has_responded(baseline[kept], endpoint[kept], definition.response_percent).sum()),
        int(classification.members[REMITTER][kept].sum()),
        tuple(
            # Points are rounded to the recorded decimals: what equals a whole mark equals it exactly.
            (mark, int((points[kept] <= -mark).sum()))
            for mark in MEANINGFUL_POINTS.get(scale.name, ())
        ),
        sum(row.patient in carried for row in rows),
    )


def _rows(
    question: Question, classification: Classification, kept: np.ndarray, scores: tuple[np.ndarray, ...]
) -> tuple[PatientChange, ...]:
    """Make a row of each patient kept, from the scores at the first visit, at the endpoint, and their difference."""
    baseline, endpoint, points = scores
    return tuple(
        PatientChange(
            question.cohort.patients[i],
            next(group for group in COLOURED_BY if classification.members[group][i]),
            float(baseline[i]),
            float(endpoint[i]),
            float(points[i]),
            float(100 * points[i] / baseline[i]),
        )
        for i in kept
    )


def _endpoint(question: Question, classification: Classification, scores: np.ndarray) -> np.ndarray:
    """Give the scores that were classified: those at the endpoint, and ratings carried forward to it."""
    names = question.cohort.visit_names
    endpoint = scores[:, names.index(classification.definition.endpoint)].copy()
    places = {patient: place for place, patient in enumerate(question.cohort.patients)}
    for patient, visit in classification.carried:
        endpoint[places[patient]] = scores[places[patient], names.index(visit)]
    return endpoint
