"""Whether the dates of a patient's visits come in the order of the visits."""

from __future__ import annotations

import numpy as np
import pandas as pd

from lib.cohort.dates import read_dates
from lib.cohort.mapping.columns.characteristics import DAYS_SUFFIX, MOSTLY_DATES
from lib.cohort.mapping.columns.profile import profile_columns
from lib.cohort.reading import parse_numbers
from lib.cohort.validation.finding import LISTED_A_COLUMN, WARNING, Fault, Finding
from lib.cohort.validation.rows import Rows

NOT_IN_ORDER = Fault(
    WARNING,
    "dates_out_of_order",
    "later visits at later dates",
    "Check the date and the visit on this row.",
)


def check_days(rows: Rows) -> list[Finding]:
    """Find visits that are dated before an earlier visit of the same patient.

    Looks at the columns of dates that are left out of the cohort, and at those coarsened to days; a column that
    holds one date a patient, or dates that could be read either way round, says nothing.
    """
    if rows.mapping.layout == "wide":
        return []
    names = [c.column for c in rows.mapping.with_role("ignore") if c.column in rows.frame]
    profiles = profile_columns(rows.raw, rows.frame, names)
    findings: list[Finding] = []
    for name, profile in profiles.items():
        if name.endswith(DAYS_SUFFIX):
            findings += _backwards(rows, name, parse_numbers(rows.frame[name], ".").values)
        elif profile.date_proportion >= MOSTLY_DATES:
            days, certain = read_dates(profile.texts)
            if certain:
                dates = np.append(days, np.datetime64("NaT", "D"))[profile.codes]
                findings += _backwards(rows, name, _as_numbers(dates))
    return findings


def _as_numbers(dates: np.ndarray) -> np.ndarray:
    numbers = dates.astype("datetime64[D]").astype(np.int64).astype(float)
    numbers[np.isnat(dates)] = np.nan
    return numbers


def _backwards(rows: Rows, name: str, days: np.ndarray) -> list[Finding]:
    known = np.flatnonzero((rows.patient_of_row >= 0) & (rows.visit_of_row >= 0) & ~np.isnan(days))
    if len(known) < 2:
        return []
    order = known[np.lexsort((rows.visit_of_row[known], rows.patient_of_row[known]))]
    table = pd.Series(days[order])
    latest = table.groupby(rows.patient_of_row[order]).cummax().to_numpy()
    back = np.flatnonzero(table.to_numpy() < latest)
    return [
        rows.at(
            NOT_IN_ORDER,
            int(order[place]),
            f"{latest[place] - table.iloc[place]:g} days before an earlier visit",
            name,
        )
        for place in back[:LISTED_A_COLUMN]
    ]
