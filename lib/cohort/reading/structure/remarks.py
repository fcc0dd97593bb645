"""Cells that hold more than a number: a unit, a mark of the laboratory, a limit of detection."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from lib.cohort.catalogue import Analyte, conversion_factor, find_unit, read_analytes
from lib.cohort.words import bracketed, spaced, without_brackets

from ..cells import in_blocks
from ..table import ReadingFinding, count_of, name_some, plain_name
from ..values import write_number

CELL = re.compile(
    r"(?P<limit>[<>≤≥]=? ?)?(?P<number>[-+−]?\d{1,12}(?:[.,]\d{1,12})?)"
    r"(?: ?(?P<unit>[^\W\d_%]{1,6}(?: ?(?:/|·|\.)? ?[^\W\d_]{0,8}(?:-1)?)))?"
    r"(?: ?(?P<mark>\*{1,3}|[↑↓†‡]|[\[(](?:L|H|N|LL|HH|A|\*|!)[\])]|(?:LL|HH|L|H)))?"
)
"""A number with what may stand around it; each part is short."""

MARK_ALONE = frozenset({"L", "H", "LL", "HH", "N"})
LONGEST_CELL = 40
LOOKED_AT = 5_000
MIN_SHARE = 0.5
CENSORED = {"limit": "the limit itself", "half": "half the limit", "missing": "missing"}
"""Rules for values beyond a limit of detection, in words; half of an upper limit would be wrong, so it stays."""


@dataclass(frozen=True)
class Cell:
    """One text taken apart; `unit` is the catalogue's label."""

    limit: str
    number: str
    unit: str
    mark: str


@dataclass
class Told:
    """What was done, to be told."""

    notes: list[str] = field(default_factory=list)
    findings: list[ReadingFinding] = field(default_factory=list)
    labels: dict[str, str] = field(default_factory=dict)


def take_apart(text: str) -> Cell | None:
    """Take a cell apart; None where it is anything else, or where its unit is unknown."""
    match = CELL.fullmatch(text) if len(text) <= LONGEST_CELL else None
    if match is None:
        return None
    unit, mark = (match["unit"] or "").strip(), (match["mark"] or "").strip("[]() ")
    if unit in MARK_ALONE and not mark:
        unit, mark = "", unit
    known = find_unit(unit) if unit else None
    if unit and known is None:
        return None
    return Cell((match["limit"] or "").strip(), match["number"], known.label if known else "", mark)


def read_remarks(
    frame: pd.DataFrame, labels: Mapping[str, str], name: str, censored: str | None
) -> tuple[pd.DataFrame, Told]:
    """Leave the number alone in cells that hold a unit or a mark beside it, and apply the rule for limits.

    Columns of which at least half of the cells are such numbers are looked at. Cells of several units are converted
    where the analyte is known, else left as they are, so that they are refused later.

    Parameters
    ----------
    frame : trimmed text.
    labels : labels of columns known so far.
    name : the file's name.
    censored : a key of `CENSORED`, or None: limits of detection are left as they are.
    """
    told = Told()
    changed = {}
    for j in _columns_to_look_at(frame):
        column, cells = frame.columns[j], frame.iloc[:, j]
        distinct = cells.dropna().unique()
        if len(distinct) > LOOKED_AT or (
            all(_is_plain(text) for text in distinct[:50]) and not _decorated(distinct)
        ):
            continue
        read = {text: take_apart(text) for text in distinct}
        known = [cell for cell in read.values() if cell is not None]
        if len(known) < MIN_SHARE * len(distinct) or not any(c.unit or c.mark or c.limit for c in known):
            continue
        new = _rewrite(str(column), cells, read, labels, name, censored, told)
        if new:
            changed[column] = cells.map(lambda text, new=new: new.get(text, text), na_action="ignore").astype(
                "str"
            )
    return (frame.assign(**changed) if changed else frame), told


def _columns_to_look_at(frame: pd.DataFrame) -> list[int]:
    """Columns that hold a digit followed by something that is no number, or a limit; told on all cells at once."""
    found: set[int] = set()
    for positions, cells in in_blocks(frame):
        hits = cells.str.contains(r"\d ?[^\d ., ]|^[<>≤≥]", na=False).to_numpy(dtype=bool)
        found.update(positions[place] for place in np.unique(np.flatnonzero(hits) // max(len(frame), 1)))
    return sorted(found)


def _is_plain(text: str) -> bool:
    return text.replace(".", "", 1).replace(",", "", 1).lstrip("-").isdigit() or text[:1].isalpha()


def _decorated(distinct: np.ndarray) -> bool:
    return any(not _is_plain(text) for text in distinct)


def _rewrite(
    column: str,
    cells: pd.Series,
    read: Mapping[str, Cell | None],
    labels: Mapping[str, str],
    name: str,
    censored: str | None,
    told: Told,
) -> dict[str, str | None]:
    """Say what each text of a column becomes, and report it."""
    counts = cells.value_counts()
    units = Counter[str]()
    for text, cell in read.items():
        if cell is not None and cell.unit:
            units[cell.unit] += int(counts[text])
    target = _target_unit(column, labels, units)
    analyte = find_analyte_of(column)
    every = {unit: 1.0 if unit == target else conversion_factor(analyte, unit, target) for unit in units}
    factors = {unit: factor for unit, factor in every.items() if factor is not None}
    if len(factors) < len(every):
        told.findings.append(_several_units(column, name, units))
        return {}
    new: dict[str, str | None] = {}
    marks, limits = Counter[str](), 0
    for text, cell in read.items():
        if cell is None:
            continue
        number = _converted(cell.number, factors.get(cell.unit, 1.0))
        if cell.limit:
            limits += int(counts[text])
            new[text] = _censored(f"{cell.limit}{number}", number, cell.limit, censored)
        elif cell.unit or cell.mark:
            new[text] = number
        if cell.mark:
            marks[cell.mark] += int(counts[text])
    _tell(column, name, labels, units, target, marks, limits, censored, told)
    return {text: value for text, value in new.items() if value != text}


def _target_unit(column: str, labels: Mapping[str, str], units: Counter[str]) -> str:
    """The unit that the column's name or label states, else the commonest in its cells."""
    for text in (*bracketed(column), *bracketed(labels.get(column, ""))):
        stated = find_unit(text)
        if stated is not None:
            return stated.label
    return units.most_common(1)[0][0] if units else ""


def find_analyte_of(column: str) -> Analyte | None:
    """Find the analyte that a column's name begins with or is."""
    words = spaced(without_brackets(column)).split()
    heads = {" ".join(words[:n]) for n in range(1, min(len(words), 4) + 1)}
    return next((a for a in read_analytes() if any(a.pattern.fullmatch(head) for head in heads)), None)


def _converted(number: str, factor: float) -> str:
    if factor == 1.0:
        return number
    return write_number(float(f"{float(number.replace(',', '.').replace('−', '-')) * factor:.6g}")) or ""


def _censored(kept: str, number: str, limit: str, rule: str | None) -> str | None:
    if rule is None:
        return kept
    if rule == "missing":
        return None
    below = limit[0] in "<≤"
    if rule == "half" and below:
        return write_number(float(number.replace(",", ".").replace("−", "-")) / 2)
    return number


def _several_units(column: str, name: str, units: Counter[str]) -> ReadingFinding:
    shown = name_some([f"{unit} ({count_of(n, 'cell')})" for unit, n in units.most_common()])
    return ReadingFinding(
        "several_units",
        "error",
        f"{plain_name(name)}, column “{column}”",
        f"values in several units: {shown}",
        "one unit in a column",
        "Convert them to one unit in the file; what is measured is not known well enough to convert them here.",
    )


def _tell(
    column: str,
    name: str,
    labels: Mapping[str, str],
    units: Counter[str],
    target: str,
    marks: Counter[str],
    limits: int,
    censored: str | None,
    told: Told,
) -> None:
    where = f"{plain_name(name)}, column “{column}”"
    if target and units and not labels.get(column) and not bracketed(column):
        told.labels[column] = f"{column} [{target}]"
    if len(units) > 1:
        shown = name_some([f"{unit} ({count_of(n, 'cell')})" for unit, n in units.most_common()])
        told.findings.append(
            ReadingFinding(
                "units_converted",
                "warning",
                where,
                f"values in several units: {shown}; converted to {target}",
                "one unit in a column",
                "Check some of the converted values in the preview.",
            )
        )
    elif units:
        told.notes.append(f"Units in the cells of “{column}” were read as its unit: {target}.")
    if marks:
        shown = name_some([f"“{mark}” ({n:,})" for mark, n in marks.most_common()])
        told.notes.append(f"Marks beside the numbers of “{column}” were skipped: {shown}.")
    if limits and censored:
        told.findings.append(
            ReadingFinding(
                "censored", "warning", where, f"{count_of(limits, 'value')} beyond a limit (such as <0.25)",
                "numbers", f"As chosen, they count as {CENSORED[censored]}.",
            )
        )  # fmt: skip
