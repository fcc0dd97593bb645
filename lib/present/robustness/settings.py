"""The settings of the page Robustness: which result, and which choices vary."""

from lib.analysis.comorbidity.features import KIND_ROLES
from lib.analysis.robustness.grid import ENDPOINTS
from lib.analysis.robustness.results import RESULTS
from lib.analysis.settings.kinds import (
    Choice,
    Flag,
    Options,
    Range,
    Setting,
    WholeNumber,
    choice_of,
    constant,
)
from lib.analysis.settings.question import RESPONSE_LIMITS
from lib.cohort.cohort import Cohort
from lib.cohort.outcome import NON_RESPONDER, OUTCOME_LABELS, PAPER_REMISSION_CUTOFF, REMITTER, RESPONDER

#: Percentages of response that vary at first.
FIRST_RESPONSES = (20, 70)
#: Points of the remission cutoff that vary at first, below and above the usual one.
BELOW, ABOVE = 4, 2
#: Highest step between percentages of response.
MAX_STEP = 50
GROUPS = {name: OUTCOME_LABELS[name] for name in (RESPONDER, REMITTER, NON_RESPONDER)}


def _scale_limits(cohort: Cohort) -> tuple[int, int] | None:
    scale = cohort.codebook.measure_of("depression")
    return None if scale is None or scale.maximum is None else (0, int(scale.maximum) - 1)


def _first_cutoffs(cohort: Cohort) -> tuple[int, int]:
    """A few points around the usual cutoff of the cohort's depression scale."""
    scale, limits = cohort.codebook.measure_of("depression"), _scale_limits(cohort)
    usual = None if scale is None else scale.remission_cutoff
    middle = PAPER_REMISSION_CUTOFF if usual is None else int(usual)
    low, high = limits or (0, middle + ABOVE)
    return max(low, min(middle - BELOW, high)), min(high, middle + ABOVE)


def _features(cohort: Cohort) -> Options:
    """Comorbidities, medicine classes, medicines and diagnosis of the cohort."""
    return tuple(
        (column.name, column.label)
        for roles in KIND_ROLES.values()
        for column in cohort.codebook.with_role(*roles)
    )


def _first_feature(cohort: Cohort) -> str:
    features = _features(cohort)
    return features[0][0] if features else ""


#: The views of the page: code in the address, and words of the control.
CURVE, PATIENTS, REACH, LOG = "curve", "patients", "reach", "log"
VIEWS = {
    CURVE: "Every definition",
    PATIENTS: "Without single patients",
    REACH: "What could be shown",
    LOG: "Looked at",
}
ROBUSTNESS_VIEW_SETTINGS: tuple[Setting, ...] = (choice_of("robust", "view of the robustness", VIEWS),)
ROBUSTNESS_SETTINGS: tuple[Setting, ...] = (
    choice_of(
        "curve", "result of the specification curve", {code: kind.label for code, kind in RESULTS.items()}
    ),
    choice_of("curvegroup", "outcome group of the specification curve", GROUPS),
    Choice("curvefeature", "condition or medicine of the specification curve", _first_feature, _features),
    Range(
        "curveresponse", "response thresholds that vary", constant(FIRST_RESPONSES), constant(RESPONSE_LIMITS)
    ),
    WholeNumber("curvestep", "step of the response thresholds", constant(5), constant((1, MAX_STEP))),
    Range("curveremission", "remission cutoffs that vary", _first_cutoffs, _scale_limits),
    choice_of("curveends", "endpoints that vary", ENDPOINTS),
    Flag("curvemissing", "both rules for a missing endpoint", constant(True)),
    Flag("curvegroupings", "both outcome groupings", constant(True)),
    Flag("curvemethods", "all methods of the result", constant(False)),
    Flag("curvefilters", "leaving out one filter at a time", constant(True)),
    WholeNumber("margin", "margin of a change, in per cent of its SD", constant(50), constant((1, 300))),
    WholeNumber("marginr", "margin of a correlation, in hundredths", constant(30), constant((1, 99))),
    Flag("joint", "joint test of the specification curve", constant(False)),
)
