"""REDCap's repeating instruments: rows of one instance are joined, and what stands once is on every row."""

from __future__ import annotations

import numpy as np
import pandas as pd

from lib.cohort.words import spaced

from ..table import ReadingFinding, count_of, name_some, plain_name, shorten

INSTRUMENT = ("redcap repeat instrument", "repeat instrument")
INSTANCE = ("redcap repeat instance", "repeat instance")
EVENT = ("redcap event name", "event name")


def join_repeats(
    frame: pd.DataFrame, numbers: np.ndarray, name: str
) -> tuple[pd.DataFrame, np.ndarray, tuple[ReadingFinding, ...]]:
    """Join the rows that REDCap writes for each instance of each repeating instrument.

    Without events, or with one event, the instance is the visit. With several events it is the event: the row of
    what does not repeat joins the first instance, and further instances stay rows of their own, for which a rule is
    asked.

    Returns
    -------
    DataFrame, ndarray, tuple of ReadingFinding
        Unchanged where there are no such columns; else a finding says what was joined.
    """
    names = {spaced(str(column)): str(column) for column in frame.columns}
    instance = next((names[word] for word in INSTANCE if word in names), None)
    if instance is None:
        return frame, numbers, ()
    instrument = next((names[word] for word in INSTRUMENT if word in names), None)
    event = next((names[word] for word in EVENT if word in names), None)
    record = str(frame.columns[0])
    repeated = frame[instance].notna()
    dropped = [c for c in (instrument,) if c is not None]
    if not repeated.any() or record in (instance, instrument, event):
        return frame.drop(columns=[instance, *dropped]), numbers, ()
    several = event is not None and frame[event].nunique() > 1
    data = [c for c in map(str, frame.columns) if c not in (record, event, instance, instrument)]
    work = _instances_of_rows(frame, record, event if several else None, instance, repeated)
    once = [c for c in data if not frame.loc[repeated, c].notna().any()]
    keys = [record, *([event] if several and event else []), instance]
    sample = work.groupby(keys, sort=False, dropna=False).ngroup()
    joined = work.groupby(sample, sort=False)[[record, *([event] if event else []), instance, *data]].first()
    if not several:
        joined[once] = joined.groupby(record)[once].transform("first")
    if several and joined[instance].nunique() == 1:
        joined = joined.drop(columns=instance)
    order = pd.Series(numbers).groupby(sample.to_numpy(), sort=False).first().reindex(joined.index)
    joined = joined.reset_index(drop=True).astype("str")
    told = _told(frame, instrument, joined, name, several)
    return joined, order.to_numpy(dtype=numbers.dtype), (told,)


def _instances_of_rows(
    frame: pd.DataFrame, record: str, event: str | None, instance: str, repeated: pd.Series
) -> pd.DataFrame:
    """Give the rows of what does not repeat the first instance of their record (and event), else instance 1."""
    keys = [record, *([event] if event else [])]
    numbers = pd.to_numeric(frame[instance], errors="coerce")
    first = frame.assign(**{"\x00n": numbers}).groupby(keys)["\x00n"].transform("min").fillna(1).astype(int)
    return frame.assign(**{instance: frame[instance].where(repeated, first.astype(str))})


def _told(
    frame: pd.DataFrame, instrument: str | None, joined: pd.DataFrame, name: str, several: bool
) -> ReadingFinding:
    forms = [] if instrument is None else list(frame[instrument].dropna().unique())
    named = f" ({name_some([f'“{shorten(form)}”' for form in forms])})" if forms else ""
    visit = "the event is the visit" if several else "the instance is the visit"
    same = ", and instances of one number are taken as one visit" if len(forms) > 1 else ""
    return ReadingFinding(
        "repeats_joined",
        "warning",
        plain_name(name),
        f"repeating instruments of REDCap{named}; {count_of(len(frame), 'row')} became {count_of(len(joined), 'row')}: "
        f"{visit}{same}",
        "one row for each patient and visit",
        "Check some of the values in the preview.",
    )
