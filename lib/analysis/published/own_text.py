"""Another paper's table or results, pasted: what the checks that need no patient data find in them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lib.analysis.published.judgement import judge_table
from lib.analysis.published.own_table import MAX_CHARACTERS, TextFault, read_own_table, too_long
from lib.analysis.published.reported_f import (
    EXPECTED,
    LineFault,
    ReportedF,
    check_reported_f,
    read_reported_f,
)
from lib.analysis.published.table import Place, PrintedTable
from lib.analysis.published.verdicts import Cell, Finding, judge_cell
from lib.cohort.codebook import DATA_FOLDER

#: Tables and results to begin with; each holds mistakes that the checks find.
EXAMPLE_TABLE = DATA_FOLDER / "example_table.csv"
EXAMPLE_LINES = "\n".join(
    (
        "F(4, 39) = 6.26, p = .001, ηp² = .39",
        "F(4) = 5.22; p = 0.001; ηp² = 0.11",
        "F(2, 57) = 3.80, p = .048, ηp² = .12",
    )
)


@dataclass(frozen=True)
class OwnFindings:
    """What the checks found in pasted text, or the faults that kept it from being read.

    Attributes
    ----------
    findings : tuple of Finding
        In printed order.
    faults : tuple of TextFault
        Parts that could not be read; the rest is checked all the same.
    sizes : tuple of (str, int or None, bool)
        Label and size of each column of patients, and whether the size was worked out from percentages.
    """

    findings: tuple[Finding, ...]
    faults: tuple[TextFault, ...]
    sizes: tuple[tuple[str, int | None, bool], ...] = ()


def check_own_table(text: str) -> OwnFindings:
    """Check a pasted table of counts by group.

    Parameters
    ----------
    text : str
        In the form that `own_table` describes.

    Returns
    -------
    OwnFindings
        With every cell that could not be read among the faults, and the rest checked.
    """
    table, before, faults = read_own_table(text)
    if table is None:
        return OwnFindings((), faults)
    return OwnFindings(judge_table(table), faults, _sizes(before, table))


def _sizes(before: tuple[Place, ...], table: PrintedTable) -> tuple[tuple[str, int | None, bool], ...]:
    pairs = zip(before, table.places, strict=True)
    return tuple((now.label, now.size, printed.size is None) for printed, now in pairs)


_NEXT_F = re.compile(r"(?=\bF\s*\()", re.IGNORECASE)


def check_own_lines(text: str) -> OwnFindings:
    """Check pasted lines of results, such as `F(4, 39) = 6.26, p = .001, ηp² = .39`.

    Parameters
    ----------
    text : str
        One result a line; several in one line are taken apart.

    Returns
    -------
    OwnFindings
    """
    if len(text) > MAX_CHARACTERS:
        return OwnFindings((), (too_long(text),))
    findings: list[Finding] = []
    faults: list[TextFault] = []
    for number, line in enumerate(text.splitlines(), 1):
        parts = [part for part in _NEXT_F.split(line) if part.strip()]
        results = [part for part in parts if _NEXT_F.match(part)] or parts
        for order, part in enumerate(results, 1):
            place = f"Line {number}" if len(results) == 1 else f"Line {number}, result {order}"
            reported = read_reported_f(part)
            if isinstance(reported, LineFault):
                faults.append(TextFault(place, reported.found, f"“{reported.expected}”"))
            else:
                findings.extend(_judge_line(place, part.strip(" ;,."), reported))
    if not findings and not faults:
        faults.append(TextFault("The text", "no line", f"“{EXPECTED}”"))
    return OwnFindings(tuple(findings), tuple(faults))


def _judge_line(place: str, text: str, reported: ReportedF) -> Iterator[Finding]:
    printed = {"F": reported.f, "p": reported.p, "partial_eta_squared": reported.eta}
    cells = [Cell(f"{place}|df", place, "", text, "df", reported.df_text)]
    for quantity, number in printed.items():
        if number is not None:
            words = "ηp²" if quantity == "partial_eta_squared" else quantity
            sign = "" if number.sign == "=" else f"{number.sign} "
            cells.append(
                Cell(f"{place}|{quantity}", place, "", text, words, sign + number.text, number.decimals)
            )
    checks = list(check_reported_f(reported, {cell.key.rpartition("|")[2]: cell.key for cell in cells}))
    for cell in cells:
        yield judge_cell(
            cell, [check for check in checks if check.cell == cell.key], "Nothing else is printed."
        )
