"""The published numbers with their verdicts: sentences, tables and records."""

from collections.abc import Sequence

from lib.analysis.published.judgement import PaperFindings
from lib.analysis.published.own_text import OwnFindings
from lib.analysis.published.patients import AllowedPatients, common_range
from lib.analysis.published.verdicts import (
    AFTER_ROUNDING,
    HOLDING,
    INCONSISTENT,
    NOT_REPRODUCED,
    OTHER_READING,
    UNCHECKED,
    VERDICT_BY_CODE,
    VERDICTS,
    Finding,
)
from lib.present.common.formats import MISSING, format_printed, plural
from lib.present.common.number_style import ENGLISH, always_in
from lib.present.common.table import Heading, Line, PrintTable
from lib.present.published.notes import SIGNS

#: Most lines of a printed table on the page; the sortable list holds all.
MAX_LINES = 60


def sentence_paper(result: PaperFindings) -> str:
    """Say how many of the printed numbers hold."""
    return _sentence(result.findings, "printed numbers of Górska et al. 2021")


def sentence_own(result: OwnFindings) -> str:
    """Say how many of the numbers of a pasted table hold."""
    return _sentence(result.findings, "printed numbers")


def _sentence(findings: Sequence[Finding], what: str) -> str:
    counts = {code: sum(f.verdict == code for f in findings) for code in VERDICT_BY_CODE}
    holding = sum(counts[code] for code in HOLDING)
    how = [
        f"{counts[code]} {words}"
        for code, words in ((AFTER_ROUNDING, "after rounding"), (OTHER_READING, "under another reading"))
        if counts[code]
    ]
    parts = [f"Of {len(findings)} {what}, {holding} hold{f' ({_and(how)})' if how else ''}"]
    for code, singular, many in (
        (INCONSISTENT, "contradicts another in print", "contradict others in print"),
        (NOT_REPRODUCED, "is not reproduced by the cohort", "are not reproduced by the cohort"),
        (UNCHECKED, "cannot be checked", "cannot be checked"),
    ):
        if counts[code]:
            parts.append(f"{counts[code]} {singular if counts[code] == 1 else many}")
    return f"{_and(parts)}."


def _and(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def sentence_patients(result: PaperFindings) -> str:
    """Say how many patients the printed ANOVAs allow."""
    common = common_range(result.patients)
    if common is None:
        return "No number of patients makes all printed ANOVAs agree."
    low, high = common
    words = plural(low, "patient") if low == high else f"{low} to {high} patients"
    fewer = result.question.cohort.n_patients - high
    than = f", {fewer} fewer than in Table 1" if fewer > 0 else ""
    return f"The paper does not state how many patients the ANOVAs rest on; F, p and ηp² together allow {words}{than}."


def format_recomputed(finding: Finding) -> str:
    """Write a recomputed number with one decimal more than print, several apart by commas."""
    if not finding.recomputed:
        return MISSING
    whole = all(float(value).is_integer() for value in finding.recomputed)
    decimals = 0 if whole and finding.cell.place.endswith((", n", "df")) else finding.cell.decimals + 1
    if finding.cell.place == "statement":
        decimals = 3
    return ", ".join(format_printed(value, decimals) for value in finding.recomputed)


def format_verdict(finding: Finding) -> str:
    """Write a verdict with its reading: `Reproduced under another reading: …`."""
    label = VERDICT_BY_CODE[finding.verdict].label
    return f"{label}: {finding.reading}" if finding.reading else label


def choose_notable(findings: Sequence[Finding], verdicts: Sequence[str]) -> tuple[Finding, ...]:
    """Choose what the printed table shows: the verdicts chosen, else what contradicts print or the cohort."""
    wanted = verdicts or (INCONSISTENT, NOT_REPRODUCED)
    return tuple(finding for finding in findings if finding.verdict in wanted)


@always_in(ENGLISH)
def table_findings(
    findings: Sequence[Finding], verdicts: Sequence[str], *, most: int = MAX_LINES
) -> PrintTable:
    """Set findings one a line: printed, recomputed, verdict, and the arithmetic that shows it.

    Parameters
    ----------
    findings : sequence of Finding
        All of them.
    verdicts : sequence of str
        Verdicts chosen; none shows what does not hold.
    most : int
        Most lines; what is cut off is counted in a note.
    """
    notable = choose_notable(findings, verdicts)
    lines: list[Line] = []
    section = told = ""
    for finding in notable[:most]:
        heading = " · ".join(part for part in (finding.cell.source, finding.cell.section) if part)
        if heading != section:
            section, told = heading, ""
            lines.append(Line((section,), "section"))
        cells = _cells(finding)
        lines.append(Line((*cells[:-1], "As above.") if cells[-1] == told else cells))
        told = cells[-1]
    labels = [VERDICT_BY_CODE[code].label.lower() for code in verdicts] or ["what does not hold"]
    caption = f"{_and(labels).capitalize()}: {plural(len(notable), 'number')}"
    notes = [f"{verdict.label}: {verdict.meaning}." for verdict in VERDICTS if verdict.code in verdicts]
    if len(notable) > most:
        notes.insert(0, f"{len(notable) - most} more stand in the list below.")
    return PrintTable(caption, HEADINGS, tuple(lines), tuple(notes))


HEADINGS = (
    Heading("Number", text=True),
    Heading("Printed"),
    Heading("Recomputed"),
    Heading("Method", text=True, wide=True),
    Heading("Verdict, and what shows it", text=True, wide=True),
)


def _cells(finding: Finding) -> tuple[str, ...]:
    cell = finding.cell
    why = f"{format_verdict(finding)}. {finding.arithmetic}".strip()
    return f"{cell.row}, {cell.place}", cell.printed, format_recomputed(finding), finding.method, why


def records_findings(findings: Sequence[Finding], verdicts: Sequence[str]) -> list[dict[str, str]]:
    """Give the findings with the verdicts chosen (all when none is) as records for the sortable list."""
    return [
        {
            "Verdict": f"{SIGNS[f.verdict]} {VERDICT_BY_CODE[f.verdict].label}",
            "Where": f.cell.source,
            "Row": f.cell.row,
            "Number": f.cell.place,
            "Printed": f.cell.printed,
            "Recomputed": format_recomputed(f),
            "Method": f.method,
            "Arithmetic": f.arithmetic,
            "Reading": f.reading,
            "Check": f.kind,
        }
        for f in findings
        if not verdicts or f.verdict in verdicts
    ]


@always_in(ENGLISH)
def table_patients(rows: Sequence[AllowedPatients]) -> PrintTable:
    """Set the numbers of patients that each printed ANOVA allows."""
    headings = (
        Heading("Printed ANOVA", text=True),
        Heading("df"),
        Heading("Error df allowed"),
        Heading("Patients allowed"),
    )
    lines = tuple(
        Line((row.label, f"{row.df1:g}", _range(row.df2_low, row.df2_high), _range(row.low, row.high)))
        for row in rows
    )
    notes = (
        "F, p and ηp² are taken as every value that rounds to the printed one. Design of each: "
        + "; ".join(dict.fromkeys(row.design for row in rows))
        + ".",
    )
    return PrintTable("Patients behind the printed ANOVAs", headings, lines, notes)


def _range(low: int | None, high: int | None) -> str:
    if low is None:
        return MISSING
    return str(low) if low == high else f"{low}–{high}"


def describe_sizes(result: OwnFindings) -> str:
    """Say which group sizes the checks of a pasted table used, and where they came from."""
    if not result.sizes:
        return ""
    parts = []
    for label, size, worked_out in result.sizes:
        source = " (from the percentages)" if worked_out and size else ""
        parts.append(f"{label}: {'not known' if size is None else f'n = {size}'}{source}")
    return f"Group sizes used: {'; '.join(parts)}."


def list_faults(result: OwnFindings, *, most: int = 5) -> list[str]:
    """Say what could not be read, at most five sentences and how many more there are."""
    sentences = [str(fault) for fault in result.faults[:most]]
    more = len(result.faults) - most
    return [*sentences, f"And {more} more."] if more > 0 else sentences
