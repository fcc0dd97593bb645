"""Bytes of an uploaded file to a raw table of text: CSV in its many forms, workbooks, SPSS, Stata and SAS.

Nothing here touches a disk, a cache or a log: rows live in the returned object only.
"""

from __future__ import annotations

from .decimals import decide_decimal
from .reader import read_table
from .table import (
    DecimalChoice,
    Detected,
    RawTable,
    ReadingFinding,
    ReadingOptions,
    UnreadableFileError,
)
from .tidy import fill_down_identifier
from .values import ParsedNumbers, ParsedYesNo, parse_numbers, parse_yes_no

__all__ = [
    "DecimalChoice",
    "Detected",
    "ParsedNumbers",
    "ParsedYesNo",
    "RawTable",
    "ReadingFinding",
    "ReadingOptions",
    "UnreadableFileError",
    "decide_decimal",
    "fill_down_identifier",
    "parse_numbers",
    "parse_yes_no",
    "read_table",
]
