"""Table 1: who the patients are, overall and by group, with the test of each row."""

from dataclasses import dataclass

import numpy as np

from lib.analysis.anova.visits import why_withheld
from lib.analysis.common.confinement import confine
from lib.analysis.common.grouping import EVERYONE, MOST_LEVELS, Grouping, group_patients, makes_groups
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
#: Why a measure has no p between groups made of its change.
MADE_OF_IT = "The groups are made of its change, so its p is not given."


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


def summarise_table1(question: Question, by: str, *, as_printed: bool = False) -> Table1:
    """Describe the selected patients, overall and by group.

    Parameters
    ----------
    question : Question
        Cohort, definition and selection.
    by : str
        What the groups are: `outcome` or the name of a levelled column; the column itself is no row.
    as_printed : bool
        Count a row that concerns some patients only (a comorbidity within one diagnosis) out of all patients, as
        Górska et al. print it, and not out of those it is tested in.

    Returns
    -------
    Table1
        Levelled columns as n of known with the exact Fisher–Freeman–Halton p and Cramér's V; numbers as
        mean, SD, median and quartiles with the Kruskal–Wallis p and η²_H. Missing values are left out
        row by row; `n_known` tells how many remain. Every measure at the first visit follows as a number.
    """
    grouping = group_patients(question, by)
    rows: list[Table1Row] = []
    for column in question.cohort.codebook.characteristics:
        if column.name == by:
            continue
        if column.kind in LEVELLED_KINDS:
            rows.extend(_levelled_rows(question, grouping, column, as_printed=as_printed))
        else:
            rows.append(_number_row(question, grouping, column))
    rows.extend(_baseline_row(question, grouping, column) for column in question.cohort.codebook.measures)
    return Table1(int(question.mask.sum()), grouping, tuple(rows))


def _levelled_rows(
    question: Question, grouping: Grouping, column: Column, *, as_printed: bool
) -> list[Table1Row]:
    cohort, codes = question.cohort, question.cohort.codes(column.name)
    if not makes_groups(cohort, column):
        return [_too_many_levels(question, column)]
    test = _test_levels(question, grouping, column)
    known = (codes >= 0) & (True if as_printed else confine(cohort, column)[0])
    n_known = int((question.mask & known).sum())
    if column.kind in ("yes_no", "any_of"):
        overall, cells = _counts(known & (codes == 0), known, question.mask, grouping)
        return [
            Table1Row(
                column.section, column.name, column.label, "yes_no", "yes", n_known, overall, cells, test
            )
        ]
    rows = [Table1Row(column.section, column.name, column.label, "heading", n_known=n_known, test=test)]
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


def _baseline_row(question: Question, grouping: Grouping, column: Column) -> Table1Row:
    """Describe a measure at the first visit; not tested between groups that are made of its change."""
    cohort = question.cohort
    values = cohort.measures[column.name][:, 0]
    circular = bool(why_withheld(question, column.name, grouping.by)) and grouping.by != EVERYONE
    return Table1Row(
        f"Measures at {cohort.codebook.visits[0].short}",
        column.name,
        column.label_with_unit,
        "number",
        n_known=int((question.mask & ~np.isnan(values)).sum()),
        overall=summarise_values(values[question.mask]),
        cells=tuple(summarise_values(values[group.mask]) for group in grouping.groups),
        test=RowTest(reason=MADE_OF_IT) if circular else _test_numbers(values, grouping),
    )


def _refused(grouping: Grouping) -> RowTest | None:
    if len(grouping.tested) < 2:
        return RowTest(reason="There is only one group.")
    return None


def _test_levels(question: Question, grouping: Grouping, column: Column) -> RowTest:
    refused = _refused(grouping)
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
