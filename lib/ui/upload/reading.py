"""How a file is read, in a form where the reader overrules what was detected."""

from dataclasses import replace
from typing import Any

import streamlit as st

from lib.cohort.reading import ReadingOptions
from lib.cohort.reading.structure.remarks import CENSORED
from lib.cohort.reading.words import DELIMITERS, ENCODINGS
from lib.ui.upload.kept import keep_upload
from lib.ui.upload.state import Upload, with_options
from lib.ui.widgets.plain import escape_markdown

DETECT = "As detected"


def show_reading(upload: Upload) -> None:
    """Let the reader overrule how the file is read."""
    box = st.expander("How the file is read", key="reading box", on_change="rerun")
    if not box.open or not upload.data:
        return
    choices: dict[str, dict[str, dict[Any, str]]] = {
        "delimiter": {"Columns separated by": {None: DETECT, **DELIMITERS}},
        "decimal": {"Decimal mark": {None: DETECT, ".": "point (0.85)", ",": "comma (0,85)"}},
        "encoding": {"Letters encoded as": {None: DETECT, **ENCODINGS}},
        "transpose": {"Patients stand in": {None: DETECT, False: "rows", True: "columns"}},
        "censored": {"“<0.25” counts as": {None: "not decided", **CENSORED}},
        "header_rows": {"Header rows": {None: DETECT, 0: "none", 1: "one", 2: "two", 3: "three"}},
    }
    sheets = upload.raw.detected.sheets if upload.raw is not None else ()
    if len(sheets) > 1:
        choices["sheet"] = {"Sheet": {None: DETECT, **{sheet: sheet for sheet in sheets}}}
    with box, st.form("reading form", border=False):
        options = upload.options
        with st.container(horizontal=True, gap="medium"):
            for field, row in choices.items():
                ((label, words),) = row.items()
                now = getattr(options, field)
                chosen = st.selectbox(
                    escape_markdown(label), list(words), index=list(words).index(now) if now in words else 0,
                    format_func=words.__getitem__, key=f"reading {field}",
                )  # fmt: skip
                options = replace(options, **{field: chosen})
        options = replace(options, missing_marks=_missing_marks(options))
        if st.form_submit_button("Read it this way"):
            keep_upload(with_options(upload, options))
            st.rerun()


def _missing_marks(options: ReadingOptions) -> tuple[str, ...] | None:
    """Let the reader name the texts that stand for a missing value; nothing written means the usual ones."""
    text = st.text_input(
        "Texts that mean missing, with commas between",
        value=", ".join(options.missing_marks or ()),
        placeholder="the usual ones: NA, N/A, ., -, brak and the like",
        help="Empty cells are always missing. Numbers that mean missing are named with the scales below.",
        key="reading missing marks",
    )
    marks = tuple(mark.strip() for mark in text.split(",") if mark.strip())
    return marks or None
