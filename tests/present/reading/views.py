"""Every view that sets a sentence beside a table, without a browser: the sentence, and what stands beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from lib.analysis.anova.checks import find_influence
from lib.analysis.anova.groups import compare_groups
from lib.analysis.anova.visits import VisitsAnova, analyse_anova, compare_visits, compare_within_groups
from lib.analysis.association.correlations import analyse_association
from lib.analysis.common.question import Question
from lib.analysis.comorbidity.cooccurrence import analyse_cooccurrence
from lib.analysis.comorbidity.courses import analyse_courses
from lib.analysis.comorbidity.features import list_features
from lib.analysis.comorbidity.prevalence import analyse_prevalence
from lib.analysis.comorbidity.response import analyse_responses
from lib.analysis.overview.summary import summarise_cohort
from lib.analysis.table1.table import summarise_table1
from lib.analysis.trajectory.reference import compare_with_range
from lib.analysis.trajectory.summary import summarise_trajectory
from lib.present.anova.checks import sentence_influence, table_influence
from lib.present.anova.group_words import sentence_groups
from lib.present.anova.groups import tables_groups
from lib.present.anova.posthoc import sentence_posthoc, table_means, table_posthoc, table_posthoc_within
from lib.present.anova.tables import table_anova, table_simple_effects
from lib.present.anova.words import alt_means, sentence_anova, sentence_simple_effects
from lib.present.association.tables import table_association
from lib.present.association.words import sentence_association
from lib.present.common.table import PrintTable
from lib.present.comorbidity.course_tables import table_courses
from lib.present.comorbidity.course_words import limits_courses, sentence_courses
from lib.present.comorbidity.response_words import limits_responses, sentence_responses
from lib.present.comorbidity.tables import table_numbers, table_pairs, table_prevalence
from lib.present.comorbidity.tests import table_responses
from lib.present.comorbidity.words import limits_prevalence, sentence_prevalence, sentence_together
from lib.present.overview.summary import sentence_overview, table_completeness, table_groups
from lib.present.table1.table import sentence_table1, table_table1
from lib.present.trajectory.reference import sentence_range, table_range
from lib.present.trajectory.view import TrajectoryView
from lib.present.trajectory.words import (
    alt_trajectory,
    sentence_trajectory,
    table_changes,
    table_trajectory,
)
from lib.stats.anova.posthoc import PairwiseWithinGroups
from lib.stats.common.result import Refusal

Beside = tuple[str, list[PrintTable]]
Draw = np.random.Generator


def measure_of(question: Question, draw: Draw) -> str:
    """Draw one of the measures."""
    return str(draw.choice([column.name for column in question.cohort.codebook.measures]))


def between_of(question: Question, draw: Draw, *, everyone: bool = True) -> str:
    """Draw what divides the patients."""
    known = question.cohort.characteristics
    options = [name for name in ("diagnosis", "sex", "hypertension", "epilepsy") if name in known]
    return str(draw.choice(["outcome", *options, *(["all"] if everyone else [])]))


def overview(question: Question, _draw: Draw) -> Iterator[Beside]:
    """Overview."""
    found = summarise_cohort(question)
    yield sentence_overview(found, question), [table_groups(found), table_completeness(found)]


def table1(question: Question, draw: Draw) -> Iterator[Beside]:
    """Demographics."""
    found = summarise_table1(question, between_of(question, draw))
    yield sentence_table1(found), [table_table1(found)]


def trajectory(question: Question, draw: Draw) -> Iterator[Beside]:
    """Trajectories."""
    found, view = (
        summarise_trajectory(question, measure_of(question, draw), between_of(question, draw)),
        TrajectoryView(),
    )
    tables = [table_trajectory(found, view), table_changes(found, view)]
    beside = [table for table in tables if table is not None]
    yield sentence_trajectory(found, view), beside
    if any(point.description.n for point in found.points):
        yield alt_trajectory(found, view), beside
    against = compare_with_range(question, found.measure.name, found.grouping.by, "common")
    if against is not None:
        yield (
            sentence_range(against, found, view),
            [table_range(against, found, view)],
        )


def anova(question: Question, draw: Draw) -> Iterator[Beside]:
    """ANOVA: answer, pairs, change within groups, influence."""
    measure, between = measure_of(question, draw), between_of(question, draw)
    answer = analyse_anova(question, measure, between)
    beside = [] if isinstance(answer.anova, Refusal) else [table_anova(answer), *_sizes(question, answer)]
    yield sentence_anova(answer, str(draw.choice(["auto", "none", "gg", "hf"]))), beside
    if not beside:
        return
    adjust = str(draw.choice(["holm", "bonferroni", "sidak", "fdr", "none"]))
    interval = str(draw.choice(["adjusted", "plain"]))
    pairs = compare_visits(question, measure, between, str(draw.choice(["all", "first"])), adjust, "pooled")
    if not isinstance(pairs.overall, Refusal):
        table = table_posthoc(pairs.overall, answer.cases, interval)
        yield sentence_posthoc(pairs, answer.cases, interval), [table]
    if answer.cases.grouping is not None:
        effects = compare_within_groups(question, measure, between)
        if not isinstance(effects, Refusal):
            yield (
                sentence_simple_effects(effects, answer.cases),
                [table_simple_effects(effects, answer.cases)],
            )
    yield from _groups(question, answer, adjust, draw)
    yield alt_means(answer), [table_means(answer)]
    influence = find_influence(question, measure, between)
    if not isinstance(influence, Refusal):
        yield sentence_influence(influence), [table_influence(influence, answer.cases)]


def _groups(question: Question, answer: VisitsAnova, adjust: str, draw: Draw) -> Iterator[Beside]:
    """ANOVA: groups in pairs."""
    if answer.cases.grouping is None:
        return
    test, family = str(draw.choice(["welch", "pooled", "ranks"])), str(draw.choice(["all", "visit"]))
    between, measure = answer.cases.grouping.by, answer.cases.measure.name
    found = compare_groups(question, measure, between, adjust, test, family)
    chosen = test, str(draw.choice(["adjusted", "plain"]))
    yield sentence_groups(found, answer.cases, *chosen), list(tables_groups(found, answer.cases, *chosen))


def _sizes(question: Question, answer: VisitsAnova) -> list[PrintTable]:
    """Tables in which the sizes stand with which the answer begins: pairs of visits over all and within groups."""
    tables, cases = [], answer.cases
    between = cases.grouping.by if cases.grouping else "all"
    for error in ("pooled", "own"):
        pairs = compare_visits(question, cases.measure.name, between, "all", "bonferroni", error)
        for interval in ("adjusted", "plain"):
            if not isinstance(pairs.overall, Refusal):
                tables.append(table_posthoc(pairs.overall, cases, interval))
            if isinstance(pairs.within, PairwiseWithinGroups):
                tables.append(table_posthoc_within(pairs.within, cases, interval))
    return tables


def association(question: Question, draw: Draw) -> Iterator[Beside]:
    """Association."""
    method = str(draw.choice(["spearman", "pearson"]))
    found = analyse_association(question, measure_of(question, draw), measure_of(question, draw), method)
    yield sentence_association(found), [table_association(found)] if found.rows else []


def kind_of(question: Question, draw: Draw) -> str:
    """Draw a kind of feature, comorbidities most often."""
    kinds = [kind for kind in ("comorbidity", "class", "medicine") if list_features(question, kind)]
    return kinds[0] if draw.random() < 0.6 else str(draw.choice(kinds))


def prevalence(question: Question, draw: Draw) -> Iterator[Beside]:
    """Comorbidity, frequency."""
    found = analyse_prevalence(question, between_of(question, draw), kind_of(question, draw))
    table = table_prevalence(found)
    yield sentence_prevalence(found), [table]
    yield limits_prevalence(found), [table]


def together(question: Question, draw: Draw) -> Iterator[Beside]:
    """Comorbidity, combinations."""
    found = analyse_cooccurrence(question, kind_of(question, draw))
    yield sentence_together(found), [table_pairs(found, len(found.pairs)), table_numbers(found)]


def courses(question: Question, draw: Draw) -> Iterator[Beside]:
    """Comorbidity, change of a measure by comorbidity or diagnosis."""
    kind = (
        "diagnosis"
        if draw.random() < 0.3 and list_features(question, "diagnosis")
        else kind_of(question, draw)
    )
    rule = str(draw.choice(["auto", "none", "gg", "hf"]))
    found = analyse_courses(question, measure_of(question, draw), kind, rule)
    table = table_courses(found)
    yield sentence_courses(found), [] if found.withheld else [table]
    yield limits_courses(found), [table]


def responses(question: Question, draw: Draw) -> Iterator[Beside]:
    """Comorbidity, response by comorbidity or diagnosis."""
    kind = (
        "diagnosis"
        if draw.random() < 0.3 and list_features(question, "diagnosis")
        else kind_of(question, draw)
    )
    found = analyse_responses(question, str(draw.choice(["response", "remission"])), kind)
    if not found.rows:
        yield sentence_responses(found), []
        return
    table = table_responses(found)
    yield sentence_responses(found), [table]
    yield limits_responses(found), [table]


VIEWS: tuple[Callable[[Question, Draw], Iterator[Beside]], ...] = (
    overview, table1, trajectory, anova, association, prevalence, together, courses, responses,
)  # fmt: skip
