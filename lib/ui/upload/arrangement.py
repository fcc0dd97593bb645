"""How columns and rows make measures and visits: stacked columns, more visits, several rows of a visit, items."""

from functools import partial

import pandas as pd
import streamlit as st

from lib.cohort.mapping import (
    MEASURES,
    MIXUPS,
    REPEATS,
    ROLE_BY_CODE,
    Mapping,
    add_visit,
    allow_missing_items,
    average_measures,
    settle_doubts,
    settle_mixups,
    settle_rows,
    stack_columns,
)
from lib.ui.upload.editing import apply_change
from lib.ui.upload.state import Upload, with_mapping
from lib.ui.widgets.blocks import show_quiet
from lib.ui.widgets.plain import escape_markdown

MAX_LEVELS = 12
ALL_ROWS, MEAN = "All rows", "The mean over its levels"


def show_confirmation(upload: Upload) -> None:
    """Let the reader confirm what was guessed, so that it is no finding any more."""
    doubts = upload.mapping.doubts if upload.mapping is not None and upload.table is not None else ()
    if doubts:
        apply_change(
            upload,
            "What was assumed is right",
            lambda: with_mapping(upload, settle_doubts(upload.mapped)),
        )


def show_arrangement(upload: Upload) -> None:
    """Let the reader stack columns into a measure, add visits, and choose among several rows of a visit."""
    box = st.expander(
        "Measures in columns, more visits, several rows of a visit, mixed units",
        key="arrangement box",
        on_change="rerun",
    )
    if not box.open or upload.mapping is None:
        return
    with box:
        _show_stack(upload)
        _show_new_visit(upload)
        if upload.mapped.layout == "long":
            _show_rows(upload)
        else:
            _show_mean(upload)
        _show_items(upload)
        _show_mixups(upload)


def _show_stack(upload: Upload) -> None:
    mapping = upload.mapped
    patient = mapping.patient.column if mapping.patient else ""
    show_quiet(
        "A measure that stands in several columns, one for each visit: choose them in the order of the visits."
    )
    columns = st.multiselect(
        "Columns of one measure", [c.column for c in mapping.columns if c.column != patient],
        key="stack columns",
    )  # fmt: skip
    with st.container(horizontal=True, gap="medium"):
        label = st.text_input("Name of the measure", key="stack label", max_chars=60)
        role = st.selectbox(
            "What it is", MEASURES, index=MEASURES.index("scale"),
            format_func=lambda code: ROLE_BY_CODE[code].label, key="stack role",
        )  # fmt: skip
    apply_change(
        upload, "Take them as one measure",
        lambda: with_mapping(upload, stack_columns(mapping, upload.shown, columns, label.strip(), role)),
    )  # fmt: skip


def _show_mean(upload: Upload) -> None:
    """Let the reader average the levels of a second factor that stand in columns."""
    measures = {m.name: m.label for m in upload.mapped.measures if not m.combine}
    if len(measures) < 2:
        return
    with st.container(horizontal=True, gap="medium"):
        names = st.multiselect(
            "Measures to average", list(measures), format_func=measures.__getitem__,
            key="mean measures", help="One scale under several conditions, raters or sessions: their mean is taken.",
        )  # fmt: skip
        label = st.text_input("Name of the mean", key="mean label", max_chars=60)
    apply_change(
        upload, "Take their mean", lambda: with_mapping(upload, average_measures(upload.mapped, names, label))
    )


def _show_new_visit(upload: Upload) -> None:
    label = st.text_input(
        "Name of a further visit", key="new visit", max_chars=60,
        help="It comes last; order and day are set under “Visits and their order”, its columns under “What each "
        "column is”.",
    )  # fmt: skip
    apply_change(upload, "Add the visit", lambda: with_mapping(upload, add_visit(upload.mapped, label)))


def _show_rows(upload: Upload) -> None:
    """Let the reader choose the rows of a second factor, and a rule for what is left."""
    mapping = upload.mapped
    factors = ["", *_factors(mapping, upload.shown.frame)]
    with st.container(horizontal=True, gap="medium"):
        factor = st.selectbox(
            "Second factor", factors, index=factors.index(mapping.factor) if mapping.factor in factors else 0,
            format_func=lambda name: name or ALL_ROWS, key="second factor",
            help="A column that tells several rows of one patient and visit apart, such as session or condition.",
        )  # fmt: skip
        texts = sorted(upload.shown.frame[factor].dropna().unique()) if factor else []
        taken = st.selectbox(
            "Rows taken", range(len(texts) + 2), index=_place(mapping, factor, texts),
            format_func=[ALL_ROWS, MEAN, *texts].__getitem__,
            key=f"factor level {factor}", disabled=not factor,
        )  # fmt: skip
        rules = list(REPEATS)
        rule = st.selectbox(
            "Several rows of a visit", rules, index=rules.index(mapping.repeats), format_func=REPEATS.__getitem__,
            key="repeats rule",
        )  # fmt: skip
    apply_change(
        upload, "Apply to the rows",
        lambda: with_mapping(
            upload,
            settle_rows(mapping, rule, factor, texts[taken - 2] if taken > 1 else "", averaged=taken == 1),
        ),
    )  # fmt: skip


def _place(mapping: Mapping, factor: str, texts: list[str]) -> int:
    """Give the place of what is taken now among all rows, the mean, and the levels."""
    if not factor or factor != mapping.factor:
        return 0
    return 2 + texts.index(mapping.factor_level) if mapping.factor_level in texts else 1


def _factors(mapping: Mapping, frame: pd.DataFrame) -> list[str]:
    """List the columns that could be a second factor: few texts, and neither patient, visit nor measure."""
    return [
        c.column
        for c in mapping.columns
        if not c.measure and c.role not in ("patient", "visit") and c.column in frame
        and 2 <= frame[c.column].nunique() <= MAX_LEVELS
    ]  # fmt: skip


def _show_items(upload: Upload) -> None:
    mapping = upload.mapped
    for measure in (m for m in mapping.measures if m.combine == "sum"):
        missing = st.number_input(
            f"Items of {escape_markdown(measure.label)} that may be missing", 0, 15, measure.missing_items,
            key=f"missing items {measure.name}", help="The mean of the other items stands for them.",
        )  # fmt: skip
        apply_change(
            upload, f"Apply to {escape_markdown(measure.label)}",
            partial(_with_missing_items, upload, measure.name, int(missing)),
        )  # fmt: skip


def _with_missing_items(upload: Upload, measure: str, missing: int) -> Upload:
    return with_mapping(upload, allow_missing_items(upload.mapped, measure, missing))


def _show_mixups(upload: Upload) -> None:
    """Let the reader choose what becomes of values that look as if they were written in another unit."""
    mapping, rules = upload.mapped, list(MIXUPS)
    if not any(measure.role == "analyte" and measure.catalogue for measure in mapping.measures):
        return
    rule = st.selectbox(
        "Values that look like another unit", rules, index=rules.index(mapping.mixups), format_func=MIXUPS.__getitem__,
        key="mixups rule", help="Each is listed among the findings, with the unit it looks like.",
    )  # fmt: skip
    apply_change(upload, "Apply to these values", lambda: with_mapping(upload, settle_mixups(mapping, rule)))
