"""A column of units beside a column of numbers: where the unit changes by row, the numbers are brought to one."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from lib.cohort.catalogue import conversion_factor, find_unit
from lib.cohort.words import bracketed, spaced

from ..table import ReadingFinding, count_of, name_some, plain_name
from ..values import PLAIN, write_number
from .remarks import find_analyte_of

UNIT_WORDS = frozenset(
    (
        *("unit", "units", "uom", "unite", "eenheid", "lborresu", "lbstresu"),
        *("jednostka", "jednostki", "jedn", "jm"),
    )
) | {"einheit", "einheiten"}
MAX_UNITS = 8
NUMERIC = 0.8


def convert_by_unit_column(
    frame: pd.DataFrame, labels: Mapping[str, str], name: str
) -> tuple[pd.DataFrame, tuple[ReadingFinding, ...], dict[str, str]]:
    """Bring the numbers of one analyte to one unit where a column beside them gives several.

    Where the analyte is not known from the column's name, the file is refused by an error: a table of many tests,
    one a row, holds a unit for each test and is left as it is.
    """
    findings: list[ReadingFinding] = []
    new_labels: dict[str, str] = {}
    for column in frame.columns:
        units = _units_of(str(column), frame[column])
        owner = _owner(frame, str(column)) if units else None
        if owner is None or _varies_by_test(frame, str(column), owner):
            continue
        shown = name_some([f"{unit} ({count_of(n, 'row')})" for unit, n in units.items()])
        where = f"{plain_name(name)}, columns “{owner}” and “{column}”"
        target = next(iter(units))
        every = {unit: conversion_factor(find_analyte_of(owner), unit, target) for unit in units}
        factors = {unit: factor for unit, factor in every.items() if factor is not None}
        if len(factors) < len(every):
            step = "Convert them to one unit in the file."
            findings.append(
                ReadingFinding("several_units", "error", where, f"several units: {shown}", "one unit", step)
            )
            continue
        rows = frame[column].map(lambda text: _label(text), na_action="ignore")
        frame = frame.assign(**{owner: _convert(frame[owner], rows, factors)})
        if not labels.get(owner) and not bracketed(owner):
            new_labels[owner] = f"{owner} [{target}]"
        step = "Check some of the converted values in the preview."
        found = f"several units: {shown}; converted to {target}"
        findings.append(ReadingFinding("units_converted", "warning", where, found, "one unit", step))
    return frame, tuple(findings), new_labels


def _label(text: str) -> str | None:
    unit = find_unit(text[:40])
    return unit.label if unit is not None else None


def _units_of(column: str, cells: pd.Series) -> dict[str, int]:
    """Units of a column of units and their rows, the commonest first; empty where there are not several."""
    words = spaced(column).split()
    if not UNIT_WORDS & set(words):
        return {}
    counts = cells.value_counts()
    if not 2 <= len(counts) <= MAX_UNITS:
        return {}
    units: dict[str, int] = {}
    for text, n in counts.items():
        label = _label(str(text))
        if label is None:
            return {}
        units[label] = units.get(label, 0) + int(n)
    return dict(sorted(units.items(), key=lambda item: -item[1])) if len(units) > 1 else {}


def _owner(frame: pd.DataFrame, column: str) -> str | None:
    """The column of numbers left of the units, else right of them; one whose name the units' column repeats first."""
    names = list(frame.columns)
    place = names.index(column)
    stem = set(spaced(column).split()) - UNIT_WORDS
    named = [n for n in names if n != column and stem and stem <= set(spaced(n).split())]
    beside = [names[i] for i in (place - 1, place + 1) if 0 <= i < len(names)]
    return next((n for n in (*named, *beside) if _is_numeric(frame[n])), None)


def _is_numeric(cells: pd.Series) -> bool:
    texts = cells.dropna().head(2000)
    hits = sum(PLAIN.fullmatch(t.replace(",", ".", 1)) is not None for t in texts if len(t) < 40)
    return len(texts) > 0 and hits >= NUMERIC * len(texts)


def _varies_by_test(frame: pd.DataFrame, column: str, owner: str) -> bool:
    """Whether the unit is told by another column (the test), so that several units are several measures."""
    if find_analyte_of(owner) is not None:
        return False
    units = frame[column]
    for other in frame.columns:
        texts = frame[other]
        if other in (column, owner) or not 2 <= texts.nunique() <= 100 or texts.nunique() > len(frame) / 3:
            continue
        if pd.DataFrame({"test": texts, "unit": units}).groupby("test")["unit"].nunique().max() <= 1:
            return True
    return False


def _convert(cells: pd.Series, units: pd.Series, factors: Mapping[str, float]) -> pd.Series:
    converted = []
    for text, unit in zip(cells, units, strict=True):
        factor = factors.get(unit, 1.0) if isinstance(unit, str) else 1.0
        number = text.replace(",", ".", 1) if isinstance(text, str) else ""
        if factor == 1.0 or not PLAIN.fullmatch(number[:60]):
            converted.append(text)
        else:
            converted.append(write_number(float(f"{float(number) * factor:.6g}")))
    return (
        pd.Series(pd.array(converted, dtype="str"), index=cells.index).replace({np.nan: None}).astype("str")
    )
