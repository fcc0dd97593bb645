"""The form for another paper's table or results: paste, upload or load an example, and read the verdicts.

The text is a value of this session: it is not in the address, not on disk and in no shared cache.
"""

from collections.abc import Callable

import streamlit as st

from lib.analysis.published.own_text import (
    EXAMPLE_LINES,
    EXAMPLE_TABLE,
    OwnFindings,
    check_own_lines,
    check_own_table,
)
from lib.cohort.reading.table import UnreadableFileError
from lib.cohort.reading.text.encoding import decode_text
from lib.present.published.verdicts import describe_sizes, list_faults, sentence_own, table_findings
from lib.ui.published.blocks import show_list
from lib.ui.state.session import answer
from lib.ui.widgets.blocks import show_answer, show_quiet, show_table
from lib.ui.widgets.files import choose_file
from lib.ui.widgets.plain import escape_markdown

TABLE_KEY, LINES_KEY, FILE_KEY, FAULT_KEY = "own table", "own lines", "own table file", "own table fault"
#: Megabytes of an uploaded table.
MAX_MEGABYTES = 1
TABLE_FORM = (
    "One line a row, cells apart by tab, semicolon or comma, as copied from a spreadsheet. The first line names the "
    "columns: the label, a column for each group with its size, such as **Responder (n = 9)**, one that starts with "
    "**All**, **Total** or **Overall** for all patients, and **p** and **V** where they are printed. Cells are counts "
    "such as 6 (66.7) or means such as 28.00 (4.64). A row with p alone stands above its levels. Write **whole** in "
    "the label of a mean of whole numbers, such as age in years."
)
LINES_FORM = (
    "One result a line, such as F(4, 39) = 6.26, p = .001, ηp² = .39. "
    "p or ηp² may be missing, and so may the error df."
)


def show_own_table() -> None:
    """Draw the form for a table of counts by group, and what the checks find."""
    st.markdown(TABLE_FORM)
    _show_text(TABLE_KEY, "Table", 260, lambda: EXAMPLE_TABLE.read_text(encoding="utf-8"))
    with st.container(width=480):
        choose_file(
            "Or a text file",
            ["csv", "tsv", "txt"],
            key=FILE_KEY,
            on_change=_take_file,
            max_upload_size=MAX_MEGABYTES,
        )
    if fault := st.session_state.get(FAULT_KEY):
        st.warning(escape_markdown(fault))
    _show_findings(TABLE_KEY, check_own_table)


def show_own_lines() -> None:
    """Draw the form for lines of results, and what the checks find."""
    st.markdown(escape_markdown(LINES_FORM))
    _show_text(LINES_KEY, "Results", 160, lambda: EXAMPLE_LINES)
    _show_findings(LINES_KEY, check_own_lines)


def _show_text(key: str, label: str, height: int, example: Callable[[], str]) -> None:
    st.text_area(label, key=key, height=height, persist_state="session")
    with st.container(horizontal=True, gap="small"):
        st.button("Load an example", key=f"{key} example", on_click=_put, args=(key, example))
        st.button("Clear", key=f"{key} clear", on_click=_put, args=(key, str))


def _put(key: str, text: Callable[[], str]) -> None:
    st.session_state[key] = text()
    st.session_state.pop(FAULT_KEY, None)


def _take_file() -> None:
    """Put an uploaded file into the field, where it can be read and corrected."""
    file = st.session_state.get(FILE_KEY)
    st.session_state.pop(FAULT_KEY, None)
    if file is None:
        return
    try:
        st.session_state[TABLE_KEY] = decode_text(file.getvalue(), file.name).text
    except UnreadableFileError as error:
        st.session_state[FAULT_KEY] = str(error)


def _show_findings(key: str, check: Callable[[str], OwnFindings]) -> None:
    text = st.session_state.get(key) or ""
    if not text.strip():
        st.info("Nothing to check yet: paste a table or results above, or load the example.")
        return
    result = answer(check, text)
    for sentence in list_faults(result):
        st.warning(escape_markdown(sentence))
    if not result.findings:
        return
    show_answer(sentence_own(result))
    if sizes := describe_sizes(result):
        show_quiet(sizes)
    show_table(table_findings(result.findings, ()))
    show_list(result.findings)
