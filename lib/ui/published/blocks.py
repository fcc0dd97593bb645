"""The published numbers: verdicts, pictures, tables, and the form for a table of the reader's own."""

from collections.abc import Sequence
from typing import Literal

import streamlit as st

from lib.analysis.published.judgement import PaperFindings
from lib.analysis.published.verdicts import Finding
from lib.present.common.figure import Figure
from lib.present.common.provenance import provenance_of
from lib.present.published.map import alt_tiles, caption_tiles, chart_tiles, split_parts
from lib.present.published.notes import records_checks, records_verdicts
from lib.present.published.verdicts import records_findings, table_findings, table_patients
from lib.ui.state.session import current_settings
from lib.ui.widgets.blocks import show_figure, show_table, show_table_files
from lib.ui.widgets.records import show_records

#: Widths of the columns of the sortable list that hold sentences.
COLUMN_WIDTHS: dict[str, Literal["medium", "large"]] = {
    "Arithmetic": "large",
    "Reading": "medium",
    "Method": "medium",
}


def show_maps(result: PaperFindings) -> None:
    """Draw every printed number as a tile: Table 1 on the left, Table 2 and the text on the right.

    Parameters
    ----------
    result : PaperFindings
        Verdicts that are not chosen fade.
    """
    table, rest = split_parts(result.findings)
    left, right = st.columns(2, gap="large")
    with left:
        _show_map("paper-table-1", table, "Table 1", result)
    with right:
        _show_map("paper-text", rest, "Table 2 and the text", result)
        show_table(table_patients(result.patients))


def _show_map(name: str, findings: Sequence[Finding], words: str, result: PaperFindings) -> None:
    verdicts = current_settings().verdict
    figure = Figure(
        lambda theme: chart_tiles(findings, verdicts, theme),
        caption_tiles(findings, words),
        alt_tiles(findings, words),
        provenance_of(result.question),
    )
    show_figure(name, figure)


def show_paper_table(result: PaperFindings) -> None:
    """Draw what does not hold, or what has the verdicts chosen, and offer it as files."""
    verdicts = current_settings().verdict
    show_table(table_findings(result.findings, verdicts))
    whole = table_findings(result.findings, verdicts, most=len(result.findings))
    show_table_files("published-numbers", whole, result.question)


def show_list(findings: Sequence[Finding], verdicts: Sequence[str] = ()) -> None:
    """Draw the findings as a list that can be sorted and searched."""
    columns = {name: st.column_config.TextColumn(width=width) for name, width in COLUMN_WIDTHS.items()}
    show_records(
        records_findings(findings, verdicts),
        column_config=columns,
        alt="Every printed number with its verdict, its recomputation and the arithmetic",
    )


def show_how_checked() -> None:
    """Draw what the verdicts mean and how the numbers were checked, folded."""
    with st.expander("How the numbers were checked, and what the verdicts mean"):
        show_records(records_verdicts(), alt="The verdicts and what they mean")
        show_records(records_checks(), alt="The checks, what they do and where they come from")
