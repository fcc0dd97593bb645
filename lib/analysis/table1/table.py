"""Table 1: who the patients are, overall and by group, with the test of each row."""

from dataclasses import dataclass

import numpy as np

from lib.analysis.common.confinement import confine
from lib.analysis.common.grouping import MOST_LEVELS, Grouping, group_patients, makes_groups
from lib.analysis.common.question import Question
from lib.analysis.common.summary import summarise_values
from lib.analysis.common.untested import reason_untested
from lib.cohort.codebook import LEVELLED_KINDS, Column
from lib.stats.contingency import cramers_v, exact_independence
from lib.stats.describe import Description
from lib.stats.rank import kruskal_wallis
from lib.stats.result import Refusal

#: Name of the Kruskal–Wallis test where all arrangements of the patients were counted.
KRUSKAL_EXACT = "Kruskal–Wallis test, exact p"


@dataclass(frozen=True)
class Count:
    """Patients with a level, out of those whose value is known."""

    n: int
    total: int


@dataclass(frozen=True)
class RowTest:
    """The test behind a row.

    Attributes
    ----------
    p, effect : float
        p value and effect size; NaN where there is none, `reason` then says why.
    method, effect_name : str
        Names for the notes under the table.
    n : int
        Patients tested.
    within : str
        Group of patients the test is confined to, empty for all.
    reason : str
        Why there is no p.
    """

    p: float = np.nan
    effect: float = np.nan
    method: str = ""
    effect_name: str = ""
    n: int = 0
    within: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Table1Row:
    """One row: a heading, a level with counts, or a number with its description.

    `cells` holds one `Count`, `Description` or None a group, `overall` the same for all selected patients.
    """

    section: str
    column: str
    label: str
    kind: str
    level: str = ""
    n_known: int = 0
    overall: Count | Description | None = None
    cells: tuple[Count | Description | None, ...] = ()
    test: RowTest | None = None


@dataclass(frozen=True, eq=False)
class Table1:
    """The whole table: patients selected, how they are grouped, and the rows."""

    n: int
    grouping: Grouping
    rows: tuple[Table1Row, ...]


def summarise_table1(question: Question, by: str) -> Table1:
    """Describe the selected patients, overall and by group.

    Parameters
    ----------
    question : Question
        Cohort, definition and selection.
    by : str
        What the groups are: `outcome` or the name of a levelled column.

    Returns
    -------
    Table1
        Levelled columns as n of known with the exact Fisher–Freeman–Halton p and Cramér's V; numbers as
        mean, SD, median and quartiles with the Kruskal–Wallis p and η²_H. Missing values are left out
        row by row; `n_known` tells how many remain.
    """
    grouping = group_patients(question, by)
    rows: list[Table1Row] = []
    for column in question.cohort.codebook.characteristics:
        if column.kind in LEVELLED_KINDS:
            rows.extend(_levelled_rows(question, grouping, column))
        else:
            rows.append(_number_row(question, grouping, column))
    return Table1(int(question.mask.sum()), grouping, tuple(rows))


def _levelled_rows(question: Question, grouping: Grouping, column: Column) -> list[Table1Row]:
    cohort, codes = question.cohort, question.cohort.codes(column.name)
    if not makes_groups(cohort, column):
        return [_too_many_levels(question, column)]
    test = _test_levels(question, grouping, column)
    n_known = int((question.mask & (codes >= 0)).sum())
    if column.kind in ("yes_no", "any_of"):
        overall, cells = _counts(codes == 0, codes >= 0, question.mask, grouping)
        return [
            Table1Row(
                column.section, column.name, column.label, "yes_no", "yes", n_known, overall, cells, test
            )
        ]
    rows = [Table1Row(column.section, column.name, column.label, "heading", n_known=n_known, test=test)]
    for position, level in enumerate(cohort.levels(column.name)):
        overall, cells = _counts(codes == position, codes >= 0, question.mask, grouping)
        rows.append(
            Table1Row(column.section, column.name, level.label, "level", level.code, n_known, overall, cells)
        )
    return rows


def _too_many_levels(question: Question, column: Column) -> Table1Row:
    levels, codes = len(question.cohort.levels(column.name)), question.cohort.codes(column.name)
    return Table1Row(
        column.section,
        column.name,
        column.label,
        "heading",
        n_known=int((question.mask & (codes >= 0)).sum()),
        test=RowTest(reason=f"{levels:,} levels are too many to list; at most {MOST_LEVELS} are."),
    )


def _counts(
    has: np.ndarray, known: np.ndarray, selected: np.ndarray, grouping: Grouping
) -> tuple[Count, tuple[Count, ...]]:
    masks = (selected, *(group.mask for group in grouping.groups))
    counts = tuple(Count(int((mask & has).sum()), int((mask & known).sum())) for mask in masks)
    return counts[0], counts[1:]


def _number_row(question: Question, grouping: Grouping, column: Column) -> Table1Row:
    values = question.cohort.numbers(column.name)
    return Table1Row(
        column.section,
        column.name,
        column.label_with_unit,
        "number",
        n_known=int((question.mask & ~np.isnan(values)).sum()),
        overall=summarise_values(values[question.mask]),
        cells=tuple(summarise_values(values[group.mask]) for group in grouping.groups),
        test=_test_numbers(values, grouping),
    )


def _refused(column: Column, grouping: Grouping) -> RowTest | None:
    if column.name == grouping.by:
        return RowTest(reason="The row defines the groups.")
    if len(grouping.tested) < 2:
        return RowTest(reason="There is only one group.")
    return None


def _test_levels(question: Question, grouping: Grouping, column: Column) -> RowTest:
    refused = _refused(column, grouping)
    if refused:
        return refused
    codes = question.cohort.codes(column.name)
    applies, within = confine(question.cohort, column)
    used = applies & (grouping.codes >= 0) & (codes >= 0)
    table = np.zeros((max(int(codes.max(initial=-1)) + 1, 1), len(grouping.tested)), dtype=int)
    np.add.at(table, (codes[used], grouping.codes[used]), 1)
    exact, effect = exact_independence(table), cramers_v(table)
    if isinstance(exact, Refusal):
        return RowTest(
            n=int(used.sum()), within=within, reason=reason_untested(table, yes_no=_is_yes_no(column))
        )
    return RowTest(
        exact.p,
        np.nan if isinstance(effect, Refusal) else effect.v,
        exact.method,
        "Cramér’s V",
        int(used.sum()),
        within,
    )


def _is_yes_no(column: Column) -> bool:
    return column.kind in ("yes_no", "any_of")


def _test_numbers(values: np.ndarray, grouping: Grouping) -> RowTest:
    if len(grouping.tested) < 2:
        return RowTest(reason="There is only one group.")
    used = (grouping.codes >= 0) & ~np.isnan(values)
    labels = np.array([group.label for group in grouping.tested], dtype=object)[grouping.codes[used]]
    result = kruskal_wallis(values[used], labels, [group.label for group in grouping.tested])
    if isinstance(result, Refusal):
        return RowTest(n=int(used.sum()), reason=result.reason)
    method = KRUSKAL_EXACT if result.exact else result.method
    return RowTest(result.p, result.eta_squared, method, "η²_H", result.n)
