"""Tables whose cells are corrected: each correction is carried out and checked at once, and the table stays in place.

The browser tells all cells that were ever corrected. Those carried out already are known here, so that each is carried
out once; the table is drawn anew, and its place among the keys lost, only where a correction changed other cells.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd
import streamlit as st

from lib.cohort.mapping import MappingError
from lib.ui.upload.kept import GENERATION, current_upload, keep_upload
from lib.ui.upload.state import Upload
from lib.ui.widgets.plain import escape_markdown
from lib.ui.widgets.records import safe_frame

#: Cells as the browser tells them: by row and column.
Cells = dict[tuple[int, str], Any]


@dataclass(frozen=True)
class Editable:
    """A table that is corrected.

    Attributes
    ----------
    name : str
        What it is called among the widgets.
    make : callable
        Gives the table of an upload.
    change : callable
        Gets the upload, its table and the corrected one, and gives the corrected upload.
    fixed : tuple of str
        Columns that cannot be corrected.
    columns : mapping
        How columns are corrected, where not as text or number.
    """

    name: str
    make: Callable[[Upload], pd.DataFrame]
    change: Callable[[Upload, pd.DataFrame, pd.DataFrame], Upload]
    fixed: tuple[str, ...] = ()
    columns: Mapping[str, Any] = field(default_factory=dict)


def show_editor(table: Editable, upload: Upload) -> None:
    """Draw the table as the mapping has it; what cannot be carried out is a sentence below, and nothing is lost."""
    frame = table.make(upload)
    rows = st.session_state.get(f"{_key(table.name)} rows", len(frame))
    if rows != len(frame) or stale_cells(frame, _told(table.name), _done(table.name)):
        _draw_anew(table.name)
    st.session_state[f"{_key(table.name)} rows"] = len(frame)
    shown = frame.assign(**safe_frame(frame[list(table.fixed)]))
    st.data_editor(
        shown, key=_key(table.name), hide_index=True, num_rows="fixed", disabled=list(table.fixed),
        column_config=dict(table.columns), on_change=_take, args=(table,),
    )  # fmt: skip
    if fault := st.session_state.get(f"{_key(table.name)} fault"):
        st.warning(escape_markdown(fault))


def _take(table: Editable) -> None:
    """Carry the newest corrections out, before the page is drawn."""
    upload = current_upload()
    if upload is None or upload.mapping is None:
        return
    told = _told(table.name)
    frame = table.make(upload)
    fresh = {place: value for place, value in told.items() if _done(table.name).get(place, _NEW) != value}
    fault = f"{_key(table.name)} fault"
    st.session_state.pop(fault, None)
    try:
        keep_upload(table.change(upload, frame, put_cells(frame, fresh)))
    except MappingError as error:
        st.session_state[fault] = str(error)
        return
    st.session_state[f"{_key(table.name)} done"] = told


_NEW = object()


def put_cells(frame: pd.DataFrame, cells: Cells) -> pd.DataFrame:
    """Put corrected cells into a copy of a table; cells of rows or columns that it lacks are left out."""
    edited = frame.astype(object)
    for (row, column), value in cells.items():
        if column in edited and 0 <= row < len(edited):
            edited.loc[edited.index[row], column] = value
    return edited


def stale_cells(frame: pd.DataFrame, told: Cells, done: Cells) -> list[tuple[int, str]]:
    """List the cells that the browser would show otherwise than the table has them, though carried out."""
    return [
        place
        for place, value in told.items()
        if place in done and done[place] == value and not _same(frame, place, value)
    ]


def _same(frame: pd.DataFrame, place: tuple[int, str], value: Any) -> bool:
    row, column = place
    if column not in frame or row >= len(frame):
        return False
    now = frame[column].iloc[row]
    return bool(now == value) or (_empty(now) and _empty(value))


def _empty(value: Any) -> bool:
    return value is None or value == "" or bool(pd.isna(value))


def moved_order(before: Sequence[Any], after: Sequence[Any]) -> list[int]:
    """Give the order of rows whose numbers were corrected: a row moved to a taken place pushes that row on.

    Parameters
    ----------
    before, after : sequence of number or None
        Place of each row, from 1, before and after the correction; empty: where it was.

    Returns
    -------
    list of int
        Positions of the rows in their new order.
    """
    wanted = []
    for old, new in zip(before, after, strict=True):
        place, was = float(old if _empty(new) else new), float(old)
        wanted.append(place + 0.5 * ((place > was) - (place < was)))
    return sorted(range(len(wanted)), key=lambda row: (wanted[row], row))


def _told(name: str) -> Cells:
    state = st.session_state.get(_key(name)) or {}
    rows = state.get("edited_rows", {})
    return {(int(row), column): value for row, cells in rows.items() for column, value in cells.items()}


def _done(name: str) -> Cells:
    done: Cells = st.session_state.get(f"{_key(name)} done", {})
    return done


def _key(name: str) -> str:
    times = st.session_state.get(f"{name} times", 0)
    return f"{name} {st.session_state.get(GENERATION, 0)} {times}"


def _draw_anew(name: str) -> None:
    for end in ("", " done", " fault", " rows"):
        st.session_state.pop(f"{_key(name)}{end}", None)
    st.session_state[f"{name} times"] = st.session_state.get(f"{name} times", 0) + 1


def apply_change(upload: Upload, label: str, change: Callable[[], Upload]) -> None:
    """Carry out at a click what several controls say together; what cannot be done is a sentence."""
    if not st.button(label):
        return
    try:
        keep_upload(change())
    except MappingError as error:
        st.warning(escape_markdown(str(error)))
        return
    st.rerun()
