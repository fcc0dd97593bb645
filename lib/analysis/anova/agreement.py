"""Do other tests of the same hypothesis say the same as the analysis of variance."""

from dataclasses import dataclass

from lib.analysis.anova.visits import VisitsAnova
from lib.analysis.common.correction import choose_correction
from lib.stats.anova.repeated_measures import INTERACTION, TIME, Effect, RepeatedMeasuresAnova
from lib.stats.common.result import Refusal
from lib.stats.ranks.friedman import friedman


@dataclass(frozen=True)
class HypothesisTest:
    """One test of a hypothesis: its name and its p, without adjustment."""

    name: str
    p: float


@dataclass(frozen=True)
class Agreement:
    """Tests of one hypothesis (`time`: the visits do not differ; `time × group`: the groups run in parallel)."""

    hypothesis: str
    tests: tuple[HypothesisTest, ...]


def compare_tests(answer: VisitsAnova, rule: str) -> tuple[Agreement, ...]:
    """Set the tests of each hypothesis within patients side by side; none where there is no analysis of variance.

    Parameters
    ----------
    answer : VisitsAnova
        The analysis whose effects are looked at.
    rule : str
        Which row of an effect is reported, see `choose_correction`.
    """
    if isinstance(answer.anova, Refusal):
        return ()
    hypotheses = []
    for name in (TIME, INTERACTION):
        effects = [effect for effect in answer.anova.effects if effect.name == name]
        hypotheses += [Agreement(name, _tests(answer, answer.anova, effect, rule)) for effect in effects]
    return tuple(row for row in hypotheses if len(row.tests) > 1)


def _tests(
    answer: VisitsAnova, anova: RepeatedMeasuresAnova, effect: Effect, rule: str
) -> tuple[HypothesisTest, ...]:
    row = choose_correction(anova, effect, rule)
    correction = f" ({row.name})" if row.name != "none" else " (sphericity not corrected)"
    correction = correction if anova.visits > 2 else ""
    tests = [HypothesisTest(f"analysis of variance{correction}", row.p)]
    if anova.visits > 2 and not isinstance(effect.multivariate, Refusal):
        tests.append(HypothesisTest("Pillai’s multivariate test", effect.multivariate[0].p))
    if effect.name == TIME:
        ranks = friedman(answer.cases.values)
        tests += [] if isinstance(ranks, Refusal) else [HypothesisTest("Friedman’s test on ranks", ranks.p)]
    return tuple(tests)
