"""The three answers of the first page: each a sentence that begins with a size, and the page that holds the rest."""

from dataclasses import dataclass

from lib.analysis.anova.visits import VisitsAnova
from lib.analysis.association.correlations import ONE_MEASURE, Association
from lib.analysis.common.correction import choose_correction
from lib.analysis.comorbidity.course_results import Courses
from lib.analysis.overview.study import Study
from lib.cohort.codebook import in_sentence
from lib.present.anova.size_words import words_visit
from lib.present.association.words import SYMBOLS
from lib.present.common.claims import (
    find_most,
    find_rows,
    is_found,
    join_some,
    join_words,
    words_adjusted,
    words_largest,
)
from lib.present.common.formats import (
    format_p_equation,
    format_proportion,
    format_proportion_interval,
    plural,
)
from lib.present.common.sizes import (
    decimals_of_means,
    format_signed,
    with_unit,
    words_difference,
    words_interval,
    words_than,
)
from lib.stats.anova.repeated_measures import INTERACTION, TIME, RepeatedMeasuresAnova
from lib.stats.anova.simple_effects import SimpleEffect, SimpleEffects
from lib.stats.common.result import Refusal, reason_of, unwrap


@dataclass(frozen=True)
class StudyAnswer:
    """One answer: what it is about, the sentence, and the pages that hold the whole of it, by file and words."""

    heading: str
    sentence: str
    pages: tuple[tuple[str, str], ...]


def answers_study(study: Study, rule: str) -> tuple[StudyAnswer, ...]:
    """Answer the three questions: is there a change, in whom, and with what.

    Parameters
    ----------
    study : Study
        A refusal stands as its sentence.
    rule : str
        Which row of an effect is reported, see `choose_correction`.
    """
    return (
        StudyAnswer("Over the visits", sentence_change(study.change, rule), (("anova", "ANOVA"),)),
        StudyAnswer("In whom", sentence_whom(study, rule), (("trajectories", "Trajectories"),)),
        StudyAnswer(
            "With what",
            f"{sentence_scale(study)} {sentence_comorbidity(study.courses)}".strip(),
            (("association", "Association"), ("comorbidity", "Comorbidity")),
        ),
    )


def _p(anova: RepeatedMeasuresAnova, name: str, rule: str) -> float:
    effect = anova.effect(name)
    return choose_correction(anova, effect, rule).p if effect.corrections else effect.p


def sentence_change(answer: VisitsAnova, rule: str) -> str:
    """Say by how much the measure differs between the two visits that differ most, and whether it changes."""
    cases, anova, sizes = answer.cases, answer.anova, answer.sizes
    if isinstance(anova, Refusal):
        return anova.reason
    measure, p = cases.measure, _p(anova, TIME, rule)
    start = ""
    if sizes is not None and sizes.changes:
        change = sizes.changes[0]
        many = sizes.compared > 1
        largest = words_largest(len(sizes.changes), sizes.compared, "differences")
        size, than = words_difference(change.difference, measure), words_than(change.difference)
        interval = words_interval(change.ci_low, change.ci_high, measure)
        start = (
            f"{measure.label} was {size} {words_visit(change.last)} {than} {words_visit(change.first)} "
            f"({'simultaneous ' if many else ''}{interval})"
            f"{f', {largest}' if many else ''}. "
        )
    detected = (
        "A change over the visits is detected" if is_found(p) else "No change over the visits is detected"
    )
    return f"{start}{detected} ({format_p_equation(p)}, n = {cases.n})."


def sentence_whom(study: Study, rule: str) -> str:
    """Say how much the measure changed in each outcome group, and whether the courses differ."""
    if study.by_outcome is None:
        return "No outcome groups to compare: the cohort has no depression scale rated at two visits."
    cases, anova = study.by_outcome.cases, study.by_outcome.anova
    if isinstance(anova, Refusal):
        return anova.reason
    p = _p(anova, INTERACTION, rule)
    if not is_found(p):
        return (
            f"{_changes(study.by_outcome)}No difference of course between outcome groups is detected "
            f"(time × group {format_p_equation(p)}, n = {cases.n})."
        )
    return (
        f"{_changes(study.by_outcome)}The course differs between outcome groups (time × group "
        f"{format_p_equation(p)}, n = {cases.n}){_within(study.within)}."
    )


def _changes(answer: VisitsAnova) -> str:
    sizes, measure = answer.sizes, answer.cases.measure
    if sizes is None or not sizes.changes:
        return ""
    counts = dict(zip((group.label for group in answer.cases.levels), answer.cases.sizes, strict=True))
    parts = []
    for position, change in enumerate(sizes.changes):
        figure = format_signed(change.difference, decimals_of_means(measure))
        figure = figure if position else with_unit(figure, measure)
        n = counts.get(change.group)
        parts.append(
            f"{figure} in {plural(n, in_sentence(change.group)) if n else in_sentence(change.group)}"
        )
    first, last = sizes.changes[0].first, sizes.changes[0].last
    return (
        f"{measure.label} from {in_sentence(first.short)} to {in_sentence(last.short)}: {join_words(parts)}. "
    )


def _within(effects: tuple[SimpleEffects, ...] | Refusal | None) -> str:
    """Give p of the change within every group, by the test that the page ANOVA reads first.

    Every p is named: that one group is found and another is not is no difference between them.
    """
    if effects is None or isinstance(effects, Refusal):
        return ""
    tested = [row for row in effects[0].rows if isinstance(row, SimpleEffect)]
    if not tested:
        return ""
    parts = join_words([f"{format_p_equation(row.p)} in {in_sentence(row.level)}s" for row in tested])
    return f"; a change within groups (Pillai’s test, unadjusted) has {parts}"


def sentence_scale(study: Study) -> str:
    """Give the largest correlation with the depression scale (else the next measure); say whether any is detected."""
    result = study.association
    if result is None:
        return ONE_MEASURE.reason
    tested = [row for row in result.rows if not isinstance(row.test, Refusal)]
    if not tested:
        reason = reason_of(result.rows[0].test) if result.rows else reason_of(result.within)
        return f"{result.first.label} and {result.second.label} cannot be correlated here: {reason}"
    most = find_most(tested, lambda row: abs(unwrap(row.test).r))
    row, test = most[0], unwrap(most[0].test)
    interval = format_proportion_interval(test.ci_low, test.ci_high)
    figures = (
        f"{SYMBOLS[result.method]} = {format_proportion(test.r)} (95 % CI {interval}; {row.label}, n = {test.n}, "
        f"{words_adjusted(row.p_holm, len(tested))})"
    )
    count = (
        f"The {words_largest(len(most), len(tested), f'correlations with {_other(result)}')[4:]}"
        if len(tested) > 1
        else (f"The correlation with {_other(result)}")
    )
    found = find_rows(tested, lambda row: row.p_holm)
    verdict = "none is detected" if not found else f"detected: {join_some([row.label for row in found])}"
    return f"{count}: {figures}; {verdict}."


def _other(result: Association) -> str:
    return result.second.label


def sentence_comorbidity(courses: Courses | None) -> str:
    """Say whether the course of the measure differs with a comorbidity."""
    if courses is None:
        return ""
    if courses.withheld:
        return courses.withheld
    tested = [row for row in courses.rows if not isinstance(row.interaction, Refusal)]
    if not tested:
        return "No comorbidity is had and lacked by enough patients to compare."
    found = find_rows(tested, lambda row: unwrap(row.interaction).p_holm)
    if not found:
        return f"In none of {plural(len(tested), 'comparison')} by comorbidity does its course differ detectably."
    named = join_some(
        [
            f"{in_sentence(r.label)} ({words_adjusted(unwrap(r.interaction).p_holm, len(tested))})"
            for r in found
        ]
    )
    return f"Its course differs detectably by {named}."
