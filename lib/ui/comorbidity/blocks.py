"""What the views of the Comorbidity page share: the choice of features, the limits of a small cohort, tables."""

from collections.abc import Mapping

import streamlit as st

from lib.analysis.common.question import Question
from lib.present.common.forest import ROW_FIELD
from lib.present.common.table import PrintTable
from lib.present.comorbidity.rows import Choice
from lib.present.comorbidity.settings import list_cohort_kinds
from lib.ui.state.session import change_setting, current_cohort, current_settings
from lib.ui.widgets.blocks import show_table, show_table_files
from lib.ui.widgets.controls import choose_one
from lib.ui.widgets.plain import escape_markdown

#: What a click on a row of a picture does.
CLICK_HINT = "A click on a row shows only these patients, a second click all again."
LIMITS_HEADING = "What these patients can and cannot show"


def choose_kind() -> None:
    """Let the reader choose between comorbidities and medicines, where the cohort has both."""
    if len(list_cohort_kinds(current_cohort())) > 1:
        choose_one("kind", "Conditions or medicines")


def is_on(choice: Choice | None) -> bool:
    """Tell whether the filter shows the patients of a row."""
    if choice is None:
        return False
    name, codes = choice
    return set(codes) <= set(current_settings()[name])


def switch_choice(choice: Choice, on: bool) -> None:
    """Set or take away the filter of a row."""
    name, codes = choice
    others = [code for code in current_settings()[name] if code not in codes]
    change_setting(name, [*others, *codes] if on else others)


def follow_rows(
    choices: Mapping[str, Choice | None], rows: list[Mapping[str, str]], field: str = ROW_FIELD
) -> None:
    """Set or take away the filters of the rows that were clicked."""
    for row in rows:
        choice = choices.get(str(row.get(field, "")))
        if choice is not None:
            switch_choice(choice, not is_on(choice))


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
