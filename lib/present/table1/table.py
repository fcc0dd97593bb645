"""Table 1 as a printed table, and as a plain one that can be sorted."""

from lib.analysis.table1.table import KRUSKAL_EXACT, Count, RowTest, Table1, Table1Row
from lib.cohort.codebook import in_sentence
from lib.present.common.claims import find_rows, words_found
from lib.present.common.formats import (
    MISSING,
    format_count,
    format_level,
    format_number,
    format_p,
    format_p_equation,
    format_proportion,
    plural,
)
from lib.present.common.table import Heading, Line, PrintTable
from lib.stats.describe import Description

NUMBER_DECIMALS = 2


def table_table1(result: Table1) -> PrintTable:
    """Set Table 1: sections as in the paper, n (%) and mean (SD) with median [IQR], p and effect size."""
    groups = result.grouping.groups
    headings = (
        Heading(""),
        Heading("N known"),
        Heading("All", f"n = {result.n}"),
        *(Heading(group.label, f"n = {group.n}") for group in groups),
        Heading("p"),
        Heading("Effect"),
        Heading("Test", text=True),
    )
    lines: list[Line] = []
    section, remarks = None, _remarks(result)
    for row in result.rows:
        if row.section != section:
            section = row.section
            lines.append(Line((section,), "section"))
        lines.extend(_lines(row, len(groups), remarks))
    caption = (
        f"Table 1. Characteristics of {plural(result.n, 'patient')} by {in_sentence(result.grouping.label)}"
    )
    return PrintTable(caption, headings, tuple(lines), (*_notes(result), *_remark_notes(remarks)))


def _lines(row: Table1Row, n_groups: int, remarks: dict[str, str]) -> list[Line]:
    if row.kind == "heading":
        blank = ("",) * (n_groups + 1)
        return [Line((row.label, str(row.n_known), *blank, *_test_cells(row.test, remarks)))]
    if row.kind == "level":
        return [Line((row.label, "", *_count_cells(row), "", "", ""), indent=True)]
    if row.kind == "yes_no":
        return [Line((row.label, str(row.n_known), *_count_cells(row), *_test_cells(row.test, remarks)))]
    cells = (row.overall, *row.cells)
    means = tuple(_mean(cell) for cell in cells)
    medians = tuple(_median(cell) for cell in cells)
    return [
        Line((f"{row.label}, mean (SD)", str(row.n_known), *means, *_test_cells(row.test, remarks))),
        Line(("median [IQR]", "", *medians, "", "", ""), indent=True),
    ]


def _count_cells(row: Table1Row) -> tuple[str, ...]:
    return tuple(format_count(cell.n, cell.total) for cell in (row.overall, *row.cells))


def _mean(cell: Description) -> str:
    if not cell.n:
        return MISSING
    sd = format_number(cell.sd, NUMBER_DECIMALS)
    return f"{format_number(cell.mean, NUMBER_DECIMALS)} ({sd})"


def _median(cell: Description) -> str:
    if not cell.n:
        return MISSING
    q1, q3 = format_number(cell.q1, 1), format_number(cell.q3, 1)
    return f"{format_number(cell.median, 1)} [{q1}–{q3}]"


def _remark(test: RowTest | None) -> str:
    """Say what is particular about a row's test: why there is none, or to whom it is confined."""
    if test is None:
        return ""
    return test.reason or (
        f"Counted and tested in patients {test.within} alone ({test.n} in the groups)." if test.within else ""
    )


def _remarks(result: Table1) -> dict[str, str]:
    """Give each remark a letter, in the order of the rows."""
    words = dict.fromkeys(remark for row in result.rows if (remark := _remark(row.test)))
    return {remark: chr(ord("a") + position % 26) for position, remark in enumerate(words)}


def _remark_notes(remarks: dict[str, str]) -> tuple[str, ...]:
    return tuple(f"{letter}: {remark}" for remark, letter in remarks.items())


def _test_cells(test: RowTest | None, remarks: dict[str, str]) -> tuple[str, str, str]:
    letter = remarks.get(_remark(test), "")
    if test is None or test.reason:
        return MISSING, MISSING, letter and f"({letter})"
    symbol = "V" if test.effect_name.startswith("Cram") else "η²"
    name = SHORT_NAMES.get(test.method, test.method)
    return (
        format_p(test.p),
        f"{symbol} {format_proportion(test.effect)}",
        f"{name} ({letter})" if letter else name,
    )


#: Methods as the column Test calls them; the notes spell them out.
SHORT_NAMES = {
    "Fisher–Freeman–Halton exact test": "exact",
    "Fisher–Freeman–Halton test, Monte-Carlo p": "exact, Monte-Carlo",
    "Pearson's χ² test": "χ²",
    "Kruskal–Wallis test": "Kruskal–Wallis",
    KRUSKAL_EXACT: "Kruskal–Wallis, exact",
}


def _notes(result: Table1) -> tuple[str, ...]:
    methods = {row.test.method for row in result.rows if row.test and row.test.method}
    notes = [
        "Counts are n (%) of the patients whose value is known (N known); a yes/no row shows yes. "
        "IQR: first to third quartile.",
    ]
    if methods:
        notes.append(
            "exact: Fisher–Freeman–Halton exact test. V: Cramér’s V without continuity or bias correction. "
            "η²: η²_H of the Kruskal–Wallis test, 0 when negative. p values are not adjusted for the number of rows."
        )
    if result.grouping.note:
        notes.append(result.grouping.note)
    if result.grouping.n_left_out:
        notes.append(
            f"No value for {in_sentence(result.grouping.label)}: {result.grouping.n_left_out} of "
            f"{plural(result.n, 'patient')}, counted under All and in no group."
        )
    return tuple(notes)


def records_table1(result: Table1) -> list[dict[str, object]]:
    """Give Table 1 as plain records, numbers unrounded, for the sortable view."""
    records = []
    for row in result.rows:
        record: dict[str, object] = {"Section": row.section, "Row": _record_label(row, result)}
        record["N known"] = row.n_known
        for label, cell in zip(
            ("All", *(g.label for g in result.grouping.groups)), (row.overall, *row.cells), strict=False
        ):
            record[label] = _record_value(cell)
        record["p"] = row.test.p if row.test else None
        record["Effect size"] = row.test.effect if row.test else None
        record["Test"] = (row.test.method or row.test.reason) if row.test else ""
        records.append(record)
    return records


def _record_label(row: Table1Row, result: Table1) -> str:
    if row.kind != "level":
        return f"{row.label}, mean" if row.kind == "number" else row.label
    parent = next(r.label for r in result.rows if r.kind == "heading" and r.column == row.column)
    return f"{parent}: {row.label}"


def _record_value(cell: Count | Description | None) -> float | None:
    if cell is None:
        return None
    return cell.n if isinstance(cell, Count) else cell.mean


def sentence_table1(result: Table1) -> str:
    """Say in which rows the groups differ at p < .05, without adjustment, and how many rows were tested."""
    tested = [row for row in result.rows if row.test and row.test.p == row.test.p]
    if not tested:
        return f"{plural(result.n, 'patient')}, no row that can be tested: there is nothing to compare."
    low = find_rows(tested, lambda row: row.test.p)
    groups = ", ".join(f"{in_sentence(group.label)} {group.n}" for group in result.grouping.tested)
    start = (
        f"Between the groups ({groups}), {words_found(len(low), len(tested), 'tested row')} "
        f"{'has' if len(low) < 2 else 'have'} {format_level()} without adjustment"
    )
    if not low:
        return f"{start}."
    named = "; ".join(f"{row.label} ({format_p_equation(row.test.p)})" for row in low[:4])
    more = f" and {len(low) - 4} more" if len(low) > 4 else ""
    return f"{start}: {named}{more}."
