"""What the views of the Comorbidity page share: the choice of features, the limits of a small cohort, tables."""

import streamlit as st

from lib.analysis.common.question import Question
from lib.present.common.table import PrintTable
from lib.present.comorbidity.settings import list_cohort_kinds
from lib.ui.state.session import current_cohort
from lib.ui.widgets.blocks import show_table, show_table_files
from lib.ui.widgets.controls import choose_one
from lib.ui.widgets.plain import escape_markdown

LIMITS_HEADING = "What these patients can and cannot show"


def choose_kind() -> None:
    """Let the reader choose between comorbidities and medicines, where the cohort has both."""
    if len(list_cohort_kinds(current_cohort())) > 1:
        choose_one("kind", "Conditions or medicines")


def show_limits(words: str) -> None:
    """Say what a small cohort can and cannot show."""
    if words:
        st.markdown(f"**{LIMITS_HEADING}.** {escape_markdown(words)}")


def show_with_files(
    name: str, table: PrintTable, question: Question, whole: PrintTable | None = None
) -> None:
    """Draw a table with its files; `whole` goes into the files where the page cuts it short."""
    show_table(table)
    show_table_files(f"comorbidity-{name}", whole or table, question)
