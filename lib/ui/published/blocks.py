"""The published numbers: verdicts, pictures, tables, and the form for a table of the reader's own."""

from collections.abc import Sequence

import streamlit as st

from lib.analysis.published.judgement import PaperFindings
from lib.analysis.published.verdicts import Finding
from lib.cohort.cohort import SYNTHETIC_NOTICE
from lib.present.common.charts import Specification, with_footer, wrap_lines
from lib.present.published.map import alt_tiles, caption_tiles, chart_tiles, split_parts
from lib.present.published.notes import records_checks, records_verdicts
from lib.present.published.verdicts import records_findings, table_findings, table_patients
from lib.ui.state.session import current_settings
from lib.ui.widgets.blocks import current_theme, provenance, show_chart, show_table, show_table_files
from lib.ui.widgets.records import show_records

#: Widths of the columns of the sortable list that hold sentences.
COLUMN_WIDTHS = {"Arithmetic": "large", "Reading": "medium", "Method": "medium"}


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
    verdicts, caption = current_settings().verdict, caption_tiles(findings, words)

    def printed() -> Specification:
        lines = wrap_lines((caption, provenance(result.question), SYNTHETIC_NOTICE))
        return with_footer(chart_tiles(findings, verdicts, "light"), lines)

    chart = chart_tiles(findings, verdicts, current_theme())
    show_chart(name, chart, caption, alt_tiles(findings, words), printed)


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
