"""Reference ranges of analytes: those of the literature as a table, and a reader's own limits."""

import csv
import re
from dataclasses import dataclass
from functools import lru_cache

from lib.cohort.codebook import DATA_FOLDER, Column

NO_RANGE = "none"
NO_RANGE_LABEL = "No range"
OWN_LABEL = "Own limits"
OWN_SOURCE = "limits set by the reader"
#: Two numbers joined by a hyphen, of which one may be missing: `0.7-1.0`, `0.85-`, `-1.07`.
_LIMITS = re.compile(r"(\d{0,6}(?:[.,]\d{1,6})?)\s*[-–]\s*(\d{0,6}(?:[.,]\d{1,6})?)")


@dataclass(frozen=True)
class ReferenceRange:
    """Limits of an analyte, in the unit named, and who says so.

    Attributes
    ----------
    code : str
        Code in the address; for a reader's own limits their text.
    analyte : str
        Name in `data/analytes.csv`; empty for a reader's own limits.
    low, high : float or None
        None where there is no limit on that side; never both.
    unit : str
        Unit of the limits.
    label, source : str
        Name of the range, and where it comes from.
    """

    code: str
    analyte: str
    low: float | None
    high: float | None
    unit: str
    label: str
    source: str


@lru_cache(maxsize=1)
def read_ranges() -> tuple[ReferenceRange, ...]:
    """Read `data/reference_ranges.csv`; the first range of an analyte is the one in force at first."""
    with (DATA_FOLDER / "reference_ranges.csv").open(encoding="utf-8", newline="") as handle:
        return tuple(
            ReferenceRange(
                row["code"],
                row["analyte"],
                float(row["low"]) if row["low"] else None,
                float(row["high"]) if row["high"] else None,
                row["unit"],
                row["label"],
                row["source"],
            )
            for row in csv.DictReader(handle)
        )


def list_ranges(column: Column) -> tuple[ReferenceRange, ...]:
    """List the literature's ranges of a measure: those of its analyte, where the cohort holds it in their unit."""
    if column.role != "analyte":
        return ()
    return tuple(row for row in read_ranges() if row.analyte == column.name and row.unit == column.unit)


def read_limits(text: str) -> tuple[float | None, float | None] | None:
    """Read a reader's own limits, `0.7-1.0`, `0.85-` or `-1.07`; None where there are none, the lower first."""
    match = _LIMITS.fullmatch(text.strip())
    if match is None:
        return None
    low, high = (float(end.replace(",", ".")) if end else None for end in match.groups())
    if (low is None and high is None) or (low is not None and high is not None and low >= high):
        return None
    return low, high


def write_limits(low: float | None, high: float | None) -> str:
    """Write limits as `read_limits` reads them."""
    return "-".join("" if end is None else f"{end:g}" for end in (low, high))


def find_range(column: Column, choice: str) -> ReferenceRange | None:
    """Find the range in force for a measure.

    Parameters
    ----------
    column : Column
        A measure.
    choice : str
        Code of a range, `none`, or a reader's own limits in the unit of the cohort.

    Returns
    -------
    ReferenceRange or None
        None for a measure that is no analyte, and for one without a range of that code.
    """
    if column.role != "analyte" or choice == NO_RANGE:
        return None
    limits = read_limits(choice)
    if limits is not None:
        return ReferenceRange(choice, "", *limits, column.unit, OWN_LABEL, OWN_SOURCE)
    return next((row for row in list_ranges(column) if row.code == choice), None)
