"""The levels of categories, in a table where the reader names and orders them."""

from dataclasses import replace

import pandas as pd
import streamlit as st

from lib.cohort.mapping import ColumnMapping, LevelMapping, Mapping, MappingError, change_column
from lib.ui.upload.editing import Editable, moved_order, show_editor
from lib.ui.upload.state import Upload, with_mapping
from lib.ui.widgets.blocks import show_quiet

#: Texts of the file shown for a level.
SHOWN_TEXTS = 4


def show_levels(upload: Upload) -> None:
    """Let the reader say what codes such as 0 and 1 mean, and in which order levels stand."""
    if not _rows(upload.mapped):
        return
    box = st.expander("What the levels of each category mean", key="levels box", on_change="rerun")
    if not box.open:
        return
    with box:
        show_quiet("Give codes their words. Levels of the same name in one column become one.")
        show_editor(
            Editable("levels editor", _levels_table, _changed_levels, ("Column", "In the file")), upload
        )


def _rows(mapping: Mapping) -> list[tuple[ColumnMapping, int]]:
    """List the levels of the categories: column and place."""
    columns = [column for column in mapping.columns if column.levels and column.role != "ignore"]
    return [(column, place) for column in columns for place in range(len(column.levels))]


def _levels_table(upload: Upload) -> pd.DataFrame:
    rows = _rows(upload.mapped)
    return pd.DataFrame(
        {
            "Column": [column.column for column, _ in rows],
            "In the file": [_texts(column, place) for column, place in rows],
            "Order": [place + 1 for _, place in rows],
            "Shown as": [column.levels[place].label for column, place in rows],
        }
    )


def _texts(column: ColumnMapping, place: int) -> str:
    texts = column.levels[place].texts
    return ", ".join(texts[:SHOWN_TEXTS]) + (" …" if len(texts) > SHOWN_TEXTS else "")


def _changed_levels(upload: Upload, table: pd.DataFrame, edited: pd.DataFrame) -> Upload:
    """Carry new names and orders out, column by column.

    Raises
    ------
    MappingError
        A level without a name.
    """
    mapping, rows = upload.mapped, _rows(upload.mapped)
    for column in dict.fromkeys(column for column, _ in rows):
        places = [i for i, (owner, _) in enumerate(rows) if owner is column]
        moved = moved_order([table["Order"][i] for i in places], [edited["Order"][i] for i in places])
        order = [places[i] for i in moved]
        merged: dict[str, LevelMapping] = {}
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
            mapping = change_column(mapping, upload.shown, column.column, levels=levels)
    return with_mapping(upload, mapping)
