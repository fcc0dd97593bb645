"""What this cohort could show: smallest effects it would find, precision, and whether an effect is absent or unseen."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lib.analysis.association.correlations import analyse_association
from lib.analysis.common.grouping import OUTCOME
from lib.analysis.common.question import Question
from lib.analysis.common.withheld import why_withheld
from lib.analysis.robustness.effects import Estimate, Inquiry
from lib.analysis.robustness.grid import CODES, Case
from lib.analysis.robustness.group_change import COMPARED, changes_to_last, compared_codes
from lib.analysis.robustness.odds import count_table, estimate_odds_of, find_feature
from lib.analysis.robustness.results import CHANGE, CORRELATION, DIFFERENCE
from lib.cohort.outcome import OUTCOME_LABELS
from lib.stats.anova.group_differences import group_differences
from lib.stats.anova.paired_change import paired_change
from lib.stats.association.e_value import EValue, e_value_of_odds
from lib.stats.common.distributions import CONFIDENCE, normal_quantile
from lib.stats.common.groups import read_groups
from lib.stats.common.result import Refusal
from lib.stats.power.equivalence import (
    Equivalence,
    detectable_correlation,
    detectable_difference,
    detectable_mean,
    equivalence_of_correlation,
    equivalence_of_mean,
    half_width_of_mean,
)

OVERALL = "overall"
#: Patients of a next study for which the smallest effects are drawn.
PLANNED = tuple(sorted({*range(10, 60, 2), *range(60, 160, 5), *range(160, 401, 20)}))
#: Below this proportion of events an odds ratio stands for a risk ratio (VanderWeele & Ding 2017).
RARE = 0.15


@dataclass(frozen=True, eq=False)
class Reach:
    """One kind of test with what it could show.

    Attributes
    ----------
    code, label : str
        `overall`, `change`, `difference` or `correlation`, and the group or row it is of.
    n : int
        Patients behind it.
    sd : float
        Of the changes (pooled over two groups); NaN for a correlation.
    estimate, p : float
        As observed.
    detectable : float
        Smallest effect found with 80 % power at this n, in the unit of the estimate.
    half_width : float
        Half of the 95 % interval to be expected at this n.
    equivalence : Equivalence
        Against the reader's margin.
    """

    code: str
    label: str
    n: int
    sd: float
    estimate: float
    p: float
    detectable: float
    half_width: float
    equivalence: Equivalence


@dataclass(frozen=True)
class Planned:
    """Smallest effects that a study of `n` patients would find: `change` and `difference` in SDs, `correlation`."""

    n: int
    change: float
    difference: float
    correlation: float


@dataclass(frozen=True, eq=False)
class CohortReach:
    """What a cohort could show.

    Attributes
    ----------
    rows : tuple of Reach
        Kinds of test that the cohort allows.
    complete : float
        Proportion of the patients measured at the first and the last visit.
    first_share : float
        Proportion of responders among the two groups compared; NaN without an outcome.
    planned : tuple of Planned
        For the next study, its drop-out and its groups as here.
    odds : Estimate or None
        Odds ratio of response with the feature chosen.
    e_value : EValue or None
        How strong a confounder would have to be to explain it; None where there is no odds ratio.
    event_share : float
        Proportion that responds.
    """

    rows: tuple[Reach, ...]
    complete: float
    first_share: float
    planned: tuple[Planned, ...]
    odds: Estimate | None
    e_value: EValue | None
    event_share: float


def assess_reach(question: Question, asked: Inquiry, margin: int, margin_r: int) -> CohortReach:
    """Say what each kind of test could show in the patients selected.

    Parameters
    ----------
    question : Question
        Cohort, definition and selection.
    asked : Inquiry
        Measures, group and feature.
    margin, margin_r : int
        Sizes below which an effect is negligible: in hundredths of the SD of the changes, and of a correlation.
    """
    changes = np.where(question.mask, _changes(question, asked.measure), np.nan)
    known = ~np.isnan(changes)
    withheld = question.classification is not None and why_withheld(question, asked.measure)
    rows = [
        None if withheld else _mean(OVERALL, "all patients", changes[known], margin),
        *_of_outcome(question, asked, changes, margin),
        _correlation(question, asked, margin_r),
    ]
    complete = float(known.sum() / max(1, question.mask.sum()))
    share = _first_share(question, changes)
    odds, e_value, event_share = _odds(question, asked)
    return CohortReach(
        tuple(row for row in rows if row is not None), complete, share, _planned(complete, share), odds, e_value,
        event_share,
    )  # fmt: skip


def _changes(question: Question, measure: str) -> np.ndarray:
    return changes_to_last(_case(question), measure)


def _case(question: Question) -> Case:
    codes = np.full(len(question.mask), -1, dtype=np.intp)
    if question.classification is not None:
        for code, name in enumerate(CODES):
            codes[question.mask & (question.classification.partition == name)] = code
    return Case(question, question.classification, question.mask, codes)  # type: ignore[arg-type]


def _mean(code: str, label: str, changes: np.ndarray, margin: int) -> Reach | None:
    found = paired_change(np.zeros(len(changes)), changes)
    if np.isnan(found.p):
        return None
    n, sd = len(changes), float(changes.std(ddof=1))
    se = sd / float(np.sqrt(n))
    equivalence = equivalence_of_mean(found.difference, se, n - 1.0, margin / 100 * sd, found.p, n)
    return Reach(
        code, label, n, sd, found.difference, found.p, detectable_mean(sd, n), half_width_of_mean(sd, n, n - 1.0),
        equivalence,
    )  # fmt: skip


def _of_outcome(question: Question, asked: Inquiry, changes: np.ndarray, margin: int) -> list[Reach | None]:
    """The change in the group chosen, and the difference between responders and non-responders."""
    if question.classification is None or why_withheld(question, asked.measure, OUTCOME):
        return []
    own = changes[question.classification.members[asked.group] & ~np.isnan(changes)]
    label = f"{OUTCOME_LABELS[asked.group].lower()}s"
    return [_mean(CHANGE, label, own, margin), _difference(question, asked, changes, margin)]


def _difference(question: Question, asked: Inquiry, changes: np.ndarray, margin: int) -> Reach | None:
    codes = compared_codes(_case(question), changes)
    sizes = np.bincount(codes[codes >= 0], minlength=2)
    if sizes.min() < 2:
        return None
    labels = [OUTCOME_LABELS[name] for name in COMPARED]
    groups = read_groups([labels[code] for code in codes[codes >= 0]], labels)
    found = group_differences(
        changes[codes >= 0][:, None], groups, test=asked.grouptest, adjust="none", together=False
    )
    if isinstance(found, Refusal) or np.isnan(found.pairs[0].se):
        return None
    row, parts = found.pairs[0], [changes[codes == code] for code in (0, 1)]
    squares = sum(((part - part.mean()) ** 2).sum() for part in parts)
    sd = float(np.sqrt(squares / (sizes.sum() - 2)))
    n = int(sizes.sum())
    equivalence = equivalence_of_mean(row.difference, row.se, row.df, margin / 100 * sd, row.p, n)
    return Reach(
        DIFFERENCE, "responders less non-responders", n, sd, row.difference, row.p,
        detectable_difference(sd, int(sizes[0]), int(sizes[1])),
        half_width_of_mean(sd * float(np.sqrt((1 / sizes).sum())), 1, float(n - 2)), equivalence,
    )  # fmt: skip


def _correlation(question: Question, asked: Inquiry, margin_r: int) -> Reach | None:
    """The strongest of the correlations: where it is negligible, all are."""
    found = analyse_association(question, asked.x, asked.y, asked.corr)
    tested = [(row.label, row.test) for row in found.rows if not isinstance(row.test, Refusal)]
    if not tested:
        return None
    label, test = max(tested, key=lambda pair: abs(pair[1].r))
    equivalence = equivalence_of_correlation(test.r, test.n, margin_r / 100, test.p)
    width = (
        float(np.tanh(normal_quantile((1 + CONFIDENCE) / 2) / np.sqrt(test.n - 3)))
        if test.n > 3
        else float("nan")
    )
    return Reach(
        CORRELATION, label, test.n, float("nan"), test.r, test.p, detectable_correlation(test.n), width,
        equivalence,
    )  # fmt: skip


def _first_share(question: Question, changes: np.ndarray) -> float:
    if question.classification is None:
        return float("nan")
    codes = compared_codes(_case(question), changes)
    compared = codes[codes >= 0]
    return float((compared == 0).mean()) if compared.size else float("nan")


def _planned(complete: float, share: float) -> tuple[Planned, ...]:
    points = []
    for n in PLANNED:
        seen = round(n * complete)
        first = 0 if np.isnan(share) else round(seen * share)
        points.append(
            Planned(
                n, detectable_mean(1.0, seen), detectable_difference(1.0, first, seen - first),
                detectable_correlation(seen),
            )
        )  # fmt: skip
    return tuple(points)


def _odds(question: Question, asked: Inquiry) -> tuple[Estimate | None, EValue | None, float]:
    feature = find_feature(question, asked.feature) if question.classification is not None else None
    if feature is None:
        return None, None, float("nan")
    case = _case(question)
    estimate = estimate_odds_of(case, feature, asked.target)
    (a, b, c, d), _ = count_table(case, feature, asked.target)
    share = (a + c) / max(1, a + b + c + d)
    if estimate.refusal:
        return None, None, share
    return (
        estimate,
        e_value_of_odds(estimate.value, estimate.ci_low, estimate.ci_high, rare=share < RARE),
        share,
    )
