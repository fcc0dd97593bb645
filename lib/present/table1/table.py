"""Table 1 as a printed table, and as a plain one that can be sorted."""

from dataclasses import replace

from lib.analysis.common.grouping import EVERYONE, words_ungrouped
from lib.analysis.table1.row_tests import KRUSKAL_EXACT, RowTest
from lib.analysis.table1.table import Count, Table1, Table1Row
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
from lib.stats.common.adjust import ADJUSTMENT_NAMES
from lib.stats.common.result import unwrap
from lib.stats.description.describe import Description


def table_table1(result: Table1, smd: bool = False) -> PrintTable:
    """Set Table 1: sections as in the paper, n (%) and mean (SD) or median [IQR], p and effect size.

    Parameters
    ----------
    result : Table1
        With p adjusted where it says so.
    smd : bool
        Whether the standardised differences have a column.
    """
    groups = result.grouping.groups
    headings = (
        Heading(""),
        Heading("N known"),
        Heading("All", f"n = {result.n}"),
        *(Heading(group.label, f"n = {group.n}") for group in groups),
        *((Heading("SMD"),) if smd else ()),
        Heading("p"),
        *((Heading("p", "adjusted"),) if result.adjust != "none" else ()),
        Heading("Effect"),
        Heading("Test", text=True),
    )
    lines: list[Line] = []
    section, remarks = None, _remarks(result)
    for row in result.rows:
        if row.section != section:
            section = row.section
            lines.append(Line((section,), "section"))
        lines.extend(_lines(row, result, smd, remarks))
    caption = (
        f"Table 1. Characteristics of {plural(result.n, 'patient')} by {in_sentence(result.grouping.label)}"
    )
    if result.grouping.by == EVERYONE:
        return _undivided(result, headings, lines)
    return PrintTable(caption, headings, tuple(lines), (*_notes(result, smd), *_remark_notes(remarks)))


def _undivided(result: Table1, headings: tuple[Heading, ...], lines: list[Line]) -> PrintTable:
    """Keep one column of numbers where no groups are compared: none repeats it, and no test has a column."""
    kept = tuple(replace(line, cells=line.cells[:3]) for line in lines)
    caption = f"Table 1. Characteristics of {plural(result.n, 'patient')}"
    return PrintTable(caption, headings[:3], kept, _notes(result, smd=False))


def _lines(row: Table1Row, result: Table1, smd: bool, remarks: dict[str, str]) -> list[Line]:
    cells = (row.overall, *row.cells)
    tests = _test_cells(row, result, smd, remarks)
    none, n_known = ("",) * len(tests), str(row.n_known)
    if row.kind == "heading":
        return [Line((row.label, n_known, *("",) * (len(result.grouping.groups) + 1), *tests))]
    if row.kind == "level":
        return [Line((row.label, "", *_count_cells(row), *none), indent=True)]
    if row.kind == "yes_no":
        return [Line((row.label, n_known, *_count_cells(row), *tests))]
    described = [cell for cell in cells if isinstance(cell, Description)]
    means = tuple(_mean(cell, row.decimals + 1) for cell in described)
    medians = tuple(_median(cell, row.decimals) for cell in described)
    if result.numbers == "median":
        return [Line((f"{row.label}, median [IQR]", n_known, *medians, *tests))]
    first = Line((f"{row.label}, mean (SD)", n_known, *means, *tests))
    return (
        [first]
        if result.numbers == "mean"
        else [first, Line(("median [IQR]", "", *medians, *none), indent=True)]
    )


def _count_cells(row: Table1Row) -> tuple[str, ...]:
    counts = [cell for cell in (row.overall, *row.cells) if isinstance(cell, Count)]
    return tuple(format_count(cell.n, cell.total) for cell in counts)


def _mean(cell: Description, decimals: int) -> str:
    if not cell.n:
        return MISSING
    return f"{format_number(cell.mean, decimals)} ({format_number(cell.sd, decimals)})"


def _median(cell: Description, decimals: int) -> str:
    if not cell.n:
        return MISSING
    q1, q3 = format_number(cell.q1, decimals), format_number(cell.q3, decimals)
    return f"{format_number(cell.median, decimals)} [{q1}–{q3}]"


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


def _test_cells(row: Table1Row, result: Table1, smd: bool, remarks: dict[str, str]) -> tuple[str, ...]:
    test, letter = row.test, remarks.get(_remark(row.test), "")
    difference = (format_number(row.smd, 2),) if smd else ()
    adjusting = result.adjust != "none"
    if test is None or test.reason:
        return (*difference, *(MISSING,) * (2 + adjusting), letter and f"({letter})")
    name = SHORT_NAMES.get(test.method, test.method)
    return (
        *difference,
        format_p(test.p),
        *((format_p(test.p_adjusted),) if adjusting else ()),
        _effect(test),
        f"{name} ({letter})" if letter else name,
    )


def _effect(test: RowTest) -> str:
    if test.effect_name == "Cohen’s d":
        return f"d {format_number(test.effect, 2)}"
    return f"{SYMBOLS[test.effect_name]} {format_proportion(test.effect)}"


#: Effect sizes as the column Effect calls them.
SYMBOLS = {"Cramér’s V": "V", "η²_H": "η²", "η²": "η²", "Rank-biserial r": "r"}
#: Methods as the column Test calls them; the notes spell them out.
SHORT_NAMES = {
    "Fisher–Freeman–Halton exact test": "exact",
    "Fisher–Freeman–Halton test, Monte-Carlo p": "exact, Monte-Carlo",
    "Pearson's χ² test": "χ²",
    "Kruskal–Wallis test": "Kruskal–Wallis",
    KRUSKAL_EXACT: "Kruskal–Wallis, exact",
    "Mann–Whitney test": "Mann–Whitney",
    "Mann–Whitney test, exact p": "Mann–Whitney, exact",
    "Welch’s t test": "Welch’s t",
    "Welch’s analysis of variance": "Welch’s F",
}


#: What the notes say of each effect size in the table.
EFFECT_NOTES = {
    "Cramér’s V": "V: Cramér’s V without continuity or bias correction.",
    "η²_H": "η²: η²_H of the Kruskal–Wallis test, 0 when negative.",
    "η²": "η²: sum of squares between groups over the total.",
    "Cohen’s d": "d: first group minus second, over √((s₁² + s₂²) / 2).",
    "Rank-biserial r": "r: rank-biserial.",
}
SMD_NOTE = "SMD: absolute standardised difference, of means over √((s₁² + s₂²) / 2), of categories by Yang and Dalton"


def _notes(result: Table1, smd: bool) -> tuple[str, ...]:
    tests = [row.test for row in result.rows if row.test and row.test.method]
    notes = [
        "Counts are n (%) of the patients whose value is known (N known); a yes/no row shows yes. "
        "IQR: first to third quartile.",
    ]
    if tests:
        used = dict.fromkeys(test.effect_name for test in tests)
        exact = (
            "exact: Fisher–Freeman–Halton exact test. " if any("Freeman" in t.method for t in tests) else ""
        )
        tested = sum(test.p == test.p for test in tests)
        adjusted = (
            "p values are not adjusted for the number of rows."
            if result.adjust == "none"
            else f"Adjusted p: {ADJUSTMENT_NAMES[result.adjust]}, over {plural(tested, 'row')} tested."
        )
        notes.append(f"{exact}{' '.join(EFFECT_NOTES[name] for name in used)} {adjusted}")
    if smd:
        many = len(result.grouping.tested) > 2
        notes.append(f"{SMD_NOTE}{'; the largest of all pairs of groups' if many else ''}.")
    if result.grouping.note:
        notes.append(result.grouping.note)
    if result.grouping.n_left_out:
        notes.append(
            f"{words_ungrouped(result.grouping)}: {result.grouping.n_left_out} of "
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
        record["SMD"] = row.smd if row.test else None
        record["Groups of the SMD"] = " – ".join(row.smd_groups) if row.test and row.smd == row.smd else ""
        record["p"] = row.test.p if row.test else None
        record["p adjusted"] = row.test.p_adjusted if row.test else None
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
    if result.grouping.by == EVERYONE:
        return f"{plural(result.n, 'patient')}; no groups are compared."
    if not tested:
        return f"{plural(result.n, 'patient')}, no row that can be tested: there is nothing to compare."
    low = find_rows(tested, lambda row: unwrap(row.test).p_adjusted)
    groups = ", ".join(f"{in_sentence(group.label)} {group.n}" for group in result.grouping.tested)
    adjusted = "without adjustment"
    if result.adjust != "none":
        adjusted = f"after adjustment ({ADJUSTMENT_NAMES[result.adjust]})"
    start = (
        f"Between the groups ({groups}), {words_found(len(low), len(tested), 'tested row')} "
        f"{'has' if len(low) < 2 else 'have'} {format_level()} {adjusted}"
    )
    if not low:
        return f"{start}."
    named = "; ".join(f"{row.label} ({format_p_equation(unwrap(row.test).p_adjusted)})" for row in low[:4])
    more = f" and {len(low) - 4} more" if len(low) > 4 else ""
    return f"{start}: {named}{more}."
