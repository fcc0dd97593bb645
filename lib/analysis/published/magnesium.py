"""The paper's statistics on Mg²⁺, recomputed from a cohort: which analysis belongs to which is a table."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from lib.analysis.common.question import Question
from lib.analysis.published.paper import Statistic, read_table2
from lib.cohort.outcome import NON_RESPONDER, REMITTER, RESPONDER
from lib.stats.anova.posthoc import Comparison, pairwise_visits, pairwise_visits_within_groups
from lib.stats.anova.repeated_measures import INTERACTION, TIME, Effect, mixed_anova, within_anova
from lib.stats.anova.simple_effects import SimpleEffects, simple_effects
from lib.stats.association.correlation import correlation
from lib.stats.common.adjust import adjust_p
from lib.stats.common.result import Refusal, complete_rows
from lib.stats.proportions.contingency import chi_square_independence

OUTCOME_LEVELS = (RESPONDER, REMITTER, NON_RESPONDER)


@dataclass(frozen=True)
class Recomputed:
    """A recomputed result: method with its n, and values by quantity."""

    method: str
    values: Mapping[str, tuple[float, ...]] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Measured:
    """Mg²⁺ and ratings of the patients, as the analyses need them."""

    question: Question

    @cached_property
    def magnesium(self) -> np.ndarray:
        """Mg²⁺ of all patients, shape (n, visits), mmol/L."""
        return self.rating("analyte")

    @cached_property
    def complete(self) -> np.ndarray:
        """Who has Mg²⁺ at every visit, shape (n,)."""
        return complete_rows(self.magnesium)

    @property
    def values(self) -> np.ndarray:
        """Mg²⁺ of the patients who have it at every visit."""
        values: np.ndarray = self.magnesium[self.complete]
        return values

    @property
    def outcome(self) -> np.ndarray:
        """Outcome group of the same patients."""
        outcome: np.ndarray = self.question.classified.partition[self.complete]
        return outcome

    def codes(self, column: str) -> np.ndarray:
        """Level of a characteristic of the same patients."""
        codes: np.ndarray = self.question.cohort.codes(column)[self.complete]
        return codes

    def rating(self, role: str) -> np.ndarray:
        """Ratings of all patients, shape (n, visits)."""
        column = self.question.cohort.codebook.measure_of(role)
        if column is None:
            raise LookupError(f"the cohort has no measure with the role {role}")
        return self.question.cohort.measures[column.name]

    def visit(self, name: str) -> int:
        """Position of a visit."""
        return self.question.cohort.visit_names.index(name)


def _effect(effect: Effect, method: str) -> Recomputed:
    values = {
        "F": (effect.f,),
        "df": (float(effect.df1), float(effect.df2)),
        "p": (effect.p,),
        "partial_eta_squared": (effect.partial_eta_squared,),
    }
    return Recomputed(method, values)


def _n(count: int) -> str:
    return f"{count} patients with Mg²⁺ at every visit"


def time_effect(measured: Measured, _: Statistic) -> Recomputed | Refusal:
    """Repeated-measures ANOVA over the visits, uncorrected df; see `lib.stats.anova.repeated_measures`."""
    anova = within_anova(measured.values)
    if isinstance(anova, Refusal):
        return anova
    return _effect(anova.effect(TIME), f"Repeated-measures ANOVA, {_n(anova.n)}")


def comorbidity_interaction(measured: Measured, statistic: Statistic) -> Recomputed | Refusal:
    """Time × comorbidity of a mixed ANOVA; see `lib.stats.anova.repeated_measures`."""
    anova = mixed_anova(measured.values, measured.codes(statistic.column))
    if isinstance(anova, Refusal):
        return anova
    return _effect(anova.effect(INTERACTION), f"Mixed ANOVA, time × comorbidity, {_n(anova.n)}")


def all_interactions(measured: Measured, _: Statistic) -> Recomputed | Refusal:
    """The p of every interaction of Table 2."""
    found = [comorbidity_interaction(measured, row) for row in read_table2() if row.quantity == "F"]
    refused = next((result for result in found if isinstance(result, Refusal)), None)
    values = [result.values["p"][0] for result in found if isinstance(result, Recomputed)]
    return refused or Recomputed("Mixed ANOVA, time × each comorbidity of Table 2", {"p": tuple(values)})


def simple_effect(measured: Measured, statistic: Statistic) -> Recomputed | Refusal:
    """Effect of time within an outcome group, multivariate with pooled error; see `lib.stats.anova.simple_effects`."""
    effects = simple_effects(measured.values, measured.outcome, OUTCOME_LEVELS)
    return _one_group(effects, statistic.group)


def simple_effect_of_diagnosis(measured: Measured, statistic: Statistic) -> Recomputed | Refusal:
    """Effect of time within a diagnosis, multivariate with pooled error; see `lib.stats.anova.simple_effects`."""
    codes, levels = measured.codes("diagnosis"), measured.question.cohort.levels("diagnosis")
    names = [level.code for level in levels]
    return _one_group(
        simple_effects(measured.values, [names[code] for code in codes], names), statistic.group
    )


def _one_group(effects: SimpleEffects | Refusal, group: str) -> Recomputed | Refusal:
    if isinstance(effects, Refusal):
        return effects
    row = next(row for row in effects.rows if row.level == group)
    if isinstance(row, Refusal):
        return row
    values = {"F": (row.f,), "df": (row.df1, row.df2), "p": (row.p,)}
    values["partial_eta_squared"] = (row.partial_eta_squared,)
    return Recomputed(
        f"Simple effect of time, Pillai’s F with pooled error, {row.n} of {_n(effects.n)}", values
    )


def diagnosis_interaction(measured: Measured, _: Statistic) -> Recomputed | Refusal:
    """Time × diagnosis of a mixed ANOVA; see `lib.stats.anova.repeated_measures`."""
    anova = mixed_anova(measured.values, measured.codes("diagnosis"))
    if isinstance(anova, Refusal):
        return anova
    return _effect(anova.effect(INTERACTION), f"Mixed ANOVA, time × diagnosis, {_n(anova.n)}")


def post_hoc(measured: Measured, statistic: Statistic) -> Recomputed | Refusal:
    """Paired t of two visits, Bonferroni over all pairs of visits; see `lib.stats.anova.posthoc`."""
    family = pairwise_visits(measured.values, visits=measured.question.cohort.visit_names)
    if isinstance(family, Refusal):
        return family
    p = _of_pair(family.comparisons, statistic)
    return Recomputed(f"Paired t, Bonferroni × {len(family.comparisons)}, {_n(family.n)}", {"p": (p,)})


def post_hoc_in_group(measured: Measured, statistic: Statistic) -> Recomputed | Refusal:
    """t of two visits within an outcome group, pooled error, Bonferroni; see `lib.stats.anova.posthoc`."""
    found = pairwise_visits_within_groups(
        measured.values, measured.outcome, OUTCOME_LEVELS, visits=measured.question.cohort.visit_names
    )
    if isinstance(found, Refusal):
        return found
    family = next(row for row in found.families if row.level == statistic.group)
    if isinstance(family, Refusal):
        return family
    p = _of_pair(family.comparisons, statistic)
    return Recomputed(
        f"t with pooled error, Bonferroni × {len(family.comparisons)}, {_n(found.n)}", {"p": (p,)}
    )


def _of_pair(comparisons: tuple[Comparison, ...], statistic: Statistic) -> float:
    pair = {statistic.visit_1, statistic.visit_2}
    return next(row.p_adjusted for row in comparisons if {row.first, row.second} == pair)


def _correlations(measured: Measured, roles: tuple[str, ...], *, change: bool) -> list[float]:
    """p of Spearman's ρ with each rating, at every visit or in the change from the first."""
    found = []
    for role in roles:
        first, second = measured.magnesium, measured.rating(role)
        if change:
            first, second = first[:, 1:] - first[:, :1], second[:, 1:] - second[:, :1]
        results = [correlation(first[:, visit], second[:, visit]) for visit in range(first.shape[1])]
        found += [result.p for result in results if not isinstance(result, Refusal)]
    return found


def correlation_at_visits(measured: Measured, _: Statistic) -> Recomputed:
    """Spearman's ρ of Mg²⁺ and MADRS at every visit, p not adjusted; see `lib.stats.association.correlation`."""
    values = {"p": tuple(_correlations(measured, ("depression",), change=False))}
    return Recomputed("Spearman’s ρ at each visit, not adjusted", values)


def correlation_of_change(measured: Measured, _: Statistic) -> Recomputed:
    """Spearman's ρ of the changes from the first visit, p not adjusted; see `lib.stats.association.correlation`."""
    values = {"p": tuple(_correlations(measured, ("depression", "mania"), change=True))}
    return Recomputed("Spearman’s ρ of the changes from pre, not adjusted", values)


def correlation_of_change_adjusted(measured: Measured, _: Statistic) -> Recomputed:
    """The same, p adjusted by Holm over the family; see `lib.stats.common.adjust`."""
    p = adjust_p(_correlations(measured, ("depression", "mania"), change=True), "holm")
    return Recomputed("Spearman’s ρ of the changes from pre, Holm", {"p": tuple(float(value) for value in p)})


def sex_by_outcome(measured: Measured, _: Statistic) -> Recomputed | Refusal:
    """Pearson's χ² of sex by (responder or remitter, non-responder); see `lib.stats.proportions.contingency`."""
    sex, outcome = measured.question.cohort.codes("sex"), measured.question.classified.partition
    table = [[int(((sex == s) & (outcome == o)).sum()) for o in OUTCOME_LEVELS] for s in range(2)]
    merged = [[row[0] + row[1], row[2]] for row in table]
    test = chi_square_independence(merged)
    if isinstance(test, Refusal):
        return test
    method = f"Pearson’s χ², responders and remitters taken together, {test.n} patients"
    return Recomputed(method, {"chi2": (test.statistic,), "p": (test.p,)})


Route = tuple[str, Callable[[Measured, Statistic], Recomputed | Refusal]]

#: Which recomputation belongs to which analysis; further routes are other readings, with their words.
ROUTES: dict[str, tuple[Route, ...]] = {
    "anova_time": (("", time_effect),),
    "anova_comorbidity": (("", comorbidity_interaction),),
    "anova_time_comorbidity": (("", all_interactions),),
    "simple_effect_group": (("", simple_effect),),
    "simple_effect_diagnosis": (
        ("", simple_effect_of_diagnosis),
        ("as “does not differ between the diagnoses”", diagnosis_interaction),
    ),
    "post_hoc_overall": (("", post_hoc),),
    "post_hoc_group": (("", post_hoc_in_group),),
    "correlation": (("", correlation_at_visits),),
    "correlation_of_change": (
        ("", correlation_of_change),
        ("with p adjusted for the number of correlations", correlation_of_change_adjusted),
    ),
    "chi2_sex": (("responders and remitters taken together", sex_by_outcome),),
}
