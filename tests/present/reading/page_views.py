"""Sentences of the pages Data and Paper, of who is left out, and tables on ranks, beside counts made here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

import numpy as np
from scipy import stats

from lib.analysis.anova.checks import compare_ranks
from lib.analysis.anova.left_out import compare_left_out
from lib.analysis.anova.visits import analyse_anova
from lib.analysis.association.correlations import analyse_association
from lib.analysis.common.question import Question
from lib.analysis.comorbidity.cooccurrence import analyse_cooccurrence
from lib.analysis.data.completeness import summarise_data
from lib.analysis.published.judgement import judge_paper
from lib.analysis.trajectory.summary import summarise_trajectory
from lib.present.anova.checks import tables_ranks
from lib.present.anova.left_out import sentence_left_out
from lib.present.anova.words import words_left_out
from lib.present.association.words import caption_panels
from lib.present.common.table import PrintTable, table_of_records
from lib.present.comorbidity.combinations import MAX_COMBINATIONS
from lib.present.comorbidity.tables import table_combinations
from lib.present.comorbidity.words import caption_combinations
from lib.present.data.distributions import caption_distribution
from lib.present.data.quality import (
    alt_completeness,
    caption_completeness,
    sentence_data,
    table_left_out,
    table_patterns,
)
from lib.present.published.map import alt_tiles, caption_tiles, split_parts
from lib.present.published.verdicts import records_findings, sentence_paper, sentence_patients, table_patients
from lib.present.trajectory.view import TrajectoryView
from lib.present.trajectory.words import caption_trajectory, table_trajectory
from lib.stats.common.result import Refusal
from tests.present.reading.rows import number, rows_of
from tests.present.reading.views import Beside, Draw, between_of, kind_of, measure_of


def counts(**records: int | float | str) -> PrintTable:
    """Numbers made here, as a table that a sentence may stand beside."""
    return table_of_records("Counts", [{name: str(value) for name, value in records.items()}])


def data_page(question: Question, draw: Draw) -> Iterator[Beside]:
    """Data: what is complete, and how values are distributed."""
    summary, mask = summarise_data(question), question.mask
    raw = {column.name: question.cohort.measures[column.name][mask] for column in summary.measures}
    full = {}
    for name, values in raw.items():
        used = ~np.isnan(values).all(axis=0)
        full[name] = int((~np.isnan(values[:, used])).all(axis=1).sum()) if used.any() else 0
        full[f"{name} visits"] = int(used.sum())
    missing = sum(int(np.isnan(values).sum()) for values in raw.values())
    own = counts(n=int(mask.sum()), visits=len(question.cohort.visit_names), **full)
    yield sentence_data(summary), [own]
    cells = counts(missing=missing, cells=sum(values.size for values in raw.values()))
    yield caption_completeness(summary), [cells, table_patterns(summary)]
    yield alt_completeness(summary), [own, cells, table_patterns(summary)]
    yield from _left_out_columns(question, summary.measures, table_left_out(summary))
    for distribution, column in zip(summary.distributions, summary.measures, strict=False):
        yield caption_distribution(distribution), [_described(raw[column.name], column.decimals)]


def _described(values: np.ndarray, decimals: int) -> PrintTable:
    known = values[~np.isnan(values)]
    if not known.size:
        return counts(n=0)
    sd = known.std(ddof=1) if known.size > 1 else 0
    ends = {"low": f"{known.min():.{decimals}f}", "high": f"{known.max():.{decimals}f}"}
    figures = {"mean": f"{known.mean():.{decimals + 9}f}", "sd": f"{sd:.{decimals + 9}f}"}
    return counts(n=known.size, missing=int(np.isnan(values).sum()), **figures, **ends)


def _left_out_columns(question: Question, measures: tuple, table: PrintTable) -> Iterator[Beside]:
    """What an analysis uses and leaves out makes everybody, row by row."""
    n = int(question.mask.sum())
    for row in rows_of(table):
        uses, leaves = row.cells["Uses"], row.cells["Leaves out"]
        if " to " not in leaves and number(uses) + number(leaves) != n:
            yield f"{row.label}: {uses} used and {leaves} left out.", [counts(selected=n)]


def left_out(question: Question, draw: Draw) -> Iterator[Beside]:
    """ANOVA: who is left out, beside Welch's test as SciPy makes it."""
    measure, between = measure_of(question, draw), between_of(question, draw)
    found, answer = compare_left_out(question, measure, between), analyse_anova(question, measure, between)
    cases, cohort = answer.cases, question.cohort
    selected, place = int(question.mask.sum()), {name: i for i, name in enumerate(cohort.patients)}
    if cases.left_out:
        left = selected - len(cases.patients)
        yield words_left_out(cases), [counts(left=left, selected=selected)]
    if found is None:
        return
    used = [cohort.visit_names.index(visit.name) for visit in cases.visits]
    gaps = np.isnan(cohort.measures[measure][:, used]).any(axis=1)
    lost = [i for row in cases.left_out if gaps[i := place[row.patient]]]
    kept = [place[patient] for patient in cases.patients]
    tables = [counts(selected=selected, lost=len(lost), kept=len(kept))]
    for row in found.baseline:
        values = cohort.measures[row.measure.name][:, 0]
        tables.append(_welch(values[lost], values[kept]))
    for group in found.groups:
        tables.append(counts(lost=group.left_out, kept=group.kept))
        assert group.left_out <= len(lost)
        assert group.kept <= len(kept)
    yield sentence_left_out(found), tables


def _welch(lost: np.ndarray, kept: np.ndarray) -> PrintTable:
    a, b = (side[~np.isnan(side)] for side in (lost, kept))
    if min(a.size, b.size) < 2:
        return counts(lost=a.size, kept=b.size)
    difference = f"{a.mean() - b.mean():.12f}"
    if a.std() + b.std() < 1e-12:
        return counts(lost=a.size, kept=b.size, difference=difference)
    test = stats.ttest_ind(a, b, equal_var=False)
    low, high = test.confidence_interval()
    ends = {"low": f"{low:.12f}", "high": f"{high:.12f}", "p": f"{test.pvalue:.12f}"}
    return counts(lost=a.size, kept=b.size, difference=difference, bound="0.01", floor=".001", **ends)


def paper_page() -> Iterator[Beside]:
    """Paper: how many numbers hold, beside the verdicts of its list."""
    result = judge_paper()
    said = Counter(record["Verdict"][2:] for record in records_findings(result.findings, ()))
    held = sum(n for verdict, n in said.items() if verdict.startswith("Reproduced"))
    tallies = {f"v{i}": n for i, n in enumerate(said.values())}
    yield sentence_paper(result), [counts(all=len(result.findings), held=held, year=2021, **tallies)]
    size = result.question.cohort.n_patients
    allowed = [row.cells["Patients allowed"].split("–") for row in rows_of(table_patients(result.patients))]
    low = max(int(cell[0]) for cell in allowed if cell[0].isdigit())
    high = min(int(cell[-1]) for cell in allowed if cell[0].isdigit())
    yield sentence_patients(result), [counts(low=low, high=high, fewer=size - high, table=1)]
    for findings, name in zip(split_parts(result.findings), ("Table 1", "Table 2 and the text"), strict=True):
        own = Counter(finding.verdict for finding in findings)
        tallies = {f"v{i}": n for i, n in enumerate(own.values())}
        yield caption_tiles(findings, name), [counts(n=len(findings), one=1, two=2)]
        yield alt_tiles(findings, name).partition(" Inconsistent")[0], [counts(one=1, two=2, **tallies)]


def ranks(question: Question, draw: Draw) -> Iterator[Beside]:
    """ANOVA: tables on ranks, read by `ranks_hold`; they have no sentence of their own."""
    measure, between = measure_of(question, draw), between_of(question, draw)
    test, adjust = (
        str(draw.choice(["dunn", "conover", "wilcoxon"])),
        str(draw.choice(["holm", "bonferroni", "fdr"])),
    )
    found = compare_ranks(question, measure, between, str(draw.choice(["all", "first"])), adjust, test)
    cases = analyse_anova(question, measure, between).cases
    if not isinstance(found, Refusal):
        yield "", list(tables_ranks(found, cases))


def pictures(question: Question, draw: Draw) -> Iterator[Beside]:
    """Captions of Trajectories, Association and the combinations of Comorbidity."""
    result = summarise_trajectory(question, measure_of(question, draw), between_of(question, draw))
    view = TrajectoryView(
        error=str(draw.choice(["sd", "sem", "ci", "none"])), lines=bool(draw.random() < 0.5)
    )
    yield caption_trajectory(result, view), [table_trajectory(result, view), counts(most=500, n=result.n)]
    pair = measure_of(question, draw), measure_of(question, draw)
    found = analyse_association(question, *pair, "spearman")
    for part in ("visit", "change"):
        yield caption_panels(found, part, 20), [counts(drawn=20)]
    together = analyse_cooccurrence(question, kind_of(question, draw))
    table, rest = table_combinations(together), together.intersections[MAX_COMBINATIONS:]
    sizes = counts(left=len(rest), rest=sum(combination.n for combination in rest))
    yield caption_combinations(together), [table, sizes]


PAGE_VIEWS: tuple[Callable[[Question, Draw], Iterator[Beside]], ...] = (
    data_page,
    left_out,
    ranks,
    pictures,
)
