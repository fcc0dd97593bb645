"""The multivariate analysis of variance of the complete cases beside the mixed model: the same, or who differs."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from lib.analysis.mixed.cases import ObservedCases
from lib.stats.anova.repeated_measures import GROUP, INTERACTION, TIME, Effect, mixed_anova, within_anova
from lib.stats.common.groups import Groups
from lib.stats.common.result import Refusal
from lib.stats.mixed.hypotheses import TermTest

#: F that differ by less, relative to their size, are one number.
SAME = 1e-6
#: Effects of the analysis of variance by the terms of the mixed model.
EFFECT_OF = {"visit": TIME, "group": GROUP, "visit × group": INTERACTION}


@dataclass(frozen=True)
class BothTests:
    """One hypothesis tested by both: the term, F, df and p of the mixed model, then of the multivariate test."""

    term: str
    f: float
    df1: float
    df2: float
    p: float
    multivariate_f: float
    multivariate_df1: float
    multivariate_df2: float
    multivariate_p: float

    @property
    def same(self) -> bool:
        """Whether F are one number."""
        return math.isclose(self.f, self.multivariate_f, rel_tol=SAME)


@dataclass(frozen=True)
class MultivariateAgreement:
    """Tests by both; `n` patients in the mixed model, `n_complete` in the multivariate analysis."""

    n: int
    n_complete: int
    rows: tuple[BothTests, ...]


def compare_multivariate(cases: ObservedCases, tests: tuple[TermTest, ...]) -> MultivariateAgreement | None:
    """Test visits, groups and, of two groups, their interaction by the multivariate analysis of complete cases.

    Parameters
    ----------
    cases : ObservedCases
        Patients of the mixed model.
    tests : tuple of TermTest
        Of the unstructured model without covariates.

    Returns
    -------
    MultivariateAgreement or None
        None where the complete cases cannot be analysed. On complete data the F are the same to the last digits; of
        more than two groups the multivariate tests of the interaction differ among themselves and are left out.
    """
    complete = np.isfinite(cases.values).all(axis=1)
    values = cases.values[complete]
    if cases.grouping is None:
        anova = within_anova(values)
    else:
        codes = cases.codes[complete]
        sizes = np.bincount(codes, minlength=len(cases.levels))
        if not sizes.all():
            return None
        anova = mixed_anova(values, Groups(cases.labels, codes, sizes))
    if isinstance(anova, Refusal):
        return None
    effects = {effect.name: effect for effect in anova.effects}
    rows = []
    for test in tests:
        found = _multivariate(effects.get(EFFECT_OF.get(test.name, "")), test, len(cases.levels))
        if found is not None:
            known = test.test
            rows.append(BothTests(test.name, known.f, known.df1, known.df2, known.p, *found))
    return MultivariateAgreement(cases.n, len(values), tuple(rows)) if rows else None


def _multivariate(
    effect: Effect | None, test: TermTest, groups: int
) -> tuple[float, float, float, float] | None:
    if effect is None or (test.name == "visit × group" and groups > 2):
        return None
    if isinstance(effect.multivariate, Refusal):
        return None
    if not effect.multivariate:
        # Groups in the mean of the visits, or two visits: one difference a patient, and one F.
        return effect.f, effect.df1, effect.df2, effect.p
    first = effect.multivariate[0]
    return first.f, first.df1, first.df2, first.p
