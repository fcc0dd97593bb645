"""What stands beside an analysis of variance: twins on ranks, assumptions, and each patient's influence."""

from dataclasses import dataclass

import numpy as np

from lib.analysis.anova.visits import unless_withheld
from lib.analysis.common.complete_cases import CompleteCases
from lib.analysis.common.question import Question
from lib.stats.anova.homogeneity import BoxM, Levene, box_m, levene
from lib.stats.anova.influence import EffectInfluence, influence
from lib.stats.anova.normality import Normality, anova_normality
from lib.stats.common.result import Refusal
from lib.stats.ranks.friedman import Friedman, FriedmanPostHoc, friedman, friedman_post_hoc

#: Settings that are the arguments of `compare_ranks`, in their order.
RANKS_SETTINGS = ("measure", "between", "posthoc", "adjust", "ranktest")


@dataclass(frozen=True)
class GroupFriedman:
    """The Friedman test in one group, or in all patients where `label` is empty."""

    label: str
    n: int
    test: Friedman | Refusal


@dataclass(frozen=True, eq=False)
class RankTests:
    """Tests on ranks of the complete cases.

    Attributes
    ----------
    friedman : tuple of GroupFriedman
        All patients first, then each group.
    pairs : FriedmanPostHoc or Refusal
        Visits in pairs, over all patients.
    adjust : str
        Adjustment of the p values in `pairs`.
    """

    friedman: tuple[GroupFriedman, ...]
    pairs: FriedmanPostHoc | Refusal
    adjust: str


@dataclass(frozen=True, eq=False)
class Assumptions:
    """What the analysis of variance assumes: normal residuals, and equal spread across groups (None without)."""

    normality: Normality | Refusal
    levene: Levene | Refusal | None
    box_m: BoxM | Refusal | None


@dataclass(frozen=True)
class PatientInfluence:
    """F and p of an effect without one patient; `group` is empty where there are no groups."""

    patient: str
    group: str
    f: float
    p: float
    p_greenhouse_geisser: float


@dataclass(frozen=True, eq=False)
class Influences:
    """Every patient's influence on every effect, the most influential first.

    `effects` pairs each effect of the full analysis with its patients.
    """

    n: int
    effects: tuple[tuple[EffectInfluence, tuple[PatientInfluence, ...]], ...]


def compare_ranks(
    question: Question, measure: str, between: str, posthoc: str, adjust: str, test: str
) -> RankTests | Refusal:
    """Compare visits on ranks, in all patients and in each group.

    Parameters
    ----------
    question, measure, between, posthoc, adjust
        As in `lib.analysis.anova.visits.compare_visits`.
    test : {"dunn", "conover", "wilcoxon"}
        How pairs of visits are compared.
    """

    def compute(cases: CompleteCases) -> RankTests:
        names, reference = cases.visit_names, 0 if posthoc == "first" else None
        whole = GroupFriedman("", cases.n, friedman(cases.values, visits=names))
        pairs = friedman_post_hoc(cases.values, test=test, visits=names, reference=reference, adjust=adjust)
        return RankTests((whole, *_friedman_by_group(cases)), pairs, adjust)

    return unless_withheld(question, measure, between, compute)


def _friedman_by_group(cases: CompleteCases) -> tuple[GroupFriedman, ...]:
    if cases.groups is None:
        return ()
    rows = []
    for code, group in enumerate(cases.levels):
        mine = cases.values[cases.groups.codes == code]
        rows.append(GroupFriedman(group.label, len(mine), friedman(mine, visits=cases.visit_names)))
    return tuple(rows)


def check_assumptions(question: Question, measure: str, between: str) -> Assumptions | Refusal:
    """Check normality of the residuals and, between groups, equal variances and covariances."""

    def compute(cases: CompleteCases) -> Assumptions:
        values, groups, names = cases.values, cases.groups, cases.visit_names
        normality = anova_normality(values, groups, visits=names)
        if groups is None:
            return Assumptions(normality, None, None)
        return Assumptions(normality, levene(values, groups, visits=names), box_m(values, groups))

    return unless_withheld(question, measure, between, compute)


def find_influence(question: Question, measure: str, between: str) -> Influences | Refusal:
    """Leave each patient out in turn, and order the patients by how far F moves."""

    def compute(cases: CompleteCases) -> Influences | Refusal:
        found = influence(cases.values, cases.groups)
        if isinstance(found, Refusal):
            return found
        return Influences(found.n, tuple((effect, _ordered(cases, effect)) for effect in found.effects))

    return unless_withheld(question, measure, between, compute)


def _ordered(cases: CompleteCases, effect: EffectInfluence) -> tuple[PatientInfluence, ...]:
    order = np.argsort(-np.abs(effect.f - effect.full_f), kind="stable")
    return tuple(
        PatientInfluence(
            cases.patients[i],
            cases.levels[cases.groups.codes[i]].label if cases.groups is not None else "",
            float(effect.f[i]),
            float(effect.p[i]),
            float(effect.p_greenhouse_geisser[i]),
        )
        for i in order
    )
