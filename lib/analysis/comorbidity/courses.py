"""A measure over the visits with and without each feature: Table 2 of the paper, live, and its picture."""

from dataclasses import dataclass, replace

import numpy as np

from lib.analysis.common.correction import choose_correction
from lib.analysis.common.grouping import Group
from lib.analysis.common.question import Question
from lib.analysis.common.withheld import why_withheld
from lib.analysis.comorbidity.course_results import CoursePoint, CourseRow, Courses, EffectRow
from lib.analysis.comorbidity.family import adjust_family, name_family
from lib.analysis.comorbidity.features import (
    COMORBIDITY,
    KIND_NOUNS,
    Feature,
    list_features,
    number_levels,
)
from lib.cohort.codebook import Visit
from lib.stats.anova.group_differences import GroupDifference, group_differences
from lib.stats.anova.repeated_measures import GROUP, INTERACTION, TIME, RepeatedMeasuresAnova, mixed_anova
from lib.stats.common.differences import differences
from lib.stats.common.distributions import t_quantile
from lib.stats.common.groups import Groups
from lib.stats.common.result import Refusal
from lib.stats.power.detectable import DetectableEffect, detectable_d, detectable_eta

#: Names of the two sides of a feature.
WITH, WITHOUT = "with", "without"
GREENHOUSE_GEISSER = "Greenhouse–Geisser"


def analyse_courses(question: Question, measure: str, kind: str = COMORBIDITY, rule: str = "auto") -> Courses:
    """Compare a measure's course with and without each feature.

    Parameters
    ----------
    question : Question
        Cohort, definition and selection.
    measure : str
        Name of a measure.
    kind : str
        Key of `FEATURE_KINDS`; with comorbidities comes their number.
    rule : str
        Which correction a p is given with, see `choose_correction`.

    Returns
    -------
    Courses
        Each row is a mixed ANOVA (Type III) of the patients with a value at every visit and of the feature;
        the curves use whoever was measured. A side with fewer than two complete patients is refused.
    """
    number = number_levels(question) if kind == COMORBIDITY else None
    setting = _setting(question, measure, rule)
    rows = [] if number is None else [_row(setting, "number", number.label, None, number.levels)]
    rows += [
        _row(setting, feature.name, feature.label, feature, _sides(feature))
        for feature in list_features(question, kind)
    ]
    adjusted = _adjust(tuple(rows))
    p = [row.interaction.p_used for row in adjusted if not isinstance(row.interaction, Refusal)]
    return Courses(
        question.cohort.codebook.column(measure),
        setting.visits,
        int(setting.mask.sum()),
        int(setting.complete.sum()),
        number,
        adjusted,
        name_family(p, KIND_NOUNS[kind] + ("" if number is None else " and their number")),
        setting.withheld,
    )


@dataclass(frozen=True, eq=False)
class _Setting:
    """What all rows share: values and visits used, who is selected and complete, why not to test, how to correct."""

    values: np.ndarray
    visits: tuple[Visit, ...]
    mask: np.ndarray
    complete: np.ndarray
    withheld: str
    rule: str


def _setting(question: Question, measure: str, rule: str) -> _Setting:
    values, mask = question.cohort.measures[measure], question.mask
    known = ~np.isnan(values)
    used = known[mask].any(axis=0)
    return _Setting(
        values[:, used],
        tuple(v for v, use in zip(question.cohort.codebook.visits, used, strict=True) if use),
        mask,
        mask & known[:, used].all(axis=1) & bool(used.any()),
        why_withheld(question, measure),
        rule,
    )


def _sides(feature: Feature) -> tuple[Group, ...]:
    return (
        Group(WITH, feature.with_label, feature.with_mask),
        Group(WITHOUT, feature.without_label, feature.without_mask),
    )


def _row(
    setting: _Setting, name: str, label: str, feature: Feature | None, groups: tuple[Group, ...]
) -> CourseRow:
    sizes = tuple(int((group.mask & setting.complete).sum()) for group in groups)
    counted = _counted(setting, groups, sizes)
    anova = counted if isinstance(counted, Refusal) else _anova(setting, counted)
    return CourseRow(
        name,
        label,
        feature,
        groups,
        sizes,
        _points(setting, groups),
        sum(sizes),
        int(setting.mask.sum()) - sum(sizes),
        None if isinstance(counted, Refusal) or isinstance(anova, Refusal) else _apart(setting, counted),
        _effect(anova, INTERACTION, setting.rule),
        _effect(anova, GROUP, setting.rule),
        _effect(anova, TIME, setting.rule),
        anova,
        *_detectable(anova),
    )


@dataclass(frozen=True, eq=False)
class _Counted:
    """Complete patients of the sides compared: who they are, and their groups."""

    inside: np.ndarray
    groups: Groups


def _counted(setting: _Setting, groups: tuple[Group, ...], sizes: tuple[int, ...]) -> _Counted | Refusal:
    if setting.withheld:
        return Refusal(setting.withheld)
    kept = [group for group, size in zip(groups, sizes, strict=True) if size]
    if len(kept) < 2:
        empty = ", ".join(f"“{group.label}”" for group in groups if group not in kept)
        return Refusal(
            f"No patient in {empty} has a value at every visit; a comparison needs 2 on either side."
        )
    codes = np.full(setting.mask.size, -1, dtype=np.intp)
    for place, group in enumerate(kept):
        codes[group.mask & setting.complete] = place
    inside = codes >= 0
    labels = tuple(group.label for group in kept)
    return _Counted(inside, Groups(labels, codes[inside], np.bincount(codes[inside])))


def _anova(setting: _Setting, counted: _Counted) -> RepeatedMeasuresAnova | Refusal:
    return mixed_anova(setting.values[counted.inside], counted.groups, multivariate=False)


def _apart(setting: _Setting, counted: _Counted) -> GroupDifference | None:
    """Compare the changes from the first visit to the last between two sides."""
    if len(counted.groups.levels) != 2 or len(setting.visits) < 2:
        return None
    values = setting.values
    change = differences(values[:, -1], values[:, 0])[counted.inside][:, None]
    found = group_differences(change, counted.groups, visits=("change",), adjust="none", together=False)
    return None if isinstance(found, Refusal) else found.pairs[0]


def _points(setting: _Setting, groups: tuple[Group, ...]) -> tuple[CoursePoint, ...]:
    points: list[CoursePoint] = []
    for group in groups:
        values = setting.values[group.mask]
        if not len(values):
            continue
        known = ~np.isnan(values)
        n = known.sum(axis=0)
        with np.errstate(invalid="ignore", divide="ignore"):
            mean = np.where(n > 0, np.where(known, values, 0.0).sum(axis=0) / n, np.nan)
            squares = (np.where(known, values - mean, 0.0) ** 2).sum(axis=0)
            sem = np.where(n > 1, np.sqrt(squares / (n - 1.0) / n), np.nan)
        half = np.where(n > 1, t_quantile(0.975, np.maximum(n - 1.0, 1.0)), np.nan) * sem
        points.extend(
            CoursePoint(group.name, visit, int(n[i]), int(len(values) - n[i]), *map(float, numbers))
            for i, (visit, *numbers) in enumerate(
                zip(setting.visits, mean, sem, mean - half, mean + half, strict=True)
            )
        )
    return tuple(points)


def _effect(anova: RepeatedMeasuresAnova | Refusal, name: str, rule: str) -> EffectRow | Refusal:
    if isinstance(anova, Refusal):
        return anova
    effect = anova.effect(name)
    corrected = {row.name: row for row in effect.corrections}.get(GREENHOUSE_GEISSER)
    epsilon, df1, df2, p = (
        (1.0, effect.df1, effect.df2, effect.p)
        if corrected is None
        else (corrected.epsilon, corrected.df1, corrected.df2, corrected.p)
    )
    used: tuple[str, float, float, float] = ("none", effect.df1, effect.df2, effect.p)
    if effect.corrections:
        row = choose_correction(anova, effect, rule)
        used = row.name, row.df1, row.df2, row.p
    return EffectRow(
        effect.f, effect.df1, effect.df2, effect.p, float(epsilon), float(df1), float(df2), float(p), *used,
        np.nan, np.nan,
        effect.partial_eta_squared, effect.eta_ci_low, effect.eta_ci_high,
    )  # fmt: skip


def _detectable(
    anova: RepeatedMeasuresAnova | Refusal,
) -> tuple[DetectableEffect | Refusal, DetectableEffect | Refusal]:
    if isinstance(anova, Refusal):
        return anova, anova
    interaction, group = anova.effect(INTERACTION), anova.effect(GROUP)
    epsilon = anova.sphericity.greenhouse_geisser
    two = len(anova.sizes) == 2
    main = detectable_d(*anova.sizes) if two else detectable_eta(group.df1, group.df2, anova.n)
    return detectable_eta(interaction.df1, interaction.df2, anova.n, epsilon), main


def _adjust(rows: tuple[CourseRow, ...]) -> tuple[CourseRow, ...]:
    """Adjust the interactions as one family, and the main effects as another."""
    for name in ("interaction", "main"):
        effects = [getattr(row, name) for row in rows]
        holm, fdr = adjust_family([np.nan if isinstance(e, Refusal) else e.p_used for e in effects])
        rows = tuple(
            row
            if isinstance(effect, Refusal)
            else replace(row, **{name: replace(effect, p_holm=float(holm[i]), p_fdr=float(fdr[i]))})
            for i, (row, effect) in enumerate(zip(rows, effects, strict=True))
        )
    return rows
