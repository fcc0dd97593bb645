"""The outcome definition, and the responders, remitters and non-responders it makes of a cohort."""

from dataclasses import dataclass

import numpy as np

from lib.cohort.codebook import in_sentence
from lib.cohort.cohort import Cohort

RESPONDER, REMITTER, NON_RESPONDER, NOT_EVALUABLE = (
    "responder",
    "remitter",
    "non_responder",
    "not_evaluable",
)
OUTCOME_LABELS = {
    RESPONDER: "Responder",
    REMITTER: "Remitter",
    NON_RESPONDER: "Non-responder",
    NOT_EVALUABLE: "Not evaluable",
}
#: Response and remission of Górska et al. 2021, § 4.2.
PAPER_RESPONSE_PERCENT = 50
PAPER_REMISSION_CUTOFF = 10
MISSING_RULES = {"not_evaluable": "Not evaluable", "locf": "Last observation carried forward"}
GROUPINGS = {"disjoint": "Disjoint, as in the paper", "overlapping": "Overlapping"}


@dataclass(frozen=True)
class OutcomeDefinition:
    """What makes a patient a responder or a remitter.

    Attributes
    ----------
    response_percent : int
        Least improvement from baseline, in per cent of the baseline, 1 to 100.
    remission_cutoff : int
        Highest endpoint score that is a remission, in points of the scale.
    endpoint : str
        Name of the visit at which the outcome is read; any but the first.
    missing : str
        `not_evaluable`, or `locf` to carry the last rating after baseline forward.
    grouping : str
        `disjoint`: remitters are taken out of the responders, as in the paper;
        `overlapping`: a responder who is also in remission is counted in both.
    """

    response_percent: int = PAPER_RESPONSE_PERCENT
    remission_cutoff: int = PAPER_REMISSION_CUTOFF
    endpoint: str = "post"
    missing: str = "not_evaluable"
    grouping: str = "disjoint"


@dataclass(frozen=True, eq=False)
class Classification:
    """Every patient's outcome under one definition.

    Attributes
    ----------
    definition : OutcomeDefinition
        The definition applied.
    members : dict of str to ndarray of bool, shape (n_patients,)
        Who belongs to each of responder, remitter, non_responder and not_evaluable. In the disjoint
        grouping each patient is in exactly one; in the overlapping one a remitter is also in one of the
        other two.
    partition : ndarray of str, shape (n_patients,)
        One group a patient, for tests that need groups without overlap: the disjoint groups, or responder
        against non-responder in the overlapping grouping.
    reasons : tuple of (str, str)
        Patient and why it is not evaluable.
    carried : tuple of (str, str)
        Patient and the visit whose rating was carried forward to the endpoint.
    """

    definition: OutcomeDefinition
    members: dict[str, np.ndarray]
    partition: np.ndarray
    reasons: tuple[tuple[str, str], ...]
    carried: tuple[tuple[str, str], ...]

    @property
    def groups(self) -> tuple[str, ...]:
        """The outcome groups that can be compared, in their order."""
        return (RESPONDER, REMITTER, NON_RESPONDER)

    @property
    def partition_groups(self) -> tuple[str, ...]:
        """The groups of `partition`, without the patients who are not evaluable."""
        return self.groups if self.definition.grouping == "disjoint" else (RESPONDER, NON_RESPONDER)


#: Percentage points that a change may fall short of the threshold by the noise of binary fractions alone.
BINARY_NOISE = 1e-9


def has_responded(baseline: np.ndarray, endpoint: np.ndarray, response_percent: float) -> np.ndarray:
    """Tell who improved by at least a percentage of the baseline, without division.

    Parameters
    ----------
    baseline, endpoint : ndarray of shape (n,)
        Scores; NaN gives False.
    response_percent : float
        Threshold in per cent.

    Returns
    -------
    ndarray of bool, shape (n,)

    Notes
    -----
    `1 - 24 / 30 >= 0.2` is False in floating point; whole scores and whole percentages compare exactly
    as `100 (baseline - endpoint) >= percent × baseline`. Scores with decimals would not (2.3 - 1.61 is not
    30 % of 2.3 in binary): the threshold is lowered by less than any two recorded scores can tell apart.
    """
    responded: np.ndarray = 100 * (baseline - endpoint) >= (response_percent - BINARY_NOISE) * baseline
    return responded


def classify_outcome(cohort: Cohort, definition: OutcomeDefinition) -> Classification | None:
    """Apply an outcome definition to a cohort.

    Parameters
    ----------
    cohort : Cohort
        With a depression scale among its measures.
    definition : OutcomeDefinition
        Its endpoint names a visit of the cohort.

    Returns
    -------
    Classification or None
        None when the cohort has no depression scale or only one visit.

    Notes
    -----
    A patient without baseline, without the endpoint rating, or with a baseline of 0 (of which there is no
    percentage) is not evaluable, never a non-responder.
    """
    scale = cohort.codebook.measure_of("depression")
    if scale is None or len(cohort.visit_names) < 2:
        return None
    scores = cohort.measures[scale.name]
    position = cohort.visit_names.index(definition.endpoint)
    baseline, endpoint, used = scores[:, 0], scores[:, position].copy(), np.full(len(scores), position)
    if definition.missing == "locf":
        endpoint, used = _carried_forward(scores[:, 1 : position + 1], endpoint)
    evaluable = ~np.isnan(baseline) & ~np.isnan(endpoint) & (baseline > 0)
    responded = evaluable & has_responded(baseline, endpoint, definition.response_percent)
    remitted = evaluable & (endpoint <= definition.remission_cutoff)
    return Classification(
        definition,
        _members(responded, remitted, evaluable, definition.grouping),
        _partition(responded, remitted, evaluable, definition.grouping),
        _reasons(cohort, scale.label, baseline, endpoint, definition),
        tuple(
            (cohort.patients[i], cohort.visit_names[used[i]])
            for i in np.flatnonzero(evaluable & (used != position))
        ),
    )


def _carried_forward(after_baseline: np.ndarray, endpoint: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Fill missing endpoints with the last rating after baseline, and say at which visit it was made."""
    known = ~np.isnan(after_baseline)
    last = known.shape[1] - 1 - known[:, ::-1].argmax(axis=1)
    rows = np.arange(len(after_baseline))
    filled = np.where(known.any(axis=1), after_baseline[rows, last], endpoint)
    return filled, last + 1


def _members(
    responded: np.ndarray, remitted: np.ndarray, evaluable: np.ndarray, grouping: str
) -> dict[str, np.ndarray]:
    if grouping == "disjoint":
        responder, non_responder = responded & ~remitted, evaluable & ~responded & ~remitted
    else:
        responder, non_responder = responded, evaluable & ~responded
    return {
        RESPONDER: responder,
        REMITTER: remitted,
        NON_RESPONDER: non_responder,
        NOT_EVALUABLE: ~evaluable,
    }


def _partition(
    responded: np.ndarray, remitted: np.ndarray, evaluable: np.ndarray, grouping: str
) -> np.ndarray:
    partition = np.where(responded, RESPONDER, NON_RESPONDER)
    if grouping == "disjoint":
        partition = np.where(remitted, REMITTER, partition)
    return np.where(evaluable, partition, NOT_EVALUABLE)


def _reasons(
    cohort: Cohort, scale: str, baseline: np.ndarray, endpoint: np.ndarray, definition: OutcomeDefinition
) -> tuple[tuple[str, str], ...]:
    first = cohort.codebook.visits[0].short
    last = cohort.codebook.visit(definition.endpoint).short
    until = f"after {first} up to {last}" if definition.missing == "locf" else f"at {last}"
    reasons = []
    for i in np.flatnonzero(np.isnan(baseline) | np.isnan(endpoint) | (baseline == 0)):
        if np.isnan(baseline[i]):
            reason = f"no {scale} at {first}"
        elif baseline[i] == 0:
            reason = f"{scale} 0 at {first}: there is no percentage of zero"
        else:
            reason = f"no {scale} {until}"
        reasons.append((cohort.patients[i], reason))
    return tuple(reasons)


def describe_definition_briefly(cohort: Cohort, definition: OutcomeDefinition) -> str:
    """Put an outcome definition into one line: thresholds, visits, and what happens to a missing endpoint."""
    scale = cohort.codebook.measure_of("depression")
    if scale is None:
        return "no outcome: the cohort has no depression scale"
    first = in_sentence(cohort.codebook.visits[0].short)
    last = in_sentence(cohort.codebook.visit(definition.endpoint).short)
    cutoff = definition.remission_cutoff
    rest = f"above {cutoff}" if definition.grouping == "disjoint" else "remitters included"
    missing = "last observation carried forward" if definition.missing == "locf" else "not evaluable"
    return (
        f"responder: {scale.label} fell ≥ {definition.response_percent} % from {first} to {last}, {rest}; "
        f"remitter: ≤ {cutoff} · missing endpoint: {missing}"
    )


def describe_definition(cohort: Cohort, definition: OutcomeDefinition) -> str:
    """Put an outcome definition into words, as it stands on every page.

    Parameters
    ----------
    cohort : Cohort
        Names the scale and the visits.
    definition : OutcomeDefinition
        The definition in force.

    Returns
    -------
    str
        One sentence a rule, e.g. `Responder: MADRS fell ≥ 50 % from pre to post and was above 10 at post; ...`.
    """
    scale = cohort.codebook.measure_of("depression")
    if scale is None:
        return "No outcome: the cohort has no depression scale."
    first = in_sentence(cohort.codebook.visits[0].short)
    last = in_sentence(cohort.codebook.visit(definition.endpoint).short)
    percent, cutoff = definition.response_percent, definition.remission_cutoff
    carried = (
        f" Where {last} is missing, the last rating after {first} is carried forward."
        if definition.missing == "locf"
        else ""
    )
    if definition.grouping == "disjoint":
        return (
            f"Responder: {scale.label} fell ≥ {percent} % from {first} to {last} and was above {cutoff} at {last}; "
            f"remitter: ≤ {cutoff} at {last}.{carried}"
        )
    return (
        f"Responder: {scale.label} fell ≥ {percent} % from {first} to {last}, remitters included; "
        f"remitter: ≤ {cutoff} at {last}; non-responder: fell less than {percent} %.{carried}"
    )
