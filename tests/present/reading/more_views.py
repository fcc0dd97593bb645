"""Further sentences beside their tables: agreement of tests, assumptions, captions, and who is left out."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from lib.analysis.anova.agreement import compare_tests
from lib.analysis.anova.checks import check_assumptions, compare_ranks
from lib.analysis.anova.visits import analyse_anova
from lib.analysis.association.correlations import analyse_association
from lib.analysis.common.question import Question
from lib.analysis.comorbidity.cooccurrence import analyse_cooccurrence
from lib.analysis.comorbidity.courses import analyse_courses
from lib.analysis.comorbidity.prevalence import analyse_prevalence
from lib.analysis.comorbidity.response import analyse_responses
from lib.present.anova.agreement import sentence_agreement, sentence_assumptions
from lib.present.anova.checks import tables_assumptions, tables_ranks
from lib.present.anova.qq_chart import caption_qq
from lib.present.anova.tables import table_anova, table_multivariate, table_sphericity
from lib.present.anova.words import caption_means
from lib.present.association.tables import table_association
from lib.present.association.words import caption_within
from lib.present.common.table import PrintTable, table_of_records
from lib.present.comorbidity.course_tables import table_courses
from lib.present.comorbidity.course_words import caption_courses
from lib.present.comorbidity.forest import DIFFERENCE
from lib.present.comorbidity.response_words import caption_forest
from lib.present.comorbidity.tables import table_pairs, table_prevalence
from lib.present.comorbidity.tests import table_responses
from lib.present.comorbidity.words import caption_matrix, caption_prevalence
from lib.stats.common.result import Refusal
from tests.present.reading.views import Beside, Draw, between_of, kind_of, measure_of


def agreement(question: Question, draw: Draw) -> Iterator[Beside]:
    """ANOVA: agreement of tests, beside the tables of each."""
    measure, between = measure_of(question, draw), between_of(question, draw)
    answer = analyse_anova(question, measure, between)
    if isinstance(answer.anova, Refusal):
        return
    ranks = compare_ranks(question, measure, between, "all", "holm", "dunn")
    tables = [] if isinstance(ranks, Refusal) else [tables_ranks(ranks, answer.cases)[0]]
    tables += [table_anova(answer), table_multivariate(answer.anova), table_sphericity(answer.anova)]
    yield sentence_agreement(compare_tests(answer, str(draw.choice(["auto", "none", "gg", "hf"])))), tables
    yield caption_means(answer), [_sizes({"n": answer.cases.n})]


def assumptions(question: Question, draw: Draw) -> Iterator[Beside]:
    """ANOVA: assumptions."""
    measure, between = measure_of(question, draw), between_of(question, draw)
    found, answer = check_assumptions(question, measure, between), analyse_anova(question, measure, between)
    if isinstance(found, Refusal) or isinstance(found.normality, Refusal):
        return
    tables = list(tables_assumptions(found, answer.cases))
    yield sentence_assumptions(found), [*tables, _sizes({"visits": len(answer.cases.visits)})]
    yield caption_qq(found.normality), [*tables, _sizes({"residuals": answer.cases.values.size})]


def captions(question: Question, draw: Draw) -> Iterator[Beside]:
    """Captions of the pictures of Comorbidity and Association, beside the table of the same result."""
    kind, n = kind_of(question, draw), int(question.mask.sum())
    prevalence = analyse_prevalence(question, between_of(question, draw), kind)
    yield caption_prevalence(prevalence), [table_prevalence(prevalence), _sizes({"n": n})]
    pairs = analyse_cooccurrence(question, kind)
    drawn = int(draw.integers(2, 9))
    yield (
        caption_matrix(pairs, drawn),
        [table_pairs(pairs, len(pairs.pairs)), _sizes({"n": n, "drawn": drawn})],
    )
    courses = analyse_courses(question, measure_of(question, draw), kind)
    if not courses.withheld:
        table, rows = table_courses(courses), len(courses.rows)
        yield (
            caption_courses(courses, min(rows, 12)),
            [table, _sizes({"rows": rows, "drawn": min(rows, 12), "n": n})],
        )
    responses = analyse_responses(question, "response", kind)
    if responses.rows:
        yield caption_forest(responses, DIFFERENCE), [table_responses(responses)]
    pair = measure_of(question, draw), measure_of(question, draw)
    found = analyse_association(question, *pair, str(draw.choice(["spearman", "pearson"])))
    if found.rows and not isinstance(found.within, Refusal):
        slope = _slope(*(question.cohort.measures[name][question.mask] for name in pair))
        yield caption_within(found, n), [table_association(found), _sizes({"slope": f"{slope:.12f}"})]


def _slope(x: np.ndarray, y: np.ndarray) -> float:
    """Slope of y on x within patients, by the normal equations of the deviations from each patient's means."""
    both = np.isfinite(x) & np.isfinite(y)
    apart = [np.where(both, v, np.nan) for v in (x, y)]
    with np.errstate(invalid="ignore"):
        dx, dy = (v - np.nansum(v, axis=1, keepdims=True) / both.sum(axis=1, keepdims=True) for v in apart)
    return float(np.nansum(dx * dy) / np.nansum(dx * dx))


def _sizes(records: dict[str, int | str]) -> PrintTable:
    """Counts made here, as a table that a sentence may stand beside."""
    return table_of_records("Counts", [{name: str(value) for name, value in records.items()}])


MORE_VIEWS: tuple[Callable[[Question, Draw], Iterator[Beside]], ...] = (agreement, assumptions, captions)
