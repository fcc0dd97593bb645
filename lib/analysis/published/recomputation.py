"""Every printed number beside its recomputation from a cohort."""

from collections.abc import Iterator

import numpy as np

from lib.analysis.common.question import Question
from lib.analysis.published.magnesium import ROUTES, Measured, Recomputed
from lib.analysis.published.paper import Statistic
from lib.analysis.published.reported_f import read_df
from lib.analysis.published.table import FIELDS, PrintedRow, PrintedTable, cell_key
from lib.analysis.published.verdicts import (
    INCONSISTENT,
    NOT_REPRODUCED,
    OTHER_READING,
    RECOMPUTATION,
    REPRODUCED,
    UNCHECKED,
    Check,
    verdict_of,
)
from lib.analysis.table1.row_tests import RowTest
from lib.analysis.table1.table import Count, Table1, Table1Row, summarise_table1
from lib.stats.common.distributions import ALPHA
from lib.stats.common.result import Refusal
from lib.stats.published.printed import Printed, agreement
from lib.stats.published.reported import eta_squared_h
from lib.stats.ranks.rank_tests import kruskal_wallis

COUNTED, DESCRIBED = "Count in the cohort", "Mean and SD in the cohort"
#: Why a number of the text has nothing to be held against.
NO_RECOMPUTATION = {
    "protocol": "A figure of the study’s protocol, not a result.",
    "assay": "A figure of the assay, not a result.",
    "outcome_definition": "A rule of the study, not a result; the dashboard applies it as it stands.",
    "significance_level": "A convention of the study, not a result.",
}


def recompute_table(table: PrintedTable, question: Question) -> Iterator[Check]:
    """Recompute Table 1 from a cohort by outcome group.

    Parameters
    ----------
    table : PrintedTable
        Its rows name columns and levels of the codebook.
    question : Question
        The cohort under the paper's definition, all patients.

    Yields
    ------
    Check
        One for each printed number that the cohort has.
    """
    result = summarise_table1(question, "outcome", as_printed=True)
    by_level = {(row.column, row.level): row for row in result.rows}
    tests = {row.column: row.test for row in result.rows if row.test is not None}
    for row in table.rows:
        own = by_level.get((row.column, row.level)) or by_level.get((row.column, ""))
        if own is not None:
            yield from _recompute_cells(table, row, own)
        if row.column in tests and (row.p_text or row.effect_text):
            yield from _recompute_test(table, row, tests[row.column], question, result)


def _recompute_cells(table: PrintedTable, row: PrintedRow, own: Table1Row) -> Iterator[Check]:
    for position, cell in enumerate((own.overall, *own.cells)[: len(table.places)]):
        for attribute, what, _ in FIELDS:
            values = getattr(row, attribute)
            printed = values[position] if position < len(values) else None
            if printed is None or cell is None:
                continue
            value, method = _value_of(cell, what)
            yield _held(cell_key(table, row, what, position), printed, value, method)


def _value_of(cell: object, what: str) -> tuple[float, str]:
    if isinstance(cell, Count):
        return (float(cell.n) if what == "n" else 100 * cell.n / cell.total), COUNTED
    return getattr(cell, what), DESCRIBED


def _held(key: str, printed: Printed, value: float, method: str, reading: str = "") -> Check:
    """Hold a recomputed number against the printed one."""
    verdict, rounding = verdict_of(agreement(printed, value))
    if verdict == INCONSISTENT:
        return Check(key, RECOMPUTATION, method, NOT_REPRODUCED, (value,))
    if reading:
        verdict = OTHER_READING
    return Check(key, RECOMPUTATION, method, verdict, (value,), "; ".join(filter(None, (reading, rounding))))


def _recompute_test(
    table: PrintedTable, row: PrintedRow, test: RowTest, question: Question, result: Table1
) -> Iterator[Check]:
    within = f", within {test.within}" if test.within else ""
    methods = {"p": test.method, "effect": test.effect_name}
    effect = _eta_squared(row, question, result) if row.is_mean else test.effect
    for what, printed, value in (("p", row.p, test.p), ("effect", row.effect, effect)):
        key = cell_key(table, row, what)
        if printed is not None and not np.isnan(value):
            yield _held(key, printed, value, f"{methods[what]} in the cohort{within}, n = {test.n}")
        elif printed is None and test.reason and (row.p_text if what == "p" else row.effect_text):
            yield Check(key, RECOMPUTATION, "No test", REPRODUCED, (), "", test.reason)


def _eta_squared(row: PrintedRow, question: Question, result: Table1) -> float:
    """η²_H without being cut off at 0, so that a negative one can be told from 0."""
    values, codes = question.cohort.numbers(row.column), result.grouping.codes
    used = (codes >= 0) & ~np.isnan(values)
    found = kruskal_wallis(values[used], codes[used])
    if isinstance(found, Refusal):
        return np.nan
    return eta_squared_h(found.h, len(found.levels), found.n)


def recompute_statistics(statistics: tuple[Statistic, ...], question: Question) -> Iterator[Check]:
    """Recompute the statistics of the text and of Table 2 from a cohort.

    Parameters
    ----------
    statistics : tuple of Statistic
        Each names its analysis; `magnesium.ROUTES` says how that is computed.
    question : Question
        The cohort under the paper's definition, all patients.

    Yields
    ------
    Check
        One a statistic; where several routes lead to it, the first that gives the printed number.
    """
    measured, known = Measured(question), {}
    for statistic in statistics:
        routes = ROUTES.get(statistic.analysis)
        if routes is None:
            reason = NO_RECOMPUTATION[statistic.analysis]
            yield Check(statistic.key, "", "", UNCHECKED, (), "", reason)
            continue
        tried = []
        for reading, compute in routes:
            asked = (compute, *statistic.asked)
            if asked not in known:
                known[asked] = compute(measured, statistic)
            tried.append(_check_statistic(statistic, known[asked], reading))
        holding = [check for check in tried if check.verdict not in (NOT_REPRODUCED, UNCHECKED)]
        yield holding[0] if holding else tried[0]


def _check_statistic(statistic: Statistic, result: Recomputed | Refusal, reading: str) -> Check:
    key = statistic.key
    if isinstance(result, Refusal):
        return Check(key, RECOMPUTATION, "", UNCHECKED, (), "", result.reason)
    if statistic.quantity == "claim":
        return _check_claim(key, result, reading)
    values = result.values[statistic.quantity]
    if statistic.quantity == "df":
        df = read_df(statistic.printed)
        if df is None:
            raise ValueError(f"{key} prints no degrees of freedom: {statistic.printed!r}")
        df1, df2, _ = df
        fits = df1 == values[0] and df2 in (None, values[1])
        return Check(key, RECOMPUTATION, result.method, REPRODUCED if fits else NOT_REPRODUCED, values)
    if statistic.number is None:
        raise ValueError(f"{key} prints no number: {statistic.printed!r}")
    return _held(key, statistic.number, values[0], result.method, reading)


def _check_claim(key: str, result: Recomputed, reading: str) -> Check:
    """“Not significant” holds when every p it speaks of is at least α."""
    p = result.values["p"]
    holds = min(p) >= ALPHA
    verdict = (OTHER_READING if reading else REPRODUCED) if holds else NOT_REPRODUCED
    words = f"Least p of {len(p)}: {min(p):.3f}." if len(p) > 1 else f"p = {p[0]:.3f}."
    return Check(key, RECOMPUTATION, result.method, verdict, (min(p),), reading, words)
