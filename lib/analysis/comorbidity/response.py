"""Response by feature: how many respond or remit with and without a comorbidity, a medicine, a class, a diagnosis."""

from dataclasses import dataclass

import numpy as np

from lib.analysis.common.question import Question
from lib.analysis.comorbidity.family import Family, adjust_family, name_family
from lib.analysis.comorbidity.features import FEATURE_KINDS, KIND_NOUNS, SMALL_CELL, Feature, list_features
from lib.cohort.outcome import NOT_EVALUABLE, REMITTER, RESPONDER, Classification
from lib.stats.common.result import Refusal
from lib.stats.power.detectable import DetectableProportion, detectable_proportion
from lib.stats.proportions.chan_zhang import Table
from lib.stats.proportions.proportion import Proportion, wilson
from lib.stats.proportions.risk_difference import RiskDifference, risk_differences
from lib.stats.proportions.two_by_two import OddsRatio, odds_ratio

RESPONSE, REMISSION = "response", "remission"
#: What is counted, by code.
TARGETS: dict[str, str] = {RESPONSE: "Response", REMISSION: "Remission"}
NO_OUTCOME = "This cohort has no outcome: it needs a depression scale at two visits or more."
PICKED_BY_OUTCOME = (
    "No proportion is given: the filter picks patients by their outcome, so a comparison of response would find "
    "what was put in. For a comparison take the filter on the outcome group away."
)


@dataclass(frozen=True, eq=False)
class ResponseRow:
    """One feature.

    Attributes
    ----------
    feature : Feature
        With and without.
    with_feature, without_feature : Proportion or Refusal
        Patients who respond, out of the evaluable ones of each side; refused where a side is empty.
    difference : RiskDifference or Refusal
        With minus without.
    odds_ratio : OddsRatio or Refusal
        Odds with over odds without, with exact interval and Fisher's p.
    p, p_holm, p_fdr : float
        Fisher's exact p, adjusted over the family; NaN where there is none.
    n, n_left_out : int
        Evaluable patients counted, and selected patients who are not (not evaluable, or the feature is missing
        or does not apply).
    n_not_evaluable : int
        Of those left out: patients known to have the feature or not, whose outcome is not evaluable.
    detectable : DetectableProportion or Refusal
        Proportion with the feature that would be found, at these sizes and the proportion seen without it.
    small : bool
        Whether one of the two sides has fewer than `SMALL_CELL` evaluable patients.
    """

    feature: Feature
    with_feature: Proportion | Refusal
    without_feature: Proportion | Refusal
    difference: RiskDifference | Refusal
    odds_ratio: OddsRatio | Refusal
    p: float
    p_holm: float
    p_fdr: float
    n: int
    n_left_out: int
    n_not_evaluable: int
    detectable: DetectableProportion | Refusal
    small: bool


@dataclass(frozen=True, eq=False)
class Responses:
    """Response in each feature of one or more kinds.

    Attributes
    ----------
    target : str
        `response` or `remission`.
    counted : str
        What is counted, in words: `responders and remitters`.
    n, n_evaluable : int
        Patients selected, and those whose outcome is evaluable.
    overall : Proportion or Refusal
        Of all evaluable patients.
    rows : tuple of ResponseRow
        In the order of the kinds, then codebook order.
    families : dict of str to Family
        By kind: the tests adjusted together.
    refusal : Refusal or None
        Why there is no row: no outcome in this cohort, or patients picked by their outcome.
    """

    target: str
    counted: str
    n: int
    n_evaluable: int
    overall: Proportion | Refusal
    rows: tuple[ResponseRow, ...]
    families: dict[str, Family]
    refusal: Refusal | None


def analyse_responses(question: Question, target: str = RESPONSE, *kinds: str) -> Responses:
    """Compare how many respond, or remit, with and without each feature.

    Parameters
    ----------
    question : Question
        Cohort, definition and selection.
    target : str
        `response`: in the disjoint grouping responders and remitters together (whoever improved enough or
        ended in remission), in the overlapping grouping responders (whoever improved enough, in remission
        or not). `remission`: remitters, the same in both.
    *kinds : str
        Keys of `FEATURE_KINDS`; all where none is named. Each kind is a family of its own.

    Returns
    -------
    Responses
        Over the evaluable patients of whom the feature is known. With empty cells the intervals are as
        wide as the data leave them; with an empty side a sentence stands in place of the comparison.
    """
    n_selected = int(question.mask.sum())
    refusal = _refuse(question)
    if refusal is not None:
        return Responses(target, "", n_selected, 0, refusal, (), {}, refusal)
    classification = question.classified
    evaluable = question.mask & ~classification.members[NOT_EVALUABLE]
    reached = evaluable & reaches(classification, target)
    rows: list[ResponseRow] = []
    families: dict[str, Family] = {}
    for kind in kinds or tuple(FEATURE_KINDS):
        found = _rows(question, list_features(question, kind), evaluable, reached)
        families[kind] = name_family([row.p for row in found], KIND_NOUNS[kind])
        rows.extend(found)
    n = int(evaluable.sum())
    return Responses(
        target,
        _counted(classification, target),
        n_selected,
        n,
        wilson(int(reached.sum()), n),
        tuple(rows),
        families,
        None,
    )


def reaches(classification: Classification, target: str) -> np.ndarray:
    """Tell who responds or remits, shape (n_patients,); see `analyse_responses` for what is counted."""
    members = classification.members
    if target == REMISSION:
        return members[REMITTER]
    if classification.definition.grouping == "disjoint":
        either: np.ndarray = members[RESPONDER] | members[REMITTER]
        return either
    return members[RESPONDER]


def _counted(classification: Classification, target: str) -> str:
    if target == REMISSION:
        return "remitters"
    if classification.definition.grouping == "disjoint":
        return "responders and remitters"
    return "responders, in remission or not"


def _refuse(question: Question) -> Refusal | None:
    if question.classification is None:
        return Refusal(NO_OUTCOME)
    picked = set(question.selection.choices.get("outcome", ()))
    if picked and not picked >= set(question.classification.groups):
        return Refusal(PICKED_BY_OUTCOME)
    return None


def _rows(
    question: Question, features: tuple[Feature, ...], evaluable: np.ndarray, reached: np.ndarray
) -> tuple[ResponseRow, ...]:
    tables = [_table(feature, evaluable, reached) for feature in features]
    differences = risk_differences(tables)
    odds = [odds_ratio(*table) for table in tables]
    p = [np.nan if isinstance(ratio, Refusal) else ratio.p for ratio in odds]
    holm, fdr = adjust_family(p)
    return tuple(
        _row(question, feature, table, difference, ratio, *map(float, values))
        for feature, table, difference, ratio, *values in zip(
            features, tables, differences, odds, p, holm, fdr, strict=True
        )
    )


def _table(feature: Feature, evaluable: np.ndarray, reached: np.ndarray) -> Table:
    a, c = (int((mask & reached).sum()) for mask in (feature.with_mask, feature.without_mask))
    first, second = (int((mask & evaluable).sum()) for mask in (feature.with_mask, feature.without_mask))
    return a, first - a, c, second - c


def _row(
    question: Question,
    feature: Feature,
    table: Table,
    difference: RiskDifference | Refusal,
    ratio: OddsRatio | Refusal,
    p: float,
    p_holm: float,
    p_fdr: float,
) -> ResponseRow:
    a, b, c, d = table
    n, known = a + b + c + d, int(feature.known.sum())
    return ResponseRow(
        feature,
        wilson(a, a + b),
        wilson(c, c + d),
        difference,
        ratio,
        p,
        p_holm,
        p_fdr,
        n,
        int(question.mask.sum()) - n,
        known - n,
        detectable_proportion(a + b, c + d, c / (c + d) if c + d else np.nan),
        min(a + b, c + d) < SMALL_CELL,
    )
