"""A table of one test a row (a laboratory's export): one row a sample, one column a test and unit."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from lib.cohort.catalogue import find_unit, read_analytes, read_scales
from lib.cohort.vocabulary import read_column_words
from lib.cohort.words import spaced, without_brackets

from ..table import ReadingFinding, count_of, name_some, plain_name, shorten
from .remarks import take_apart
from .unit_column import UNIT_WORDS

TEST_WORDS = frozenset(
    (
        *("test", "tests", "analyte", "parameter", "param", "component", "assay", "investigation", "lbtest"),
        *(
            "lbtestcd",
            "paramcd",
            "qstest",
            "qstestcd",
            "vstest",
            "observation",
            "measurement",
            "scale",
            "instrument",
            "badanie",
            "parametr",
        ),
        *("oznaczenie", "skala", "untersuchung", "analyt", "laborwert", "messgrosse", "examen", "prueba"),
    )
)
RESULT_WORDS = frozenset(
    (
        *(
            "result",
            "results",
            "value",
            "score",
            "lborres",
            "lbstresn",
            "lbstresc",
            "qsstresn",
            "qsorres",
            "qsstresc",
            "vsstresn",
            "vsorres",
            "aval",
            "wynik",
            "wartosc",
        ),
        *("ergebnis", "wert", "messwert", "resultado", "valor", "resultat", "valeur", "uitslag"),
    )
)
DATE_WORDS = frozenset(
    ("date", "datetime", "day", "data", "datum", "fecha", "collected", "drawn", "lbdtc", "time", "pobrania")
)
ASIDE_WORDS = frozenset(
    (
        *("ref", "reference", "range", "norm", "norma", "normal", "lower", "upper", "low", "high", "flag"),
        *(
            "interpretation",
            "comment",
            "method",
            "specimen",
            "referenzbereich",
            "zakres",
            "uwagi",
            "bemerkung",
        ),
        *("lbornrlo", "lbornrhi", "lbstnrlo", "lbstnrhi", "lbnrind", "abnormal"),
    )
)
"""Words of columns that say more about one result, and would be lost beside those of other tests."""

QUALIFIERS = frozenset(["<", ">", "≤", "≥", "<=", ">=", "="])
MAX_TESTS = 200
MOSTLY = 0.5
CONSTANT = 0.95
"""Share of samples within which a column must hold one text, to say something about the sample (rule of ours)."""

LONGEST_TEST = 60


@dataclass(frozen=True)
class _Layout:
    """Columns of such a table; empty where there is none."""

    patient: str
    test: str
    result: str
    unit: str
    place: str
    qualifier: str


def pivot_tests(
    frame: pd.DataFrame, numbers: np.ndarray, name: str
) -> tuple[pd.DataFrame, np.ndarray, tuple[ReadingFinding, ...]]:
    """Turn one row a test into one row a sample.

    A sample is a patient's visit (else date); a test done more than once there makes further rows, so that a rule for
    several rows of a visit is asked for. A test in two units makes two columns, which the mapping joins.

    Returns
    -------
    DataFrame, ndarray, tuple of ReadingFinding
        Unchanged where the table is no such one; else a finding names the tests and what is left out.
    """
    layout = _find_layout(frame)
    if layout is None:
        return frame, numbers, ()
    headings = _headings(frame, layout)
    usable = frame[layout.patient].notna() & headings.notna()
    work = frame[usable].assign(**{"\x00heading": headings[usable]})
    place = (
        work[layout.place].map(_day, na_action="ignore").fillna("")
        if layout.place
        else pd.Series("", work.index)
    )
    keys = [work[layout.patient], place]
    nth = work.groupby([*keys, work["\x00heading"]], sort=False).cumcount()
    sample = work.groupby([*keys, nth], sort=False).ngroup()
    kept, aside = _kept_columns(frame, work, layout, sample)
    table = work.groupby(sample, sort=False)[kept].first()
    results = _results(work, layout)
    wide = pd.DataFrame({"sample": sample, "heading": work["\x00heading"], "result": results})
    tests = list(dict.fromkeys(wide["heading"]))
    cells = wide.pivot(index="sample", columns="heading", values="result").reindex(table.index)[tests]
    cells.columns = pd.Index(_free_names(tests, kept))
    joined = pd.concat([table, cells], axis=1).reset_index(drop=True).astype("str")
    lines = numbers[usable.to_numpy()]
    first = pd.Series(lines).groupby(sample.to_numpy(), sort=False).first().reindex(table.index)
    return joined, first.to_numpy(dtype=numbers.dtype), (_told(frame, layout, tests, joined, aside, name),)


def _find_layout(frame: pd.DataFrame) -> _Layout | None:
    words = {str(column): spaced(without_brackets(str(column))).split() for column in frame.columns}
    patient = _named_as(words, "patient")
    if patient is None or frame[patient].nunique() >= frame[patient].notna().sum():
        return None
    test = _find_test(frame, words, patient)
    result = _find_result(frame, words, {patient, test or ""}) if test is not None else None
    if test is None or result is None:
        return None
    place = _named_as(words, "visit") or _first(words, DATE_WORDS, {patient, test, result}) or ""
    taken = {patient, test, result, place}
    unit = _first(words, UNIT_WORDS, taken) or ""
    qualifier = next(
        (
            c
            for c in words
            if c not in taken and frame[c].notna().any() and set(frame[c].dropna()) <= QUALIFIERS
        ),
        "",
    )
    return _Layout(patient, test, result, unit, "" if place == test else place, qualifier)


def _named_as(words: dict[str, list[str]], role: str) -> str | None:
    patterns = [entry.pattern for entry in read_column_words() if entry.role == role]
    return next((c for c, w in words.items() if any(p.fullmatch(" ".join(w)) for p in patterns)), None)


def _first(words: dict[str, list[str]], among: frozenset[str], taken: set[str]) -> str | None:
    return next((c for c, w in words.items() if c not in taken and set(w) & among), None)


def _find_test(frame: pd.DataFrame, words: dict[str, list[str]], patient: str) -> str | None:
    """Find the column of names of tests: each stands on many rows, and the catalogue knows some of them."""
    for column, parts in words.items():
        texts = frame[column].dropna()
        distinct = texts.unique()
        if (
            column == patient
            or set(parts) & UNIT_WORDS
            or not 1 <= len(distinct) <= min(MAX_TESTS, len(texts) / 2)
        ):
            continue
        plain = [
            text
            for text in distinct
            if len(text) <= LONGEST_TEST and not text[:1].isdigit() and find_unit(text) is None
        ]
        if len(plain) < len(distinct):
            continue
        known = sum(_is_known(text) for text in plain)
        if known and (known >= MOSTLY * len(distinct) or set(parts) & TEST_WORDS):
            return column
    return None


def _is_known(text: str) -> bool:
    words = spaced(without_brackets(text)).split()
    heads = {" ".join(words[:n]) for n in range(1, min(len(words), 4) + 1)}
    patterns = [analyte.pattern for analyte in read_analytes()] + [scale.pattern for scale in read_scales()]
    return any(pattern.fullmatch(head) for pattern in patterns for head in heads)


def _find_result(frame: pd.DataFrame, words: dict[str, list[str]], taken: set[str]) -> str | None:
    """Find the column of results: by its name, holding numbers with what a laboratory writes beside them."""
    for column, parts in words.items():
        texts = frame[column].dropna()
        named = set(parts) & RESULT_WORDS and not set(parts) & (ASIDE_WORDS | UNIT_WORDS)
        if column in taken or not named or not len(texts):
            continue
        looked = texts.unique()[:500]
        if sum(take_apart(text) is not None for text in looked) >= MOSTLY * len(looked):
            return column
    return None


def _headings(frame: pd.DataFrame, layout: _Layout) -> pd.Series:
    """Name the column of each row: its test, and its unit where that is known."""
    tests = frame[layout.test]
    if not layout.unit:
        return tests
    units = frame[layout.unit].map(_unit_label, na_action="ignore")
    commonest = (
        pd.DataFrame({"test": tests, "unit": units})
        .dropna()
        .groupby("test")["unit"]
        .agg(lambda column: column.value_counts().index[0])
    )
    units = units.fillna(tests.map(commonest))
    named = tests + " [" + units + "]"
    return named.fillna(tests)


def _unit_label(text: str) -> str | None:
    unit = find_unit(text[:40])
    return unit.label if unit is not None else (text if len(text) <= 20 else None)


def _day(text: str) -> str:
    """The day of a moment such as `2024-05-01 08:30`; other texts as they are."""
    dated = re.match(r"\d{1,4}[-./]\d{1,2}[-./]\d{1,4}", text[:20])
    return dated.group() if dated else text


def _results(work: pd.DataFrame, layout: _Layout) -> pd.Series:
    """Give the results, with a sign such as `<` that stands in a column of its own put before them."""
    if not layout.qualifier:
        return work[layout.result]
    sign = work[layout.qualifier].fillna("").replace("=", "")
    return sign + work[layout.result]


def _kept_columns(
    frame: pd.DataFrame, work: pd.DataFrame, layout: _Layout, sample: pd.Series
) -> tuple[list[str], list[str]]:
    """Separate the columns that say something about a sample from those that belong to one result."""
    used = {layout.test, layout.result, layout.unit, layout.qualifier}
    kept, aside = [], []
    for column in map(str, frame.columns):
        if column in used:
            continue
        words = set(spaced(column).split())
        one = work.groupby(sample)[column].nunique() <= 1
        if column in (layout.patient, layout.place) or (one.mean() >= CONSTANT and not words & ASIDE_WORDS):
            kept.append(column)
        else:
            aside.append(column)
    return kept, aside


def _free_names(tests: Sequence[str], kept: Sequence[str]) -> list[str]:
    names: list[str] = []
    for test in tests:
        name = shorten(test)
        while name in kept or name in names:
            name = f"{name} result"
        names.append(name)
    return names


def _told(
    frame: pd.DataFrame,
    layout: _Layout,
    tests: Sequence[str],
    joined: pd.DataFrame,
    aside: Sequence[str],
    name: str,
) -> ReadingFinding:
    listed = name_some([f"“{shorten(test)}”" for test in tests])
    left = f"; left out: {name_some([f'“{shorten(column)}”' for column in aside])}" if aside else ""
    return ReadingFinding(
        "one_row_a_test",
        "warning",
        f"{plain_name(name)}, columns “{shorten(layout.test)}” and “{shorten(layout.result)}”",
        f"one row for each test; {count_of(len(frame), 'row')} became {count_of(len(joined), 'row')} with a column for "
        f"{listed}{left}",
        "one row for each patient and visit",
        "Check some of the values in the preview.",
    )
