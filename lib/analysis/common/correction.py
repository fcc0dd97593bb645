"""Which correction for departures from sphericity a p is given with: one rule for every page."""

from lib.stats.anova.repeated_measures import Effect, RepeatedMeasuresAnova
from lib.stats.anova.sphericity import Correction, Mauchly

#: Level of Mauchly's test below which the rule `auto` corrects the degrees of freedom.
SPHERICITY_ALPHA = 0.05
#: Corrections a reader can ask for, by code: name in the ANOVA table, None where Mauchly's test decides.
CORRECTIONS: dict[str, str | None] = {
    "auto": None,
    "none": "none",
    "gg": "Greenhouse–Geisser",
    "hf": "Huynh–Feldt",
}


def choose_correction(anova: RepeatedMeasuresAnova, effect: Effect, rule: str = "auto") -> Correction:
    """Give the row of an effect that a sentence reports.

    Parameters
    ----------
    anova : RepeatedMeasuresAnova
        With Mauchly's test.
    effect : Effect
        One of its effects with corrections.
    rule : str
        Key of `CORRECTIONS`; `auto` takes Greenhouse–Geisser where Mauchly's p is below `SPHERICITY_ALPHA`,
        or where the test has no value although there are more than two visits.
    """
    name = CORRECTIONS[rule]
    if name is None:
        test = anova.sphericity.mauchly
        departs = test.p < SPHERICITY_ALPHA if isinstance(test, Mauchly) else anova.visits > 2
        name = "Greenhouse–Geisser" if departs else "none"
    return {row.name: row for row in effect.corrections}[name]
