"""Cells to numbers, with everything that is no number, impossible, or a code for missing."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import pandas as pd

from lib.cohort.mapping.columns.profile import decimal_sign
from lib.cohort.reading import ParsedNumbers, parse_numbers
from lib.cohort.reading.words import MISSING_CODES
from lib.cohort.validation.finding import ERROR, LISTED_A_COLUMN, WARNING, Fault, Finding
from lib.cohort.validation.outliers import find_far
from lib.cohort.validation.rows import Rows

NUMBER = "a number"
NOT_NUMBERS: dict[str, Fault] = {
    "ambiguous": Fault(
        ERROR,
        "ambiguous_decimal",
        "a number that can be read in one way only",
        "It could be a fraction or thousands: choose the decimal mark of the file.",
    ),
    "censored": Fault(
        ERROR,
        "below_detection",
        NUMBER,
        "A limit of detection is no number: choose what such cells count as (the limit, half of it, missing).",
    ),
    "unit": Fault(ERROR, "unit_in_cell", NUMBER, "Write the number alone; the unit belongs in the header."),
    "date": Fault(
        ERROR,
        "date_in_number",
        NUMBER,
        "The spreadsheet may have turned a number into a date: write the number again.",
    ),
    "infinite": Fault(ERROR, "text_in_number", NUMBER, "Correct the number."),
    "text": Fault(
        ERROR,
        "text_in_number",
        NUMBER,
        "Correct the number, or leave the cell empty where it is missing.",
    ),
}
"""The fault of each reason for which `parse_numbers` reads no number."""

OTHER_SIGN = Fault(
    WARNING,
    "other_decimal_sign",
    "one decimal mark in a column",
    "It is read as a fraction; check that none of these are thousands.",
)
CODES_READ = Fault(
    WARNING,
    "missing_code",
    "values within the limits",
    "They are read as missing, being usual codes for that outside the limits of the column.",
)
CODES_POSSIBLE = Fault(
    WARNING,
    "possible_missing_code",
    "a value like the others",
    "If it stands for missing, name it among the codes for missing; it is read as a number now.",
)


def read_numbers(
    rows: Rows, column: str, limits: tuple[float, float] | None, unit: str
) -> tuple[np.ndarray, list[Finding]]:
    """Read a column as numbers and find what is wrong with them.

    Parameters
    ----------
    rows : Rows
        The rows of the file.
    column : str
        Column to read.
    limits : (float, float) or None
        Outside of these a value is impossible (in the unit of the file).
    unit : str
        For the sentences.

    Returns
    -------
    ndarray of shape (n_rows,), list of Finding
        NaN where missing or faulty.
    """
    texts = rows.frame[column]
    codes, distinct = pd.factorize(texts)
    # Each distinct text is read once; a column of 500,000 ratings has sixty.
    parsed = parse_numbers(
        pd.Series(distinct, dtype="str"), decimal_sign(rows.raw, column), limits, rows.mapping.missing_codes
    )
    values = np.append(parsed.values, np.nan)[codes]
    findings = _not_numbers(rows, column, codes, parsed)
    if parsed.other_decimal is not None and len(parsed.other_decimal):
        other = np.flatnonzero(np.isin(codes, parsed.other_decimal))
        findings += rows.findings(OTHER_SIGN, other, rows.texts(other, column), column)
    named = {float(code) for code in rows.mapping.missing_codes}
    for code, _ in parsed.missing_codes:
        if code not in named:
            count = _count_code(code, codes, distinct)
            cells = "cell" if count == 1 else "cells"
            findings.append(CODES_READ.at(f"{code:g} in {count:,} {cells}", column=column))
    if limits is not None:
        low, high = limits
        fault = Fault(
            ERROR,
            "impossible_value",
            f"{low:g} to {high:g} {unit}".strip(),
            "Correct the value, or leave the cell empty where it is missing.",
        )
        outside = np.flatnonzero((values < low) | (values > high))
        findings += rows.findings(fault, outside, rows.texts(outside, column), column)
        values[outside] = np.nan
    else:
        findings += _possible_codes(rows, column, values) + find_far(rows, column, values)
    return values, findings


def _count_code(code: float, codes: np.ndarray, distinct: pd.Index) -> int:
    """Count the cells that hold a code for missing, however it is written (`-9`, `-9.0`)."""
    same = np.flatnonzero(parse_numbers(pd.Series(distinct, dtype="str"), None).values == code)
    return int(np.isin(codes, same).sum())


def _not_numbers(rows: Rows, column: str, codes: np.ndarray, parsed: ParsedNumbers) -> list[Finding]:
    by_reason: dict[str, list[int]] = defaultdict(list)
    for i, reason in enumerate(parsed.reasons):
        by_reason[reason].append(i)
    findings: list[Finding] = []
    for reason, places in by_reason.items():
        fault = NOT_NUMBERS.get(reason, NOT_NUMBERS["text"])
        texts = {int(parsed.not_a_number[i]): parsed.found[i] for i in places}
        faulty = np.flatnonzero(np.isin(codes, list(texts)))
        findings += rows.findings(
            fault, faulty, [texts[int(codes[row])] for row in faulty[:LISTED_A_COLUMN]], column
        )
    return findings


def _possible_codes(rows: Rows, column: str, values: np.ndarray) -> list[Finding]:
    """Find usual codes for missing in a column without limits that stand far from all other values."""
    codes = np.isin(values, MISSING_CODES)
    others = values[~codes & ~np.isnan(values)]
    if not codes.any() or len(others) < 3:
        return []
    low, high = others.min(), others.max()
    reach = max(high - low, 1.0)
    far = codes & ((values < low - reach) | (values > high + reach) | ((values < 0) & (low >= 0)))
    findings = []
    for code in np.unique(values[far]):
        count = int((values == code).sum())
        findings.append(CODES_POSSIBLE.at(f"{code:g} in {count:,} cell{'s' * (count != 1)}", column=column))
    return findings
