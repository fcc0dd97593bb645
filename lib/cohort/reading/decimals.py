"""Which decimal mark a column and a file use, so that 0,435 never becomes 435."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from .cells import count_matches
from .table import DecimalChoice, count_of

SIGN_NAMES = {",": "comma", ".": "point"}

GROUPING = " '’\u00a0\u2009\u202f"
"""Signs that can only group thousands: blanks of several widths and the Swiss apostrophe."""

FRACTION = {
    ",": rf"^[-+−]?(\d+|\d{{1,3}}(\.\d{{3}})+|\d{{1,3}}([{GROUPING}]\d{{3}})+)?,\d+([eE][-+]?\d+)?$",
    ".": rf"^[-+−]?(\d+|\d{{1,3}}(,\d{{3}})+|\d{{1,3}}([{GROUPING}]\d{{3}})+)?\.\d+([eE][-+]?\d+)?$",
}
"""Numbers with a fraction after each sign."""

PERHAPS_THOUSANDS = {",": r"^[-+−]?[1-9]\d{0,2},\d{3}$", ".": r"^[-+−]?[1-9]\d{0,2}\.\d{3}$"}
"""Those that could also be whole thousands (1,234): they prove nothing."""


@dataclass(frozen=True)
class FractionCounts:
    """How many numbers of one column have a fraction after each sign: clear ones, and those that may be thousands."""

    clear: dict[str, int]
    unclear: dict[str, int]


def count_fractions(frame: pd.DataFrame) -> list[FractionCounts]:
    """Count the fractions of every column of text."""
    counts = count_matches(frame, {sign: (FRACTION[sign], PERHAPS_THOUSANDS[sign]) for sign in SIGN_NAMES})
    return [
        FractionCounts(
            clear={sign: int(counts[sign][0, j] - counts[sign][1, j]) for sign in SIGN_NAMES},
            unclear={sign: int(counts[sign][1, j]) for sign in SIGN_NAMES},
        )
        for j in range(frame.shape[1])
    ]


def decide_decimal(column: pd.Series, file_sign: str | None = None) -> DecimalChoice | None:
    """Decide the decimal mark of one column of text.

    Parameters
    ----------
    column : text, missing as NA.
    file_sign : the sign the rest of the file uses, believed where the column alone cannot tell.

    Returns
    -------
    DecimalChoice or None
        None when the column holds no fractions; ``sign`` None when they could be thousands as well (``1,234``).
    """
    return choose_sign(count_fractions(column.to_frame())[0], file_sign)


def choose_sign(counts: FractionCounts, file_sign: str | None = None) -> DecimalChoice | None:
    """Decide from counted fractions (see `decide_decimal`)."""
    clear, unclear = counts.clear, counts.unclear
    if not any(clear.values()) and not any(unclear.values()):
        return None
    if clear[","] or clear["."]:
        sign = "," if clear[","] > clear["."] else "."
        other = "." if sign == "," else ","
        reason = f"{count_of(clear[sign], 'number')} with a decimal {SIGN_NAMES[sign]}"
        if clear[other]:
            reason += f", {clear[other]:,} with a {SIGN_NAMES[other]}"
        return DecimalChoice(sign, reason, mixed=bool(clear[other]))
    seen = "," if unclear[","] >= unclear["."] else "."
    if file_sign is not None:
        return DecimalChoice(file_sign, f"as in the rest of the file (decimal {SIGN_NAMES[file_sign]})")
    return DecimalChoice(
        None, f"numbers such as 1{seen}234 could be fractions or thousands; choose the decimal mark"
    )


def decide_file_decimal(choices: list[DecimalChoice | None], usual: str | None = None) -> DecimalChoice:
    """Decide the sign of a whole file from its columns: the sign most columns with fractions use.

    ``usual`` is the sign the format itself writes (Excel's numbers; a file with commas between columns), believed
    where the columns cannot tell.
    """
    signs = [choice.sign for choice in choices if choice is not None]
    commas, points = signs.count(","), signs.count(".")
    if not signs:
        return DecimalChoice(None, "no fractions in the file")
    if not commas and not points and usual is not None:
        return DecimalChoice(usual, f"{SIGN_NAMES[usual]}, as usual in such a file")
    if not commas and not points:
        return DecimalChoice(None, "cannot be told: the only fractions could also be thousands")
    sign = "," if commas > points else "."
    if commas and points:
        reason = f"mostly a {SIGN_NAMES[sign]} ({commas} columns with a comma, {points} with a point)"
        return DecimalChoice(sign, reason, mixed=True)
    return DecimalChoice(sign, f"{SIGN_NAMES[sign]}, in {count_of(commas + points, 'column')}")
