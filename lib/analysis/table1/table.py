"""Table 1: who the patients are, overall and by group, with the test of each row."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from lib.analysis.common.confinement import confine
from lib.analysis.common.copies import list_copies
from lib.analysis.common.grouping import EVERYONE, MAX_LEVELS, OUTCOME, Grouping, group_patients, makes_groups
from lib.analysis.common.question import Question
from lib.analysis.common.summary import summarise_values
from lib.analysis.common.withheld import why_withheld
from lib.analysis.table1.row_tests import (
    IN_BOTH,
    MADE_OF_IT,
    PICKED_BY_IT,
    REPEATS_SCALE,
    RowChoice,
    RowTest,
    compare_levels,
    compare_numbers,
    count_levels,
    smd_levels,
    smd_numbers,
)
from lib.cohort.codebook import LEVELLED_KINDS, Column
from lib.stats.common.adjust import adjust_p
from lib.stats.description.describe import Description


@dataclass(frozen=True)
class Count:
    """Patients with a level, out of those whose value is known."""

    n: int
    total: int


@dataclass(frozen=True)
class Table1Row:
    """One row: a heading, a level with counts, or a number with its description.

    `cells` holds one `Count`, `Description` or None a group, `overall` the same for all selected patients. `smd` is
    the standardised difference of the tested groups, the largest of all pairs, and `smd_groups` names that
    pair. `decimals` are those of a median; a mean has one more.
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
    smd: float = np.nan
    smd_groups: tuple[str, str] = ("", "")
    decimals: int = 1


@dataclass(frozen=True, eq=False)
class Table1:
    """The whole table: patients selected, how they are grouped, the rows, how numbers are shown, p adjusted."""

    n: int
    grouping: Grouping
    rows: tuple[Table1Row, ...]
    numbers: str = "both"
    adjust: str = "none"


def summarise_table1(
    question: Question,
    by: str,
    numbers: str = "both",
    counts: str = "exact",
    adjust: str = "none",
    *,
    as_printed: bool = False,
) -> Table1:
    """Describe the selected patients, overall and by group.

    Parameters
    ----------
    question : Question
        Cohort, definition and selection.
    by : str
        What the groups are: `outcome` or the name of a levelled column; the column itself is no row.
    numbers : {"both", "mean", "median"}
        What numbers are tested by: ranks (Kruskal–Wallis), means (Welch), ranks (Mann–Whitney where there are two
        groups).
    counts : {"exact", "chi2"}
        Fisher–Freeman–Halton's exact test, or Pearson's χ² without continuity correction.
    adjust : str
        Adjustment of p over all rows tested.
    as_printed : bool
        Count a row that concerns some patients only (a comorbidity within one diagnosis) out of all patients, as
        Górska et al. print it, and not out of those it is tested in.

    Returns
    -------
    Table1
        Levelled columns as n of known with Cramér's V; numbers as mean, SD, median and quartiles.
        Missing values are left out row by row; `n_known` says how many remain. Every measure
        at the first visit follows as a number.
    """
    grouping, choice = group_patients(question, by), RowChoice(numbers, counts)
    if by == OUTCOME:
        grouping = replace(grouping, picked_by=list_copies(question.cohort))
    rows: list[Table1Row] = []
    for column in question.cohort.codebook.characteristics:
        if column.name == by:
            continue
        if column.kind in LEVELLED_KINDS:
            rows.extend(_levelled_rows(question, grouping, column, choice, as_printed=as_printed))
        else:
            rows.append(_number_row(question, grouping, column, choice))
    rows.extend(
        _baseline_row(question, grouping, column, choice) for column in question.cohort.codebook.measures
    )
    return Table1(int(question.mask.sum()), grouping, _adjusted(rows, adjust), numbers, adjust)


def _levelled_rows(
    question: Question, grouping: Grouping, column: Column, choice: RowChoice, *, as_printed: bool
) -> list[Table1Row]:
    cohort, codes = question.cohort, question.cohort.codes(column.name)
    if not makes_groups(cohort, column):
        return [_too_many_levels(question, column)]
    table, within = count_levels(question, grouping, column)
    test = _unless_refused(grouping, column, lambda: compare_levels(table, within, column, choice))
    smd = smd_levels(table, grouping)
    known = (codes >= 0) & (True if as_printed else confine(cohort, column)[0])
    n_known = int((question.mask & known).sum())
    if column.kind in ("yes_no", "any_of"):
        overall, cells = _counts(known & (codes == 0), known, question.mask, grouping)
        return [
            Table1Row(
                column.section,
                column.name,
                column.label,
                "yes_no",
                "yes",
                n_known,
                overall,
                cells,
                test,
                *smd,
            )
        ]
    head = Table1Row(column.section, column.name, column.label, "heading", n_known=n_known, test=test)
    rows = [replace(head, smd=smd[0], smd_groups=smd[1])]
    for position, level in enumerate(cohort.levels(column.name)):
        overall, cells = _counts(known & (codes == position), known, question.mask, grouping)
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
        test=RowTest(reason=f"{levels:,} levels are too many to list; at most {MAX_LEVELS} are."),
    )


def _counts(
    has: np.ndarray, known: np.ndarray, selected: np.ndarray, grouping: Grouping
) -> tuple[Count, tuple[Count, ...]]:
    masks = (selected, *(group.mask for group in grouping.groups))
    counts = tuple(Count(int((mask & has).sum()), int((mask & known).sum())) for mask in masks)
    return counts[0], counts[1:]


def _number_row(question: Question, grouping: Grouping, column: Column, choice: RowChoice) -> Table1Row:
    values = question.cohort.numbers(column.name)
    row = _described(question, grouping, column.section, column, values)
    return replace(
        row, test=_unless_refused(grouping, column, lambda: compare_numbers(values, grouping, choice))
    )


def _baseline_row(question: Question, grouping: Grouping, column: Column, choice: RowChoice) -> Table1Row:
    """Describe a measure at the first visit; not tested between groups that are made of its change."""
    cohort = question.cohort
    values = cohort.measures[column.name][:, 0]
    row = _described(question, grouping, f"Measures at {cohort.codebook.visits[0].short}", column, values)
    circular = bool(why_withheld(question, column.name, grouping.by)) and grouping.by != EVERYONE
    if circular and not grouping.refusal:
        test = RowTest(reason=MADE_OF_IT)
    else:
        test = _unless_refused(grouping, column, lambda: compare_numbers(values, grouping, choice))
    return replace(row, decimals=max(1, column.decimals), test=test)


def _unless_refused(grouping: Grouping, column: Column, compare: Callable[[], RowTest]) -> RowTest:
    """Test a row, unless the groups have a patient in common or were picked by the row."""
    if grouping.refusal:
        return RowTest(reason=IN_BOTH)
    if column.name not in grouping.picked_by:
        return compare()
    return RowTest(reason=REPEATS_SCALE if grouping.by == OUTCOME else PICKED_BY_IT)


def _described(
    question: Question, grouping: Grouping, section: str, column: Column, values: np.ndarray
) -> Table1Row:
    """Give the row of a number, as yet without its test."""
    return Table1Row(
        section,
        column.name,
        column.label_with_unit,
        "number",
        n_known=int((question.mask & ~np.isnan(values)).sum()),
        overall=summarise_values(values[question.mask]),
        cells=tuple(summarise_values(values[group.mask]) for group in grouping.groups),
        **smd_numbers(values, grouping),
    )


def _adjusted(rows: list[Table1Row], adjust: str) -> tuple[Table1Row, ...]:
    """Adjust the p values of all rows tested, one family."""
    tests = {i: row.test for i, row in enumerate(rows) if row.test is not None and row.test.p == row.test.p}
    found = list(rows)
    adjusted = adjust_p([test.p for test in tests.values()], adjust).tolist()
    for (i, test), p in zip(tests.items(), adjusted, strict=True):
        found[i] = replace(rows[i], test=replace(test, p_adjusted=p))
    return tuple(found)
