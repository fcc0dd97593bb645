"""Odds ratio of response with and without one feature, in every case of a grid."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from lib.analysis.common.question import Question
from lib.analysis.comorbidity.features import FEATURE_KINDS, Feature, list_features
from lib.analysis.comorbidity.response import PICKED_BY_OUTCOME, reaches
from lib.analysis.robustness.effects import Estimate, Inquiry, refused
from lib.analysis.robustness.grid import Case
from lib.cohort.outcome import NOT_EVALUABLE
from lib.stats.common.result import Refusal
from lib.stats.proportions.two_by_two import OddsRatio, odds_ratio

#: Methods of the axis, with their words.
ODDS_METHODS = {"exact": "exact (Fisher)"}


def find_feature(question: Question, name: str) -> Feature | None:
    """Find a feature by the name of its column among those of all kinds; None where the cohort has none of it."""
    for kind in FEATURE_KINDS:
        for feature in list_features(question, kind):
            if name in (feature.name, feature.column.name):
                return feature
    return None


def estimate_odds(cases: Sequence[Case], asked: Inquiry, methods: Sequence[str]) -> list[list[Estimate]]:
    """Estimate the odds of response with the feature over those without, for each case.

    The answer of the page Comorbidity: conditional estimate, exact interval, Fisher's p.
    """
    features: dict[bytes, Feature | None] = {}
    estimates = []
    for case in cases:
        key = case.mask.tobytes()
        if key not in features:
            features[key] = find_feature(case.question, asked.feature)
        estimates.append([estimate_odds_of(case, features[key], asked.target)] * len(methods))
    return estimates


def estimate_odds_of(case: Case, feature: Feature | None, target: str) -> Estimate:
    """Estimate the odds ratio of one case, for a feature found before."""
    picked = set(case.question.selection.choices.get("outcome", ()))
    if picked and not picked >= set(case.classification.groups):
        return refused(PICKED_BY_OUTCOME)
    if feature is None:
        return refused("The cohort has no such comorbidity or medicine.")
    table, counted = count_table(case, feature, target)
    found = _found(*table)
    if isinstance(found, Refusal):
        return refused(found, sum(table), counted)
    if np.isnan(found.estimate):
        return refused(" ".join(found.notes), sum(table), counted)
    return Estimate(found.estimate, found.ci_low, found.ci_high, found.p, sum(table), counted)


def count_table(
    case: Case, feature: Feature, target: str
) -> tuple[tuple[int, int, int, int], tuple[tuple[str, int], ...]]:
    """Count who responds with the feature and without, of the evaluable patients, and name the two sides."""
    members = case.classification.members
    evaluable = case.mask & ~members[NOT_EVALUABLE] & (case.codes >= 0)
    reached = evaluable & reaches(case.classification, target)
    sides = [mask & case.mask for mask in (feature.with_mask, feature.without_mask)]
    first, second = (int((side & evaluable).sum()) for side in sides)
    a, c = (int((side & reached).sum()) for side in sides)
    counted = ((feature.with_label, first), (feature.without_label, second))
    return (a, first - a, c, second - c), counted


@lru_cache(maxsize=4096)
def _found(a: int, b: int, c: int, d: int) -> OddsRatio | Refusal:
    return odds_ratio(a, b, c, d)
