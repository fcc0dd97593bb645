"""What the courses of a measure with and without each feature consist of; `courses` computes it."""

from dataclasses import dataclass

from lib.analysis.common.grouping import Group
from lib.analysis.comorbidity.family import Family
from lib.analysis.comorbidity.features import Feature, NumberLevels
from lib.cohort.codebook import Column, Visit
from lib.stats.anova.group_differences import GroupDifference
from lib.stats.anova.repeated_measures import RepeatedMeasuresAnova
from lib.stats.common.result import Refusal
from lib.stats.power.detectable import DetectableEffect


@dataclass(frozen=True)
class CoursePoint:
    """One side of a feature at one visit.

    Attributes
    ----------
    group : str
        Name of the side: `with`, `without`, or of the level of the number.
    visit : Visit
        The visit.
    n, n_missing : int
        Patients measured at it, and patients of this side who were not.
    mean, sem, ci_low, ci_high : float
        Mean, its standard error and t 95 % interval, in the unit of the measure; NaN where n is too small.
    """

    group: str
    visit: Visit
    n: int
    n_missing: int
    mean: float
    sem: float
    ci_low: float
    ci_high: float


@dataclass(frozen=True)
class EffectRow:
    """One effect of the mixed ANOVA, as Table 2 prints it.

    Attributes
    ----------
    f : float
        F.
    df1, df2 : int
        Without correction, as the paper prints them.
    p : float
        Without correction, as the paper prints it.
    epsilon, df1_gg, df2_gg, p_gg : float
        With Greenhouse–Geisser's ε; equal to the uncorrected ones for an effect between patients (ε 1).
    correction : str
        Of the p that is reported, by the rule chosen: `none`, `Greenhouse–Geisser`, …; `none` between patients.
    df1_used, df2_used, p_used : float
        With that correction.
    p_holm, p_fdr : float
        `p_used` adjusted over the family.
    partial_eta_squared, eta_ci_low, eta_ci_high : float
        With its 90 % interval (noncentral F, uncorrected df).
    """

    f: float
    df1: int
    df2: int
    p: float
    epsilon: float
    df1_gg: float
    df2_gg: float
    p_gg: float
    correction: str
    df1_used: float
    df2_used: float
    p_used: float
    p_holm: float
    p_fdr: float
    partial_eta_squared: float
    eta_ci_low: float
    eta_ci_high: float


@dataclass(frozen=True, eq=False)
class CourseRow:
    """One feature, or the number of comorbidities.

    Attributes
    ----------
    name, label : str
        Of the feature, or of the number.
    feature : Feature or None
        None for the number of comorbidities.
    groups : tuple of Group
        The sides compared: `with` and `without`, or the levels of the number; masks are of selected patients.
    sizes : tuple of int
        Complete patients in each of `groups`: those the test rests on.
    points : tuple of CoursePoint
        Every group at every visit, groups without patients left out; each visit uses those measured at it.
    n, n_left_out : int
        Complete patients tested, and selected patients who are not (no value at a visit, of the feature, or
        outside of `Feature.within`).
    apart : GroupDifference or None
        Difference of the two sides' changes from the first visit to the last (Welch, not adjusted), of the complete
        patients tested; None of other than two sides, or where there is no test.
    interaction, main, time : EffectRow or Refusal
        time × feature, feature between patients, and time; a sentence where the groups do not carry a test.
    anova : RepeatedMeasuresAnova or Refusal
        The whole ANOVA (Type III).
    detectable_interaction : DetectableEffect or Refusal
        Smallest partial η² of time × feature that is found at these sizes with the ε seen.
    detectable_main : DetectableEffect or Refusal
        Smallest Cohen's d between the two sides' means over the visits; partial η² for more than two groups.
    """

    name: str
    label: str
    feature: Feature | None
    groups: tuple[Group, ...]
    sizes: tuple[int, ...]
    points: tuple[CoursePoint, ...]
    n: int
    n_left_out: int
    apart: GroupDifference | None
    interaction: EffectRow | Refusal
    main: EffectRow | Refusal
    time: EffectRow | Refusal
    anova: RepeatedMeasuresAnova | Refusal
    detectable_interaction: DetectableEffect | Refusal
    detectable_main: DetectableEffect | Refusal

    def of(self, group: str) -> tuple[CoursePoint, ...]:
        """The points of one group, in the order of the visits."""
        return tuple(point for point in self.points if point.group == group)


@dataclass(frozen=True, eq=False)
class Courses:
    """A measure in each feature.

    Attributes
    ----------
    measure : Column
        The measure; values are in its unit.
    visits : tuple of Visit
        The visits compared, in the order of the protocol; one at which no selected patient was measured is out.
    n, n_complete : int
        Patients selected, and those with a value at every visit.
    number : NumberLevels or None
        Levels behind the row of the number.
    rows : tuple of CourseRow
        The number of comorbidities first where there is one (as Table 2), then the features in codebook order.
    family : Family
        The tests adjusted together, once for the interactions and once for the main effects.
    withheld : str
        Why p values would mislead (patients picked by the change of this scale); tests are then refused.
    """

    measure: Column
    visits: tuple[Visit, ...]
    n: int
    n_complete: int
    number: NumberLevels | None
    rows: tuple[CourseRow, ...]
    family: Family
    withheld: str
