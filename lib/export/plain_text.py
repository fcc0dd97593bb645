"""Answers as text for a terminal or a plain file: the sentences and tables of the pages."""

import textwrap
from collections.abc import Iterator

from lib.analysis.report.everything import Answers
from lib.cohort.cohort import SYNTHETIC_NOTICE
from lib.cohort.outcome import describe_definition
from lib.cohort.selection import describe_selection
from lib.present.anova.checks import sentence_influence, table_influence, tables_assumptions, tables_ranks
from lib.present.anova.posthoc import sentence_posthoc, table_means, table_posthoc, table_posthoc_within
from lib.present.anova.tables import table_anova, table_multivariate, table_simple_effects, table_sphericity
from lib.present.anova.words import sentence_anova
from lib.present.association.tables import table_association
from lib.present.association.words import sentence_association
from lib.present.common.formats import plural
from lib.present.common.table import PrintTable
from lib.present.table1.table import sentence_table1, table_table1
from lib.present.trajectory.view import TrajectoryView
from lib.present.trajectory.words import sentence_trajectory, table_trajectory
from lib.stats.posthoc import PairwiseWithinGroups
from lib.stats.result import Refusal

WIDTH = 100


def answers_text(answers: Answers) -> str:
    """Write answers as text: what was asked, then each part under its heading."""
    parts = [*_head(answers)]
    for heading, blocks in _sections(answers):
        parts.append(f"\n{heading}\n{'=' * len(heading)}")
        parts.extend(blocks)
    return "\n".join(parts) + "\n"


def _head(answers: Answers) -> Iterator[str]:
    question = answers.question
    cohort = question.cohort
    yield (
        f"{cohort.name}: {question.selected.n:,} of {plural(cohort.n_patients, 'patient')} "
        f"({describe_selection(cohort, question.selection)})"
    )
    yield wrap(describe_definition(cohort, question.definition))
    if cohort.synthetic:
        yield wrap(SYNTHETIC_NOTICE)
    yield f"Data fingerprint {cohort.fingerprint[:12]}"


def _sections(answers: Answers) -> Iterator[tuple[str, list[str]]]:
    yield "Characteristics", [wrap(sentence_table1(answers.table1)), text_table(table_table1(answers.table1))]
    view = TrajectoryView(error="ci", reference=False)
    blocks = []
    for result in answers.trajectories:
        blocks += [wrap(sentence_trajectory(result, view)), text_table(table_trajectory(result, view))]
    yield "Trajectories", blocks
    yield "Analysis of variance", [*_anova(answers)]
    if not isinstance(answers.anova.anova, Refusal):
        yield "Visits compared", [*_comparisons(answers)]
        yield "Ranks, assumptions, influence", [*_checks(answers)]
    blocks = []
    for result in answers.associations:
        blocks += [wrap(sentence_association(result)), text_table(table_association(result))]
    yield "Associations", blocks


def _anova(answers: Answers) -> Iterator[str]:
    answer = answers.anova
    yield wrap(sentence_anova(answer, answers.settings["correct"]))
    if answer.cases.left_out:
        yield "\nLeft out:"
        yield from (f"  {row.patient}: {row.reason}" for row in answer.cases.left_out)
    if not isinstance(answer.means, Refusal):
        yield text_table(table_means(answer))
    if not isinstance(answer.anova, Refusal):
        yield text_table(table_anova(answer))
        yield text_table(table_sphericity(answer.anova))
        yield text_table(table_multivariate(answer.anova))


def _comparisons(answers: Answers) -> Iterator[str]:
    pairs, cases = answers.comparisons, answers.anova.cases
    yield wrap(sentence_posthoc(pairs))
    if not isinstance(pairs.overall, Refusal):
        yield text_table(table_posthoc(pairs.overall, cases))
    if isinstance(pairs.within, PairwiseWithinGroups):
        yield text_table(table_posthoc_within(pairs.within, cases))
    if isinstance(answers.simple_effects, tuple):
        yield text_table(table_simple_effects(answers.simple_effects, cases))


def _checks(answers: Answers) -> Iterator[str]:
    cases = answers.anova.cases
    if not isinstance(answers.ranks, Refusal):
        yield from (text_table(table) for table in tables_ranks(answers.ranks, cases))
    if not isinstance(answers.assumptions, Refusal):
        yield from (text_table(table) for table in tables_assumptions(answers.assumptions, cases))
    if isinstance(answers.influence, Refusal):
        yield wrap(answers.influence.reason)
    else:
        yield "\n" + wrap(sentence_influence(answers.influence))
        yield text_table(table_influence(answers.influence, cases))


def wrap(text: str) -> str:
    """Break a text into lines of at most `WIDTH` signs."""
    return textwrap.fill(text, WIDTH)


def text_table(table: PrintTable) -> str:
    """Set a table in columns of one width: text to the left, numbers to the right."""
    heads = [f"{h.label} {h.detail}".strip() for h in table.headings]
    rows = [line.cells for line in table.lines if line.kind != "section"]
    rows = [[("  " * indent) + cells[0], *cells[1:]] for cells, indent in _indented(table, rows)]
    widths = [max(len(cell) for cell in column) for column in zip(heads, *rows, strict=True)]
    left = [i == 0 or heading.text for i, heading in enumerate(table.headings)]

    def set_row(cells: list[str]) -> str:
        placed = zip(cells, widths, left, strict=True)
        return "  ".join(c.ljust(w) if to_left else c.rjust(w) for c, w, to_left in placed).rstrip()

    rule = "-" * (sum(widths) + 2 * (len(widths) - 1))
    body, remaining = [], iter(rows)
    for line in table.lines:
        body.append(line.cells[0] if line.kind == "section" else set_row(next(remaining)))
    notes = [wrap(note) for note in table.notes]
    return "\n".join(["", table.caption, rule, set_row(heads), rule, *body, rule, *notes])


def _indented(table: PrintTable, rows: list[tuple[str, ...]]) -> list[tuple[tuple[str, ...], int]]:
    indents = [int(line.indent) for line in table.lines if line.kind != "section"]
    return list(zip(rows, indents, strict=True))
