"""Plain tables of records to sort and search, without a download of their own.

The style of all pages hides the download in their corner, which would leave without provenance; a list that is worth a
file has one below it. Whatever is copied out of the cells runs no formula in a spreadsheet.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from lib.present.common.table import neutralise_formula

Records = pd.DataFrame | Mapping[str, Sequence[Any]] | Sequence[Mapping[str, Any]]


def show_records(records: Records, **about: Any) -> None:
    """Draw records without their index.

    Parameters
    ----------
    records : DataFrame, mapping of columns, or sequence of rows
        A text that a spreadsheet would take for a formula is preceded by an apostrophe.
    **about
        As `st.dataframe` takes them: `alt`, `column_config`.
    """
    st.dataframe(safe_frame(records), hide_index=True, **about)


def safe_frame(records: Records) -> pd.DataFrame:
    """Give records as a frame whose texts, headings included, no spreadsheet runs."""
    frame = pd.DataFrame(records)
    return frame.map(_safe).rename(columns=_safe)


def _safe(cell: Any) -> Any:
    return neutralise_formula(cell) if isinstance(cell, str) else cell
