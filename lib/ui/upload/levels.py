"""The levels of categories, in a table where the reader names and orders them."""

from collections.abc import Callable
from dataclasses import replace

import pandas as pd
import streamlit as st

from lib.cohort.mapping import ColumnMapping, MappingError, change_column
from lib.ui.upload.state import Upload, with_mapping
from lib.ui.upload.tables import apply_change, edit_table
from lib.ui.widgets.blocks import show_quiet

#: Texts of the file shown for a level.
SHOWN_TEXTS = 4


def show_levels(upload: Upload, keep: Callable[[Upload], None]) -> None:
    """Let the reader say what codes such as 0 and 1 mean, and in which order levels stand."""
    columns = [column for column in upload.mapping.columns if column.levels and column.role != "ignore"]
    if not columns:
        return
    box = st.expander("What the levels of each category mean", key="levels box", on_change="rerun")
    if not box.open:
        return
    rows = [(column, place) for column in columns for place in range(len(column.levels))]
    with box:
        show_quiet("Give codes their words. Levels of the same name in one column become one.")
        table = pd.DataFrame(
            {
                "Column": [column.column for column, _ in rows],
                "In the file": [_texts(column, place) for column, place in rows],
                "Order": [place + 1 for _, place in rows],
                "Shown as": [column.levels[place].label for column, place in rows],
            }
        )
        edited = edit_table(table, "levels editor", {}, fixed=("Column", "In the file"))
        apply_change(upload, keep, "Apply to the levels", lambda: _changed_levels(upload, rows, edited))


def _texts(column: ColumnMapping, place: int) -> str:
    texts = column.levels[place].texts
    return ", ".join(texts[:SHOWN_TEXTS]) + (" …" if len(texts) > SHOWN_TEXTS else "")


def _changed_levels(upload: Upload, rows: list[tuple[ColumnMapping, int]], edited: pd.DataFrame) -> Upload:
    """Carry new names and orders out, column by column.

    Raises
    ------
    MappingError
        A level without a name.
    """
    mapping = upload.mapping
    for column in dict.fromkeys(column for column, _ in rows):
        places = [i for i, (owner, _) in enumerate(rows) if owner is column]
        order = sorted(places, key=lambda i: (_order(edited["Order"][i], i), i))
        merged = {}
        for i in order:
            level, label = column.levels[rows[i][1]], str(edited["Shown as"][i] or "").strip()
            if not label:
                raise MappingError(f"Give every level of column “{column.column[:60]}” a name.")
            first = merged.get(label)
            merged[label] = (
                replace(first, texts=(*first.texts, *level.texts)) if first else replace(level, label=label)
            )
        levels = tuple(merged.values())
        if levels != column.levels:
            mapping = change_column(mapping, upload.table, column.column, levels=levels)
    return with_mapping(upload, mapping)


def _order(value: object, place: int) -> float:
    return float(place) if pd.isna(value) else float(value)
