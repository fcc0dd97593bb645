"""The log of what was looked at: sentence and table, exploratory and planned apart."""

from lib.analysis.robustness.log import LoggedFamily, Looked
from lib.present.common.formats import format_level, format_p, format_whole, plural
from lib.present.common.table import Heading, Line, PrintTable
from lib.stats.common.distributions import ALPHA

PLANNED, EXPLORATORY = "As planned", "Exploratory"


def sentence_log(family: LoggedFamily) -> str:
    """Say how many results were looked at, and how many p stay below .05 once all are counted."""
    n = len(family.results)
    if not n:
        return "No result with a p value was looked at in this session yet."
    raw = sum(row.p < ALPHA for row in family.results)
    planned = sum(row.planned for row in family.results)
    as_planned = f" {format_whole(planned)} of them as planned." if planned else ""
    return (
        f"{plural(n, 'result')} with a p value {'was' if n == 1 else 'were'} looked at in this session: "
        f"{format_level()} in {format_whole(raw)}, after Holm over all of them in "
        f"{format_whole(int((family.p_holm < ALPHA).sum()))}, by the false discovery rate in "
        f"{format_whole(int((family.p_fdr < ALPHA).sum()))}.{as_planned}"
    )


def sentence_plan(departures: tuple[str, ...], sealed_at: str) -> str:
    """Say whether the settings in force are those of a sealed plan."""
    when = f"{sealed_at[:16].replace('T', ' ')} UTC"
    if not departures:
        return f"As planned: the settings in force are those sealed on {when}."
    return f"Departs from the plan sealed on {when}: {'; '.join(departures)}."


def table_log(family: LoggedFamily) -> PrintTable:
    """Set the results in the order in which they were looked at, planned before exploratory."""
    headings = (
        Heading("Result", text=True),
        Heading("Page", text=True),
        Heading("n"),
        Heading("p"),
        Heading("Holm"),
        Heading("FDR"),
        Heading("Patients", text=True, wide=True),
        Heading("Definition", text=True, wide=True),
        Heading("Departures", text=True, wide=True),
    )
    lines: list[Line] = []
    rows = list(zip(family.results, family.p_holm.tolist(), family.p_fdr.tolist(), strict=True))
    for title, kept in ((PLANNED, True), (EXPLORATORY, False)):
        own = [_line(*row) for row in rows if row[0].planned == kept]
        if own:
            lines += [Line((f"{title} ({len(own)})",), "section"), *own]
    note = (
        "Holm and the false discovery rate are taken over every row, planned and exploratory. A result is exploratory "
        "unless a plan was sealed before it was looked at and nothing departs from it."
    )
    return PrintTable("Results looked at in this session", headings, tuple(lines), (note,))


def _line(row: Looked, holm: float, fdr: float) -> Line:
    departures = "no plan" if row.departures is None else "; ".join(row.departures) or "none"
    return Line(
        (
            row.result, row.page, str(row.n), format_p(row.p), format_p(holm), format_p(fdr), row.selection,
            row.definition, departures,
        )
    )  # fmt: skip
